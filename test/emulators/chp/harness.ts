import { Agent, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type ChpEmulator, type ChpEmulatorOptions, startEmulator } from '../../../src/emulators';
import { PATHS } from '../../../src/emulators/chp/methods';

export type Row = Record<string, unknown>;

/** An HTTP answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

/** An envelope. */
export interface Envelope extends Row {
  readonly result?: boolean;
  readonly data?: Row[];
}

export const PORTFOLIO = 'ST123456-MO-01';

/** A limit buy of ten shares far below the market. */
export const LIMIT_BUY = {
  portfolio: PORTFOLIO,
  symbol: 'GAZP',
  action: 1,
  type: 2,
  validity: 1,
  price: 150,
  amount: 10,
  stop: 0,
  cookie: 12,
};

/** An emulator on a clock that stands still, and plain HTTP calls to it. */
export class ChpHarness {
  readonly clock: VirtualClock;
  readonly emulator: ChpEmulator;
  readonly #agent = new Agent({ keepAlive: true });
  #cookie = 1000;

  constructor(clock: VirtualClock, emulator: ChpEmulator) {
    this.clock = clock;
    this.emulator = emulator;
  }

  static async start(options: ChpEmulatorOptions = {}, startTime?: number): Promise<ChpHarness> {
    const clock = new VirtualClock(startTime);
    return new ChpHarness(clock, await startEmulator('chp', { clock, ...options }));
  }

  /** A harness whose token is connected, with GAZP at 163.90 by 163.92 and the market at rest. */
  static async connected(options: ChpEmulatorOptions = {}, startTime?: number): Promise<ChpHarness> {
    const venue = await ChpHarness.start(options, startTime);
    venue.emulator.market.pause();
    venue.emulator.market.setPrice('GAZP', 163.9, 163.92);
    await venue.data('Connected', venue.emulator.credentials);
    return venue;
  }

  /** Posts a body to a path. */
  post(path: string, text: string, verb = 'POST'): Promise<Answer> {
    const { host, port, tls } = this.emulator.endpoints.http;
    const { ca } = this.emulator.endpoints;
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
      const options = { host, port, path, method: verb, headers };
      const call = tls
        ? secureRequest({ ...options, agent: false, ca })
        : request({ ...options, agent: this.#agent });
      call.on('error', reject);
      call.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      call.end(text);
    });
  }

  /** The HTTP answer of a method. */
  raw(method: string, body: object = {}): Promise<Answer> {
    const path = [...PATHS].find(([, name]) => name === method)?.[0] ?? method;
    return this.post(path, JSON.stringify({ token: this.emulator.credentials.token, ...body }));
  }

  /** The envelope of a method. */
  async call(method: string, body: object = {}): Promise<Envelope> {
    return JSON.parse((await this.raw(method, body)).text) as Envelope;
  }

  /** The data of a method that must succeed. */
  async data(method: string, body: object = {}): Promise<Row[]> {
    const envelope = await this.call(method, body);
    if (envelope.result !== true || !envelope.data) throw new Error(JSON.stringify(envelope));
    return envelope.data;
  }

  /** Reason and text of the inner error of a method that must fail. */
  async refusal(method: string, body: object = {}): Promise<Row> {
    const envelope = await this.call(method, body);
    if (envelope.result !== false) throw new Error(`${method} succeeded`);
    const [inner] = (envelope['dataError'] ?? envelope['errorData']) as Row[];
    return inner ?? {};
  }

  /** Places an order; unset members are those of {@link LIMIT_BUY}, with a cookie of its own. */
  async place(body: object = {}): Promise<string> {
    this.#cookie += 1;
    const [row] = await this.data('PlaceOrder', { ...LIMIT_BUY, cookie: this.#cookie, ...body });
    return String(row?.['orderid']);
  }

  /** Restarts the server; the client's dead connections go too. */
  restart(): void {
    this.emulator.restart();
    this.#agent.destroy();
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.emulator.close();
  }
}
