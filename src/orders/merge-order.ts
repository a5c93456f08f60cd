import { compareDecimals, type Decimal, type Order, type OrderStatus, subtractDecimals } from '../model';

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
  if (!known) return settle(incoming, incoming.filledQuantity);
  const takes = supersedes(known, incoming, options);
  const merged = combine(takes ? incoming : known, takes ? known : incoming, known, incoming, options);
  return sameContent(known, merged) ? undefined : merged;
}

function supersedes(known: Order, incoming: Order, options: MergeOptions): boolean {
  if (isInferred(incoming)) return !isFinal(known.status);
  if (isInferred(known)) return true;
  const rank = FINAL.indexOf(incoming.status) - FINAL.indexOf(known.status);
  if (rank !== 0) return rank > 0;
  const [before, after] = [timeOf(known, options), timeOf(incoming, options)];
  if (before !== undefined && after !== undefined) {
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

/** The venue's time of a report; undefined where it has none, or one that cannot be. */
function timeOf({ updatedTime }: Order, { isFar }: MergeOptions): number | undefined {
  return updatedTime === undefined || isFar?.(updatedTime) === true ? undefined : updatedTime;
}

/** A read can show an earlier state after the stream has already reported a change. */
function lags(known: Order, incoming: Order): boolean {
  return (
    incoming.source === 'read' &&
    known.source === 'stream' &&
    incoming.receivedTime - known.receivedTime < READ_LAG_MS
  );
}

function combine(winner: Order, loser: Order, known: Order, incoming: Order, options: MergeOptions): Order {
  const filled = larger(known.filledQuantity, incoming.filledQuantity);
  // Only a complete report that wins can show that a field was removed; one that loses may be older than what is known.
  const rest = options.complete && winner === incoming ? withoutRemovable(loser) : loser;
  const { reason: _, ...backing } = rest;
  // An inferred end proves nothing, so its time must not outrank a later report.
  const time = isInferred(winner) ? loser.updatedTime : winner.updatedTime;
  const reason =
    winner.reason ?? (winner.status === loser.status && !isInferred(loser) ? loser.reason : undefined);
  const clientOrderId = known.clientOrderId ?? incoming.clientOrderId;
  const updatedTime = time ?? (isInferred(winner) ? undefined : loser.updatedTime);
  const { updatedTime: _own, reason: _its, ...top } = winner;
  const merged: Order = {
    ...backing,
    ...top,
    id: known.id,
    symbol: known.symbol,
    side: known.side,
    ...(clientOrderId !== undefined && { clientOrderId }),
    ...(updatedTime !== undefined && { updatedTime }),
    ...(reason !== undefined && { reason }),
    origin: known.origin === 'local' ? 'local' : incoming.origin,
    receivedTime: incoming.receivedTime,
    source: incoming.source,
  };
  return settle(withTotals(merged, winner, loser, filled), filled);
}

/** The fields that can be taken off a working order. */
function withoutRemovable(order: Order): Order {
  const { stopLoss: _s, takeProfit: _t, expireTime: _e, ...rest } = order;
  return rest;
}

/** The totals belong together: they come from the report with the largest executed quantity. */
function withTotals(merged: Order, winner: Order, loser: Order, filled: Decimal): Order {
  if (winner.filledQuantity === filled) return merged;
  const { averagePrice: _a, filledQuoteQuantity: _f, remainingQuantity: _r, ...rest } = merged;
  const { averagePrice, filledQuoteQuantity } = loser;
  const remaining = merged.quantity === undefined ? undefined : remainder(merged.quantity, filled);
  return {
    ...rest,
    filledQuantity: filled,
    ...(averagePrice !== undefined && { averagePrice }),
    ...(filledQuoteQuantity !== undefined && { filledQuoteQuantity }),
    ...(remaining !== undefined && { remainingQuantity: remaining }),
  };
}

/** A working order with something executed is partially filled, whichever report has which. */
function settle(order: Order, filled: Decimal): Order {
  const early = order.status === 'pending' || order.status === 'open';
  return early && compareDecimals(filled, '0') > 0 ? { ...order, status: 'partiallyFilled' } : order;
}

function larger(a: Decimal, b: Decimal): Decimal {
  return compareDecimals(a, b) >= 0 ? a : b;
}

function remainder(quantity: Decimal, filled: Decimal): Decimal {
  const left = subtractDecimals(quantity, filled);
  return compareDecimals(left, '0') > 0 ? left : '0';
}

/** The way a report arrived is not a change. */
const NO_NEWS: ReadonlySet<string> = new Set(['receivedTime', 'source', 'raw']);

function sameContent(a: Order, b: Order): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    if (!NO_NEWS.has(key) && a[key as keyof Order] !== b[key as keyof Order]) return false;
  }
  return true;
}
