import type { Decimal } from 'decimal.js';
import type { ChpInstrument } from '../instruments';
import type { Row } from '../json';
import { moscowText } from '../moscow';
import type { MarketRows } from '../rows/market';
import type { OrderRequest } from './request';

/**
 * The states of an order: 0 submitted, 1 at the broker, 2 on the market, 3 expired, 4 cancelled, 5 filled, 6 partial, 8
 * rejected.
 */
export type OrderState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 8 | 9;

/** An order as the server stores it. */
export interface OrderRecord {
  readonly portfolio: string;
  readonly instrument: ChpInstrument;
  readonly request: OrderRequest;
  /** The number that moves and cancels it. */
  readonly orderid: string;
  /** The exchange's number, '0' before it has one; a new one after each move. */
  orderno: string;
  state: OrderState;
  price: number;
  stop: number;
  /** Lots. */
  remaining: Decimal;
  time: number;
}

/** An execution of an own order. */
export interface OwnTrade {
  readonly order: OrderRecord;
  readonly orderno: string;
  readonly price: number;
  readonly lots: Decimal;
  readonly time: number;
  readonly tradeno: string;
}

/** Whether an order can still be executed, moved or cancelled. */
export function isActive({ state }: OrderRecord): boolean {
  return state === 0 || state === 1 || state === 2 || state === 6;
}

/** The sign of what an action does to a position. */
export function signOf({ action }: OrderRequest): 1 | -1 {
  return action === 1 || action === 4 ? 1 : -1;
}

/** Securities of a number of lots. */
export function unitsOf(lots: Decimal, instrument: ChpInstrument): number {
  return lots.times(instrument.lotSize).toNumber();
}

function shared(record: OrderRecord, rows: MarketRows): Row {
  const { instrument, request } = record;
  return {
    portfolio: record.portfolio,
    symbol: instrument.symbol,
    state: record.state,
    action: request.action,
    type: request.type,
    validity: request.validity,
    price: rows.price(record.price, instrument),
    amount: unitsOf(request.lots, instrument),
    stop: rows.price(record.stop, instrument),
    // Venue quirk: SmartCOM's `filled` is what remains.
    filled: unitsOf(record.remaining, instrument),
    datetime: moscowText(record.time),
  };
}

/** A row of UpdateOrder. */
export function orderRow(record: OrderRecord, rows: MarketRows): Row {
  return {
    ...shared(record, rows),
    orderid: record.orderid,
    orderno: record.orderno,
    status_mask: 0,
    cookie: record.request.cookie,
  };
}

/** A row of AddTrade. */
export function tradeRow({ order, price, lots, time, tradeno }: OwnTrade, rows: MarketRows): Row {
  return {
    portfolio: order.portfolio,
    symbol: order.instrument.symbol,
    orderid: order.orderid,
    price: rows.price(price, order.instrument),
    amount: unitsOf(lots, order.instrument) * signOf(order.request),
    datetime: moscowText(time),
    tradeno,
  };
}

/** A row of GetMyPortfolioData, SmartCOM's SetMyOrder. */
export function myOrderRow(record: OrderRecord, row: number, nrows: number, rows: MarketRows): Row {
  return {
    row,
    nrows,
    ...shared(record, rows),
    id: record.orderid,
    no: record.orderno,
    cookie: record.request.cookie,
  };
}

/** A row of GetMyPortfolioData, SmartCOM's SetMyTrade. */
export function myTradeRow(trade: OwnTrade, row: number, nrows: number, rows: MarketRows): Row {
  const { order } = trade;
  return {
    row,
    nrows,
    portfolio: order.portfolio,
    symbol: order.instrument.symbol,
    datetime: moscowText(trade.time),
    price: rows.price(trade.price, order.instrument),
    volume: unitsOf(trade.lots, order.instrument),
    tradeno: trade.tradeno,
    buysell: signOf(order.request) === 1 ? 1 : 2,
    orderno: trade.orderno,
  };
}
