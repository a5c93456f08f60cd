/** A number of a list that the venue may lengthen: the named values are known, any other is kept as it came. */
export type OpenNumber<Known extends number> = Known | (number & {});

/** A text of a list that the venue may lengthen: the named values are known, any other is kept as it came. */
export type OpenText<Known extends string> = Known | (string & {});

/** Source of a price: 1 fixed, 2 float, 3 depth, 4 cross; 0, 5, 6 and 10 have been seen. */
export type QuoteId = OpenNumber<1 | 2 | 3 | 4>;

/** 101 forex, 102 CFD leveraged, 103 CFD; 104 has been seen. */
export type MarginMode = OpenNumber<101 | 102 | 103>;

/** 5 forex, 6 CFD. */
export type ProfitMode = OpenNumber<5 | 6>;

/** Length of a candle in minutes. */
export type Period = 1 | 5 | 15 | 30 | 60 | 240 | 1440 | 10080 | 43200;

/**
 * Operation code: 0 buy, 1 sell, 2 buy limit, 3 sell limit, 4 buy stop, 5 sell stop; in records also
 * 6 balance (a deposit or withdrawal) and 7 credit.
 */
export type TradeCommand = OpenNumber<0 | 1 | 2 | 3 | 4 | 5 | 6 | 7>;

/** Operation codes that a request may carry; 6 and 7 are read only. */
export type OrderCommand = 0 | 1 | 2 | 3 | 4 | 5;

/** 0 open, 1 pending (stream only), 2 close, 3 modify, 4 delete (both only in requests). */
export type TradeType = OpenNumber<0 | 1 | 2 | 3 | 4>;

/** Transaction types that a request may carry: 0 open, 2 close, 3 modify, 4 delete. */
export type TransactionType = 0 | 2 | 3 | 4;

/** 0 error (proves nothing), 1 pending, 3 accepted, 4 rejected. */
export type RequestStatus = OpenNumber<0 | 1 | 3 | 4>;

/** 1 Monday to 7 Sunday. */
export type DayOfWeek = OpenNumber<1 | 2 | 3 | 4 | 5 | 6 | 7>;
