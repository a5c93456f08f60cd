import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulesOf } from '../../src/adapter/broker/trading';
import type { PlaceOrderRequest } from '../../src/broker';
import { isBrokerError } from '../../src/errors';
import { type CheckedOrder, checkPlaceOrder } from '../../src/orders/check-order';
import type { OrderRules } from '../../src/orders/order-rules';
import { orderArguments } from '../../src/venues/poloniex/orders/order-arguments';
import { profile as poloniex } from '../../src/venues/poloniex/profile';
import { createOrderArguments } from '../../src/venues/poloniex/wire/arguments-trading';
import { openArguments } from '../../src/venues/xapi/orders/open-arguments';
import { profile as xapi } from '../../src/venues/xapi/profile';
import { tradeTransInfo } from '../../src/venues/xapi/wire/arguments';

const amount = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map((units) => (units / 1000).toFixed(3)),
  fc.double({ min: 0.001, max: 1000, noNaN: true }),
  fc.constantFrom('0', '-1', '1e3', '0.10', '00.5', ''),
);
/** The venue's own: the broker has looked it up. */
const symbol = fc.constant('BTC_USDT');
const common = { symbol, side: fc.constantFrom('buy', 'sell') };
const base = fc.oneof(
  fc.record({ ...common, type: fc.constant('limit'), quantity: amount, price: amount }),
  fc.record({ ...common, type: fc.constant('market'), quantity: amount }),
  fc.record({ ...common, type: fc.constant('market'), quoteQuantity: amount }),
);
/** At most a few terms more, many of which some venue does not have. */
const terms = fc.record(
  {
    stopLoss: amount,
    takeProfit: amount,
    timeInForce: fc.constantFrom('gtc', 'ioc', 'fok', 'gtd', 'day'),
    expireTime: fc.integer({ min: 0, max: 2e12 }),
    postOnly: fc.boolean(),
    clientOrderId: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), fc.string()),
  },
  { requiredKeys: [] },
);
const request = fc
  .tuple(base, fc.oneof(fc.constant({}), terms))
  .map(([order, more]) => ({ ...order, ...more }));

/** Orders that pass the rules of a venue. */
function checked(rules: OrderRules, given: object): CheckedOrder | undefined {
  try {
    return checkPlaceOrder(given as PlaceOrderRequest, { rules, now: 0, newId: () => 'id' });
  } catch (error) {
    if (!isBrokerError(error)) throw error;
    return undefined;
  }
}

const venues = [
  [
    'xapi',
    rulesOf(xapi),
    tradeTransInfo,
    (order: CheckedOrder) => openArguments(order, order.price ?? '1.5'),
  ],
  ['poloniex', rulesOf(poloniex), createOrderArguments, orderArguments],
] as const;

describe('arguments of an order that has been checked', () => {
  it.each(venues)(
    'behavior: %s takes them as they are, as its schema would',
    (_, rules, schema, argumentsOf) => {
      let count = 0;
      fc.assert(
        fc.property(request, (given) => {
          const order = checked(rules, given);
          if (order === undefined) return;
          count += 1;
          const made = argumentsOf(order);
          expect(schema.parse(made)).toEqual(made);
        }),
        { numRuns: 3000 },
      );
      expect(count).toBeGreaterThan(300);
    },
  );
});
