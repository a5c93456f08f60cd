import { BrokerBase, type ConnectionFigures } from '../../adapter/broker-base';
import type { Call } from '../../adapter/calls';
import { isCode } from '../../adapter/schema/codes';
import { suppressUnhandledRejections } from '../../adapter/unhandled-rejections';
import type {
  AccountFilter,
  Broker,
  BrokerOperations,
  CallOptions,
  CancelAllOrdersRequest,
  CancelAllResult,
  ChannelRecords,
  ClosePositionRequest,
  HistoryRequest,
  ModifyPositionRequest,
  OperationName,
  OrderBookRequest,
  OrderRef,
  OrderResolution,
  Ranged,
  Resynced,
  Subscription,
  TimeRange,
} from '../../broker';
import { type AuthenticationError, type ClosedError, ValidationError, VenueError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import type {
  Account,
  AccountSummary,
  Balance,
  Candle,
  Decimal,
  Fill,
  Instrument,
  News,
  Order,
  OrderBook,
  Position,
  Quote,
} from '../../model';
import {
  checkLimit,
  checkOrderRef,
  checkSymbol,
  checkSymbols,
  checkTimeRange,
} from '../../orders/check-order';
import type { SessionAttempt } from '../../streaming/session/session';
import type { VenueTimes } from '../../streaming/time/venue-times';
import type { CheckedHistoryRequest } from './account/history';
import { XapiWiring } from './adapter';
import { createSources } from './channels/subscribe';
import { SESSION_CONFLICT } from './endpoints';
import { PERIOD_OF_INTERVAL } from './map';
import {
  XAPI_CAPABILITIES,
  type XapiBrokerOptions,
  type XapiCandlesRequest,
  type XapiChannel,
  type XapiChannelOptions,
  type XapiModifyOrderRequest,
  type XapiPlaceOrderRequest,
} from './profile';
import type { CheckedCandlesRequest } from './reads/candles';
import type { CommissionEstimate, ProfitRequest, QuantityRequest } from './reads/extras';
import { isUnknownSymbol, optionsOf } from './reads/reads';
import type { CurrentUserData, IbRecord } from './types/account';
import type { CalendarRecord } from './types/information';
import type { StepRuleRecord, TradingHoursRecord } from './types/market';

/**
 * How many times in a row this broker logs in again, at most once a minute, after the venue said that the user is logged
 * in elsewhere: the third BE118 right after a new login is the last.
 */
const MAX_CONFLICTS = 3;

/**
 * X Open Hub and xStation venues: forex, CFDs and stocks.
 *
 * Quantities are lots. A market order opens a position of its own; closing it is an order of its own too. The
 * `clientOrderId` travels as the venue's `customComment`.
 * @see XAPI 2.5.0
 */
export class XapiBroker
  extends BrokerBase
  implements Broker, Pick<BrokerOperations, Exclude<OperationName, 'fetchTrades'>>
{
  static {
    suppressUnhandledRejections(XapiBroker.prototype);
  }

  readonly #parts: XapiWiring;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet */
  constructor(options: XapiBrokerOptions) {
    super('xapi', XAPI_CAPABILITIES, options);
    this.#parts = new XapiWiring(options, this.settings, {
      topics: this.topics,
      redactor: redactorOf(this),
      state: () => this.status.state,
      publish: (channel, record) => this.publish(channel, record),
      doubts: (channel, record) => this.doubts(channel, record),
      adopted: (order) => void this.emit('adopted', order),
      nextRequestId: () => this.nextRequestId(),
      report: (code, message, error) => this.report(code, message, error),
      stale: (epoch, reason) => this.session.stale(epoch, reason),
      fresh: (epoch) => this.session.fresh(epoch),
      lost: (epoch, error) => this.session.lost(epoch, error),
    });
  }

  async fetchInstruments(options?: CallOptions): Promise<readonly Instrument[]> {
    return this.run('fetchInstruments', options, () => this.#parts.instruments.load());
  }

  async fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument> {
    checkSymbol(symbol);
    return this.run('fetchInstrument', options, () => this.#parts.instruments.require(symbol));
  }

  async fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]> {
    const checked = checkSymbols(symbols);
    return this.run('fetchQuotes', options, (call) => this.#parts.reads.quotes(checked, call));
  }

  /** How far candles reach back: 1m to 15m one month, 30m and 1h seven, 4h thirteen, days and longer without end. */
  async fetchCandles(request: XapiCandlesRequest, options?: CallOptions): Promise<Ranged<Candle>> {
    const checked = this.#checkCandles(request);
    return this.#ofSymbol(checked.symbol, 'fetchCandles', options, (call) =>
      this.#parts.candles.read(checked, call),
    );
  }

  async *candlePages(
    request: XapiCandlesRequest,
    options?: CallOptions,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    const checked = this.#checkCandles(request);
    yield* this.#parts.candles.pages(checked, (body) =>
      this.#ofSymbol(checked.symbol, 'candlePages', options, body),
    );
  }

  async fetchOrderBook(request: OrderBookRequest, options?: CallOptions): Promise<OrderBook> {
    const symbol = checkSymbol(request?.symbol);
    const depth = request.depth === undefined ? undefined : checkLimit(request.depth, 'depth');
    return this.#ofSymbol(symbol, 'fetchOrderBook', options, (call) =>
      this.#parts.reads.orderBook(symbol, depth, call),
    );
  }

  async fetchAccounts(options?: CallOptions): Promise<readonly Account[]> {
    return this.run('fetchAccounts', options, (call) => this.#parts.reads.accounts(call));
  }

  async fetchAccountSummary(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<AccountSummary> {
    this.#parts.reads.checkAccount(request.account);
    return this.run('fetchAccountSummary', options, (call) => this.#parts.reads.summary(call));
  }

  async fetchBalances(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<readonly Balance[]> {
    this.#parts.reads.checkAccount(request.account);
    return this.run('fetchBalances', options, (call) => this.#parts.reads.balances(call));
  }

  async fetchPositions(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Position[]> {
    this.#parts.reads.checkAccount(request.account);
    return this.run('fetchPositions', options, (call) => this.#parts.reads.positions(request, call));
  }

  async fetchOpenOrders(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Order[]> {
    this.#parts.reads.checkAccount(request.account);
    return this.run('fetchOpenOrders', options, async (call) => {
      const orders = await this.#parts.reads.openOrders(request, call);
      return orders.map((order) => this.#parts.tracker.identify(order));
    });
  }

  /** Working and executed orders are read; a cancelled one is known only while this broker remembers it. */
  async fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    const checked = checkOrderRef(ref);
    return this.run('fetchOrder', options, async (call) => {
      const read = await this.#parts.lookup.find(checked, 0, optionsOf(call));
      const known = this.#parts.tracker.find(checked);
      const order = read ?? known;
      if (order) return known && read ? { ...read, origin: known.origin } : order;
      throw new VenueError('The venue knows no such order', {
        venue: 'xapi',
        operation: 'fetchOrder',
        requestId: call.requestId,
        sent: true,
        code: 'notFound',
      });
    });
  }

  async fetchOrders(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Order>> {
    const checked = this.#checkHistory(request);
    return this.run('fetchOrders', options, (call) => this.#parts.history.orders(checked, optionsOf(call)));
  }

  async fetchFills(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Fill>> {
    const checked = this.#checkHistory(request);
    return this.run('fetchFills', options, (call) => this.#parts.history.fills(checked, optionsOf(call)));
  }

  async fetchServerTime(options?: CallOptions): Promise<number> {
    return this.run('fetchServerTime', options, (call) =>
      this.#parts.connection.readServerTime(optionsOf(call)),
    );
  }

  async placeOrder(request: XapiPlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.placeOrder(request, options);
  }

  async modifyOrder(request: XapiModifyOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.modifyOrder(request, options);
  }

  async cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.cancelOrder(ref, options);
  }

  async cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult> {
    return this.#parts.desk.cancelAllOrders(request, options);
  }

  async closePosition(request: ClosePositionRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.closePosition(request, options);
  }

  async modifyPosition(request: ModifyPositionRequest, options?: CallOptions): Promise<Position> {
    return this.#parts.desk.modifyPosition(request, options);
  }

  async resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution> {
    return this.#parts.desk.resolveOrder(ref, options);
  }

  /**
   * Opens a stream; it resolves when the symbols are known and the command is written, for the venue acknowledges none.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  async subscribe<C extends XapiChannel>(
    channel: C,
    options: XapiChannelOptions[C],
  ): Promise<Subscription<ChannelRecords[C]>> {
    this.requireChannel(channel);
    const given: XapiChannelOptions[C] = options ?? ({} as XapiChannelOptions[C]);
    return this.run(`subscribe:${channel}`, given, async (call) => {
      const { streams, instruments } = this.#parts;
      const sources = createSources(streams, instruments, this.privateChannels);
      return this.subscriptions.open(channel, given, await sources[channel](given, call.signal));
    });
  }

  /** Market events to come and past. */
  async fetchCalendar(options?: CallOptions): Promise<readonly CalendarRecord[]> {
    return this.run('fetchCalendar', options, (call) => this.#parts.extras.calendar(call));
  }

  /** News of a range of time, oldest first. */
  async fetchNews(range: TimeRange, options?: CallOptions): Promise<readonly News[]> {
    return this.run('fetchNews', options, (call) => this.#parts.extras.news(range, call));
  }

  /** The profit that a deal would make, in the account's currency. */
  async calculateProfit(request: ProfitRequest, options?: CallOptions): Promise<Decimal> {
    return this.run('calculateProfit', options, (call) => this.#parts.extras.profit(request, call));
  }

  /** The margin that a quantity would hold, in the account's currency. */
  async calculateMargin(request: QuantityRequest, options?: CallOptions): Promise<Decimal> {
    return this.run('calculateMargin', options, (call) => this.#parts.extras.margin(request, call));
  }

  /** The commission that a quantity would cost. */
  async calculateCommission(request: QuantityRequest, options?: CallOptions): Promise<CommissionEstimate> {
    return this.run('calculateCommission', options, (call) => this.#parts.extras.commission(request, call));
  }

  /** Lot steps that depend on the volume. */
  async fetchStepRules(options?: CallOptions): Promise<readonly StepRuleRecord[]> {
    return this.run('fetchStepRules', options, (call) => this.#parts.extras.stepRules(call));
  }

  /** When symbols are quoted and traded, in CET or CEST. */
  async fetchTradingHours(
    symbols: readonly string[],
    options?: CallOptions,
  ): Promise<readonly TradingHoursRecord[]> {
    return this.run('fetchTradingHours', options, (call) => this.#parts.extras.tradingHours(symbols, call));
  }

  /** Trades of the clients of an introducing broker. */
  async fetchIbHistory(range: TimeRange, options?: CallOptions): Promise<readonly IbRecord[]> {
    return this.run('fetchIbHistory', options, (call) => this.#parts.extras.ibHistory(range, call));
  }

  async fetchUserData(options?: CallOptions): Promise<CurrentUserData> {
    return this.run('fetchUserData', options, (call) => this.#parts.extras.userData(call));
  }

  /** The version of the venue's protocol. */
  async fetchVersion(options?: CallOptions): Promise<string> {
    return this.run('fetchVersion', options, (call) => this.#parts.extras.version(call));
  }

  protected openConnection(attempt: SessionAttempt): Promise<void> {
    return this.#parts.connection.connect(attempt);
  }

  /** Done with the connection: the venue wants the login within its first second. */
  protected async logIn(): Promise<void> {}

  protected async synchronize(attempt: SessionAttempt): Promise<Resynced> {
    const { sync, instruments, desk } = this.#parts;
    const loading = this.settings.loadInstruments && !instruments.isComplete ? instruments.load() : undefined;
    await desk.restore(attempt.signal);
    const [result] = await Promise.all([sync.run(attempt), loading]);
    desk.resume();
    return result;
  }

  /** Contracts for difference can: commodities such as oil have been below zero. */
  protected override hasNegativePrices(symbol: string): boolean {
    return (this.#parts.instruments.get(symbol)?.kind ?? 'cfd') === 'cfd';
  }

  protected override recheckAccount(): void {
    this.#parts.recheck.request();
  }

  protected teardown(): void {
    this.#parts.lose();
  }

  protected async closeConnection(error: ClosedError): Promise<void> {
    this.#parts.desk.close(error);
    this.#parts.checks.close();
    await this.#parts.connection.close();
  }

  /** The venue disables a login that goes on trying; a session that another login has taken is another matter. */
  protected override refusalsAllowed({ code = '' }: AuthenticationError): number {
    return isCode(code, SESSION_CONFLICT) ? MAX_CONFLICTS : 0;
  }

  protected connectionFigures(): ConnectionFigures {
    const { connection, desk } = this.#parts;
    return {
      lastInboundAgeMs: connection.lastInboundAgeMs,
      latencyMs: connection.latencyMs,
      pendingRequests: connection.client.pendingRequests,
      unresolvedOrders: desk.unresolved,
    };
  }

  protected override get venueTimes(): VenueTimes {
    return this.#parts.connection.times;
  }

  protected lastHeard(): number | undefined {
    return this.#parts.connection.heardTime;
  }

  /** Runs a call about a symbol; the venue's word that it has none is believed over the list. */
  #ofSymbol<T>(
    symbol: string,
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<T>,
  ): Promise<T> {
    return this.run(operation, options, async (call) => {
      await this.#parts.instruments.require(symbol);
      try {
        return await body(call);
      } catch (error) {
        if (isUnknownSymbol(error)) this.#parts.instruments.invalidate(symbol);
        throw error;
      }
    });
  }

  #checkCandles(request: XapiCandlesRequest): CheckedCandlesRequest {
    const symbol = checkSymbol(request?.symbol);
    const { interval, onProgress } = request;
    if (!Object.hasOwn(PERIOD_OF_INTERVAL, interval)) {
      const rule = `must be one of ${Object.keys(PERIOD_OF_INTERVAL).join(', ')}`;
      throw new ValidationError('interval', rule, { venue: 'xapi', value: interval });
    }
    const { from, to } = checkTimeRange(request, this.#parts.connection.serverTime());
    return { symbol, interval, from, to, onProgress };
  }

  #checkHistory(request: HistoryRequest): CheckedHistoryRequest {
    const { from, to } = checkTimeRange(request, this.#parts.connection.serverTime());
    const symbol = request.symbol === undefined ? undefined : checkSymbol(request.symbol);
    this.#parts.reads.checkAccount(request.account);
    return { from, to, symbol, onProgress: request.onProgress };
  }
}
