import { BrokerError, type ErrorContext } from './broker-error';

/** The connection to the venue failed. */
export class TransportError extends BrokerError {
  static override readonly errorName: string = 'TransportError';
  constructor(message: string, context: ErrorContext = {}) {
    super(message, { ...context, retryable: context.retryable ?? true });
  }
}

/** A deadline passed. */
export class TimeoutError extends TransportError {
  static override readonly errorName: string = 'TimeoutError';
  /** The deadline that passed, in ms. */
  declare readonly timeoutMs?: number;
  constructor(message: string, context: ErrorContext & { readonly timeoutMs?: number } = {}) {
    super(message, context);
    if (context.timeoutMs !== undefined) this.timeoutMs = context.timeoutMs;
  }
}

/** Why a connection could not be made or kept. */
export type ConnectionFailure =
  | 'refused'
  | 'unreachable'
  | 'dns'
  | 'tls'
  | 'handshake'
  | 'closed'
  | 'reset'
  | 'stale'
  | 'backpressure';

/** A connection could not be made, or broke. */
export class ConnectionError extends TransportError {
  static override readonly errorName: string = 'ConnectionError';
  readonly failure: ConnectionFailure;
  constructor(message: string, context: ErrorContext & { readonly failure: ConnectionFailure }) {
    // A retry does not help with a wrong certificate.
    super(message, { ...context, retryable: context.retryable ?? context.failure !== 'tls' });
    this.failure = context.failure;
  }
}

/** An HTTP answer with a status that is no success. The body is not kept. */
export class HttpStatusError extends TransportError {
  static override readonly errorName: string = 'HttpStatusError';
  readonly status: number;
  declare readonly method?: string;
  declare readonly host?: string;
  /** The path with its variable parts as placeholders. */
  declare readonly path?: string;
  constructor(
    message: string,
    context: ErrorContext & {
      readonly status: number;
      readonly method?: string;
      readonly host?: string;
      readonly path?: string;
    },
  ) {
    super(message, {
      ...context,
      retryable: context.retryable ?? (context.status >= 500 || context.status === 429),
    });
    this.status = context.status;
    if (context.method !== undefined) this.method = context.method;
    if (context.host !== undefined) this.host = context.host;
    if (context.path !== undefined) this.path = context.path;
  }
}
