/** Counts requests that follow the previous one too closely. */
export class PaceRule {
  readonly #minIntervalMs: number;
  readonly #maxShort: number;
  #last: number | undefined;
  #short = 0;

  /** @param maxShort - how many short intervals in a row break the rule */
  constructor(minIntervalMs: number, maxShort: number) {
    this.#minIntervalMs = minIntervalMs;
    this.#maxShort = maxShort;
  }

  /**
   * Records a request; returns whether the connection must be dropped. One full interval resets the count of short
   * ones.
   */
  request(monotonicMs: number): boolean {
    if (this.#last !== undefined) {
      this.#short = monotonicMs - this.#last < this.#minIntervalMs ? this.#short + 1 : 0;
    }
    this.#last = monotonicMs;
    return this.#short >= this.#maxShort;
  }
}

/** Stores which pairs of login and password are refused, and until when. */
export class LoginLocks {
  readonly #until = new Map<string, number>();

  /** Refuses a pair until a time. */
  lock(userId: string, password: string, until: number): void {
    this.#until.set(JSON.stringify([userId, password]), until);
  }

  /** Whether a pair is refused at a time. */
  isLocked(userId: string, password: string, time: number): boolean {
    const until = this.#until.get(JSON.stringify([userId, password]));
    return until !== undefined && time < until;
  }
}
