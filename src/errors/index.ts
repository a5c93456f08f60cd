export { BrokerError, type ErrorContext } from './broker-error';
export * from './guards';
export { ConfigurationError, UnsupportedError, ValidationError } from './input-errors';
export { type OrderErrorContext, OrderOutcomeUnknownError, OrderRejectedError } from './order-errors';
export {
  AbortedError,
  AuthenticationError,
  ClosedError,
  NotConnectedError,
  OverflowError,
  RateLimitError,
} from './session-errors';
export {
  ConnectionError,
  type ConnectionFailure,
  HttpStatusError,
  TimeoutError,
  TransportError,
} from './transport-errors';
export { ProtocolError, VenueError } from './venue-errors';
