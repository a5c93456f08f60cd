import { isCode } from '../../adapter/schema/codes';
import {
  AuthenticationError,
  type BrokerError,
  type ErrorContext,
  OrderRejectedError,
  RateLimitError,
  VenueError,
} from '../../errors';
import { CONFLICT_MS, LOCKOUT_MS, SESSION_CONFLICT } from './endpoints';
import { errorCodeOf, type XapiErrorClass, type XapiErrorCode } from './error-codes';

export { errorCodeOf, knownErrorCodes, type XapiErrorClass, type XapiErrorCode } from './error-codes';

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
  const context: ErrorContext = {
    venue: 'xapi',
    operation: call.operation,
    requestId: call.requestId,
    sent: true,
    retryable: known?.retryable ?? false,
  };
  const text = venueText === undefined ? {} : { venueText };
  switch (classFor(known, call.operation)) {
    case 'AuthenticationError': {
      const until = retryTime(code, call.now);
      return new AuthenticationError(message, {
        ...context,
        code,
        ...(until === undefined ? {} : { until }),
      });
    }
    case 'RateLimitError':
      return new RateLimitError(message, { ...context, code });
    case 'OrderRejectedError':
      return new OrderRejectedError(message, { ...context, code, ...text });
    case 'VenueError':
      return new VenueError(message, { ...context, code, ...text });
  }
}

/** A login can be refused, an order can be rejected; anything else can only fail. */
function classFor(known: XapiErrorCode | undefined, operation: string): XapiErrorClass {
  if (known?.className === 'RateLimitError') return known.className;
  // What is not known to pass is taken for a refusal: to go on trying would lock the account.
  if (operation === 'login') return known?.retryable === true ? 'VenueError' : 'AuthenticationError';
  if (known === undefined) return 'VenueError';
  const { refused } = known;
  if (operation === 'tradeTransaction' && refused) return 'OrderRejectedError';
  return 'VenueError';
}

function retryTime(code: string, now: number): number | undefined {
  if (isCode(code, 'EX007')) return now + LOCKOUT_MS;
  return isCode(code, SESSION_CONFLICT) ? now + CONFLICT_MS : undefined;
}

function firstLine(text: string | undefined): string | undefined {
  const line = text?.split(/[\r\n]/, 1)[0]?.trim();
  return line === '' ? undefined : line;
}
