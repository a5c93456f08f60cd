import { type OrderJournal, seededRandom, silentLogger } from 'venuekit';
import {
  ClockedWorld,
  type ContractHarness,
  type ContractWorld,
  type LosableOperation,
  VirtualClock,
} from 'venuekit/testing';
import { type LarkEmulator, startLark } from './emulator';
import { LarkBroker, type LarkBrokerOptions, profile } from './index';

const API_KEY = 'CANARY-KEY-LARK-31';
const API_SECRET = 'canary-secret-lark-77c';
const WRONG_SECRET = 'canary-wrong-lark-90x';

/** The command of the emulator that each write is. */
const COMMANDS: Readonly<Record<LosableOperation, string>> = {
  placeOrder: 'createOrder',
  modifyOrder: '',
  cancelOrder: 'cancelOrder',
};

/** Venue and broker share one clock: time passes only when the suite lets it. */
class LarkWorld extends ClockedWorld implements ContractWorld {
  readonly symbol = 'BTC-EUR';
  readonly otherSymbol = 'ETH-EUR';
  readonly unknownSymbol = 'XXX-EUR';
  readonly quantity = '0.01';
  readonly secrets = [API_KEY, API_SECRET, WRONG_SECRET];
  readonly silenceLimitMs = 16_000;
  readonly connections = ['public', 'private'];
  readonly loginRefusals = ['answer'];
  readonly refusableStream = 'quotes';
  readonly broker: LarkBroker;
  readonly #emulator: LarkEmulator;

  constructor(clock: VirtualClock, emulator: LarkEmulator, offsetMs: number) {
    super(clock, offsetMs);
    this.#emulator = emulator;
    this.broker = new LarkBroker(this.#options(API_SECRET));
  }

  requests(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command !== 'ping').length;
  }

  logins(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command === 'login').length;
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

  dropReplyOnce(operation: LosableOperation): void {
    this.#emulator.faults.applyThenDrop(COMMANDS[operation]);
  }

  dropRequestOnce(operation: LosableOperation): void {
    this.#emulator.faults.dropBeforeApply(COMMANDS[operation]);
  }

  truncateReplyOnce(operation: LosableOperation, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: COMMANDS[operation], side: 'rest' });
  }

  truncateEvents(times: number, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: 'orders', side: 'private', times });
  }

  /** The account has 10 BTC. */
  refusedOrder() {
    return { symbol: this.symbol, side: 'sell', type: 'market', quantity: '50' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const order = {
      symbol: this.symbol,
      side: 'buy',
      type: 'limit',
      price: '20000',
      quantity: '0.02',
    } as const;
    return this.#emulator.placeOrder({ ...order, clientOrderId: 'web-page-1' });
  }

  duplicateEvents(times: number): void {
    for (const event of ['orders', 'fills', 'balances']) this.#emulator.faults.duplicate(event, { times });
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    const scope = { command: COMMANDS[operation], times: 1 };
    this.#emulator.faults.status(400, { body: '{"message":"Bad request"}', applied }, scope);
  }

  brokerOn(journal: OrderJournal): LarkBroker {
    return this.keep(new LarkBroker({ ...this.#options(API_SECRET), journal }));
  }

  rateLimitOnce(_operation: 'fetchCandles', retryAfter: string): void {
    const headers = { 'retry-after': retryAfter };
    this.#emulator.faults.status(429, { headers }, { command: 'getCandles', times: 1 });
  }

  sockets(): number {
    return this.#emulator.connections().filter(({ transport }) => transport === 'http').length;
  }

  spoilPrivateEvents(times: number): void {
    for (const event of ['orders', 'fills'])
      this.#emulator.faults.rewrite(event, (text) => text.replace(/"symbol":"[^"]*"/, '"symbol":7'), {
        times,
      });
  }

  losePrivateEvents(): void {
    for (const event of ['orders', 'fills', 'balances'])
      this.#emulator.faults.dropEvent(event, { times: 1e9 });
  }

  answerInstruments(change: (rows: string) => string): void {
    this.#emulator.faults.rewrite('getInstruments', change);
  }

  refuseCandles(): void {
    const scope = { command: 'getCandles', times: 1 };
    this.#emulator.faults.status(400, { body: '{"code":"badRequest"}' }, scope);
  }

  /** 0.05 is more than the case orders. */
  overfillOnce(): void {
    const change = (text: string): string =>
      text.includes('"status":"filled"') ? text.replace(/"filled":"[^"]*"/, '"filled":"0.05"') : text;
    this.#emulator.faults.rewrite('orders', change, { times: 2 });
  }

  wrongCredentials(): LarkBroker {
    return new LarkBroker(this.#options(WRONG_SECRET));
  }

  refuseStreams(): void {
    this.#emulator.faults.fail('subscribe', 'unknownSymbol', { side: 'public', times: 1e6 });
  }

  acceptStreams(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  refuseLogins(): void {
    this.#emulator.faults.fail('login', 'badSignature', { times: 1e6 });
    this.#emulator.faults.reset();
  }

  kickLogins(): void {
    this.#emulator.faults.kickLogins();
    this.#emulator.faults.kick();
  }

  acceptLogins(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  async dispose(): Promise<void> {
    await this.closeKept();
    await this.#emulator.close();
  }

  #options(apiSecret: string): LarkBrokerOptions {
    return {
      ...this.#emulator.endpoints,
      apiKey: API_KEY,
      apiSecret,
      clock: this.brokerClock,
      random: seededRandom(7),
      logger: silentLogger,
    };
  }
}

// [doc:harness]
/** The contract's view of Lark on loopback. */
export function larkHarness(): ContractHarness {
  return {
    venue: 'lark',
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock();
      const emulator = await startLark({ clock, seed: 11, apiKey: API_KEY, apiSecret: API_SECRET });
      emulator.market.pause();
      return new LarkWorld(clock, emulator, clockOffsetMs);
    },
  };
}
// [/doc:harness]
