import type { CancelAllOrdersRequest, OrderRef, TimeRange } from '../broker';
import { ValidationError } from '../errors';
import { checkText, Fields, missing, present } from './check-fields';

/** Longest order id. */
const MAX_ID = 128;
/** How much of an id an error repeats. */
const SHOWN_ID = 40;
/** Most symbols in one request. */
const MAX_SYMBOLS = 10_000;
/** Most records that a single read may ask for. */
const MAX_LIMIT = 1_000_000;

/** The name of an order from members already read. */
export function readOrderRef(fields: Fields): OrderRef {
  const id = fields.text('id', MAX_ID);
  const clientOrderId = fields.text('clientOrderId', MAX_ID);
  if (id === undefined && clientOrderId === undefined) missing('id', ', or clientOrderId');
  return present<{ id?: string; clientOrderId?: string; symbol?: string; account?: string }>({
    id,
    clientOrderId,
    symbol: fields.text('symbol'),
    account: fields.text('account'),
  }) as OrderRef;
}

/**
 * The name of an order. Members beyond the name are not looked at, so that an `Order` can be given as it is.
 * @throws ValidationError
 */
export function checkOrderRef(ref: OrderRef): OrderRef {
  refuseBareId(ref);
  return readOrderRef(new Fields(ref, ['id', 'clientOrderId', 'symbol', 'account'], 'ignore'));
}

/**
 * The id alone, in the place of the object that names it, as other libraries take it.
 * @throws ValidationError that shows how the order is named
 */
export function refuseBareId(ref: unknown, more = ''): void {
  if (typeof ref !== 'string' && typeof ref !== 'number') return;
  const id = typeof ref === 'string' && !/[\p{Cc}'\\]/u.test(ref) ? ref.slice(0, SHOWN_ID) : Number(ref);
  throw new ValidationError('request', `must be { id: '${id}'${more} }`, { value: ref });
}

/** @throws ValidationError; also when `scope` is not named */
export function checkCancelAll(request: CancelAllOrdersRequest): CancelAllOrdersRequest {
  const fields = new Fields(request, ['symbol', 'account', 'scope']);
  return present<CancelAllOrdersRequest>({
    scope: fields.requiredOneOf('scope', ['own', 'all']),
    symbol: fields.text('symbol'),
    account: fields.text('account'),
  });
}

/**
 * A half-open stretch of time in UTC epoch ms; `to` is now where it is not given, and may lie ahead.
 * @throws ValidationError when it is empty, reversed, or begins in the future
 */
export function checkTimeRange(
  range: TimeRange,
  now: number,
): { readonly from: number; readonly to: number } {
  const fields = new Fields(range, ['from', 'to'], 'ignore');
  const from = fields.time('from') ?? missing('from');
  const to = fields.time('to') ?? now;
  if (from > now) throw new ValidationError('from', 'must not lie in the future', { value: from });
  if (from >= to) throw new ValidationError('from', `must be before to, which is ${to}`, { value: from });
  return { from, to };
}

/** @throws ValidationError when it cannot be a symbol of any venue: empty, over 64 characters, control characters */
export function checkSymbol(symbol: unknown, field = 'symbol'): string {
  return checkText(symbol, field);
}

/**
 * Symbols in the order given, each once.
 * @throws ValidationError when it is no array, or empty
 */
export function checkSymbols(symbols: unknown, field = 'symbols'): readonly string[] {
  if (!Array.isArray(symbols))
    throw new ValidationError(field, 'must be an array of symbols', { value: symbols });
  const { length } = symbols;
  if (length === 0) throw new ValidationError(field, 'must name at least one symbol');
  if (length > MAX_SYMBOLS) throw new ValidationError(field, `must name at most ${MAX_SYMBOLS} symbols`);
  const unique = new Set<string>();
  for (let i = 0; i < length; i += 1) unique.add(checkSymbol(symbols[i], `${field}[${i}]`));
  return [...unique];
}

/** @throws ValidationError when it is no whole number from 1 to `most`; it is never clamped */
export function checkLimit(limit: unknown, field = 'limit', most = MAX_LIMIT): number {
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > most) {
    throw new ValidationError(field, `must be a whole number from 1 to ${most}`, { value: limit });
  }
  return limit;
}
