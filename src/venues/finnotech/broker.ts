import { BrokerBase, type ConnectionFigures } from '../../adapter/broker-base';
import type { Call } from '../../adapter/calls';
import type { CandleReader } from '../../adapter/ranges/candle-reader';
import { checkCandlesRequest } from '../../adapter/ranges/checks';
import type { SubscriptionSource } from '../../adapter/subscription-hub';
import { suppressUnhandledRejections } from '../../adapter/unhandled-rejections';
import type { Broker, CallOptions, ChannelRecords, Ranged, Resynced, Subscription } from '../../broker';
import { isAuthenticationError, ValidationError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import type { Candle, Instrument, Quote } from '../../model';
import { checkSymbol, checkSymbols } from '../../orders/check-order';
import type { SessionAttempt } from '../../streaming/session/session';
import type { VenueTimes } from '../../streaming/time/venue-times';
import { MinuteCandles } from './channels/minutes';
import { splitOptions } from './channels/poll-settings';
import { MinutePoller } from './channels/poller';
import { Quotes } from './channels/quotes';
import { FinnotechConnection, optionsOf } from './connection';
import { tehranDayStart } from './map/time';
import {
  FINNOTECH_CAPABILITIES,
  type FinnotechBrokerOptions,
  type FinnotechCandlesRequest,
  type FinnotechChannel,
  type FinnotechChannelOptions,
} from './profile';
import { type CheckedCandlesRequest, createCandleReader } from './reads/candles';
import { Directory } from './reads/directory';
import type { FinnotechAssessment } from './types/rows';
import type { FinnotechDate } from './types/services';

/**
 * The Tehran stock exchange through Finnotech's bourse services: market data only, no orders.
 *
 * An instrument's symbol is its 12-character TSE code (`IRO1MADN0001`), a share's and a right's apart; wherever a symbol
 * is asked for, the Persian symbol in any spelling, the exchange's number or the company's id do as well, and records
 * carry the code. Prices are rials. The venue's data changes once a minute: streams are polled on that minute, and a
 * quote has a last price and no bid or ask.
 * @see Finnotech, bourse services
 */
export class FinnotechBroker extends BrokerBase implements Broker {
  static {
    suppressUnhandledRejections(FinnotechBroker.prototype);
  }

  readonly #connection: FinnotechConnection;
  readonly #directory: Directory;
  readonly #quotes: Quotes;
  readonly #minutes: MinuteCandles;
  readonly #candles: CandleReader<CheckedCandlesRequest>;
  readonly #poller: MinutePoller;
  /** When the venue last answered before the connection was lost, UTC epoch ms. */
  #lostTime: number | undefined;
  #pending = 0;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet */
  constructor(options: FinnotechBrokerOptions) {
    super('finnotech', FINNOTECH_CAPABILITIES, options);
    const { polling, client } = splitOptions(options);
    const { clock, random, logger, raw, timeoutMs } = this.settings;
    this.#connection = new FinnotechConnection(
      { ...client, clock, random, logger, raw, timeoutMs },
      polling,
      {
        stale: (epoch, reason, nextAttemptTime) => this.session.stale(epoch, reason, nextAttemptTime),
        fresh: (epoch) => this.session.fresh(epoch),
        lost: (epoch, error) => this.session.lost(epoch, error),
        report: (code, message, error) => this.report(code, message, error),
      },
    );
    redactorOf(this).include(redactorOf(this.#connection.client));
    this.#directory = new Directory(this.#connection);
    this.#quotes = new Quotes(this.#connection, this.topics);
    this.#minutes = new MinuteCandles(this.#connection, this.topics);
    this.#candles = createCandleReader(this.#connection, this.#directory);
    this.#poller = new MinutePoller({
      connection: this.#connection,
      random,
      directory: this.#directory,
      quotes: this.#quotes,
      candles: this.#minutes,
    });
  }

  /** Shares and rights; without the scope of `companiesIdInquiry` those that have traded on the last day. */
  async fetchInstruments(options?: CallOptions): Promise<readonly Instrument[]> {
    return this.#run('fetchInstruments', options, () => this.#directory.load());
  }

  async fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument> {
    checkSymbol(symbol);
    return this.#run('fetchInstrument', options, () => this.#directory.instrument(symbol));
  }

  /** One request for one symbol, at most two for any number; an instrument that has never traded has no quote. */
  async fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]> {
    const checked = checkSymbols(symbols);
    return this.#run('fetchQuotes', options, async (call) => {
      const found = await this.#directory.findAll(checked);
      return this.#directory.asking(found, () => this.#quotes.read(found, call));
    });
  }

  /**
   * Minutes of the current day in Tehran; days of any date; with `adjusted` days, weeks from Saturday, Jalali months
   * and quarters in adjusted prices.
   */
  async fetchCandles(request: FinnotechCandlesRequest, options?: CallOptions): Promise<Ranged<Candle>> {
    const checked = this.#checkCandles(request);
    return this.#run('fetchCandles', options, async (call) => {
      const found = await this.#directory.find(checked.symbol);
      return this.#directory.asking([found], () => this.#candles.read(checked, call));
    });
  }

  async *candlePages(
    request: FinnotechCandlesRequest,
    options?: CallOptions,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    const checked = this.#checkCandles(request);
    yield* this.#candles.pages(checked, (body) => this.#run('candlePages', options, body));
  }

  /** Financial indices of a company and its score, as the venue sends them. */
  async fetchCompanyAssessment(
    request: { readonly symbol: string; readonly date?: FinnotechDate | undefined },
    options?: CallOptions,
  ): Promise<readonly FinnotechAssessment[]> {
    const symbol = checkSymbol(request?.symbol);
    const { date } = request;
    return this.#run('fetchCompanyAssessment', options, async (call) => {
      const { coId } = await this.#directory.find(symbol);
      const { client } = this.#connection;
      const { result } = await client.companyAssessment({ companyId: coId, date }, optionsOf(call));
      return result;
    });
  }

  /**
   * Opens a stream; resolves with the venue's first answer for each symbol.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  async subscribe<C extends FinnotechChannel>(
    channel: C,
    options: FinnotechChannelOptions[C],
  ): Promise<Subscription<ChannelRecords[C]>> {
    this.requireChannel(channel);
    const given: FinnotechChannelOptions[C] = options ?? ({} as FinnotechChannelOptions[C]);
    return this.#run(`subscribe:${channel}`, given, async (call) => {
      const plan = await this.#plan(channel, given, call.signal);
      return this.subscriptions.open(channel, given, plan);
    });
  }

  /** Nothing to open: each request makes its own connection, or takes one that stands. */
  protected async openConnection(): Promise<void> {}

  /** Gets a token and, where it was live before, sees whether the venue answers. */
  protected async logIn(attempt: SessionAttempt): Promise<void> {
    await this.#connection.authenticate(attempt);
    if (attempt.reconnect) await this.#poller.probe(attempt.signal);
  }

  protected async synchronize(attempt: SessionAttempt): Promise<Resynced> {
    if (this.settings.loadInstruments && !this.#directory.isComplete) await this.#directory.load();
    this.#connection.connected();
    await this.topics.restore(attempt.signal);
    this.#poller.start();
    // Opening a topic of candles reads the minutes that were missed, those of today; quotes that came and went are gone.
    const lostTime = this.#lostTime ?? Number.POSITIVE_INFINITY;
    const isToday = lostTime >= tehranDayStart(this.#connection.serverTime());
    const isWhole = this.topics.isWhole('candles:') && isToday;
    return isWhole
      ? { proved: ['candles'], unproved: ['quotes'] }
      : { proved: [], unproved: ['candles', 'quotes'] };
  }

  protected teardown(): void {
    this.#lostTime = this.#connection.heardTime;
    this.#poller.stop();
    this.#connection.ended();
    this.#quotes.lose();
    this.#minutes.feed.lose();
  }

  protected async closeConnection(): Promise<void> {
    this.#poller.stop();
    this.#connection.close();
  }

  protected connectionFigures(): ConnectionFigures {
    const { lastInboundAgeMs, latencyMs } = this.#connection;
    return { lastInboundAgeMs, latencyMs, pendingRequests: this.#pending, unresolvedOrders: 0 };
  }

  protected override get venueTimes(): VenueTimes {
    return this.#connection.times;
  }

  protected lastHeard(): number | undefined {
    return this.#connection.heardTime;
  }

  async #plan<C extends FinnotechChannel>(
    channel: C,
    options: FinnotechChannelOptions[C],
    signal: AbortSignal,
  ): Promise<SubscriptionSource<ChannelRecords[C]>> {
    const symbols = checkSymbols(options.symbols);
    if (channel === 'candles') {
      const { interval } = options as FinnotechChannelOptions['candles'];
      if (interval !== '1m') {
        throw new ValidationError('interval', 'must be 1m', { venue: 'finnotech', value: interval });
      }
    }
    const found = await this.#directory.findAll(symbols);
    const plan =
      channel === 'quotes' ? this.#quotes.feed.plan(found, signal) : this.#minutes.feed.plan(found, signal);
    // The channel pairs with its record; the compiler cannot follow a type parameter through the choice.
    return plan as unknown as SubscriptionSource<ChannelRecords[C]>;
  }

  /** The polls are not counted: they are nobody's call. */
  async #run<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<T>,
  ): Promise<T> {
    this.#pending += 1;
    try {
      return await this.run(operation, options, body);
    } catch (error) {
      if (isAuthenticationError(error)) this.#poller.refused(error);
      throw error;
    } finally {
      this.#pending -= 1;
    }
  }

  #checkCandles(request: FinnotechCandlesRequest): CheckedCandlesRequest {
    const checked = checkCandlesRequest(request, this, this.#connection.serverTime());
    const { interval } = checked;
    const { adjusted } = request;
    const refuse = (field: string, rule: string, value: unknown): never => {
      throw new ValidationError(field, rule, { venue: 'finnotech', value });
    };
    if (adjusted !== undefined && ![1, 2, 3].includes(adjusted)) {
      refuse('adjusted', 'must be 1, 2, 3 or absent', adjusted);
    }
    if (interval === '1m' && adjusted !== undefined)
      refuse('adjusted', 'must be absent for minutes', adjusted);
    if (interval !== '1m' && interval !== '1d' && adjusted === undefined) {
      refuse(
        'adjusted',
        `must be 1, 2 or 3 for ${interval}: the venue has it in adjusted prices only`,
        adjusted,
      );
    }
    return { ...checked, adjusted };
  }
}
