import {
  AuthenticationError,
  type BrokerError,
  type ErrorContext,
  RateLimitError,
  VenueError,
} from '../../errors';
import { errorCodeOf, type PoloniexErrorKind } from './error-codes';

/** Longest text of the venue that an error keeps. */
const MAX_TEXT = 500;
/** Longest code. */
const MAX_CODE = 32;

/** The fields of every {@link PoloniexError}. */
export interface PoloniexErrorContext extends ErrorContext {
  /** The venue's code in digits; the HTTP status where it gave none. */
  readonly code: string;
  readonly venueText?: string;
  readonly kind: PoloniexErrorKind | 'other';
  /** HTTP status of the answer; absent for an answer of a socket. */
  readonly status?: number | undefined;
  readonly refused: boolean;
}

/** The venue understood the request and refused it. */
export class PoloniexError extends VenueError {
  static override readonly errorName: string = 'PoloniexError';
  /** What it is about; `other` for a code that is not known. */
  readonly kind: PoloniexErrorKind | 'other';
  /** HTTP status of the answer; absent for an answer of a socket. */
  declare readonly status?: number;
  /** Whether a write answered so was certainly not carried out, by the table of codes. */
  readonly refused: boolean;

  constructor(message: string, context: PoloniexErrorContext) {
    super(message, { ...context, venue: 'poloniex' });
    this.kind = context.kind;
    this.refused = context.refused;
    if (context.status !== undefined) this.status = context.status;
  }
}

/** Errors whose answer proves a refusal; of several classes, so that no class can stand for it. */
const PROOFS = new WeakSet<object>();

/** The call that was answered with an error. */
export interface RefusedCall {
  readonly operation: string;
  readonly requestId?: string | undefined;
  /** How long the venue asked to wait, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Whether a refusal is about the time of the signature: then a new time helps, and the key is not at fault.
 *
 * Venue quirk: the documents name no code for it, so its text decides, of an answer that no other code explains.
 */
export function isTimestampRefusal(code: string, text: string | undefined): boolean {
  const kind = errorCodeOf(code)?.kind;
  if (kind === 'timestamp') return true;
  const open = kind === undefined || code === '400' || code === '401' || code === '403';
  return open && /time[ _-]?stamp|recv[ _-]?window/i.test(text ?? '');
}

/**
 * The error of an answer that is a refusal.
 *
 * @param status - HTTP status; absent for an answer of a socket
 * @param code - as the venue sent it; empty where it sent none
 * @param text - the venue's text, secrets removed
 */
export function toError(
  status: number | undefined,
  code: string,
  text: string | undefined,
  call: RefusedCall,
): BrokerError {
  const { operation, requestId, retryAfterMs } = call;
  const shown = code === '' ? String(status ?? 'unknown') : code.slice(0, MAX_CODE);
  const exact = errorCodeOf(shown);
  // The status shows what an unknown code is about, and not what became of an order.
  const known = exact ?? errorCodeOf(String(status));
  const kind = isTimestampRefusal(shown, text) ? 'timestamp' : (known?.kind ?? 'other');
  const venueText = text?.slice(0, MAX_TEXT);
  const message = `The venue answered ${operation} with ${shown}: ${firstLine(venueText) ?? known?.meaning ?? 'no reason given'}`;
  const context = { venue: 'poloniex', operation, requestId, sent: true, code: shown } as const;
  const refused = code !== '' && (exact?.proves ?? false) && isOwnStatus(status);
  if (status === 429 || kind === 'rateLimit') {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return new RateLimitError(message, { ...context, ...wait });
  }
  const retryable = kind === 'unavailable' || kind === 'timestamp' || (status ?? 0) >= 500;
  const own = venueText === undefined ? {} : { venueText };
  const error =
    kind === 'authentication'
      ? new AuthenticationError(message, context)
      : new PoloniexError(message, { ...context, ...own, kind, status, refused, retryable });
  if (refused) PROOFS.add(error);
  return error;
}

/** The venue sends refusals with 200 and 4xx, on sockets without a status; any other answer may not be its own. */
function isOwnStatus(status: number | undefined): boolean {
  return status === undefined || status === 200 || (status >= 400 && status < 500);
}

/**
 * The error of a look-up that found nothing. An empty list in answer means what the venue's codes for a thing that is not
 * there mean.
 *
 * Venue quirk: GET /smartorders/{id} answers `[]` for an order that is gone (seen in published clients).
 */
export function notFound({ operation, requestId }: RefusedCall): PoloniexError {
  const isOrder = operation === 'getOrder' || operation === 'getSmartOrder';
  const message = `The venue answered ${operation} with an empty list: ${isOrder ? 'no such order' : 'nothing found'}`;
  return new PoloniexError(message, {
    operation,
    requestId,
    sent: true,
    code: 'notFound',
    kind: isOrder ? 'orderGone' : 'request',
    status: 200,
    refused: false,
  });
}

/** Whether it means that there is no such order or that it has ended: after a cancel it may be filled. */
export function isOrderGone(error: unknown): boolean {
  return error instanceof PoloniexError && error.kind === 'orderGone';
}

/** Whether the venue does not have an order that it is asked for: also an answer whose code is not known may mean that. */
export function isUnknownOrder(error: unknown): boolean {
  return isOrderGone(error) || (error instanceof PoloniexError && error.status === 404);
}

/** What a read finds; `undefined` where it fails with an error that means that there is nothing. */
export async function unlessGone<T>(read: Promise<T>, isGone = isOrderGone): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * Whether a write that failed so was certainly not carried out: the venue answered with a code of its own whose row in
 * the table has it. A status, a text or a code that nobody has documented proves nothing.
 */
export function provesRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && PROOFS.has(error);
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split(/[\r\n]/, 1)[0]?.trim();
  return line === '' ? undefined : line;
}
