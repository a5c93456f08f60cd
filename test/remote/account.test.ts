import { afterEach, expect, test } from 'vitest';
import type { BrokerWarning, Resynced } from '../../src/broker';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { memoryBus, RemoteBroker, startConnector } from '../../src/remote';
import { Bench } from '../venues/xapi/broker-harness';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('behavior: after a gap at XAPI orders are proved as by its own broker, without a warning', async () => {
  const bench = await Bench.start({ transport: 'websocket' });
  closing.push(() => bench[Symbol.asyncDispose]());
  const { clock } = bench;
  const common = { bus: memoryBus({ clock }), clock, logger: silentLogger };
  const connector = await startConnector(() => bench.broker, common);
  closing.push(() => connector.close());
  const remote = new RemoteBroker('xapi', { ...common, bot: 'one', random: seededRandom(7) });
  closing.push(() => remote.close());
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
