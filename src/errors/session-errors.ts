import { BrokerError, type ErrorContext } from './broker-error';

/**
 * The venue refused the credentials. At the first login it is not tried again by itself; after one that worked a broker
 * tries again with growing pauses, where the venue does not lock who does so.
 */
export class AuthenticationError extends BrokerError {
  static override readonly errorName: string = 'AuthenticationError';
  /** The venue's code, where it gave one. */
  declare readonly code?: string;
  /** When the venue will accept logins again, UTC epoch ms; absent when it did not state it. */
  declare readonly until?: number;
  constructor(
    message: string,
    context: ErrorContext & { readonly code?: string | undefined; readonly until?: number | undefined } = {},
  ) {
    super(message, context);
    if (context.code !== undefined) this.code = context.code;
    if (context.until !== undefined) this.until = context.until;
  }
}

/** Too many requests, by the venue's count or by that of the SDK. */
export class RateLimitError extends BrokerError {
  static override readonly errorName: string = 'RateLimitError';
  /**
   * How long to wait, in ms: what the venue asked for, at most 30000, or how long the queue of the SDK would have
   * taken. Absent when the venue did not state it.
   */
  declare readonly retryAfterMs?: number;
  /** The venue's code, where it gave one. */
  declare readonly code?: string;
  constructor(
    message: string,
    context: ErrorContext & {
      readonly retryAfterMs?: number | undefined;
      readonly code?: string | undefined;
    } = {},
  ) {
    super(message, { ...context, retryable: context.retryable ?? true });
    if (context.retryAfterMs !== undefined) this.retryAfterMs = context.retryAfterMs;
    if (context.code !== undefined) this.code = context.code;
  }
}

/** There is no live connection; nothing was sent. */
export class NotConnectedError extends BrokerError {
  static override readonly errorName: string = 'NotConnectedError';
  constructor(message: string, context: ErrorContext = {}) {
    super(message, { ...context, retryable: context.retryable ?? true, sent: false });
  }
}

/** The caller's signal ended the wait. */
export class AbortedError extends BrokerError {
  static override readonly errorName: string = 'AbortedError';
}

/** The broker, client or subscription was closed. */
export class ClosedError extends BrokerError {
  static override readonly errorName: string = 'ClosedError';
}

/** A consumer was too slow for a stream that must not lose anything. */
export class OverflowError extends BrokerError {
  static override readonly errorName: string = 'OverflowError';
}
