import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPeriodStart, periodStart } from '../../../src/venues/finnotech/map';
import {
  creationTime,
  hhmmOf,
  isHhmm,
  jalaliDayStart,
  jalaliOf,
  nextTehranDay,
  tehranDayStart,
  tehranTime,
} from '../../../src/venues/finnotech/map/time';

const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());
const utc = (text: string) => Date.parse(text);
/** Instants from 1925 to 2100. */
const instants = fc.integer({ min: -1_400_000_000, max: 4_100_000_000 }).map((seconds) => seconds * 1000);

describe('tehranTime', () => {
  it.each([
    ['2020/01/19 09:01:37', '2020-01-19T05:31:37.000Z'],
    // Summer time until 2022: UTC+4:30.
    ['2022/09/01 09:00:00', '2022-09-01T04:30:00.000Z'],
    ['2021/07/14 12:30:00', '2021-07-14T08:00:00.000Z'],
    // And none since: UTC+3:30.
    ['2023/07/15 09:00:00', '2023-07-15T05:30:00.000Z'],
    ['2026/07/15 09:00', '2026-07-15T05:30:00.000Z'],
    ['2020/01/19', '2020-01-18T20:30:00.000Z'],
    ['2020-01-19T09:01:37', '2020-01-19T05:31:37.000Z'],
  ])('default: %s is %s', (text, expected) => {
    expect(iso(tehranTime(text))).toBe(expected);
  });

  it.each([
    '',
    'x',
    '2020/02/30 09:00:00',
    '2020/01/19 24:00:00',
    '2020/01/19 09:60:00',
    '1'.repeat(100),
    null,
    undefined,
  ])('error: %s is no time', (text) => {
    expect(tehranTime(text)).toBeUndefined();
  });
});

describe('Jalali dates', () => {
  it.each([
    ['1398/10/29', '2020-01-18T20:30:00.000Z'],
    ['1403/12/30', '2025-03-19T20:30:00.000Z'], // a leap year
    ['1399/12/30', '2021-03-19T20:30:00.000Z'],
    ['1408/12/30', '2030-03-19T20:30:00.000Z'], // leap after five years
    ['1404/01/01', '2025-03-20T20:30:00.000Z'],
    ['1400/05/15', '2021-08-05T19:30:00.000Z'], // in summer time
    ['1357/11/22', '1979-02-10T20:30:00.000Z'],
  ])('default: %s begins at %s, and back', (text, expected) => {
    expect(iso(jalaliDayStart(text))).toBe(expected);
    expect(jalaliOf(utc(expected))).toBe(text);
    expect(jalaliOf(nextTehranDay(utc(expected)) - 1)).toBe(text);
  });

  it.each([
    '1404/12/30',
    '1402/12/30',
    '1404/07/31',
    '1404/13/01',
    '1404/00/10',
    '1404/01/00',
    '1404/01/32',
    '98/10/29',
    '2020/01/19',
    'x',
    '',
  ])('error: %s does not exist', (text) => {
    expect(jalaliDayStart(text)).toBeUndefined();
  });

  it('behavior: from an instant to its date and back is the beginning of its day', () => {
    fc.assert(
      fc.property(instants, (time) => {
        expect(jalaliDayStart(jalaliOf(time))).toBe(tehranDayStart(time));
      }),
      { numRuns: 500 },
    );
  });

  it('behavior: days touch, and their dates follow each other as those of Intl do', () => {
    const format = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', {
      timeZone: 'Asia/Tehran',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    fc.assert(
      fc.property(instants, (time) => {
        const start = tehranDayStart(time);
        const next = nextTehranDay(time);
        expect(start).toBeLessThanOrEqual(time);
        expect(next).toBeGreaterThan(time);
        expect(tehranDayStart(next)).toBe(next);
        const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
        expect(jalaliOf(time)).toBe(`${parts['year']}/${parts['month']}/${parts['day']}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe('creationTime', () => {
  it('default: the date of a token as the document writes it', () => {
    expect(iso(creationTime('13970730111355'))).toBe('2018-10-22T07:43:55.000Z');
  });

  it.each(['', '13970730', '13971330111355', '13970730251355', 'x'.repeat(14)])('error: %s', (text) => {
    expect(creationTime(text)).toBeUndefined();
  });
});

describe('HHmm', () => {
  it.each(['0000', '0930', '1230', '2359'])('default: %s', (text) => {
    expect(isHhmm(text)).toBe(true);
  });

  it.each(['2400', '1260', '0960', '9:30', '930', '-100', '09300', ' 0930', '０９３０', ''])(
    'error: %s',
    (text) => {
      expect(isHhmm(text)).toBe(false);
    },
  );

  it('default: of an instant, in Tehran', () => {
    expect(hhmmOf(utc('2026-01-10T05:31:00Z'))).toBe('0901');
    expect(hhmmOf(utc('2021-07-14T05:31:00Z'))).toBe('1001');
  });
});

describe('periods', () => {
  it.each([
    ['1d', '2026-01-10T07:00:00Z', '2026-01-09T20:30:00.000Z', '2026-01-10T20:30:00.000Z'],
    // A week begins on Saturday.
    ['1w', '2026-01-14T07:00:00Z', '2026-01-09T20:30:00.000Z', '2026-01-16T20:30:00.000Z'],
    ['1w', '2026-01-09T20:29:59Z', '2026-01-02T20:30:00.000Z', '2026-01-09T20:30:00.000Z'],
    // Dey 1404, and the autumn and winter quarters.
    ['1M', '2026-01-10T07:00:00Z', '2025-12-21T20:30:00.000Z', '2026-01-20T20:30:00.000Z'],
    ['1q', '2026-01-10T07:00:00Z', '2025-12-21T20:30:00.000Z', '2026-03-20T20:30:00.000Z'],
    ['1q', '2021-08-01T07:00:00Z', '2021-06-21T19:30:00.000Z', '2021-09-22T20:30:00.000Z'],
  ] as const)('default: the %s of %s is from %s to %s', (interval, time, start, next) => {
    expect(iso(periodStart(interval, utc(time)))).toBe(start);
    expect(iso(nextPeriodStart(interval, utc(time)))).toBe(next);
  });

  it('behavior: periods touch and hold what lies in them', () => {
    const intervals = fc.constantFrom('1d', '1w', '1M', '1q');
    fc.assert(
      fc.property(intervals, instants, (interval, time) => {
        const start = periodStart(interval, time);
        const next = nextPeriodStart(interval, time);
        expect(start).toBeLessThanOrEqual(time);
        expect(next).toBeGreaterThan(time);
        expect(periodStart(interval, next)).toBe(next);
        expect(periodStart(interval, next - 1)).toBe(start);
      }),
      { numRuns: 300 },
    );
  });
});
