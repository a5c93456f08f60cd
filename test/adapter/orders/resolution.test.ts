import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { OrderResolver } from '../../../src/adapter/orders/pending-resolutions';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Order } from '../../../src/model';

function resolverOf() {
  return new OrderResolver({
    clock: new VirtualClock(),
    state: () => 'live',
    lookup: () => new Promise(() => {}),
    found: (_pending, order) => order,
    provesAbsence: () => true,
    vanished: () => undefined,
    settled: () => {},
  });
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
    for (const id of ids) resolver.resolvePlacing(id, { outcome: 'accepted', order });
    expect(await Promise.all(waits)).toHaveLength(50);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('behavior: one that stops waiting leaves the resolution open', () => {
    const resolver = resolverOf();
    const controller = new AbortController();
    add(resolver, 'a');
    void resolver.wait('place', { clientOrderId: 'a' }, controller.signal);
    controller.abort();
    expect(resolver.get('place', { clientOrderId: 'a' })).toBeDefined();
    expect(resolver.own).toHaveLength(1);
  });
});
