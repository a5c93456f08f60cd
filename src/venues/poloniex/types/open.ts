/** A text of a list that the venue may lengthen: the named values are known, any other is kept as it came. */
export type OpenText<Known extends string> = Known | (string & {});

/** Not open: an order whose side is not known must not be shown as one of the two. */
export type PoloniexSide = 'BUY' | 'SELL';

/** Type of an order. REST places the first three; the other two have been documented for the orders channel. */
export type PoloniexOrderType = OpenText<
  'MARKET' | 'LIMIT' | 'LIMIT_MAKER' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT'
>;

/** Type of a smart order, which waits for a trigger. */
export type PoloniexSmartOrderType = OpenText<
  'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT'
>;

export type PoloniexTimeInForce = OpenText<'GTC' | 'IOC' | 'FOK'>;

/** State of an order; `PENDING_NEW` over REST only. */
export type PoloniexOrderState = OpenText<
  | 'PENDING_NEW'
  | 'NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'PENDING_CANCEL'
  | 'PARTIALLY_CANCELED'
  | 'CANCELED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'FAILED'
>;

/** State of a smart order. */
export type PoloniexSmartOrderState = OpenText<
  'PENDING_NEW' | 'PLACED' | 'PENDING_CANCEL' | 'CANCELED' | 'REJECTED' | 'EXPIRED' | 'TRIGGERED' | 'FAILED'
>;

/** Where an order came from. */
export type PoloniexOrderSource = OpenText<'WEB' | 'APP' | 'API' | 'SMART' | 'UNKNOWN'>;

export type PoloniexMatchRole = OpenText<'MAKER' | 'TAKER'>;

export type PoloniexAccountType = OpenText<'SPOT'>;

/** State of a market. */
export type PoloniexMarketState = OpenText<'NORMAL' | 'PAUSE' | 'POST_ONLY'>;

/** Length of a candle over REST. */
export type PoloniexInterval =
  | 'MINUTE_1'
  | 'MINUTE_5'
  | 'MINUTE_10'
  | 'MINUTE_15'
  | 'MINUTE_30'
  | 'HOUR_1'
  | 'HOUR_2'
  | 'HOUR_4'
  | 'HOUR_6'
  | 'HOUR_12'
  | 'DAY_1'
  | 'DAY_3'
  | 'WEEK_1'
  | 'MONTH_1';

/** Which way a list is read from `from`: older (`NEXT`) or newer (`PRE`) entries. */
export type PoloniexDirection = 'PRE' | 'NEXT';

/** A price and the quantity at it; `0` takes the level away in an update of book_lv2. */
export type PoloniexLevel = readonly [price: string, quantity: string];
