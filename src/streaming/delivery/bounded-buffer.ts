import type { Clock } from '../../core/clock';
import { ConflatedQueue } from './conflated-queue';
import { type ConflationPolicy, MAX_LAG_MS, type OverflowPolicy } from './overflow-policy';
import { Ring } from './ring';

/** How many records are added between two looks at the clock, while nobody reads. */
const LOOK_EVERY = 16;

/**
 * What waits for a reader, under the policy of its channel. Adding and taking take constant time (once a backlog, one
 * pass over it).
 */
export class BoundedBuffer<T> {
  readonly #capacity: number;
  readonly #policy: OverflowPolicy<T>;
  readonly #clock: Clock;
  /** Every record, in order; empty while conflating. */
  readonly #ring = new Ring<T>();
  /** The latest of each key; only while conflating. */
  #latest: ConflatedQueue<T> | undefined;
  #filledSince = 0;
  /** Without those of the present conflation. */
  #dropped = 0;

  constructor(capacity: number, policy: OverflowPolicy<T>, clock: Clock) {
    this.#capacity = capacity;
    this.#policy = policy;
    this.#clock = clock;
  }

  get size(): number {
    return this.#latest === undefined ? this.#ring.size : this.#latest.size;
  }

  /** Records that were replaced by a later one of their key, or made room for one. */
  get dropped(): number {
    return this.#latest === undefined ? this.#dropped : this.#dropped + this.#latest.dropped;
  }

  push(record: T): boolean {
    if (this.#latest !== undefined) return this.#latest.push(record);
    const { size } = this.#ring;
    const policy = this.#policy;
    if (policy.kind === 'conflate') {
      if (size === 0) this.#filledSince = this.#clock.monotonic();
      else if (size >= this.#capacity || (size % LOOK_EVERY === 0 && this.#lags())) {
        return this.#conflate(policy).push(record);
      }
    } else if (size >= this.#capacity) {
      if (policy.kind === 'fail') return false;
      this.#ring.shift();
      this.#dropped += 1;
    }
    this.#ring.push(record);
    return true;
  }

  shift(): T | undefined {
    // One record alone is the latest of its key.
    if (this.#ring.size > 1) this.update();
    if (this.#latest === undefined) return this.#ring.shift();
    const record = this.#latest.shift();
    if (this.#latest.size === 0) this.#endConflation();
    return record;
  }

  /** The newest `count` records, oldest first; they stay. */
  tail(count: number): T[] {
    return this.#latest === undefined ? this.#ring.last(count) : this.#latest.last(count);
  }

  /** Whether only the latest record of each key is left, because the reader has fallen behind. */
  isConflated(): boolean {
    this.update();
    return this.#latest !== undefined;
  }

  /** Conflates where that is due by the clock. What is added looks at it now and then only, whoever reads does each time. */
  update(): void {
    if (this.#policy.kind === 'conflate' && this.#ring.size > 0 && this.#lags()) this.#conflate(this.#policy);
  }

  clear(): void {
    this.#ring.clear();
    this.#endConflation();
  }

  #lags(): boolean {
    return this.#clock.monotonic() - this.#filledSince > MAX_LAG_MS;
  }

  /** From here until the buffer is empty only the latest record of each key is kept. */
  #conflate(policy: ConflationPolicy<T>): ConflatedQueue<T> {
    const latest = new ConflatedQueue<T>(this.#capacity, policy);
    for (let record = this.#ring.shift(); record !== undefined; record = this.#ring.shift())
      latest.push(record);
    this.#latest = latest;
    return latest;
  }

  #endConflation(): void {
    this.#dropped = this.dropped;
    this.#latest = undefined;
  }
}
