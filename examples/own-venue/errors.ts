import {
  AuthenticationError,
  type BrokerError,
  type ErrorContext,
  RateLimitError,
  VenueError,
} from 'venuekit';
import { codeTable, type Refusal } from 'venuekit/adapter';

/** What a code of the venue says. */
interface Meaning {
  readonly isKey?: boolean;
  readonly isGone?: boolean;
}

// [doc:errors]
/** Every code of the venue. Each proves that the request was not carried out. */
const meaningOf = codeTable<Meaning>([
  ['badSignature', { isKey: true }],
  ['badTime', {}],
  ['badRequest', {}],
  ['badOrder', {}],
  ['insufficientFunds', {}],
  ['clientOrderIdUsed', {}],
  ['unknownSymbol', {}],
  ['unknownChannel', {}],
  ['unknownOrder', { isGone: true }],
  ['orderEnded', { isGone: true }],
]);
// [/doc:errors]

/** Errors of an answer that proves a refusal. */
const PROOFS = new WeakSet<object>();

/** The call that was refused. */
export interface RefusedCall {
  readonly operation: string;
  readonly requestId?: string | undefined;
}

/**
 * The error of an answer that is a refusal.
 * @param status - HTTP status; absent for an answer of a socket
 * @param code - the venue's; absent where it gave none
 * @param venueText - the venue's text, secrets removed
 */
export function toError(
  status: number | undefined,
  code: string | undefined,
  venueText: string | undefined,
  { operation, requestId }: RefusedCall,
  retryAfterMs?: number,
): BrokerError {
  const shown = code ?? String(status);
  const context: ErrorContext & { code: string } = {
    venue: 'lark',
    operation,
    requestId,
    sent: true,
    code: shown,
  };
  const message = `The venue answered ${operation} with ${shown}${venueText === undefined ? '' : `: ${venueText}`}`;
  if (status === 429) {
    return new RateLimitError(message, {
      ...context,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  const meaning = code === undefined ? undefined : meaningOf(code);
  const isServerError = (status ?? 0) >= 500;
  const text = venueText === undefined ? {} : { venueText };
  const error =
    meaning?.isKey === true
      ? new AuthenticationError(message, context)
      : new VenueError(message, { ...context, ...text, retryable: isServerError || code === 'badTime' });
  if (meaning !== undefined && !isServerError) PROOFS.add(error);
  return error;
}

/** What an error proves to be a refusal of the venue. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (typeof error !== 'object' || error === null || !PROOFS.has(error)) return undefined;
  const { code, venueText } = error as { readonly code: string; readonly venueText?: string };
  return { code, venueText };
}

/** Whether a code says that there is no such order, or that it has ended. */
export function saysGone(code: string): boolean {
  return meaningOf(code)?.isGone === true;
}

/** Whether an error is a refusal with this code. */
export function isRefusedWith(error: unknown, code: string): boolean {
  return refusalOf(error)?.code === code;
}
