import { isCode } from '../../adapter/schema/codes';
import {
  AuthenticationError,
  type BrokerError,
  OrderRejectedError,
  RateLimitError,
  VenueError,
} from '../../errors';
import { CONFLICT_MS, LOCKOUT_MS, SESSION_CONFLICT } from './endpoints';
import { errorCodeOf, type XapiErrorClass, type XapiErrorCode } from './error-codes';

/** Longest text of the venue that an error keeps. */
const MAX_TEXT = 500;

/** The call that was answered with an error. */
export interface RefusedCall {
  readonly operation: string;
  readonly requestId?: string | undefined;
  /** UTC epoch ms. */
  readonly now: number;
}

/**
 * The error of an answer with `status: false`.
 *
 * @param errorCode - as the venue sent it; empty where it sent none
 * @param errorDescr - the venue's text with secrets removed; a stack of its server may follow it after a line break
 */
export function toError(errorCode: string, errorDescr: string | undefined, call: RefusedCall): BrokerError {
  const known = errorCodeOf(errorCode);
  const code = errorCode === '' ? 'unknown' : errorCode.slice(0, 32);
  const venueText = errorDescr?.slice(0, MAX_TEXT);
  const sentence = firstLine(venueText) ?? known?.meaning ?? 'no description';
  const message = `The venue answered ${call.operation} with ${code}: ${sentence}`;
  const { operation, requestId, now } = call;
  const retryable = known?.retryable ?? false;
  const context = { venue: 'xapi', operation, requestId, sent: true, retryable, code, venueText } as const;
  switch (classFor(known, operation)) {
    case 'AuthenticationError':
      return new AuthenticationError(message, { ...context, until: retryTime(code, now) });
    case 'RateLimitError':
      return new RateLimitError(message, context);
    case 'OrderRejectedError':
      return new OrderRejectedError(message, context);
    case 'VenueError':
      return new VenueError(message, context);
  }
}

/** A login can be refused, an order can be rejected; anything else can only fail. */
function classFor(known: XapiErrorCode | undefined, operation: string): XapiErrorClass {
  if (known?.className === 'RateLimitError') return known.className;
  // What is not known to pass is taken for a refusal: to go on trying would lock the account.
  if (operation === 'login') return known?.retryable === true ? 'VenueError' : 'AuthenticationError';
  return operation === 'tradeTransaction' && known?.refused ? 'OrderRejectedError' : 'VenueError';
}

function retryTime(code: string, now: number): number | undefined {
  if (isCode(code, 'EX007')) return now + LOCKOUT_MS;
  return isCode(code, SESSION_CONFLICT) ? now + CONFLICT_MS : undefined;
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split(/[\r\n]/, 1)[0]?.trim();
  return line === '' ? undefined : line;
}
