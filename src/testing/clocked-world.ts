import type { Broker, Clock, ScheduleOptions, Timer, VirtualClock } from '../index';

/** A clock that shows another time of day than the one it runs with. */
export class OffsetClock implements Clock {
  readonly #clock: VirtualClock;
  readonly #offsetMs: number;

  constructor(clock: VirtualClock, offsetMs: number) {
    this.#clock = clock;
    this.#offsetMs = offsetMs;
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  schedule(delayMs: number, callback: () => void, _options?: ScheduleOptions): Timer {
    return this.#clock.schedule(delayMs, callback);
  }
}

/** Trades of one millisecond. */
const TRADES_A_MS = 550;

/**
 * The time of a world whose venue and broker share one clock but may show different times of day. Only the suite
 * advances it.
 */
export class ClockedWorld {
  protected readonly clock: VirtualClock;
  /** The clock of the broker. */
  protected readonly brokerClock: Clock;
  readonly #more: Broker[] = [];

  constructor(clock: VirtualClock, offsetMs = 0) {
    this.clock = clock;
    this.brokerClock = offsetMs === 0 ? clock : new OffsetClock(clock, offsetMs);
  }

  /** Remembers a broker that the case does not close by itself. */
  protected keep<B extends Broker>(broker: B): B {
    this.#more.push(broker);
    return broker;
  }

  protected async closeKept(): Promise<void> {
    for (const broker of this.#more) await broker.close();
  }

  /** The clock of the suite has fractions of a ms because of random additions to pauses. */
  now(): number {
    return Math.floor(this.brokerClock.now());
  }

  venueNow(): number {
    return Math.floor(this.clock.now());
  }

  /** Makes trades by setting prices: no more in one millisecond than the venue can number. */
  protected async tradeByPrice(count: number, setPrice: () => void): Promise<void> {
    for (let done = 0; done < count; done += 1) {
      if (done > 0 && done % TRADES_A_MS === 0) await this.advance(1);
      setPrice();
    }
  }

  advance(ms: number): Promise<void> {
    const target = this.clock.monotonic() + ms;
    // In small steps: sockets need real turns of the loop while time passes.
    return this.clock.advanceUntil(() => this.clock.monotonic() >= target, { stepMs: ms > 5000 ? 50 : 10 });
  }

  async drive<T>(work: PromiseLike<T>): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    await this.clock.advanceUntil(() => settled, { limitMs: 180_000 });
    return work;
  }

  until(condition: () => boolean): Promise<void> {
    return this.clock.advanceUntil(condition, { limitMs: 120_000 });
  }
}
