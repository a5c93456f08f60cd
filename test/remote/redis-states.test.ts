import { createClient } from 'redis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import { RemoteBroker, redisBus, startConnector } from '../../src/remote';
import type { Bus, Lease } from '../../src/remote/bus/bus';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { isLongForm } from '../setup/long-form';
import { hasRedis, startRedis } from './support/redis-server';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function setup(settings: readonly string[] = [], persists = false) {
  const server = await startRedis({ settings, persists });
  closing.push(() => server.close());
  const bus = await redisBus({ redis: server.url, name: 'states' });
  closing.push(() => bus.close());
  const admin = await createClient({ url: server.url }).connect();
  admin.on('error', () => {});
  closing.push(async () => admin.destroy());
  const command = (...args: string[]) => admin.sendCommand(args);
  return { server, bus, command, url: server.url };
}

/** What is certain of a request that the server refused. */
function refusal(code: string) {
  return {
    name: 'ConnectionError',
    message: expect.stringContaining(`The bus refuses: ${code} `),
    failure: 'refused',
    retryable: true,
    sent: false,
  };
}

async function commandsOf(bus: Bus): Promise<readonly string[]> {
  const texts: string[] = [];
  closing.push(
    await bus.commands(
      ({ text }) => texts.push(text),
      () => {},
    ),
  );
  return texts;
}

describe.skipIf(!hasRedis)('a Redis server', () => {
  test('error: that is full takes no command and no lease, certainly, and goes on when there is memory', async () => {
    const { bus, command } = await setup();
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    await bus.send('before');
    await command('CONFIG', 'SET', 'maxmemory', '1');
    expect(await bus.send('refused').catch((error: Error) => error)).toMatchObject(refusal('OOM'));
    await expect(bus.keepLease(lease, 60_000)).rejects.toMatchObject(refusal('OOM'));
    await expect(bus.append('account', 'x', 10, lease)).rejects.toMatchObject(refusal('OOM'));
    await expect(
      bus.claim({ id: '1', text: 'before', name: 'a 1', lease, deadline: 4e12 }),
    ).rejects.toMatchObject(refusal('OOM'));
    // What needs no memory still works: an outcome gets to the bot that waits for it.
    expect(await bus.time()).toBeGreaterThan(0);
    await command('CONFIG', 'SET', 'maxmemory', '0');
    expect(await bus.claim({ id: '1', text: 'before', name: 'a 1', lease, deadline: 4e12 })).toBe('claimed');
    await bus.send('after');
    expect(await commandsOf(bus)).toEqual(['after']);
  });

  test('error: that is full leaves no order of a bot in doubt', async () => {
    const { bus, command, url } = await setup();
    const emulator = await startEmulator('poloniex', { seed: 3 });
    closing.push(() => emulator.close());
    const { credentials, endpoints } = emulator;
    const venue = {
      baseUrl: endpoints.http.url,
      publicUrl: endpoints.ws.public,
      privateUrl: endpoints.ws.private,
    };
    const create = () => new PoloniexBroker({ ...credentials, ...venue, logger: silentLogger });
    const connector = await startConnector(create, { bus, logger: silentLogger });
    closing.push(() => connector.close());
    const botBus = await redisBus({ redis: url, name: 'states' });
    closing.push(() => botBus.close());
    const broker = new RemoteBroker('poloniex', { bus: botBus, bot: 'anna', logger: silentLogger });
    closing.push(() => broker.close());
    await broker.connect();
    await command('CONFIG', 'SET', 'maxmemory', '1');
    const order = {
      symbol: 'BTC_USDT',
      side: 'buy',
      type: 'limit',
      quantity: '0.001',
      price: '40000',
    } as const;
    await expect(broker.placeOrder(order)).rejects.toMatchObject({
      ...refusal('OOM'),
      message: expect.stringContaining('OOM'),
    });
    expect(broker.health().unresolvedOrders).toBe(0);
    expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(0);
  });

  test('error: that is full still answers a command that was claimed', async () => {
    const { bus, command } = await setup();
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    await bus.send('one');
    expect(await bus.claim({ id: '1', text: 'one', name: 'a 1', lease, deadline: 4e12 })).toBe('claimed');
    await command('CONFIG', 'SET', 'maxmemory', '1');
    await bus.answer('1', { id: 'a', bot: 'bot', text: 'done' }, 60_000);
    const asked = { id: 'a', bot: 'bot', name: 'bot a', namedUntil: 0, epoch: '' };
    expect(await bus.recall(asked)).toEqual({ state: 'answered', text: 'done' });
    expect(await bus.unanswered()).toEqual([]);
  });

  test('error: that became a replica takes no command and no lease, certainly', async () => {
    const { bus, command } = await setup();
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    const other = await startRedis({ settings: ['--repl-diskless-sync-delay', '0'] });
    closing.push(() => other.close());
    await command('REPLICAOF', '127.0.0.1', new URL(other.url).port);
    await vi.waitFor(
      async () => expect(String(await command('INFO', 'replication'))).toContain('link_status:up'),
      {
        timeout: 10_000,
        interval: 20,
      },
    );
    await expect(bus.send('refused')).rejects.toMatchObject(refusal('READONLY'));
    await expect(bus.takeLease('b', 60_000, 0)).rejects.toMatchObject(refusal('READONLY'));
    expect(await bus.keepLease(lease, 60_000)).toBe('forgotten');
  });

  test('error: without the replicas that it wants takes no command, certainly', async () => {
    const { bus, command } = await setup();
    await command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await expect(bus.send('refused')).rejects.toMatchObject(refusal('NOREPLICAS'));
    await expect(bus.takeLease('b', 60_000, 0)).rejects.toMatchObject(refusal('NOREPLICAS'));
  });

  test('error: that is busy with a script of somebody else refuses, and serves when that has ended', async () => {
    const { bus, command, url } = await setup(['--busy-reply-threshold', '20']);
    await bus.time();
    const foreign = await createClient({ url }).connect();
    closing.push(async () => foreign.destroy());
    const endless = foreign.sendCommand(['EVAL', 'while true do end', '0']).catch((error: Error) => error);
    await vi.waitFor(() => expect(bus.send('refused')).rejects.toMatchObject(refusal('BUSY')), {
      timeout: 5000,
      interval: 10,
    });
    await command('SCRIPT', 'KILL');
    await endless;
    await bus.send('after');
    expect(await commandsOf(bus)).toContain('after');
  });

  test.skipIf(!isLongForm)('error: that loads its data refuses, and then has every command', async () => {
    const { bus, server } = await setup(['--key-load-delay', '200'], true);
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    // It looks at its connections once in 1024 changes. Each answer is awaited for 5 s, also on a busy machine.
    for (let portion = 0; portion < 15; portion += 1) {
      await Promise.all(
        Array.from({ length: 200 }, (_, n) => bus.append('log', `message ${portion} ${n}`, 10_000, lease)),
      );
    }
    const refused = vi.waitFor(() => expect(bus.time()).rejects.toMatchObject(refusal('LOADING')), {
      timeout: 10_000,
      interval: 5,
    });
    await server.restart();
    await refused;
    const taken = await vi.waitFor(
      async () => {
        const lease = await bus.takeLease('b', 60_000, 1);
        expect(lease).toBeDefined();
        return lease as Lease;
      },
      { timeout: 15_000, interval: 20 },
    );
    expect(taken.token).toBeGreaterThan(1);
  });

  test.skipIf(!isLongForm)(
    'error: that stands still ends each request after 5 s, which may have come of it',
    async () => {
      const { bus, command } = await setup();
      await bus.send('before');
      await command('CLIENT', 'PAUSE', '60000', 'WRITE');
      const error = await bus.send('late').catch((failure: Error) => failure);
      expect(error).toMatchObject({ name: 'TimeoutError' });
      expect((error as { readonly sent?: boolean }).sent).toBeUndefined();
      await command('CLIENT', 'UNPAUSE');
      const texts = await commandsOf(bus);
      await vi.waitFor(() => expect(texts).toEqual(['before', 'late']));
    },
  );

  test('error: that is gone is certain to have had nothing of what is asked meanwhile', async () => {
    const { bus, server } = await setup();
    await server.stop();
    await vi.waitFor(() =>
      expect(bus.send('refused')).rejects.toMatchObject({
        name: 'ConnectionError',
        failure: 'closed',
        sent: false,
      }),
    );
  });

  test.each([
    ['0', 'allkeys-lru', false],
    ['100mb', 'noeviction', false],
    ['100mb', 'allkeys-lru', true],
    ['100mb', 'volatile-ttl', true],
  ])(
    'behavior: with %s of memory and the policy %s a lost key is warned of: %s',
    async (memory, policy, warns) => {
      const { bus } = await setup(['--maxmemory', memory, '--maxmemory-policy', policy]);
      const warnings = await bus.warnings();
      expect(warnings).toHaveLength(warns ? 1 : 0);
      const logged: string[] = [];
      const logger = { ...silentLogger, warn: (text: string) => void logged.push(text) };
      // It stands by: what is set up is looked at once, at the start.
      await bus.takeLease('another', 60_000, 0);
      const connector = await startConnector(() => Promise.reject(new Error('none')), { bus, logger });
      await connector.close();
      expect(logged).toEqual(warnings.map((warning) => `connector: ${warning}`));
      if (warns) expect(warnings[0]).toContain(policy);
    },
  );
});
