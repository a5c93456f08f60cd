import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { OrderResolver, placeKey } from '../../../src/adapter/orders/pending-resolutions';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Order } from '../../../src/model';

function resolverOf() {
  return new OrderResolver({
    clock: new VirtualClock(),
    settings: { graceMs: 5000, retryMs: 500, lookups: 3 },
    state: () => 'live',
    lookup: () => new Promise(() => {}),
    found: (_pending, order) => order,
    provesAbsence: () => true,
    vanished: () => undefined,
    settled: () => {},
  });
}

function add(resolver: OrderResolver, clientOrderId: string): void {
  resolver.add({ key: placeKey(clientOrderId), kind: 'place', ref: { clientOrderId }, since: 0, own: true });
}

describe('OrderResolver.wait', () => {
  test('behavior: many resolutions of one signal are one listener on it, and none when they are settled', async () => {
    const resolver = resolverOf();
    const { signal } = new AbortController();
    const ids = Array.from({ length: 50 }, (_, index) => `order-${index}`);
    for (const id of ids) add(resolver, id);
    const waits = ids.map((id) => resolver.wait(placeKey(id), signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    const order = { id: '1', status: 'open' } as Order;
    for (const id of ids) resolver.resolve(placeKey(id), { outcome: 'accepted', order });
    expect(await Promise.all(waits)).toHaveLength(50);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('behavior: one that stops waiting leaves the resolution open', () => {
    const resolver = resolverOf();
    const controller = new AbortController();
    add(resolver, 'a');
    void resolver.wait(placeKey('a'), controller.signal);
    controller.abort();
    expect(resolver.has(placeKey('a'))).toBe(true);
    expect(resolver.size).toBe(1);
  });
});
