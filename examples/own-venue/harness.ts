import {
  type ContractHarness,
  type ContractWorld,
  EmulatedHttpWorld,
  emulatedHarness,
  type Falsified,
  falsify,
  HOSTILE_ROWS,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  rewriteTimes,
  type StreamedRecord,
  type WorldBrokerOptions,
  withRows,
} from 'venuekit/testing';
import { type LarkEmulator, startLark } from './emulator';
import { LarkBroker, profile } from './index';

const API_KEY = 'CANARY-KEY-LARK-31';
const API_SECRET = 'canary-secret-lark-77c';
const WRONG_SECRET = 'canary-wrong-lark-90x';

/** What the suite can do with Lark. Nothing is polled, orders have no levels, and a key is not an account name. */
class LarkWorld extends EmulatedHttpWorld<LarkBroker, LarkEmulator> implements ContractWorld {
  readonly symbol = 'BTC-EUR';
  readonly otherSymbol = 'ETH-EUR';
  readonly unknownSymbol = 'XXX-EUR';
  readonly quantity = '0.01';
  readonly secrets = [API_KEY, API_SECRET, WRONG_SECRET];
  readonly silenceLimitMs = 16_000;
  readonly connections = ['public', 'private'];
  readonly loginRefusals = ['answer'];
  readonly refusableStream = 'quotes';
  // [doc:world]
  protected readonly commands = {
    login: 'login',
    keepAlive: ['ping'],
    instruments: ['getInstruments', ''],
    reads: { fetchCandles: 'getCandles' },
    writes: { placeOrder: 'createOrder', modifyOrder: '', cancelOrder: 'cancelOrder' },
    writeSide: 'rest',
    eventSide: 'private',
    orderEvents: ['orders', 'fills'],
    figureEvents: ['balances'],
  } as const;
  protected readonly wrong = { apiSecret: WRONG_SECRET };

  protected createBroker(options: WorldBrokerOptions, given: object): LarkBroker {
    const { endpoints } = this.emulator;
    return new LarkBroker({ ...endpoints, apiKey: API_KEY, apiSecret: API_SECRET, ...options, ...given });
  }
  // [/doc:world]

  /** The account has 10 BTC. */
  refusedOrder() {
    return { symbol: this.symbol, side: 'sell', type: 'market', quantity: '50' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const order = { symbol: this.symbol, side: 'buy', type: 'limit', price: '20000' } as const;
    return this.emulator.placeOrder({ ...order, quantity: '0.02', clientOrderId: 'web-page-1' });
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    const scope = { command: this.commandOf(operation), times: 1 };
    this.faults.status(400, { body: '{"message":"Bad request"}', applied }, scope);
  }

  async refuseUsedIdOnce(): Promise<void> {
    this.faults.fail('createOrder', 'clientOrderIdUsed');
  }

  slowLookUps(): void {
    this.faults.latency(20_000, { side: 'rest', command: 'getOrder' });
    this.faults.latency(1000, { side: 'private', command: 'orders' });
  }

  spoilPrivateEvents(times: number): void {
    const spoil = (text: string): string => text.replace(/"symbol":"[^"]*"/, '"symbol":7');
    for (const event of this.commands.orderEvents) this.faults.rewrite(event, spoil, { times });
  }

  refuseCandles(): void {
    const scope = { command: 'getCandles', times: 1 };
    this.faults.status(400, { body: '{"code":"badRequest"}' }, scope);
  }

  farTimeOnce(kind: StreamedRecord, time: number): boolean {
    if (kind === 'trades' || kind === 'book' || kind === 'positions') return false;
    const names = ['time', 'openTime', 'createdTime', 'updatedTime'];
    rewriteTimes(this.faults, kind === 'quotes' ? 'ticker' : kind, names, String(time));
    return true;
  }

  misstateClockOnce(time: number): void {
    rewriteTimes(this.faults, 'getTime', ['time'], String(time));
  }

  hostileFrame(kind: HostileFrame): number {
    this.faults.rewrite('ticker', (text) => withRows(text, 'data', HOSTILE_ROWS[kind]));
    return 1;
  }

  protected falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined {
    const wrong: Partial<Record<StreamedRecord, Falsified>> = {
      quotes: how === 'field' ? ['ticker', 'askQuantity', '"-5"'] : ['ticker', 'bid', '"-1"'],
      candles: ['candles', how === 'field' ? 'volume' : 'high', '"-5"'],
      orders: ['orders', 'quantity', '"-5"'],
      fills: ['fills', 'quantity', '"-5"'],
      balances: ['balances', 'held', '"-5"'],
    };
    return wrong[kind];
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'candles') falsify(this.faults, 'getCandles', ['high'], '"0.01"');
    return kind === 'candles';
  }

  /** 0.05 is more than the case orders. */
  overfillOnce(): void {
    const change = (text: string): string =>
      text.includes('"status":"filled"') ? text.replace(/"filled":"[^"]*"/, '"filled":"0.05"') : text;
    this.faults.rewrite('orders', change, { times: 2 });
  }

  refuseStreams(): void {
    this.faults.fail('subscribe', 'unknownSymbol', { side: 'public', times: 1e6 });
  }

  async refuseUnnamed<T>(open: () => Promise<T>): Promise<T> {
    const opened = await open();
    const error = { code: 'unknownSymbol', message: 'There is no such market' };
    this.faults.rawBytes(JSON.stringify({ error }), { side: 'public' });
    return opened;
  }

  refuseLogins(): void {
    this.faults.fail('login', 'badSignature', { times: 1e6 });
    this.faults.reset();
  }

  kickLogins(): void {
    this.endLogins();
  }

  echoSecrets() {
    return this.echoing([API_KEY, API_SECRET], {
      kept: ['id', 'channel', 'ok'],
      refusal(original, text) {
        const { id, ok } = JSON.parse(original) as { readonly id?: string; readonly ok?: boolean };
        const error = { code: text, message: text };
        return JSON.stringify(ok === undefined ? error : { id, error });
      },
    });
  }
}

// [doc:harness]
/** The contract's view of Lark on loopback. */
export function larkHarness(): ContractHarness {
  return emulatedHarness<LarkEmulator>({
    profile,
    start: (options) => startLark({ ...options, apiKey: API_KEY, apiSecret: API_SECRET }),
    world: (...terms) => new LarkWorld(...terms),
  });
}
// [/doc:harness]
