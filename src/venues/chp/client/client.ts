import { inspect } from 'node:util';
import type { AnswerOf } from '../../../adapter/rest/endpoint';
import type { TableCall } from '../../../adapter/schema/table-call';
import { INSPECT } from '../../../core/inspect-symbol';
import { redactorOf } from '../../../errors/redact';
import type { VenueClock } from '../../../streaming/time/venue-clock';
import { type ChpEndpoint, CUT_ENDPOINTS, ENDPOINTS, type EndpointThat } from '../endpoints';
import { ChpMethods } from '../generated/chp-methods';
import type { ChpClientOptions } from '../generated/records';
import { type ChpCredentials, optionsOf, parseClientOptions } from '../options';
import type { ChpAnswer, ChpAnswers } from '../types/answer';
import type { ChpCallOptions, ChpNamedOptions } from '../types/client';
import type { ChpMode } from '../types/open';
import { ListeningList, type Names } from './listening';
import { type ChpRest, createRest } from './rest';

export { rawOf } from '../../../adapter/schema/raw-records';

/**
 * `ChpClient` of the document: every method under its name in camelCase.
 *
 * Data methods resolve with the `data` of the answer, `connect`, `reconnect` and `disconnect` with the whole answer,
 * Listen* and Cancel* with the whole answers by name. An answer that is no success rejects with a `ChpError`, one that
 * breaks its schema with a ProtocolError, bad arguments with a ValidationError before anything is sent.
 * It sends what it is told and nothing else: it neither connects nor repeats by itself. The broker above it does that.
 * @see CHP_client
 */
export class ChpClient extends ChpMethods {
  /** The venue's clock, as the `Date` headers of its answers tell it: right to a second. */
  readonly venueClock: VenueClock;
  readonly #credentials: ChpCredentials;
  readonly #rest: ChpRest;
  readonly #url: string;
  readonly #lists: Readonly<Record<'quotes' | 'ticks' | 'bidAsk' | 'portfolios', ListeningList>>;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is sent */
  constructor(options: ChpClientOptions);
  /** The order of the document; token and mode by name only. */
  constructor(host: string, port: number | string, login: string, password: string, named: ChpNamedOptions);
  constructor(...given: readonly unknown[]) {
    super();
    const { settings, credentials } = parseClientOptions(optionsOf(given));
    this.#credentials = credentials;
    const redactor = redactorOf(this);
    redactor.learn(credentials);
    this.#url = settings.baseUrl;
    const rest = createRest(settings, redactor, credentials.token);
    this.#rest = rest;
    this.#lists = {
      quotes: new ListeningList(rest, 'listeningQuotes', 'Quotes'),
      ticks: new ListeningList(rest, 'listeningTicks', 'Ticks'),
      bidAsk: new ListeningList(rest, 'listeningBidAsk', 'BidAsks'),
      portfolios: new ListeningList(rest, 'listeningPortfolios', 'Portfolio'),
    };
    this.venueClock = rest.venueClock;
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
    const { login, password, mode } = this.#credentials;
    return this.#session('connected', { login, password, mode }, options);
  }

  /** Logs in again. */
  reconnect(options?: ChpCallOptions): Promise<ChpAnswer> {
    const { login, password } = this.#credentials;
    return this.#session('reconnection', { login, password }, options);
  }

  /** Logs out: "После работы обязательно отключитесь от сервера". */
  disconnect(options?: ChpCallOptions): Promise<ChpAnswer> {
    const { login, password } = this.#credentials;
    return this.#session('disconnected', { login, password }, options);
  }

  listenQuotes(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.quotes.listen(symbols, options);
  }

  /** Without names: all of {@link ChpClient.listeningQuotes}. */
  cancelQuotes(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.quotes.cancel(symbols, options);
  }

  listenTicks(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.ticks.listen(symbols, options);
  }

  /** Without names: all of {@link ChpClient.listeningTicks}. */
  cancelTicks(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.ticks.cancel(symbols, options);
  }

  listenBidAsks(symbols: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.bidAsk.listen(symbols, options);
  }

  /** Without names: all of {@link ChpClient.listeningBidAsk}. */
  cancelBidAsks(symbols?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.bidAsk.cancel(symbols, options);
  }

  /** The feeds of the account need it: orders, positions, own trades and money. */
  listenPortfolio(portfolios: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.portfolios.listen(portfolios, options);
  }

  /** Without names: all of {@link ChpClient.listeningPortfolios}. */
  cancelPortfolio(portfolios?: Names, options?: ChpCallOptions): Promise<ChpAnswers> {
    return this.#lists.portfolios.cancel(portfolios, options);
  }

  /**
   * Reads a list as its method does, with what a broker asks for alone.
   * @internal
   */
  async cut<N extends keyof typeof CUT_ENDPOINTS>(
    name: N,
    args: Parameters<ChpMethods[N]>[0] | undefined,
    options?: ChpCallOptions,
  ): Promise<AnswerOf<(typeof CUT_ENDPOINTS)[N]>> {
    return (await this.#rest.call(name, CUT_ENDPOINTS[name], args, options)).result;
  }

  /** Ends what runs with a ClosedError and lets go of the idle connections. Sends nothing: see `disconnect`. */
  close(): void {
    this.#rest.close();
  }

  protected async call<T>({ name, args }: TableCall<T>, options?: ChpCallOptions): Promise<T> {
    // A call is made of a name of the table, and of its answer.
    const endpoint: ChpEndpoint = ENDPOINTS[name as EndpointThat<'data'>];
    return (await this.#rest.call(endpoint.operation ?? name, endpoint, args, options)).result as T;
  }

  /** Connect, Reconnect or Disconnect. */
  async #session(name: EndpointThat<'success'>, args: object, options?: ChpCallOptions): Promise<ChpAnswer> {
    const endpoint = ENDPOINTS[name];
    return (await this.#rest.call(endpoint.operation, endpoint, args, options)).result;
  }

  /** What may be shown of the client: nothing secret. */
  toJSON(): Record<string, unknown> {
    const { quotes, ticks, bidAsk, portfolios } = this.#lists;
    return {
      venue: 'chp',
      url: this.#url,
      mode: this.mode,
      listeningQuotes: quotes.get(),
      listeningTicks: ticks.get(),
      listeningBidAsk: bidAsk.get(),
      listeningPortfolios: portfolios.get(),
    };
  }

  [INSPECT](): string {
    return `ChpClient ${inspect(this.toJSON())}`;
  }
}
