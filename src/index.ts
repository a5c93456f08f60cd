/**
 * The contract that all venues share, its records and errors, what bots need on top, and the two ways to make a broker at
 * run time.
 * @module venuekit
 */
export * from './bot';
export * from './broker';
export { brokerFromEnv } from './broker-from-env';
export type { Clock, ScheduleOptions, Timer } from './core/clock';
export { systemClock } from './core/clock';
export type { LogFields, Logger } from './core/logger';
export { defaultLogger, silentLogger } from './core/logger';
export type { Random } from './core/random';
export { seededRandom, systemRandom } from './core/random';
export type { BuiltInVenueId, VenueId } from './core/venue-id';
export { VirtualClock } from './core/virtual-clock';
export { createBroker, VENUES } from './create-broker';
export * from './errors';
export * from './model';
export { newClientOrderId } from './orders/client-order-id';
export { isFinal } from './orders/merge-order';
export type { VenueBrokers, VenueName, VenueOptions } from './venue-registry';
