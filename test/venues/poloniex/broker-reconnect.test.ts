import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random';
import { isConnectionError } from '../../../src/errors';
import { type Setup, SYMBOL, World } from './broker-world';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

async function live(setup?: Setup): Promise<World> {
  const world = await World.live(setup);
  worlds.push(world);
  return world;
}

async function start(setup?: Setup): Promise<World> {
  const world = await World.start(setup);
  worlds.push(world);
  return world;
}

const logins = (world: World): number => world.asked('auth').length;
const sockets = (world: World): number =>
  world.emulator.connections().filter(({ transport }) => transport === 'websocket').length;

/** The virtual times at which the broker began to wait for its next attempt, and for how long it meant to. */
function waits(world: World): { readonly at: number; readonly ms: number }[] {
  const seen: { at: number; ms: number }[] = [];
  world.broker.on('status', ({ state, nextAttemptTime }) => {
    const at = world.clock.now();
    if (state === 'reconnecting') seen.push({ at, ms: (nextAttemptTime as number) - at });
  });
  return seen;
}

describe('a venue that does not answer', () => {
  test('error: refused at the first attempt it fails with the reason', async () => {
    const world = await start();
    world.emulator.faults.refuse();
    const error = await world.refused(world.broker.connect());
    expect(isConnectionError(error)).toBe(true);
    expect(world.state).toBe('failed');
    await world.pass(600_000);
    expect(world.states).toEqual(['connecting', 'failed']);
  });

  test('behavior: refused later it is tried with full jitter that grows to its cap, for as long as it takes', async () => {
    const world = await live();
    const pauses = waits(world);
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.pass(1_200_000);
    expect(pauses.length).toBeGreaterThan(40);
    for (const [at, { ms }] of pauses.entries()) {
      expect(ms).toBeLessThanOrEqual(Math.min(500 * 2 ** at, 30_000));
    }
    expect(new Set(pauses.map(({ ms }) => ms)).size).toBeGreaterThan(pauses.length * 0.9);
    await world.emulator.faults.accept();
    await world.until(() => world.state === 'live');
  });

  test.each(['public', 'private'] as const)(
    'error: a %s handshake that never ends has a deadline',
    async (side) => {
      const world = await start();
      world.emulator.faults.hangHandshake({ side });
      const since = world.clock.now();
      const error = await world.refused(world.broker.connect());
      expect(error).toMatchObject({ name: expect.stringMatching(/TimeoutError|ConnectionError/) });
      expect(world.clock.now() - since).toBeLessThanOrEqual(60_000);
      expect(world.state).toBe('failed');
    },
  );

  test.each(['public', 'private'] as const)(
    'error: a maintenance page on the %s upgrade is unavailability',
    async (side) => {
      const world = await live();
      world.emulator.faults.html(503, { side });
      world.emulator.faults.reset();
      await world.until(() => world.states.filter((state) => state === 'reconnecting').length >= 3);
      const { error } = world.broker.status;
      expect(JSON.stringify(error ?? {})).not.toContain('Maintenance');
      await world.emulator.faults.clear();
      await world.until(() => world.state === 'live');
    },
  );

  test('error: a certificate of an unknown authority is refused, once', async () => {
    const world = await start({ emulator: { tls: true } });
    const error = await world.refused(world.broker.connect());
    expect(error).toMatchObject({ failure: 'tls' });
    await world.pass(600_000);
    expect([world.state, logins(world)]).toEqual(['failed', 0]);
  });
});

describe('a key that the venue refuses', () => {
  test('error: is tried once, and not again by itself', async () => {
    const world = await start({ broker: { apiSecret: 'wrong-secret' } });
    const error = await world.refused(world.broker.connect());
    expect(error).toMatchObject({ name: 'AuthenticationError' });
    expect(error.message).not.toContain('wrong-secret');
    await world.pass(3_600_000);
    expect([logins(world), world.state]).toEqual([1, 'failed']);
  });

  test('behavior: refused later it is tried once a minute, and its streams continue when it is accepted', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const errors: Error[] = [];
    world.broker.on('error', (error) => errors.push(error));
    world.emulator.faults.lockAccount(50);
    world.emulator.faults.reset();
    await world.pass(3_000_000);
    expect(logins(world)).toBeGreaterThan(45);
    expect(logins(world)).toBeLessThanOrEqual(55);
    await world.until(() => world.state === 'live', 120_000);
    expect([trades.state, errors]).toEqual(['live', []]);
  });

  test('error: refused later by an event without a reason it is latched after few attempts', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const errors: Error[] = [];
    world.broker.on('error', (error) => errors.push(error));
    trades.on('error', (error) => errors.push(error));
    const pauses = waits(world);
    world.emulator.faults.fail('auth', 'Bad request', { times: 100 });
    world.emulator.faults.reset();
    await world.pass(3_600_000);
    expect([world.state, logins(world)]).toEqual(['failed', 7]);
    expect(pauses.slice(1).map(({ ms }) => ms)).toEqual([1000, 5000, 30_000, 60_000, 60_000]);
    expect(errors.map(({ name }) => name)).toEqual(['AuthenticationError', 'AuthenticationError']);
    expect([trades.state, sockets(world)]).toEqual(['closed', 0]);
  });

  test.each(['Too many connections', 'Rate limit exceeded', 'System maintenance', 'Invalid signTimestamp'])(
    'behavior: an error event with "%s" is no refusal of the key, and no reason for a fast retry',
    async (text) => {
      const world = await live({ broker: { reconnect: { baseMs: 100, maxMs: 500 } } });
      world.emulator.faults.fail('auth', text, { times: 1000 });
      world.emulator.faults.reset();
      const errors: unknown[] = [];
      world.broker.on('status', ({ error }) => error && errors.push(error));
      await world.pass(600_000);
      expect(errors.at(-1)).toMatchObject({ name: 'VenueError', retryable: true });
      expect(logins(world)).toBeGreaterThan(10);
      expect(logins(world)).toBeLessThanOrEqual(22);
      await world.emulator.faults.clear();
      await world.until(() => world.state === 'live', 120_000);
    },
  );

  test('behavior: 401 of one request alone does not end the connection', async () => {
    const world = await live();
    const body = '{"code":401,"message":"Unauthorized"}';
    for (let call = 0; call < 20; call += 1) {
      world.emulator.faults.status(401, { body }, { command: 'createOrder', times: 1 });
      const order = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '20000', quantity: '0.01' } as const;
      expect((await world.refused(world.broker.placeOrder(order))).name).toBe('OrderRejectedError');
      await world.pass(1000);
    }
    expect([world.state, logins(world), world.broker.health().disconnects]).toEqual(['live', 1, 0]);
  });

  test('behavior: 401 of signed requests, for a moment or an hour, is answered on the schedule of refusals', async () => {
    const world = await live();
    const { faults, orders } = world.emulator;
    const signed = (): number => orders.requests.filter(({ command }) => command === 'listOrders').length;
    const body = '{"code":401,"message":"Unauthorized"}';
    await world.pass(100_000);
    const pauses = waits(world);
    faults.status(401, { body }, { side: 'rest' });
    const error = await world.refused(world.broker.fetchOpenOrders());
    expect(error.name).toBe('AuthenticationError');
    await world.until(() => world.state === 'reconnecting', 500);
    expect(await world.refused(world.broker.fetchOpenOrders())).toMatchObject({
      name: 'NotConnectedError',
      retryable: true,
    });
    await world.pass(300);
    await faults.clear();
    await world.until(() => world.state === 'live', 5000);
    await world.pass(100_000);
    faults.status(401, { body }, { side: 'rest' });
    await world.refused(world.broker.fetchOpenOrders());
    await world.until(() => world.state === 'reconnecting', 500);
    const [logged, asked] = [logins(world), signed()];
    await world.pass(3_600_000);
    expect(world.state).toBe('reconnecting');
    expect(pauses.slice(1, 6).map(({ ms }) => ms)).toEqual([1000, 5000, 30_000, 60_000, 60_000]);
    expect(logins(world) - logged).toBeLessThanOrEqual(64);
    expect(signed() - asked).toBeLessThanOrEqual(64);
    await faults.clear();
    await world.until(() => world.state === 'live', 61_000);
  });

  test('behavior: a venue that ends each session after its login receives at most two logins a minute', async () => {
    const world = await live();
    world.emulator.faults.kickLogins();
    world.emulator.faults.kick();
    const times: number[] = [];
    let seen = logins(world);
    for (let second = 0; second < 600; second += 1) {
      await world.pass(1000);
      for (; seen < logins(world); seen += 1) times.push(world.clock.now());
    }
    expect(times.length).toBeGreaterThan(4);
    for (const [at, time] of times.entries()) {
      expect(times.slice(at).filter((other) => other < time + 60_000).length).toBeLessThanOrEqual(2);
    }
    await world.emulator.faults.clear();
    await world.until(() => world.state === 'live');
  });

  test('behavior: connections over the limit of the user cause few attempts', async () => {
    const world = await live({ emulator: { maxPrivateConnections: 1 } });
    const other = world.newBroker();
    const error = await world.refused(other.connect());
    expect(error.message).toContain('Too many connections');
    await world.pass(60_000);
    expect(logins(world)).toBe(2);
    expect(world.state).toBe('live');
    await world.drive(other.close());
    // One broker has one private connection, whatever it streams.
    for (const channel of ['orders', 'fills', 'balances'] as const)
      await world.drive(world.broker.subscribe(channel, {}));
    expect(world.emulator.connections().filter(({ side }) => side === 'private')).toHaveLength(1);
  });
});

describe('a connection', () => {
  test.each(['public', 'private', undefined] as const)(
    'behavior: half open (%s) it is found within 20 s',
    async (side) => {
      const world = await live();
      const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
      const states: string[] = [];
      trades.on('state', (state) => states.push(state));
      await world.pass(5000);
      const since = world.clock.now();
      world.emulator.faults.freeze(side === undefined ? {} : { side });
      await world.until(() => world.state === 'stale', 20_000);
      await world.until(() => world.state === 'reconnecting', 20_000);
      expect(world.clock.now() - since).toBeLessThanOrEqual(20_000);
      world.emulator.faults.thaw();
      await world.until(() => world.state === 'live' && trades.state === 'live');
      expect(states).toEqual(['stale', 'resyncing', 'live']);
      await world.pass(1000);
      expect(sockets(world)).toBe(2);
    },
  );

  test('behavior: a silence that ends in time has no effect', async () => {
    const world = await live();
    await world.pass(2000);
    world.emulator.faults.freeze();
    await world.until(() => world.state === 'stale', 20_000);
    world.emulator.faults.thaw();
    await world.until(() => world.state === 'live', 5000);
    expect(world.states.slice(-3)).toEqual(['live', 'stale', 'live']);
    expect(logins(world)).toBe(1);
  });

  test('behavior: in 24 quiet hours none is dropped, because each is pinged', async () => {
    const world = await live({ broker: { auditIntervalMs: 2_000_000_000 } });
    const end = world.clock.monotonic() + 86_400_000;
    await world.clock.advanceUntil(() => world.clock.monotonic() >= end, {
      stepMs: 2000,
      limitMs: 90_000_000,
    });
    expect(world.states.filter((state) => state !== 'live')).toEqual([
      'connecting',
      'authenticating',
      'syncing',
    ]);
    expect(logins(world)).toBe(1);
    const pings = world.emulator.orders.requests.filter(({ command }) => command === 'ping');
    expect(new Set(pings.map(({ side }) => side))).toEqual(new Set(['public', 'private']));
  }, 120_000);

  test.each([
    ['a reset', (world: World) => world.emulator.faults.reset()],
    ['a close frame', (world: World) => world.emulator.faults.closeAll()],
    ['a bare end', (world: World) => world.emulator.faults.cut()],
    ['the end of the public one alone', (world: World) => world.emulator.faults.reset({ side: 'public' })],
    ['the end of the private one alone', (world: World) => world.emulator.faults.kick()],
    ['a restart of the venue', (world: World) => world.emulator.restart()],
    [
      'an end in the middle of a frame',
      (world: World) => {
        world.emulator.faults.hang(20, { side: 'public', command: 'trades' });
        world.emulator.market.setPrice(SYMBOL, '46310', '46311');
        world.emulator.faults.reset();
      },
    ],
  ])('behavior: after %s everything is there again', async (_name, end) => {
    const world = await live();
    const stream = await world.drive(world.broker.subscribe('book', { symbols: [SYMBOL] }));
    const errors: Error[] = [];
    stream.on('error', (error) => errors.push(error));
    world.broker.on('error', (error) => errors.push(error));
    const gaps = world.collect('gap');
    const resyncs = world.collect('resynced');
    await world.reconnect(() => end(world));
    const books: (string | undefined)[] = [];
    stream.on('data', ({ bids }) => books.push(bids[0]?.[0]));
    world.emulator.market.setPrice(SYMBOL, '46320', '46321');
    await world.until(() => books.at(-1) === '46320');
    expect([errors, gaps.length, resyncs.length, stream.state]).toEqual([[], 1, 1, 'live']);
    expect([logins(world), sockets(world)]).toEqual([2, 2]);
    expect(world.warnings.filter(({ code }) => code === 'protocol')).toEqual([]);
  });

  test('behavior: one that ends while the other is being opened ends the attempt', async () => {
    const world = await start();
    world.emulator.faults.latency(3000, { side: 'rest' });
    const connecting = world.broker.connect();
    await world.until(() => world.state === 'authenticating');
    world.emulator.faults.reset({ side: 'public' });
    const error = await world.refused(connecting);
    expect(isConnectionError(error)).toBe(true);
    expect([world.state, sockets(world)]).toEqual(['failed', 0]);
    await world.emulator.faults.clear();
    await world.drive(world.broker.connect());
    const trades = await world.drive(world.broker.fetchTrades({ symbol: SYMBOL }));
    expect([world.state, sockets(world), trades.length > 0]).toEqual(['live', 2, true]);
  });

  test('behavior: one that ends while the other is opened again leaves no half connection', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    world.emulator.faults.latency(3000, { side: 'rest' });
    world.emulator.faults.reset();
    await world.until(() => world.state === 'authenticating');
    world.emulator.faults.reset({ side: 'public' });
    await world.until(() => world.state === 'reconnecting', 1000);
    await world.emulator.faults.clear();
    await world.until(() => world.state === 'live' && trades.state === 'live');
    world.emulator.market.setPrice(SYMBOL, '46320', '46321');
    await world.until(() => trades.buffered > 0);
  });

  test('behavior: one that drops again and again is tried at growing intervals, and leaks nothing', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const pauses = waits(world);
    const timers: number[] = [];
    for (let drop = 0; drop < 25; drop += 1) {
      await world.until(() => world.state === 'live', 200_000);
      await world.pass(2000);
      timers.push(world.clock.pendingTimers);
      world.emulator.faults.reset();
      await world.until(() => world.state !== 'live');
    }
    expect(world.broker.health().flapping).toBe(true);
    expect(Math.max(...pauses.slice(-12).map(({ ms }) => ms))).toBeGreaterThan(10_000);
    const [early, late] = [timers.slice(3, 12), timers.slice(-10)].map((list) => Math.max(...list));
    expect(late).toBeLessThanOrEqual(early as number);
    await world.until(() => trades.state === 'live', 200_000);
    await world.pass(70_000);
    expect(world.broker.health().flapping).toBe(false);
  }, 60_000);

  test('behavior: many clients do not reconnect at the same moment', async () => {
    const world = await live();
    // A user has five private connections.
    const brokers = [1, 2, 3, 4].map((seed) => world.newBroker({ random: seededRandom(seed) }));
    for (const broker of brokers) await world.drive(broker.connect());
    const attempts: number[] = [];
    for (const broker of brokers) {
      broker.on('status', ({ state, nextAttemptTime }) => {
        if (state === 'reconnecting') attempts.push(nextAttemptTime as number);
      });
    }
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.pass(60_000);
    expect(attempts.length).toBeGreaterThan(12);
    expect(new Set(attempts).size).toBe(attempts.length);
    await world.emulator.faults.accept();
    for (const broker of brokers) await world.drive(broker.close());
  });
});
