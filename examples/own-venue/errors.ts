import {
  AuthenticationError,
  type BrokerError,
  isAuthenticationError,
  isVenueError,
  VenueError,
} from 'venuekit';
import { type CallContext, codeTable, isCode, type Refusal, tooManyRequests } from 'venuekit/adapter';

// [doc:errors]
/** The meaning of each code of the venue. Every one proves that the request was not carried out. */
const kindOf = codeTable<'key' | 'time' | 'gone' | 'request'>([
  ['badSignature', 'key'],
  ['badTime', 'time'],
  ['badRequest', 'request'],
  ['badOrder', 'request'],
  ['insufficientFunds', 'request'],
  ['clientOrderIdUsed', 'request'],
  ['unknownSymbol', 'request'],
  ['unknownChannel', 'request'],
  ['unknownOrder', 'gone'],
  ['orderEnded', 'gone'],
]);
// [/doc:errors]

/** An answer that is a refusal. */
export interface Refused {
  /** HTTP status; absent for an answer of a socket. */
  readonly status?: number;
  readonly code?: string | undefined;
  /** Secrets removed. */
  readonly venueText?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The error of an answer that is a refusal. */
export function toError(
  { status = 400, venueText, retryAfterMs, ...refused }: Refused,
  call: CallContext,
): BrokerError {
  if (status === 429) return tooManyRequests(call, retryAfterMs);
  // A server that has failed proves nothing, whatever code it adds.
  const isServerError = status >= 500;
  const code = isServerError ? String(status) : (refused.code ?? String(status));
  const kind = kindOf(code);
  const { venue, operation, requestId } = call;
  const context = { venue, operation, requestId, sent: true, code };
  const message = `The venue answered ${operation} with ${code}${venueText === undefined ? '' : `: ${venueText}`}`;
  if (kind === 'key') return new AuthenticationError(message, context);
  const text = venueText === undefined ? {} : { venueText };
  return new VenueError(message, { ...context, ...text, retryable: isServerError || kind === 'time' });
}

/** What an error proves to be a refusal of the venue. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!isVenueError(error) && !isAuthenticationError(error)) return undefined;
  const { code, venueText } = error as { readonly code: string; readonly venueText?: string };
  return kindOf(code) === undefined ? undefined : { code, venueText };
}

/** Whether a code says that there is no such order, or that it has ended. */
export function saysGone(code: string): boolean {
  return kindOf(code) === 'gone';
}

/** Whether an error is a refusal with this code. */
export function isRefusedWith(error: unknown, code: string): boolean {
  return isCode(refusalOf(error)?.code, code);
}
