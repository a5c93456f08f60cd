import { listOf, type Reader, readSteps, recordReader, steppedReader } from '../../../adapter/schema/reader';
import { typed, wireId, wireInteger, wireNumber, wireOptionalId } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { ChpPortfolioRow } from '../types/account';
import type {
  ChpOrderState,
  ChpPortfolioStatus,
  ChpSentAction,
  ChpSentOrderType,
  ChpSentValidity,
} from '../types/open';

/**
 * A row of GetPortfolioList.
 * @record ChpPortfolio
 * @example {"row":0,"nrows":1,"portfolioName":"ST123456-MO-01","portfolioExch":"MICEX","portfolioStatus":0}
 * @see CHP_client, GetPortfolioList
 */
export const portfolioRecord = z.looseObject({
  row: wireInteger,
  nrows: wireInteger,
  portfolioName: z.string().min(1),
  portfolioExch: z.string().nullable(),
  portfolioStatus: typed<ChpPortfolioStatus>(wireInteger),
});

/**
 * A row of UpdatePosition.
 * @record ChpPosition
 * @check checkPosition
 * @decode decodePosition portfolio* symbol avprice amount# planned-
 * @example {"portfolio":"ST123456-MO-01","symbol":"GAZP","avprice":163.9,"amount":30,"planned":30}
 * @see CHP_client, UpdatePosition
 */
export const positionRecord = z.looseObject({
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
  /** Average price. */
  avprice: wireNumber,
  /** Below 0 for a short position. */
  amount: wireNumber,
  /** What it would be with the open orders done. */
  planned: wireNumber,
});

/**
 * A row of SetPortfolio.
 * @record ChpAccount
 * @check checkAccount
 * @example {"portfolio":"ST123456-MO-01","cash":100000.5,"leverage":1,"comission":12.3,"saldo":-4000}
 * @see CHP_client, SetPortfolio
 */
export const accountRecord = z.looseObject({
  portfolio: z.string().min(1),
  cash: wireNumber,
  leverage: wireNumber,
  /** Commission of the day, in the venue's spelling. */
  comission: wireNumber,
  saldo: wireNumber,
});

const place = {
  row: z.exactOptional(wireInteger),
  nrows: z.exactOptional(wireInteger),
  portfolio: z.string().min(1),
  symbol: z.string().min(1),
};

/**
 * An own order of the session.
 * @record ChpSessionOrder
 */
export const sessionOrder = z.looseObject({
  ...place,
  state: typed<ChpOrderState>(wireInteger),
  action: typed<ChpSentAction>(wireInteger),
  type: typed<ChpSentOrderType>(wireInteger),
  validity: typed<ChpSentValidity>(wireInteger),
  price: wireNumber,
  amount: wireNumber,
  stop: wireNumber,
  /** What REMAINS open, not what was done. */
  filled: wireNumber,
  /** Moscow wall time without a zone. */
  datetime: z.string(),
  /** `orderid` of other records. */
  id: wireId,
  /** `orderno` of other records. */
  no: z.exactOptional(wireOptionalId),
  cookie: wireInteger,
});

/**
 * An own trade of the session.
 * @record ChpSessionTrade
 */
export const sessionTrade = z.looseObject({
  ...place,
  /** Moscow wall time without a zone. */
  datetime: z.string().min(1),
  price: wireNumber,
  volume: wireNumber,
  tradeno: wireId,
  buysell: typed<ChpSentAction>(wireInteger),
  orderno: wireId,
});

/**
 * A position that was closed in the session.
 * @record ChpClosedPosition
 */
export const closedPosition = z.looseObject({
  ...place,
  amount: wireNumber,
  price_buy: wireNumber,
  price_sell: wireNumber,
  /** Moscow wall time without a zone. */
  postime: z.string().min(1),
  order_open: wireId,
  order_close: wireId,
});

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
