import type { OrderRules } from '../../orders/order-rules';
import type { OrderTracker } from '../../orders/order-tracker';
import { OrderManager } from '../orders/order-manager';
import type { OrderPort } from '../orders/order-port';
import type { VenueContext, VenueProfile } from './ports';
import type { VenueTypes } from './venue-types';

/** The order manager of a broker: what it emits goes to the broker's listeners, and its rules are the profile's. */
export function createOrderManager<T extends VenueTypes>(
  context: VenueContext<T>,
  tracker: OrderTracker,
  port: OrderPort,
  serverTime: () => number,
): OrderManager {
  const { profile, settings, instruments } = context;
  const { clock, journal } = settings;
  return new OrderManager({
    ...context,
    venue: profile.id,
    port,
    rules: rulesOf(profile),
    tracker,
    instrument: (symbol) => instruments.require(symbol),
    journal,
    clock,
    serverTime,
  });
}

function rulesOf({ id, capabilities, orderRules }: VenueProfile): OrderRules {
  const { orderTypes, timesInForce, clientOrderId, modifiableFields } = capabilities;
  if (orderRules === undefined || clientOrderId === undefined)
    throw new TypeError(`The profile of ${id} has no rules of orders`);
  return { venue: id, orderTypes, timesInForce, clientOrderId, modifiableFields, ...orderRules };
}
