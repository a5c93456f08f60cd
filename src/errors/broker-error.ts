import type { VenueId } from '../core/venue-id';
import { brandError } from './brand';
import { sanitizeCause } from './sanitize';

/** The fields that every error of the SDK may have about its call. */
export interface ErrorContext {
  /** The venue of the call. */
  readonly venue?: VenueId | undefined;
  /** The operation or venue command that failed, such as `placeOrder`. */
  readonly operation?: string | undefined;
  /** Ties the error to taps and log records of the same call. */
  readonly requestId?: string | undefined;
  /** Whether the same call may succeed later without a change. */
  readonly retryable?: boolean | undefined;
  /** Whether a byte of the request may have left: false means that the venue cannot have received it. */
  readonly sent?: boolean | undefined;
  /** The cause of the error; kept as a sanitised copy, never the object itself. */
  readonly cause?: unknown;
}

/** A class without a name of its own, such as one of a user, has the name of its nearest base class. */
function lineageOf(error: object): string[] {
  const names: string[] = [];
  let prototype: unknown = Object.getPrototypeOf(error);
  while (prototype !== null && prototype !== Error.prototype) {
    const owner = (prototype as { constructor: { readonly errorName?: string } }).constructor;
    if (Object.hasOwn(owner, 'errorName') && owner.errorName) names.push(owner.errorName);
    prototype = Object.getPrototypeOf(prototype);
  }
  return names;
}

/**
 * The root of all errors that leave the SDK.
 *
 * It holds no request, header or body: nothing that could carry a secret into a log.
 */
export class BrokerError extends Error {
  /** The class name; declared apart from `name` because bundlers may rename classes. A class below declares its own. */
  static readonly errorName: string = 'BrokerError';

  // `declare`: a field that was not given is absent, also when the error is printed.
  declare readonly venue?: VenueId;
  declare readonly operation?: string;
  declare readonly requestId?: string;
  readonly retryable: boolean;
  declare readonly sent?: boolean;

  constructor(message: string, context: ErrorContext = {}) {
    super(message);
    const lineage = lineageOf(this);
    Object.defineProperty(this, 'name', { value: lineage[0], enumerable: false, configurable: true });
    brandError(this, lineage);
    // The stack was headed "Error: ..." before the name was there, and began inside the constructors.
    Error.captureStackTrace?.(this, new.target);
    if (context.venue !== undefined) this.venue = context.venue;
    if (context.operation !== undefined) this.operation = context.operation;
    if (context.requestId !== undefined) this.requestId = context.requestId;
    this.retryable = context.retryable ?? false;
    if (context.sent !== undefined) this.sent = context.sent;
    if (context.cause !== undefined) {
      Object.defineProperty(this, 'cause', { value: sanitizeCause(context.cause), enumerable: false });
    }
  }

  /** Name, message and the public fields, without stack and cause; safe to log. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...(this as object) };
  }
}
