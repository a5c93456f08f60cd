import { addDecimals, type Decimal, decimalFromWire, type Fill } from '../../../model';
import type { Mutable } from '../../../model/map-context';
import { decimalOf, type MapContext, timeFromWire } from './meta';
import { closingNumber } from './order';
import { isEnded, isTime, oppositeSide, sideOfCmd, type TradeFields } from './trade';

/** What is known of a fill beyond the row at hand. */
export interface FillDetails {
  readonly orderId?: string | undefined;
  /** The whole quantity that was opened, where the row shows only a part of it. */
  readonly quantity?: Decimal | undefined;
  /** The account's currency, in which the commission stands. */
  readonly feeCurrency?: string | undefined;
}

/** The id of the fill that opened a position: the same however often and wherever it is read. */
export function openingFillId(row: TradeFields): string {
  return `${row.position}:open`;
}

/** The id of the fill that closed a position or a part of it; parts have different closing requests. */
export function closingFillId(row: TradeFields): string {
  const number = closingNumber(row);
  return number.startsWith(`${row.position}:`) ? number : `${row.position}:close:${number}`;
}

/** The execution that opened a position: the venue reports one, at one price. */
export function toOpeningFill(row: TradeFields, context: MapContext, details: FillDetails = {}): Fill {
  const fill: Mutable<Fill> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    id: openingFillId(row),
    positionId: row.position,
    symbol: row.symbol ?? '',
    side: sideOfCmd(row.cmd),
    price: decimalOf(row.open_price),
    quantity: details.quantity ?? decimalOf(row.volume),
    time: timeFromWire(row.open_time),
  };
  if (details.orderId !== undefined) fill.orderId = details.orderId;
  if (context.raw !== undefined) fill.raw = context.raw;
  return fill;
}

/**
 * The execution that closed a position or a part of it.
 *
 * The venue states one commission a trade, for opening and closing together, and may still change it while the trade
 * is open; so the whole of it stands here, as a cost, and none at the opening fill.
 */
export function toClosingFill(row: TradeFields, context: MapContext, details: FillDetails = {}): Fill {
  const fee = row.commission == null ? undefined : decimalFromWire(Math.abs(row.commission));
  const fill: Mutable<Fill> = {
    venue: 'xapi',
    receivedTime: context.receivedTime,
    source: context.source,
    id: closingFillId(row),
    orderId: details.orderId ?? closingNumber(row),
    positionId: row.position,
    symbol: row.symbol ?? '',
    side: oppositeSide(sideOfCmd(row.cmd)),
    price: decimalOf(row.close_price),
    quantity: decimalOf(row.volume),
    time: isTime(row.close_time) ? timeFromWire(row.close_time) : context.receivedTime,
  };
  if (fee !== undefined) {
    fill.fee = fee;
    if (details.feeCurrency !== undefined) fill.feeCurrency = details.feeCurrency;
  }
  if (context.raw !== undefined) fill.raw = context.raw;
  return fill;
}

/** What each position was opened with: what is left of it and every part closed, from all the rows known of it. */
export function openedQuantities(rows: readonly TradeFields[]): ReadonlyMap<string, Decimal> {
  const totals = new Map<string, Decimal>();
  const seen = new Set<string>();
  for (const row of rows) {
    const key = isEnded(row) ? closingFillId(row) : `${row.position}:left`;
    if (seen.has(key)) continue;
    seen.add(key);
    totals.set(row.position, addDecimals(totals.get(row.position) ?? '0', decimalOf(row.volume)));
  }
  return totals;
}
