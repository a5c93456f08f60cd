/**
 * Tehran market data of Finnotech: its broker, its client and their records.
 * @module venuekit/finnotech
 */

export { FinnotechBroker } from './broker';
export { FinnotechClient, rawOf } from './client/client';
export { FinnotechError, FinnotechScopeError, FinnotechTokenError } from './errors';
export type * from './generated/records';
export type {
  FinnotechBrokerOptions,
  FinnotechCandleInterval,
  FinnotechCandlesRequest,
  FinnotechChannel,
  FinnotechChannelOptions,
} from './types/broker';
export type * from './types/client';
export type * from './types/services';
