import type { Order } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import type { OrderRules } from '../../orders/order-rules';
import { OrderTracker } from '../../orders/order-tracker';
import type { VenueTimes } from '../../streaming/time/venue-times';
import { type OrderGateway, OrderManager } from '../orders/order-manager';
import { OrderWatch } from '../orders/watch';
import type { VenueContext } from './ports';
import type { VenueTypes } from './venue-types';

/** What is known of orders, for a venue's parts that need it before there is an order manager. */
export interface OrderKnowledge {
  readonly tracker: OrderTracker;
  readonly watch: OrderWatch;
}

/** @param times - the venue's clock: what is dated ahead of it must not make later reports look old */
export function createOrderKnowledge<T extends VenueTypes>(
  { settings }: VenueContext<T>,
  times: VenueTimes,
): OrderKnowledge {
  const tracker = new OrderTracker({ isFar: (time) => times.isFar(time) });
  return { tracker, watch: new OrderWatch(settings.clock, (ref) => tracker.find(ref)) };
}

/** The order manager of a broker: what it emits goes to the broker's listeners, and its rules are the profile's. */
export function createOrderManager<T extends VenueTypes>(
  context: VenueContext<T>,
  { tracker, watch }: OrderKnowledge,
  port: OrderGateway,
  serverTime: () => number,
): OrderManager {
  const { profile, settings, redactor } = context;
  const { clock, random, journal, timeoutMs } = settings;
  return new OrderManager({
    venue: profile.id,
    gateway: port,
    rules: rulesOf(context),
    tracker,
    journal,
    clock,
    serverTime,
    random,
    state: () => context.state(),
    defaultTimeoutMs: timeoutMs,
    newClientOrderId,
    nextRequestId: () => context.nextRequestId(),
    emit: {
      order: (order: Order) => {
        context.publish('orders', order);
        watch.notify();
      },
      fill: (fill) => context.publish('fills', fill),
      adopted: (order) => context.adopted(order),
      warning: (warning) => context.report(warning.code, warning.message, warning.error),
      doubtsOrder: (order) => context.doubts('orders', order),
      doubtsFill: (fill) => context.doubts('fills', fill),
    },
    redactor,
  });
}

function rulesOf<T extends VenueTypes>({ profile }: VenueContext<T>): OrderRules {
  const { orderTypes, timesInForce, clientOrderId, modifiableFields } = profile.capabilities;
  if (profile.orderRules === undefined || clientOrderId === undefined)
    throw new TypeError(`The profile of ${profile.id} has no rules of orders`);
  return {
    venue: profile.id,
    orderTypes,
    timesInForce,
    clientOrderId,
    modifiableFields,
    ...profile.orderRules,
  };
}
