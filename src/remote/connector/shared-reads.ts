import type { Clock } from '../../core/clock';
import { sleep } from '../../transport/sleep';

/** How long a read waits for the one before it at most, in ms: that one may hang. */
const WAIT_MS = 1000;

interface Waiting<T> {
  /** The latest of those who wait, UTC epoch ms by the bus's clock. */
  deadline: number;
  readonly answer: Promise<T>;
}

interface Reads<T> {
  /** The read that has begun. */
  running: Promise<unknown>;
  next?: Waiting<T>;
}

/**
 * Makes one read of the venue of all equal ones: hundreds of bots that come back together must not use up its quota.
 *
 * Nobody is given the answer to a read that began before he asked: it may not have seen what he did before.
 */
export class SharedReads<T> {
  readonly #clock: Clock;
  readonly #reads = new Map<string, Reads<T>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * @param key - equal for equal reads
   * @param read - never rejects; given the deadline of all who wait for it
   */
  read(key: string, deadline: number, read: (deadline: number) => Promise<T>): Promise<T> {
    const known = this.#reads.get(key);
    if (known === undefined) {
      const reads: Reads<T> = { running: Promise.resolve() };
      this.#reads.set(key, reads);
      return this.#begin(key, reads, read(deadline));
    }
    if (known.next !== undefined) {
      known.next.deadline = Math.max(known.next.deadline, deadline);
      return known.next.answer;
    }
    const answer = this.#before(known.running).then(() => {
      const { deadline: latest = deadline } = known.next ?? {};
      delete known.next;
      return this.#begin(key, known, read(latest));
    });
    known.next = { deadline, answer };
    return answer;
  }

  #begin(key: string, reads: Reads<T>, answer: Promise<T>): Promise<T> {
    reads.running = answer;
    void answer.then(() => {
      if (reads.running === answer && reads.next === undefined) this.#reads.delete(key);
    });
    return answer;
  }

  async #before(running: Promise<unknown>): Promise<void> {
    const done = new AbortController();
    const late = sleep(this.#clock, WAIT_MS, done.signal).catch(() => {});
    await Promise.race([running, late]);
    done.abort();
  }
}
