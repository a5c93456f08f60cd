import type { Clock } from '../core/clock';

/** Users who are refused, even with the correct secret, until an instant. */
export class UserLocks {
  readonly #clock: Clock;
  readonly #users: readonly string[];
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, users: readonly string[]) {
    this.#clock = clock;
    this.#users = users;
  }

  /** Refuses a user, or all of them, for `minutes` of the clock. */
  lock(minutes: number, user: string | undefined): void {
    const until = this.#clock.now() + minutes * 60_000;
    for (const name of this.#users) {
      if (user === undefined || user === name) this.#until.set(name, until);
    }
  }

  isLocked(user: string): boolean {
    return (this.#until.get(user) ?? 0) > this.#clock.now();
  }
}
