export { PoloniexBroker } from './broker';
export type {
  PoloniexBrokerOptions,
  PoloniexBrokerOrderType,
  PoloniexBrokerTimeInForce,
  PoloniexCandlesRequest,
  PoloniexChannel,
  PoloniexChannelOptions,
  PoloniexModifyOrderRequest,
  PoloniexPlaceOrderRequest,
} from './broker-types';
export { PoloniexClient, rawOf } from './client';
export { PoloniexError, type PoloniexErrorContext } from './errors';
export type { PoloniexCandleInterval } from './map';
export type { PoloniexPrivateSocket } from './private-socket';
export type { PoloniexPublicSocket } from './public-socket';
export { PoloniexReplaceError } from './replace-error';
export type * from './types/account';
export type * from './types/client';
export type * from './types/market';
export type * from './types/open';
export type * from './types/stream';
export type * from './types/trading';
