import { describe, expect, it } from 'vitest';
import { ChannelHealth, WHOLE } from '../../../src/adapter/polled/channel-health';
import { subscriber } from './fixture';

describe('ChannelHealth', () => {
  it('behavior: a symbol that fails concerns its own subscriptions, the whole channel all; the error comes once', () => {
    const health = new ChannelHealth();
    const [a, b] = [subscriber(), subscriber()];
    health.add(a, ['A']);
    health.add(b, ['B']);
    health.fail('A', new Error('one'));
    health.fail('A', new Error('two'));
    health.fail(WHOLE, new Error('all'));
    health.recover(WHOLE);
    health.recover('A');
    health.recover('A');
    expect(a.told).toEqual(['stale A', 'error one', 'stale A', 'stale ', 'error all', 'live ', 'live A']);
    expect(b.told).toEqual(['stale ', 'error all', 'live ', 'live A']);
  });

  it('behavior: one who subscribes while it fails is stale at once, one who has left is told nothing', () => {
    const health = new ChannelHealth();
    health.fail(WHOLE, new Error('no'));
    const [late, gone] = [subscriber(), subscriber()];
    health.add(late);
    health.add(gone)();
    health.gap({ reason: 'lost', to: 0 });
    health.clear();
    health.clear();
    expect([late.told, gone.told]).toEqual([['stale ', 'gap lost', 'live '], ['stale ']]);
  });
});
