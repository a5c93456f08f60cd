import { expect, test } from 'vitest';
import type { Broker } from '../../src/broker';
import { Deferred } from '../../src/core/deferred';
import { VirtualClock } from '../../src/core/virtual-clock';
import type { Bus } from '../../src/remote/bus/bus';
import { Feeds } from '../../src/remote/connector/feeds';
import { textOfWish } from '../../src/remote/messages/messages';
import { Seal } from '../../src/remote/messages/seal';

async function setup() {
  const clock = new VirtualClock();
  const published: { readonly topic: string; readonly text: string; readonly done: Deferred<void> }[] = [];
  const wish = textOfWish({ channel: 'quotes', symbol: 'A' });
  const bus = {
    wishes: async () => new Map([['bot', JSON.stringify([wish])]]),
    publish: (topic: string, text: string) => {
      const done = new Deferred<void>();
      published.push({ topic, text, done });
      return done.promise;
    },
  } as unknown as Bus;
  let push: (record: unknown) => void = () => {};
  const subscription = {
    state: 'live',
    confirmedBy: 'ack',
    on: (event: string, listener: (record: unknown) => void) => {
      if (event === 'data') push = listener;
    },
    close: async () => {},
  };
  const feeds = new Feeds({
    bus,
    broker: { subscribe: async () => subscription } as unknown as Broker,
    seal: new Seal(undefined),
    lease: { token: 1, epoch: 'e' },
    clock,
    foreign: () => {},
    failed: () => {},
  });
  await feeds.look();
  await clock.advance(0);
  const of = (kind: string) => published.filter(({ topic }) => topic.startsWith(`${kind} `));
  const records = () => of('latest').map(({ text }) => JSON.parse(text).record as number);
  return { clock, feeds, push: (record: number) => push(record), of, records };
}

test('behavior: while the bus is slow the newest record waits, and those between are left out', async () => {
  const { clock, push, of, records } = await setup();
  for (let record = 1; record <= 1000; record += 1) push(record);
  expect(records()).toHaveLength(32);
  of('latest')[0]?.done.resolve();
  await clock.advance(0);
  expect(records().slice(31)).toEqual([32, 1000]);
});

test('behavior: the state of a wish is repeated each hour, as the bus forgets what is not written', async () => {
  const { clock, feeds, of } = await setup();
  const before = of('wish').length;
  await clock.advance(3_599_000);
  await feeds.look();
  expect(of('wish')).toHaveLength(before);
  await clock.advance(1000);
  await feeds.look();
  expect(of('wish')).toHaveLength(before + 1);
  expect(JSON.parse(of('wish').at(-1)?.text ?? '')).toMatchObject({ state: 'live' });
});
