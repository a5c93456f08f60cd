import type { OrderJournal } from '../../src';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { type PoloniexEmulator, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type TimedRecord,
  type ValuedRecord,
  VirtualClock,
} from '../../src/testing';
import { ClockedWorld } from '../../src/testing/clocked-world';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { profile } from '../../src/venues/poloniex/profile';
import type { PoloniexBrokerOptions } from '../../src/venues/poloniex/types/broker';
import { echoingVenue, type Recording } from './echo';
import { falsify, falsifyText } from './falsify';
import { HOSTILE_ROWS } from './hostile-texts';
import { rewriteTimes } from './rewrite-times';

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

/** The command of the emulator that each write is. */
const COMMANDS: Readonly<Record<LosableOperation, string>> = {
  placeOrder: 'createOrder',
  modifyOrder: 'replaceOrder',
  cancelOrder: 'cancelOrderById',
};

/** The command of the emulator that each read is. */
const READS = { fetchCandles: 'getCandles', fetchAccounts: 'getAccounts' } as const;

/** Venue and broker share one clock: time passes only when the suite lets it. */
class PoloniexWorld extends ClockedWorld implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'ETH_USDT';
  readonly unknownSymbol = 'XXX_USDT';
  readonly quantity = '0.01';
  /** A buy at the market spends an amount. */
  readonly marketSide = 'sell';
  readonly secrets = [API_KEY, API_SECRET, WRONG_SECRET];
  readonly silenceLimitMs = 20_000;
  readonly connections = ['public', 'private'];
  readonly broker: PoloniexBroker;
  readonly #emulator: PoloniexEmulator;

  constructor(clock: VirtualClock, emulator: PoloniexEmulator, offsetMs: number) {
    super(clock, offsetMs);
    this.#emulator = emulator;
    this.broker = new PoloniexBroker(this.#options(API_SECRET));
  }

  requests(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command !== 'ping').length;
  }

  logins(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command === 'auth').length;
  }

  executedOrders(): number {
    return this.#emulator.orders.ofKind('open', 'pending').length;
  }

  setPrice(symbol: string, bid: string, ask: string): void {
    this.#emulator.market.setPrice(symbol, bid, ask);
  }

  cutConnection(): void {
    this.#emulator.faults.reset();
  }

  goDown(): void {
    this.#emulator.faults.refuse();
    this.#emulator.faults.reset();
  }

  comeUp(): Promise<void> {
    return this.#emulator.faults.accept();
  }

  freeze(): void {
    this.#emulator.faults.freeze();
  }

  thaw(): void {
    this.#emulator.faults.thaw();
  }

  freezeConnection(name: 'public' | 'private'): void {
    this.#emulator.faults.freeze({ side: name });
  }

  truncateReplyOnce(operation: LosableOperation, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: COMMANDS[operation], side: 'rest' });
  }

  truncateEvents(times: number, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: 'orders', side: 'private', times });
  }

  dropReplyOnce(operation: LosableOperation): void {
    this.#emulator.faults.applyThenDrop(COMMANDS[operation]);
  }

  dropRequestOnce(operation: LosableOperation): void {
    this.#emulator.faults.dropBeforeApply(COMMANDS[operation]);
  }

  /** The account has 10 BTC. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'sell', type: 'market', quantity: '50' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const price = '20000';
    return this.#emulator.placeOrder({ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', price, quantity: '0.02' });
  }

  duplicateEvents(times: number): void {
    for (const event of ['orders', 'balances']) this.#emulator.faults.duplicate(event, { times });
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    // A gateway's refusal: it has no code of the venue.
    const scope = { command: COMMANDS[operation], times: 1 };
    this.#emulator.faults.status(400, { body: '{"message":"Bad request"}', applied }, scope);
  }

  brokerOn(journal: OrderJournal): PoloniexBroker {
    return this.keep(new PoloniexBroker({ ...this.#options(API_SECRET), journal }));
  }

  farTimeOnce(kind: TimedRecord, time: number): boolean {
    const channels: Partial<Record<TimedRecord, string>> = {
      quotes: 'ticker',
      book: 'book_lv2',
      candles: 'candles_minute_1',
      fills: 'orders',
    };
    if (kind === 'positions') return false;
    const names = ['ts', 'createTime', 'tradeTime', 'changeTime', 'startTime', 'closeTime'];
    rewriteTimes(this.#emulator.faults, channels[kind] ?? kind, names, String(time));
    return true;
  }

  misstateClockOnce(time: number): void {
    rewriteTimes(this.#emulator.faults, 'getTimestamp', ['serverTime'], String(time));
  }

  rateLimitOnce(operation: 'fetchCandles' | 'fetchAccounts', retryAfter: string): void {
    const headers = { 'retry-after': retryAfter };
    this.#emulator.faults.status(429, { headers }, { command: READS[operation], times: 1 });
  }

  sockets(): number {
    return this.#emulator.connections().filter(({ transport }) => transport === 'http').length;
  }

  hostileFrame(kind: HostileFrame): number {
    const frame = `{"channel":"ticker","data":${HOSTILE_ROWS[kind]}}`;
    this.#emulator.faults.rewrite('ticker', () => frame);
    return kind === 'nested' ? 1 : 1000;
  }

  spoilPrivateEvents(times: number): void {
    const rows = (text: string): string => text.replace(/"symbol":"[^"]*"/g, '"symbol":7');
    this.#emulator.faults.rewrite('orders', rows, { times });
  }

  losePrivateEvents(): void {
    for (const channel of ['orders', 'balances']) this.#emulator.faults.silence(channel);
  }

  refuseCandles(): void {
    this.#emulator.faults.status(400, { body: '{"code":400}' }, { command: READS.fetchCandles, times: 1 });
  }

  tradeBurst(symbol: string, count: number): Promise<void> {
    return this.tradeByPrice(count, () => this.setPrice(symbol, '42000', '42001'));
  }

  answerInstruments(change: (rows: string) => string): void {
    this.#emulator.faults.rewrite('getMarkets', change);
  }

  senseless(kind: ValuedRecord, how: Nonsense, times?: number): boolean {
    const { faults } = this.#emulator;
    const infinite = how === 'infinite';
    if (kind === 'book') {
      const value = infinite ? '1e400' : '"-5"';
      const level = /\["([\d.]+)","[\d.]+"\]/;
      falsifyText(faults, 'book_lv2', (text) => text.replace(level, `["$1",${value}]`), times);
      return true;
    }
    const wrong: Partial<Record<ValuedRecord, readonly [channel: string, member: string, value: string]>> = {
      quotes: how === 'field' ? ['ticker', 'quantity', '"-5"'] : ['ticker', 'close', '"-1"'],
      trades: ['trades', 'quantity', '"-5"'],
      candles: ['candles_minute_1', 'high', '"0.01"'],
      orders: ['orders', 'quantity', '"-5"'],
      fills: ['orders', 'tradeQty', '"-5"'],
      balances: ['balances', 'hold', '"-5"'],
    };
    const [channel, member, value] = wrong[kind] ?? [];
    if (channel === undefined || member === undefined || value === undefined) return false;
    falsify(faults, channel, [member], infinite ? '1e400' : value, times);
    return true;
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    const { faults } = this.#emulator;
    if (kind === 'candles')
      falsifyText(faults, 'getCandles', (text) => text.replace(/\["([\d.]+)","[\d.]+"/, '["$1","0"'));
    else
      falsifyText(faults, 'getOrderBook', (text) =>
        text.replace(/"bids":\["([\d.]+)","[\d.]+"/, '"bids":["$1","-5"'),
      );
    return true;
  }

  overfillOnce(): void {
    falsifyText(this.#emulator.faults, 'orders', (text) =>
      /"eventType":"trade"/i.test(text)
        ? text.replace(/"filledQuantity":"[\d.]+"/, '"filledQuantity":"0.05"')
        : text,
    );
  }

  wrongCredentials(): PoloniexBroker {
    return new PoloniexBroker(this.#options(WRONG_SECRET));
  }

  readonly refusableStream = 'quotes';

  refuseStreams(): void {
    this.#emulator.faults.fail('subscribe', 'Subscription failed', { side: 'public', times: 1e6 });
  }

  acceptStreams(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  async refuseUnnamed<T>(open: () => Promise<T>): Promise<T> {
    const opened = await open();
    const refusal = { event: 'error', message: 'Subscription failed' };
    this.#emulator.faults.rawBytes(JSON.stringify(refusal), { side: 'public' });
    return opened;
  }

  readonly loginRefusals = Object.keys(REFUSALS);

  refuseLogins(refusal: string): void {
    const { faults } = this.#emulator;
    faults.rewrite('auth', () => JSON.stringify(REFUSALS[refusal]), { times: 1e6 });
    faults.reset();
  }

  kickLogins(): void {
    this.#emulator.faults.kickLogins();
    this.#emulator.faults.kick();
  }

  acceptLogins(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  echoSecrets() {
    const make = (recording: Recording) => new PoloniexBroker({ ...this.#options(API_SECRET), ...recording });
    return echoingVenue(this.#emulator.faults.rules, [API_KEY, API_SECRET], make, {
      kept: ['channel', 'event'],
      refusal: (_honest, text) => JSON.stringify({ event: 'error', code: text, message: text }),
    });
  }

  async dispose(): Promise<void> {
    await this.closeKept();
    await this.#emulator.close();
  }

  #options(apiSecret: string): PoloniexBrokerOptions {
    const { http, ws } = this.#emulator.endpoints;
    return {
      baseUrl: http.url,
      publicUrl: ws.public,
      privateUrl: ws.private,
      apiKey: API_KEY,
      apiSecret,
      clock: this.brokerClock,
      random: seededRandom(7),
      logger: silentLogger,
    };
  }
}

/** The contract's view of a Poloniex venue on loopback. */
export function poloniexHarness(): ContractHarness {
  return {
    venue: 'poloniex',
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock();
      const emulator = await startEmulator('poloniex', {
        clock,
        seed: 11,
        accounts: [{ apiKey: API_KEY, apiSecret: API_SECRET }],
      });
      emulator.market.pause();
      return new PoloniexWorld(clock, emulator, clockOffsetMs);
    },
  };
}
