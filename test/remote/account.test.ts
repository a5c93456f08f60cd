import { afterEach, expect, test } from 'vitest';
import type { BrokerWarning, FrameTapEvent, Resynced } from '../../src/broker';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { memoryBus, RemoteBroker, startConnector } from '../../src/remote';
import { Bench } from '../venues/xapi/broker-harness';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setup() {
  const frames: string[] = [];
  const tap = ({ direction, data }: FrameTapEvent): void => {
    if (direction === 'out') frames.push(data);
  };
  const bench = await Bench.start({ transport: 'websocket', broker: { tap } });
  closing.push(() => bench[Symbol.asyncDispose]());
  const { clock } = bench;
  const common = { bus: memoryBus({ clock }), clock, logger: silentLogger };
  const connector = await startConnector(() => bench.broker, common);
  closing.push(() => connector.close());
  const bot = (name: string) => {
    const remote = new RemoteBroker('xapi', { ...common, bot: name, random: seededRandom(7) });
    closing.push(() => remote.close());
    return remote;
  };
  return { bench, clock, bot, frames };
}

test('behavior: after a gap at XAPI orders are proved as by its own broker, without a warning', async () => {
  const { bench, clock, bot } = await setup();
  const remote = bot('one');
  const warnings: BrokerWarning[] = [];
  remote.on('warning', (warning) => warnings.push(warning));
  const results: Resynced[] = [];
  remote.on('resynced', (result) => results.push(result));
  const own: Resynced[] = [];
  bench.broker.on('resynced', (result) => own.push(result));
  await bench.drive(remote.connect());
  bench.emulator.faults.closeAll();
  await clock.advanceUntil(() => results.length > 0, { limitMs: 60_000 });
  expect(results[0]?.proved).toEqual(expect.arrayContaining(['fills', 'orders', 'positions', 'balances']));
  expect(own[0]?.proved).toContain('orders');
  expect(warnings).toEqual([]);
});

test('behavior: options that only the venue has travel; of two bots the smaller interval counts for both', async () => {
  const { bench, clock, bot, frames } = await setup();
  const [one, two] = [bot('one'), bot('two')];
  await bench.drive(Promise.all([one.connect(), two.connect()]));
  const asked = () =>
    frames
      .filter((frame) => frame.includes('"getTickPrices"'))
      .map((frame) => (JSON.parse(frame) as { readonly minArrivalTime?: number }).minArrivalTime);
  const slow = await bench.drive(one.subscribe('quotes', { symbols: ['EURUSD'], minArrivalTime: 5000 }));
  expect(asked()).toEqual([5000]);
  const fast = await bench.drive(two.subscribe('quotes', { symbols: ['EURUSD'], minArrivalTime: 500 }));
  expect(asked()).toEqual([5000, 500]);
  const heard = { slow: 0, fast: 0 };
  slow.on('data', () => {
    heard.slow += 1;
  });
  fast.on('data', () => {
    heard.fast += 1;
  });
  const before = { ...heard };
  bench.emulator.market.setPrice('EURUSD', '1.2', '1.3');
  // Sooner than the slow one asked for.
  await clock.advanceUntil(() => heard.slow > before.slow && heard.fast > before.fast, { limitMs: 2000 });
  const third = one.subscribe('quotes', { symbols: ['GOLD'], minArrivalTime: -1 });
  await expect(bench.drive(third)).rejects.toMatchObject({
    name: 'ValidationError',
    field: 'minArrivalTime',
  });
  const fourth = one.subscribe('quotes', { symbols: ['GOLD'], minArrivalTime: {} as never });
  await expect(bench.drive(fourth)).rejects.toMatchObject({
    name: 'ValidationError',
    field: 'minArrivalTime',
  });
});
