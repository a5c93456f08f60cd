import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import type { Candle, Quote } from '../../../src/model';
import { XapiClient } from '../../../src/venues/xapi';
import { Bench, type Setup } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});
async function start(setup?: Setup): Promise<Bench> {
  const bench = await Bench.start(setup);
  benches.push(bench);
  return bench;
}
async function live(setup?: Setup): Promise<Bench> {
  const bench = await start(setup);
  await bench.drive(bench.broker.connect());
  bench.emulator.market.pause();
  bench.emulator.market.setPrice('EURUSD', '1.08500', '1.08510');
  return bench;
}

const MARKET = { symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.2' } as const;
const STOP = { symbol: 'EURUSD', side: 'buy', type: 'stop', quantity: '0.1', stopPrice: '1.09' } as const;
const LIMIT = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '1.08' } as const;

describe.each(['tcp', 'websocket'] as const)('a lost connection over %s', (transport) => {
  test('behavior: what was filled and closed meanwhile comes, once, and then live', async () => {
    const bench = await live({ transport });
    const { broker, emulator } = bench;
    const first = await bench.drive(broker.placeOrder({ ...MARKET, stopLoss: '1.08' }));
    const stop = await bench.drive(broker.placeOrder(STOP));
    const limit = await bench.drive(broker.placeOrder({ ...LIMIT, price: '1.07' }));
    const resynced = bench.collect('resynced');
    const gaps = bench.collect('gap');
    emulator.faults.refuse();
    emulator.faults.reset();
    await bench.until(() => bench.state === 'reconnecting');
    emulator.market.setPrice('EURUSD', '1.09000', '1.09010');
    await bench.clock.advance(200);
    emulator.market.setPrice('EURUSD', '1.07900', '1.07910');
    await bench.clock.advance(200);
    expect(emulator.orders.executed.map(({ kind }) => kind)).toEqual([
      'open',
      'pending',
      'pending',
      'fill',
      'stopLoss',
    ]);
    await emulator.faults.accept();
    await bench.until(() => bench.state === 'live');
    expect(bench.fills.map(({ orderId, source }) => [orderId, source])).toEqual([
      [first.id, 'stream'],
      [expect.any(String), 'reconcile'],
      [stop.id, 'reconcile'],
    ]);
    expect(bench.fills[1]).toMatchObject({ positionId: first.positionId, side: 'sell', quantity: '0.2' });
    expect(await bench.drive(broker.fetchOrder({ id: stop.id }))).toMatchObject({ status: 'filled' });
    expect(bench.orders.filter(({ id }) => id === stop.id).at(-1)).toMatchObject({
      status: 'filled',
      source: 'reconcile',
    });
    expect(bench.orders.filter(({ id }) => id === limit.id).at(-1)).toMatchObject({ status: 'open' });
    expect(bench.positions.at(-1)).toMatchObject({ source: 'reconcile' });
    expect(bench.positions.filter(({ quantity }) => quantity === '0').map(({ id }) => id)).toEqual([
      first.positionId,
    ]);
    expect(gaps).toHaveLength(1);
    expect(resynced[0]?.proved.slice(0, 4)).toEqual(['fills', 'orders', 'positions', 'balances']);
    const states = bench.states.map(({ state }) => state);
    expect(states.slice(-4)).toEqual(['connecting', 'authenticating', 'syncing', 'live']);
    // Again: nothing is told twice.
    const fills = bench.fills.length;
    emulator.faults.reset();
    await bench.until(() => bench.state === 'live' && resynced.length === 2);
    expect(bench.fills).toHaveLength(fills);
  });

  test('behavior: reply lost with the connection: one order, resolved as accepted', async () => {
    const bench = await live({ transport });
    bench.emulator.faults.applyThenDrop('tradeTransaction');
    const error = await bench.refused(bench.broker.placeOrder({ ...MARKET, clientOrderId: 'lost-1' }));
    expect(error).toMatchObject({ name: 'OrderOutcomeUnknownError' });
    const resolution = await bench.drive(
      bench.broker.resolveOrder({ clientOrderId: 'lost-1' }, { timeoutMs: 60_000 }),
    );
    expect(resolution).toMatchObject({
      outcome: 'accepted',
      order: { status: 'filled', clientOrderId: 'lost-1', origin: 'local' },
    });
    await bench.until(() => bench.state === 'live');
    expect([bench.emulator.orders.executed.length, bench.fills.length]).toEqual([1, 1]);
  });

  test('behavior: request lost with the connection: notPlaced, never sent again', async () => {
    const bench = await live({ transport });
    bench.emulator.faults.dropBeforeApply('tradeTransaction');
    await bench.refused(bench.broker.placeOrder({ ...MARKET, clientOrderId: 'lost-2' }));
    const resolution = await bench.drive(
      bench.broker.resolveOrder({ clientOrderId: 'lost-2' }, { timeoutMs: 60_000 }),
    );
    expect(resolution.outcome).toBe('notPlaced');
    expect(bench.emulator.orders.executed).toEqual([]);
  });
});

describe('reconciling', () => {
  test('behavior: a close whose reply was lost is found by its position', async () => {
    const bench = await live({ emulator: { closedTradeComment: 'opening' } });
    const { positionId = '' } = await bench.drive(bench.broker.placeOrder(MARKET));
    bench.emulator.faults.applyThenDrop('tradeTransaction');
    const error = await bench.refused(bench.broker.closePosition({ id: positionId, clientOrderId: 'c1' }));
    expect(error).toMatchObject({ name: 'OrderOutcomeUnknownError' });
    const resolution = await bench.drive(
      bench.broker.resolveOrder({ clientOrderId: 'c1' }, { timeoutMs: 60_000 }),
    );
    expect(resolution).toMatchObject({ outcome: 'accepted', order: { positionEffect: 'close', positionId } });
    await bench.until(() => bench.state === 'live');
    expect(bench.fills).toHaveLength(2);
  });

  test('behavior: a cancel whose reply was lost is resolved', async () => {
    const bench = await live();
    const { id } = await bench.drive(bench.broker.placeOrder(LIMIT));
    bench.emulator.faults.applyThenDrop('tradeTransaction');
    await bench.refused(bench.broker.cancelOrder({ id }));
    await bench.until(() => bench.orders.at(-1)?.status === 'canceled');
    await bench.until(() => bench.state === 'live');
    expect(bench.orders.at(-1)).toMatchObject({ id, status: 'canceled' });
    expect(bench.received('tradeTransaction')).toBe(2);
  });

  test('behavior: an order that vanished is canceled by inference, one that expired is expired', async () => {
    const bench = await live();
    const expireTime = bench.clock.now() + 2000;
    const gtd = await bench.drive(bench.broker.placeOrder({ ...LIMIT, timeInForce: 'gtd', expireTime }));
    const gtc = await bench.drive(bench.broker.placeOrder({ ...LIMIT, price: '1.07' }));
    bench.emulator.faults.refuse();
    bench.emulator.faults.reset();
    await bench.until(() => bench.state === 'reconnecting');
    const other = Bench.broker(bench.clock, bench.emulator, {});
    await bench.emulator.faults.accept();
    const left = bench.drive(other.connect());
    await left;
    await bench.drive(other.cancelOrder({ id: gtc.id }));
    await bench.clock.advance(3000);
    await bench.until(() => bench.state === 'live');
    const last = (id: string) => bench.orders.filter((order) => order.id === id).at(-1);
    // Back before its time was up, it hears of the end by the stream, which does not say how it ended.
    await bench.until(() => last(gtd.id)?.status !== 'open');
    expect(last(gtd.id)?.status).toBe('expired');
    expect(last(gtc.id)?.status).toBe('canceled');
    await bench.drive(other.close());
  });

  test('behavior: streams are kept: quotes continue, candles have no gap, states are emitted', async () => {
    const bench = await live();
    bench.emulator.market.resume();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'] }));
    const candles = await bench.drive(
      bench.broker.subscribe('candles', { symbols: ['EURUSD'], interval: '1m' }),
    );
    const seen: Quote[] = [];
    const minutes: Candle[] = [];
    const states: string[] = [];
    quotes.on('data', (quote) => seen.push(quote));
    quotes.on('state', (state) => states.push(state));
    candles.on('data', (candle) => minutes.push(candle));
    await bench.until(() => minutes.length === 1, 90_000);
    bench.emulator.faults.refuse();
    bench.emulator.faults.reset();
    await bench.clock.advance(150_000);
    await bench.emulator.faults.accept();
    await bench.until(() => bench.state === 'live');
    const before = seen.length;
    await bench.until(() => minutes.length >= 5, 120_000);
    expect(seen.length).toBeGreaterThan(before);
    expect(new Set(seen.slice(before).map(({ symbol }) => symbol))).toEqual(new Set(['EURUSD', 'GOLD']));
    const times = minutes.map(({ openTime }) => openTime);
    expect(times).toEqual(times.map((_, index) => (times[0] ?? 0) + index * 60_000));
    expect(minutes.every(({ closed }) => closed)).toBe(true);
    expect(minutes.some(({ source }) => source === 'reconcile')).toBe(true);
    expect(states).toEqual(['resyncing', 'live']);
  });
});

describe('watching the connection', () => {
  test('behavior: a half-open connection is stale within 7 s and closed within 10 s', async () => {
    const bench = await live();
    await bench.clock.advance(4000);
    const frozenAt = bench.clock.now();
    bench.emulator.faults.freeze();
    await bench.until(() => bench.state === 'stale');
    expect(bench.clock.now() - frozenAt).toBeLessThanOrEqual(7000);
    expect(await bench.refused(bench.broker.placeOrder(MARKET))).toMatchObject({ name: 'NotConnectedError' });
    await bench.until(() => bench.state === 'reconnecting');
    expect(bench.clock.now() - frozenAt).toBeLessThanOrEqual(10_000);
    bench.emulator.faults.thaw();
    await bench.until(() => bench.state === 'live');
  });

  test('behavior: a frozen main connection alone is detected as well', async () => {
    const bench = await live();
    const frozenAt = bench.clock.now();
    bench.emulator.faults.freeze({ side: 'main' });
    await bench.until(() => bench.state === 'reconnecting');
    expect(bench.clock.now() - frozenAt).toBeLessThanOrEqual(10_000);
    bench.emulator.faults.thaw();
  });

  test('behavior: an idle connection stays live for an hour', async () => {
    const bench = await live();
    for (let minute = 0; minute < 12; minute += 1) {
      await bench.clock.advanceUntil(() => false, { stepMs: 250, limitMs: 60_000 }).catch(() => {});
    }
    expect(bench.state).toBe('live');
    expect(bench.broker.health()).toMatchObject({ connects: 1, disconnects: 0, flapping: false });
    expect(bench.broker.health().latencyMs).toBeDefined();
  });

  test('behavior: the local clock 10 minutes wrong: closed flags are right and the user is warned', async () => {
    const bench = await start();
    const skewed = new VirtualClock(bench.clock.now());
    const ahead = {
      now: () => bench.clock.now() + 600_000,
      monotonic: () => bench.clock.monotonic(),
      schedule: bench.clock.schedule.bind(bench.clock),
    };
    const broker = Bench.broker(skewed, bench.emulator, { broker: { clock: ahead } });
    const warnings: string[] = [];
    broker.on('warning', ({ code }) => warnings.push(code));
    await bench.drive(broker.connect());
    expect(warnings).toEqual(['clockSkew']);
    // The emulator shows a candle once one of its minutes is whole.
    await bench.clock.advance(90_000);
    const from = bench.clock.now() - 180_000;
    const candles = await bench.drive(
      broker.fetchCandles({ symbol: 'EURUSD', interval: '5m', from: from - 600_000 }),
    );
    expect(candles.at(-1)?.closed).toBe(false);
    await bench.drive(broker.close());
  });
});

describe('logins', () => {
  test('error: a wrong password is tried once in an hour', async () => {
    const bench = await start({ broker: { password: 'wrong-password' } });
    const error = await bench.refused(bench.broker.connect());
    expect(error).toMatchObject({ name: 'AuthenticationError' });
    await bench.clock.advance(3_600_000);
    expect(bench.received('login')).toBe(1);
    expect(bench.state).toBe('failed');
  });

  const everything = [
    'getSymbol',
    'getAllSymbols',
    'getTrades',
    'getMarginLevel',
    'getServerTime',
    'getTradesHistory',
  ] as const;

  test('behavior: BE118 for a moment is answered with one new login', async () => {
    const bench = await live();
    await bench.clock.advance(70_000);
    bench.emulator.faults.fail('getTrades', 'BE118');
    const error = await bench.refused(bench.broker.fetchPositions());
    expect(error).toMatchObject({ code: 'BE118' });
    await bench.until(() => bench.state === 'live');
    const told = bench.states.slice(4);
    expect(told.map(({ state }) => state).slice(0, 3)).toEqual(['stale', 'reconnecting', 'connecting']);
    expect(told[1]).toMatchObject({ error: { name: 'AuthenticationError', code: 'BE118' } });
    expect((told[1]?.nextAttemptTime ?? 0) - (told[1]?.since ?? 0)).toBe(1000);
    expect(bench.received('login')).toBe(2);
  });

  test('error: BE118 on every request is one new login a minute, and after the third it fails', async () => {
    const bench = await live();
    await bench.clock.advance(10_000);
    const errors = bench.collect('error');
    for (const command of everything) bench.emulator.faults.fail(command, 'BE118', { times: 1e6 });
    await bench.refused(bench.broker.fetchPositions());
    expect(bench.state).toBe('reconnecting');
    const times: number[] = [];
    let seen = 1;
    for (let second = 0; second < 3600; second += 1) {
      await bench.clock
        .advanceUntil(() => bench.state === 'live', { stepMs: 50, limitMs: 1000 })
        .catch(() => {});
      for (; seen < bench.received('login'); seen += 1) times.push(bench.clock.now());
    }
    expect(times).toHaveLength(3);
    for (const [at, time] of times.slice(1).entries())
      expect(time - (times[at] ?? 0)).toBeGreaterThan(59_000);
    expect(bench.state).toBe('failed');
    expect(errors).toMatchObject([{ name: 'AuthenticationError', code: 'BE118' }]);
  });

  test('error: a login refused after one that worked is latched, whatever the code', async () => {
    for (const code of ['BE005', 'EX004', 'EX007', 'BE099', 'ZZ1']) {
      const bench = await live();
      bench.emulator.faults.fail('login', code, { times: 100 });
      bench.emulator.faults.kick();
      await bench.until(() => bench.state === 'failed');
      await bench.clock.advance(3_600_000);
      expect(bench.received('login'), code).toBe(2);
    }
  });

  test('behavior: login on an open session sends nothing, for the venue would refuse it', async () => {
    const bench = await live();
    const { host, mainPort, streamPort } = bench.emulator.endpoints.tcp;
    const client = new XapiClient({
      ...{ transport: 'tcp', host, mainPort, streamPort, tls: false, clock: bench.clock },
      ...bench.emulator.credentials,
    });
    await bench.drive(client.connect());
    const before = bench.received('login');
    await bench.drive(client.login());
    expect(bench.received('login')).toBe(before);
    expect(client.isConnected).toBe(true);
    client.disconnect();
  });

  test('behavior: disconnected once it reconnects, disconnected at every login it stops', async () => {
    const bench = await live();
    bench.emulator.faults.kick();
    await bench.until(() => bench.state === 'live' && bench.states.length > 5);
    bench.emulator.faults.kickLogins();
    bench.emulator.faults.kick();
    const before = bench.received('login');
    await bench.clock.advance(60_000);
    expect(bench.received('login') - before).toBeLessThanOrEqual(2);
  });
});

describe('life', () => {
  test.each(['connecting', 'reconnecting', 'live'] as const)(
    'behavior: close while %s settles all',
    async (state) => {
      const bench = await start();
      const pending: Promise<unknown>[] = [];
      if (state === 'connecting') {
        bench.emulator.faults.hangHandshake();
        pending.push(bench.broker.connect());
      } else {
        await bench.drive(bench.broker.connect());
        if (state === 'reconnecting') {
          bench.emulator.faults.refuse();
          bench.emulator.faults.reset();
          await bench.until(() => bench.state === 'reconnecting');
          pending.push(bench.broker.connect());
        } else {
          bench.emulator.faults.freeze();
          pending.push(bench.broker.fetchPositions(), bench.broker.placeOrder(MARKET));
          await bench.clock.advance(10);
        }
      }
      const outcomes = Promise.allSettled(pending);
      const startedAt = bench.clock.now();
      await bench.drive(bench.broker.close());
      expect(bench.clock.now() - startedAt).toBeLessThanOrEqual(1000);
      for (const outcome of await bench.drive(outcomes)) expect(outcome.status).toBe('rejected');
      expect(bench.state).toBe('closed');
      expect(bench.broker.health().subscriptions).toEqual([]);
    },
  );

  test('behavior: no listeners and promises not awaited: faults have no effect', async () => {
    const bench = await start();
    const broker = Bench.broker(bench.clock, bench.emulator, {});
    const { faults } = bench.emulator;
    await bench.drive(broker.connect());
    void broker.subscribe('quotes', { symbols: ['EURUSD'] });
    void broker.placeOrder(MARKET);
    void broker.placeOrder({ ...MARKET, quantity: 'x' });
    void broker.fetchInstrument('nope');
    await bench.clock.advance(500);
    for (const fault of [
      () => faults.reset(),
      () => faults.corrupt(1),
      () => faults.rawBytes('<html>'),
      () => faults.applyThenDrop('tradeTransaction'),
      () => faults.fail('getTradesHistory', 'EX001'),
    ]) {
      fault();
      void broker.placeOrder(MARKET);
      void broker.fetchPositions();
      await bench.clock.advance(5000);
      await bench.until(() => broker.status.state === 'live');
    }
    void broker.fetchPositions();
    void broker.connect();
    await bench.drive(broker.close());
    void broker.connect();
    await bench.clock.advance(100);
  });

  test('behavior: nothing secret is ever shown', async () => {
    const canary = 'canary-Zx81q';
    const account = { userId: '1000', password: canary };
    const shown: string[] = [];
    const log = (...args: unknown[]): void => void shown.push(inspect(args, { depth: 9 }));
    const logger = { debug: log, info: log, warn: log, error: log };
    const tap = (event: object): void => void shown.push(inspect(event, { depth: 9 }));
    const bench = await start({ emulator: { accounts: [account] }, broker: { logger, tap } });
    for (const event of ['status', 'warning', 'error', 'order'] as const) bench.broker.on(event, log);
    await bench.drive(bench.broker.connect());
    bench.emulator.faults.fail('getMarginLevel', 'EX001', { errorDescr: `stack of ${canary}` });
    log(await bench.refused(bench.broker.fetchBalances()));
    bench.emulator.faults.corrupt(1, { side: 'main' });
    log(await bench.refused(bench.broker.fetchPositions()));
    await bench.until(() => bench.state === 'live');
    log(
      inspect(bench.broker, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(bench.broker),
    );
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.join('\n')).not.toContain(canary);
  });
});
