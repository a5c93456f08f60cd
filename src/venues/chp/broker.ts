import { defineVenue } from '../../adapter/broker/define-venue';
import { createAdapter } from './adapter';
import { type ChpTypes, profile } from './profile';

/**
 * The ITI Capital bridge to Russian stocks, futures and bonds.
 *
 * The venue streams nothing: every channel is polled by one loop, and what is read of a channel comes from what its loop
 * has seen; a symbol that is not subscribed is listened to for as long as a read of its quotes takes. Quantities are
 * securities and multiples of the instrument's lot. The `clientOrderId` travels as the venue's `cookie`.
 *
 * Ended orders and own trades are those of the session: their ranges are complete from the beginning of the day in
 * Moscow on. An older order is known only while this broker remembers it. `fetchTrades` gives the newest 500 where
 * neither a time nor a limit is given; `closePosition` is a market order the other way.
 * @see CHP_client
 */
export class ChpBroker extends defineVenue<ChpTypes>(profile, createAdapter) {}
