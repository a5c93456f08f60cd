import { expect } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { addDecimals, decimalFromText, type Order } from '../../../src/model';
import { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import type { World } from './broker-world';

/** How an order stands, by the venue and by the broker alike. */
interface Standing {
  readonly state: string;
  readonly filled: string;
  readonly spent: string;
}

const STATUS: Readonly<Record<string, string>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'partiallyFilled',
  FILLED: 'filled',
  PARTIALLY_CANCELED: 'canceled',
  CANCELED: 'canceled',
  PENDING_NEW: 'open',
  FAILED: 'rejected',
};

/** All orders of the account by the id under which the broker tells them, and all its trades, read at the venue. */
export async function venueState(world: World) {
  const { http, ws } = world.emulator.endpoints;
  const client = new PoloniexClient({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    ...world.emulator.credentials,
    clock: world.clock,
    logger: silentLogger,
  });
  try {
    const read = async () => {
      const smart = [
        ...(await client.getSmartOrders({ limit: 1000 })),
        ...(await client.getSmartOrderHistory({ limit: 1000 })),
      ];
      const plain = [
        ...(await client.getOpenOrders({ limit: 1000 })),
        ...(await client.getOrderHistory({ limit: 1000 })),
      ];
      return { smart, plain, trades: await client.getTrades({ limit: 1000 }) };
    };
    const { smart, plain, trades } = await world.drive(read());
    const smartOf = new Map(smart.map(({ id, triggeredOrder }) => [triggeredOrder?.id, id]));
    const orders = new Map<string, Standing>();
    for (const { id, state, triggeredOrder } of smart) {
      if (!triggeredOrder) orders.set(id, { state: STATUS[state] ?? state, filled: '0', spent: '0' });
    }
    for (const { id, state, filledQuantity, filledAmount } of plain) {
      orders.set(smartOf.get(id) ?? id, {
        state: STATUS[state] ?? state,
        filled: decimalFromText(filledQuantity),
        spent: decimalFromText(filledAmount),
      });
    }
    const fills = trades.map(({ id, orderId }) => `${id} of ${smartOf.get(orderId) ?? orderId}`);
    return { orders, fills };
  } finally {
    await client.close();
  }
}

/** Asserts that what was told adds up to what the venue has: every order, every fill once, every balance. */
export async function expectTruth(world: World): Promise<void> {
  const venue = await venueState(world);
  const told = new Map(world.orders.map((order) => [order.id, standing(order)]));
  expect(Object.fromEntries([...told].sort())).toEqual(Object.fromEntries([...venue.orders].sort()));
  expect(world.fills.map(({ id, orderId }) => `${id} of ${orderId}`).sort()).toEqual([...venue.fills].sort());
  for (const [id, { filled }] of venue.orders) {
    const sum = world.fillsOf(id).reduce((total, { quantity }) => addDecimals(total, quantity), '0');
    expect(sum).toBe(filled);
  }
  const balances = new Map(world.balances.map((balance) => [balance.currency, balance]));
  for (const [currency, { available, held }] of balances) {
    const { available: free, hold } = world.emulator.balance(currency);
    expect({ currency, available, held }).toEqual({
      currency,
      available: decimalFromText(free),
      held: decimalFromText(hold),
    });
  }
}

/** Asserts that no order went back: what was filled never falls, and an end is an end. */
export function expectForward(orders: readonly Order[]): void {
  const last = new Map<string, Order>();
  for (const order of orders) {
    const before = last.get(order.id);
    last.set(order.id, order);
    if (!before) continue;
    expect(Number(order.filledQuantity)).toBeGreaterThanOrEqual(Number(before.filledQuantity));
    const ended = ['filled', 'canceled', 'rejected', 'expired'].includes(before.status);
    if (ended && before.reason !== 'inferred') expect(order.status).toBe(before.status);
  }
}

function standing({ status, filledQuantity, filledQuoteQuantity = '0' }: Order): Standing {
  return { state: status, filled: filledQuantity, spent: filledQuoteQuantity };
}
