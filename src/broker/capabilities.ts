import type { Interval, OrderType, TimeInForce } from '../model';
import type { Feature } from './operations';

/** Reads of market data that a venue may answer without a session. */
export type ReadWithoutConnect =
  | 'fetchInstruments'
  | 'fetchInstrument'
  | 'fetchQuotes'
  | 'fetchCandles'
  | 'fetchTrades'
  | 'fetchOrderBook'
  | 'fetchServerTime';

/** What a venue grants, as data. */
export interface Capabilities {
  readonly features: readonly Feature[];
  /** Intervals of `fetchCandles`. */
  readonly candleIntervals: readonly Interval[];
  /** Intervals of the candle stream that are the venue's own; empty where there is none. */
  readonly candleStreamIntervals: readonly Interval[];
  /**
   * Further intervals of the candle stream, which this SDK builds from the venue's candles of one minute. Each is one of
   * `candleIntervals`, and a closed candle equals the venue's read of it.
   */
  readonly builtCandleIntervals: readonly Interval[];
  readonly orderTypes: readonly OrderType[];
  readonly timesInForce: readonly TimeInForce[];
  /** Fields of a working order that `modifyOrder` can change. */
  readonly modifiableFields: readonly (
    | 'price'
    | 'stopPrice'
    | 'quantity'
    | 'stopLoss'
    | 'takeProfit'
    | 'expireTime'
  )[];
  /**
   * Whether `modifyOrder` puts another order, with an id of its own, in the place of the one that it changes. Elsewhere the
   * order keeps its id.
   * @defaultValue false
   */
  readonly modifyReplaces?: boolean;
  /** What a `clientOrderId` must look like; absent where there are no orders. */
  readonly clientOrderId?: { readonly pattern: RegExp; readonly rule: string };
  /**
   * Reads that need no `connect`: the venue answers them without a session. They work in every state but `closed`, and
   * change none. All others reject with `NotConnectedError` unless connected. `fetchCandles` stands for `candlePages` too.
   * @defaultValue none
   */
  readonly readsWithoutConnect?: readonly ReadWithoutConnect[];
  /** Whether streams are pushed or polled. */
  readonly streaming: 'push' | 'poll';
}
