import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeZone, type WallTime } from '../../src/model';

const HOUR = 3_600_000;
const MINUTE = 60_000;

function wall(text: string): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/[- :]/).map(Number);
  return { year, month, day, hour, minute };
}

describe('Europe/Warsaw', () => {
  const zone = new TimeZone('Europe/Warsaw');

  test.each([
    ['2026-03-29 01:59', '2026-03-29T00:59:00Z'],
    ['2026-03-29 03:00', '2026-03-29T01:00:00Z'],
    ['2026-10-25 01:59', '2026-10-24T23:59:00Z'],
    ['2026-10-25 03:00', '2026-10-25T02:00:00Z'],
    ['2026-01-15 12:00', '2026-01-15T11:00:00Z'],
    ['2026-07-15 12:00', '2026-07-15T10:00:00Z'],
  ])('default: %s is %s, and back', (local, utc) => {
    const epoch = Date.parse(utc);
    expect(zone.toEpoch(wall(local))).toBe(epoch);
    expect(zone.toWall(epoch)).toEqual({ ...wall(local), second: 0, millisecond: 0 });
  });

  test('behavior: 02:30 of 29 March 2026 does not exist and is taken as if the clocks had not moved', () => {
    expect(zone.toEpoch(wall('2026-03-29 02:30'))).toBe(Date.parse('2026-03-29T01:30:00Z'));
  });

  test('behavior: 02:30 of 25 October 2026 occurs twice and is the first; both instants show it', () => {
    const first = Date.parse('2026-10-25T00:30:00Z');
    expect(zone.toEpoch(wall('2026-10-25 02:30'))).toBe(first);
    expect(zone.toWall(first)).toMatchObject({ hour: 2, minute: 30 });
    expect(zone.toWall(first + HOUR)).toMatchObject({ hour: 2, minute: 30 });
    expect(zone.offsetAt(first) - zone.offsetAt(first + HOUR)).toBe(HOUR);
  });

  test('behavior: the offset changes at the instant itself', () => {
    const change = Date.parse('2026-03-29T01:00:00Z');
    expect([zone.offsetAt(change - 1), zone.offsetAt(change)]).toEqual([HOUR, 2 * HOUR]);
  });
});

describe('zones that changed their law', () => {
  test.each([
    ['Europe/Moscow', '2010-07-01T00:00:00Z', 4 * HOUR],
    ['Europe/Moscow', '2012-01-01T00:00:00Z', 4 * HOUR],
    ['Europe/Moscow', '2012-07-01T00:00:00Z', 4 * HOUR],
    ['Europe/Moscow', '2020-07-01T00:00:00Z', 3 * HOUR],
    ['Asia/Tehran', '2022-07-01T00:00:00Z', 4.5 * HOUR],
    ['Asia/Tehran', '2022-01-01T00:00:00Z', 3.5 * HOUR],
    ['Asia/Tehran', '2023-07-01T00:00:00Z', 3.5 * HOUR],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 345 * MINUTE],
    ['UTC', '2026-01-01T00:00:00Z', 0],
  ])('default: %s at %s', (name, utc, offset) => {
    expect(new TimeZone(name).offsetAt(Date.parse(utc))).toBe(offset);
  });

  test('behavior: Tehran’s last summer ended on 21 September 2022 at 24:00', () => {
    const zone = new TimeZone('Asia/Tehran');
    expect(zone.toEpoch(wall('2022-09-21 12:00'))).toBe(Date.parse('2022-09-21T07:30:00Z'));
    expect(zone.toEpoch(wall('2022-09-22 12:00'))).toBe(Date.parse('2022-09-22T08:30:00Z'));
  });
});

describe('round trips', () => {
  const instant = fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2037, 11) });

  test.each(['Europe/Warsaw', 'Europe/Moscow', 'Asia/Tehran', 'America/New_York', 'Australia/Lord_Howe'])(
    'behavior: %s: epoch to wall to epoch, but for the repeated hour, and wall to epoch to wall',
    (name) => {
      const zone = new TimeZone(name);
      fc.assert(
        fc.property(instant, (epoch) => {
          const shown = zone.toWall(epoch);
          const back = zone.toEpoch(shown);
          const again = zone.toWall(back);
          // In the repeated hour the first of the two instants comes back, never a later one.
          return JSON.stringify(again) === JSON.stringify(shown) && back <= epoch && epoch - back <= HOUR;
        }),
      );
    },
  );

  test('behavior: agrees with Intl minute by minute through a change, also from a full cache', () => {
    const zone = new TimeZone('Europe/Warsaw');
    for (let hour = 0; hour < 5000; hour += 1) zone.offsetAt(hour * HOUR);
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Warsaw',
      hour: '2-digit',
      minute: '2-digit',
    });
    const change = Date.parse('2026-10-25T01:00:00Z');
    for (let at = change - 90 * MINUTE; at <= change + 90 * MINUTE; at += MINUTE) {
      const { hour, minute } = zone.toWall(at);
      expect(`${hour}`.padStart(2, '0') + `:${minute}`.replace(/:(\d)$/, ':0$1')).toBe(format.format(at));
    }
  });
});

describe('bad input', () => {
  test('error: an unknown zone is refused', () => {
    expect(() => new TimeZone('Europe/Atlantis')).toThrow(RangeError);
  });

  test.each([
    '2026-02-30 12:00',
    '2026-01-01 24:00',
    '2026-01-01 12:60',
    '2026-13-01 12:00',
    '2026-00-10 12:00',
    '2026-01-00 00:00',
    'x-01-01 00:00',
  ])('error: there is no %s', (text) => {
    expect(() => new TimeZone('UTC').toEpoch(wall(text))).toThrow(RangeError);
  });
});
