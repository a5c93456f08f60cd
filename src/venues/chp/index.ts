export { ChpApi } from './api';
export { ChpBroker } from './broker';
export type {
  ChpBrokerOptions,
  ChpBrokerOrderType,
  ChpCandlesRequest,
  ChpChannel,
  ChpChannelOptions,
  ChpModifyOrderRequest,
  ChpPlaceOrderRequest,
  ChpPollOptions,
  ChpTimeInForce,
} from './broker-types';
export { ChpClient, rawOf } from './client';
export { ChpError, type ChpErrorKind, ChpFailedError, ChpMissingFieldError, ChpNotJsonError } from './errors';
export type * from './types/account';
export type * from './types/answer';
export type * from './types/api';
export type * from './types/client';
export type * from './types/market';
export type * from './types/open';
export type * from './types/trading';
