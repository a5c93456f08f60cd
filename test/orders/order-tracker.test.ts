import { describe, expect, it } from 'vitest';
import { OrderTracker } from '../../src/orders/order-tracker';
import { makeFill, makeOrder } from './support/records';

describe('OrderTracker', () => {
  it('default: reports are merged, duplicates have nothing new', () => {
    const tracker = new OrderTracker();
    expect(tracker.observe(makeOrder())).toMatchObject({ changed: true, order: { status: 'open' } });
    expect(tracker.observe(makeOrder({ receivedTime: 1 })).changed).toBe(false);
    const { order, changed } = tracker.observe(makeOrder({ status: 'filled', filledQuantity: '1' }));
    expect(changed).toBe(true);
    expect(tracker.find({ id: '1' })).toBe(order);
    expect(tracker.openOrders()).toEqual([]);
  });

  it('behavior: terms that the reports of an order lack are those of its request', () => {
    const tracker = new OrderTracker();
    tracker.addLocal('c', { timeInForce: 'ioc', positionEffect: 'close' });
    const { order } = tracker.observe(makeOrder({ clientOrderId: 'c', positionEffect: 'open' }));
    expect(order).toMatchObject({ timeInForce: 'ioc', positionEffect: 'open', origin: 'local' });
  });

  it('default: orders are found by id or by client id', () => {
    const tracker = new OrderTracker();
    tracker.observe(makeOrder({ id: '7', clientOrderId: 'c' }));
    expect(tracker.find({ clientOrderId: 'c' })?.id).toBe('7');
    expect(tracker.find({ id: '7', clientOrderId: 'other' })?.id).toBe('7');
    expect(tracker.find({ id: '8', clientOrderId: 'c' })).toBeUndefined();
    expect(tracker.find({ id: '8' })).toBeUndefined();
    expect(tracker.find({ clientOrderId: 'x' })).toBeUndefined();
  });

  it('behavior: keys of every object are keys like any other', () => {
    const tracker = new OrderTracker();
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(tracker.find({ id: name })).toBeUndefined();
      expect(tracker.isLocal(name)).toBe(false);
      tracker.addLocal(name);
      tracker.observe(makeOrder({ id: name, clientOrderId: name, symbol: name }));
      expect(tracker.find({ clientOrderId: name })).toMatchObject({ id: name, origin: 'local' });
      expect(tracker.openOrders({ symbol: name })).toHaveLength(1);
      expect(tracker.observeFill(makeFill({ symbol: name, id: name }))).toBe(true);
    }
  });

  it('behavior: an order of this process is local, whatever reports it first', () => {
    const tracker = new OrderTracker();
    tracker.addLocal('mine');
    tracker.observe(makeOrder({ clientOrderId: 'mine' }));
    tracker.observe(makeOrder({ id: '2', clientOrderId: 'theirs' }));
    tracker.observe(makeOrder({ id: '3' }));
    expect(tracker.openOrders({ origin: 'local' }).map(({ id }) => id)).toEqual(['1']);
    expect(tracker.openOrders({ origin: 'external' }).map(({ id }) => id)).toEqual(['2', '3']);
    expect(tracker.isLocal('mine')).toBe(true);
    expect(tracker.isLocal('theirs')).toBe(false);
  });

  it('behavior: a linked id gives a client id to reports without one, before and after', () => {
    const tracker = new OrderTracker();
    tracker.addLocal('a');
    tracker.linkClientOrderId('1', 'a');
    expect(tracker.observe(makeOrder()).order).toMatchObject({ clientOrderId: 'a', origin: 'local' });
    tracker.observe(makeOrder({ id: '2' }));
    tracker.linkClientOrderId('2', 'b');
    expect(tracker.find({ clientOrderId: 'b' })?.id).toBe('2');
  });

  it('behavior: a client id moves to the replacement, not to the order that closes its position', () => {
    const tracker = new OrderTracker();
    tracker.observe(makeOrder({ id: '1', clientOrderId: 'c' }));
    tracker.observe(makeOrder({ id: '2', clientOrderId: 'c', replaces: '1' }));
    expect(tracker.find({ clientOrderId: 'c' })?.id).toBe('2');
    tracker.observe(makeOrder({ id: '3', clientOrderId: 'c', positionEffect: 'close' }));
    expect(tracker.find({ clientOrderId: 'c' })?.id).toBe('2');
    tracker.observe(makeOrder({ id: '4', clientOrderId: 'd', positionEffect: 'close' }));
    tracker.observe(makeOrder({ id: '5', clientOrderId: 'd', positionEffect: 'open' }));
    expect(tracker.find({ clientOrderId: 'd' })?.id).toBe('5');
  });

  it('behavior: open orders are listed as first seen, by symbol and account', () => {
    const tracker = new OrderTracker();
    tracker.observe(makeOrder({ id: '1', symbol: 'A', account: 'x' }));
    tracker.observe(makeOrder({ id: '2', symbol: 'B', account: 'y' }));
    tracker.observe(makeOrder({ id: '3', symbol: 'A' }));
    tracker.observe(makeOrder({ id: '1', symbol: 'A', status: 'partiallyFilled', filledQuantity: '0.1' }));
    expect(tracker.openOrders().map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(tracker.openOrders({ symbol: 'A' }).map(({ id }) => id)).toEqual(['1', '3']);
    expect(tracker.openOrders({ account: 'x' }).map(({ id }) => id)).toEqual(['1', '3']);
  });

  it('behavior: an inferred end can be undone', () => {
    const tracker = new OrderTracker();
    tracker.observe(makeOrder());
    tracker.observe(makeOrder({ status: 'canceled', reason: 'inferred' }));
    expect(tracker.openOrders()).toEqual([]);
    expect(tracker.observe(makeOrder()).order.status).toBe('open');
    expect(tracker.openOrders()).toHaveLength(1);
    expect(tracker.size.final).toBe(0);
  });

  it('behavior: fills are distinguished by symbol, side and id', () => {
    const tracker = new OrderTracker();
    expect(tracker.observeFill(makeFill())).toBe(true);
    expect(tracker.observeFill(makeFill({ source: 'reconcile' }))).toBe(false);
    // A trade with oneself.
    expect(tracker.observeFill(makeFill({ side: 'sell', orderId: '2' }))).toBe(true);
    expect(tracker.observeFill(makeFill({ symbol: 'GOLD' }))).toBe(true);
    // Each of them again.
    expect(tracker.observeFill(makeFill())).toBe(false);
    expect(tracker.observeFill(makeFill({ side: 'sell' }))).toBe(false);
    expect(tracker.observeFill(makeFill({ symbol: 'GOLD' }))).toBe(false);
  });

  it('behavior: memory is bounded, and open orders are never dropped', () => {
    const tracker = new OrderTracker({ maxFinalOrders: 100, maxFills: 50 });
    for (let i = 0; i < 500; i += 1) {
      tracker.observe(makeOrder({ id: `open${i}`, clientOrderId: `o${i}` }));
      tracker.observe(makeOrder({ id: `final${i}`, clientOrderId: `f${i}`, status: 'canceled' }));
      tracker.observeFill(makeFill({ id: `fill${i}` }));
    }
    expect(tracker.size).toEqual({ open: 500, final: 100, fills: 50 });
    expect(tracker.find({ clientOrderId: 'o0' })?.id).toBe('open0');
    expect(tracker.find({ clientOrderId: 'f0' })).toBeUndefined();
    expect(tracker.find({ clientOrderId: 'f499' })?.id).toBe('final499');
  });
});
