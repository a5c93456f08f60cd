import { describe, expect, it } from 'vitest';
import { Subscribers } from '../../../src/adapter/channels/subscribers';
import { subscriber } from '../polled/fixture';

describe('Subscribers', () => {
  it('behavior: each reason makes all stale until it is over; its error comes once', () => {
    const subscribers = new Subscribers<never>();
    const a = subscriber();
    subscribers.add(a);
    subscribers.markStale('A', new Error('one'));
    subscribers.markStale('A', new Error('two'));
    subscribers.markStale('B');
    subscribers.recover('B');
    subscribers.recover('A');
    subscribers.recover('A');
    expect(a.told).toEqual(['stale A', 'error one', 'stale A', 'stale B', 'live B', 'live A']);
  });

  it('behavior: one who subscribes while it fails is stale at once, one who has left receives nothing', () => {
    const subscribers = new Subscribers<never>();
    subscribers.markStale('A', new Error('no'));
    const [late, gone] = [subscriber(), subscriber()];
    subscribers.add(late);
    subscribers.add(gone);
    subscribers.remove(gone);
    subscribers.gap('lost', undefined, 0);
    subscribers.recover('A');
    subscribers.recover('A');
    expect([late.told, gone.told]).toEqual([['stale A', 'gap lost', 'live A'], ['stale A']]);
  });

  it('behavior: one may leave while a record is on its way; the others get it', () => {
    const subscribers = new Subscribers<number>();
    const heard: string[] = [];
    const first = {
      ...subscriber(),
      push: (record: number) => {
        heard.push(`first ${record}`);
        subscribers.remove(first);
      },
    };
    subscribers.add(first);
    subscribers.add({ ...subscriber(), push: (record: number) => void heard.push(`second ${record}`) });
    subscribers.push(1);
    subscribers.push(2);
    expect(heard).toEqual(['first 1', 'second 1', 'second 2']);
  });
});
