import type { AuditOptions } from '../../../adapter/account/audit-options';
import type {
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  ChannelOptions,
  ChannelRecords,
  ModifyOrderRequest,
  PlaceOrderRequest,
} from '../../../broker';
import type { ChpClientOptions, ChpPollOptions } from '../generated/records';
import type { ChpCandleInterval } from '../map/market';

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
export type ChpPlaceOrderRequest = PlaceOrderRequest<
  ChpBrokerOrderType,
  ChpTimeInForce,
  'quantity' | 'positionEffect' | 'account'
>;

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
export type ChpChannelOptions = Omit<ChannelOptions, 'candles' | 'news'> & {
  /** The venue streams no candles: each is read when it has ended, and comes closed. */
  readonly candles: CandlesOptions<ChpCandleInterval>;
};

export type ChpChannel = keyof ChpChannelOptions & keyof ChannelRecords;
