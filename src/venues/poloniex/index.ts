/**
 * Poloniex spot: its broker, its client and their records.
 * @module venuekit/poloniex
 */

export { PoloniexBroker } from './broker';
export { PoloniexClient, rawOf } from './client/client';
export { PoloniexError, type PoloniexErrorContext } from './errors';
export type * from './generated/records';
export type { PoloniexCandleInterval } from './map';
export { PoloniexReplaceError } from './orders/replace-error';
export type { PoloniexPrivateSocket } from './socket/private-socket';
export type { PoloniexPublicSocket } from './socket/public-socket';
export type {
  PoloniexBrokerOptions,
  PoloniexBrokerOrderType,
  PoloniexBrokerTimeInForce,
  PoloniexCandlesRequest,
  PoloniexChannel,
  PoloniexChannelOptions,
  PoloniexModifyOrderRequest,
  PoloniexPlaceOrderRequest,
} from './types/broker';
export type * from './types/client';
export type * from './types/open';
export type * from './types/stream';
export type * from './types/trading';
