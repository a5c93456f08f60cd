import { afterEach, describe, expect, it } from 'vitest';
import {
  type Broker,
  type CancelsOrders,
  createBroker,
  type FetchesOrder,
  type ModifiesOrders,
  type Order,
  OrderEndedError,
  type PlacesOrders,
  waitForOrder,
} from '../../src';
import { startEmulator } from '../../src/emulators';

type TradingBroker = Broker & PlacesOrders & ModifiesOrders & CancelsOrders & FetchesOrder;

interface World {
  readonly broker: TradingBroker;
  /** A buy that rests, and a price at which it rests still. */
  readonly order: { readonly symbol: string; readonly quantity: string; readonly price: string };
  readonly otherPrice: string;
  /** Moves the market so far down that the buy is filled. */
  fall(): void;
  /** Breaks every connection. */
  reset(): void;
  close(): Promise<void>;
}

const reconnect = { baseMs: 1, maxMs: 50 };

const STARTS: Readonly<Record<string, () => Promise<World>>> = {
  async chp() {
    const emulator = await startEmulator('chp', { seed: 11 });
    const { host, port } = emulator.endpoints.http;
    const broker = await createBroker('chp', { host, port, reconnect, ...emulator.credentials });
    return {
      broker: broker as unknown as TradingBroker,
      order: { symbol: 'GAZP', quantity: '10', price: '100' },
      otherPrice: '101',
      fall: () => emulator.market.setPrice('GAZP', '90', '90.01'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
  async xapi() {
    const emulator = await startEmulator('xapi', { seed: 11 });
    const { main, stream } = emulator.endpoints.ws;
    const options = { mainUrl: main, streamUrl: stream, reconnect, ...emulator.credentials };
    const broker = await createBroker('xapi', options);
    return {
      broker: broker as unknown as TradingBroker,
      order: { symbol: 'EURUSD', quantity: '0.1', price: '0.9' },
      otherPrice: '0.91',
      fall: () => emulator.market.setPrice('EURUSD', '0.8', '0.8001'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
  async poloniex() {
    const emulator = await startEmulator('poloniex', { seed: 11 });
    const { http, ws } = emulator.endpoints;
    const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
    const broker = await createBroker('poloniex', { ...urls, reconnect, ...emulator.credentials });
    return {
      broker: broker as unknown as TradingBroker,
      order: { symbol: 'BTC_USDT', quantity: '0.01', price: '20000' },
      otherPrice: '20100',
      fall: () => emulator.market.setPrice('BTC_USDT', '15000', '15001'),
      reset: () => emulator.faults.reset(),
      close: () => emulator.close(),
    };
  },
};

const worlds: World[] = [];

async function started(venue: string): Promise<World> {
  const world = await (STARTS[venue] as () => Promise<World>)();
  worlds.push(world);
  await world.broker.connect();
  return world;
}

function place({ broker, order }: World): Promise<Order> {
  return broker.placeOrder({ side: 'buy', type: 'limit', ...order });
}

afterEach(async () => {
  for (const { broker, close } of worlds.splice(0)) {
    await broker.close();
    await close();
  }
});

describe.each(Object.keys(STARTS))('waitForOrder at %s', (venue) => {
  it('behavior: through a change to the fill', async () => {
    const world = await started(venue);
    const { broker, otherPrice: price, fall } = world;
    const placed = await place(world);
    const waiting = waitForOrder(broker, { id: placed.id }, { until: 'filled' });
    const changed = await broker.modifyOrder({ id: placed.id, price });
    fall();
    const { quantity } = world.order;
    await expect(waiting).resolves.toMatchObject({
      id: changed.id,
      status: 'filled',
      filledQuantity: quantity,
    });
    // The fill lies before this wait; the old id leads to the order that took its place.
    const again = await waitForOrder(broker, placed, { until: 'filled' });
    expect(again.id).toBe(changed.id);
  });

  it('behavior: a fill while the connection is down', async () => {
    const world = await started(venue);
    const { broker, fall, reset } = world;
    const placed = await place(world);
    const waiting = waitForOrder(broker, placed, { until: 'filled' });
    reset();
    fall();
    await expect(waiting).resolves.toMatchObject({ id: placed.id, status: 'filled' });
  });

  it('error: canceled instead', async () => {
    const world = await started(venue);
    const { broker } = world;
    const placed = await place(world);
    const waiting = waitForOrder(broker, placed, { until: 'filled' });
    waiting.catch(() => {});
    await broker.cancelOrder({ id: placed.id });
    await expect(waiting).rejects.toThrow(OrderEndedError);
    await expect(waiting).rejects.toMatchObject({ order: { id: placed.id, status: 'canceled' } });
  });
});
