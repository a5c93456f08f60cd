/**
 * Local servers of the venues' protocols.
 * @module venuekit/emulators
 */

import { type EmulatorOptions, type Emulators, STARTERS } from './registry';

export type { ExecutedEntry, ExecutedKind, ReceivedRequest } from './execution-log';
export { ExecutedLog } from './execution-log';
export type { FaultNames } from './fault-names';
export type { DropMode, FaultScope, FaultSide } from './fault-rules';
export type { StatusAnswer } from './faults';
export { Faults } from './faults';
export type { Instrument, InstrumentKind } from './market/instrument';
export type { Market, MarketQuote } from './market/market';
export type { HttpConnectionInfo } from './network/http-connection';
export type { HttpReply } from './network/http-reply';
export { pageReply } from './network/http-reply';
export type { CallTerms, HttpCall, HttpCommand, HttpPort } from './network/http-server';
export type { SocketConnection } from './network/socket-connection';
export type { SocketPort, UserRules, VenueConnection, VenuePort } from './network/venue-server';
export type { SocketContext, SocketTerms } from './network/venue-socket';
export { VenueSocket } from './network/venue-socket';
export type { VenueOptions } from './options';
export type {
  HttpEndpoint,
  StartedVenue,
  VenueContext,
  VenueEmulator,
  VenueRules,
  VenueSetup,
} from './start-venue';
export { startVenue } from './start-venue';
export { UserLocks } from './user-locks';
export type * from './venue-types';

/** A venue that can be emulated. */
export type EmulatorVenue = keyof Emulators;

/** The venues that can be emulated. */
export const EMULATOR_VENUES = Object.keys(STARTERS) as readonly EmulatorVenue[];

/**
 * Starts a local server of a venue's protocol on loopback.
 * @throws RangeError for a venue that has no emulator, or an option out of range
 */
export async function startEmulator<V extends EmulatorVenue>(
  venue: V,
  options: EmulatorOptions[V] = {},
): Promise<Emulators[V]> {
  const start = Object.hasOwn(STARTERS, venue) ? STARTERS[venue] : undefined;
  if (!start) throw new RangeError(`There is no emulator of ${venue}`);
  return start(options);
}
