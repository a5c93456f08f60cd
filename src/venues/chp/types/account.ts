import type {
  ChpOrderState,
  ChpPortfolioMode,
  ChpPortfolioStatus,
  ChpSentAction,
  ChpSentOrderType,
  ChpSentValidity,
} from './open';

/** @see CHP_client, GetPortfolioList */
export interface ChpPortfolio {
  readonly row: number;
  readonly nrows: number;
  readonly portfolioName: string;
  readonly portfolioExch: string | null;
  readonly portfolioStatus: ChpPortfolioStatus;
}

/** @see CHP_client, UpdatePosition */
export interface ChpPosition {
  readonly portfolio: string;
  readonly symbol: string;
  /** Average price. */
  readonly avprice: number;
  /** Below 0 for a short position. */
  readonly amount: number;
  /** What it would be with the open orders done. */
  readonly planned: number;
}

/** @see CHP_client, SetPortfolio */
export interface ChpAccount {
  readonly portfolio: string;
  readonly cash: number;
  readonly leverage: number;
  /** Commission of the day, in the venue's spelling. */
  readonly comission: number;
  readonly saldo: number;
}

/** @see CHP_client, GetMyPortfolioData */
export interface ChpPortfolioDataArguments {
  readonly portfolio: string;
  /** 1 active, 2 all. */
  readonly mode: ChpPortfolioMode;
}

/** An own order of the session. */
export interface ChpSessionOrder {
  readonly row?: number;
  readonly nrows?: number;
  readonly portfolio: string;
  readonly symbol: string;
  readonly state: ChpOrderState;
  readonly action: ChpSentAction;
  readonly type: ChpSentOrderType;
  readonly validity: ChpSentValidity;
  readonly price: number;
  readonly amount: number;
  readonly stop: number;
  /** What REMAINS open, not what was done. */
  readonly filled: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  /** `orderid` of other records. */
  readonly id: string;
  /** `orderno` of other records. */
  readonly no?: string | null;
  readonly cookie: number;
}

/** An own trade of the session. */
export interface ChpSessionTrade {
  readonly row?: number;
  readonly nrows?: number;
  readonly portfolio: string;
  readonly symbol: string;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly price: number;
  readonly volume: number;
  readonly tradeno: string;
  readonly buysell: ChpSentAction;
  readonly orderno: string;
}

/** A position that was closed in the session. */
export interface ChpClosedPosition {
  readonly row?: number;
  readonly nrows?: number;
  readonly portfolio: string;
  readonly symbol: string;
  readonly amount: number;
  readonly price_buy: number;
  readonly price_sell: number;
  /** Moscow wall time without a zone. */
  readonly postime: string;
  readonly order_open: string;
  readonly order_close: string;
}

/**
 * A row of GetMyPortfolioData. The documents do not describe them: rows are known by their fields, and one that is of
 * no known kind is handed on as it came.
 */
export type ChpPortfolioRow =
  | ChpSessionOrder
  | ChpSessionTrade
  | ChpClosedPosition
  | Readonly<Record<string, unknown>>;
