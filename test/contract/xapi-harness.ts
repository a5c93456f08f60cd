import { startEmulator, type XapiEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  EmulatedWorld,
  emulatedHarness,
  type Falsified,
  falsify,
  falsifyText,
  HOSTILE_ROWS,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type ProxyKind,
  rewriteTimes,
  type StreamedRecord,
  type WorldBrokerOptions,
  type WorldTerms,
} from '../../src/testing';
import { XapiBroker } from '../../src/venues/xapi/broker';
import { XapiClient } from '../../src/venues/xapi/client/client';
import { profile } from '../../src/venues/xapi/profile';
import type { XapiBrokerOptions } from '../../src/venues/xapi/types/broker';
import { proxiedVenue } from '../setup/proxied-venue';

export type XapiTransport = 'tcp' | 'websocket';

const USER_ID = '880012345';
const PASSWORD = 'canary-"pa\\ss/word"-ż';
const WRONG_PASSWORD = 'canary-wrong-41c9';
const SYMBOL = 'EURUSD';

/** Records without a frame around them: 100,000 of a balance without figures. */
const PIECES = '{"command":"balance","data":{}}'.repeat(33_000);

class XapiWorld extends EmulatedWorld<XapiBroker, XapiEmulator> implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'GBPUSD';
  readonly unknownSymbol = 'EURXXX';
  readonly quantity = '0.1';
  readonly secrets = [USER_ID, PASSWORD, WRONG_PASSWORD];
  readonly silenceLimitMs = 10_000;
  readonly connections = ['main', 'stream'];
  protected readonly commands = {
    login: 'login',
    keepAlive: ['ping'],
    instruments: ['getAllSymbols', 'returnData'],
    writes: {
      placeOrder: 'tradeTransaction',
      modifyOrder: 'tradeTransaction',
      cancelOrder: 'tradeTransaction',
    },
    writeSide: 'main',
    eventSide: 'stream',
    orderEvents: ['trade', 'tradeStatus'],
    figureEvents: ['balance', 'profit'],
  } as const;
  protected readonly wrong = { password: WRONG_PASSWORD };
  readonly #transport: XapiTransport;

  constructor(transport: XapiTransport, ...terms: WorldTerms<XapiEmulator>) {
    super(...terms);
    this.#transport = transport;
  }

  /** 100 lots need a margin of more than the account has. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'buy', type: 'market', quantity: '90' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const client = new XapiClient(this.#options(this.brokerOptions));
    await client.connect();
    const { order } = await client.tradeTransaction({
      cmd: 2,
      type: 0,
      symbol: SYMBOL,
      volume: '0.2',
      price: '0.9',
      customComment: 'other program',
    });
    client.disconnect();
    return order;
  }

  refuseAmbiguously(_operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    this.faults.fail('tradeTransaction', 'EX003', { applied });
  }

  readonly checksLevels = true;

  slowLookUps(): void {
    this.faults.latency(20_000, { side: 'main', command: 'tradeTransactionStatus' });
    for (const command of ['tradeStatus', 'trade'] as const)
      this.faults.latency(1000, { side: 'stream', command });
  }

  farTimeOnce(kind: StreamedRecord, time: number): boolean {
    const event = { quotes: 'tickPrices', book: 'tickPrices', candles: 'candle', balances: '', trades: '' }[
      kind as string
    ];
    if (event === '') return false;
    rewriteTimes(this.faults, event ?? 'trade', ['timestamp', 'ctm', 'open_time'], String(time));
    return true;
  }

  misstateClockOnce(time: number): void {
    rewriteTimes(this.faults, 'getServerTime', ['time'], String(time));
    rewriteTimes(this.faults, 'keepAlive', ['timestamp'], String(time));
  }

  hostileFrame(kind: HostileFrame): number {
    const frame = `{"command":"tickPrices","data":${HOSTILE_ROWS[kind]}}`;
    this.faults.rewrite('tickPrices', () => (kind === 'pieces' ? PIECES : frame));
    return kind === 'nested' || kind === 'longIntegers' ? 1 : 100;
  }

  spoilPrivateEvents(times: number): void {
    this.faults.rewrite('trade', (text) => text.replace(/"volume":[^,}]*/, '"volume":"much"'), {
      times,
    });
  }

  refuseCandles(): void {
    this.faults.fail('getChartRangeRequest', 'EX003', { times: 1 });
  }

  protected falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined {
    const wrong: Partial<Record<StreamedRecord, Falsified>> = {
      quotes: how === 'field' ? ['tickPrices', 'askVolume', '-5'] : ['tickPrices', 'bid', '-1.5'],
      book: ['tickPrices', 'bidVolume', '-5'],
      candles: ['candle', 'vol', '-5'],
      orders: ['trade', 'volume', '-0.3'],
      positions: ['trade', 'open_price', '-1.2'],
      balances: ['balance', 'margin', '-5'],
    };
    return wrong[kind];
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'candles') falsify(this.faults, 'getChartRangeRequest', ['vol'], '-5');
    else falsify(this.faults, 'getTickPrices', ['bidVolume'], '-5');
    return true;
  }

  overfillOnce(): void {
    falsifyText(this.faults, 'trade', (text) =>
      /"cmd":0\b/.test(text) && /"type":0\b/.test(text)
        ? text.replace(/"volume":[0-9.]+/, '"volume":0.3')
        : text,
    );
  }

  /** Candles need a chart first, which is the one request of a stream that the venue answers. */
  readonly refusableStream = 'candles';

  refuseStreams(): void {
    this.faults.fail('getChartLastRequest', 'BE115', { times: 1e6 });
  }

  async refuseUnnamed<T>(open: () => Promise<T>): Promise<T> {
    const { faults } = this.emulator;
    faults.dropEvent('tickPrices', { times: 2 });
    const opened = await open();
    const refusal = { status: false, errorCode: 'BE115', errorDescr: 'EUR' };
    faults.rawBytes(`${JSON.stringify(refusal)}\n\n`, { side: 'stream' });
    return opened;
  }

  readonly loginRefusals = [
    'BE005',
    'BE004',
    'BE118',
    'BE099',
    'EX004',
    'EX006',
    'EX007',
    'EX010',
    'EX017',
    'ZZ1',
  ];
  readonly refusalLatches = true;

  refuseLogins(refusal: string): void {
    this.faults.fail('login', refusal, { times: 1e6 });
    this.faults.kick();
  }

  kickLogins(): void {
    this.endLogins();
  }

  echoSecrets() {
    return this.#echoing(USER_ID);
  }

  namedByNumber() {
    return this.#echoing('1000');
  }

  #echoing(userId: string) {
    const rules = {
      kept: ['status', 'customTag', 'command'],
      refusal(original: string, text: string) {
        const { customTag } = JSON.parse(original) as { customTag?: string };
        return JSON.stringify({ status: false, errorCode: text, errorDescr: text, customTag });
      },
    };
    return this.echoing([userId, PASSWORD], rules, { userId });
  }

  behindProxy(kind: ProxyKind) {
    return proxiedVenue(kind, (options) => this.createBroker(this.brokerOptions, options));
  }

  protected createBroker(options: WorldBrokerOptions, given: object): XapiBroker {
    return new XapiBroker({ ...this.#options(options), ...given });
  }

  #options(options: WorldBrokerOptions): XapiBrokerOptions {
    const { tcp, ws } = this.emulator.endpoints;
    const endpoint =
      this.#transport === 'tcp'
        ? { host: tcp.host, mainPort: tcp.mainPort, streamPort: tcp.streamPort, tls: false }
        : { mainUrl: ws.main, streamUrl: ws.stream };
    return { ...endpoint, transport: this.#transport, userId: USER_ID, password: PASSWORD, ...options };
  }
}

/** The contract's view of an XAPI venue on loopback, over one of its transports. */
export function xapiHarness(transport: XapiTransport): ContractHarness {
  return emulatedHarness<XapiEmulator>({
    profile,
    start: (options) =>
      startEmulator('xapi', {
        ...options,
        accounts: [
          { userId: USER_ID, password: PASSWORD },
          { userId: '1000', password: PASSWORD },
        ],
        marketChecks: transport === 'tcp' ? 'reply' : 'status',
      }),
    world: (...terms) => new XapiWorld(transport, ...terms),
  });
}
