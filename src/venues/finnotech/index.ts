export { FinnotechBroker } from './broker';
export type {
  FinnotechBrokerOptions,
  FinnotechCandleInterval,
  FinnotechCandlesRequest,
  FinnotechChannel,
  FinnotechChannelOptions,
  FinnotechPollOptions,
} from './broker-types';
export { FinnotechClient, rawOf } from './client';
export { FinnotechError, FinnotechScopeError, FinnotechTokenError } from './errors';
export type * from './types/client';
export type * from './types/rows';
export type * from './types/services';
