import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FinnotechCompany, FinnotechRealtimeRow } from '../../../src/venues/finnotech';
import {
  type DayInterval,
  instrumentOfCompany,
  instrumentOfTrade,
  isMinuteFinal,
  nextPeriodStart,
  periodStart,
  toAdjustedCandle,
  toDayCandle,
  toMinuteCandle,
  toQuote,
  toTodayCandle,
} from '../../../src/venues/finnotech/map';
import { foldSymbol } from '../../../src/venues/finnotech/map/symbols';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2020, 0, 19, 6);
const context = { receivedTime: NOW, source: 'read' } as const;
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

/** The seed page's sample. */
const SAMPLE: FinnotechRealtimeRow = {
  CoID: '5',
  BourseSymbol: 'ومعادن',
  TseSymbolCode: 'IRO1MADN0001',
  FullTitle: 'سرمایه گذاری توسعه معادن و فلزات',
  PrecedencyRight: false,
  TradeDateGre: '2020/01/19 09:01:37',
  TradeDate: '1398/10/29',
  MaxPrice: '5488',
  minPrice: '5480',
  OpeningPrice: '5488',
  ClosingPrice: '5477',
  LastPrice: '5488',
  TradeVolume: '51205',
};

const DAY = {
  companyId: '5',
  jalaaliDate: '1398/10/29',
  openingPrice: '1',
  maxPrice: '4',
  minPrice: '0',
  lastPrice: '3',
  closingPrice: '2',
  tradeVolume: '9007199254740993',
};

describe('quotes', () => {
  it('default: the sample of the page', () => {
    expect(toQuote(SAMPLE, 'IRO1MADN0001', context)).toEqual({
      venue: 'finnotech',
      source: 'read',
      receivedTime: NOW,
      symbol: 'IRO1MADN0001',
      last: '5488',
      open: '5488',
      high: '5488',
      low: '5480',
      volume: '51205',
      time: Date.UTC(2020, 0, 19, 5, 31, 37),
    });
  });

  it('behavior: what is null or no time is absent', () => {
    const quote = toQuote({ CoID: '5', LastPrice: null, TradeDateGre: '2020/13/45' }, 'X', context);
    expect(quote).toEqual({ venue: 'finnotech', source: 'read', receivedTime: NOW, symbol: 'X' });
  });
});

describe('minutes', () => {
  it('default: the minute of the trade, and LastPrice as close', () => {
    expect(toMinuteCandle(SAMPLE, { symbol: 'X', closed: true }, context)).toMatchObject({
      symbol: 'X',
      interval: '1m',
      openTime: Date.UTC(2020, 0, 19, 5, 31),
      open: '5488',
      high: '5488',
      low: '5480',
      close: '5488',
      volume: '51205',
      closed: true,
    });
  });

  it.each([
    { TradeDateGre: null },
    { TradeDateGre: 'soon' },
    { LastPrice: null },
    { OpeningPrice: null },
    { MaxPrice: null },
    { minPrice: null },
  ])('behavior: a row with %j is no candle', (more) => {
    expect(toMinuteCandle({ ...SAMPLE, ...more }, { symbol: 'X', closed: true }, context)).toBeUndefined();
  });

  const MINUTE = 60_000;
  it.each([
    // Opened, the latest with a row, now: final?
    [0, 0, MINUTE, false],
    [0, 0, 2 * MINUTE - 1, false],
    [0, 0, 2 * MINUTE, true],
    [0, MINUTE, MINUTE, true],
    [MINUTE, MINUTE, 2 * MINUTE, false],
  ])('behavior: the minute of %i, with %i the latest, at %i is final: %s', (open, latest, now, final) => {
    expect(isMinuteFinal(open, latest, now)).toBe(final);
  });
});

describe('days and longer', () => {
  it.each([
    // Winter; summer with its own time, until 2022; summer since.
    ['1398/10/29', '2020-01-18T20:30:00.000Z'],
    ['1400/05/10', '2021-07-31T19:30:00.000Z'],
    ['1405/05/10', '2026-07-31T20:30:00.000Z'],
    // A leap day.
    ['1403/12/30', '2025-03-19T20:30:00.000Z'],
  ])('default: %s opens at %s', (jalaaliDate, openTime) => {
    const candle = toDayCandle({ ...DAY, jalaaliDate }, 'X', context);
    expect(iso(candle?.openTime)).toBe(openTime);
    expect(candle).toMatchObject({ open: '1', high: '4', low: '0', close: '3', volume: '9007199254740993' });
  });

  it('behavior: without a Jalali date the Gregorian one counts; without either there is no candle', () => {
    const row = { ...DAY, jalaaliDate: null };
    const dated = toDayCandle({ ...row, gregorianDate: '2020/01/19 12:29:59' }, 'X', context);
    expect(iso(dated?.openTime)).toBe('2020-01-18T20:30:00.000Z');
    expect(toDayCandle(row, 'X', context)).toBeUndefined();
    expect(toDayCandle({ ...row, jalaaliDate: '1402/12/30' }, 'X', context)).toBeUndefined();
  });

  it.each([
    ['2020-01-19T20:29:59.999Z', false],
    ['2020-01-19T20:30:00.000Z', true],
  ])('behavior: read at %s the day is closed: %s', (seen, closed) => {
    const at = { receivedTime: Date.parse(seen), source: 'read' } as const;
    expect(toTodayCandle(SAMPLE, 'X', at)).toMatchObject({ closed, interval: '1d' });
    expect(toDayCandle(DAY, 'X', at)).toMatchObject({ closed });
  });

  it('default: adjusted candles have the adjusted prices, and begin where their period does', () => {
    const row = {
      ...DAY,
      // A Wednesday in the second month of winter.
      jalaaliDate: '1404/11/08',
      openingTypePrice: '0.5',
      maxTypePrice: '2',
      minTypePrice: '0',
      lastTypePrice: '1.5',
    };
    const opened = (interval: DayInterval) => {
      const candle = toAdjustedCandle(row, 'X', interval, context);
      expect(candle).toMatchObject({ interval, open: '0.5', high: '2', low: '0', close: '1.5' });
      return iso(candle?.openTime);
    };
    expect(opened('1d')).toBe('2026-01-27T20:30:00.000Z');
    expect(opened('1w')).toBe('2026-01-23T20:30:00.000Z');
    expect(opened('1M')).toBe('2026-01-20T20:30:00.000Z');
    expect(opened('1q')).toBe('2025-12-21T20:30:00.000Z');
  });

  it('behavior: periods touch and do not overlap, in every year and across every change of the clocks', () => {
    const intervals = fc.constantFrom<DayInterval>('1d', '1w', '1M', '1q');
    const time = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) });
    fc.assert(
      fc.property(intervals, time, (interval, at) => {
        const [start, next] = [periodStart(interval, at), nextPeriodStart(interval, at)];
        expect(start <= at && at < next).toBe(true);
        expect([periodStart(interval, start), periodStart(interval, next - 1)]).toEqual([start, start]);
        expect(periodStart(interval, next)).toBe(next);
        const [least, most] = { '1d': [1, 1], '1w': [7, 7], '1M': [29, 31], '1q': [89, 93] }[interval] ?? [];
        const days = Math.round((next - start) / DAY_MS);
        expect(days >= (least ?? 0) && days <= (most ?? 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('instruments', () => {
  const COMPANY: FinnotechCompany = {
    companyId: '5',
    companyName: 'سرمایه گذاری توسعه معادن و فلزات',
    companySymbol: 'ومعادن',
    tseCode: '9987529074833218',
    tseSIsinCode: 'IRO1MADN0001',
    precedencyRight: false,
  };

  it('default: a share by its code, its Persian symbol, the number of the exchange and the id of the company', () => {
    expect(instrumentOfCompany(COMPANY, context)).toEqual({
      instrument: {
        venue: 'finnotech',
        source: 'read',
        receivedTime: NOW,
        symbol: 'IRO1MADN0001',
        name: 'سرمایه گذاری توسعه معادن و فلزات',
        kind: 'stock',
        currency: 'IRR',
        priceDecimals: 0,
        tickSize: '1',
        tradable: false,
      },
      listing: { coId: '5', precedencyRight: false },
      aliases: ['ومعادن', '9987529074833218', '5'],
    });
  });

  it('behavior: the list of trades gives the same one', () => {
    const { instrument, listing } = instrumentOfCompany(COMPANY, context) ?? {};
    expect(instrumentOfTrade(SAMPLE, context)).toMatchObject({ instrument, listing });
  });

  it('behavior: a right does not go by the id of its company', () => {
    const right = {
      ...COMPANY,
      companySymbol: 'ومعادنح',
      tseSIsinCode: 'IRR1MADN0101',
      precedencyRight: true,
    };
    expect(instrumentOfCompany(right, context)).toMatchObject({
      instrument: { symbol: 'IRR1MADN0101', kind: 'right' },
      listing: { coId: '5', precedencyRight: true },
      aliases: ['ومعادنح', '9987529074833218'],
    });
  });

  it.each([
    [{ tseSIsinCode: null }, 'ومعادن'],
    [{ tseSIsinCode: ' ' }, 'ومعادن'],
    [{ tseSIsinCode: null, companySymbol: '__proto__' }, '__proto__'],
    [{ tseSIsinCode: null, companySymbol: null }, undefined],
  ])('behavior: with %j the symbol is %s', (more, symbol) => {
    expect(instrumentOfCompany({ ...COMPANY, ...more }, context)?.instrument.symbol).toBe(symbol);
  });

  it.each([
    [{ fundTypeID: '0' }, 'stock'],
    [{ fundTypeID: '6' }, 'fund'],
    [{ fundTypeID: '6', precedencyRight: true }, 'right'],
  ])('behavior: %j is a %s', (more, kind) => {
    expect(instrumentOfCompany({ ...COMPANY, ...more }, context)?.instrument.kind).toBe(kind);
  });
});

describe('foldSymbol', () => {
  it.each([
    ['\u0641\u0645\u0644\u064A', '\u0641\u0645\u0644\u06CC'],
    ['\u0641\u0645\u0644\u0649', '\u0641\u0645\u0644\u06CC'],
    ['\u0643\u06AF\u0644', '\u06A9\u06AF\u0644'],
    ['\u06A9\u200C\u06AF\u0644 ', '\u06A9\u06AF\u0644'],
    ['\uFED9\u06AF\u0644', '\u06A9\u06AF\u0644'],
    ['\u06A9\u0640\u06AF\u064E\u0644\uFEFF', '\u06A9\u06AF\u0644'],
  ])('default: %s is %s', (given, folded) => {
    expect(foldSymbol(given)).toBe(folded);
  });

  it('behavior: folding twice is folding once, and letters that differ stay apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => foldSymbol(foldSymbol(text)) === foldSymbol(text)),
    );
    // Ghaf, gaf and te are no forms of kaf or ye.
    expect(new Set(['\u0642', '\u06AF', '\u062A', '\u06A9', '\u06CC'].map(foldSymbol)).size).toBe(5);
  });
});
