import { type ChpEmulator, type Faults, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  EmulatedHttpWorld,
  emulatedHarness,
  type Falsified,
  falsify,
  type HangingChannel,
  HOSTILE_ROWS,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type ProxyKind,
  rewriteTimes,
  type StreamedRecord,
  type WorldBrokerOptions,
  withRows,
} from '../../src/testing';
import { wallText } from '../../src/testing/emulated/rewrite-times';
import { ChpBroker } from '../../src/venues/chp/broker';
import { ChpClient } from '../../src/venues/chp/client/client';
import { profile } from '../../src/venues/chp/profile';
import type { ChpBrokerOptions } from '../../src/venues/chp/types/broker';
import { proxiedVenue } from '../setup/proxied-venue';

/** What a poll answers a second time: nothing, or what the last one held. */
export type ChpPollMode = 'consuming' | 'repeating';

const LOGIN = 'canary-login-7712';
const PASSWORD = 'canary-"pa\\ss/word"-ж';
const TOKEN = 'canary-token-5c1e';
const WRONG_PASSWORD = 'canary-wrong-41c9';
const SYMBOL = 'GAZP';

/** The feeds: polled all the time, they are the keep-alives of this venue. */
const POLLS = [
  'UpdateQuote',
  'AddTick',
  'UpdateBidAsk',
  'UpdateOrder',
  'UpdatePosition',
  'AddTrade',
  'SetPortfolio',
] as const;

const refused = (reason: string, inner: object[]) => ({
  method: 'Connected',
  result: false,
  reason,
  additional: 'Не удалось подключиться к серверу',
  dataParam: [],
  dataError: inner,
});

/** The way of the documents, codes that they do not name, and as little as an answer can say. */
const REFUSALS: Readonly<Record<string, object>> = {
  documented: refused('Error #3', [
    { method: 'Connect', reason: 'Error #1', additional: 'Неверный логин или пароль.' },
  ]),
  bare: refused('Error #3', []),
  undocumented: refused('Error #3', [{ method: 'Connect', reason: 'Error #77', additional: 'Отказано.' }]),
  silent: { method: 'Connected', result: false },
};

class ChpWorld extends EmulatedHttpWorld<ChpBroker, ChpEmulator> implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'SBER';
  readonly unknownSymbol = 'GAZPX';
  readonly quantity = '20';
  readonly secrets = [LOGIN, PASSWORD, TOKEN, WRONG_PASSWORD];
  protected readonly commands = {
    login: 'Connected',
    keepAlive: POLLS,
    instruments: ['GetSymbols', 'data'],
    reads: { fetchCandles: 'GetBars', fetchAccounts: 'GetPortfolioList' },
    writes: { placeOrder: 'PlaceOrder', modifyOrder: 'MoveOrder', cancelOrder: 'CancelOrder' },
    orderEvents: POLLS,
  } as const;
  protected readonly wrong = { password: WRONG_PASSWORD };

  /** HTTP has no connection to break but the session: the server forgets it, as when it is started again. */
  override cutConnection(): void {
    this.emulator.restart();
  }

  hangPolls(channel: HangingChannel): boolean {
    if (channel === 'candles') return false;
    const command = channel === 'quotes' ? 'UpdateQuote' : 'UpdateOrder';
    this.faults.dropBeforeApply(command, { drop: 'reply', times: 1e6 });
    return true;
  }

  refuseCandles(): void {
    const body = JSON.stringify({ method: 'GetBars', result: false, reason: 'Error #3' });
    this.faults.status(200, { body }, { command: 'GetBars', times: 1 });
  }

  /** 800,000 securities cost more than the account has. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '800000', price: '150' } as const;
  }

  placeExternalOrder(): Promise<string> {
    return this.#placeElsewhere(777);
  }

  /** Cookies are numbers that count up. The broker must not hear of the other order before it places its own. */
  async refuseUsedIdOnce(last: string): Promise<void> {
    this.hangPolls('orders');
    await this.#placeElsewhere(Number(last) + 1);
  }

  async #placeElsewhere(cookie: number): Promise<string> {
    const client = new ChpClient(this.#options(this.brokerOptions));
    const [portfolio] = this.emulator.portfolios;
    const [answer] = await client.placeOrder({
      portfolio: portfolio ?? '',
      symbol: SYMBOL,
      action: 1,
      type: 2,
      validity: 1,
      price: '140',
      amount: '10',
      stop: '0',
      cookie,
    });
    client.close();
    return answer?.orderid ?? '';
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    // Never the venue's own: it answers everything with 200.
    const command = this.commandOf(operation);
    const body = JSON.stringify({ method: command, result: false, reason: 'Error #3' });
    const faults: Faults = this.faults;
    faults.status(500, { body, applied }, { command, times: 1 });
  }

  farTimeOnce(kind: StreamedRecord, time: number): boolean {
    const polls: Partial<Record<StreamedRecord, string>> = {
      quotes: 'UpdateQuote',
      trades: 'AddTick',
      orders: 'UpdateOrder',
      fills: 'AddTrade',
    };
    const poll = polls[kind];
    if (poll === undefined) return false;
    const moscow = wallText(time, 180);
    rewriteTimes(this.faults, poll, ['datetime'], `"${moscow}"`);
    return true;
  }

  misstateClockOnce(time: number): void {
    this.faults.headers({ date: new Date(time).toUTCString() });
  }

  hostileFrame(kind: HostileFrame): number {
    this.faults.rewrite('UpdateQuote', (text) => withRows(text, 'data', HOSTILE_ROWS[kind]));
    return 1;
  }

  /** The trades of polls: of the orders themselves nothing is emitted twice. */
  spoilPrivateEvents(times: number): void {
    const spoil = (text: string): string => text.replaceAll('"symbol":', '"name":');
    this.faults.rewrite('AddTrade', spoil, { times });
  }

  override losePrivateEvents(): void {
    const { faults } = this.emulator;
    for (const poll of ['UpdateOrder', 'AddTrade', 'UpdatePosition', 'SetPortfolio'] as const) {
      faults.rewrite(poll, (text) => withRows(text, 'data', '[]'), { times: 1e6 });
    }
  }

  tradeBurst(symbol: string, count: number): Promise<void> {
    return this.tradeByPrice(count, () => this.setPrice(symbol, '150', '150.1'));
  }

  protected falsified(kind: StreamedRecord, how: Nonsense): Falsified | undefined {
    const wrong: Partial<Record<StreamedRecord, Falsified>> = {
      quotes: how === 'field' ? ['UpdateQuote', 'volume', '-5'] : ['UpdateQuote', 'bid', '-5'],
      trades: ['AddTick', 'volume', '-5'],
      book: ['UpdateBidAsk', 'bidsize', '-5'],
      orders: ['UpdateOrder', 'filled', '99999'],
      fills: ['AddTrade', 'price', '-5'],
      positions: ['UpdatePosition', 'avprice', '-5'],
    };
    return wrong[kind];
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'candles') falsify(this.faults, 'GetBars', ['high'], '0.01');
    // More than once: a venue that repeats its rows makes a true book of the next poll.
    else falsify(this.faults, 'UpdateBidAsk', ['bidsize'], '-5', 100);
    return true;
  }

  /** What is `filled` remains: below zero it is more than was ordered. */
  overfillOnce(): void {
    falsify(this.faults, 'UpdateOrder', ['filled'], '-5');
  }

  readonly refusableStream = 'quotes';

  refuseStreams(): void {
    this.faults.fail('ListenQuotes', 'Error #12', { times: 1e6 });
  }

  readonly loginRefusals = Object.keys(REFUSALS);

  refuseLogins(refusal: string): void {
    this.faults.rewrite('Connected', () => JSON.stringify(REFUSALS[refusal]), { times: 1e6 });
    this.emulator.restart();
  }

  kickLogins(): void {
    this.faults.kickLogins();
    this.emulator.restart();
  }

  echoSecrets() {
    return this.#echoing({});
  }

  namedByNumber() {
    return this.#echoing({ login: '1000', token: `${TOKEN}-1000` });
  }

  #echoing(account: Partial<ChpBrokerOptions>) {
    const rules = {
      kept: ['result'],
      refusal(_honest: string, text: string) {
        const inner = [{ method: text, reason: text, additional: text, message: text }];
        const said = { method: text, reason: text, additional: text, dataParam: inner };
        return JSON.stringify({ ...said, result: false, dataError: inner, errorData: inner });
      },
    };
    return this.echoing([LOGIN, PASSWORD, TOKEN], rules, account);
  }

  behindProxy(kind: ProxyKind) {
    return proxiedVenue(kind, (options) => this.createBroker(this.brokerOptions, options));
  }

  protected createBroker(options: WorldBrokerOptions, given: object): ChpBroker {
    return new ChpBroker({ ...this.#options(options), ...given });
  }

  #options(options: WorldBrokerOptions): ChpBrokerOptions {
    const { host, port } = this.emulator.endpoints.http;
    return { host, port, login: LOGIN, password: PASSWORD, token: TOKEN, ...options };
  }
}

/** The contract's view of a CHP venue on loopback, in one of the ways it may answer polls. */
export function chpHarness(poll: ChpPollMode): ContractHarness {
  return emulatedHarness<ChpEmulator>({
    profile,
    start: (options) =>
      startEmulator('chp', {
        ...options,
        poll,
        partialFills: false,
        accounts: [
          { login: LOGIN, password: PASSWORD, token: TOKEN },
          { login: '1000', password: PASSWORD, token: `${TOKEN}-1000` },
        ],
      }),
    world: (...terms) => new ChpWorld(...terms),
  });
}
