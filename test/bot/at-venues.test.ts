import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  isVenueError,
  type Order,
  OrderEndedError,
  onShutdown,
  type Position,
  retryReads,
  type ShutdownReport,
  supports,
  waitForOrder,
} from '../../src';
import { TRADING_VENUES, type TradingWorld } from './support/venues';

const worlds: TradingWorld[] = [];

async function started(venue: string): Promise<TradingWorld> {
  const world = await (TRADING_VENUES[venue] as () => Promise<TradingWorld>)();
  worlds.push(world);
  await world.broker.connect();
  return world;
}

function place({ broker, order }: TradingWorld): Promise<Order> {
  return broker.placeOrder({ side: 'buy', type: 'limit', ...order });
}

afterEach(async () => {
  for (const { broker, close } of worlds.splice(0)) {
    await broker.close();
    await close();
  }
});

describe.each(Object.keys(TRADING_VENUES))('waitForOrder at %s', (venue) => {
  it('behavior: through a change to the fill', async () => {
    const world = await started(venue);
    const { broker, otherPrice: price, fall } = world;
    const placed = await place(world);
    const waiting = waitForOrder(broker, { id: placed.id }, { until: 'filled' });
    const changed = supports(broker, 'modifyOrder')
      ? await broker.modifyOrder({ id: placed.id, price })
      : placed;
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
    if (!supports(broker, 'cancelOrder')) throw new Error(venue);
    await broker.cancelOrder({ id: placed.id });
    await expect(waiting).rejects.toThrow(OrderEndedError);
    await expect(waiting).rejects.toMatchObject({ order: { id: placed.id, status: 'canceled' } });
  });

  it('error: the venue has no such order', async () => {
    const { broker } = await started(venue);
    await expect(waitForOrder(broker, { id: '999999999' }, { until: 'final' })).rejects.toSatisfy(
      isVenueError,
    );
  });
});

describe.each(Object.keys(TRADING_VENUES))('onShutdown at %s', (venue) => {
  it('default: orders are canceled, the position opened here is closed, and nothing of it is left', async () => {
    const world = await started(venue);
    const { broker, order } = world;
    const isMine = ({ symbol }: Position): boolean => symbol === order.symbol;
    const hasPositions = supports(broker, 'fetchPositions');
    const before = hasPositions ? (await broker.fetchPositions()).filter(isMine).length : 0;
    await place(world);
    await place(world);
    if (hasPositions && before === 0) {
      const { symbol, quantity } = order;
      const bought = await broker.placeOrder({ symbol, quantity, side: 'buy', type: 'market' });
      await waitForOrder(broker, bought, { until: 'filled' });
      await vi.waitFor(async () => expect((await broker.fetchPositions()).filter(isMine)).toHaveLength(1));
    }
    const process = Object.assign(new EventEmitter(), { exit: vi.fn() });
    const report = new Promise<ShutdownReport>((resolve) => {
      onShutdown(broker, {
        cancelOrders: 'own',
        closePositions: hasPositions && isMine,
        report: resolve,
        process,
      });
    });
    process.emit('SIGTERM');
    const { exitCode, brokers } = await report;
    expect(brokers).toMatchObject([{ isComplete: true, failures: [], unknown: [] }]);
    expect(exitCode).toBe(0);
    expect(brokers[0]?.canceled).toHaveLength(2);
    expect(brokers[0]?.openOrders?.filter(({ origin }) => origin === 'local')).toEqual([]);
    if (hasPositions) {
      expect(brokers[0]?.closing.length).toBeGreaterThan(0);
      expect(brokers[0]?.positions?.filter(isMine)).toEqual([]);
    }
    expect(broker.status.state).toBe('closed');
    await vi.waitFor(() => expect(process.exit).toHaveBeenCalledWith(0));
  });
});

describe.each(Object.keys(TRADING_VENUES))('retryReads at %s', (venue) => {
  it('behavior: a read goes on after a lost connection, a write is not repeated', async () => {
    const world = await started(venue);
    const { broker, order, reset } = world;
    reset();
    const quotes = await retryReads(() => broker.fetchQuotes([order.symbol]), { attempts: 20, baseMs: 20 });
    expect(quotes).toMatchObject([{ symbol: order.symbol }]);
    await broker.close();
    let calls = 0;
    const write = (): Promise<Order> => {
      calls += 1;
      return place(world);
    };
    await expect(retryReads(write, { baseMs: 1 })).rejects.toThrow();
    expect(calls).toBe(1);
  });
});
