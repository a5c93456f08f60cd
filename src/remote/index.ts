/**
 * One connection to a venue for any number of bots: a connector that holds it, and brokers that use it over a bus, which is
 * Redis or the memory of one process.
 * @module venuekit/remote
 */

export type { SharedPace, SharedQuota } from '../transport/pace/shared-pace';
export type { RemoteBrokerOptions } from './broker/options';
export { RemoteBroker, type RemoteBrokerClass, type RemoteBrokerOf } from './broker/remote-broker';
export type {
  Bus,
  BusAnswer,
  BusCommand,
  ClaimRequest,
  ClaimResult,
  Lease,
  LeaseState,
  LeftCommand,
  Recalled,
  SentCommand,
  Stop,
  TopicListener,
  TopicMessage,
} from './bus/bus';
export { type MemoryBusOptions, memoryBus } from './bus/memory-bus';
export { type RedisBusOptions, redisBus } from './bus/open-redis-bus';
export type { RedisClient } from './bus/redis-client';
export {
  type Connector,
  type ConnectorOptions,
  type ConnectorState,
  startConnector,
} from './connector/connector';
export type { ConnectorEvents, ConnectorPhase, ConnectorStatus } from './connector/status';
export { type RedisQuota, type SharedQuotaOptions, sharedQuota } from './quota/shared-quota';
