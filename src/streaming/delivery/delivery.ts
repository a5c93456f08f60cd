import { ValidationError } from '../../errors';
import type { SafeEmitter } from '../safe-emitter';
import type { BoundedBuffer } from './bounded-buffer';
import { BufferIterator, type StreamEnd } from './buffer-iterator';

/**
 * Brings records to the listeners and the iterator of one subscription so that nothing is lost or told twice.
 *
 * Records are buffered while there is an iterator, or no listener. What came while nobody listened goes to the first
 * listeners that attach, in order and before anything newer: in a microtask, so that all that attach in the same breath
 * get it, or sooner when a newer record, an iterator or the end comes first. An open iterator loses nothing by that:
 * each side gets everything. When the iterator ends, what it has not read stays for the next one, unless the listeners
 * have heard it.
 */
export class Delivery<T> {
  readonly #buffer: BoundedBuffer<T>;
  readonly #listeners: SafeEmitter<{ data: (record: T) => void }>;
  #iterator: BufferIterator<T> | undefined;
  /** How many of the newest records in the buffer came while nobody listened. */
  #unheard = 0;
  #flushDue = false;
  #flushing = false;
  #telling = false;
  /** Records that a listener brought about while the one before was being told: all listeners hear them in order. */
  readonly #later: T[] = [];

  constructor(buffer: BoundedBuffer<T>, listeners: SafeEmitter<{ data: (record: T) => void }>) {
    this.#buffer = buffer;
    this.#listeners = listeners;
  }

  get #isHeard(): boolean {
    return this.#listeners.listenerCount('data') > 0;
  }

  /** Delivers a record; false when the buffer has no room for it, but the listeners have heard it even then. Hot. */
  push(record: T): boolean {
    if (this.#flushDue) this.flush();
    // While what was held is being delivered, a newer record queues behind it.
    if (this.#flushing || !this.#isHeard) return this.#hold(record, 1);
    const kept = this.#iterator === undefined || this.#hold(record, 0);
    if (this.#telling) this.#later.push(record);
    else this.#tell(record);
    return kept;
  }

  attached(): void {
    if (this.#flushDue || (this.#countUnheard() === 0 && (this.#iterator || this.#buffer.size === 0))) return;
    this.#flushDue = true;
    queueMicrotask(() => {
      if (this.#flushDue) this.flush();
    });
  }

  /** Tells the listeners, if there are any, what came before them. */
  flush(): void {
    this.#flushDue = false;
    if (this.#flushing) return;
    this.#flushing = true;
    while (this.#isHeard && this.#countUnheard() > 0) {
      if (this.#iterator) this.#tellCopies();
      else this.#tellHeld();
    }
    this.#flushing = false;
    if (!this.#iterator && this.#isHeard) this.#clear();
  }

  /** Opens the iterator. @throws ValidationError while another is open */
  iterate(end: StreamEnd | undefined): BufferIterator<T> {
    if (this.#iterator) {
      const rule = 'must be ended before another is opened: a subscription has one at a time';
      throw new ValidationError('iterator', rule);
    }
    // What was held belongs to the listener that came first.
    if (this.#flushDue) this.flush();
    const iterator = new BufferIterator(this.#buffer, end, () => this.#release(iterator));
    this.#iterator = iterator;
    return iterator;
  }

  /** The stream has ended: what waits is still delivered. */
  end(end: StreamEnd): void {
    this.#iterator?.end(end);
  }

  #tell(record: T): void {
    this.#telling = true;
    this.#listeners.emit('data', record);
    if (this.#later.length > 0) this.#tellLater();
    this.#telling = false;
  }

  #tellLater(): void {
    for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) {
      if (this.#isHeard) this.#listeners.emit('data', next);
      // The iterator, if there is one, has it already.
      else if (!this.#iterator) this.#hold(next, 1);
    }
  }

  #hold(record: T, unheard: number): boolean {
    if (this.#iterator?.deliver(record)) return true;
    if (!this.#buffer.push(record)) return false;
    this.#unheard += unheard;
    return true;
  }

  #countUnheard(): number {
    // The iterator may have read some of it.
    this.#unheard = Math.min(this.#unheard, this.#buffer.size);
    // Where records have taken the places of others, age says nothing any more; but then each is the latest of its key.
    if (this.#unheard > 0 && this.#buffer.isConflated()) this.#unheard = this.#buffer.size;
    return this.#unheard;
  }

  #tellHeld(): void {
    while (this.#buffer.size > this.#unheard) this.#buffer.shift();
    while (!this.#iterator && this.#isHeard) {
      const record = this.#buffer.shift();
      if (record === undefined) return;
      this.#unheard -= 1;
      this.#listeners.emit('data', record);
    }
  }

  #tellCopies(): void {
    for (const record of this.#buffer.tail(this.#unheard)) {
      if (!this.#isHeard) return;
      this.#unheard -= 1;
      this.#listeners.emit('data', record);
    }
  }

  #release(iterator: BufferIterator<T>): void {
    if (this.#iterator !== iterator) return;
    if (this.#flushDue) this.flush();
    this.#iterator = undefined;
    if (this.#isHeard) this.#clear();
  }

  #clear(): void {
    this.#buffer.clear();
    this.#unheard = 0;
  }
}
