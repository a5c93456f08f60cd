import type {
  PoloniexBalanceUpdate,
  PoloniexBookUpdate,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from '../generated/records';
import { orderEvent, orderSide } from './codes';

/*
 * The rows of the busy channels, checked field by field: every order, trade and book of the venue passes here. Each
 * function gives the parsed row itself, brought into the form of its type, or `undefined` for a row that breaks the
 * schema. A property test proves them equal to the schemas of wire/stream.ts.
 */

/** Longest decimal on the wire, as long as one that a caller may give. */
export const MAX_WIRE_DECIMAL = 60;
/** Longest id on the wire. */
export const MAX_WIRE_ID = 64;
/** Most levels of one side of a book: the venue sends 20. */
export const MAX_LEVELS = 1000;

type Unchecked<T> = { -readonly [Key in keyof T]: unknown };

function asRow<T>(value: unknown): Unchecked<T> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Unchecked<T>)
    : undefined;
}

/** A row of the orders channel. */
export function checkOrderUpdate(value: unknown): PoloniexOrderUpdate | undefined {
  const row = asRow<PoloniexOrderUpdate>(value);
  const side = typeof row?.side === 'string' ? orderSide(row.side) : undefined;
  if (
    row === undefined ||
    !isName(row.symbol) ||
    !isName(row.type) ||
    !isAmount(row.quantity) ||
    !isId(row.orderId) ||
    !isText(row.clientOrderId) ||
    typeof row.accountType !== 'string' ||
    !isText(row.feeCurrency) ||
    !isName(row.eventType) ||
    typeof row.source !== 'string' ||
    side === undefined ||
    !isAmount(row.filledQuantity) ||
    !isAmount(row.filledAmount) ||
    !(row.matchRole === undefined ? !('matchRole' in row) : isText(row.matchRole)) ||
    !isName(row.state) ||
    !isCount(row.tradeTime) ||
    !isAmount(row.orderAmount) ||
    !isCount(row.createTime) ||
    !isAmount(row.price) ||
    !isCount(row.ts)
  ) {
    return undefined;
  }
  if (row.side !== side) row.side = side;
  if (row.clientOrderId === null) row.clientOrderId = '';
  if (row.feeCurrency === null) row.feeCurrency = '';
  if (row.matchRole === null) row.matchRole = '';
  if (typeof row.orderId === 'number') row.orderId = String(row.orderId);
  return checkTrade(row, orderEvent(row.eventType as string) === 'trade')
    ? (row as PoloniexOrderUpdate)
    : undefined;
}

/** The figures of the trade: none may be empty where there is one, and empty means 0 where there is none. */
function checkTrade(row: Unchecked<PoloniexOrderUpdate>, traded: boolean): boolean {
  if (!traded) {
    if (row.tradeFee === '') row.tradeFee = '0';
    if (row.tradeAmount === '') row.tradeAmount = '0';
    if (row.tradeQty === '') row.tradeQty = '0';
    if (row.tradePrice === '') row.tradePrice = '0';
    if (row.tradeId === '') row.tradeId = '0';
  }
  if (
    !isDecimal(row.tradeFee) ||
    !isAmount(row.tradeAmount) ||
    !isAmount(row.tradeQty) ||
    !isAmount(row.tradePrice) ||
    !isId(row.tradeId)
  ) {
    return false;
  }
  if (typeof row.tradeId === 'number') row.tradeId = String(row.tradeId);
  return true;
}

/** A row of the balances channel. */
export function checkBalanceUpdate(value: unknown): PoloniexBalanceUpdate | undefined {
  const row = asRow<PoloniexBalanceUpdate>(value);
  if (
    row === undefined ||
    !isCount(row.changeTime) ||
    !isId(row.accountId) ||
    !(row.accountType === undefined ? !('accountType' in row) : typeof row.accountType === 'string') ||
    !isName(row.eventType) ||
    !isDecimal(row.available) ||
    !isName(row.currency) ||
    !isId(row.id) ||
    !isId(row.userId) ||
    !isDecimal(row.hold) ||
    !isCount(row.ts)
  ) {
    return undefined;
  }
  if (typeof row.accountId === 'number') row.accountId = String(row.accountId);
  if (typeof row.id === 'number') row.id = String(row.id);
  if (typeof row.userId === 'number') row.userId = String(row.userId);
  return row as PoloniexBalanceUpdate;
}

/** A row of the ticker channel. Of the day's figures one that cannot be true is left out later, alone. */
export function checkTickerUpdate(value: unknown): PoloniexTickerUpdate | undefined {
  const row = asRow<PoloniexTickerUpdate>(value);
  return row !== undefined &&
    isName(row.symbol) &&
    (row.dailyChange === undefined ? !('dailyChange' in row) : isOptionalDecimal(row.dailyChange)) &&
    isDecimal(row.high) &&
    isDecimal(row.amount) &&
    isDecimal(row.quantity) &&
    isCount(row.tradeCount) &&
    isDecimal(row.low) &&
    isCount(row.closeTime) &&
    isCount(row.startTime) &&
    isAmount(row.close) &&
    isDecimal(row.open) &&
    isCount(row.ts) &&
    (row.markPrice === undefined ? !('markPrice' in row) : isOptionalDecimal(row.markPrice))
    ? (row as PoloniexTickerUpdate)
    : undefined;
}

/** A row of the trades channel. */
export function checkTradeUpdate(value: unknown): PoloniexTradeUpdate | undefined {
  const row = asRow<PoloniexTradeUpdate>(value);
  if (
    row === undefined ||
    !isName(row.symbol) ||
    !isAmount(row.amount) ||
    !isName(row.takerSide) ||
    !isAmount(row.quantity) ||
    !isCount(row.createTime) ||
    !isAmount(row.price) ||
    !isId(row.id) ||
    !isCount(row.ts)
  ) {
    return undefined;
  }
  if (typeof row.id === 'number') row.id = String(row.id);
  return row as PoloniexTradeUpdate;
}

/** A row of the book_lv2 channel. */
export function checkBookUpdate(value: unknown): PoloniexBookUpdate | undefined {
  const row = asRow<PoloniexBookUpdate>(value);
  return row !== undefined &&
    isName(row.symbol) &&
    isCount(row.createTime) &&
    areLevels(row.asks) &&
    areLevels(row.bids) &&
    (row.lastId === undefined ? !('lastId' in row) : isBookId(row.lastId)) &&
    isBookId(row.id) &&
    isCount(row.ts)
    ? (row as PoloniexBookUpdate)
    : undefined;
}

function areLevels(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > MAX_LEVELS) return false;
  for (let index = 0; index < value.length; index += 1) {
    const level: unknown = value[index];
    if (!Array.isArray(level) || level.length !== 2 || !isAmount(level[0]) || !isAmount(level[1]))
      return false;
  }
  return true;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** A text that can be empty, or null for the same. */
function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isId(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' && value.length <= MAX_WIRE_ID : isCount(value);
}

function isBookId(value: unknown): boolean {
  return typeof value === 'string' ? /^\d{1,64}$/.test(value) : isCount(value);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'string' && isPlain(value, 0);
}

function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && isPlain(value, value.charCodeAt(0) === MINUS ? 1 : 0);
}

function isOptionalDecimal(value: unknown): boolean {
  return value === '' || isDecimal(value);
}

const MINUS = 0x2d;
const ZERO = 0x30;
/** What `.` is when `0` is taken from it. */
const POINT = 0x2e - ZERO;

/** Digits, and at most one point between two of them, from `start` on. */
function isPlain(text: string, start: number): boolean {
  const { length } = text;
  if (length === start || length > MAX_WIRE_DECIMAL) return false;
  let pointed = false;
  for (let at = start; at < length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) continue;
    if (digit !== POINT || pointed || at === start || at === length - 1) return false;
    pointed = true;
  }
  return true;
}
