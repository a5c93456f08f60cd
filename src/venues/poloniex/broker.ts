import { BrokerBase, type ConnectionFigures } from '../../adapter/broker-base';
import type { Call } from '../../adapter/calls';
import { suppressUnhandledRejections } from '../../adapter/unhandled-rejections';
import type {
  AccountFilter,
  Broker,
  BrokerOperations,
  CallOptions,
  CancelAllOrdersRequest,
  CancelAllResult,
  ChannelRecords,
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
import { type AuthenticationError, type ClosedError, ValidationError, VenueError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import type { Account, Balance, Candle, Fill, Instrument, Order, OrderBook, Quote, Trade } from '../../model';
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
import { PoloniexWiring } from './adapter';
import { createSources } from './channels/subscribe';
import { CANDLE_INTERVALS, isCandleInterval } from './map';
import {
  POLONIEX_CAPABILITIES,
  type PoloniexBrokerOptions,
  type PoloniexCandlesRequest,
  type PoloniexChannel,
  type PoloniexChannelOptions,
  type PoloniexModifyOrderRequest,
  type PoloniexPlaceOrderRequest,
} from './profile';
import type { CheckedCandlesRequest } from './reads/candles';
import type { CheckedTradesRequest } from './reads/reads';
import { UNEXPLAINED } from './rest/key-refusal';

/** How many times in a row a key is tried again that was refused, after it was accepted, without a reason. */
const MAX_UNEXPLAINED = 5;

type Lacking = 'fetchAccountSummary' | 'fetchPositions' | 'closePosition' | 'modifyPosition';

/**
 * Poloniex spot.
 *
 * Orders go over REST, the private socket tells what becomes of them. Stop orders are the venue's smart orders; one that
 * was triggered stays one Order, under the id that `placeOrder` returned.
 * @see Poloniex API, spot; Authenticated Channels
 */
export class PoloniexBroker
  extends BrokerBase
  implements Broker, Pick<BrokerOperations, Exclude<OperationName, Lacking>>
{
  static {
    suppressUnhandledRejections(PoloniexBroker.prototype);
  }

  readonly #parts: PoloniexWiring;
  /** Calls of users that wait for the venue. */
  #pending = 0;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet */
  constructor(options: PoloniexBrokerOptions) {
    super('poloniex', POLONIEX_CAPABILITIES, options);
    this.#parts = new PoloniexWiring(options, this.settings, {
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
    return this.#run('fetchInstruments', options, () => this.#parts.instruments.load());
  }

  async fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument> {
    checkSymbol(symbol);
    return this.#run('fetchInstrument', options, () => this.#parts.instruments.require(symbol));
  }

  async fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]> {
    const checked = checkSymbols(symbols);
    return this.#run('fetchQuotes', options, (call) => this.#parts.reads.quotes(checked, call));
  }

  async fetchCandles(request: PoloniexCandlesRequest, options?: CallOptions): Promise<Ranged<Candle>> {
    const checked = this.#checkCandles(request);
    return this.#run('fetchCandles', options, async (call) => {
      await this.#parts.instruments.require(checked.symbol);
      return this.#parts.candles.read(checked, call);
    });
  }

  async *candlePages(
    request: PoloniexCandlesRequest,
    options?: CallOptions,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    const checked = this.#checkCandles(request);
    yield* this.#parts.candles.pages(checked, (body) =>
      this.#run('candlePages', options, async (call) => {
        await this.#parts.instruments.require(checked.symbol);
        return body(call);
      }),
    );
  }

  /** Of the last 1000 trades, which are all that the venue serves; the newest 500 without a time and a limit. */
  async fetchTrades(request: TradesRequest, options?: CallOptions): Promise<readonly Trade[]> {
    const checked = this.#checkTrades(request);
    return this.#run('fetchTrades', options, (call) => this.#parts.reads.trades(checked, call));
  }

  /** Up to 150 levels a side. */
  async fetchOrderBook(request: OrderBookRequest, options?: CallOptions): Promise<OrderBook> {
    const symbol = checkSymbol(request?.symbol);
    const depth = request.depth === undefined ? undefined : checkLimit(request.depth, 'depth');
    return this.#run('fetchOrderBook', options, (call) => this.#parts.reads.orderBook(symbol, depth, call));
  }

  async fetchAccounts(options?: CallOptions): Promise<readonly Account[]> {
    return this.#run('fetchAccounts', options, (call) => this.#parts.reads.accounts(call));
  }

  async fetchBalances(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<readonly Balance[]> {
    const { account } = request;
    return this.#run('fetchBalances', options, async (call) => {
      const byAccount = await this.#parts.reads.balances('read', call);
      if (account === undefined) return [...byAccount.values()].flat();
      const balances = byAccount.get(account);
      if (balances) return balances;
      throw new ValidationError('account', 'is none of this key', { venue: this.venue, value: account });
    });
  }

  /** Orders at the market and untriggered stops. */
  async fetchOpenOrders(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Order[]> {
    const symbol = request.symbol === undefined ? undefined : checkSymbol(request.symbol);
    this.#refuseAccount(request.account);
    return this.#run('fetchOpenOrders', options, async (call) => {
      const orders = await this.#parts.openOrders.read(symbol, 'read', call);
      for (const order of orders) this.#parts.desk.observe(order);
      return orders.map((order) => this.#parts.tracker.find({ id: order.id }) ?? order);
    });
  }

  async fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    const checked = checkOrderRef(ref);
    return this.#run('fetchOrder', options, async (call) => {
      const found = await this.#parts.lookup.find(checked, 'read', call);
      const { tracker, desk } = this.#parts;
      if (!found) throw this.#noSuchOrder(checked, call);
      desk.observe(found);
      return tracker.find({ id: found.id }) ?? found;
    });
  }

  /**
   * By the time of placing, for which the venue's history can be asked. The venue keeps 180 days.
   *
   * Its documents do not say whether it goes by the placing or by the end of an order; one whose placing or end lies
   * outside the range may be missing.
   */
  async fetchOrders(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Order>> {
    const checked = this.#checkHistory(request);
    return this.#run('fetchOrders', options, (call) => this.#parts.history.orders(checked, call));
  }

  /** The venue keeps 180 days. */
  async fetchFills(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Fill>> {
    const checked = this.#checkHistory(request);
    return this.#run('fetchFills', options, (call) => this.#parts.history.fills(checked, call));
  }

  async fetchServerTime(options?: CallOptions): Promise<number> {
    return this.#run('fetchServerTime', options, (call) => this.#parts.reads.serverTime(call));
  }

  /**
   * A buy at the market, or by a `stop`, names `quoteQuantity`, the amount to spend; every other order `quantity`.
   * `stop` and `stopLimit` wait at the venue as smart orders: funds are held only when they are triggered.
   */
  async placeOrder(request: PoloniexPlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.placeOrder(request, options);
  }

  /**
   * Cancels the order and places another in one request; the new one has a new id, `replaces` names the old, and the
   * `clientOrderId` stays the same to you. `quantity` is that of both together: what is filled counts.
   * @throws PoloniexReplaceError when the old one is gone and the new one was refused: nothing works any more, and
   *   `canceled` tells what was filled
   */
  async modifyOrder(request: PoloniexModifyOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.modifyOrder(request, options);
  }

  async cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return this.#parts.desk.cancelOrder(ref, options);
  }

  /** Untriggered stops included. */
  async cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult> {
    return this.#parts.desk.cancelAllOrders(request, options);
  }

  async resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution> {
    return this.#parts.desk.resolveOrder(ref, options);
  }

  /**
   * Opens a stream; one of symbols resolves when the venue has confirmed each of them.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  async subscribe<C extends PoloniexChannel>(
    channel: C,
    options: PoloniexChannelOptions[C],
  ): Promise<Subscription<ChannelRecords[C]>> {
    this.requireChannel(channel);
    const given: PoloniexChannelOptions[C] = options ?? ({} as PoloniexChannelOptions[C]);
    return this.#run(`subscribe:${channel}`, given, async (call) => {
      const { channels, instruments } = this.#parts;
      const sources = createSources(channels, instruments, this.privateChannels);
      return this.subscriptions.open(channel, given, await sources[channel](given, call.signal));
    });
  }

  protected openConnection(attempt: SessionAttempt): Promise<void> {
    return this.#parts.connection.connect(attempt);
  }

  protected logIn(attempt: SessionAttempt): Promise<void> {
    return this.#parts.connection.authenticate(attempt);
  }

  protected async synchronize(attempt: SessionAttempt): Promise<Resynced> {
    const { sync, instruments, desk, connection, audit } = this.#parts;
    if (this.settings.loadInstruments && !instruments.isComplete) await instruments.load();
    await desk.restore(attempt.signal);
    const result = await sync.run(attempt, connection.lostTime);
    desk.resume();
    audit.start();
    return result;
  }

  protected override recheckAccount(): void {
    this.#parts.audit.soon();
  }

  protected teardown(): void {
    this.#parts.lose();
  }

  protected async closeConnection(error: ClosedError): Promise<void> {
    this.#parts.desk.close(error);
    this.#parts.lose();
    await this.#parts.connection.close();
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

  /** What the venue does not explain may be a wrong key after all. */
  protected override refusalsAllowed({ code }: AuthenticationError): number {
    return code === UNEXPLAINED ? MAX_UNEXPLAINED : Number.POSITIVE_INFINITY;
  }

  protected lastHeard(): number | undefined {
    return this.#parts.connection.lostTime;
  }

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

  #checkCandles(request: PoloniexCandlesRequest): CheckedCandlesRequest {
    const symbol = checkSymbol(request?.symbol);
    const { interval, onProgress } = request;
    if (!isCandleInterval(interval)) {
      const rule = `must be one of ${CANDLE_INTERVALS.join(', ')}`;
      throw new ValidationError('interval', rule, { venue: 'poloniex', value: interval });
    }
    const { from, to } = checkTimeRange(request, this.#parts.connection.serverTime());
    return { symbol, interval, from, to, onProgress };
  }

  #checkTrades(request: TradesRequest): CheckedTradesRequest {
    const symbol = checkSymbol(request?.symbol);
    const limit = request.limit === undefined ? undefined : checkLimit(request.limit);
    const now = this.#parts.connection.serverTime();
    if (request.from === undefined && request.to === undefined) {
      return { symbol, from: undefined, to: undefined, limit };
    }
    const { from, to } = checkTimeRange({ from: request.from ?? 0, to: request.to }, now);
    return { symbol, from: request.from === undefined ? undefined : from, to, limit };
  }

  #checkHistory(request: HistoryRequest): CheckedHistoryRequest {
    const { from, to } = checkTimeRange(request, this.#parts.connection.serverTime());
    const symbol = request.symbol === undefined ? undefined : checkSymbol(request.symbol);
    this.#refuseAccount(request.account);
    return { from, to, symbol, onProgress: request.onProgress };
  }

  /** Orders and fills name no account: a key has one. */
  #refuseAccount(account: string | undefined): void {
    if (account === undefined) return;
    throw new ValidationError('account', 'must not be given: a key has one spot account', {
      venue: 'poloniex',
      value: account,
    });
  }

  #noSuchOrder(ref: OrderRef, { operation, requestId }: Call): VenueError {
    const name = ref.id === undefined ? `clientOrderId ${ref.clientOrderId}` : `id ${ref.id}`;
    return new VenueError(`The venue has no order with ${name}`, {
      venue: 'poloniex',
      operation,
      requestId,
      code: 'notFound',
      sent: true,
    });
  }
}
