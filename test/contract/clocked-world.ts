import type { Broker } from '../../src';
import type { VirtualClock } from '../../src/testing';

/** Time of a world whose venue and broker share one clock: it passes only when the suite lets it. */
export class ClockedWorld {
  protected readonly clock: VirtualClock;
  readonly #more: Broker[] = [];

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** Remembers a broker that the case does not close by itself. */
  protected keep<B extends Broker>(broker: B): B {
    this.#more.push(broker);
    return broker;
  }

  protected async closeKept(): Promise<void> {
    for (const broker of this.#more) await broker.close();
  }

  /** The clock of the suite has fractions of a ms where chance adds to a pause. */
  now(): number {
    return Math.floor(this.clock.now());
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
