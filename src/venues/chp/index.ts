/**
 * The CHP bridge of ITI Capital: its broker, its client and their records.
 * @module venuekit/chp
 */

export { ChpBroker } from './broker';
export { ChpApi } from './client/api';
export { ChpClient, rawOf } from './client/client';
export { ChpError, type ChpErrorKind, ChpFailedError, ChpMissingFieldError, ChpNotJsonError } from './errors';
export type * from './generated/records';
export type * from './types/account';
export type * from './types/answer';
export type {
  ChpBrokerOptions,
  ChpBrokerOrderType,
  ChpCandlesRequest,
  ChpChannel,
  ChpChannelOptions,
  ChpModifyOrderRequest,
  ChpPlaceOrderRequest,
  ChpTimeInForce,
} from './types/broker';
export type * from './types/client';
export type * from './types/open';
