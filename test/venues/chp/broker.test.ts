import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import {
  type ChpCommand,
  type ChpEmulator,
  type ChpEmulatorOptions,
  startEmulator,
} from '../../../src/emulators';
import {
  type Candle,
  createBroker,
  type Gap,
  isAuthenticationError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isValidationError,
  type Order,
  type Resynced,
} from '../../../src/index';
import { VirtualClock } from '../../../src/testing';
import type { ChpBroker, ChpBrokerOptions } from '../../../src/venues/chp';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface World {
  readonly broker: ChpBroker;
  readonly emulator: ChpEmulator;
  readonly clock: VirtualClock;
  drive<T>(work: Promise<T>): Promise<T>;
  sent(command: string): readonly Readonly<Record<string, unknown>>[];
}

async function world(
  emulated: ChpEmulatorOptions = {},
  options: Partial<ChpBrokerOptions> = {},
): Promise<World> {
  const clock = new VirtualClock();
  const emulator = await startEmulator('chp', { clock, seed: 3, partialFills: false, ...emulated });
  emulator.market.pause();
  const { host, port } = emulator.endpoints.http;
  const broker = await createBroker('chp', {
    host,
    port,
    ...emulator.credentials,
    clock,
    random: seededRandom(5),
    logger: silentLogger,
    ...options,
  });
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    work.then(done, done);
    await clock.advanceUntil(() => settled, { limitMs: 60_000 });
    return work;
  };
  opened.push(emulator, { close: () => drive(broker.close()) });
  return {
    broker,
    emulator,
    clock,
    drive,
    sent: (command) =>
      emulator.orders.requests.filter((one) => one.command === command).map(({ members }) => members),
  };
}

const LIMIT = { symbol: 'GAZP', side: 'buy', type: 'limit', quantity: '10', price: '150' } as const;
const ACCOUNT = { login: 'user_login', password: 'user_password', token: 'user_token' };
const TWO = { accounts: [{ ...ACCOUNT, portfolios: [{ name: 'A-1' }, { name: 'B-2' }] }] };

describe('session', () => {
  test('default: a token that is authorized already counts as connected', async () => {
    const { broker, emulator, clock, drive } = await world();
    const { host, port } = emulator.endpoints.http;
    const other = await createBroker('chp', { host, port, ...ACCOUNT, clock, logger: silentLogger });
    opened.push(other);
    await drive(other.connect());
    await drive(broker.connect());
    expect(broker.status.state).toBe('live');
  });

  test('error: wrong credentials are an AuthenticationError, after one attempt', async () => {
    const { broker, drive, sent } = await world({}, { password: 'other' });
    const error: unknown = await drive(broker.connect()).catch((thrown: unknown) => thrown);
    expect(isAuthenticationError(error)).toBe(true);
    expect(sent('Connected').length).toBe(1);
  });
});

describe('a refused Connect', () => {
  const reply = (inner: object | undefined, reason?: string) =>
    JSON.stringify({ method: 'Connected', result: false, reason, dataError: inner ? [inner] : [] });
  // Every documented code but "already authorized", which is what was asked for, and codes and texts that are not.
  test.each([
    ['Error #1', 'Неверный логин или пароль.', 'AuthenticationError'],
    ['Error #3', undefined, 'AuthenticationError'],
    ['Error #12', undefined, 'AuthenticationError'],
    ['Error #20', undefined, 'AuthenticationError'],
    ['Error #77', 'Отказано.', 'AuthenticationError'],
    ['Error #77', 'Сервер недоступен.', 'VenueError'],
    ['-1610612735', undefined, 'AuthenticationError'],
    ['-1610612734', undefined, 'AuthenticationError'],
    ['-1610612733', undefined, 'VenueError'],
    ['-1610612732', undefined, 'AuthenticationError'],
    ['-1610612731', undefined, 'VenueError'],
    ['-1610612730', undefined, 'VenueError'],
  ])('error: %s (%s) is one attempt and a(n) %s', async (reason, additional, name) => {
    const { broker, drive, sent, emulator, clock } = await world();
    emulator.faults.rewrite('Connected', () => reply({ method: 'Connect', reason, additional }), {
      times: 1e6,
    });
    const error: unknown = await drive(broker.connect()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name });
    await clock.advance(600_000);
    expect([sent('Connected').length, broker.status.state]).toEqual([1, 'failed']);
  });

  test('behavior: for another reason after one that worked it is two attempts a minute at most', async () => {
    const { broker, drive, sent, emulator, clock } = await world(
      {},
      { reconnect: { baseMs: 10, maxMs: 500 } },
    );
    await drive(broker.connect());
    const away = reply({ method: 'Connect', reason: '-1610612730', additional: 'Биржа недоступна.' });
    emulator.faults.rewrite('Connected', () => away, { times: 1e6 });
    emulator.restart();
    const until = clock.now() + 600_000;
    await clock.advanceUntil(() => clock.now() >= until, { stepMs: 50, limitMs: 700_000 });
    expect(sent('Connected').length).toBeGreaterThan(10);
    expect(sent('Connected').length).toBeLessThanOrEqual(22);
    expect(broker.status.state).not.toBe('failed');
  });
});

describe.each(['consuming', 'repeating'] as const)('lost polls of %s feeds', (poll) => {
  test.each(['UpdateOrder', 'AddTrade', 'UpdatePosition', 'SetPortfolio'] as const)(
    'behavior: a lost answer to %s is a gap, a re-read and resynced, and nothing is missing',
    async (command) => {
      const { broker, emulator, clock, drive } = await world({ poll });
      await drive(broker.connect());
      const told: string[] = [];
      const fills: string[] = [];
      const orders: Order[] = [];
      const results: Resynced[] = [];
      broker.on('gap', () => told.push('gap'));
      broker.on('resynced', (result) => {
        told.push('resynced');
        results.push(result);
      });
      broker.on('fill', ({ id }) => fills.push(id));
      broker.on('order', (order) => orders.push(order));
      emulator.faults.applyThenDrop(command);
      const placing = broker.placeOrder({ ...LIMIT, type: 'market', price: undefined });
      const { id } = await drive(placing);
      await clock.advanceUntil(() => told.includes('resynced') && fills.length > 0, { limitMs: 60_000 });
      expect(told).toEqual(['gap', 'resynced']);
      expect(results[0]?.proved).toContain('orders');
      expect(fills.length).toBe(1);
      expect(orders.filter((order) => order.id === id).at(-1)?.status).toBe('filled');
      expect((await drive(broker.fetchPositions()))[0]?.quantity).toBe('10');
      expect(broker.health().disconnects).toBe(0);
    },
  );
});

describe('the audit', () => {
  test('behavior: orders and fills before the connection are not emitted by it', async () => {
    const { broker, emulator, clock, drive, sent } = await world();
    const { host, port } = emulator.endpoints.http;
    const other = await createBroker('chp', { host, port, ...ACCOUNT, clock, logger: silentLogger });
    opened.push({ close: () => drive(other.close()) });
    await drive(other.connect());
    await drive(other.placeOrder({ ...LIMIT, type: 'market', price: undefined }));
    const { id } = await drive(other.placeOrder({ ...LIMIT, price: '140' }));
    await drive(other.cancelOrder({ id }));
    await drive(broker.connect());
    const told: string[] = [];
    broker.on('order', (order) => told.push(order.id)).on('fill', (fill) => told.push(fill.id));
    const reads = sent('GetMyPortfolioData').length;
    await clock.advance(65_000);
    expect(sent('GetMyPortfolioData').length - reads).toBeGreaterThanOrEqual(2);
    expect(told).toEqual([]);
  });

  test('behavior: an order that the list of the session has had and lacks has ended; one that it never had stays open', async () => {
    const { broker, emulator, clock, drive } = await world({}, { auditIntervalMs: 20_000 });
    await drive(broker.connect());
    const { id } = await drive(broker.placeOrder(LIMIT));
    await clock.advance(21_000);
    const never = await drive(broker.placeOrder({ ...LIMIT, price: '149' }));
    const none = (text: string): string => JSON.stringify({ ...JSON.parse(text), data: [] });
    emulator.faults.rewrite('GetMyPortfolioData', none, { times: 1000 });
    const ends: string[] = [];
    broker.on('order', (order) => {
      if (order.status === 'canceled') ends.push(`${order.id} ${order.reason} ${order.source}`);
    });
    await clock.advance(60_000);
    expect(ends).toEqual([`${id} inferred reconcile`]);
    expect(never.id).not.toBe(id);
  });

  test('args: its interval is at least a second', async () => {
    await expect(world({}, { auditIntervalMs: 999 })).rejects.toSatisfy(isValidationError);
    const { broker, clock, drive, sent } = await world({}, { auditIntervalMs: 1000 });
    await drive(broker.connect());
    const reads = sent('GetMyPortfolioData').length;
    await clock.advance(10_000);
    expect(sent('GetMyPortfolioData').length - reads).toBeGreaterThan(5);
  });
});

describe('polling', () => {
  test('behavior: the next poll waits for the end of the last, and a repeated item is emitted once', async () => {
    const { broker, emulator, clock, drive } = await world({ poll: 'repeating' });
    await drive(broker.connect());
    emulator.market.resume();
    const trades = await drive(broker.subscribe('trades', { symbols: ['GAZP', 'SBER'] }));
    const seen: string[] = [];
    trades.on('data', ({ symbol, id }) => seen.push(`${symbol} ${id}`));
    emulator.faults.latency(700, { command: 'AddTick' });
    await clock.advanceUntil(() => seen.length > 20, { limitMs: 60_000, stepMs: 20 });
    expect(new Set(seen).size).toBe(seen.length);
    const polls = emulator.orders.requests.filter(({ command }) => command === 'AddTick');
    // The first ones follow the two new symbols at once.
    const times = polls.slice(4).map(({ time }) => time);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses.length).toBeGreaterThan(2);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(1190);
  });

  test('behavior: a lost poll of quotes is a gap of the quotes and of nothing else', async () => {
    const { broker, emulator, clock, drive } = await world();
    await drive(broker.connect());
    const quotes = await drive(broker.subscribe('quotes', { symbols: ['GAZP'] }));
    const orders = await drive(broker.subscribe('orders', {}));
    const told: string[] = [];
    quotes.on('gap', ({ channel }) => told.push(`gap ${channel}`));
    quotes.on('resynced', ({ unproved }) => told.push(`unproved ${unproved.join()}`));
    orders.on('gap', () => told.push('gap of orders'));
    const bids: (string | undefined)[] = [];
    quotes.on('data', ({ bid }) => bids.push(bid));
    await clock.advanceUntil(() => bids.length > 0, { limitMs: 60_000 });
    emulator.faults.applyThenDrop('UpdateQuote');
    emulator.market.setPrice('GAZP', '170.5', '170.52');
    await clock.advanceUntil(() => told.length === 2 && bids.includes('170.5'), { limitMs: 60_000 });
    expect(told).toEqual(['gap quotes', 'unproved quotes']);
  });

  test('behavior: as many failed polls as allowed end the connection', async () => {
    const { broker, emulator, clock, drive } = await world({}, { maxFailedPolls: 2 });
    await drive(broker.connect());
    emulator.faults.html(503);
    await clock.advanceUntil(() => broker.status.state === 'reconnecting', { limitMs: 60_000 });
    expect(broker.health().disconnects).toBe(1);
  });

  test('behavior: the gap of a lost connection begins when the venue was last heard', async () => {
    const { broker, emulator, clock, drive } = await world();
    await drive(broker.connect());
    const gaps: Gap[] = [];
    broker.on('gap', (gap) => gaps.push(gap));
    await clock.advance(5000);
    emulator.restart();
    const restarted = clock.now();
    await clock.advanceUntil(() => broker.status.state === 'reconnecting', { limitMs: 60_000 });
    await clock.advanceUntil(() => broker.status.state === 'live', { limitMs: 60_000 });
    expect(gaps.map(({ reason }) => reason)).toEqual(['The connection was lost']);
    expect(gaps[0]?.from).toBeLessThanOrEqual(restarted);
  });

  test('behavior: after a restart of the server the subscriptions are there again', async () => {
    const { broker, emulator, clock, drive, sent } = await world();
    await drive(broker.connect());
    await drive(broker.subscribe('quotes', { symbols: ['GAZP'] }));
    emulator.restart();
    await clock.advanceUntil(() => broker.status.state === 'reconnecting', { limitMs: 60_000 });
    await clock.advanceUntil(() => broker.status.state === 'live', { limitMs: 60_000 });
    expect([sent('ListenQuotes').length, sent('ListenPortfolio').length]).toEqual([2, 2]);
  });
});

describe('orders', () => {
  test('default: what goes over the wire', async () => {
    const { broker, drive, sent } = await world();
    await drive(broker.connect());
    await drive(broker.placeOrder({ ...LIMIT, clientOrderId: '2147483647', timeInForce: 'gtc' }));
    await drive(
      broker.placeOrder({ ...LIMIT, type: 'market', price: undefined, side: 'sell', positionEffect: 'open' }),
    );
    expect(sent('PlaceOrder')).toMatchObject([
      { action: 1, type: 2, validity: 2, price: 150, amount: 10, stop: 0, cookie: 2_147_483_647 },
      { action: 3, type: 1, validity: 1, price: 0, amount: 10, stop: 0 },
    ]);
    const [position] = await drive(broker.fetchPositions());
    expect(position).toMatchObject({ side: 'short', quantity: '10' });
    const closing = await drive(broker.closePosition({ id: position?.id ?? '' }));
    expect([closing.side, closing.positionEffect, sent('PlaceOrder')[2]?.['action']]).toEqual([
      'buy',
      'close',
      4,
    ]);
  });

  test('args: without a portfolio to choose nothing is sent', async () => {
    const { broker, drive, sent } = await world(TWO);
    await drive(broker.connect());
    for (const account of [undefined, 'C-3']) {
      const error: unknown = await drive(broker.placeOrder({ ...LIMIT, account })).catch(
        (thrown: unknown) => thrown,
      );
      expect(isValidationError(error) && error.field).toBe('account');
    }
    expect(sent('PlaceOrder')).toEqual([]);
    const order = await drive(broker.placeOrder({ ...LIMIT, account: 'B-2' }));
    expect([order.account, sent('PlaceOrder')[0]?.['portfolio']]).toEqual(['B-2', 'B-2']);
  });

  test('args: the option account is the portfolio of orders that name none', async () => {
    const { broker, drive } = await world(TWO, { account: 'A-1' });
    await drive(broker.connect());
    expect((await drive(broker.placeOrder(LIMIT))).account).toBe('A-1');
  });

  test.each(['0', '2147483648', '01', 'abc', '-1', '1.5'])(
    'args: cookie %s is refused',
    async (clientOrderId) => {
      const { broker, drive, sent } = await world();
      await drive(broker.connect());
      const error: unknown = await drive(broker.placeOrder({ ...LIMIT, clientOrderId })).catch(
        (e: unknown) => e,
      );
      expect(isValidationError(error)).toBe(true);
      expect(sent('PlaceOrder')).toEqual([]);
    },
  );

  test('error: HTML in answer to an order is an unknown outcome, and the order is found by its cookie', async () => {
    const { broker, emulator, drive } = await world();
    await drive(broker.connect());
    emulator.faults.html(502, { command: 'PlaceOrder' });
    const error: unknown = await drive(broker.placeOrder({ ...LIMIT, clientOrderId: '62' })).catch(
      (e: unknown) => e,
    );
    expect(isOrderOutcomeUnknownError(error)).toBe(true);
    const { outcome } = await drive(broker.resolveOrder({ clientOrderId: '62' }));
    expect(outcome).toBe(emulator.orders.ofKind('pending').length === 1 ? 'accepted' : 'notPlaced');
  });

  test('default: fills of a range name their orders', async () => {
    const { broker, clock, drive } = await world();
    await drive(broker.connect());
    const { id } = await drive(broker.placeOrder({ ...LIMIT, type: 'market', price: undefined }));
    const from = Math.floor(clock.now()) - 3_600_000;
    const fills = await drive(broker.fetchFills({ from, to: from + 7_200_000 }));
    expect(fills.map(({ orderId }) => orderId)).toEqual([id]);
  });

  test('args: input that breaks a rule is named, and the server receives no request', async () => {
    const { broker, emulator, clock, drive } = await world(
      {},
      { pollIntervalMs: 3_600_000, accountPollIntervalMs: 3_600_000 },
    );
    await drive(broker.connect());
    await drive(broker.placeOrder({ ...LIMIT, clientOrderId: '77' }));
    const now = clock.now();
    const bars = { symbol: 'GAZP', interval: '1h', from: now - 7_200_000, to: now } as const;
    const before = emulator.orders.requests.length;
    const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['symbol', () => broker.placeOrder({ ...LIMIT, symbol: 'GASP' })],
      ['symbol', () => broker.fetchCandles({ ...bars, symbol: 'gazp' })],
      ['interval', () => broker.fetchCandles({ ...bars, interval: '7m' as never })],
      ['from', () => broker.fetchCandles({ ...bars, from: Number.NaN })],
      ['from', () => broker.fetchCandles({ ...bars, from: now, to: now - 1 })],
      ['clientOrderId', () => broker.placeOrder({ ...LIMIT, clientOrderId: '77', quantity: '20' })],
      ['price', () => broker.placeOrder({ ...LIMIT, type: 'market' } as never)],
      ['stopPrice', () => broker.placeOrder({ ...LIMIT, stopPrice: '149' } as never)],
      ['price', () => broker.placeOrder({ ...LIMIT, price: '150.005' })],
      ['quantity', () => broker.placeOrder({ ...LIMIT, quantity: '7' })],
      ['account', () => broker.placeOrder({ ...LIMIT, account: 'ST-none' })],
    ];
    for (const [field, call] of calls) {
      const error: unknown = await drive(call()).catch((thrown: unknown) => thrown);
      expect(isValidationError(error) && error.field, String(error)).toBe(field);
    }
    const asked = emulator.orders.requests.slice(before).map(({ command }) => command);
    expect(asked.filter((command) => !/^(Update|Add|Set)/.test(command))).toEqual([]);
    expect(emulator.orders.ofKind('open', 'pending').length).toBe(1);
  });

  test.each(['envelope', 'row'] as const)(
    'error: a refusal reported by %s is an OrderRejectedError',
    async (refusals) => {
      const { broker, drive } = await world({ refusals });
      await drive(broker.connect());
      const error: unknown = await drive(broker.placeOrder({ ...LIMIT, quantity: '900000' })).catch(
        (e: unknown) => e,
      );
      expect(isOrderRejectedError(error) && error.code !== '').toBe(true);
    },
  );
});

describe('a rate limit', () => {
  const limit = (at: World, command: ChpCommand, retryAfter: string, times = 1): void =>
    at.emulator.faults.status(429, { headers: { 'retry-after': retryAfter } }, { command, times });

  test('behavior: polls that are refused make the broker stale and not lost; cancels pass, and it is live again', async () => {
    const { broker, clock, drive, ...rest } = await world();
    const at = { broker, clock, drive, ...rest };
    await drive(broker.connect());
    const order = await drive(
      broker.placeOrder({ symbol: 'GAZP', side: 'buy', type: 'limit', quantity: '10', price: '140' }),
    );
    limit(at, 'UpdatePosition', '5', 3);
    await clock.advanceUntil(() => broker.status.state === 'stale', { limitMs: 10_000 });
    const canceled = await drive(broker.cancelOrder({ id: order.id }));
    expect(['canceled', 'canceling']).toContain(canceled.status);
    await clock.advanceUntil(() => broker.status.state === 'live', { limitMs: 30_000 });
    expect(broker.health().disconnects).toBe(0);
  });

  test('error: a cancel that is refused again and again is tried at most once a second', async () => {
    const at = await world();
    const { broker, clock, drive } = at;
    await drive(broker.connect());
    const order = await drive(
      broker.placeOrder({ symbol: 'GAZP', side: 'buy', type: 'limit', quantity: '10', price: '140' }),
    );
    limit(at, 'CancelOrder', '9999999999', 1000);
    const start = clock.monotonic();
    const ends = start + 8000;
    while (clock.monotonic() < ends) {
      await drive(broker.cancelOrder({ id: order.id }, { timeoutMs: 2000 }).catch(() => {}));
    }
    const tries = at.sent('CancelOrder').length;
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThanOrEqual((clock.monotonic() - start) / 1000 + 1);
  });
});

describe('candles', () => {
  const SLOW = { pollIntervalMs: 60_000, accountPollIntervalMs: 60_000 };

  test.each(['2h', '30m'] as const)(
    'default: each of %s comes closed when it has ended, as the venue reads it, for one request',
    async (interval) => {
      const { broker, emulator, clock, drive, sent } = await world({}, SLOW);
      emulator.market.resume();
      await drive(broker.connect());
      const candles: Candle[] = [];
      const options = { symbols: ['GAZP'], interval };
      (await drive(broker.subscribe('candles', options))).on('data', (candle) => candles.push(candle));
      const before = sent('GetBars').length;
      // The venue's bars of two hours begin with the day in Moscow: at an odd hour of UTC.
      await clock.advanceUntil(() => candles.length === 2, { stepMs: 5000, limitMs: 4 * 3_600_000 });
      expect(sent('GetBars').length - before).toBe(2);
      const from = candles[0]?.openTime ?? 0;
      const read = await drive(broker.fetchCandles({ symbol: 'GAZP', interval, from }));
      const figures = ({ openTime, open, high, low, close, volume, closed }: Candle): string =>
        [openTime, open, high, low, close, volume, closed].join(' ');
      expect(candles.map(figures)).toEqual(read.filter(({ closed }) => closed).map(figures));
      expect(candles.map(({ source, built }) => [source, built])).toEqual([
        ['stream', undefined],
        ['stream', undefined],
      ]);
    },
    60_000,
  );
});
