import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import { isRateLimitError } from '../../src/errors';
import { type RedisQuota, type SharedQuotaOptions, sharedQuota } from '../../src/remote';
import { PoloniexClient } from '../../src/venues/poloniex';
import { hasRedis, startRedis } from './support/redis-server';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function redis() {
  const server = await startRedis();
  closing.push(() => server.close());
  const quota = async (options: Partial<SharedQuotaOptions> = {}): Promise<RedisQuota> => {
    const made = await sharedQuota(server.url, { name: 'key-1', ...options });
    closing.push(() => made.close());
    return made;
  };
  return { server, quota };
}

const RULE = { most: 8, windowMs: 400, marginMs: 0 };
const NO_LIMIT = {};

/** How many turns there are within `ms`, each answered at once. */
async function turnsWithin(ms: number, take: () => Promise<() => void>): Promise<number> {
  const until = performance.now() + ms;
  let count = 0;
  while (performance.now() < until) {
    const settle = await take();
    settle();
    if (performance.now() < until) count += 1;
  }
  return count;
}

describe.skipIf(!hasRedis)('sharedQuota', () => {
  test('behavior: four clients of one key pass none of the venue’s limits together; without it they do', {
    timeout: 60_000,
  }, async () => {
    const { quota } = await redis();
    const emulator = await startEmulator('poloniex', { rateLimits: true });
    closing.push(() => emulator.close());
    const run = async (shared: (() => Promise<RedisQuota>) | undefined): Promise<number> => {
      const clients = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const client = new PoloniexClient({
            ...emulator.credentials,
            baseUrl: emulator.endpoints.http.url,
            logger: silentLogger,
            sharedQuota: await shared?.(),
            timeoutMs: 60_000,
          });
          closing.push(() => client.close());
          return client;
        }),
      );
      // More than twice what the venue allows in a second, of each client no more than it alone may send.
      const calls = clients.flatMap((client) => Array.from({ length: 6 }, () => client.getOpenOrders({})));
      const results = await Promise.allSettled(calls);
      const failures = results
        .filter((one) => one.status === 'rejected')
        .map(({ reason }) => reason as Error);
      expect(failures.filter((error) => !isRateLimitError(error))).toEqual([]);
      return failures.length;
    };
    expect(await run(() => quota())).toBe(0);
    expect(await run(undefined)).toBeGreaterThan(0);
  });

  test('behavior: urgent requests have a part of the quota that the others leave alone', async () => {
    const { quota } = await redis();
    const pace = (await quota()).paceOf('orders', RULE);
    await pace.take('cancel', NO_LIMIT).then((settle) => settle());
    const inTime = { remainingMs: () => 1 };
    let reads = 0;
    for (; reads < 9; reads += 1) if (!(await pace.take('read', inTime).catch(() => undefined))) break;
    expect(reads).toBe(5);
    await expect(pace.take('read', inTime)).rejects.toMatchObject({
      name: 'RateLimitError',
      sent: false,
      retryAfterMs: expect.any(Number),
    });
    await pace.take('cancel', inTime);
    await pace.take('cancel', inTime);
    await expect(pace.take('cancel', inTime)).rejects.toMatchObject({ name: 'RateLimitError', sent: false });
  });

  test('behavior: a server that was started anew lets nothing out until a window has passed', async () => {
    const { server, quota } = await redis();
    const pace = (await quota()).paceOf('orders', RULE);
    (await pace.take('order', NO_LIMIT))();
    await server.restart();
    const take = () => pace.take('order', NO_LIMIT).catch(() => undefined);
    const began = performance.now();
    let settle: (() => void) | undefined;
    await expect
      .poll(
        async () => {
          settle = await take();
          return settle;
        },
        { timeout: 20_000, interval: 20 },
      )
      .toBeDefined();
    expect(performance.now() - began).toBeGreaterThan(RULE.windowMs);
  });

  test('error: while Redis is away nothing is sent, and it is said why', async () => {
    const { server, quota } = await redis();
    const emulator = await startEmulator('poloniex');
    closing.push(() => emulator.close());
    const client = new PoloniexClient({
      ...emulator.credentials,
      baseUrl: emulator.endpoints.http.url,
      logger: silentLogger,
      sharedQuota: await quota(),
    });
    closing.push(() => client.close());
    await client.getOpenOrders({});
    const asked = () => emulator.orders.requests.length;
    const before = asked();
    process.kill(server.pid, 'SIGSTOP');
    await expect(client.getOpenOrders({})).rejects.toMatchObject({
      name: 'RateLimitError',
      sent: false,
      message: expect.stringContaining('the shared quota cannot be asked'),
    });
    expect(asked()).toBe(before);
  });

  test('behavior: with a number of processes each goes on with its part while Redis is away', async () => {
    const { server, quota } = await redis();
    const rule = { most: 80, windowMs: 400, marginMs: 0 };
    const [one, two] = await Promise.all([quota({ processes: 4 }), quota({ processes: 4 })]);
    const paces = [one.paceOf('orders', rule), two.paceOf('orders', rule)] as const;
    (await paces[0].take('cancel', NO_LIMIT))();
    const together = await Promise.all(
      paces.map((pace) => turnsWithin(350, () => pace.take('cancel', NO_LIMIT))),
    );
    // A quarter is left alone, for what processes may send that cannot ask.
    expect(together.reduce((sum, turns) => sum + turns)).toBeLessThanOrEqual(60);
    process.kill(server.pid, 'SIGSTOP');
    for (const pace of paces) {
      // It finds out that Redis is away.
      (await pace.take('cancel', NO_LIMIT))();
      const alone = await turnsWithin(350, () => pace.take('cancel', NO_LIMIT));
      expect(alone).toBeGreaterThan(0);
      expect(alone).toBeLessThanOrEqual(5);
    }
  });

  test('args: a name and a number that cannot be', async () => {
    await expect(sharedQuota('redis://127.0.0.1:1', { name: 'two words' })).rejects.toThrow(/two words/);
    await expect(sharedQuota('redis://127.0.0.1:1', { name: 'a', processes: 0.5 })).rejects.toThrow(
      /processes/,
    );
    await expect(sharedQuota('redis://127.0.0.1:1', { name: 'a' })).rejects.toMatchObject({
      name: 'ConnectionError',
    });
  });
});
