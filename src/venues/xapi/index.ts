/**
 * XAPI of X Open Hub and xStation: its broker, its client and their records.
 * @module venuekit/xapi
 */

export { XapiBroker } from './broker';
export { rawOf, XapiClient } from './client/client';
export type { XapiStream } from './client/stream';
export { errorCodeOf, knownErrorCodes, type XapiErrorClass, type XapiErrorCode } from './error-codes';
export type * from './generated/records';
export type {
  XapiBookOptions,
  XapiBrokerOptions,
  XapiCandlesRequest,
  XapiChannel,
  XapiChannelOptions,
  XapiModifyOrderRequest,
  XapiOrderType,
  XapiPlaceOrderRequest,
  XapiQuotesOptions,
  XapiTimeInForce,
  XapiTradeOptions,
} from './types/broker';
export type * from './types/client';
export type * from './types/open';
export type * from './types/stream';
