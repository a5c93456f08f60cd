import type {
  Balance,
  Candle,
  Fill,
  Interval,
  News,
  Order,
  OrderBook,
  Position,
  Quote,
  Trade,
} from '../model';

/** The record that each channel carries. */
export interface ChannelRecords {
  readonly quotes: Quote;
  readonly trades: Trade;
  readonly book: OrderBook;
  readonly candles: Candle;
  readonly positions: Position;
  readonly balances: Balance;
  readonly orders: Order;
  readonly fills: Fill;
  readonly news: News;
}

/** A stream that a venue may have. */
export type Channel = keyof ChannelRecords;

/** Options of every subscription. */
export interface SubscribeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  /**
   * Most events kept for the iterator, at least 1.
   * @defaultValue 10000
   */
  readonly bufferSize?: number | undefined;
}

/** Options of a stream of symbols. */
export interface SymbolsOptions extends SubscribeOptions {
  /** At least one, the venue's own spelling. */
  readonly symbols: readonly string[];
}

/** Options of the stream of order books. */
export interface BookOptions extends SymbolsOptions {
  /** Levels a side. @defaultValue all that the venue sends */
  readonly depth?: number | undefined;
}

/** Options of the stream of candles. */
export interface CandlesOptions<I extends Interval = Interval> extends SymbolsOptions {
  /** A native or a built interval, see `candleStreamIntervals` and `builtCandleIntervals` of the capabilities. */
  readonly interval: I;
  /**
   * How many candles that have closed each symbol begins with, a whole number of 0 to 10000; fewer where the venue's
   * history is shorter. They come first, in order, with `source: 'read'`, and behind them the running one where the venue
   * serves it. The stream continues them without a hole or a double. They are kept for the iterator beyond `bufferSize`.
   * @defaultValue 0
   */
  readonly warmup?: number | undefined;
}

/** The options that each channel takes. */
export interface ChannelOptions {
  readonly quotes: SymbolsOptions;
  readonly trades: SymbolsOptions;
  readonly book: BookOptions;
  readonly candles: CandlesOptions;
  readonly positions: SubscribeOptions;
  readonly balances: SubscribeOptions;
  readonly orders: SubscribeOptions;
  readonly fills: SubscribeOptions;
  readonly news: SubscribeOptions;
}
