/** Up to here the buffer doubles; beyond, it grows by half, so that a large frame never costs three times its size. */
const DOUBLING_LIMIT = 4 * 1024 * 1024;
/** A larger store is released when the buffer is cleared. */
const KEPT_BYTES = 64 * 1024;

/**
 * Bytes collected from many small pieces, in one growing store.
 *
 * A list of the pieces would be simpler and far too slow with slices of one byte.
 */
export class ByteBuffer {
  #store: Buffer;
  #length = 0;
  readonly #maxBytes: number;

  /** @param maxBytes - the caller checks this bound before it appends; here it only caps the growth */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#store = Buffer.alloc(0);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends `chunk[start, end)`. */
  append(chunk: Uint8Array, start: number, end: number): void {
    const length = this.#length;
    const needed = length + end - start;
    if (needed > this.#store.length) this.#grow(needed);
    // `set` costs more than it moves for a few bytes.
    if (end - start < 16) {
      const store = this.#store;
      for (let from = start, to = length; from < end; from += 1, to += 1) store[to] = chunk[from] as number;
    } else {
      this.#store.set(chunk.subarray(start, end), length);
    }
    this.#length = needed;
  }

  /** The content; valid until the next `append` or `clear`. */
  view(): Buffer {
    return this.#store.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#store.length > KEPT_BYTES) this.#store = Buffer.alloc(0);
  }

  #grow(needed: number): void {
    const current = this.#store.length;
    const next = current < DOUBLING_LIMIT ? current * 2 : Math.ceil(current * 1.5);
    const size = Math.max(needed, Math.min(Math.max(next, 4096), this.#maxBytes));
    // Not from the shared pool: the store is kept long and is never exposed beyond its length.
    const store = Buffer.allocUnsafeSlow(size);
    this.#store.copy(store, 0, 0, this.#length);
    this.#store = store;
  }
}
