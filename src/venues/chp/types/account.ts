import type { ChpClosedPosition, ChpSessionOrder, ChpSessionTrade } from '../generated/records';

/**
 * A row of GetMyPortfolioData. The documents do not describe them: rows are known by their fields, and one that is of
 * no known kind is handed on as it came.
 */
export type ChpPortfolioRow =
  | ChpSessionOrder
  | ChpSessionTrade
  | ChpClosedPosition
  | Readonly<Record<string, unknown>>;
