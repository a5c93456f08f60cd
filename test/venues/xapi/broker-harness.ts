import type { BrokerEvents, BrokerStatus } from '../../../src/broker';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator, type XapiEmulator, type XapiEmulatorOptions } from '../../../src/emulators';
import type { Fill, Order, Position } from '../../../src/model';
import { XapiBroker } from '../../../src/venues/xapi/broker';
import type { XapiBrokerOptions } from '../../../src/venues/xapi/types/broker';

export type Transport = 'tcp' | 'websocket';

export interface Setup {
  readonly transport?: Transport;
  readonly emulator?: XapiEmulatorOptions;
  readonly broker?: Partial<XapiBrokerOptions>;
}

/** A broker on an emulator, both on one virtual clock. */
export class Bench implements AsyncDisposable {
  readonly clock: VirtualClock;
  readonly emulator: XapiEmulator;
  readonly broker: XapiBroker;
  readonly states: BrokerStatus[] = [];
  readonly orders: Order[] = [];
  readonly fills: Fill[] = [];
  readonly positions: Position[] = [];
  readonly warnings: string[] = [];

  private constructor(clock: VirtualClock, emulator: XapiEmulator, broker: XapiBroker) {
    this.clock = clock;
    this.emulator = emulator;
    this.broker = broker;
    broker.on('status', (status) => this.states.push(status));
    broker.on('order', (order) => this.orders.push(order));
    broker.on('fill', (fill) => this.fills.push(fill));
    broker.on('position', (position) => this.positions.push(position));
    broker.on('warning', ({ code, message }) => this.warnings.push(`${code}: ${message}`));
  }

  static async start(setup: Setup = {}): Promise<Bench> {
    const clock = new VirtualClock(Date.UTC(2026, 0, 7, 12, 0, 30));
    const emulator = await startEmulator('xapi', { seed: 11, clock, ...setup.emulator });
    return new Bench(clock, emulator, Bench.broker(clock, emulator, setup));
  }

  /** Another broker on the same emulator. */
  static broker(
    clock: VirtualClock,
    emulator: XapiEmulator,
    { transport = 'tcp', broker }: Setup,
  ): XapiBroker {
    const { tcp, ws } = emulator.endpoints;
    const where =
      transport === 'tcp'
        ? { host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
        : { mainUrl: ws.main, streamUrl: ws.stream };
    return new XapiBroker({
      transport,
      ...where,
      ...emulator.credentials,
      clock,
      random: seededRandom(5),
      logger: silentLogger,
      ...broker,
    });
  }

  static async live(setup: Setup = {}): Promise<Bench> {
    const bench = await Bench.start(setup);
    await bench.drive(bench.broker.connect());
    return bench;
  }

  /** Lets time pass until the promise settles. */
  async drive<T>(promise: Promise<T>, limitMs = 120_000): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    await this.clock.advanceUntil(() => settled, { stepMs: 10, limitMs });
    return promise;
  }

  /** The error that a promise rejects with. */
  async refused(promise: Promise<unknown>, limitMs?: number): Promise<Error> {
    const outcome = await this.drive(
      promise.then(
        (value) => ({ value }),
        (error: Error) => ({ error }),
      ),
      limitMs,
    );
    if ('error' in outcome) return outcome.error;
    throw new Error(`It did not fail but gave ${JSON.stringify(outcome.value)}`);
  }

  until(condition: () => boolean, limitMs = 60_000): Promise<void> {
    return this.clock.advanceUntil(condition, { stepMs: 10, limitMs });
  }

  /** The state of the broker now; a method, so that the compiler does not believe in an earlier one. */
  get state(): string {
    return this.broker.status.state;
  }

  collect<E extends keyof BrokerEvents>(event: E): Parameters<BrokerEvents[E]>[0][] {
    const seen: Parameters<BrokerEvents[E]>[0][] = [];
    this.broker.on(event, ((value: Parameters<BrokerEvents[E]>[0]) => seen.push(value)) as BrokerEvents[E]);
    return seen;
  }

  /** Commands that the emulator received. */
  received(command: string): number {
    return this.emulator.orders.requests.filter((request) => request.command === command).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drive(this.broker.close());
    await this.emulator.close();
  }
}
