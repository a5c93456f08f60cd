import {
  AbortedError,
  AuthenticationError,
  BrokerError,
  ClosedError,
  ConfigurationError,
  ConnectionError,
  type ErrorContext,
  HttpStatusError,
  isBrokerError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  OverflowError,
  ProtocolError,
  RateLimitError,
  TimeoutError,
  TransportError,
  UnsupportedError,
  ValidationError,
  VenueError,
} from '../../errors';
import { hasErrorBrand } from '../../errors/brand';

/** An error as data. */
export interface ErrorMessage {
  /** The nearest class that is common to all venues. */
  readonly name: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type ErrorClass = new (message: string, context: never) => BrokerError;

/** A class before those that it extends. `ValidationError` is made in another way. */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  OrderRejectedError,
  OrderOutcomeUnknownError,
  TimeoutError,
  ConnectionError,
  HttpStatusError,
  TransportError,
  VenueError,
  ProtocolError,
  AuthenticationError,
  RateLimitError,
  NotConnectedError,
  UnsupportedError,
  ConfigurationError,
  OverflowError,
  AbortedError,
  ClosedError,
  BrokerError,
};

/** An error as data: what it says of itself, which has no secrets, without its stack and its cause. */
export function toErrorMessage(error: unknown): ErrorMessage {
  if (!isBrokerError(error)) {
    return {
      name: 'BrokerError',
      message: error instanceof Error ? error.message : String(error),
      fields: {},
    };
  }
  const { name: _name, message: _message, ...fields } = error.toJSON();
  const name = ['ValidationError', ...Object.keys(CLASSES)].find((one) => hasErrorBrand(error, one));
  return { name: name ?? 'BrokerError', message: error.message, fields };
}

/** The error of data: of the class that it had, or of the nearest that all venues have. */
export function fromErrorMessage({ name, message, fields }: ErrorMessage): BrokerError {
  const context = fields as ErrorContext & { readonly field?: unknown; readonly rule?: unknown };
  let error: BrokerError;
  if (name === 'ValidationError') {
    const { value: _value, suggestions: _suggestions, ...rest } = fields;
    error = new ValidationError(String(context.field ?? 'request'), String(context.rule ?? message), rest);
    Object.assign(error, fields);
  } else {
    const Class = CLASSES[name] ?? BrokerError;
    error = new Class(message, context as never);
  }
  // The words are those of the process where it happened.
  Object.defineProperty(error, 'message', { value: message, configurable: true });
  return error;
}
