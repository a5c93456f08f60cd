import {
  checkedFirst,
  listOf,
  type Reader,
  readSteps,
  recordReader,
  steppedReader,
} from '../../../adapter/schema/reader';
import { checkSymbol } from '../generated/checks';
import type { ChpSymbol } from '../generated/records';
import type { ChpPortfolioRow } from '../types/account';
import {
  accountRecord,
  closedPosition,
  portfolioRecord,
  positionRecord,
  sessionOrder,
  sessionTrade,
} from './account';
import { barRecord, bidAskRecord, quoteRecord, tickRecord } from './market';
import { symbolRecord } from './symbol';
import { moveAnswer, orderAnswer, orderRecord, ownTradeRecord } from './trading';

/** What reads the `data` of each method. */
export const readBars = listOf(recordReader(barRecord));
export const readQuotes = listOf(recordReader(quoteRecord));
export const readTicks = listOf(recordReader(tickRecord));
export const readBidAsks = listOf(recordReader(bidAskRecord));
export const readSymbols = listOf(checkedFirst<ChpSymbol>(checkSymbol, recordReader(symbolRecord)));
export const readPortfolios = listOf(recordReader(portfolioRecord));
export const readPositions = listOf(recordReader(positionRecord));
export const readAccounts = listOf(recordReader(accountRecord));
export const readOrders = listOf(recordReader(orderRecord));
export const readOwnTrades = listOf(recordReader(ownTradeRecord));
export const readOrderAnswers = listOf(recordReader(orderAnswer));
export const readMoveAnswers = listOf(recordReader(moveAnswer));

const readClosedPosition = recordReader(closedPosition);
const readSessionTrade = recordReader(sessionTrade);
const readSessionOrder = recordReader(sessionOrder);

/** Tells the kinds of rows apart by a field that only one of them has. */
const readPortfolioRow: Reader<ChpPortfolioRow> = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value };
  const names = new Set(Object.keys(value).map((key) => key.toLowerCase()));
  if (names.has('order_open') || names.has('order_close')) return readClosedPosition(value);
  if (names.has('buysell')) return readSessionTrade(value);
  if (names.has('state') && names.has('filled')) return readSessionOrder(value);
  return value as Readonly<Record<string, unknown>>;
};

/** Rows of GetMyPortfolioData; the venue may put each kind into a list of its own. */
export const readPortfolioRows: Reader<readonly ChpPortfolioRow[]> = steppedReader((value) =>
  readSteps(listOf(readPortfolioRow), Array.isArray(value) ? value.flat() : value),
);
