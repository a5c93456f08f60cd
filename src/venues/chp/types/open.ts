/** A literal union that also takes values which the documents do not name. */
type Open<T extends number> = T | (number & {});

/** 1 buy, 2 sell, 3 open short, 4 close short. */
export type ChpAction = 1 | 2 | 3 | 4;

/** 1 market, 2 limit, 3 stop, 4 stop-limit. */
export type ChpOrderType = 1 | 2 | 3 | 4;

/** 1 day, 2 until cancelled (30 days at most). */
export type ChpValidity = 1 | 2;

/**
 * 0 tick, 1 one minute, 2 five, 3 ten, 4 fifteen, 5 thirty, 6 one hour, 7 two, 8 four, 9 day, 10 week, 11 month,
 * 12 quarter, 13 year.
 */
export type ChpInterval = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;

/** 1 active, 2 all. */
export type ChpPortfolioMode = 1 | 2;

/** 0 demo, 1 production. The venue does not use it yet. */
export type ChpMode = 0 | 1;

/** {@link ChpAction} as it came. */
export type ChpSentAction = Open<ChpAction>;

/** {@link ChpOrderType} as it came. */
export type ChpSentOrderType = Open<ChpOrderType>;

/** {@link ChpValidity} as it came. */
export type ChpSentValidity = Open<ChpValidity>;

/** {@link ChpInterval} as it came. */
export type ChpSentInterval = Open<ChpInterval>;

/**
 * -1 rejected by the counterparty, 0 submitted, 1 pending at the broker, 2 open on the market, 3 expired, 4 cancelled,
 * 5 filled, 6 partly filled, 7 cancelled by the counterparty, 8 rejected by the system, 9 cancelled by the system.
 */
export type ChpOrderState = Open<-1 | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9>;

/**
 * 0 broker, 1 trusted management, 2 read only, 3 blocked, 4 restricted, 5 restricted by the system, 6 order not signed.
 */
export type ChpPortfolioStatus = Open<0 | 1 | 2 | 3 | 4 | 5 | 6>;
