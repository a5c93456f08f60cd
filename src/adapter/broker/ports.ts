import type {
  AccountFilter,
  Capabilities,
  Channel,
  ChannelRecords,
  Gap,
  OperationName,
  OrderRef,
  Ranged,
  Resynced,
  SubscribeOptions,
} from '../../broker';
import type { VenueId } from '../../core/venue-id';
import type { AuthenticationError, ClosedError } from '../../errors';
import type {
  Account,
  AccountSummary,
  Balance,
  Fill,
  InstrumentKind,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../../model';
import type { OrderRules } from '../../orders/order-rules';
import type { SessionAttempt } from '../../streaming/session/session';
import type { VenueTimes } from '../../streaming/time/venue-times';
import type { TopicRegistry } from '../../streaming/topics/topics';
import type { AccountSync } from '../account/account-sync';
import type { Call } from '../calls';
import type { PrivateChannels } from '../channels/private-channels';
import type { SubscriptionSource } from '../channels/subscription-hub';
import type { ConnectionHooks } from '../connection/connection-monitor';
import type { OrderManagerContext } from '../orders/manager-options';
import type { OrderManager } from '../orders/order-manager';
import type { CandleSource } from '../ranges/candle-source';
import type { CheckedHistoryRequest, CheckedTradesRequest } from '../ranges/checks';
import type { InstrumentCache, InstrumentSource } from './instrument-cache';
import type { BrokerSettings } from './options';
import type { VenueTypes } from './venue-types';

/**
 * A method of a venue's class beyond the contract, as data. A remote broker has the method by this description, and a
 * connector executes no other one for its bots.
 */
export interface ExtraOperation {
  /** How many arguments it takes before the options of the call; each must survive JSON, a `Date` as epoch ms. */
  readonly parameters: number;
  /** What it resolves with: one object, a list of objects, a decimal, a text, or a list of a channel's records. */
  readonly result: 'record' | 'records' | 'decimal' | 'text' | Channel;
  /**
   * Whether it may change something at the venue. It asks `guard` of its context in the turn in which it sends.
   * @defaultValue false
   */
  readonly writes?: boolean;
}

/** What a venue is, as data. */
export interface VenueProfile {
  readonly id: VenueId;
  readonly capabilities: Capabilities;
  /** The methods of the venue's class beyond the contract, by name. @defaultValue none */
  readonly extras?: Readonly<Record<string, ExtraOperation>>;
  /** What orders may say besides what the capabilities list; absent where there are no orders. */
  readonly orderRules?: Pick<
    OrderRules,
    | 'quoteQuantity'
    | 'postOnly'
    | 'positionEffect'
    | 'stopLossTakeProfit'
    | 'refusesMarketableLimits'
    | 'defaultTimeInForce'
    | 'checkIntent'
  >;
  /**
   * Whether `fetchOrders` lists every order that has ended. Where it does not, a remote broker asks after a gap for each
   * order that it knows, as the venue's own does.
   * @defaultValue true
   */
  readonly listsEndedOrders?: boolean;
  /**
   * Whether prices of a kind of instrument can lie below zero; `undefined` stands for an instrument that is not known.
   * @defaultValue none can
   */
  hasNegativePrices?(kind: InstrumentKind | undefined): boolean;
  /**
   * How many times in a row a venue that refuses what it had accepted before is asked again.
   * @defaultValue without end
   */
  refusalsAllowed?(error: AuthenticationError): number;
  /** Whether a connection begins with a login, of which no minute sees many while sessions are short. @defaultValue true */
  readonly logsIn?: boolean;
}

/** What the kit hands to a venue when its adapter is made. */
export interface VenueContext<T extends VenueTypes = VenueTypes>
  extends ConnectionHooks,
    OrderManagerContext {
  readonly profile: VenueProfile;
  /** As the user gave them; the settings that all brokers share are in `settings`. */
  readonly options: T['options'];
  readonly settings: BrokerSettings;
  readonly topics: TopicRegistry;
  readonly privateChannels: PrivateChannels;
  readonly instruments: InstrumentCache;
  gap(gap: Gap): void;
  resynced(result: Resynced): void;
}

/** A subscription that is asked for, checked. */
export interface ChannelRequest {
  /** The venue's own spelling, each once; empty for a channel without symbols. */
  readonly symbols: readonly string[];
  /** Levels a side; undefined for all. */
  readonly depth: number | undefined;
  /** One of the venue's stream intervals, or a built one; undefined for a channel that is none of candles. */
  readonly interval: string | undefined;
  /** As given, for what only this venue knows. */
  readonly options: SubscribeOptions;
  readonly signal: AbortSignal;
}

/** Where the records of each channel come from; the private channels need none: they run from `connect`. */
export type ChannelSources = {
  readonly [C in Channel]?: (request: ChannelRequest) => SubscriptionSource<ChannelRecords[C]>;
};

/** What a venue can be asked. Symbols have been checked and are in the venue's own spelling. */
export interface VenueReads {
  quotes(symbols: readonly string[], call: Call): Promise<readonly Quote[]>;
  readonly candles: CandleSource;
  trades?(request: CheckedTradesRequest, call: Call): Promise<Ranged<Trade>>;
  orderBook?(symbol: string, depth: number | undefined, call: Call): Promise<OrderBook>;
  accounts?(call: Call): Promise<readonly Account[]>;
  accountSummary?(account: string | undefined, call: Call): Promise<AccountSummary>;
  balances?(account: string | undefined, call: Call): Promise<readonly Balance[]>;
  positions?(filter: AccountFilter, call: Call): Promise<readonly Position[]>;
  openOrders?(filter: AccountFilter, call: Call): Promise<readonly Order[]>;
  /** `undefined` where neither the venue nor this process knows the order. */
  order?(ref: OrderRef, call: Call): Promise<Order | undefined>;
  orders?(request: CheckedHistoryRequest, call: Call): Promise<Ranged<Order>>;
  fills?(request: CheckedHistoryRequest, call: Call): Promise<Ranged<Fill>>;
  serverTime?(call: Call): Promise<number>;
}

/** Whether the venue is there, and what its clock says. */
export interface ConnectionPort {
  /** How long ago the venue was last heard, in ms. */
  readonly lastInboundAgeMs: number | undefined;
  /** Round trip of the last probe or poll in ms. */
  readonly latencyMs: number | undefined;
  /** When the connection that was lost was last heard, UTC epoch ms by our clock: there its gap begins. */
  readonly lostTime: number | undefined;
  readonly times: VenueTimes;
  /** The venue's clock, UTC epoch ms. */
  serverTime(): number;
}

/** A venue: pure functions and ports. Whatever has state that all venues share is the kit's. */
export interface VenueAdapter<T extends VenueTypes = VenueTypes> {
  readonly client: T['client'];
  readonly connection: ConnectionPort;
  readonly instruments: InstrumentSource;
  /** Whether the instruments must be known before the account is read. @defaultValue true */
  readonly needsInstruments?: boolean;
  readonly reads: VenueReads;
  readonly channels: ChannelSources;
  readonly orders?: OrderManager;
  readonly sync?: AccountSync;
  /** What the venue's class needs for its own methods. */
  readonly extras: T['extras'];
  /** Opens the connections; where the venue wants the login with it, logs in. */
  open(attempt: SessionAttempt): Promise<void>;
  /** Proves who we are, where that is a step of its own. */
  logIn?(attempt: SessionAttempt): Promise<void>;
  /** Opens the topics again and brings every kind of record up to date; where there is an account, `sync` does. */
  synchronize?(attempt: SessionAttempt): Promise<Resynced>;
  /** The connection is live again: what runs beside the stream may begin. */
  live?(): void;
  /** Ends the connections at once; idempotent. */
  lost(): void;
  /** Logs out, best effort; waited for at most a second. */
  close(error: ClosedError): Promise<void> | void;
  /** Whether an error means that the venue does not have a symbol, although it was listed. */
  isUnknownSymbol?(error: unknown): boolean;
  /** @throws ValidationError for an account that is none of this login, where that is known before anything is sent */
  checkAccount?(account: string, operation: OperationName): void;
  /** A call of a user failed. */
  callFailed?(error: unknown): void;
}
