import type { Decimal } from './decimal';
import type { Interval } from './interval';
import type { OrderSide } from './order';
import type { RecordMeta } from './record';

/** The best prices of an instrument and its figures of the day. */
export interface Quote extends RecordMeta {
  readonly symbol: string;
  readonly bid?: Decimal;
  readonly ask?: Decimal;
  readonly bidQuantity?: Decimal;
  readonly askQuantity?: Decimal;
  readonly last?: Decimal;
  readonly open?: Decimal;
  readonly high?: Decimal;
  readonly low?: Decimal;
  readonly volume?: Decimal;
  /** The venue's time of it, UTC epoch ms. */
  readonly time?: number;
}

/** Prices of one interval. */
export interface Candle extends RecordMeta {
  readonly symbol: string;
  readonly interval: Interval;
  /** Start of the interval, UTC epoch ms. */
  readonly openTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  /** False while the interval lasts and the values can still change. */
  readonly closed: boolean;
  /** Present where this SDK built the candle from candles of one minute; absent where it is the venue's own. */
  readonly built?: true;
}

/** A price and the quantity offered at it; the quantity is absent where the venue sends none. */
export type BookLevel = readonly [price: Decimal, quantity: Decimal | undefined];

/** An immutable snapshot of the book. */
export interface OrderBook extends RecordMeta {
  readonly symbol: string;
  /** Best (highest) first. */
  readonly bids: readonly BookLevel[];
  /** Best (lowest) first. */
  readonly asks: readonly BookLevel[];
  readonly time?: number;
}

/** A trade on the public tape. */
export interface Trade extends RecordMeta {
  readonly id?: string;
  readonly symbol: string;
  readonly price: Decimal;
  readonly quantity: Decimal;
  /** The side of the taker. */
  readonly side?: OrderSide;
  readonly time: number;
}

/** A news item. The body is as the venue sends it and may be HTML: never render it unescaped. */
export interface News extends RecordMeta {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly time: number;
}
