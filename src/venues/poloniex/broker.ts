import { defineVenue } from '../../adapter/broker/define-venue';
import { createAdapter } from './adapter';
import { type PoloniexTypes, profile } from './profile';

/**
 * Poloniex spot.
 *
 * Orders go over REST, the private socket reports their state. Stop orders are the venue's smart orders; one that
 * was triggered stays one Order, under the id that `placeOrder` returned.
 *
 * `modifyOrder` cancels the order and places another in one request; it throws {@link PoloniexReplaceError} when the old
 * one is gone and the new one was refused. The venue keeps ended orders and fills for 180 days and serves the last 1000
 * trades of a symbol; a book has up to 150 levels a side. `fetchOrders` goes by the time of placing: the venue's documents
 * do not say by which of an order's times it searches, so one whose placing or end lies outside the range may be missing.
 * @see Poloniex API, spot; Authenticated Channels
 */
export class PoloniexBroker extends defineVenue<PoloniexTypes>(profile, createAdapter) {}
