import { afterEach, describe, expect, test } from 'vitest';
import type { Candle } from '../../../src/model';
import { Bench, type Setup } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});
async function live(setup?: Setup): Promise<Bench> {
  const bench = await Bench.live(setup);
  benches.push(bench);
  return bench;
}

const MINUTE = 60_000;

describe.each(['tcp', 'websocket'] as const)('reads over %s', (transport) => {
  test('default: instruments, quotes, book, account', async () => {
    const bench = await live({ transport });
    const { broker } = bench;
    expect(bench.states.map(({ state }) => state)).toEqual([
      'connecting',
      'authenticating',
      'syncing',
      'live',
    ]);
    expect(bench.received('login')).toBe(1);
    const eurusd = await bench.drive(broker.fetchInstrument('EURUSD'));
    expect(eurusd).toMatchObject({
      venue: 'xapi',
      symbol: 'EURUSD',
      kind: 'forex',
      base: 'EUR',
      quote: 'USD',
      tickSize: '0.00001',
      lotStep: '0.01',
    });
    const instruments = await bench.drive(broker.fetchInstruments());
    expect(instruments.length).toBe(bench.emulator.market.instruments().length);
    const quotes = await bench.drive(broker.fetchQuotes(['GOLD', 'EURUSD']));
    expect(quotes.map(({ symbol }) => symbol)).toEqual(['GOLD', 'EURUSD']);
    expect(Number(quotes[1]?.ask)).toBeGreaterThan(Number(quotes[1]?.bid));
    const book = await bench.drive(broker.fetchOrderBook({ symbol: 'EURUSD' }));
    expect(book.bids.length).toBeGreaterThan(1);
    expect(Number(book.bids[0]?.[0])).toBeGreaterThan(Number(book.bids[1]?.[0]));
    const top = await bench.drive(broker.fetchOrderBook({ symbol: 'EURUSD', depth: 1 }));
    expect([top.bids.length, top.asks.length]).toEqual([1, 1]);
    const [account] = await bench.drive(broker.fetchAccounts());
    expect(account).toMatchObject({ id: '1000', currency: 'USD', tradable: true });
    expect(await bench.drive(broker.fetchAccountSummary())).toMatchObject({
      balance: '100000',
      equity: '100000',
    });
    expect(await bench.drive(broker.fetchBalances({ account: '1000' }))).toMatchObject([
      { currency: 'USD', total: '100000', available: '100000', held: '0' },
    ]);
    expect(await bench.drive(broker.fetchPositions())).toEqual([]);
    expect(await bench.drive(broker.fetchOpenOrders())).toEqual([]);
    expect(await bench.drive(broker.fetchServerTime())).toBeCloseTo(bench.clock.now(), -3);
  });
});

describe('candles', () => {
  test('behavior: a range is half open, exact, in order, its last candle open', async () => {
    const bench = await live();
    const to = Math.ceil(bench.clock.now() / MINUTE) * MINUTE;
    const from = to - 10 * MINUTE;
    const candles = await bench.drive(
      bench.broker.fetchCandles({ symbol: 'EURUSD', interval: '1m', from, to }),
    );
    const times = Array.from({ length: 10 }, (_, index) => from + index * MINUTE);
    // The emulator serves no candle for the minute under way.
    expect(candles.map(({ openTime }) => openTime)).toEqual(times.slice(0, candles.length));
    expect(candles.length).toBeGreaterThanOrEqual(9);
    expect(candles.range).toEqual({ from, to, complete: true });
    for (const { open, high, low, close, closed, openTime } of candles) {
      expect(Number(high)).toBeGreaterThanOrEqual(Math.max(Number(open), Number(close)));
      expect(Number(low)).toBeLessThanOrEqual(Math.min(Number(open), Number(close)));
      expect(open).toMatch(/^1\.\d{1,5}$/);
      expect(closed).toBe(openTime + MINUTE <= bench.clock.now());
    }
  });

  test('behavior: limits that lie between candles are cut exactly', async () => {
    const bench = await live();
    const base = Math.floor(bench.clock.now() / (5 * MINUTE)) * 5 * MINUTE;
    const request = {
      symbol: 'EURUSD',
      interval: '5m',
      from: base - 30 * MINUTE + 1,
      to: base - 5 * MINUTE + 1,
    } as const;
    const candles = await bench.drive(bench.broker.fetchCandles(request));
    expect(candles.map(({ openTime }) => (base - openTime) / MINUTE)).toEqual([25, 20, 15, 10, 5]);
  });

  test('behavior: more than 50,000 candles are joined without a gap or a duplicate', async () => {
    const bench = await live({ broker: { timeoutMs: 60_000 } });
    const to = Math.floor(bench.clock.now() / MINUTE) * MINUTE;
    const from = to - 50_500 * MINUTE;
    const progress: number[] = [];
    const request = {
      symbol: 'EURUSD',
      interval: '1m',
      from,
      to,
      onProgress: ({ done }: { done: number }) => progress.push(done),
    } as const;
    const candles = await bench.drive(bench.broker.fetchCandles(request));
    expect(bench.received('getChartRangeRequest')).toBe(2);
    expect(candles.length).toBe(50_500);
    const steps = new Set(
      candles.slice(1).map((candle: Candle, index) => candle.openTime - (candles[index]?.openTime ?? 0)),
    );
    expect([...steps]).toEqual([MINUTE]);
    expect(progress.at(-1)).toBe(1);
    expect(candles.range.complete).toBe(true);
  });

  test('behavior: the last candles of a share reach back over nights and the days before, in few requests', async () => {
    const bench = await live({ emulator: { hours: 'venue' } });
    const request = { symbol: 'PKN.PL', interval: '5m' } as const;
    const candles = await bench.drive(bench.broker.fetchCandles({ ...request, limit: 700 }));
    const requests = bench.received('getChartRangeRequest');
    expect(requests).toBeLessThan(8);
    const from = bench.clock.now() - 30 * 1440 * MINUTE;
    const all = await bench.drive(bench.broker.fetchCandles({ ...request, from }));
    expect(candles.map(({ openTime, close }) => `${openTime} ${close}`)).toEqual(
      all.slice(-700).map(({ openTime, close }) => `${openTime} ${close}`),
    );
    // Seven days of trading and a weekend.
    expect(bench.clock.now() - (candles[0]?.openTime ?? 0)).toBeGreaterThan(8 * 1440 * MINUTE);
    expect(candles.range.complete).toBe(true);
    const minutes = { ...request, interval: '1m', limit: 50_000 } as const;
    const rest = await bench.drive(bench.broker.fetchCandles(minutes, { timeoutMs: 60_000 }));
    expect(rest.length).toBeLessThan(50_000);
    expect(rest.range).toMatchObject({ complete: false, availableFrom: rest[0]?.openTime });
  });

  test('behavior: what the venue no longer has is reported', async () => {
    const bench = await live();
    const to = Math.floor(bench.clock.now() / MINUTE) * MINUTE;
    const day = 1440 * MINUTE;
    const request = { symbol: 'EURUSD', interval: '15m', from: to - 90 * day, to: to - 40 * day } as const;
    const candles = await bench.drive(bench.broker.fetchCandles(request));
    expect(candles.range).toEqual({
      from: request.from,
      to: request.to,
      complete: false,
      availableFrom: candles[0]?.openTime,
    });
  });

  test('behavior: pages', async () => {
    const bench = await live();
    const to = Math.floor(bench.clock.now() / MINUTE) * MINUTE;
    const pages = bench.broker.candlePages({ symbol: 'EURUSD', interval: '1h', from: to - 86_400_000, to });
    const page = await bench.drive(pages.next());
    expect(page.value?.length).toBe(24);
    expect((await bench.drive(pages.next())).done).toBe(true);
  });

  test.each([
    ['interval', { interval: '2h' }],
    ['from', { from: Number.NaN }],
    ['from', { from: Date.UTC(2030, 0, 1) }],
    ['symbol', { symbol: 'eurusd' }],
    ['symbol', { symbol: '' }],
  ])('error: bad %s, nothing is sent but the look-up of the symbol', async (field, change) => {
    const bench = await live();
    const before = bench.emulator.orders.requests.length;
    const request = { symbol: 'EURUSD', interval: '1m', from: 0, ...change } as never;
    expect(await bench.refused(bench.broker.fetchCandles(request))).toMatchObject({
      name: 'ValidationError',
      field,
    });
    const sent = bench.emulator.orders.requests.slice(before);
    expect(sent.filter(({ command }) => command !== 'getSymbol')).toEqual([]);
  });
});

describe('instruments', () => {
  test('error: an unknown symbol names the one that differs in case', async () => {
    const bench = await live();
    expect(await bench.refused(bench.broker.fetchQuotes(['eurusd']))).toMatchObject({
      name: 'ValidationError',
      suggestions: ['EURUSD'],
    });
  });

  test('behavior: a delisted symbol leaves the cache', async () => {
    const bench = await live();
    bench.emulator.market.removeInstrument('SILVER');
    const request = { symbol: 'SILVER', interval: '1m', from: bench.clock.now() - 300_000 } as const;
    expect(await bench.refused(bench.broker.fetchCandles(request))).toMatchObject({ name: 'VenueError' });
    expect(await bench.refused(bench.broker.fetchCandles(request))).toMatchObject({
      name: 'ValidationError',
    });
  });

  test('behavior: without loadInstruments symbols are read one by one', async () => {
    const bench = await live({ broker: { loadInstruments: false } });
    expect(bench.received('getAllSymbols')).toBe(0);
    await bench.drive(bench.broker.fetchInstrument('GOLD'));
    await bench.drive(bench.broker.fetchInstrument('GOLD'));
    expect([bench.received('getAllSymbols'), bench.received('getSymbol')]).toEqual([0, 1]);
    expect(await bench.refused(bench.broker.fetchInstrument('NOPE'))).toMatchObject({ field: 'symbol' });
  });
});

describe('extras', () => {
  test('default: calculators, calendar, hours, rules, user, version', async () => {
    const bench = await live();
    const { broker } = bench;
    const deal = {
      symbol: 'EURUSD',
      side: 'buy',
      quantity: '1',
      openPrice: '1.1',
      closePrice: '1.2',
    } as const;
    expect(Number(await bench.drive(broker.calculateProfit(deal)))).toBeCloseTo(10_000);
    expect(
      Number(await bench.drive(broker.calculateMargin({ symbol: 'EURUSD', quantity: 1 }))),
    ).toBeGreaterThan(0);
    expect(await bench.drive(broker.calculateCommission({ symbol: 'T.US', quantity: 10 }))).toHaveProperty(
      'rateOfExchange',
    );
    expect((await bench.drive(broker.fetchCalendar())).length).toBeGreaterThan(0);
    expect(await bench.drive(broker.fetchTradingHours(['EURUSD']))).toMatchObject([{ symbol: 'EURUSD' }]);
    expect((await bench.drive(broker.fetchStepRules())).length).toBe(2);
    expect(await bench.drive(broker.fetchUserData())).toMatchObject({ currency: 'USD' });
    expect(await bench.drive(broker.fetchVersion())).toMatch(/^2\./);
    const to = bench.clock.now();
    const news = await bench.drive(broker.fetchNews({ from: to - 3_600_000, to }));
    expect(news.length).toBeGreaterThan(0);
    expect([...news].sort((a, b) => a.time - b.time)).toEqual(news);
    expect(Array.isArray(await bench.drive(broker.fetchIbHistory({ from: to - 3_600_000, to })))).toBe(true);
  });

  test('behavior: raw carries the venue’s own object', async () => {
    const bench = await live({ broker: { raw: true } });
    const [quote] = await bench.drive(bench.broker.fetchQuotes(['EURUSD']));
    expect(quote?.raw).toMatchObject({ symbol: 'EURUSD', level: 0 });
    expect((await bench.drive(bench.broker.fetchInstrument('GOLD'))).raw).toMatchObject({ symbol: 'GOLD' });
  });

  test('error: another account', async () => {
    const bench = await live();
    expect(await bench.refused(bench.broker.fetchPositions({ account: '2' }))).toMatchObject({
      field: 'account',
    });
  });
});
