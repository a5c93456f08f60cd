import type { ConflationPolicy } from './overflow-policy';

/**
 * A queue of bounded length that holds the latest record of each key. Adding and taking take constant time.
 *
 * A record that takes the place of an older one of its key stands where that one stood: keys are read in the order of
 * their first unread record, so that an instrument which ticks all the time neither starves nor overtakes the others.
 */
export class ConflatedQueue<T> {
  readonly #capacity: number;
  readonly #policy: ConflationPolicy<T>;
  /** Records by their place; insertion in the middle never happens, removal leaves a hole. */
  readonly #records = new Map<number, T>();
  /** The place of the record of each key that may be replaced. */
  readonly #places = new Map<string, number>();
  #head = 0;
  #tail = 0;
  /** No place before it can be evicted. */
  #evictFrom = 0;
  #dropped = 0;

  constructor(capacity: number, policy: ConflationPolicy<T>) {
    this.#capacity = capacity;
    this.#policy = policy;
  }

  get size(): number {
    return this.#records.size;
  }

  /** Records that were replaced by a later one of their key, or made room for one, since it was made. */
  get dropped(): number {
    return this.#dropped;
  }

  /** False where there is no room, and none can be made. */
  push(record: T): boolean {
    const { keyOf, keep } = this.#policy;
    const key = keyOf(record);
    let place = this.#places.get(key);
    if (place === undefined) {
      if (this.#records.size >= this.#capacity && !this.#evict()) return false;
      place = this.#tail++;
    } else {
      this.#dropped += 1;
    }
    this.#records.set(place, record);
    if (keep?.(record) === true) this.#places.delete(key);
    else this.#places.set(key, place);
    return true;
  }

  shift(): T | undefined {
    while (this.#head < this.#tail && !this.#records.has(this.#head)) this.#head += 1;
    const record = this.#records.get(this.#head);
    if (record === undefined) return undefined;
    this.#remove(record, this.#head);
    this.#head += 1;
    return record;
  }

  /** The newest `count` of them, or all where there are fewer, oldest first; they stay. */
  last(count: number): T[] {
    return count <= 0 ? [] : [...this.#records.values()].slice(-count);
  }

  #remove(record: T, place: number): void {
    this.#records.delete(place);
    const key = this.#policy.keyOf(record);
    if (this.#places.get(key) === place) this.#places.delete(key);
  }

  /** Drops the oldest record that may be dropped; false when there is none. */
  #evict(): boolean {
    const { keep, whenFull } = this.#policy;
    if (whenFull === 'fail') return false;
    // What has been passed over is kept or gone for good, so that the search as a whole is linear.
    for (let place = Math.max(this.#evictFrom, this.#head); place < this.#tail; place += 1) {
      const record = this.#records.get(place);
      if (record === undefined || keep?.(record) === true) continue;
      this.#evictFrom = place + 1;
      this.#remove(record, place);
      this.#dropped += 1;
      return true;
    }
    this.#evictFrom = this.#tail;
    return false;
  }
}
