import type {
  BrokerOptions,
  CallOptions,
  CancelsAllOrders,
  CancelsOrders,
  CandlesRequest,
  Channel,
  ChannelRecords,
  ClosesPositions,
  CommonBroker,
  FetchesAccountSummary,
  FetchesAccounts,
  FetchesBalances,
  FetchesCandles,
  FetchesFills,
  FetchesOpenOrders,
  FetchesOrder,
  FetchesOrderBook,
  FetchesOrders,
  FetchesPositions,
  FetchesServerTime,
  FetchesTrades,
  ModifiesOrders,
  ModifiesPositions,
  ModifyOrderRequest,
  OperationName,
  PlaceOrderRequest,
  PlacesOrders,
  ResolvesOrders,
  SubscribeOptions,
  Subscription,
} from '../../broker';
import type { Call } from '../calls';

/** What a venue says of its broker's types; written by hand, one a venue. */
export interface VenueTypes {
  /** What the constructor takes. */
  readonly options: BrokerOptions;
  /** The venue's own client. */
  readonly client: object;
  /** What the venue's class needs for its own methods. */
  readonly extras: unknown;
  /** The operations that the venue grants. */
  readonly operations: OperationName;
  /** The streams that the venue grants, each with its options. */
  readonly channels: { readonly [C in Channel]?: SubscribeOptions };
  /** Requests that are narrower than those of the contract. */
  readonly requests: {
    readonly fetchCandles?: CandlesRequest;
    readonly placeOrder?: PlaceOrderRequest;
    readonly modifyOrder?: ModifyOrderRequest;
  };
}

/** The venue's own request where it has one. */
type Own<T extends VenueTypes, K extends string, Default> = T['requests'] extends {
  readonly [P in K]: infer R;
}
  ? R
  : Default;

/** The operations of a venue, each as a method of an interface: a subclass can override it, and its text is in hovers. */
export interface OperationsOf<T extends VenueTypes> {
  readonly fetchTrades: FetchesTrades;
  readonly fetchOrderBook: FetchesOrderBook;
  readonly fetchAccounts: FetchesAccounts;
  readonly fetchAccountSummary: FetchesAccountSummary;
  readonly fetchBalances: FetchesBalances;
  readonly fetchPositions: FetchesPositions;
  readonly fetchOpenOrders: FetchesOpenOrders;
  readonly fetchOrder: FetchesOrder;
  readonly fetchOrders: FetchesOrders;
  readonly fetchFills: FetchesFills;
  readonly fetchServerTime: FetchesServerTime;
  readonly placeOrder: PlacesOrders<Own<T, 'placeOrder', PlaceOrderRequest>>;
  readonly modifyOrder: ModifiesOrders<Own<T, 'modifyOrder', ModifyOrderRequest>>;
  readonly cancelOrder: CancelsOrders;
  readonly cancelAllOrders: CancelsAllOrders;
  readonly closePosition: ClosesPositions;
  readonly modifyPosition: ModifiesPositions;
  readonly resolveOrder: ResolvesOrders;
}

/** `subscribe` for the channels of a venue. */
export interface SubscribesTo<O> {
  /**
   * Opens a stream. Resolves when it stands; `confirmedBy` says on whose word.
   * @throws ValidationError for an unknown symbol or bad options, before anything is sent
   */
  subscribe<C extends keyof O & Channel>(channel: C, options: O[C]): Promise<Subscription<ChannelRecords[C]>>;
}

/** What a venue's class can use for its extras; not part of the contract. */
declare class VenueCore<T extends VenueTypes> {
  protected readonly extras: T['extras'];
  /**
   * Runs a call that needs the venue, within its deadline and under its own `requestId`.
   * @throws NotConnectedError before anything is sent, unless connected
   */
  protected call<R>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<R>,
  ): Promise<R>;
}

type UnionToIntersection<U> = (U extends unknown ? (union: U) => void : never) extends (
  intersection: infer I,
) => void
  ? I
  : never;

/** The concrete broker of a venue: what it grants compiles, what it lacks does not. */
export type VenueBroker<T extends VenueTypes> = VenueCore<T> &
  CommonBroker &
  FetchesCandles<Own<T, 'fetchCandles', CandlesRequest>> &
  SubscribesTo<T['channels']> &
  UnionToIntersection<OperationsOf<T>[T['operations']]>;

/** The class of a venue's broker, to be extended by a class of the venue's name. */
export type VenueClass<T extends VenueTypes> = new (options: T['options']) => VenueBroker<T>;
