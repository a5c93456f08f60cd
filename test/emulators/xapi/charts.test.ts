import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RawClient } from '../raw-client';
import { VenueHarness } from '../venue-harness';

interface Rate {
  readonly ctm: number;
  readonly ctmString: string;
  readonly open: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  readonly vol: number;
}

let venue: VenueHarness;
let main: RawClient;
beforeEach(async () => {
  venue = await VenueHarness.start();
  main = (await venue.login()).main;
});
afterEach(() => venue.close());

const MINUTE = 60_000;
/** The virtual clock starts on this whole minute. */
const NOW = Date.UTC(2026, 0, 5, 12);

async function range(info: object): Promise<Rate[]> {
  const { rateInfos } = await venue.data<{ rateInfos: Rate[] }>(main, 'getChartRangeRequest', {
    info: { symbol: 'EURUSD', ...info },
  });
  return rateInfos;
}
const minutes = (rates: readonly Rate[], base: number): number[] =>
  rates.map(({ ctm }) => (ctm - base) / MINUTE);

describe('getChartRangeRequest', () => {
  test('default: start and end are rounded down and excluded', async () => {
    const base = NOW - 60 * MINUTE;
    expect(
      minutes(await range({ period: 5, start: base + 1000, end: base + 20 * MINUTE + 999.5 }), base),
    ).toEqual([5, 10, 15]);
    expect(await range({ period: 5, start: base, end: base + 5 * MINUTE })).toEqual([]);
  });

  test('args: ticks above 0 count from start, below 0 to it, and end is ignored', async () => {
    const base = NOW - 60 * MINUTE;
    expect(minutes(await range({ period: 1, start: base, ticks: 3 }), base)).toEqual([1, 2, 3]);
    expect(minutes(await range({ period: 1, start: base, end: 0, ticks: -3 }), base)).toEqual([-3, -2, -1]);
    expect(minutes(await range({ period: 15, start: base, ticks: 9 }), base)).toEqual(
      [15, 30, 45, 60].slice(0, 3),
    );
  });

  test('behavior: shifts from the open, true UTC starts, CET text', async () => {
    const base = NOW - 10 * MINUTE;
    const rates = await range({ period: 1, start: base, end: base + 4 * MINUTE });
    expect(rates[0]).toMatchObject({ ctm: base + MINUTE, ctmString: 'Jan 05, 2026 12:51:00 PM' });
    rates.forEach((rate, index) => {
      expect(rate.high).toBeGreaterThanOrEqual(Math.max(0, rate.close));
      expect(rate.low).toBeLessThanOrEqual(Math.min(0, rate.close));
      const next = rates[index + 1];
      if (next) expect(Math.abs(next.open - (rate.open + rate.close))).toBeLessThanOrEqual(0);
    });
    const record = await venue.data(main, 'getChartRangeRequest', {
      info: { symbol: 'EURUSD', period: 1, start: base, end: base },
    });
    expect(record).toEqual({ digits: 5, exemode: 1, rateInfos: [] });
    expect(main.text).toMatch(/"open":\d+\.0,"vol":\d+\.0/);
  });

  test('error: EX009 by the formula, above 50,000 only', async () => {
    const end = NOW;
    const start = end - 50_000 * MINUTE;
    expect(await range({ period: 1, start, end })).toHaveLength(49_999);
    expect(
      await venue.code(main, 'getChartRangeRequest', {
        info: { symbol: 'EURUSD', period: 1, start: start - 1, end },
      }),
    ).toBe('EX009');
    expect(
      await venue.code(main, 'getChartRangeRequest', {
        info: { symbol: 'EURUSD', period: 1, start, ticks: 50_001 },
      }),
    ).toBe('EX009');
    expect(
      await venue.code(main, 'getChartRangeRequest', {
        info: { symbol: 'EURUSD', period: 1, start: end, end: start },
      }),
    ).toBe('EX000');
  });

  test('behavior: depth is limited by period, more than the document guarantees', async () => {
    const end = NOW;
    const days = (rates: readonly Rate[]): number => (end - (rates[0]?.ctm ?? end)) / 86_400_000;
    expect(days(await range({ period: 15, start: end - 300 * 86_400_000, end }))).toBeCloseTo(46, 0);
    expect(days(await range({ period: 60, start: end - 300 * 86_400_000, end }))).toBeCloseTo(229, 0);
    expect(days(await range({ period: 240, start: end - 800 * 86_400_000, end }))).toBeCloseTo(411, 0);
    expect(days(await range({ period: 1440, start: end - 3000 * 86_400_000, end }))).toBeCloseTo(2999.5, 0);
  });

  test('behavior: closed markets have no candles', async () => {
    await venue.close();
    venue = await VenueHarness.start({ hours: 'venue' });
    main = (await venue.login()).main;
    const monday = Date.UTC(2026, 0, 5);
    const friday = monday - 3 * 86_400_000;
    const hours = (await range({ period: 60, start: friday + 19 * 3_600_000, end: monday + 3_600_000 })).map(
      ({ ctm }) => (ctm - friday) / 3_600_000,
    );
    expect(hours).toEqual([20, 70, 71, 72]);
    expect(await range({ period: 60, start: monday, ticks: -4 })).toHaveLength(4);
  });
});

describe('getChartLastRequest', () => {
  test('default: up to the last whole minute; a longer candle grows with it', async () => {
    const now = NOW;
    const last = async (period: number): Promise<Rate[]> =>
      (
        await venue.data<{ rateInfos: Rate[] }>(main, 'getChartLastRequest', {
          info: { symbol: 'EURUSD', period, start: now - 30 * MINUTE },
        })
      ).rateInfos;
    expect(minutes(await last(1), now).at(-1)).toBe(-1);
    expect(minutes(await last(5), now).at(-1)).toBe(-5);
    venue.clock.advanceSync(MINUTE);
    const [m1, m5] = [await last(1), await last(5)];
    expect(minutes(m1, now).at(-1)).toBe(0);
    expect(m5.at(-1)).toEqual(m1.at(-1));
    venue.clock.advanceSync(MINUTE);
    const grown = (await last(5)).at(-1);
    expect(grown?.ctm).toBe(now);
    expect(grown?.vol).toBeGreaterThan(m5.at(-1)?.vol ?? 0);
  });

  test('behavior: what was set by hand shows in the candles, also of longer periods', async () => {
    const start = NOW;
    const { market } = venue.emulator;
    market.pause();
    market.setPrice('EURUSD', 1.5, 1.5001);
    venue.clock.advanceSync(10_000);
    market.setPrice('EURUSD', 1.6, 1.6001);
    venue.clock.advanceSync(10_000);
    market.setPrice('EURUSD', 1.4, 1.4001);
    venue.clock.advanceSync(5 * MINUTE);
    const [candle] = await range({ period: 1, start: start - MINUTE, end: start + MINUTE });
    expect(candle).toMatchObject({ ctm: start });
    expect((candle?.open ?? 0) + (candle?.high ?? 0)).toBe(160_000);
    expect((candle?.open ?? 0) + (candle?.close ?? 0)).toBe(140_000);
    expect(await range({ period: 1, start, end: start + 2 * MINUTE })).toMatchObject([
      { open: 140_000, close: 0, high: 0, low: 0, vol: 0 },
    ]);
    const [five] = await range({ period: 5, start: start - 5 * MINUTE, end: start + 5 * MINUTE });
    expect(five).toMatchObject({ open: candle?.open, high: candle?.high, close: candle?.close });
    market.resume();
    expect(market.quote('EURUSD').bid).toBe(140_000);
  });
});
