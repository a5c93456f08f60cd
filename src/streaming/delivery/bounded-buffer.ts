import type { Clock } from '../../core/clock';

/**
 * What a buffer does when its reader falls behind.
 *
 * - `conflate`: only the latest record of each key is kept. Falling behind means that the buffer is full, or has not
 *   been empty for {@link MAX_LAG_MS}: until then every record is kept, so that a prompt reader misses none, and a
 *   slow one never works through prices that were superseded long ago.
 * - `dropOldest`: at the bound the oldest record makes room.
 * - `fail`: at the bound nothing more is taken.
 */
export type OverflowPolicy<T> =
  | {
      readonly kind: 'conflate';
      keyOf(record: T): string;
      /** Records that are never replaced and never dropped, such as closed candles. @defaultValue none */
      keep?(record: T): boolean;
      /** What happens when more keys than fit wait; it fails in any case when all are to be kept. @defaultValue 'dropOldest' */
      readonly whenFull?: 'dropOldest' | 'fail';
    }
  | { readonly kind: 'dropOldest' }
  | { readonly kind: 'fail' };

/** How long a conflating buffer may go without being read empty before it keeps only the latest of each key. */
export const MAX_LAG_MS = 1000;

/**
 * A queue of bounded length. Adding and taking take constant time (once a backlog, one pass over it).
 *
 * A record that takes the place of an older one of its key stands where that one stood: keys are read in the order of
 * their first unread record, so that an instrument which ticks all the time neither starves nor overtakes the others.
 */
export class BoundedBuffer<T> {
  readonly #capacity: number;
  readonly #policy: OverflowPolicy<T>;
  readonly #clock: Clock;
  /** Records by their place; insertion in the middle never happens, removal leaves a hole. */
  readonly #records = new Map<number, T>();
  /** The place of the record of each key that may be replaced; only while conflating. */
  readonly #places = new Map<string, number>();
  #head = 0;
  #tail = 0;
  /** No place before it can be evicted. */
  #evictFrom = 0;
  #conflating = false;
  #filledSince = 0;
  #dropped = 0;

  constructor(capacity: number, policy: OverflowPolicy<T>, clock: Clock) {
    this.#capacity = capacity;
    this.#policy = policy;
    this.#clock = clock;
  }

  get size(): number {
    return this.#records.size;
  }

  /** Records that were replaced by a later one of their key, or made room for one. */
  get dropped(): number {
    return this.#dropped;
  }

  push(record: T): boolean {
    const { size } = this.#records;
    if (size === 0) {
      if (this.#policy.kind === 'conflate') this.#filledSince = this.#clock.monotonic();
    } else if (this.#policy.kind === 'conflate') {
      if (size >= this.#capacity || this.#lags()) this.#conflate();
      if (this.#conflating) return this.#pushConflated(record);
    } else if (size >= this.#capacity) {
      if (this.#policy.kind === 'fail') return false;
      this.#take();
      this.#dropped += 1;
    }
    this.#records.set(this.#tail++, record);
    return true;
  }

  shift(): T | undefined {
    if (this.#records.size === 0) return undefined;
    if (this.#lags()) this.#conflate();
    const record = this.#take();
    if (this.#records.size === 0) this.#rewind();
    return record;
  }

  /** The newest `count` records, oldest first; they stay. */
  tail(count: number): T[] {
    return count <= 0 ? [] : [...this.#records.values()].slice(-count);
  }

  /** Whether only the latest record of each key is left, because the reader has fallen behind. */
  isConflated(): boolean {
    if (this.#records.size > 0 && this.#lags()) this.#conflate();
    return this.#conflating;
  }

  clear(): void {
    this.#records.clear();
    this.#places.clear();
    this.#rewind();
  }

  #rewind(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#conflating = false;
  }

  #lags(): boolean {
    return (
      !this.#conflating &&
      this.#policy.kind === 'conflate' &&
      this.#clock.monotonic() - this.#filledSince > MAX_LAG_MS
    );
  }

  #take(): T | undefined {
    while (this.#head < this.#tail && !this.#records.has(this.#head)) this.#head += 1;
    const record = this.#records.get(this.#head);
    this.#records.delete(this.#head);
    if (record !== undefined) this.#forgetPlace(record, this.#head);
    this.#head += 1;
    return record;
  }

  #forgetPlace(record: T, place: number): void {
    if (!this.#conflating || this.#policy.kind !== 'conflate') return;
    const key = this.#policy.keyOf(record);
    if (this.#places.get(key) === place) this.#places.delete(key);
  }

  /** From here until the buffer is empty only the latest record of each key is kept. */
  #conflate(): void {
    if (this.#conflating) return;
    const waiting = [...this.#records.values()];
    this.#records.clear();
    this.#head = 0;
    this.#tail = 0;
    this.#evictFrom = 0;
    this.#conflating = true;
    for (const record of waiting) this.#pushConflated(record);
  }

  #pushConflated(record: T): boolean {
    const policy = this.#policy;
    if (policy.kind !== 'conflate') return false;
    const key = policy.keyOf(record);
    const kept = policy.keep?.(record) === true;
    let place = this.#places.get(key);
    if (place === undefined) {
      if (this.#records.size >= this.#capacity && !this.#evict()) return false;
      place = this.#tail++;
    } else {
      this.#dropped += 1;
    }
    this.#records.set(place, record);
    if (kept) this.#places.delete(key);
    else this.#places.set(key, place);
    return true;
  }

  /** Drops the oldest record that may be dropped; false when there is none. */
  #evict(): boolean {
    const policy = this.#policy;
    if (policy.kind !== 'conflate' || policy.whenFull === 'fail') return false;
    // What has been passed over is kept or gone for good, so that the search as a whole is linear.
    for (let place = Math.max(this.#evictFrom, this.#head); place < this.#tail; place += 1) {
      const record = this.#records.get(place);
      if (record === undefined || policy.keep?.(record) === true) continue;
      this.#evictFrom = place + 1;
      this.#records.delete(place);
      this.#forgetPlace(record, place);
      this.#dropped += 1;
      return true;
    }
    this.#evictFrom = this.#tail;
    return false;
  }
}
