// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import {
  isCount,
  isId,
  isInteger,
  isName,
  isNumber,
  isOptionalId,
  toId,
  toOptionalId,
} from '../../../adapter/schema/checks';
import { isWallTime } from '../wire/values';
import type {
  ChpAccount,
  ChpBar,
  ChpBidAsk,
  ChpOrder,
  ChpOwnTrade,
  ChpPosition,
  ChpQuote,
  ChpSymbol,
  ChpTick,
} from './records';

/** What `positionRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkPosition(value: unknown): ChpPosition | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpPosition]-?: unknown };

  if (
    !isName(row.portfolio) ||
    !isName(row.symbol) ||
    !isNumber(row.avprice) ||
    !isNumber(row.amount) ||
    !isNumber(row.planned)
  )
    return undefined;

  return row as ChpPosition;
}

/** What `accountRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkAccount(value: unknown): ChpAccount | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpAccount]-?: unknown };

  if (
    !isName(row.portfolio) ||
    !isNumber(row.cash) ||
    !isNumber(row.leverage) ||
    !isNumber(row.comission) ||
    !isNumber(row.saldo)
  )
    return undefined;

  return row as ChpAccount;
}

/** What `barRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkBar(value: unknown): ChpBar | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpBar]-?: unknown };

  if (
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isName(row.symbol) ||
    !isInteger(row.interval) ||
    !isWallTime(row.datetime) ||
    !isNumber(row.open) ||
    !isNumber(row.high) ||
    !isNumber(row.low) ||
    !isNumber(row.close) ||
    !isNumber(row.volume) ||
    !isNumber(row.openInt)
  )
    return undefined;

  return row as ChpBar;
}

/** What `quoteRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkQuote(value: unknown): ChpQuote | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpQuote]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isName(row.datetime) ||
    !isNumber(row.open) ||
    !isNumber(row.high) ||
    !isNumber(row.low) ||
    !isNumber(row.close) ||
    !isNumber(row.last) ||
    !isNumber(row.volume) ||
    !isNumber(row.size) ||
    !isNumber(row.bid) ||
    !isNumber(row.ask) ||
    !isNumber(row.bidSize) ||
    !isNumber(row.askSize) ||
    !(row.open_Int === null || isNumber(row.open_Int)) ||
    !(row.go_Buy === null || isNumber(row.go_Buy)) ||
    !(row.go_Sell === null || isNumber(row.go_Sell)) ||
    !(row.go_Base === null || isNumber(row.go_Base)) ||
    !(row.go_Base_Backed === null || isNumber(row.go_Base_Backed)) ||
    !(row.high_Limit === null || isNumber(row.high_Limit)) ||
    !(row.low_Limit === null || isNumber(row.low_Limit)) ||
    !(row.trading_Status === null || isNumber(row.trading_Status)) ||
    !(row.volat === null || isNumber(row.volat)) ||
    !(row.theor_Price === null || isNumber(row.theor_Price)) ||
    !(row.step_Price === null || isNumber(row.step_Price))
  )
    return undefined;

  return row as ChpQuote;
}

/** What `tickRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkTick(value: unknown): ChpTick | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpTick]-?: unknown };

  if (
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isName(row.symbol) ||
    !isName(row.datetime) ||
    !isNumber(row.price) ||
    !isNumber(row.volume) ||
    !isId(row.tradeno) ||
    !isInteger(row.action)
  )
    return undefined;

  const tradeno = toId(row.tradeno);
  if (tradeno === row.tradeno) return row as ChpTick;
  const copy = { ...row };
  copy.tradeno = tradeno;
  return copy as ChpTick;
}

/** What `bidAskRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkBidAsk(value: unknown): ChpBidAsk | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpBidAsk]-?: unknown };

  if (
    !isName(row.symbol) ||
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isNumber(row.bid) ||
    !isNumber(row.bidsize) ||
    !isNumber(row.ask) ||
    !isNumber(row.asksize)
  )
    return undefined;

  return row as ChpBidAsk;
}

/** What `symbolRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkSymbol(value: unknown): ChpSymbol | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpSymbol]-?: unknown };

  if (
    !isInteger(row.row) ||
    !isInteger(row.nrows) ||
    !isName(row.symbol) ||
    !(row.short_name === null || typeof row.short_name === 'string') ||
    !(row.long_name === null || typeof row.long_name === 'string') ||
    !(row.type === null || typeof row.type === 'string') ||
    !isCount(row.decimals) ||
    !isNumber(row.lot_size) ||
    !isNumber(row.punkt) ||
    !isNumber(row.step) ||
    !(row.sec_ext_id === null || typeof row.sec_ext_id === 'string') ||
    !(row.sec_exch_name === null || typeof row.sec_exch_name === 'string') ||
    !(row.expiryDate === null || typeof row.expiryDate === 'string') ||
    !(row.days_before_expiry === null || isNumber(row.days_before_expiry)) ||
    !(row.strike === null || isNumber(row.strike))
  )
    return undefined;

  return row as ChpSymbol;
}

/** What `orderRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkOrder(value: unknown): ChpOrder | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpOrder]-?: unknown };

  if (
    !isName(row.portfolio) ||
    !isName(row.symbol) ||
    !isInteger(row.state) ||
    !isInteger(row.action) ||
    !isInteger(row.type) ||
    !isInteger(row.validity) ||
    !isNumber(row.price) ||
    !isNumber(row.amount) ||
    !isNumber(row.stop) ||
    !isNumber(row.filled) ||
    !(typeof row.datetime === 'string') ||
    !isId(row.orderid) ||
    !isOptionalId(row.orderno) ||
    !(row.status_mask === null || isNumber(row.status_mask)) ||
    !isInteger(row.cookie)
  )
    return undefined;

  const orderid = toId(row.orderid);
  const orderno = toOptionalId(row.orderno);
  if (orderid === row.orderid && orderno === row.orderno) return row as ChpOrder;
  const copy = { ...row };
  copy.orderid = orderid;
  copy.orderno = orderno;
  return copy as ChpOrder;
}

/** What `ownTradeRecord` accepts, in the form that it gives it; `undefined` for anything else. */
export function checkOwnTrade(value: unknown): ChpOwnTrade | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const row = value as { -readonly [K in keyof ChpOwnTrade]-?: unknown };

  if (
    !isName(row.portfolio) ||
    !isName(row.symbol) ||
    !isId(row.orderid) ||
    !isNumber(row.price) ||
    !isNumber(row.amount) ||
    !isName(row.datetime) ||
    !isId(row.tradeno)
  )
    return undefined;

  const orderid = toId(row.orderid);
  const tradeno = toId(row.tradeno);
  if (orderid === row.orderid && tradeno === row.tradeno) return row as ChpOwnTrade;
  const copy = { ...row };
  copy.orderid = orderid;
  copy.tradeno = tradeno;
  return copy as ChpOwnTrade;
}
