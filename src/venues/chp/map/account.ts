import {
  type Account,
  type AccountSummary,
  type Balance,
  decimalFromWire,
  type Fill,
  type OrderSide,
  type Position,
} from '../../../model';
import { decimalOf, type Exactly, type Mutable } from '../../../model/map-context';
import type {
  ChpAccount,
  ChpOwnTrade,
  ChpPortfolio,
  ChpPosition,
  ChpSessionTrade,
} from '../generated/records';
import { absoluteOf, isBelowZero, type MapContext, metaOf, type PriceGrid, priceFromWire } from './meta';
import { hasOrderId } from './order';
import { sideOf } from './order-codes';
import { timeFromWire } from './time';

/** Every figure of an account is in roubles; the records have no word for it. */
const CURRENCY = 'RUB';

/** Statuses in which orders can be placed: 0 broker, 1 trusted management, 4 and 5 restricted but not closed. */
const TRADABLE: ReadonlySet<number> = new Set([0, 1, 4, 5]);

/** What mapping reads of a row of UpdatePosition. */
export type PositionFields = Exactly<
  Pick<ChpPosition, 'portfolio' | 'symbol' | 'avprice' | 'amount'>,
  'amount'
>;

/** The id of a position: a portfolio has one a symbol. */
export function positionIdOf({ portfolio, symbol }: Pick<ChpPosition, 'portfolio' | 'symbol'>): string {
  return `${portfolio}/${symbol}`;
}

/** A row of UpdatePosition. */
export function toPosition(
  row: PositionFields,
  context: MapContext,
  grid: PriceGrid,
  id = positionIdOf(row),
): Position {
  const position: Mutable<Position> = {
    venue: 'chp',
    receivedTime: context.receivedTime,
    source: context.source,
    id,
    symbol: row.symbol,
    side: isBelowZero(decimalOf(row.amount)) ? 'short' : 'long',
    quantity: absoluteOf(row.amount),
    // An average lies between the steps: only its noise is taken off.
    averagePrice: priceFromWire(row.avprice, grid),
    account: row.portfolio,
  };
  if (context.raw !== undefined) position.raw = context.raw;
  return position;
}

/** A row of GetPortfolioList. */
export function toAccount(row: ChpPortfolio, context: MapContext): Account {
  return {
    ...metaOf(context),
    id: row.portfolioName,
    ...(row.portfolioExch ? { name: row.portfolioExch } : {}),
    currency: CURRENCY,
    tradable: TRADABLE.has(row.portfolioStatus),
  };
}

/** A row of SetPortfolio: `saldo` is the whole, `cash` what can be spent of it. */
export function toBalance(row: ChpAccount, context: MapContext): Balance {
  return {
    ...metaOf(context),
    account: row.portfolio,
    currency: CURRENCY,
    total: decimalFromWire(row.saldo),
    available: decimalFromWire(row.cash),
  };
}

/** The same row as figures of a margin account. */
export function toAccountSummary(row: ChpAccount, context: MapContext): AccountSummary {
  return {
    ...metaOf(context),
    account: row.portfolio,
    currency: CURRENCY,
    balance: decimalFromWire(row.cash),
    equity: decimalFromWire(row.saldo),
  };
}

type TradeRow = Pick<ChpOwnTrade, 'tradeno' | 'symbol' | 'price' | 'portfolio' | 'datetime'>;

/** A row of AddTrade, whose amount is below 0 for a sale; `undefined` when its time cannot be read. */
export function toFill(row: ChpOwnTrade, context: MapContext, grid: PriceGrid): Fill | undefined {
  const { amount, orderid } = row;
  const side = amount < 0 ? 'sell' : 'buy';
  const orderId = hasOrderId(row) ? orderid : undefined;
  return amount === 0 ? undefined : fillOf(row, { side, amount, orderId }, context, grid);
}

/**
 * An own trade of GetMyPortfolioData; `undefined` when its time or its side cannot be read.
 * @param orderId - the order that has its `orderno`, where it is known: the row names the exchange's number only
 */
export function toSessionFill(
  row: ChpSessionTrade,
  orderId: string | undefined,
  context: MapContext,
  grid: PriceGrid,
): Fill | undefined {
  const side = sideOf(row.buysell);
  return side && fillOf(row, { side, amount: row.volume, orderId }, context, grid);
}

function fillOf(
  row: TradeRow,
  own: { readonly side: OrderSide; readonly amount: number; readonly orderId: string | undefined },
  context: MapContext,
  grid: PriceGrid,
): Fill | undefined {
  const time = timeFromWire(row.datetime);
  if (time === undefined) return undefined;
  const fill: Mutable<Fill> = {
    venue: 'chp',
    receivedTime: context.receivedTime,
    source: context.source,
    id: row.tradeno,
    symbol: row.symbol,
    side: own.side,
    price: priceFromWire(row.price, grid),
    quantity: decimalFromWire(Math.abs(own.amount)),
    account: row.portfolio,
    time,
  };
  if (own.orderId !== undefined) fill.orderId = own.orderId;
  if (context.raw !== undefined) fill.raw = context.raw;
  return fill;
}
