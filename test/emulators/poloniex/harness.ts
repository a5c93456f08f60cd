import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { type PoloniexEmulator, type PoloniexEmulatorOptions, startEmulator } from '../../../src/emulators';
import { RawClient, settle } from '../raw-client';

/** A member of an answer, at any depth; tests say what they expect it to be. */
export interface Row {
  readonly [name: string]: Row;
}

/** An HTTP answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** What a call brings along. */
export interface CallParts {
  /** Decoded parameters. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The signature of a text, made here anew. */
export function signatureOf(secret: string, payload: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64');
}

/** An emulator on a clock that stands still, BTC_USDT at 46300.00 by 46300.02, and plain calls to it. */
export class PoloniexHarness {
  readonly clock: VirtualClock;
  readonly emulator: PoloniexEmulator;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clients: RawClient[] = [];

  constructor(clock: VirtualClock, emulator: PoloniexEmulator) {
    this.clock = clock;
    this.emulator = emulator;
  }

  static async start(options: PoloniexEmulatorOptions = {}, startTime?: number): Promise<PoloniexHarness> {
    const clock = new VirtualClock(startTime);
    const emulator = await startEmulator('poloniex', { clock, rateLimits: false, ...options });
    const venue = new PoloniexHarness(clock, emulator);
    emulator.market.pause();
    venue.price('46300.00');
    return venue;
  }

  /** Sets BTC_USDT, the ask two points above. */
  price(bid: string): void {
    this.emulator.market.setPrice('BTC_USDT', bid, (Number(bid) + 0.02).toFixed(2));
  }

  /** A request as it is. */
  send(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Promise<Answer> {
    const { host, port, tls } = this.emulator.endpoints.http;
    const { ca } = this.emulator.endpoints;
    return new Promise((resolve, reject) => {
      const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
      const options = { host, port, path, method, headers: { ...headers, ...length } };
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
      call.end(body);
    });
  }

  /** A signed request, as the document signs it. */
  signed(method: string, path: string, { query = {}, body, headers = {} }: CallParts = {}): Promise<Answer> {
    const { apiKey, apiSecret } = this.emulator.credentials;
    const signTimestamp = String(this.clock.now());
    const text = body === undefined ? '' : JSON.stringify(body);
    const encode = (pairs: Readonly<Record<string, string>>): string =>
      Object.entries(pairs)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join('&');
    const params =
      text === ''
        ? encode({ ...query, signTimestamp })
        : `requestBody=${text}&signTimestamp=${signTimestamp}`;
    const signature = signatureOf(apiSecret, `${method}\n${path}\n${params}`);
    const search = encode(query);
    return this.send(
      method,
      search === '' ? path : `${path}?${search}`,
      { 'content-type': 'application/json', key: apiKey, signTimestamp, signature, ...headers },
      text,
    );
  }

  /** The JSON of a signed call that must succeed. */
  async ok<T = Row>(method: string, path: string, parts: CallParts = {}): Promise<T> {
    const { status, text } = await this.signed(method, path, parts);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Status, code and text of a signed call that must fail. */
  async refusal(method: string, path: string, parts: CallParts = {}): Promise<object> {
    const { status, text } = await this.signed(method, path, parts);
    if (status === 200) throw new Error(`${method} ${path} succeeded: ${text}`);
    return { status, ...JSON.parse(text) };
  }

  /** A public read. */
  async read<T = Row>(path: string): Promise<T> {
    const { status, text } = await this.send('GET', path, {});
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Places an order; unset members are those of {@link LIMIT_BUY}. */
  async place(members: object = {}): Promise<string> {
    return String((await this.ok('POST', '/orders', { body: { ...LIMIT_BUY, ...members } }))['id']);
  }

  /** A socket, open on both ends. */
  async connect(side: 'private' | 'public', path = ''): Promise<RawClient> {
    const { ws, ca } = this.emulator.endpoints;
    const sockets = (): number =>
      this.emulator.connections().filter(({ transport }) => transport === 'websocket').length;
    const before = sockets();
    const client = RawClient.ws(ws[side] + path, ca);
    this.#clients.push(client);
    await settle(() => (client.open && sockets() > before) || client.closed, side);
    return client;
  }

  /** A private socket that proved who it is. */
  async login(): Promise<RawClient> {
    const client = await this.connect('private');
    await this.ask(client, this.authFrame());
    return client;
  }

  /** The frame that proves who one is. */
  authFrame(secret = this.emulator.credentials.apiSecret): object {
    const signTimestamp = String(this.clock.now());
    const signature = signatureOf(secret, `GET\n/ws\nsignTimestamp=${signTimestamp}`);
    const { apiKey } = this.emulator.credentials;
    const method = { signatureMethod: 'HmacSHA256', signatureVersion: '2' };
    return {
      event: 'subscribe',
      channel: ['auth'],
      params: { key: apiKey, signTimestamp, ...method, signature },
    };
  }

  /** Sends a frame and resolves with the text of the next message. */
  async ask(client: RawClient, frame: object): Promise<string> {
    const before = client.chunks.length;
    client.send(frame);
    await settle(() => client.chunks.length > before || client.closed, JSON.stringify(frame));
    return String(client.chunks[before] ?? '');
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#agent.destroy();
    await this.emulator.close();
  }
}

/** The messages of a socket. */
export function messages(client: RawClient): Row[] {
  return client.chunks.map((chunk) => JSON.parse(String(chunk)) as Row);
}

/** The frames of a channel that carry data, oldest first. */
export function framesOf(client: RawClient, channel: string): Row[] {
  return messages(client).filter(
    (frame) => String(frame['channel']) === channel && frame['data'] !== undefined,
  );
}

/** The rows of a channel, oldest first. */
export function rowsOf(client: RawClient, channel: string): Row[] {
  return framesOf(client, channel).flatMap((frame) => frame['data'] as unknown as Row[]);
}

/** A limit buy far below the market. */
export const LIMIT_BUY = { symbol: 'BTC_USDT', side: 'BUY', type: 'LIMIT', price: '40000', quantity: '0.01' };
