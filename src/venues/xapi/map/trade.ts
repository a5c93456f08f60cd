import { isCode } from '../../../adapter/schema/codes';
import { type Decimal, decimalFromWire, type OrderSide, type OrderType, type Position } from '../../../model';
import { type MapContext, metaOf, timeFromWire } from './meta';

/**
 * What mapping reads of a trade row: the common part of TRADE_RECORD and STREAMING_TRADE_RECORD.
 *
 * Venue quirk: captured positions have `order` equal to `position` and the opening request in `order2`; the document's
 * own samples have `position` equal to `order2`. So a row is matched on any of the three.
 * @see XAPI 2.5.0, getTrades, TRADE_RECORD; streaming getTrades, STREAMING_TRADE_RECORD
 */
export interface TradeFields {
  readonly cmd: number;
  readonly order: string;
  readonly order2: string;
  readonly position: string;
  /** Null on deposits and withdrawals. */
  readonly symbol?: string | null | undefined;
  readonly volume: number;
  readonly open_price: number;
  readonly open_time: number;
  readonly close_price: number;
  readonly close_time?: number | null | undefined;
  readonly closed: boolean;
  readonly comment?: string | null | undefined;
  readonly customComment?: string | null | undefined;
  readonly expiration?: number | null | undefined;
  readonly sl: number;
  readonly tp: number;
  readonly offset?: number | null | undefined;
  readonly profit?: number | null | undefined;
  readonly commission?: number | null | undefined;
  /** Only in rows that were asked for: when the row was made, which says nothing of when it last changed. */
  readonly timestamp?: number | null | undefined;
  /** Only in streamed rows. */
  readonly state?: string | undefined;
  /** Only in streamed rows. */
  readonly type?: number | undefined;
}

/** What a row is: an open or closed position, a working order, a deposit or withdrawal, or something new. */
export type TradeKind = 'position' | 'pending' | 'ledger' | 'unknown';

/** Operation codes. BUY is 0: never test a code for truth. @see XAPI 2.5.0, tradeTransaction, cmd */
const CMD_NAMES = [
  'BUY',
  'SELL',
  'BUY_LIMIT',
  'SELL_LIMIT',
  'BUY_STOP',
  'SELL_STOP',
  'BALANCE',
  'CREDIT',
] as const;

/** The streamed type of what still waits: a market order with it is under way and no position yet. */
export const TYPE_PENDING = 1;
/** The streamed type of a closing transaction. */
const TYPE_CLOSED = 2;

export function kindOfTrade(cmd: number): TradeKind {
  if (cmd === 0 || cmd === 1) return 'position';
  if (cmd >= 2 && cmd <= 5) return 'pending';
  return cmd === 6 || cmd === 7 ? 'ledger' : 'unknown';
}

/** The venue's name of an operation code; an unknown one as its number. */
export function nameOfCmd(cmd: number): string {
  return CMD_NAMES[cmd] ?? String(cmd);
}

export function sideOfCmd(cmd: number): OrderSide {
  return cmd % 2 === 0 ? 'buy' : 'sell';
}

export function typeOfCmd(cmd: number): OrderType {
  if (cmd === 2 || cmd === 3) return 'limit';
  return cmd === 4 || cmd === 5 ? 'stop' : 'market';
}

/** The operation code of an order. */
export function cmdOf(side: OrderSide, type: OrderType): number {
  const base = type === 'limit' ? 2 : type === 'stop' ? 4 : 0;
  return base + (side === 'buy' ? 0 : 1);
}

export function oppositeSide(side: OrderSide): OrderSide {
  return side === 'buy' ? 'sell' : 'buy';
}

/** Whether rows of what is open show a pending order. */
export function isOpenOrder(id: string, open: readonly TradeFields[]): boolean {
  return open.some((row) => row.order === id && kindOfTrade(row.cmd) === 'pending');
}

/** Whether a row tells of a closing transaction. */
export function isEnded(row: TradeFields): boolean {
  return row.closed || isTime(row.close_time);
}

/**
 * Whether a streamed row says no more than that something is gone.
 *
 * Venue quirk: the document has the state for cancelled pending orders. Captures show it for a pending order that was
 * filled as well, and with type 0 for a position that was closed; how, the row of the closing transaction tells.
 */
export function isDeleted(row: TradeFields): boolean {
  return isCode(row.state, 'Deleted') && !(row.type === TYPE_CLOSED && isEnded(row));
}

/** "[S/L]", "[T/P]", "[S/O -1968861.79% -24217.00 / 1.23 (USD)]", the outer brackets square or round. */
const CLOSE_MARK =
  /\[(?:S\/L|T\/P|S\/O)(?: [^[\]]{0,100})?\]|\((?:S\/L|T\/P|S\/O)(?: [^()]{0,100}(?:\([^()]{0,10}\))?)?\)/i;

/** Why a trade was closed, from the mark the venue puts into the comment; absent when the user closed it. */
export function closeReasonOf(comment: string | null | undefined): string | undefined {
  return CLOSE_MARK.exec(comment ?? '')?.[0];
}

/** The type of the order that closed a trade. */
export function closeTypeOf(reason: string | undefined): OrderType {
  const mark = reason?.slice(1, 4);
  if (isCode(mark, 'S/L')) return 'stop';
  return isCode(mark, 'T/P') ? 'takeProfit' : 'market';
}

/** A price that is 0 where there is none. */
export function optionalPrice(price: number | null | undefined): Decimal | undefined {
  return price == null || price === 0 ? undefined : decimalFromWire(price);
}

export function isTime(time: number | null | undefined): time is number {
  return typeof time === 'number' && time > 0;
}

/** The client's order id that a row carries, where it does. */
export function commentOf(row: TradeFields): string | undefined {
  return row.customComment || undefined;
}

/** A row with cmd 0 or 1 as a position; `quantity` in place of the row's volume where more is known. */
export function toPosition(row: TradeFields, context: MapContext, quantity?: Decimal): Position {
  const stopLoss = optionalPrice(row.sl);
  const takeProfit = optionalPrice(row.tp);
  const left = quantity ?? (isEnded(row) ? '0' : decimalFromWire(row.volume));
  const clientOrderId = commentOf(row);
  return {
    ...metaOf(context),
    id: row.position,
    symbol: row.symbol ?? '',
    side: row.cmd === 0 ? 'long' : 'short',
    quantity: left,
    averagePrice: decimalFromWire(row.open_price),
    ...(row.profit == null || left === '0' ? {} : { unrealizedProfit: decimalFromWire(row.profit) }),
    ...(stopLoss === undefined ? {} : { stopLoss }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
    openTime: timeFromWire(row.open_time),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  };
}

/** A deposit, a withdrawal or a credit. */
export interface LedgerEntry {
  readonly id: string;
  /** The venue's name: BALANCE or CREDIT. */
  readonly venueType: string;
  /** Positive for what came in. */
  readonly amount: Decimal;
  readonly time: number;
  readonly comment?: string;
}

/** A row with cmd 6 or 7. */
export function toLedgerEntry(row: TradeFields): LedgerEntry {
  return {
    id: row.position,
    venueType: nameOfCmd(row.cmd),
    amount: row.profit == null ? '0' : decimalFromWire(row.profit),
    time: timeFromWire(isTime(row.close_time) ? row.close_time : row.open_time),
    ...(row.comment ? { comment: row.comment } : {}),
  };
}
