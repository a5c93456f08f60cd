import { type Faults, type PoloniexEmulator, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  EmulatedHttpWorld,
  emulatedHarness,
  type Falsified,
  falsifyText,
  HOSTILE_ROWS,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type ProxyKind,
  rewriteTimes,
  type StreamedRecord,
  type WorldBrokerOptions,
} from '../../src/testing';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { profile } from '../../src/venues/poloniex/profile';
import { proxiedVenue } from '../setup/proxied-venue';

const API_KEY = 'CANARY-KEY-7J2Q-88AA';
const API_SECRET = 'canary-secret/"pa\\ss"-99x';
const WRONG_SECRET = 'canary-wrong-secret-41c9';
const SYMBOL = 'BTC_USDT';

/** The answer of the documents, and error events that may stand for it. */
const REFUSALS: Readonly<Record<string, object>> = {
  answer: { data: { success: false, message: 'Authentication failed!', ts: 1 }, channel: 'auth' },
  event: { event: 'error', message: 'Invalid API key' },
  unexplained: { event: 'error', message: 'Bad request' },
  silent: { event: 'error', message: '' },
};

class PoloniexWorld extends EmulatedHttpWorld<PoloniexBroker, PoloniexEmulator> implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'ETH_USDT';
  readonly unknownSymbol = 'XXX_USDT';
  readonly quantity = '0.01';
  /** A buy at the market spends an amount. */
  readonly marketSide = 'sell';
  readonly secrets = [API_KEY, API_SECRET, WRONG_SECRET];
  readonly silenceLimitMs = 20_000;
  readonly connections = ['public', 'private'];
  protected readonly commands = {
    login: 'auth',
    keepAlive: ['ping'],
    instruments: ['getMarkets', ''],
    reads: { fetchCandles: 'getCandles', fetchAccounts: 'getAccounts' },
    writes: { placeOrder: 'createOrder', modifyOrder: 'replaceOrder', cancelOrder: 'cancelOrderById' },
    writeSide: 'rest',
    eventSide: 'private',
    orderEvents: ['orders'],
    figureEvents: ['balances'],
  } as const;
  protected readonly wrong = { apiSecret: WRONG_SECRET };

  /** The account has 10 BTC. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'sell', type: 'market', quantity: '50' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const price = '20000';
    return this.emulator.placeOrder({ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price, quantity: '0.02' });
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    // A gateway's refusal: it has no code of the venue.
    const scope = { command: this.commandOf(operation), times: 1 };
    const faults: Faults = this.faults;
    faults.status(400, { body: '{"message":"Bad request"}', applied }, scope);
  }

  async refuseUsedIdOnce(): Promise<void> {
    this.faults.fail('createOrder', '21312', { errorDescr: 'Client orderId already exists' });
  }

  slowLookUps(): void {
    this.faults.latency(20_000, { side: 'rest', command: 'getOrder' });
    this.faults.latency(1000, { side: 'private', command: 'orders' });
  }

  farTimeOnce(kind: StreamedRecord, time: number): boolean {
    const channels: Partial<Record<StreamedRecord, string>> = {
      quotes: 'ticker',
      book: 'book_lv2',
      candles: 'candles_minute_1',
      fills: 'orders',
    };
    if (kind === 'positions') return false;
    const names = ['ts', 'createTime', 'tradeTime', 'changeTime', 'startTime', 'closeTime'];
    rewriteTimes(this.faults, channels[kind] ?? kind, names, String(time));
    return true;
  }

  misstateClockOnce(time: number): void {
    rewriteTimes(this.faults, 'getTimestamp', ['serverTime'], String(time));
  }

  hostileFrame(kind: HostileFrame): number {
    const frame = `{"channel":"ticker","data":${HOSTILE_ROWS[kind]}}`;
    this.faults.rewrite('ticker', () => frame);
    return kind === 'nested' ? 1 : 1000;
  }

  spoilPrivateEvents(times: number): void {
    const rows = (text: string): string => text.replace(/"symbol":"[^"]*"/g, '"symbol":7');
    this.faults.rewrite('orders', rows, { times });
  }

  refuseCandles(): void {
    this.faults.status(
      400,
      { body: '{"code":400}' },
      { command: this.commands.reads.fetchCandles, times: 1 },
    );
  }

  tradeBurst(symbol: string, count: number): Promise<void> {
    return this.tradeByPrice(count, () => this.setPrice(symbol, '42000', '42001'));
  }

  override senseless(kind: StreamedRecord, how: Nonsense, times?: number): boolean {
    if (kind !== 'book') return super.senseless(kind, how, times);
    const value = how === 'infinite' ? '1e400' : '"-5"';
    const level = /\["([\d.]+)","[\d.]+"\]/;
    falsifyText(this.faults, 'book_lv2', (text) => text.replace(level, `["$1",${value}]`), times);
    return true;
  }

  protected falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined {
    const wrong: Partial<Record<StreamedRecord, Falsified>> = {
      quotes: how === 'field' ? ['ticker', 'quantity', '"-5"'] : ['ticker', 'close', '"-1"'],
      trades: ['trades', 'quantity', '"-5"'],
      candles: ['candles_minute_1', 'high', '"0.01"'],
      orders: ['orders', 'quantity', '"-5"'],
      fills: ['orders', 'tradeQty', '"-5"'],
      balances: ['balances', 'hold', '"-5"'],
    };
    return wrong[kind];
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    const { faults } = this.emulator;
    if (kind === 'candles')
      falsifyText(faults, 'getCandles', (text) => text.replace(/\["([\d.]+)","[\d.]+"/, '["$1","0"'));
    else
      falsifyText(faults, 'getOrderBook', (text) =>
        text.replace(/"bids":\["([\d.]+)","[\d.]+"/, '"bids":["$1","-5"'),
      );
    return true;
  }

  overfillOnce(): void {
    falsifyText(this.faults, 'orders', (text) =>
      /"eventType":"trade"/i.test(text)
        ? text.replace(/"filledQuantity":"[\d.]+"/, '"filledQuantity":"0.05"')
        : text,
    );
  }

  readonly refusableStream = 'quotes';

  refuseStreams(): void {
    this.faults.fail('subscribe', 'Subscription failed', { side: 'public', times: 1e6 });
  }

  async refuseUnnamed<T>(open: () => Promise<T>): Promise<T> {
    const opened = await open();
    const refusal = { event: 'error', message: 'Subscription failed' };
    this.faults.rawBytes(JSON.stringify(refusal), { side: 'public' });
    return opened;
  }

  readonly loginRefusals = Object.keys(REFUSALS);

  refuseLogins(refusal: string): void {
    const { faults } = this.emulator;
    faults.rewrite('auth', () => JSON.stringify(REFUSALS[refusal]), { times: 1e6 });
    faults.reset();
  }

  kickLogins(): void {
    this.endLogins();
  }

  echoSecrets() {
    return this.echoing([API_KEY, API_SECRET], {
      kept: ['channel', 'event'],
      refusal: (_honest, text) => JSON.stringify({ event: 'error', code: text, message: text }),
    });
  }

  behindProxy(kind: ProxyKind) {
    return proxiedVenue(kind, (options) => this.createBroker(this.brokerOptions, options));
  }

  protected createBroker(options: WorldBrokerOptions, given: object): PoloniexBroker {
    const { http, ws } = this.emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    return new PoloniexBroker({ ...urls, apiKey: API_KEY, apiSecret: API_SECRET, ...options, ...given });
  }
}

/** The contract's view of a Poloniex venue on loopback. */
export function poloniexHarness(): ContractHarness {
  return emulatedHarness<PoloniexEmulator>({
    profile,
    start: (options) =>
      startEmulator('poloniex', { ...options, accounts: [{ apiKey: API_KEY, apiSecret: API_SECRET }] }),
    world: (...terms) => new PoloniexWorld(...terms),
  });
}
