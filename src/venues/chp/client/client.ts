import { inspect } from 'node:util';
import { redactorOf } from '../../../errors/redact';
import type { VenueClock } from '../../../streaming/time/venue-clock';
import type { EndpointName } from '../endpoints';
import { type ChpCredentials, optionsOf, parseClientOptions } from '../options';
import type {
  ChpAccount,
  ChpPortfolio,
  ChpPortfolioDataArguments,
  ChpPortfolioRow,
  ChpPosition,
} from '../types/account';
import type { ChpAnswer, ChpAnswers } from '../types/answer';
import type { ChpCallOptions, ChpClientOptions, ChpNamedOptions } from '../types/client';
import type {
  ChpBar,
  ChpBarsArguments,
  ChpBidAsk,
  ChpQuote,
  ChpSymbol,
  ChpTick,
  ChpTradesArguments,
} from '../types/market';
import type { ChpMode } from '../types/open';
import type {
  ChpCancelAnswer,
  ChpCancelOrderArguments,
  ChpMoveAnswer,
  ChpMoveOrderArguments,
  ChpOrder,
  ChpOrderAnswer,
  ChpOwnTrade,
  ChpPlaceOrderArguments,
} from '../types/trading';
import * as check from '../wire/arguments';
import * as read from '../wire/readers';
import { ChpCalls, type Method, type Names } from './calls';
import { ListeningList } from './listening';

export { rawOf } from '../../../adapter/schema/raw-records';

/** A method whose name is the same in both documents. */
function same(name: EndpointName): Method {
  return { operation: name, endpoint: name };
}

/**
 * `ChpClient` of the document: every method under its name in camelCase.
 *
 * Data methods resolve with the `data` of the answer, `connect`, `reconnect` and `disconnect` with the whole answer,
 * Listen* and Cancel* with the whole answers by name. An answer that is no success rejects with a `ChpError`, one that
 * breaks its schema with a ProtocolError, bad arguments with a ValidationError before anything is sent.
 * It sends what it is told and nothing else: it neither connects nor repeats by itself. The broker above it does that.
 * @see CHP_client
 */
export class ChpClient {
  /** The venue's clock, as the `Date` headers of its answers tell it: right to a second. */
  readonly venueClock: VenueClock;
  readonly #credentials: ChpCredentials;
  readonly #calls: ChpCalls;
  readonly #lists = {
    quotes: new ListeningList('listeningQuotes'),
    ticks: new ListeningList('listeningTicks'),
    bidAsk: new ListeningList('listeningBidAsk'),
    portfolios: new ListeningList('listeningPortfolios'),
  };

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is sent */
  constructor(options: ChpClientOptions);
  /** The order of the document; token and mode by name only. */
  constructor(host: string, port: number | string, login: string, password: string, named: ChpNamedOptions);
  constructor(...given: readonly unknown[]) {
    const { settings, credentials } = parseClientOptions(optionsOf(given));
    this.#credentials = credentials;
    this.#calls = new ChpCalls(settings, credentials, redactorOf(this));
    this.venueClock = this.#calls.venueClock;
  }

  /** Access token of the server. Printing and serialising the client leave it out. */
  get token(): string {
    return this.#credentials.token;
  }

  get login(): string {
    return this.#credentials.login;
  }

  /** Printing and serialising the client leave it out. */
  get password(): string {
    return this.#credentials.password;
  }

  /** 0 demo, 1 production. "Временно не используется." */
  get mode(): ChpMode {
    return this.#credentials.mode;
  }

  /** Symbols whose quotes are listened to, as a copy; the server's own list can differ. Assigning sends nothing. */
  get listeningQuotes(): string[] {
    return this.#lists.quotes.get();
  }

  /** @throws ValidationError when it is no array of names; an empty one clears the list */
  set listeningQuotes(names: readonly string[]) {
    this.#lists.quotes.set(names);
  }

  /** Symbols whose trades are listened to, as a copy; the server's own list can differ. Assigning sends nothing. */
  get listeningTicks(): string[] {
    return this.#lists.ticks.get();
  }

  /** @throws ValidationError when it is no array of names; an empty one clears the list */
  set listeningTicks(names: readonly string[]) {
    this.#lists.ticks.set(names);
  }

  /** Symbols whose order books are listened to, as a copy; the server's own list can differ. Assigning sends nothing. */
  get listeningBidAsk(): string[] {
    return this.#lists.bidAsk.get();
  }

  /** @throws ValidationError when it is no array of names; an empty one clears the list */
  set listeningBidAsk(names: readonly string[]) {
    this.#lists.bidAsk.set(names);
  }

  /** Portfolios that are listened to, as a copy; the server's own list can differ. Assigning sends nothing. */
  get listeningPortfolios(): string[] {
    return this.#lists.portfolios.get();
  }

  /** @throws ValidationError when it is no array of names; an empty one clears the list */
  set listeningPortfolios(names: readonly string[]) {
    this.#lists.portfolios.set(names);
  }

  /** Logs in. The answer echoes the password, which printing and serialising leave out. */
  connect(options?: ChpCallOptions): Promise<ChpAnswer> {
    const { login, password, token, mode } = this.#credentials;
    return this.#calls.whole(
      { operation: 'connect', endpoint: 'connected' },
      { login, password, token, mode },
      options,
    );
  }

  /** Logs in again. */
  reconnect(options?: ChpCallOptions): Promise<ChpAnswer> {
    const { login, password, token } = this.#credentials;
    return this.#calls.whole(
      { operation: 'reconnect', endpoint: 'reconnection' },
      { login, password, token },
      options,
    );
  }

  /** Logs out: "После работы обязательно отключитесь от сервера". */
  disconnect(options?: ChpCallOptions): Promise<ChpAnswer> {
    const { login, password, token } = this.#credentials;
    return this.#calls.whole(
      { operation: 'disconnect', endpoint: 'disconnected' },
      { login, password, token },
      options,
    );
  }

  async getBars(args: ChpBarsArguments, options?: ChpCallOptions): Promise<readonly ChpBar[]> {
    const body = check.checkArguments(check.barsArguments, args, 'getBars');
    return this.#calls.data(same('getBars'), body, read.readBars, options);
  }

  /** All instruments, tens of thousands of them. */
  getSymbols(options?: ChpCallOptions): Promise<readonly ChpSymbol[]> {
    return this.#calls.data(same('getSymbols'), {}, read.readSymbols, options);
  }

  async getTrades(args: ChpTradesArguments, options?: ChpCallOptions): Promise<readonly ChpTick[]> {
    const body = check.checkArguments(check.tradesArguments, args, 'getTrades');
    return this.#calls.data(same('getTrades'), body, read.readTicks, options);
  }

  async getMyPortfolioData(
    args: ChpPortfolioDataArguments,
    options?: ChpCallOptions,
  ): Promise<readonly ChpPortfolioRow[]> {
    const body = check.checkArguments(check.portfolioDataArguments, args, 'getMyPortfolioData');
    return this.#calls.data(same('getMyPortfolioData'), body, read.readPortfolioRows, options);
  }

  getPortfolioList(options?: ChpCallOptions): Promise<readonly ChpPortfolio[]> {
    return this.#calls.data(same('getPortfolioList'), {}, read.readPortfolios, options);
  }

  listenQuotes(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.listen(same('listenQuotes'), this.#lists.quotes, 'symbol', symbols, options);
  }

  /** What is new of all quotes that are listened to. */
  updateQuote(options?: ChpCallOptions): Promise<readonly ChpQuote[]> {
    return this.#calls.data(same('updateQuote'), {}, read.readQuotes, options);
  }

  /** Without names: all of {@link ChpClient.listeningQuotes}. */
  cancelQuotes(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.cancel(same('cancelQuotes'), this.#lists.quotes, 'symbol', symbols, options);
  }

  listenTicks(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.listen(same('listenTicks'), this.#lists.ticks, 'symbol', symbols, options);
  }

  /** What is new of all trades that are listened to; `AddTick` of the low-level document. */
  updateTicks(options?: ChpCallOptions): Promise<readonly ChpTick[]> {
    return this.#calls.data({ operation: 'updateTicks', endpoint: 'addTick' }, {}, read.readTicks, options);
  }

  /** Without names: all of {@link ChpClient.listeningTicks}. */
  cancelTicks(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.cancel(same('cancelTicks'), this.#lists.ticks, 'symbol', symbols, options);
  }

  listenBidAsks(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.listen(same('listenBidAsks'), this.#lists.bidAsk, 'symbol', symbols, options);
  }

  /** What is new of all order books that are listened to, one row a level. */
  updateBidAsks(options?: ChpCallOptions): Promise<readonly ChpBidAsk[]> {
    return this.#calls.data(
      { operation: 'updateBidAsks', endpoint: 'updateBidAsk' },
      {},
      read.readBidAsks,
      options,
    );
  }

  /** Without names: all of {@link ChpClient.listeningBidAsk}. */
  cancelBidAsks(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.cancel(same('cancelBidAsks'), this.#lists.bidAsk, 'symbol', symbols, options);
  }

  /** The feeds of the account need it: orders, positions, own trades and money. */
  listenPortfolio(portfolios: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.listen(
      same('listenPortfolio'),
      this.#lists.portfolios,
      'portfolio',
      portfolios,
      options,
    );
  }

  /** Without names: all of {@link ChpClient.listeningPortfolios}. */
  cancelPortfolio(portfolios?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#calls.cancel(
      same('cancelPortfolio'),
      this.#lists.portfolios,
      'portfolio',
      portfolios,
      options,
    );
  }

  async placeOrder(
    args: ChpPlaceOrderArguments,
    options?: ChpCallOptions,
  ): Promise<readonly ChpOrderAnswer[]> {
    const body = check.checkArguments(check.placeOrderArguments, args, 'placeOrder');
    return this.#calls.data(same('placeOrder'), body, read.readOrderAnswers, options);
  }

  async moveOrder(args: ChpMoveOrderArguments, options?: ChpCallOptions): Promise<readonly ChpMoveAnswer[]> {
    const body = check.checkArguments(check.moveOrderArguments, args, 'moveOrder');
    return this.#calls.data(same('moveOrder'), body, read.readMoveAnswers, options);
  }

  async cancelOrder(
    args: ChpCancelOrderArguments,
    options?: ChpCallOptions,
  ): Promise<readonly ChpCancelAnswer[]> {
    const body = check.checkArguments(check.cancelOrderArguments, args, 'cancelOrder');
    return this.#calls.data(same('cancelOrder'), body, read.readMoveAnswers, options);
  }

  /** What is new of all orders of the portfolios that are listened to. */
  updateOrder(options?: ChpCallOptions): Promise<readonly ChpOrder[]> {
    return this.#calls.data(same('updateOrder'), {}, read.readOrders, options);
  }

  /** What is new of all positions of the portfolios that are listened to. */
  updatePosition(options?: ChpCallOptions): Promise<readonly ChpPosition[]> {
    return this.#calls.data(same('updatePosition'), {}, read.readPositions, options);
  }

  /** What is new of the own trades of the portfolios that are listened to. */
  addTrade(options?: ChpCallOptions): Promise<readonly ChpOwnTrade[]> {
    return this.#calls.data(same('addTrade'), {}, read.readOwnTrades, options);
  }

  /** The money of the portfolios that are listened to. */
  setPortfolio(options?: ChpCallOptions): Promise<readonly ChpAccount[]> {
    return this.#calls.data(same('setPortfolio'), {}, read.readAccounts, options);
  }

  /** Ends what runs with a ClosedError and lets go of the idle connections. Sends nothing: see `disconnect`. */
  close(): void {
    this.#calls.close();
  }

  /** What may be shown of the client: nothing secret. */
  toJSON(): Record<string, unknown> {
    const { quotes, ticks, bidAsk, portfolios } = this.#lists;
    return {
      ...this.#calls.toJSON(),
      mode: this.mode,
      listeningQuotes: quotes.get(),
      listeningTicks: ticks.get(),
      listeningBidAsk: bidAsk.get(),
      listeningPortfolios: portfolios.get(),
    };
  }

  [inspect.custom](): string {
    return `ChpClient ${inspect(this.toJSON())}`;
  }
}
