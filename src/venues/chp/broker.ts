import { BrokerBase, type ConnectionFigures } from '../../adapter/broker-base';
import type { Call } from '../../adapter/calls';
import { checkCandlesRequest, checkHistoryRequest, checkTradesRequest } from '../../adapter/ranges/checks';
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
  OperationName,
  OrderBookRequest,
  OrderRef,
  OrderResolution,
  Ranged,
  Resynced,
  Subscription,
  TradesRequest,
} from '../../broker';
import type { ClosedError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import type {
  Account,
  AccountSummary,
  Balance,
  Candle,
  Fill,
  Instrument,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../../model';
import { checkLimit, checkOrderRef, checkSymbol, checkSymbols } from '../../orders/check-order';
import type { SessionAttempt } from '../../streaming/session/session';
import type { VenueTimes } from '../../streaming/time/venue-times';
import { ChpWiring } from './adapter';
import { planSubscription } from './channels/subscribe';
import {
  CHP_CAPABILITIES,
  type ChpBrokerOptions,
  type ChpCandlesRequest,
  type ChpChannel,
  type ChpChannelOptions,
  type ChpModifyOrderRequest,
  type ChpPlaceOrderRequest,
} from './profile';

type Lacking = 'fetchServerTime' | 'modifyPosition';

/** Kinds of instruments whose prices cannot lie below zero: they are owned, not owed. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['stock', 'bond', 'fund', 'forex', 'option', 'index']);

/**
 * The ITI Capital bridge to Russian stocks, futures and bonds.
 *
 * The venue streams nothing: every feed is polled by one loop, and what is read of a feed comes from what its loop has
 * seen. Quantities are securities and multiples of the instrument's lot. The `clientOrderId` travels as the venue's
 * `cookie`.
 * @see CHP_client
 */
export class ChpBroker
  extends BrokerBase
  implements Broker, Pick<BrokerOperations, Exclude<OperationName, Lacking>>
{
  static {
    suppressUnhandledRejections(ChpBroker.prototype);
  }

  readonly #parts: ChpWiring;
  #pending = 0;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet */
  constructor(options: ChpBrokerOptions) {
    super('chp', CHP_CAPABILITIES, options);
    this.#parts = new ChpWiring(options, this.settings, {
      topics: this.topics,
      redactor: redactorOf(this),
      state: () => this.status.state,
      publish: (channel, record) => this.publish(channel, record),
      doubts: (channel, record) => this.doubts(channel, record),
      adopted: (order) => void this.emit('adopted', order),
      gap: (gap) => void this.emit('gap', gap),
      resynced: (result) => void this.emit('resynced', result),
      nextRequestId: () => this.nextRequestId(),
      report: (code, message, error) => this.report(code, message, error),
      stale: (epoch, reason) => this.session.stale(epoch, reason),
      fresh: (epoch) => this.session.fresh(epoch),
      lost: (epoch, error) => this.session.lost(epoch, error),
    });
  }

  async fetchInstruments(options?: CallOptions): Promise<readonly Instrument[]> {
    return this.#run('fetchInstruments', options, () => this.#parts.instruments.load());
  }

  async fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument> {
    checkSymbol(symbol);
    return this.#run('fetchInstrument', options, () => this.#parts.instruments.require(symbol));
  }

  /** A symbol that is not subscribed is listened to for as long as the read takes. */
  async fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]> {
    const checked = checkSymbols(symbols);
    return this.#run('fetchQuotes', options, (call) => this.#parts.reads.quotes(checked, call));
  }

  async fetchCandles(request: ChpCandlesRequest, options?: CallOptions): Promise<Ranged<Candle>> {
    const checked = checkCandlesRequest(request, this, this.#parts.connection.serverTime());
    return this.#run('fetchCandles', options, async (call) => {
      await this.#parts.instruments.require(checked.symbol);
      return this.#parts.candles.read(checked, call);
    });
  }

  async *candlePages(
    request: ChpCandlesRequest,
    options?: CallOptions,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    const checked = checkCandlesRequest(request, this, this.#parts.connection.serverTime());
    yield* this.#parts.candles.pages(checked, (body) =>
      this.#run('candlePages', options, async (call) => {
        await this.#parts.instruments.require(checked.symbol);
        return body(call);
      }),
    );
  }

  /**
   * The newest 500 trades where neither a time nor a limit is given. `range.complete` is false where more were traded in
   * one second than the venue gives.
   */
  async fetchTrades(request: TradesRequest, options?: CallOptions): Promise<Ranged<Trade>> {
    const checked = checkTradesRequest(request, this.#parts.connection.serverTime());
    return this.#run('fetchTrades', options, (call) => this.#parts.reads.trades(checked, call));
  }

  async fetchOrderBook(request: OrderBookRequest, options?: CallOptions): Promise<OrderBook> {
    const symbol = checkSymbol(request?.symbol);
    const depth = request.depth === undefined ? undefined : checkLimit(request.depth, 'depth');
    return this.#run('fetchOrderBook', options, (call) => this.#parts.reads.orderBook(symbol, depth, call));
  }

  /** The portfolios of the login. */
  async fetchAccounts(options?: CallOptions): Promise<readonly Account[]> {
    return this.#run('fetchAccounts', options, (call) => this.#parts.reads.accounts(call));
  }

  /** @throws ValidationError when no account is named and the login has several */
  async fetchAccountSummary(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<AccountSummary> {
    return this.#run('fetchAccountSummary', options, (call) =>
      this.#parts.reads.summary(request.account, call),
    );
  }

  async fetchBalances(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<readonly Balance[]> {
    return this.#run('fetchBalances', options, (call) => this.#parts.reads.balances(request.account, call));
  }

  async fetchPositions(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Position[]> {
    return this.#run('fetchPositions', options, (call) => this.#parts.reads.positions(request, call));
  }

  async fetchOpenOrders(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Order[]> {
    return this.#run('fetchOpenOrders', options, (call) => this.#parts.reads.openOrders(request, call));
  }

  /** Orders of the session are read; an older one is known only while this broker remembers it. */
  async fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    const checked = checkOrderRef(ref);
    return this.#run('fetchOrder', options, (call) => this.#parts.reads.order(checked, call));
  }

  /** Ended orders of the session: the range is complete from the beginning of the day in Moscow on. */
  async fetchOrders(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Order>> {
    const checked = checkHistoryRequest(request, this.#parts.connection.serverTime());
    return this.#run('fetchOrders', options, (call) => {
      this.#parts.portfolios.check(checked.account);
      return this.#parts.history.orders(checked, call);
    });
  }

  /** Own trades of the session: the range is complete from the beginning of the day in Moscow on. */
  async fetchFills(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Fill>> {
    const checked = checkHistoryRequest(request, this.#parts.connection.serverTime());
    return this.#run('fetchFills', options, (call) => {
      this.#parts.portfolios.check(checked.account);
      return this.#parts.history.fills(checked, call);
    });
  }

  /** The portfolio is `account`, else that of the options, else the only one. */
  async placeOrder(request: ChpPlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.placeOrder(request, options);
  }

  /** Moves the price of a limit or stop-limit order: the venue changes nothing else. */
  async modifyOrder(request: ChpModifyOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.modifyOrder(request, options);
  }

  async cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.cancelOrder(ref, options);
  }

  async cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult> {
    return this.#parts.desk.cancelAllOrders(request, options);
  }

  /** A market order the other way. */
  async closePosition(request: ClosePositionRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.closePosition(request, options);
  }

  async resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution> {
    return this.#parts.desk.resolveOrder(ref, options);
  }

  /**
   * Opens a stream; one of symbols resolves when the venue has confirmed each of them.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  async subscribe<C extends ChpChannel>(
    channel: C,
    options: ChpChannelOptions[C],
  ): Promise<Subscription<ChannelRecords[C]>> {
    this.requireChannel(channel);
    const given: ChpChannelOptions[C] = options ?? ({} as ChpChannelOptions[C]);
    return this.#run(`subscribe:${channel}`, given, async (call) => {
      const { market, instruments, subscriptions } = this.#parts;
      const parts = { market, instruments, subscriptions, privateChannels: this.privateChannels };
      const plan = await planSubscription(channel, given, parts, call.signal);
      return this.subscriptions.open(channel, given, plan);
    });
  }

  protected openConnection(attempt: SessionAttempt): Promise<void> {
    return this.#parts.connection.connect(attempt);
  }

  /** Done with the connection: without the login there is none. */
  protected async logIn(): Promise<void> {}

  protected async synchronize(attempt: SessionAttempt): Promise<Resynced> {
    const { sync, instruments, desk, connection, feeds } = this.#parts;
    // First, for prices are snapped to the steps of the instruments.
    if (this.settings.loadInstruments && !instruments.isComplete) await instruments.load();
    await desk.restore(attempt.signal);
    const result = await sync.run(attempt, connection.heardTime);
    feeds.start();
    desk.resume();
    return result;
  }

  /** Futures and spreads can; what else there is of an unknown kind may. */
  protected override hasNegativePrices(symbol: string): boolean {
    return !NEVER_NEGATIVE.has(this.#parts.instruments.get(symbol)?.kind ?? 'unknown');
  }

  protected override recheckAccount(): void {
    this.#parts.sync.request();
  }

  protected teardown(): void {
    this.#parts.lose();
  }

  protected async closeConnection(error: ClosedError): Promise<void> {
    this.#parts.desk.close(error);
    await this.#parts.connection.close(error);
  }

  protected connectionFigures(): ConnectionFigures {
    const { connection, desk } = this.#parts;
    return {
      lastInboundAgeMs: connection.lastInboundAgeMs,
      latencyMs: connection.latencyMs,
      pendingRequests: this.#pending,
      unresolvedOrders: desk.unresolved,
    };
  }

  protected override get venueTimes(): VenueTimes {
    return this.#parts.connection.times;
  }

  protected lastHeard(): number | undefined {
    return this.#parts.connection.heardTime;
  }

  /** The polls are not counted: one is nearly always under way. */
  async #run<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<T>,
  ): Promise<T> {
    this.#pending += 1;
    try {
      return await this.run(operation, options, body);
    } finally {
      this.#pending -= 1;
    }
  }
}
