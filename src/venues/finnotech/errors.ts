import {
  AuthenticationError,
  type BrokerError,
  type ErrorContext,
  RateLimitError,
  VenueError,
} from '../../errors';
import { present } from '../../model/map-context';

/** The fields of every error of an answer. */
export interface FinnotechErrorContext extends ErrorContext {
  /** The venue's code, such as `VALIDATION_ERROR`; `UNKNOWN` where it gave none. */
  readonly code: string;
  /** The venue's text as it came. */
  readonly venueText?: string;
  /** HTTP status of the answer; a failure may come with 200. */
  readonly status: number;
  readonly trackId?: string;
  /** Such as `FN-BENN-20000500000`; only of newer services. */
  readonly responseCode?: string;
}

/** The venue answered that the call failed: `state` or `status` is FAILED, or there is an `error`. */
export class FinnotechError extends VenueError {
  static override readonly errorName: string = 'FinnotechError';
  readonly status: number;
  /** The tracking code of the request, to be found in the venue's own report of calls. */
  declare readonly trackId?: string;
  declare readonly responseCode?: string;

  constructor(message: string, context: FinnotechErrorContext) {
    super(message, { ...context, venue: 'finnotech', sent: true });
    this.status = context.status;
    if (context.trackId !== undefined) this.trackId = context.trackId;
    if (context.responseCode !== undefined) this.responseCode = context.responseCode;
  }
}

/** Whether the venue was there, understood the request and does not take it: asking again would change nothing. */
export function isRefusal(error: unknown): error is FinnotechError {
  return error instanceof FinnotechError && !error.retryable;
}

/** The token, or the scope that it lacks, does not open the service. */
export class FinnotechScopeError extends FinnotechError {
  static override readonly errorName: string = 'FinnotechScopeError';
  /** The scope that the service needs and the token has not. */
  readonly scope: string;

  constructor(message: string, context: FinnotechErrorContext & { readonly scope: string }) {
    super(message, { ...context, retryable: false });
    this.scope = context.scope;
  }
}

/** The venue takes the token for no good: expired, revoked, or never given out. Of a service it is retryable. */
export class FinnotechTokenError extends AuthenticationError {
  static override readonly errorName: string = 'FinnotechTokenError';
  declare readonly trackId?: string;

  constructor(message: string, context: FinnotechErrorContext) {
    super(message, { ...context, venue: 'finnotech', sent: true });
    if (context.trackId !== undefined) this.trackId = context.trackId;
  }
}

/** What is known of a failed answer. */
export interface Failure {
  readonly operation: string;
  readonly requestId: string;
  readonly status: number;
  /** The scope that the call needs; absent for the token endpoint. */
  readonly scope?: string | undefined;
  readonly code?: string | undefined;
  readonly text?: string | undefined;
  readonly trackId?: string | undefined;
  readonly responseCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** "Expired or wrong token" of the document; other spellings of the same. */
const INVALID_TOKEN =
  /(?:invalid|expired|wrong|revoked)[ _-]*(?:access[ _-]*)?token|token[ _-]*(?:is[ _-]*)?(?:not[ _-]*valid|invalid|expired|revoked)|^UNAUTHORIZED$/i;
const SCOPE = /scope|^FORBIDDEN$/i;
const QUOTA = /quota|rate[ _-]*limit|too[ _-]*many|LIMIT_EXCEEDED/i;

/**
 * The error of a failed answer. In this order: 429 or a text about a quota is {@link RateLimitError}; an invalid token,
 * or 401, {@link FinnotechTokenError}; a missing scope, or 403, {@link FinnotechScopeError}; all else {@link FinnotechError}.
 */
export function failureError(failure: Failure): BrokerError {
  const { operation, requestId, status, scope, code = 'UNKNOWN', text, trackId, responseCode } = failure;
  const reason = text ?? code;
  const context: FinnotechErrorContext = {
    operation,
    requestId,
    status,
    code,
    ...present<FinnotechErrorContext>({ venueText: text, trackId, responseCode }),
  };
  const about = (pattern: RegExp): boolean => pattern.test(code) || pattern.test(text ?? '');
  if (status === 429 || about(QUOTA)) {
    const { retryAfterMs } = failure;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    const message = `${operation}: the venue's quota is used up: ${reason}`;
    return new RateLimitError(message, {
      venue: 'finnotech',
      operation,
      requestId,
      code,
      sent: true,
      ...wait,
    });
  }
  if (about(INVALID_TOKEN) || status === 401)
    // A service is asked with a token that was given out: with another one it may answer.
    return new FinnotechTokenError(`${operation}: ${reason}`, { ...context, retryable: scope !== undefined });
  if (scope !== undefined && (about(SCOPE) || status === 403)) {
    return new FinnotechScopeError(`${operation} needs the scope ${scope}: ${reason}`, { ...context, scope });
  }
  return new FinnotechError(`${operation}: ${reason}`, { ...context, retryable: status >= 500 });
}
