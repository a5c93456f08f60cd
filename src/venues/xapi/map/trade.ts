import { isCode } from '../../../adapter/schema/codes';
import { type Decimal, decimalFromWire, type OrderSide, type OrderType, type Position } from '../../../model';
import type { Mutable } from '../../../model/map-context';
import type { StreamingTradeRecord } from '../generated/records';
import { decimalOf, decimalOrUndefined, type Exactly, type MapContext, timeFromWire } from './meta';

/**
 * What mapping reads of a trade row: the common part of TRADE_RECORD and STREAMING_TRADE_RECORD.
 *
 * Venue quirk: captured positions have `order` equal to `position` and the opening request in `order2`; the document's
 * own samples have `position` equal to `order2`. So a row is matched on any of the three.
 * @see XAPI 2.5.0, getTrades, TRADE_RECORD; streaming getTrades, STREAMING_TRADE_RECORD
 */
export type TradeFields = Exactly<
  Omit<StreamingTradeRecord, 'digits' | 'margin_rate' | 'storage' | 'state' | 'type'>,
  'close_price' | 'open_price' | 'volume'
> & {
  /** Only in rows that were asked for: when the row was made, not when it last changed. */
  readonly timestamp?: number;
  /** Only in streamed rows. */
  readonly state?: string;
  /** Only in streamed rows. */
  readonly type?: number;
};

/** A row that was asked for. */
export type TradeRow = TradeFields & Required<Pick<TradeFields, 'timestamp'>>;

/** What a row is: an open or closed position, a working order, a deposit or withdrawal, or something new. */
export type TradeKind = 'position' | 'pending' | 'ledger' | 'unknown';

/** Operation codes. BUY is 0: never test a code for truth. @see XAPI 2.5.0, tradeTransaction, cmd */
const CMD_NAMES = ['BUY', 'SELL', 'BUY_LIMIT', 'SELL_LIMIT', 'BUY_STOP', 'SELL_STOP'] as const;

/** The streamed type of what still waits: a market order with it is under way and no position yet. */
export const TYPE_PENDING = 1;
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

/** Whether a row shows a closing transaction. */
export function isEnded(row: TradeFields): boolean {
  return row.closed || isTime(row.close_time);
}

/**
 * Whether a streamed row shows no more than that something is gone.
 *
 * Venue quirk: the document has the state for cancelled pending orders. Captures show it for a pending order that was
 * filled as well, and with type 0 for a position that was closed; how, the row of the closing transaction shows.
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

/** A time that is 0 or null where there is none. */
export function timeOrUndefined(time: number | null): number | undefined {
  return isTime(time) ? timeFromWire(time) : undefined;
}

/** The client's order id that a row carries, where it does. */
export function commentOf(row: TradeFields): string | undefined {
  return row.customComment || undefined;
}

/** A row with cmd 0 or 1 as a position; `quantity` in place of the row's volume where more is known. */
export function toPosition(row: TradeFields, context: MapContext, quantity?: Decimal): Position {
  const left = quantity ?? (isEnded(row) ? '0' : decimalOf(row.volume));
  const { receivedTime, source, raw } = context;
  const profit = left === '0' ? undefined : decimalOrUndefined(row.profit);
  const stopLoss = optionalPrice(row.sl);
  const takeProfit = optionalPrice(row.tp);
  const clientOrderId = commentOf(row);
  const position: Mutable<Position> = {
    venue: 'xapi',
    receivedTime,
    source,
    id: row.position,
    symbol: row.symbol ?? '',
    side: row.cmd === 0 ? 'long' : 'short',
    quantity: left,
    averagePrice: decimalOf(row.open_price),
    openTime: timeFromWire(row.open_time),
  };
  if (raw !== undefined) position.raw = raw;
  if (profit !== undefined) position.unrealizedProfit = profit;
  if (stopLoss !== undefined) position.stopLoss = stopLoss;
  if (takeProfit !== undefined) position.takeProfit = takeProfit;
  if (clientOrderId !== undefined) position.clientOrderId = clientOrderId;
  return position;
}
