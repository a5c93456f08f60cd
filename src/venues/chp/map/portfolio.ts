import type { ChpSessionOrder, ChpSessionTrade } from '../generated/records';
import type { ChpPortfolioRow } from '../types/account';

/** What GetMyPortfolioData lists, by kind; closed positions and rows of no known kind are left out. */
export interface PortfolioData {
  readonly orders: readonly ChpSessionOrder[];
  readonly trades: readonly ChpSessionTrade[];
}

/** Sorts the rows by their fields: the documents give them no name. */
export function sortPortfolioRows(rows: readonly ChpPortfolioRow[]): PortfolioData {
  const orders: ChpSessionOrder[] = [];
  const trades: ChpSessionTrade[] = [];
  for (const row of rows) {
    if (isTrade(row)) trades.push(row);
    else if (isOrder(row)) orders.push(row);
  }
  return { orders, trades };
}

function isTrade(row: ChpPortfolioRow): row is ChpSessionTrade {
  return 'tradeno' in row && 'buysell' in row;
}

function isOrder(row: ChpPortfolioRow): row is ChpSessionOrder {
  return 'state' in row && 'id' in row && 'amount' in row;
}
