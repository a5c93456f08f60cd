import type { OrderJournal } from '../../src';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { type ChpEmulator, startEmulator } from '../../src/emulators';
import {
  type ContractHarness,
  type ContractWorld,
  type HangingChannel,
  type HostileFrame,
  type LosableOperation,
  type Nonsense,
  type TimedRecord,
  type ValuedRecord,
  VirtualClock,
} from '../../src/testing';
import { ClockedWorld } from '../../src/testing/clocked-world';
import { ChpBroker } from '../../src/venues/chp/broker';
import { ChpClient } from '../../src/venues/chp/client/client';
import { profile } from '../../src/venues/chp/profile';
import type { ChpBrokerOptions } from '../../src/venues/chp/types/broker';
import { echoingVenue, type Recording } from './echo';
import { falsify } from './falsify';
import { changeRows, HOSTILE_ROWS, withRows } from './hostile-texts';
import { rewriteTimes, wallText } from './rewrite-times';

/** What a poll answers a second time: nothing, or what the last one held. */
export type ChpPollMode = 'consuming' | 'repeating';

const LOGIN = 'canary-login-7712';
const PASSWORD = 'canary-"pa\\ss/word"-ж';
const TOKEN = 'canary-token-5c1e';
const WRONG_PASSWORD = 'canary-wrong-41c9';
const SYMBOL = 'GAZP';

/** The feeds: polled all the time, they are the keep-alives of this venue. */
const POLLS: ReadonlySet<string> = new Set([
  'UpdateQuote',
  'AddTick',
  'UpdateBidAsk',
  'UpdateOrder',
  'UpdatePosition',
  'AddTrade',
  'SetPortfolio',
]);

const COMMANDS: Readonly<Record<LosableOperation, string>> = {
  placeOrder: 'PlaceOrder',
  modifyOrder: 'MoveOrder',
  cancelOrder: 'CancelOrder',
};

/** The command of the emulator that each read is. */
const READS = { fetchCandles: 'GetBars', fetchAccounts: 'GetPortfolioList' } as const;

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

/** Venue and broker share one clock: time passes only when the suite lets it. */
class ChpWorld extends ClockedWorld implements ContractWorld {
  readonly symbol = SYMBOL;
  readonly otherSymbol = 'SBER';
  readonly unknownSymbol = 'GAZPX';
  readonly quantity = '20';
  readonly secrets = [LOGIN, PASSWORD, TOKEN, WRONG_PASSWORD];
  readonly broker: ChpBroker;
  readonly #emulator: ChpEmulator;
  readonly #clients: ChpClient[] = [];

  constructor(clock: VirtualClock, emulator: ChpEmulator, offsetMs: number) {
    super(clock, offsetMs);
    this.#emulator = emulator;
    this.broker = new ChpBroker(this.#options(PASSWORD));
  }

  requests(): number {
    return this.#emulator.orders.requests.filter(({ command }) => !POLLS.has(command)).length;
  }

  logins(): number {
    return this.#emulator.orders.requests.filter(({ command }) => command === 'Connected').length;
  }

  executedOrders(): number {
    return this.#emulator.orders.ofKind('open', 'pending').length;
  }

  setPrice(symbol: string, bid: string, ask: string): void {
    this.#emulator.market.setPrice(symbol, bid, ask);
  }

  /** HTTP has no connection to break but the session: the server forgets it, as when it is started again. */
  cutConnection(): void {
    this.#emulator.restart();
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

  hangPolls(channel: HangingChannel): boolean {
    if (channel === 'candles') return false;
    const command = channel === 'quotes' ? 'UpdateQuote' : 'UpdateOrder';
    this.#emulator.faults.dropBeforeApply(command, { drop: 'reply', times: 1e6 });
    return true;
  }

  answerPolls(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  truncateReplyOnce(operation: LosableOperation, bytes: number): void {
    this.#emulator.faults.truncate(bytes, { command: COMMANDS[operation] });
  }

  truncateEvents(times: number, bytes: number): void {
    for (const command of POLLS) this.#emulator.faults.truncate(bytes, { command, times });
  }

  dropReplyOnce(operation: LosableOperation): void {
    this.#emulator.faults.applyThenDrop(COMMANDS[operation]);
  }

  dropRequestOnce(operation: LosableOperation): void {
    this.#emulator.faults.dropBeforeApply(COMMANDS[operation]);
  }

  /** 800,000 securities cost more than the account has. */
  refusedOrder() {
    return { symbol: SYMBOL, side: 'buy', type: 'limit', quantity: '800000', price: '150' } as const;
  }

  async placeExternalOrder(): Promise<string> {
    const client = new ChpClient(this.#options(PASSWORD));
    this.#clients.push(client);
    const [portfolio] = this.#emulator.portfolios;
    const [answer] = await client.placeOrder({
      portfolio: portfolio ?? '',
      symbol: SYMBOL,
      action: 1,
      type: 2,
      validity: 1,
      price: '140',
      amount: '10',
      stop: '0',
      cookie: 777,
    });
    return answer?.orderid ?? '';
  }

  duplicateEvents(times: number): void {
    for (const event of POLLS) this.#emulator.faults.duplicate(event, { times });
  }

  refuseAmbiguously(operation: LosableOperation, { applied }: { readonly applied: boolean }): void {
    // Never the venue's own: it answers everything with 200.
    const body = JSON.stringify({ method: COMMANDS[operation], result: false, reason: 'Error #3' });
    const scope = { command: COMMANDS[operation], times: 1 };
    this.#emulator.faults.status(500, { body, applied }, scope);
  }

  brokerOn(journal: OrderJournal): ChpBroker {
    return this.keep(new ChpBroker({ ...this.#options(PASSWORD), journal }));
  }

  farTimeOnce(kind: TimedRecord, time: number): boolean {
    const polls: Partial<Record<TimedRecord, string>> = {
      quotes: 'UpdateQuote',
      trades: 'AddTick',
      orders: 'UpdateOrder',
      fills: 'AddTrade',
    };
    const poll = polls[kind];
    if (poll === undefined) return false;
    const moscow = wallText(time, 180);
    rewriteTimes(this.#emulator.faults, poll, ['datetime'], `"${moscow}"`);
    return true;
  }

  misstateClockOnce(time: number): void {
    this.#emulator.faults.headers({ date: new Date(time).toUTCString() });
  }

  rateLimitOnce(operation: 'fetchCandles' | 'fetchAccounts', retryAfter: string): void {
    const headers = { 'retry-after': retryAfter };
    this.#emulator.faults.status(429, { headers }, { command: READS[operation], times: 1 });
  }

  sockets(): number {
    return this.#emulator.connections().length;
  }

  hostileFrame(kind: HostileFrame): number {
    this.#emulator.faults.rewrite('UpdateQuote', (text) => withRows(text, 'data', HOSTILE_ROWS[kind]));
    return 1;
  }

  /** The trades of polls: of the orders themselves nothing is told twice. */
  spoilPrivateEvents(times: number): void {
    const spoil = (text: string): string => text.replaceAll('"symbol":', '"name":');
    this.#emulator.faults.rewrite('AddTrade', spoil, { times });
  }

  losePrivateEvents(): void {
    const { faults } = this.#emulator;
    for (const poll of ['UpdateOrder', 'AddTrade', 'UpdatePosition', 'SetPortfolio']) {
      faults.rewrite(poll, (text) => withRows(text, 'data', '[]'), { times: 1e6 });
    }
  }

  tradeBurst(symbol: string, count: number): Promise<void> {
    return this.tradeByPrice(count, () => this.setPrice(symbol, '150', '150.1'));
  }

  answerInstruments(change: (rows: string) => string): void {
    this.#emulator.faults.rewrite('GetSymbols', (text) => changeRows(text, 'data', change));
  }

  senseless(kind: ValuedRecord, how: Nonsense, times?: number): boolean {
    const wrong: Partial<Record<ValuedRecord, readonly [poll: string, member: string, value: string]>> = {
      quotes: how === 'field' ? ['UpdateQuote', 'volume', '-5'] : ['UpdateQuote', 'bid', '-5'],
      trades: ['AddTick', 'volume', '-5'],
      book: ['UpdateBidAsk', 'bidsize', '-5'],
      orders: ['UpdateOrder', 'filled', '99999'],
      fills: ['AddTrade', 'price', '-5'],
      positions: ['UpdatePosition', 'avprice', '-5'],
    };
    const [poll, member, value] = wrong[kind] ?? [];
    if (poll === undefined || member === undefined || value === undefined) return false;
    falsify(this.#emulator.faults, poll, [member], how === 'infinite' ? '1e400' : value, times);
    return true;
  }

  senselessRead(kind: 'candles' | 'book'): boolean {
    if (kind === 'candles') falsify(this.#emulator.faults, 'GetBars', ['high'], '0.01');
    // More than once: a venue that repeats its rows makes a true book of the next poll.
    else falsify(this.#emulator.faults, 'UpdateBidAsk', ['bidsize'], '-5', 100);
    return true;
  }

  /** What is `filled` remains: below zero it is more than was ordered. */
  overfillOnce(): void {
    falsify(this.#emulator.faults, 'UpdateOrder', ['filled'], '-5');
  }

  wrongCredentials(): ChpBroker {
    return new ChpBroker(this.#options(WRONG_PASSWORD));
  }

  readonly loginRefusals = Object.keys(REFUSALS);

  refuseLogins(refusal: string): void {
    this.#emulator.faults.rewrite('Connected', () => JSON.stringify(REFUSALS[refusal]), { times: 1e6 });
    this.#emulator.restart();
  }

  kickLogins(): void {
    this.#emulator.faults.kickLogins();
    this.#emulator.restart();
  }

  acceptLogins(): Promise<void> {
    return this.#emulator.faults.clear();
  }

  echoSecrets() {
    return this.#echoing({});
  }

  namedByNumber() {
    return this.#echoing({ login: '1000', token: `${TOKEN}-1000` });
  }

  #echoing(account: Partial<ChpBrokerOptions>) {
    const make = (recording: Recording) =>
      new ChpBroker({ ...this.#options(PASSWORD), ...recording, ...account });
    return echoingVenue(this.#emulator.faults.rules, [LOGIN, PASSWORD, TOKEN], make, {
      kept: ['result'],
      refusal(_honest, text) {
        const inner = [{ method: text, reason: text, additional: text, message: text }];
        const said = { method: text, reason: text, additional: text, dataParam: inner };
        return JSON.stringify({ ...said, result: false, dataError: inner, errorData: inner });
      },
    });
  }

  async dispose(): Promise<void> {
    await this.closeKept();
    for (const client of this.#clients) client.close();
    await this.#emulator.close();
  }

  #options(password: string): ChpBrokerOptions {
    const { host, port } = this.#emulator.endpoints.http;
    return {
      host,
      port,
      login: LOGIN,
      password,
      token: TOKEN,
      clock: this.brokerClock,
      random: seededRandom(7),
      logger: silentLogger,
    };
  }
}

/** The contract's view of a CHP venue on loopback, in one of the ways it may answer polls. */
export function chpHarness(poll: ChpPollMode): ContractHarness {
  return {
    venue: 'chp',
    features: profile.capabilities.features,
    async create({ clockOffsetMs = 0 } = {}) {
      const clock = new VirtualClock();
      const emulator = await startEmulator('chp', {
        clock,
        seed: 11,
        poll,
        partialFills: false,
        accounts: [
          { login: LOGIN, password: PASSWORD, token: TOKEN },
          { login: '1000', password: PASSWORD, token: `${TOKEN}-1000` },
        ],
      });
      emulator.market.pause();
      return new ChpWorld(clock, emulator, clockOffsetMs);
    },
  };
}
