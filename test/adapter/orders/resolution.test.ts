import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { OrderPort } from '../../../src/adapter/orders/order-port';
import { OrderResolver } from '../../../src/adapter/orders/pending-resolutions';
import type { BrokerState } from '../../../src/broker';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Order } from '../../../src/model';
import { OrderTracker } from '../../../src/orders/order-tracker';

function resolverOf() {
  const port = { lookup: () => new Promise(() => {}) } as unknown as OrderPort;
  const clock = new VirtualClock();
  const options = {
    clock,
    port,
    state: (): BrokerState => 'live',
    tracker: new OrderTracker(),
    adopted: () => {},
  } as const;
  return new OrderResolver(options, { observe: (order) => order, settled: () => {}, returned: () => {} });
}

function add(resolver: OrderResolver, clientOrderId: string): void {
  resolver.add({ kind: 'place', ref: { clientOrderId }, since: 0, own: true });
}

describe('OrderResolver.wait', () => {
  test('behavior: many resolutions of one signal are one listener on it, and none when they are settled', async () => {
    const resolver = resolverOf();
    const { signal } = new AbortController();
    const ids = Array.from({ length: 50 }, (_, index) => `order-${index}`);
    for (const id of ids) add(resolver, id);
    const waits = ids.map((id) => resolver.wait('place', { clientOrderId: id }, signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    const order = { id: '1', status: 'open' } as Order;
    for (const id of ids) resolver.refuse(id, order, undefined);
    expect(await Promise.all(waits)).toHaveLength(50);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('behavior: one that stops waiting leaves the resolution open', async () => {
    const resolver = resolverOf();
    const controller = new AbortController();
    add(resolver, 'a');
    const wait = resolver.wait('place', { clientOrderId: 'a' }, controller.signal);
    controller.abort();
    await expect(wait).rejects.toThrow('aborted');
    expect(resolver.get('place', { clientOrderId: 'a' })).toBeDefined();
    expect(resolver.own).toHaveLength(1);
  });
});
