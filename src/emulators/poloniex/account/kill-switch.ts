import type { Clock, Timer } from '../../../core/clock';
import type { Row } from '../json';
import { badParameter } from '../refusal';

interface Armed {
  readonly startTime: number;
  readonly endTime: number;
  readonly timer: Timer;
}

/** Cancels all orders of a user who does not renew the timer in time. */
export class KillSwitches {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #armed = new Map<string, Armed>();

  /** @param now - the venue's own time */
  constructor(clock: Clock, now: () => number) {
    this.#clock = clock;
    this.#now = now;
  }

  /** Restarts the timer, or ends it at -1 seconds. @throws PoloniexRefusal when out of range */
  set(account: string, timeout: string, cancelAll: () => void): Row {
    const seconds = Number(timeout);
    if (!/^-?\d+$/.test(timeout) || (seconds !== -1 && (seconds < 10 || seconds > 600)))
      throw badParameter('timeout');
    this.#armed.get(account)?.timer.cancel();
    this.#armed.delete(account);
    if (seconds === -1) return this.status(account);
    const startTime = this.#now();
    const fire = (): void => {
      this.#armed.delete(account);
      cancelAll();
    };
    const timer = this.#clock.schedule(seconds * 1000, fire, { keepAlive: false });
    this.#armed.set(account, { startTime, endTime: startTime + seconds * 1000, timer });
    return this.status(account);
  }

  /** When it was started and when it cancels, in seconds; zeros while it is off. */
  status(account: string): Row {
    const armed = this.#armed.get(account);
    const seconds = (time = 0): string => String(Math.floor(time / 1000));
    return { startTime: seconds(armed?.startTime), cancellationTime: seconds(armed?.endTime) };
  }

  /** Stops all timers. */
  close(): void {
    for (const { timer } of this.#armed.values()) timer.cancel();
    this.#armed.clear();
  }
}
