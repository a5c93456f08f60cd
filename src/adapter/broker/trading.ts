import type { OrderRules } from '../../orders/order-rules';
import type { OrderTracker } from '../../orders/order-tracker';
import { AccountSync } from '../account/account-sync';
import type { AccountPorts } from '../account/ports';
import type { ConnectionMonitor } from '../connection/connection-monitor';
import { OrderManager } from '../orders/order-manager';
import type { OrderPort } from '../orders/order-port';
import type { VenueContext, VenueProfile } from './ports';
import type { VenueTypes } from './venue-types';

/** What of a venue its orders and its account are made of. */
export interface TradingParts {
  readonly connection: ConnectionMonitor;
  readonly tracker: OrderTracker;
  readonly port: OrderPort;
  readonly account: AccountPorts;
  /** Pause between two audits, in ms. */
  readonly auditIntervalMs: number;
  /** How long a request for a look at the account waits for others, in ms. @defaultValue 50 */
  readonly gatherMs?: number | undefined;
  /** Makes the client order ids of orders that name none. @defaultValue ids that use what the venue allows */
  readonly newClientOrderId?: (() => string) | undefined;
}

/**
 * What writes the orders of a broker and what keeps its account in step. What they emit goes to the broker's listeners, and
 * the rules of orders are the profile's.
 */
export function createTrading<T extends VenueTypes>(context: VenueContext<T>, parts: TradingParts) {
  const { profile, settings, instruments, topics } = context;
  const { clock, journal } = settings;
  const { connection, port, account } = parts;
  const shared = { ...context, ...parts, clock, serverTime: () => connection.serverTime() };
  const orders = new OrderManager({
    ...shared,
    venue: profile.id,
    port,
    rules: rulesOf(profile),
    instrument: (symbol) => instruments.current(symbol) ?? instruments.require(symbol),
    journal,
  });
  const sync = new AccountSync({
    ...shared,
    ports: account,
    onOrder: (order) => orders.observe(order),
    restoreTopics: (signal) => topics.restore(signal),
  });
  return { orders, sync };
}

/** The rules of orders of a venue. @throws TypeError when its profile has none */
export function rulesOf({ id, capabilities, orderRules }: VenueProfile): OrderRules {
  const { orderTypes, timesInForce, clientOrderId, modifiableFields, modifyReplaces } = capabilities;
  if (orderRules === undefined || clientOrderId === undefined)
    throw new TypeError(`The profile of ${id} has no rules of orders`);
  return {
    venue: id,
    orderTypes,
    timesInForce,
    clientOrderId,
    modifiableFields,
    modifyReplaces,
    ...orderRules,
  };
}
