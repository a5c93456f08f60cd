import { hasErrorBrand } from './brand';
import type { BrokerError } from './broker-error';
import type { ConfigurationError, UnsupportedError, ValidationError } from './input-errors';
import type { OrderOutcomeUnknownError, OrderRejectedError } from './order-errors';
import type {
  AbortedError,
  AuthenticationError,
  ClosedError,
  NotConnectedError,
  OverflowError,
  RateLimitError,
} from './session-errors';
import type { ConnectionError, HttpStatusError, TimeoutError, TransportError } from './transport-errors';
import type { ProtocolError, VenueError } from './venue-errors';

function guard<T extends BrokerError>(name: string): (value: unknown) => value is T {
  return (value): value is T => hasErrorBrand(value, name);
}

// `instanceof` fails between the ESM and the CommonJS copy of the package; these do not.
/** Whether a value is a `BrokerError` or one below it, from any copy of the package. */
export const isBrokerError = guard<BrokerError>('BrokerError');
/** Whether a value is a `ConfigurationError` or one below it, from any copy of the package. */
export const isConfigurationError = guard<ConfigurationError>('ConfigurationError');
/** Whether a value is a `ValidationError` or one below it, from any copy of the package. */
export const isValidationError = guard<ValidationError>('ValidationError');
/** Whether a value is a `UnsupportedError` or one below it, from any copy of the package. */
export const isUnsupportedError = guard<UnsupportedError>('UnsupportedError');
/** Whether a value is a `AuthenticationError` or one below it, from any copy of the package. */
export const isAuthenticationError = guard<AuthenticationError>('AuthenticationError');
/** Whether a value is a `RateLimitError` or one below it, from any copy of the package. */
export const isRateLimitError = guard<RateLimitError>('RateLimitError');
/** Whether a value is a `NotConnectedError` or one below it, from any copy of the package. */
export const isNotConnectedError = guard<NotConnectedError>('NotConnectedError');
/** Whether a value is a `TransportError` or one below it, from any copy of the package. */
export const isTransportError = guard<TransportError>('TransportError');
/** Whether a value is a `TimeoutError` or one below it, from any copy of the package. */
export const isTimeoutError = guard<TimeoutError>('TimeoutError');
/** Whether a value is a `ConnectionError` or one below it, from any copy of the package. */
export const isConnectionError = guard<ConnectionError>('ConnectionError');
/** Whether a value is a `HttpStatusError` or one below it, from any copy of the package. */
export const isHttpStatusError = guard<HttpStatusError>('HttpStatusError');
/** Whether a value is a `ProtocolError` or one below it, from any copy of the package. */
export const isProtocolError = guard<ProtocolError>('ProtocolError');
/** Whether a value is a `VenueError` or one below it, from any copy of the package. */
export const isVenueError = guard<VenueError>('VenueError');
/** Whether a value is a `OrderRejectedError` or one below it, from any copy of the package. */
export const isOrderRejectedError = guard<OrderRejectedError>('OrderRejectedError');
/** Whether a value is a `OrderOutcomeUnknownError` or one below it, from any copy of the package. */
export const isOrderOutcomeUnknownError = guard<OrderOutcomeUnknownError>('OrderOutcomeUnknownError');
/** Whether a value is a `OverflowError` or one below it, from any copy of the package. */
export const isOverflowError = guard<OverflowError>('OverflowError');
/** Whether a value is a `AbortedError` or one below it, from any copy of the package. */
export const isAbortedError = guard<AbortedError>('AbortedError');
/** Whether a value is a `ClosedError` or one below it, from any copy of the package. */
export const isClosedError = guard<ClosedError>('ClosedError');
