import type { Account, AccountSummary, Balance, Fill, Order, OrderBook, Position, Trade } from '../model';
import type { CallOptions } from './call-options';
import type { Channel, ChannelOptions, ChannelRecords } from './channels';
import type { PlaceOrderRequest } from './place-order-request';
import type { Ranged } from './ranges';
import type {
  AccountFilter,
  CancelAllOrdersRequest,
  ClosePositionRequest,
  HistoryRequest,
  ModifyOrderRequest,
  ModifyPositionRequest,
  OrderBookRequest,
  OrderRef,
  TradesRequest,
} from './requests';
import type { CancelAllResult, OrderResolution } from './results';
import type { Subscription } from './subscription';

/** Reads of market data and of the account that a venue may grant, one interface each. */
export interface FetchesTrades {
  /** Public trades, oldest first; `range.complete` states whether the venue has all of those requested. */
  fetchTrades(request: TradesRequest, options?: CallOptions): Promise<Ranged<Trade>>;
}

export interface FetchesOrderBook {
  /** The book of one symbol, best levels first. */
  fetchOrderBook(request: OrderBookRequest, options?: CallOptions): Promise<OrderBook>;
}

export interface FetchesAccounts {
  /** The accounts of the login. */
  fetchAccounts(options?: CallOptions): Promise<readonly Account[]>;
}

export interface FetchesAccountSummary {
  /** @throws ValidationError when no account is named and the login has several */
  fetchAccountSummary(
    request?: { readonly account?: string },
    options?: CallOptions,
  ): Promise<AccountSummary>;
}

export interface FetchesBalances {
  /** The balances of one account, or of all. */
  fetchBalances(request?: { readonly account?: string }, options?: CallOptions): Promise<readonly Balance[]>;
}

export interface FetchesPositions {
  /** The positions that are held. */
  fetchPositions(request?: AccountFilter, options?: CallOptions): Promise<readonly Position[]>;
}

export interface FetchesOpenOrders {
  /** Orders that wait at the venue, untriggered stops included. */
  fetchOpenOrders(request?: AccountFilter, options?: CallOptions): Promise<readonly Order[]>;
}

export interface FetchesOrder {
  /** @throws VenueError when the venue does not know the order */
  fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order>;
}

export interface FetchesOrders {
  /** Ended orders of a range, by the time of their end. */
  fetchOrders(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Order>>;
}

export interface FetchesFills {
  /** Own trades of a range. */
  fetchFills(request: HistoryRequest, options?: CallOptions): Promise<Ranged<Fill>>;
}

export interface FetchesServerTime {
  /** The venue's clock, UTC epoch ms. */
  fetchServerTime(options?: CallOptions): Promise<number>;
}

export interface PlacesOrders<R = PlaceOrderRequest> {
  /** Resolves when the venue has accepted the order, not before. */
  placeOrder(request: R, options?: CallOptions): Promise<Order>;
}

export interface ModifiesOrders<R = ModifyOrderRequest> {
  /** Resolves with the resulting order; `replaces` names the old one where the venue gave a new id. */
  modifyOrder(request: R, options?: CallOptions): Promise<Order>;
}

export interface CancelsOrders {
  /** Resolves with the order as it ended: cancelled, or filled where that came first. */
  cancelOrder(ref: OrderRef, options?: CallOptions): Promise<Order>;
}

export interface CancelsAllOrders {
  /** Cancels pending orders, untriggered stops included; never closes a position. */
  cancelAllOrders(request: CancelAllOrdersRequest, options?: CallOptions): Promise<CancelAllResult>;
}

export interface ClosesPositions {
  /** Resolves with the closing order. */
  closePosition(request: ClosePositionRequest, options?: CallOptions): Promise<Order>;
}

export interface ModifiesPositions {
  /** Changes the stop loss and take profit of a position. */
  modifyPosition(request: ModifyPositionRequest, options?: CallOptions): Promise<Position>;
}

export interface ResolvesOrders {
  /** Resolves the outcome of an order; waits at most the call's deadline, then returns `unknown`. */
  resolveOrder(ref: OrderRef, options?: CallOptions): Promise<OrderResolution>;
}

/**
 * What a venue may grant beyond the common core. `supports()` narrows a broker to those it has.
 *
 * Every write resolves with what the venue accepted, or rejects with `ValidationError` or `NotConnectedError`
 * (nothing was sent), `OrderRejectedError` (refused), or `OrderOutcomeUnknownError` (sent, and the answer was lost).
 */
export interface BrokerOperations
  extends FetchesTrades,
    FetchesOrderBook,
    FetchesAccounts,
    FetchesAccountSummary,
    FetchesBalances,
    FetchesPositions,
    FetchesOpenOrders,
    FetchesOrder,
    FetchesOrders,
    FetchesFills,
    FetchesServerTime,
    PlacesOrders,
    ModifiesOrders,
    CancelsOrders,
    CancelsAllOrders,
    ClosesPositions,
    ModifiesPositions,
    ResolvesOrders {}

/** The names of the operations that a venue may lack. */
export const OPERATION_NAMES = [
  'fetchTrades',
  'fetchOrderBook',
  'fetchAccounts',
  'fetchAccountSummary',
  'fetchBalances',
  'fetchPositions',
  'fetchOpenOrders',
  'fetchOrder',
  'fetchOrders',
  'fetchFills',
  'fetchServerTime',
  'placeOrder',
  'modifyOrder',
  'cancelOrder',
  'cancelAllOrders',
  'closePosition',
  'modifyPosition',
  'resolveOrder',
] as const satisfies readonly (keyof BrokerOperations)[];

/** The name of an operation that a venue may lack. */
export type OperationName = keyof BrokerOperations;

/** An operation or a stream, as `supports` and `capabilities` name them. */
export type Feature = OperationName | `subscribe:${Channel}`;

/** `subscribe` for one channel. */
export interface Subscribes<C extends Channel> {
  /**
   * Opens a stream. Resolves when it is open; `confirmedBy` states how that is known.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  subscribe(channel: C, options: ChannelOptions[C]): Promise<Subscription<ChannelRecords[C]>>;
}

/** What a broker can do when it supports `F`. */
export type Granted<F extends Feature> = F extends OperationName
  ? Pick<BrokerOperations, F>
  : F extends `subscribe:${infer C extends Channel}`
    ? Subscribes<C>
    : never;
