import { createClient, createCluster } from 'redis';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Bus, BusAnswer, BusCommand, Lease, TopicMessage } from '../../src/remote/bus/bus';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { redisBus } from '../../src/remote/bus/open-redis-bus';
import { hasRedis, type RedisServer, startRedis } from './support/redis-server';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const noFailure = (error: Error): void => {
  throw error;
};

/** Newer than any that was taken. */
const LEASE: Lease = { token: Number.MAX_SAFE_INTEGER, epoch: '' };

/** Every bus keeps the same promises. Two that are made of one maker are two processes at one bus. */
function promises(make: () => Promise<() => Promise<Bus>>): void {
  async function two(): Promise<[Bus, Bus]> {
    const open = await make();
    const buses: [Bus, Bus] = [await open(), await open()];
    closing.push(...buses.map((bus) => () => bus.close()));
    return buses;
  }

  const eventually = (check: () => void) => vi.waitFor(check, { timeout: 3000, interval: 5 });

  test('default: the lease has one holder, and each has a larger token than those before', async () => {
    const [a, b] = await two();
    const first = (await a.takeLease('a', 60_000, 0)) as Lease;
    expect(first.token).toBeGreaterThan(0);
    expect(await b.takeLease('b', 60_000, 0)).toBeUndefined();
    expect(await a.keepLease(first, 60_000)).toBe('kept');
    await b.leaveLease({ token: 7, epoch: '' });
    expect(await b.takeLease('b', 60_000, 0)).toBeUndefined();
    await a.leaveLease(first);
    const above = first.token + 41;
    expect(await b.takeLease('b', 60_000, above)).toMatchObject({ token: above + 1 });
    expect(await a.keepLease(first, 60_000)).toBe('lost');
  });

  test('default: a command is claimed once, by the lease, before its deadline, and no earlier one after it', async () => {
    const [a, b] = await two();
    const lease = (await a.takeLease('a', 60_000, 0)) as never;
    const commands: BusCommand[] = [];
    closing.push(await a.commands((command) => commands.push(command), noFailure));
    for (const text of ['one', 'two', 'three']) await b.send(text);
    await eventually(() => expect(commands.map(({ text }) => text)).toEqual(['one', 'two', 'three']));
    const [one, two_, three] = commands as [BusCommand, BusCommand, BusCommand];
    const deadline = (await a.time()) + 60_000;
    expect(await a.claim({ ...two_, name: 'two', lease, deadline })).toBe('claimed');
    expect(await a.claim({ ...two_, name: 'two', lease, deadline })).toBe('taken');
    expect(await a.claim({ ...one, name: 'one', lease, deadline })).toBe('taken');
    expect(await a.claim({ ...three, name: 'three', lease, deadline: (await a.time()) - 1 })).toBe('late');
    expect(await a.claim({ ...three, name: 'three', lease, deadline })).toBe('taken');
    expect(await a.unanswered()).toEqual([{ ...two_, since: expect.any(Number) }]);
    // A second connector reads what nobody has claimed.
    await b.send('four');
    const rest: string[] = [];
    closing.push(await b.commands(({ text }) => rest.push(text), noFailure));
    await eventually(() => expect(rest).toEqual(['four']));
    const stranger = { token: 99, epoch: 'of another life' };
    expect(await b.claim({ id: '4', text: 'four', name: 'four', lease: stranger, deadline })).toBe('lost');
  });

  test('behavior: a command that is on the bus twice is claimed once', async () => {
    const [a, b] = await two();
    const lease = (await a.takeLease('a', 60_000, 0)) as Lease;
    const deadline = (await a.time()) + 60_000;
    const same = { text: 'sell', name: 'bot 1', deadline };
    expect(await a.claim({ ...same, id: '1', lease })).toBe('claimed');
    expect(await a.claim({ ...same, id: '2', lease })).toBe('taken');
    await a.answer('1', { id: '1', bot: 'bot', text: 'sold' }, 60_000);
    await a.leaveLease(lease);
    const next = (await b.takeLease('b', 60_000, 0)) as Lease;
    expect(await b.claim({ ...same, id: '3', lease: next })).toBe('taken');
    expect(await b.claim({ ...same, id: '4', name: 'bot 2', lease: next })).toBe('claimed');
    expect((await b.unanswered()).map(({ id }) => id)).toEqual(['4']);
  });

  test('behavior: a command that nobody has claimed can be withdrawn, once and for all', async () => {
    const [a, b] = await two();
    const lease = (await a.takeLease('a', 60_000, 0)) as Lease;
    const time = await a.time();
    const deadline = time + 60_000;
    const namedUntil = deadline + 60_000;
    const epoch = await b.send('sell');
    const command = (id: string) => ({ bot: 'bot', id, name: `bot ${id}`, namedUntil, epoch });
    expect(await b.recall(command('1'))).toEqual({ state: 'withdrawn' });
    // Asked again, as the first answer may be lost.
    expect(await b.recall(command('1'))).toEqual({ state: 'withdrawn' });
    const claim = { text: 'sell', deadline, namedUntil, lease };
    expect(await a.claim({ ...claim, id: '1', name: 'bot 1' })).toBe('taken');
    expect(await a.unanswered()).toEqual([]);

    await b.send('buy');
    expect(await a.claim({ ...claim, id: '2', name: 'bot 2' })).toBe('claimed');
    expect(await b.recall(command('2'))).toEqual({ state: 'open' });
    await a.answer('2', { id: '2', bot: 'bot', text: 'bought' }, 60_000);
    expect(await b.recall(command('2'))).toEqual({ state: 'answered', text: 'bought' });

    // Of a name that is not kept any more, or was sent in another life of the data, nothing is known.
    expect(await b.recall({ ...command('3'), namedUntil: time - 1 })).toEqual({ state: 'open' });
    expect(await b.recall({ ...command('3'), epoch: 'of another life' })).toEqual({ state: 'open' });
  });

  test('behavior: the name of a write outlives its deadline, so that it is not taken for one that nobody claimed', async () => {
    const [a, b] = await two();
    const lease = (await a.takeLease('a', 60_000, 0)) as Lease;
    const deadline = (await a.time()) + 20;
    const namedUntil = deadline + 60_000;
    const epoch = await b.send('sell');
    expect(await a.claim({ id: '1', text: 'sell', name: 'bot 1', deadline, namedUntil, lease })).toBe(
      'claimed',
    );
    await vi.waitFor(async () => expect(await a.time()).toBeGreaterThan(deadline));
    // Each claim removes the names that are not kept any more.
    const next = { id: '2', text: 'next', name: 'bot 2', deadline: deadline + 60_000, lease };
    expect(await a.claim(next)).toBe('claimed');
    expect(await b.recall({ bot: 'bot', id: '1', name: 'bot 1', namedUntil, epoch })).toEqual({
      state: 'open',
    });
  });

  test('behavior: since when a command is left does not change with those who ask', async () => {
    const [a, b] = await two();
    const lease = (await a.takeLease('a', 60_000, 0)) as Lease;
    const deadline = (await a.time()) + 60_000;
    expect(await a.claim({ id: '1', text: 'sell', name: 'bot 1', deadline, lease })).toBe('claimed');
    const [first] = await b.unanswered();
    await vi.waitFor(async () => expect(await b.time()).toBeGreaterThan(first?.since as number));
    expect(await a.unanswered()).toEqual([first]);
    await a.answer('1', { id: '1', bot: 'bot', text: 'sold' }, 60_000);
    expect(await b.unanswered()).toEqual([]);
  });

  test('behavior: what the holder of an older lease says comes to nobody', async () => {
    const [a, b] = await two();
    const before = (await a.takeLease('a', 60_000, 0)) as Lease;
    await a.publish('topic', 'of a', before);
    const heard: string[] = [];
    const listener = {
      message: ({ text }: TopicMessage) => heard.push(text),
      missed: () => heard.push('missed'),
    };
    closing.push(await b.follow('value', 'topic', listener), await b.follow('log', 'log', listener));
    await a.leaveLease(before);
    // Nobody else has begun yet.
    await a.append('log', 'the last of a', 10, before);
    await eventually(() => expect(heard).toEqual(['of a', 'the last of a']));
    const lease = (await b.takeLease('b', 60_000, 0)) as Lease;
    await a.publish('topic', 'late', before);
    await a.append('log', 'late', 10, before);
    await b.publish('topic', 'of b', lease);
    await b.append('log', 'of b as well', 10, lease);
    await eventually(() => expect(heard.slice(2)).toEqual(['of b', 'of b as well']));
  });

  test('default: an answer comes to its bot, and stays for whoever asks late', async () => {
    const [a, b] = await two();
    const heard: BusAnswer[] = [];
    closing.push(await b.answers('bot', (answer) => heard.push(answer), noFailure));
    await a.answer(undefined, { id: '1', bot: 'other', text: 'not this' }, 60_000);
    await a.answer(undefined, { id: '1', bot: 'bot', text: 'this' }, 60_000);
    await eventually(() => expect(heard).toEqual([{ id: '1', bot: 'bot', text: 'this' }]));
    const asked = { bot: 'bot', namedUntil: 0, epoch: '' };
    expect(await b.recall({ ...asked, id: '1', name: 'bot 1' })).toEqual({ state: 'answered', text: 'this' });
    expect(await b.recall({ ...asked, id: '2', name: 'bot 2' })).toEqual({ state: 'open' });
  });

  test('default: a value is the latest one, for whoever comes later as well', async () => {
    const [a, b] = await two();
    await a.publish('topic', 'one', LEASE);
    await a.publish('topic', 'two', LEASE);
    const values: string[] = [];
    closing.push(
      await b.follow('value', 'topic', { message: ({ text }) => values.push(text), missed: () => {} }),
    );
    await eventually(() => expect(values).toEqual(['two']));
    await a.publish('topic', 'three', LEASE);
    await eventually(() => expect(values).toEqual(['two', 'three']));
  });

  test('default: a log is read from now on, or from where one was; what was trimmed is told', async () => {
    const [a, b] = await two();
    await a.append('log', 'before', 100, LEASE);
    const read: TopicMessage[] = [];
    const stop = await b.follow('log', 'log', { message: (message) => read.push(message), missed: () => {} });
    for (const text of ['one', 'two']) await a.append('log', text, 100, LEASE);
    await eventually(() => expect(read.map(({ text }) => text)).toEqual(['one', 'two']));
    await stop();
    for (const text of ['three', 'four']) await a.append('log', text, 100, LEASE);
    const on: (string | undefined)[] = [];
    const listener = { message: ({ text }: TopicMessage) => on.push(text), missed: () => on.push(undefined) };
    const last = read.at(-1) as TopicMessage;
    const stopOn = await b.follow('log', 'log', listener, last);
    await eventually(() => expect(on).toEqual(['three', 'four']));
    await stopOn();
    for (let n = 0; n < 1000; n += 1) await a.append('log', `more ${n}`, 10, LEASE);
    on.length = 0;
    closing.push(await b.follow('log', 'log', listener, last));
    await eventually(() => expect(on.at(-1)).toBe('more 999'));
    expect(on[0]).toBeUndefined();
    expect(on.slice(1)).not.toContain(undefined);
  });

  test('default: wishes are those of the living', async () => {
    const [a, b] = await two();
    await a.wish('one', '["x"]', 60_000);
    await b.wish('two', 'anything', 60_000);
    await b.wish('three', 'dead', 0);
    const wishes = async (bus: Bus) => Object.fromEntries(await bus.wishes());
    expect(await wishes(a)).toEqual({ one: '["x"]', two: 'anything' });
    await a.wish('one', '[]', 60_000);
    expect(await wishes(b)).toEqual({ one: '[]', two: 'anything' });
  });
}

describe('a bus in memory', () => {
  promises(async () => {
    const bus = memoryBus();
    return async () => bus;
  });
});

describe.skipIf(!hasRedis).each([
  ['a server', false],
  ['a cluster', true],
])('a bus over Redis, %s', (_title, isCluster) => {
  let server: RedisServer | undefined;
  let names = 0;
  afterAll(() => server?.close());

  async function make(): Promise<() => Promise<Bus>> {
    server ??= await startRedis({ isCluster });
    names += 1;
    const name = `bus-${names}`;
    const { url } = server;
    const options = { rootNodes: [{ url }], defaults: { disableOfflineQueue: true } };
    return () => redisBus({ redis: isCluster ? createCluster(options) : url, name });
  }

  promises(make);

  test('behavior: a server that has forgotten the scripts changes no order', async () => {
    const open = await make();
    const bus = await open();
    closing.push(() => bus.close());
    const admin = await createClient({ url: server?.url ?? '' }).connect();
    closing.push(async () => admin.destroy());
    const read: string[] = [];
    closing.push(
      await bus.follow('log', 'log', {
        message: ({ text }) => read.push(text),
        missed: () => read.push('?'),
      }),
    );
    await bus.append('log', '0', 100, LEASE);
    await admin.sendCommand(['SCRIPT', 'FLUSH']);
    const all = Array.from({ length: 50 }, (_, n) => String(n + 1));
    const sent: Promise<unknown>[] = [];
    for (const text of all) {
      sent.push(bus.append('log', text, 100, LEASE));
      // Each leaves by itself, so that some are asked for while the answers to others are on their way.
      await new Promise(setImmediate);
    }
    await Promise.all(sent);
    await vi.waitFor(() => expect(read).toEqual(['0', ...all]), { timeout: 3000, interval: 5 });
  });

  test('error: what is no message at all is not obeyed, and stops nothing', async () => {
    const open = await make();
    const bus = await open();
    closing.push(() => bus.close());
    const admin = await createClient({ url: server?.url ?? '' }).connect();
    closing.push(async () => admin.destroy());
    const heard: string[] = [];
    const listener = { message: ({ text }: TopicMessage) => heard.push(text), missed: () => {} };
    closing.push(await bus.answers('bot', ({ id, text }) => heard.push(`${id} ${text}`), noFailure));
    closing.push(await bus.follow('log', 'log', listener));
    const key = (rest: string): string => `venuekit:{bus-${names}}:${rest}`;
    for (const channel of ['inbox:bot', 'live:log'])
      for (const text of ['', ' ', '{"id":', 'x y z']) await admin.publish(key(channel), text);
    await bus.answer(undefined, { id: '7', bot: 'bot', text: 'right' }, 1000);
    await bus.append('log', 'right as well', 10, LEASE);
    await vi.waitFor(() => expect(heard.slice(-2)).toEqual(['7 right', 'right as well']), {
      timeout: 3000,
      interval: 5,
    });
  });

  test('behavior: who leaves a topic and comes back at once hears what comes then', async () => {
    const open = await make();
    const [a, b] = [await open(), await open()];
    closing.push(
      () => a.close(),
      () => b.close(),
    );
    const heard: string[] = [];
    const listener = { message: ({ text }: TopicMessage) => heard.push(text), missed: () => {} };
    const leaving = (await b.follow('value', 'topic', listener))();
    closing.push(await b.follow('value', 'topic', listener));
    await leaving;
    await a.publish('topic', 'one', LEASE);
    await vi.waitFor(() => expect(heard).toEqual(['one']), { timeout: 3000, interval: 5 });
  });

  test('behavior: what came while the subscriptions were cut is read when they are back', async () => {
    const open = await make();
    const [a, b] = [await open(), await open()];
    closing.push(
      () => a.close(),
      () => b.close(),
    );
    const read: string[] = [];
    const listener = {
      message: ({ text }: TopicMessage) => read.push(text),
      missed: () => read.push('missed'),
    };
    await b.follow('log', 'log', listener);
    await a.append('log', 'one', 10, LEASE);
    await vi.waitFor(() => expect(read).toEqual(['one']));
    const admin = await createClient({ url: server?.url ?? '' }).connect();
    closing.push(async () => admin.destroy());
    const cut = admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    await Promise.all([cut, a.append('log', 'two', 10, LEASE)]);
    await vi.waitFor(() => expect(read).toEqual(['one', 'two']), { timeout: 5000, interval: 5 });
  });
});

describe.skipIf(!hasRedis)('a topic that is left and followed again', () => {
  test('behavior: whoever follows it while it is being left misses nothing', async () => {
    const server = await startRedis();
    closing.push(() => server.close());
    const bus = await redisBus({ redis: server.url, name: 'again' });
    closing.push(() => bus.close());
    const read: string[] = [];
    const listener = { message: ({ text }: TopicMessage) => read.push(text), missed: () => {} };
    const stop = await bus.follow('log', 'log', listener);
    const stopped = stop();
    const again = await bus.follow('log', 'log', listener);
    await stopped;
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    await bus.append('log', 'one', 10, lease);
    await vi.waitFor(() => expect(read).toEqual(['one']), { timeout: 3000, interval: 5 });
    await again();
  });
});

describe.skipIf(!hasRedis)('what nobody has written to for long', () => {
  test('behavior: it expires, and whoever followed a log reads on when it begins anew', async () => {
    const server = await startRedis();
    closing.push(() => server.close());
    const bus = await redisBus({ redis: server.url, name: 'life' });
    closing.push(() => bus.close());
    const admin = await createClient({ url: server.url }).connect();
    closing.push(async () => admin.destroy());
    const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
    const read: string[] = [];
    const listener = {
      message: ({ text }: TopicMessage) => read.push(text),
      missed: () => read.push('missed'),
    };
    closing.push(await bus.follow('log', 'trades', listener));
    for (const text of ['one', 'two']) await bus.append('trades', text, 10, lease);
    await bus.publish('quote', 'three', lease);
    await vi.waitFor(() => expect(read).toEqual(['one', 'two']));
    const keys = ['log:trades', 'count:trades', 'value:quote'].map((key) => `venuekit:{life}:${key}`);
    for (const key of keys) expect(await admin.pTTL(key)).toBeGreaterThan(6 * 86_400_000);
    await admin.del(keys);
    await bus.append('trades', 'four', 10, lease);
    await vi.waitFor(() => expect(read).toEqual(['one', 'two', 'missed', 'four']));
  });
});

describe.skipIf(!hasRedis)('a Redis server that is started anew', () => {
  test.each([true, false])(
    'behavior: with its data on disk (%s) or not, leases are forgotten, and no command of before is claimed',
    async (persists) => {
      const server = await startRedis({ persists });
      closing.push(() => server.close());
      const bus = await redisBus({ redis: server.url, name: 'restart' });
      closing.push(() => bus.close());
      const lease = (await bus.takeLease('a', 60_000, 0)) as Lease;
      const [epoch] = await Promise.all(['one', 'two'].map((text) => bus.send(text)));
      await server.restart();
      await vi.waitFor(() => bus.time(), { timeout: 5000, interval: 20 });
      expect(await bus.keepLease(lease, 60_000)).toBe('forgotten');
      const deadline = (await bus.time()) + 60_000;
      expect(await bus.claim({ id: '1', text: 'one', name: 'one', lease, deadline })).toBe('lost');
      // That it was claimed may be what the server has lost.
      const sent = { id: '1', bot: 'bot', name: 'one', namedUntil: deadline, epoch: epoch as string };
      expect(await bus.recall(sent)).toEqual({ state: 'open' });
      // Whoever has stood by knows of no token: one that bots have heard already would look to them like the lease of before.
      const next = (await bus.takeLease('b', 60_000, 0)) as Lease;
      expect(next.token).toBeGreaterThan(lease.token);
      expect(next.epoch).not.toBe(lease.epoch);
      expect(await bus.recall(sent)).toEqual({ state: 'open' });
      const commands: string[] = [];
      closing.push(await bus.commands(({ text }) => commands.push(text), noFailure));
      await bus.send('three');
      await vi.waitFor(() => expect(commands).toEqual(['three']), { timeout: 3000, interval: 5 });
    },
  );
});

test.skipIf(hasRedis)('without redis-server on the PATH all that runs over Redis is left out', (context) => {
  context.skip('there is no redis-server on the PATH');
});
