import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator, type XapiEmulator, type XapiEmulatorOptions } from '../../src/emulators';
import { type Frame, RawClient, settle } from './raw-client';

/** An emulator on a clock that stands still, and raw connections to it. */
export class VenueHarness {
  readonly clock: VirtualClock;
  readonly emulator: XapiEmulator;
  readonly #clients: RawClient[] = [];
  #tags = 0;

  constructor(clock: VirtualClock, emulator: XapiEmulator) {
    this.clock = clock;
    this.emulator = emulator;
  }

  static async start(options: XapiEmulatorOptions = {}, startTime?: number): Promise<VenueHarness> {
    const clock = new VirtualClock(startTime);
    return new VenueHarness(clock, await startEmulator('xapi', { clock, ...options }));
  }

  /** A connection; resolves once it is open on both ends. */
  async connect(side: 'main' | 'stream' = 'main', kind: 'tcp' | 'ws' = 'tcp'): Promise<RawClient> {
    const client = this.dial(side, kind);
    const before = this.emulator.connections().length;
    await settle(() => client.open && this.emulator.connections().length > before - 1, 'the connection');
    await settle(
      () => this.emulator.connections().length >= this.#clients.filter((one) => !one.closed).length,
      'accept',
    );
    return client;
  }

  /** A connection that may fail. */
  dial(side: 'main' | 'stream' = 'main', kind: 'tcp' | 'ws' = 'tcp'): RawClient {
    const { tcp, ws, ca } = this.emulator.endpoints;
    const client =
      kind === 'tcp'
        ? RawClient.tcp(side === 'main' ? tcp.mainPort : tcp.streamPort, ca)
        : RawClient.ws(side === 'main' ? ws.main : ws.stream, ca);
    this.#clients.push(client);
    return client;
  }

  /** Sends a command at a decent pace and resolves with its reply. */
  async call(client: RawClient, command: string, args?: unknown, extra: object = {}): Promise<Frame> {
    this.#tags += 1;
    const customTag = `t${this.#tags}`;
    this.clock.advanceSync(200);
    client.send({ command, ...(args === undefined ? {} : { arguments: args }), customTag, ...extra });
    const find = (): Frame | undefined =>
      client.frames.find((frame) => String(frame['customTag']) === customTag);
    await settle(() => find() !== undefined || client.closed, `a reply to ${command}`);
    const reply = find();
    if (!reply) throw new Error(`closed before the reply to ${command}`);
    return reply;
  }

  /** The returnData of a command that must succeed. */
  async data<T = Frame>(client: RawClient, command: string, args?: unknown): Promise<T> {
    const reply = await this.call(client, command, args);
    if (!isTrue(reply['status'])) throw new Error(`${command}: ${JSON.stringify(reply)}`);
    return reply['returnData'] as T;
  }

  /** The error code of a command that must fail. */
  async code(client: RawClient, command: string, args?: unknown): Promise<string> {
    const reply = await this.call(client, command, args);
    if (isTrue(reply['status'])) throw new Error(`${command} succeeded`);
    return String(reply['errorCode']);
  }

  /** A logged-in main connection and its stream token. */
  async login(kind: 'tcp' | 'ws' = 'tcp', userId = '1000'): Promise<{ main: RawClient; token: string }> {
    const main = await this.connect('main', kind);
    const reply = await this.call(main, 'login', { userId, password: 'PASSWORD' });
    return { main, token: String(reply['streamSessionId']) };
  }

  /** Sends a stream command at a decent pace and waits until the server has it. */
  async stream(
    client: RawClient,
    command: string,
    token: string | undefined,
    extra: object = {},
  ): Promise<void> {
    const before = this.emulator.orders.requests.length;
    this.clock.advanceSync(200);
    client.send({ command, ...(token === undefined ? {} : { streamSessionId: token }), ...extra });
    await settle(() => this.emulator.orders.requests.length > before, command);
  }

  /** Sends a trade request; unset members are those of a market buy of EURUSD. */
  async trade(client: RawClient, info: object): Promise<Frame> {
    return this.call(client, 'tradeTransaction', { tradeTransInfo: { ...MARKET_BUY, ...info } });
  }

  /** A trade request that must be accepted; resolves with its number once it was carried out. */
  async place(client: RawClient, info: object): Promise<number> {
    const reply = await this.trade(client, info);
    if (!isTrue(reply['status'])) throw new Error(JSON.stringify(reply));
    await this.clock.advance(100);
    return Number(reply['returnData']?.['order']);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.emulator.close();
  }
}

const isTrue = (value: unknown): boolean => value === true;

/** TRADE_TRANS_INFO of a small market order. */
export const MARKET_BUY = {
  cmd: 0,
  customComment: 'Some text',
  expiration: 0,
  offset: 0,
  order: 0,
  price: 1.2,
  sl: 0,
  symbol: 'EURUSD',
  tp: 0,
  type: 0,
  volume: 0.1,
};
