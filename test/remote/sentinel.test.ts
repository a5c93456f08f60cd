import { afterEach, describe, expect, test, vi } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import { RemoteBroker, redisBus, startConnector } from '../../src/remote';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { isLongForm } from '../setup/long-form';
import { hasRedis } from './support/redis-server';
import { type SentinelSetup, startSentinel } from './support/sentinel';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const ORDER = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.001', price: '40000' } as const;
const PATIENT = { timeout: 30_000, interval: 20 };

async function setup() {
  const sentinel = await startSentinel();
  closing.push(() => sentinel.close());
  const emulator = await startEmulator('poloniex', { seed: 3 });
  closing.push(() => emulator.close());
  const { credentials, endpoints } = emulator;
  const options = {
    ...credentials,
    baseUrl: endpoints.http.url,
    publicUrl: endpoints.ws.public,
    privateUrl: endpoints.ws.private,
    logger: silentLogger,
  };
  // Each is a process of its own to the server.
  const openBus = async () => {
    const bus = await redisBus({ redis: sentinel.client(), name: 'desk' });
    closing.push(() => bus.close());
    return bus;
  };
  const connect = async (holder: string) => {
    const connector = await startConnector(() => new PoloniexBroker(options), {
      bus: await openBus(),
      holder,
      logger: silentLogger,
    });
    closing.push(() => connector.close());
    return connector;
  };
  const broker = new RemoteBroker('poloniex', { bus: await openBus(), bot: 'anna', logger: silentLogger });
  closing.push(() => broker.close());
  const gaps: unknown[] = [];
  broker.on('gap', (gap) => gaps.push(gap));
  return { sentinel, emulator, openBus, connect, broker, gaps };
}

const tokenOf = async (sentinel: SentinelSetup): Promise<number> =>
  Number(await sentinel.ask('GET', 'venuekit:{desk}:token'));

describe.skipIf(!hasRedis || !isLongForm)('Redis behind a sentinel', () => {
  test('behavior: when a replica takes over, a new lease is taken, bots go on with a gap, and nothing is placed twice', async () => {
    const { sentinel, emulator, connect, broker, gaps } = await setup();
    await connect('one');
    await broker.connect();
    const first = await broker.placeOrder({ ...ORDER, clientOrderId: 'before' });
    const token = await tokenOf(sentinel);
    await sentinel.failover();
    await vi.waitFor(async () => expect(await tokenOf(sentinel)).toBeGreaterThan(token), PATIENT);
    await vi.waitFor(() => {
      // Another one where the bot came back before the new lease.
      expect(gaps).not.toHaveLength(0);
      expect(broker.status.state).toBe('live');
    }, PATIENT);
    const again = await broker.placeOrder({ ...ORDER, clientOrderId: 'before' });
    expect(again.id).toBe(first.id);
    await broker.placeOrder({ ...ORDER, clientOrderId: 'after' });
    expect((await broker.fetchOpenOrders()).map(({ clientOrderId }) => clientOrderId).sort()).toEqual([
      'after',
      'before',
    ]);
    expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(2);
  }, 90_000);

  test('behavior: when the last writes are lost, the token is above all that were seen, and what was executed stays so', async () => {
    const { sentinel, emulator, connect, broker, gaps } = await setup();
    const one = await connect('one');
    await broker.connect();
    await sentinel.cutReplica();
    // A second lease and an order of which the replica knows nothing.
    await connect('two');
    await one.close();
    await vi.waitFor(() => {
      expect(gaps).not.toHaveLength(0);
      expect(broker.status.state).toBe('live');
    }, PATIENT);
    const token = await tokenOf(sentinel);
    gaps.length = 0;
    const first = await broker.placeOrder({ ...ORDER, clientOrderId: 'lost' });
    await sentinel.killMaster();
    expect(await tokenOf(sentinel)).toBeLessThan(token);
    await vi.waitFor(async () => expect(await tokenOf(sentinel)).toBeGreaterThan(token), PATIENT);
    await vi.waitFor(() => {
      expect(gaps).not.toHaveLength(0);
      expect(broker.status.state).toBe('live');
    }, PATIENT);
    const found = await broker.resolveOrder({ clientOrderId: 'lost' });
    expect(found).toMatchObject({ outcome: 'accepted', order: { id: first.id } });
    await broker.placeOrder({ ...ORDER, clientOrderId: 'after' });
    expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(2);
  }, 90_000);
});
