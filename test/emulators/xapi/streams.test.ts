import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quiet, type RawClient, settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

let venue: VenueHarness;
let main: RawClient;
let stream: RawClient;
let token: string;
beforeEach(async () => {
  venue = await VenueHarness.start();
  venue.emulator.market.pause();
  ({ main, token } = await venue.login());
  stream = await venue.connect('stream');
});
afterEach(() => venue.close());

const advance = async (ms: number): Promise<void> => {
  await venue.clock.advance(ms);
  await quiet();
};
const price = (bid: number): void => venue.emulator.market.setPrice('EURUSD', bid, bid + 1);

describe('tickPrices', () => {
  test('default: a snapshot, then at most one tick each 200 ms, the latest one', async () => {
    await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD', maxLevel: 0 });
    await settle(() => stream.events('tickPrices').length === 1);
    await advance(1000);
    for (const bid of [5, 6, 7, 8]) price(bid);
    await advance(199);
    expect(stream.events('tickPrices').map((tick) => tick['bid'])).toEqual([expect.any(Number), 5]);
    await advance(1);
    expect(stream.events('tickPrices').at(-1)).toMatchObject({ bid: 8, ask: 9, level: 0, quoteId: 2 });
    expect(stream.events('tickPrices')).toHaveLength(3);
    expect(stream.events('tickPrices')[0]).not.toHaveProperty('exemode');
  });

  test('args: minArrivalTime 1 is as often as possible, 5000 rarely; 0 is the default', async () => {
    const counts: number[] = [];
    for (const minArrivalTime of [1, 5000, 0]) {
      const before = stream.events('tickPrices').length;
      await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD', maxLevel: 0, minArrivalTime });
      for (let step = 1; step <= 40; step += 1) {
        price(step);
        await venue.clock.advance(50);
      }
      await quiet();
      counts.push(stream.events('tickPrices').length - before);
    }
    expect(counts).toEqual([41, 1, 11]);
  });

  test('args: levels are frames of their own with one timestamp, up to maxLevel', async () => {
    await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD', maxLevel: 2 });
    await settle(() => stream.events('tickPrices').length === 3);
    const ticks = stream.events('tickPrices');
    expect(ticks.map((tick) => tick['level'])).toEqual([0, 1, 2]);
    expect(new Set(ticks.map((tick) => tick['timestamp'])).size).toBe(1);
    await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD' });
    await settle(() => stream.events('tickPrices').length === 8);
  });

  test('behavior: prices move by themselves while the market runs, and stop with stopTickPrices', async () => {
    venue.emulator.market.resume();
    await venue.stream(stream, 'getTickPrices', token, { symbol: 'EURUSD', maxLevel: 0 });
    await advance(30_000);
    const ticks = stream.events('tickPrices');
    expect(ticks.length).toBeGreaterThan(15);
    expect(new Set(ticks.map((tick) => tick['bid'])).size).toBeGreaterThan(3);
    await venue.stream(stream, 'stopTickPrices', undefined, { symbol: 'EURUSD' });
    const before = stream.events('tickPrices').length;
    await advance(30_000);
    expect(stream.events('tickPrices').length - before).toBeLessThanOrEqual(1);
  });
});

describe('timed streams', () => {
  test('default: keepAlive each 3 s', async () => {
    await venue.stream(stream, 'getKeepAlive', token);
    const start = venue.clock.now();
    await advance(9999);
    expect(stream.events('keepAlive')).toEqual([3000, 6000, 9000].map((ms) => ({ timestamp: start + ms })));
    await venue.stream(stream, 'stopKeepAlive', undefined);
    await advance(9000);
    expect(stream.events('keepAlive')).toHaveLength(3);
  });

  test('default: candles each minute, once a chart of the symbol was asked for in the session', async () => {
    await venue.stream(stream, 'getCandles', token, { symbol: 'EURUSD' });
    await advance(60_000);
    expect(stream.events('candle')).toEqual([]);
    const info = { symbol: 'EURUSD', period: 1, start: venue.clock.now() - 600_000 };
    await venue.data(main, 'getChartLastRequest', { info });
    price(1.5);
    await advance(60_000);
    expect(stream.events('candle')).toMatchObject([
      {
        symbol: 'EURUSD',
        ctm: Date.UTC(2026, 0, 5, 12, 1),
        ctmString: 'Jan 05, 2026 1:01:00 PM',
        high: 1.5,
        close: 1.5,
        quoteId: 2,
      },
    ]);
    await venue.stream(stream, 'stopCandles', undefined, { symbol: 'EURUSD' });
    await advance(120_000);
    expect(stream.events('candle')).toHaveLength(1);
  });

  test('default: news', async () => {
    await venue.stream(stream, 'getNews', token);
    await advance(300_000);
    const [item] = stream.events('news');
    expect(Object.keys(item ?? {}).sort()).toEqual(['body', 'key', 'time', 'title']);
    expect(item?.['time']).toBe(Date.UTC(2026, 0, 5, 12, 5));
  });

  test('default: balance on change, profits each second while a position is open', async () => {
    venue.emulator.market.setPrice('EURUSD', 1.1, 1.1001);
    await venue.stream(stream, 'getBalance', token);
    await venue.stream(stream, 'getProfits', token);
    await advance(5000);
    expect(stream.events('balance')).toHaveLength(1);
    expect(stream.events('profit')).toEqual([]);
    const order = await venue.place(main, {});
    await advance(2000);
    expect(stream.events('profit').length).toBeGreaterThanOrEqual(2);
    expect(stream.events('profit')[0]).toMatchObject({ order2: order, profit: -1, marketValue: 11_000 });
    expect(stream.events('balance').at(-1)).toEqual({
      balance: 100_000,
      cashStockValue: 0,
      credit: 0,
      equity: 99_999,
      equityFX: 99_999,
      margin: 366.33,
      marginFree: 99_632.67,
      marginLevel: 27_297.52,
      stockLock: 0,
      stockValue: 0,
    });
  });
});

describe('errors', () => {
  test('error: frames without a command report what is wrong; ping and subscriptions are silent', async () => {
    const bad: readonly (readonly [string, string | undefined, object])[] = [
      ['BE106', undefined, { command: 'getTrades' }],
      ['BE117', 'nonsense', { command: 'getTrades' }],
      ['BE110', token, { command: 'getTickPrices', symbol: 7 }],
      ['BE106', token, { command: 'getCandles' }],
      ['BE115', token, { command: 'getTickPrices', symbol: 'NOPE' }],
      ['EX000', token, { command: 'getTickPrices', symbol: 'EURUSD', minArrivalTime: -1 }],
      ['BE104', token, { command: 'login' }],
    ];
    await venue.stream(stream, 'ping', token);
    for (const [, session, rest] of bad) {
      await venue.stream(stream, String((rest as { command: string }).command), session, rest);
    }
    await settle(() => stream.frames.length === bad.length);
    expect(stream.frames.map((frame) => frame['errorCode'])).toEqual(bad.map(([code]) => code));
    expect(stream.closed).toBe(false);
  });
});
