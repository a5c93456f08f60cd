import type { AuditOptions } from '../../../adapter/account/audit-options';
import type {
  BrokerOptions,
  CandlesRequest,
  ChannelOptions,
  ChannelRecords,
  ModifyOrderRequest,
  PlaceOrderRequest,
} from '../../../broker';
import type { ChpCandleInterval } from '../map/market';
import type { ChpClientOptions } from './client';

/** How the feeds are polled. */
export interface ChpPollOptions {
  /** Pause between the end of a poll of market data and the next one of the same feed, in ms. @defaultValue 500 */
  readonly pollIntervalMs?: number | undefined;
  /** The same for the feeds of orders, own trades, positions and accounts. @defaultValue 1000 */
  readonly accountPollIntervalMs?: number | undefined;
  /** Share of the pause that chance may add to it, 0 to 1. @defaultValue 0.1 */
  readonly pollJitter?: number | undefined;
  /** How long one poll may take in ms; what it was to answer counts as lost then. @defaultValue 5000 */
  readonly pollTimeoutMs?: number | undefined;
  /** Failed polls in a row after which the connection counts as lost. @defaultValue 3 */
  readonly maxFailedPolls?: number | undefined;
}

/** Where to connect, who is it, and how the broker behaves. */
export type ChpBrokerOptions = ChpClientOptions &
  BrokerOptions &
  AuditOptions &
  ChpPollOptions & {
    /** The portfolio of orders that name none. @defaultValue the only one, where there is only one */
    readonly account?: string | undefined;
  };

export type ChpTimeInForce = 'day' | 'gtc';

/** The venue's order types. */
export type ChpBrokerOrderType = 'market' | 'limit' | 'stop' | 'stopLimit';

/**
 * A new order. Its portfolio is `account`, else that of the options, else the only one. Quantities are securities, not
 * lots. `positionEffect: 'open'` with `side: 'sell'` opens a short position,
 * `'close'` with `'buy'` covers one.
 */
export type ChpPlaceOrderRequest = PlaceOrderRequest<ChpBrokerOrderType, ChpTimeInForce> & {
  readonly quoteQuantity?: undefined;
  readonly postOnly?: undefined;
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
  readonly positionId?: undefined;
};

/** A new price of a working order: the venue changes nothing else. */
export type ChpModifyOrderRequest = ModifyOrderRequest & {
  readonly stopPrice?: undefined;
  readonly quantity?: undefined;
  readonly stopLoss?: undefined;
  readonly takeProfit?: undefined;
  readonly expireTime?: undefined;
};

export type ChpCandlesRequest = CandlesRequest<ChpCandleInterval>;

/** The streams of the venue and their options. */
export type ChpChannelOptions = Omit<ChannelOptions, 'candles' | 'news'>;

export type ChpChannel = keyof ChpChannelOptions & keyof ChannelRecords;
