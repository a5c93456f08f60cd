import type { BrokerEvents } from '../../../src/broker';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { type PoloniexEmulator, type PoloniexEmulatorOptions, startEmulator } from '../../../src/emulators';
import type { Balance, Fill, Order } from '../../../src/model';
import { VirtualClock } from '../../../src/testing';
import { PoloniexBroker } from '../../../src/venues/poloniex/broker';
import type { PoloniexBrokerOptions } from '../../../src/venues/poloniex/types/broker';

/** Wednesday, 7 January 2026, 12:00:30 UTC. */
export const START = Date.UTC(2026, 0, 7, 12, 0, 30);

export const SYMBOL = 'BTC_USDT';
export const OTHER = 'ETH_USDT';

/** The prices of BTC_USDT that tests begin with, and those of ETH_USDT. */
export const BID = '46300';
export const ASK = '46300.02';
export const OTHER_BID = '3300';
export const OTHER_ASK = '3300.02';

/** What of a world is not as usual. */
export interface Setup {
  readonly emulator?: PoloniexEmulatorOptions;
  readonly broker?: Partial<PoloniexBrokerOptions>;
  /** UTC epoch ms. */
  readonly start?: number;
}

/** An event of the broker with the virtual time at which it came. */
export interface Seen {
  readonly event: keyof BrokerEvents;
  readonly at: number;
  readonly value: unknown;
}

/** A broker on an emulated venue, both on one virtual clock; the market stands still until the test moves it. */
export class World implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly emulator: PoloniexEmulator;
  broker: PoloniexBroker;
  readonly seen: Seen[] = [];
  readonly orders: Order[] = [];
  readonly fills: Fill[] = [];
  readonly balances: Balance[] = [];
  readonly adopted: Order[] = [];
  readonly states: string[] = [];
  readonly warnings: { readonly code: string; readonly message: string }[] = [];
  readonly #setup: Setup;

  private constructor(clock: VirtualClock, emulator: PoloniexEmulator, setup: Setup) {
    this.clock = clock;
    this.emulator = emulator;
    this.#setup = setup;
    this.broker = this.#listenTo(this.newBroker());
  }

  /** A broker that is not connected yet. */
  static async start(setup: Setup = {}): Promise<World> {
    const clock = new VirtualClock(setup.start ?? START);
    const emulator = await startEmulator('poloniex', { seed: 11, clock, ...setup.emulator });
    emulator.market.pause();
    emulator.market.setPrice(SYMBOL, BID, ASK);
    emulator.market.setPrice(OTHER, OTHER_BID, OTHER_ASK);
    return new World(clock, emulator, setup);
  }

  static async live(setup: Setup = {}): Promise<World> {
    const world = await World.start(setup);
    try {
      await world.drive(world.broker.connect());
    } catch (error) {
      await world.emulator.close();
      throw error;
    }
    return world;
  }

  /** Another broker on the same venue; to be closed by the test. */
  newBroker(options: Partial<PoloniexBrokerOptions> = {}): PoloniexBroker {
    const { http, ws } = this.emulator.endpoints;
    return new PoloniexBroker({
      baseUrl: http.url,
      publicUrl: ws.public,
      privateUrl: ws.private,
      ...this.emulator.credentials,
      clock: this.clock,
      random: seededRandom(5),
      logger: silentLogger,
      ...this.#setup.broker,
      ...options,
    });
  }

  /** Closes the broker and puts a new one, connected, in its place: what a restart of the program does. */
  async restartBroker(options: Partial<PoloniexBrokerOptions> = {}): Promise<void> {
    await this.drive(this.broker.close());
    this.broker = this.#listenTo(this.newBroker(options));
    await this.drive(this.broker.connect());
  }

  /** Lets time pass until the promise settles. */
  async drive<T>(work: PromiseLike<T>, limitMs = 180_000): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    await this.clock.advanceUntil(() => settled, { stepMs: 10, limitMs });
    return work;
  }

  /** The error that a promise rejects with. */
  async refused(work: PromiseLike<unknown>, limitMs?: number): Promise<Error> {
    const outcome = await this.drive(
      work.then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      ),
      limitMs,
    );
    if ('error' in outcome) return outcome.error;
    throw new Error(`It did not fail but gave ${JSON.stringify(outcome.value)}`);
  }

  until(condition: () => boolean, limitMs = 120_000): Promise<void> {
    return this.clock.advanceUntil(condition, { stepMs: 10, limitMs });
  }

  /** Lets `ms` pass, in steps small enough for sockets to keep up. */
  pass(ms: number): Promise<void> {
    const target = this.clock.monotonic() + ms;
    const stepMs = ms > 5000 ? 50 : 10;
    return this.clock.advanceUntil(() => this.clock.monotonic() >= target, {
      stepMs,
      limitMs: 2 * ms + 1000,
    });
  }

  /** Has the connection end and waits until the broker is live again. */
  async reconnect(cut: () => void = () => this.emulator.faults.reset()): Promise<void> {
    const before = this.states.length;
    cut();
    await this.until(() => this.states.length > before && this.state === 'live');
  }

  /** The state of the broker now; a getter, so that the compiler does not believe in an earlier one. */
  get state(): string {
    return this.broker.status.state;
  }

  /** The order as it was told last. */
  last(id: string): Order | undefined {
    return this.orders.findLast((order) => order.id === id);
  }

  /** The fills of an order, in the order in which they were told. */
  fillsOf(id: string): Fill[] {
    return this.fills.filter(({ orderId }) => orderId === id);
  }

  collect<E extends keyof BrokerEvents>(event: E): Parameters<BrokerEvents[E]>[0][] {
    const seen: Parameters<BrokerEvents[E]>[0][] = [];
    this.broker.on(event, ((value: Parameters<BrokerEvents[E]>[0]) => seen.push(value)) as BrokerEvents[E]);
    return seen;
  }

  /** What the venue was asked of a command, oldest first. */
  asked(command: string): readonly Readonly<Record<string, unknown>>[] {
    return this.emulator.orders.requests
      .filter((request) => request.command === command)
      .map(({ members }) => members);
  }

  /** Requests of any kind but pings. */
  get requests(): number {
    return this.emulator.orders.requests.filter(({ command }) => command !== 'ping').length;
  }

  /** Orders that the venue took, smart ones apart. */
  get executed(): number {
    return this.emulator.orders.ofKind('open', 'pending').length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator.faults.clear();
    await this.drive(this.broker.close());
    await this.emulator.close();
  }

  #listenTo(broker: PoloniexBroker): PoloniexBroker {
    const note =
      <T>(event: keyof BrokerEvents, list: T[]) =>
      (value: T): void => {
        list.push(value);
        this.seen.push({ event, at: this.clock.now(), value });
      };
    broker.on('order', note('order', this.orders));
    broker.on('fill', note('fill', this.fills));
    broker.on('balance', note('balance', this.balances));
    broker.on('adopted', note('adopted', this.adopted));
    broker.on('warning', note('warning', this.warnings));
    broker.on('status', ({ state }) => void this.states.push(state));
    return broker;
  }
}
