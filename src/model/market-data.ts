import type { Decimal } from './decimal';
import type { Interval } from './interval';
import type { OrderSide } from './order';
import type { RecordMeta } from './record';

/** The best prices of an instrument, and its figures of a period that depends on the venue. */
export interface Quote extends RecordMeta {
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Best price of the buyers; absent when there are none, and at Finnotech. */
  readonly bid?: Decimal;
  /** Best price of the sellers; absent when there are none, and at Finnotech. */
  readonly ask?: Decimal;
  /** Quantity at the bid; absent without a bid, and where the venue sends none. */
  readonly bidQuantity?: Decimal;
  /** Quantity at the ask; absent without an ask, and where the venue sends none. */
  readonly askQuantity?: Decimal;
  /** Price of the last trade; absent before the first, and at XAPI. */
  readonly last?: Decimal;
  /**
   * First price of the period: the session at CHP, the day at Finnotech, the last 24 h at Poloniex; absent at XAPI.
   */
  readonly open?: Decimal;
  /**
   * Highest price of the period: the session at CHP, the day at Finnotech and XAPI, the last 24 h at Poloniex;
   * absent where the venue sends none.
   */
  readonly high?: Decimal;
  /** Lowest price of the same period; absent where the venue sends none. */
  readonly low?: Decimal;
  /** Quantity traded in the same period, in the base currency at Poloniex; absent at XAPI. */
  readonly volume?: Decimal;
  /** The venue's time of it, UTC epoch ms; absent where the venue sends none. */
  readonly time?: number;
}

/** Prices of one interval. */
export interface Candle extends RecordMeta {
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Its length. */
  readonly interval: Interval;
  /** Start of the interval, UTC epoch ms. */
  readonly openTime: number;
  /** First price of the interval. */
  readonly open: Decimal;
  /** Highest price of the interval. */
  readonly high: Decimal;
  /** Lowest price of the interval. */
  readonly low: Decimal;
  /** Last price of the interval; while it lasts, the last so far. */
  readonly close: Decimal;
  /** Quantity traded in the interval, in the base currency at Poloniex; `0` where the venue sends none. */
  readonly volume: Decimal;
  /** False while the interval lasts and the values can still change. */
  readonly closed: boolean;
  /** Present where this SDK built the candle from candles of one minute; absent where it is the venue's own. */
  readonly built?: true;
}

/** A price and the quantity at it, in the unit of an order; the quantity is absent where the venue sends none. */
export type BookLevel = readonly [price: Decimal, quantity: Decimal | undefined];

/** An immutable snapshot of the book. */
export interface OrderBook extends RecordMeta {
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Best (highest) first. */
  readonly bids: readonly BookLevel[];
  /** Best (lowest) first. */
  readonly asks: readonly BookLevel[];
  /** The venue's time of it, UTC epoch ms; absent where the venue sends none, as CHP. */
  readonly time?: number;
}

/** A trade on the public tape. */
export interface Trade extends RecordMeta {
  /** The venue's number of the trade; absent where it has none. */
  readonly id?: string;
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Its price. */
  readonly price: Decimal;
  /** How much was traded, in the base currency at Poloniex; `0` is possible, as of an index. */
  readonly quantity: Decimal;
  /** The side of the taker; absent where the venue does not state it. */
  readonly side?: OrderSide;
  /** When it was made, UTC epoch ms. */
  readonly time: number;
}

/** A news item. The body is as the venue sends it and may be HTML: never render it unescaped. */
export interface News extends RecordMeta {
  /** The venue's key of the item. */
  readonly id: string;
  /** Its title. */
  readonly title: string;
  /** As the venue sends it: may be HTML. */
  readonly body: string;
  /** The venue's time of it, UTC epoch ms. */
  readonly time: number;
}
