import type { BoundedBuffer } from './bounded-buffer';

/** How a stream ended; `error` is absent when it was closed. */
export interface StreamEnd {
  readonly error?: Error;
}

/** A `next()` that waits for its record. */
interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: Error) => void;
}

/** Reads a buffer, several `next()` in turn; after the end it delivers what is left, then throws the error once. */
export class BufferIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #buffer: BoundedBuffer<T>;
  readonly #onDone: () => void;
  readonly #waiters: Waiter<T>[] = [];
  #end: StreamEnd | undefined;
  #done = false;

  /** @param onDone - called once, when it will deliver nothing more */
  constructor(buffer: BoundedBuffer<T>, end: StreamEnd | undefined, onDone: () => void) {
    this.#buffer = buffer;
    this.#end = end;
    this.#onDone = onDone;
  }

  /** Hands a record to the `next()` that waits longest; false where none does. Hot. */
  deliver(record: T): boolean {
    if (this.#waiters.length === 0) return false;
    this.#waiters.shift()?.resolve({ done: false, value: record });
    return true;
  }

  /** The stream has ended: nothing more will be added to the buffer. */
  end(end: StreamEnd): void {
    this.#end = end;
    if (this.#waiters.length === 0) return;
    // Whoever waits has emptied the buffer.
    if (end.error) this.#waiters.shift()?.reject(end.error);
    this.#finish();
  }

  /** Hot: a record that waits costs a settled promise and nothing else. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    const record = this.#buffer.shift();
    if (record !== undefined) return Promise.resolve({ done: false, value: record });
    if (this.#end !== undefined) return this.#last(this.#end);
    return this.#wait();
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #wait(): Promise<IteratorResult<T, undefined>> {
    const promise = new Promise<IteratorResult<T, undefined>>((resolve, reject) => {
      this.#waiters.push({
        resolve,
        reject: (error) => {
          ignoreWhereDropped(promise);
          reject(error);
        },
      });
    });
    return promise;
  }

  #last({ error }: StreamEnd): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    if (error === undefined) return Promise.resolve({ done: true, value: undefined });
    const last = Promise.reject(error);
    ignoreWhereDropped(last);
    return last;
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
    this.#onDone();
  }
}

/** A promise that nobody awaits must not end the process when it is rejected. */
function ignoreWhereDropped(promise: Promise<unknown>): void {
  promise.catch(() => {});
}
