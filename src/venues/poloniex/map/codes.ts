import { codeTable } from '../../../adapter/schema/codes';
import type { Interval, OrderSide, OrderStatus, OrderType, TimeInForce } from '../../../model';
import type { PoloniexInterval } from '../types/open';
import type { PoloniexCandleChannel } from '../types/stream';

/** Length of a candle: the common name, that of REST and that of the public socket. */
const INTERVALS = {
  '1m': { rest: 'MINUTE_1', channel: 'candles_minute_1' },
  '5m': { rest: 'MINUTE_5', channel: 'candles_minute_5' },
  '10m': { rest: 'MINUTE_10', channel: 'candles_minute_10' },
  '15m': { rest: 'MINUTE_15', channel: 'candles_minute_15' },
  '30m': { rest: 'MINUTE_30', channel: 'candles_minute_30' },
  '1h': { rest: 'HOUR_1', channel: 'candles_hour_1' },
  '2h': { rest: 'HOUR_2', channel: 'candles_hour_2' },
  '4h': { rest: 'HOUR_4', channel: 'candles_hour_4' },
  '6h': { rest: 'HOUR_6', channel: 'candles_hour_6' },
  '12h': { rest: 'HOUR_12', channel: 'candles_hour_12' },
  '1d': { rest: 'DAY_1', channel: 'candles_day_1' },
  '3d': { rest: 'DAY_3', channel: 'candles_day_3' },
  '1w': { rest: 'WEEK_1', channel: 'candles_week_1' },
  '1M': { rest: 'MONTH_1', channel: 'candles_month_1' },
} as const satisfies Partial<
  Record<Interval, { readonly rest: PoloniexInterval; readonly channel: PoloniexCandleChannel }>
>;

/** Lengths of a candle that the venue has, for reads and streams alike. */
export type PoloniexCandleInterval = keyof typeof INTERVALS;

export const CANDLE_INTERVALS = Object.freeze(Object.keys(INTERVALS) as PoloniexCandleInterval[]);

const INTERVAL_OF_CHANNEL: ReadonlyMap<string, PoloniexCandleInterval> = new Map(
  CANDLE_INTERVALS.map((interval) => [INTERVALS[interval].channel, interval]),
);

export function restInterval(interval: PoloniexCandleInterval): PoloniexInterval {
  return INTERVALS[interval].rest;
}

export function channelOfInterval(interval: PoloniexCandleInterval): PoloniexCandleChannel {
  return INTERVALS[interval].channel;
}

/** `undefined` for a channel that is none of candles. */
export function intervalOfChannel(channel: string): PoloniexCandleInterval | undefined {
  return INTERVAL_OF_CHANNEL.get(channel);
}

/** What the states of an order mean; one that is not listed is `unknown`. */
const statusOfState = codeTable<OrderStatus>([
  ['PENDING_NEW', 'pending'],
  ['NEW', 'open'],
  ['PARTIALLY_FILLED', 'partiallyFilled'],
  ['FILLED', 'filled'],
  ['PENDING_CANCEL', 'canceling'],
  ['PARTIALLY_CANCELED', 'canceled'],
  ['CANCELED', 'canceled'],
  ['REJECTED', 'rejected'],
  ['EXPIRED', 'expired'],
  ['FAILED', 'rejected'],
]);

/** What the states of a smart order mean. Untriggered it works, for it will become an order by itself. */
const statusOfSmartState = codeTable<OrderStatus>([
  ['PENDING_NEW', 'open'],
  ['PLACED', 'open'],
  ['PENDING_CANCEL', 'canceling'],
  ['CANCELED', 'canceled'],
  ['REJECTED', 'rejected'],
  ['EXPIRED', 'expired'],
  // Until the order that it became is known.
  ['TRIGGERED', 'open'],
  ['FAILED', 'rejected'],
]);

/**
 * The status of an order.
 * @param hasFilled - an order that was executed in part and then refused by the venue's matching has been cancelled
 */
export function statusOf(state: string, hasFilled: boolean): OrderStatus {
  const status = statusOfState(state) ?? 'unknown';
  return status === 'rejected' && hasFilled ? 'canceled' : status;
}

export function statusOfSmart(state: string): OrderStatus {
  return statusOfSmartState(state) ?? 'unknown';
}

const orderType = codeTable<OrderType>([
  ['MARKET', 'market'],
  ['LIMIT', 'limit'],
  ['LIMIT_MAKER', 'limit'],
  ['STOP_LOSS_LIMIT', 'stopLimit'],
  ['TAKE_PROFIT_LIMIT', 'takeProfitLimit'],
  ['STOP', 'stop'],
  ['STOP_LIMIT', 'stopLimit'],
  ['TRAILING_STOP', 'stop'],
  ['TRAILING_STOP_LIMIT', 'stopLimit'],
]);

/** The type of an order; one that is not known is a limit order when it has a price, else a market order. */
export function typeOf(type: string, hasPrice: boolean): OrderType {
  return orderType(type) ?? (hasPrice ? 'limit' : 'market');
}

const time = codeTable<TimeInForce>([
  ['GTC', 'gtc'],
  ['IOC', 'ioc'],
  ['FOK', 'fok'],
]);

/** `undefined` for one that is absent or not known. */
export function timeInForceOf(code: string | undefined): TimeInForce | undefined {
  return code === undefined ? undefined : time(code);
}

/** The side of an order or of a taker; `undefined` for one that is not known. */
export const sideOf = codeTable<OrderSide>([
  ['BUY', 'buy'],
  ['SELL', 'sell'],
]);

/** Who made and who took; `undefined` for a role that is empty or not known. */
export const liquidityOf = codeTable<'maker' | 'taker'>([
  ['MAKER', 'maker'],
  ['TAKER', 'taker'],
]);

/** The venue's name of a time in force; the checks have let no other through. */
export function codeOfTimeInForce(time: TimeInForce | undefined): 'GTC' | 'IOC' | 'FOK' | undefined {
  return time && (time === 'ioc' ? 'IOC' : time === 'fok' ? 'FOK' : 'GTC');
}
