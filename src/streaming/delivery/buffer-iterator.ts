import { Deferred } from '../../core/deferred';
import type { BoundedBuffer } from './bounded-buffer';

/** How a stream ended; `error` is absent when it was closed. */
export interface StreamEnd {
  readonly error?: Error;
}

/** Reads a buffer, several `next()` in turn; after the end it delivers what is left, then throws the error once. */
export class BufferIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #buffer: BoundedBuffer<T>;
  readonly #onDone: () => void;
  readonly #waiters: Deferred<IteratorResult<T, undefined>>[] = [];
  #end: StreamEnd | undefined;
  #done = false;

  /** @param onDone - called once, when it will deliver nothing more */
  constructor(buffer: BoundedBuffer<T>, end: StreamEnd | undefined, onDone: () => void) {
    this.#buffer = buffer;
    this.#end = end;
    this.#onDone = onDone;
  }

  deliver(record: T): boolean {
    const waiter = this.#waiters.shift();
    if (waiter === undefined) return false;
    waiter.resolve({ done: false, value: record });
    return true;
  }

  /** The stream has ended: nothing more will be added to the buffer. */
  end(end: StreamEnd): void {
    this.#end = end;
    const [first] = this.#waiters;
    if (first === undefined) return;
    // Whoever waits has emptied the buffer.
    if (end.error) {
      this.#waiters.shift();
      first.reject(end.error);
    }
    this.#finish();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#done) return Promise.resolve({ done: true, value: undefined });
    const record = this.#buffer.shift();
    if (record !== undefined) return Promise.resolve({ done: false, value: record });
    if (this.#end !== undefined) return this.#last(this.#end);
    const waiter = new Deferred<IteratorResult<T, undefined>>();
    this.#waiters.push(waiter);
    return waiter.promise;
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #last({ error }: StreamEnd): Promise<IteratorResult<T, undefined>> {
    this.#finish();
    const last = new Deferred<IteratorResult<T, undefined>>();
    if (error) last.reject(error);
    else last.resolve({ done: true, value: undefined });
    return last.promise;
  }

  #finish(): void {
    if (this.#done) return;
    this.#done = true;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ done: true, value: undefined });
    this.#onDone();
  }
}
