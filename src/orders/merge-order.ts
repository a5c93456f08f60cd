import type { Order, OrderStatus } from '../model';
import { compareDecimals, type Decimal, subtractDecimals } from '../model/decimal';
import { joinOrders, type MutableOrder } from './join-orders';

/** How much more a read may lag behind the stream, in ms, before it counts against the stream's state. */
const READ_LAG_MS = 5000;

/** What is known of an incoming report besides its content. */
export interface MergeOptions {
  /**
   * The report states every field of the order, so that an absent stop loss, take profit or expiry means that there is
   * none. Otherwise what is absent is not known.
   * @defaultValue false
   */
  readonly complete?: boolean | undefined;
  /** The answer to a write of this process: newer than whatever was known when it was sent. @defaultValue false */
  readonly reply?: boolean | undefined;
  /**
   * Whether a time lies beyond the venue's clock: such a time does not show which report is later.
   * @defaultValue no time does
   */
  isFar?(time: number): boolean;
}

/** Where two reports both have a final status, the later one in this list counts. Executed outranks all. */
const FINAL: readonly OrderStatus[] = ['rejected', 'expired', 'canceled', 'filled'];
/** Later in this list is further on. */
const WORKING: readonly OrderStatus[] = ['unknown', 'pending', 'open', 'partiallyFilled', 'canceling'];

/** Whether an order in this state has ended. */
export function isFinal(status: OrderStatus): boolean {
  return FINAL.includes(status);
}

/** Whether its end, a cancel or an expiry, was inferred from its absence and not reported by the venue. */
export function isInferred({ status, reason }: Order): boolean {
  return reason === 'inferred' && (status === 'canceled' || status === 'expired');
}

/**
 * The sum of two reports of one order; `undefined` when the second has nothing new.
 *
 * - An end outranks any working state, and of two ends the one with more executed: `filled`, `canceled`, `expired`, `rejected`.
 * - Otherwise the later `updatedTime` wins; where a time is missing, or lies beyond the venue's clock, the state further on.
 * - `filledQuantity` is the largest that was ever reported, whichever report wins.
 * - Fields that the winner lacks come from the other.
 * - An end with `reason: 'inferred'` holds only against what was known before it: whatever the venue reports afterwards
 *   replaces it, even a working state. To treat an open order as ended is the worse error.
 *
 * So reports of one order that carry times give the same result in any order of arrival, duplicates included.
 */
export function mergeOrder(
  known: Order | undefined,
  incoming: Order,
  options: MergeOptions = {},
): Order | undefined {
  if (!known) return isEarly(incoming) ? { ...incoming, status: 'partiallyFilled' } : incoming;
  const takes = supersedes(known, incoming, options);
  const merged = takes
    ? combine(incoming, known, known, incoming, options.complete === true)
    : combine(known, incoming, known, incoming, false);
  return sameContent(known, merged) ? undefined : merged;
}

function supersedes(known: Order, incoming: Order, options: MergeOptions): boolean {
  if (isInferred(incoming)) return !isFinal(known.status);
  if (isInferred(known)) return true;
  const rank = FINAL.indexOf(incoming.status) - FINAL.indexOf(known.status);
  if (rank !== 0) return rank > 0;
  const before = known.updatedTime;
  const after = incoming.updatedTime;
  if (before !== undefined && after !== undefined && !isAnyFar(before, after, options)) {
    if (before !== after) return after > before;
    return isFinal(known.status) || WORKING.indexOf(incoming.status) >= WORKING.indexOf(known.status);
  }
  if (options.reply) return true;
  if (lags(known, incoming)) return false;
  if (isFinal(known.status)) return true;
  // Without times a cancel without effect shows only in the next report.
  if (known.status === 'canceling') return WORKING.indexOf(incoming.status) >= WORKING.indexOf('open');
  return WORKING.indexOf(incoming.status) >= WORKING.indexOf(known.status);
}

function isAnyFar(a: number, b: number, { isFar }: MergeOptions): boolean {
  return isFar?.(Math.max(a, b)) === true;
}

/** A read can show an earlier state after the stream has already reported a change. */
function lags(known: Order, incoming: Order): boolean {
  return (
    incoming.source === 'read' &&
    known.source === 'stream' &&
    incoming.receivedTime - known.receivedTime < READ_LAG_MS
  );
}

function combine(winner: Order, loser: Order, known: Order, incoming: Order, isComplete: boolean): Order {
  // Only a complete report that wins can show that a field was removed; one that loses may be older than what is known.
  const merged = joinOrders(winner, loser, isComplete);
  if (isInferred(winner)) {
    // An inferred end proves nothing, so its time must not outrank a later report.
    if (loser.updatedTime === undefined) delete merged.updatedTime;
    else merged.updatedTime = loser.updatedTime;
  }
  if (merged.reason === undefined && loser.reason !== undefined) {
    if (winner.status === loser.status && !isInferred(loser)) merged.reason = loser.reason;
  }
  if (known.clientOrderId !== undefined) merged.clientOrderId = known.clientOrderId;
  merged.id = known.id;
  merged.symbol = known.symbol;
  merged.side = known.side;
  merged.origin = known.origin === 'local' ? 'local' : incoming.origin;
  merged.receivedTime = incoming.receivedTime;
  merged.source = incoming.source;
  const filled = larger(known.filledQuantity, incoming.filledQuantity);
  if (winner.filledQuantity !== filled) takeTotals(merged, loser);
  if (isEarly(merged)) merged.status = 'partiallyFilled';
  return merged;
}

/** The totals belong together: they come from the report with the largest executed quantity. */
function takeTotals(merged: MutableOrder, from: Order): void {
  const { averagePrice, filledQuoteQuantity, filledQuantity } = from;
  merged.filledQuantity = filledQuantity;
  delete merged.averagePrice;
  delete merged.filledQuoteQuantity;
  delete merged.remainingQuantity;
  if (averagePrice !== undefined) merged.averagePrice = averagePrice;
  if (filledQuoteQuantity !== undefined) merged.filledQuoteQuantity = filledQuoteQuantity;
  if (merged.quantity !== undefined) merged.remainingQuantity = remainder(merged.quantity, filledQuantity);
}

/** A working order with something executed is partially filled, whichever report has which. */
function isEarly({ status, filledQuantity }: Order): boolean {
  return (status === 'pending' || status === 'open') && isPositive(filledQuantity);
}

function larger(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) >= 0 ? a : b;
}

function remainder(quantity: Decimal, filled: Decimal): Decimal {
  const left = subtractDecimals(quantity, filled);
  return isPositive(left) ? left : '0';
}

function isPositive(value: Decimal): boolean {
  return value !== '0' && !value.startsWith('-');
}

/** The way a report arrived is not a change. */
function sameContent(a: Order, b: Order): boolean {
  // Most changes show in these.
  if (a.updatedTime !== b.updatedTime || a.status !== b.status) return false;
  return hasAll(a, b) && hasAll(b, a);
}

function hasAll(whole: Order, part: Order): boolean {
  for (const name in part) {
    const key = name as keyof Order;
    if (whole[key] === part[key]) continue;
    if (key !== 'receivedTime' && key !== 'source' && key !== 'raw') return false;
  }
  return true;
}
