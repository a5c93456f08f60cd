import type {
  AccountFilter,
  Broker,
  BrokerOperations,
  CallOptions,
  CancelAllOrdersRequest,
  CancelAllResult,
  CandlesRequest,
  Channel,
  ChannelOptions,
  ChannelRecords,
  ClosePositionRequest,
  HistoryRequest,
  ModifyOrderRequest,
  ModifyPositionRequest,
  OperationName,
  OrderBookRequest,
  OrderRef,
  OrderResolution,
  PlaceOrderRequest,
  Ranged,
  Subscription,
  TradesRequest,
} from '../../broker';
import { VenueError } from '../../errors';
import type {
  Account,
  AccountSummary,
  Balance,
  Candle,
  Fill,
  Instrument,
  Interval,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../../model';
import { checkLimit, checkOrderRef, checkSymbol, checkSymbols } from '../../orders/check-order';
import type { Call } from '../calls';
import { withWarmup } from '../channels/candle-warmup';
import { PRIVATE_EVENTS } from '../channels/private-channels';
import type { SubscriptionSource } from '../channels/subscription-hub';
import type { OrderManager } from '../orders/order-manager';
import { candlePages, readCandles } from '../ranges/candle-source';
import {
  type CheckedCandlesRequest,
  checkCandlesRequest,
  checkHistoryRequest,
  checkInterval,
  checkTradesRequest,
} from '../ranges/checks';
import { BrokerCore } from './broker-core';
import type { ChannelRequest, VenueReads } from './ports';
import { noStream, unsupported } from './unsupported';
import type { VenueTypes } from './venue-types';

/** Most candles with which a subscription begins, of each symbol. */
const MAX_WARMUP = 10_000;

/** The one concrete broker: every operation checked, run within its call and answered by a port of the venue. */
export class ConcreteBroker<T extends VenueTypes> extends BrokerCore<T> implements Broker, BrokerOperations {
  async fetchInstruments(options?: CallOptions): Promise<readonly Instrument[]> {
    return this.call('fetchInstruments', options, () => this.instruments.load());
  }

  async fetchInstrument(symbol: string, options?: CallOptions): Promise<Instrument> {
    checkSymbol(symbol);
    return this.call('fetchInstrument', options, () => this.instruments.require(symbol));
  }

  async fetchQuotes(symbols: readonly string[], options?: CallOptions): Promise<readonly Quote[]> {
    const checked = checkSymbols(symbols);
    return this.call('fetchQuotes', options, async (call) => {
      const known = await this.#known(checked);
      return this.#asking(known, () => this.adapter.reads.quotes(known, call));
    });
  }

  async fetchCandles(request: CandlesRequest, options?: CallOptions): Promise<Ranged<Candle>> {
    const checked = this.#checkCandles(request);
    return this.#ofSymbol(checked.symbol, 'fetchCandles', options, (symbol, call) =>
      readCandles(this.adapter.reads.candles, { ...checked, symbol }, call),
    );
  }

  async *candlePages(
    request: CandlesRequest,
    options?: CallOptions,
  ): AsyncGenerator<Ranged<Candle>, void, undefined> {
    const checked = this.#checkCandles(request);
    // The first page finds the symbol, as part of its call.
    yield* candlePages(this.adapter.reads.candles, checked, (body) =>
      this.#ofSymbol(checked.symbol, 'candlePages', options, (_symbol, call) => body(call)),
    );
  }

  async fetchTrades(request: TradesRequest, options?: CallOptions): Promise<Ranged<Trade>> {
    const checked = checkTradesRequest(request, this.#serverTime());
    return this.#ofSymbol(checked.symbol, 'fetchTrades', options, (symbol, call) =>
      this.#port('trades')({ ...checked, symbol }, call),
    );
  }

  async fetchOrderBook(request: OrderBookRequest, options?: CallOptions): Promise<OrderBook> {
    const checked = checkSymbol(request?.symbol);
    const depth = request.depth === undefined ? undefined : checkLimit(request.depth, 'depth');
    return this.#ofSymbol(checked, 'fetchOrderBook', options, (symbol, call) =>
      this.#port('orderBook')(symbol, depth, call),
    );
  }

  async fetchAccounts(options?: CallOptions): Promise<readonly Account[]> {
    return this.call('fetchAccounts', options, (call) => this.#port('accounts')(call));
  }

  async fetchAccountSummary(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<AccountSummary> {
    const account = this.#account(request, 'fetchAccountSummary');
    return this.call('fetchAccountSummary', options, (call) => this.#port('accountSummary')(account, call));
  }

  async fetchBalances(
    request: { readonly account?: string } = {},
    options?: CallOptions,
  ): Promise<readonly Balance[]> {
    const account = this.#account(request, 'fetchBalances');
    return this.call('fetchBalances', options, (call) => this.#port('balances')(account, call));
  }

  async fetchPositions(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Position[]> {
    this.#account(request, 'fetchPositions');
    return this.call('fetchPositions', options, (call) => this.#port('positions')(request, call));
  }

  async fetchOpenOrders(request: AccountFilter = {}, options?: CallOptions): Promise<readonly Order[]> {
    if (request.symbol !== undefined) checkSymbol(request.symbol);
    this.#account(request, 'fetchOpenOrders');
    return this.call('fetchOpenOrders', options, (call) => this.#port('openOrders')(request, call));
  }

  async fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    const checked = checkOrderRef(ref);
    return this.call('fetchOrder', options, async (call) => {
      const order = await this.#port('order')(checked, call);
      if (order) return order;
      const name = checked.id === undefined ? `clientOrderId ${checked.clientOrderId}` : `id ${checked.id}`;
      throw new VenueError(`The venue has no order with ${name}`, {
        venue: this.venue,
        operation: call.operation,
        requestId: call.requestId,
        sent: true,
        code: 'notFound',
      });
    });
  }

  async fetchOrders(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Order>> {
    const checked = checkHistoryRequest(request, this.#serverTime());
    this.#account(checked, 'fetchOrders');
    return this.call('fetchOrders', options, (call) => this.#port('orders')(checked, call));
  }

  async fetchFills(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Fill>> {
    const checked = checkHistoryRequest(request, this.#serverTime());
    this.#account(checked, 'fetchFills');
    return this.call('fetchFills', options, (call) => this.#port('fills')(checked, call));
  }

  async fetchServerTime(options?: CallOptions): Promise<number> {
    return this.call('fetchServerTime', options, (call) => this.#port('serverTime')(call));
  }

  placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#write('placeOrder', (orders) => orders.placeOrder(request, options));
  }

  modifyOrder(request: ModifyOrderRequest, options?: CallOptions): Promise<Order> {
    return this.#write('modifyOrder', (orders) => orders.modifyOrder(request, options));
  }

  cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return this.#write('cancelOrder', (orders) => orders.cancelOrder(ref, options));
  }

  async cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult> {
    const result = await this.#write('cancelAllOrders', (orders) => orders.cancelAllOrders(request, options));
    for (const { error } of result.unknown) this.diagnostics.unknownOutcome(error);
    return result;
  }

  closePosition(request: ClosePositionRequest, options?: CallOptions): Promise<Order> {
    return this.#write('closePosition', (orders) => orders.closePosition(request, options));
  }

  modifyPosition(request: ModifyPositionRequest, options?: CallOptions): Promise<Position> {
    return this.#write('modifyPosition', (orders) => orders.modifyPosition(request, options));
  }

  resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution> {
    return this.#write('resolveOrder', (orders) => orders.resolveOrder(ref, options));
  }

  async subscribe<C extends Channel>(
    channel: C,
    options: ChannelOptions[C],
  ): Promise<Subscription<ChannelRecords[C]>> {
    // Only callers from plain JavaScript can ask for another.
    if (!this.capabilities.features.includes(`subscribe:${channel}`))
      throw noStream(this.venue, channel, this.capabilities.features);
    const given: ChannelOptions[C] = options ?? ({} as ChannelOptions[C]);
    return this.call(`subscribe:${channel}`, given, async (call) =>
      this.open(channel, given, await this.#source(channel, given, call)),
    );
  }

  get #orders(): OrderManager {
    const { orders } = this.adapter;
    if (orders === undefined) throw unsupported(this.venue, 'order operations');
    return orders;
  }

  async #write<R>(operation: OperationName, run: (orders: OrderManager) => Promise<R>): Promise<R> {
    try {
      const orders = this.#orders;
      return await this.diagnostics.call(operation, () => run(orders));
    } catch (error) {
      this.diagnostics.unknownOutcome(error);
      throw error;
    }
  }

  /** A read that the venue grants. @throws UnsupportedError where it grants none */
  #port<K extends keyof VenueReads>(name: K): NonNullable<VenueReads[K]> {
    const { reads } = this.adapter;
    const port = reads[name];
    if (port === undefined) throw unsupported(this.venue, `read of ${name}`);
    return (typeof port === 'function' ? port.bind(reads) : port) as NonNullable<VenueReads[K]>;
  }

  #serverTime(): number {
    return this.adapter.connection.serverTime();
  }

  #account(
    { account }: { readonly account?: string | undefined },
    operation: OperationName,
  ): string | undefined {
    if (account !== undefined) this.adapter.checkAccount?.(account, operation);
    return account;
  }

  #checkCandles(request: CandlesRequest): CheckedCandlesRequest {
    const { candles } = this.adapter.reads;
    const checked = checkCandlesRequest(request, this, this.#serverTime());
    return candles.check?.(checked, request) ?? checked;
  }

  /** The venue's spelling of each symbol, each once. @throws ValidationError for one that it does not have */
  async #known(symbols: readonly string[]): Promise<readonly string[]> {
    const known = new Set<string>();
    for (const symbol of symbols) known.add((await this.instruments.require(symbol, 'symbols')).symbol);
    return [...known];
  }

  #ofSymbol<R>(
    name: string,
    operation: string,
    options: CallOptions | undefined,
    body: (symbol: string, call: Call) => Promise<R>,
  ): Promise<R> {
    return this.call(operation, options, async (call) => {
      const { symbol } = await this.instruments.require(name);
      return this.#asking([symbol], () => body(symbol, call));
    });
  }

  /** Asks the venue about symbols; its word that it does not have the only one is believed over the list. */
  async #asking<R>([only, more]: readonly string[], ask: () => Promise<R>): Promise<R> {
    try {
      return await ask();
    } catch (error) {
      const isOne = only !== undefined && more === undefined;
      if (isOne && this.adapter.isUnknownSymbol?.(error) === true) this.instruments.invalidate(only);
      throw error;
    }
  }

  /** How a subscription is fed. Symbols and options are checked before anything is sent. */
  async #source<C extends Channel>(
    channel: C,
    options: ChannelOptions[C],
    call: Call,
  ): Promise<SubscriptionSource<ChannelRecords[C]> | undefined> {
    const open = this.adapter.channels[channel];
    if (open === undefined) return undefined;
    const { symbols, depth } = options as Partial<ChannelOptions['book']>;
    const needsSymbols = !(channel in PRIVATE_EVENTS) && channel !== 'news';
    const checked = needsSymbols ? checkSymbols(symbols) : [];
    const candles = channel === 'candles' ? this.#checkCandleStream(options) : undefined;
    const request: ChannelRequest = {
      depth: channel !== 'book' || depth === undefined ? undefined : checkLimit(depth, 'depth'),
      interval: candles?.interval,
      symbols: await this.#known(checked),
      options,
      signal: call.signal,
    };
    const source = open(request);
    if (candles === undefined || candles.warmup === 0) return source;
    const { interval, warmup: count } = candles;
    const read = (symbol: string, limit: number): Promise<readonly Candle[]> =>
      readCandles(this.adapter.reads.candles, this.#checkCandles({ symbol, interval, limit }), call);
    const warm = withWarmup(source as SubscriptionSource<Candle>, { symbols: request.symbols, count, read });
    return warm as SubscriptionSource<ChannelRecords[C]>;
  }

  #checkCandleStream(options: object): { readonly interval: Interval; readonly warmup: number } {
    const { interval, warmup = 0 } = options as Partial<ChannelOptions['candles']>;
    const { candleStreamIntervals, builtCandleIntervals } = this.capabilities;
    const intervals = [...candleStreamIntervals, ...builtCandleIntervals];
    return {
      interval: checkInterval(this.venue, interval, intervals),
      warmup: warmup === 0 ? 0 : checkLimit(warmup, 'warmup', MAX_WARMUP),
    };
  }
}
