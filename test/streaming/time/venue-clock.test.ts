import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { VenueClock } from '../../../src/streaming/time/venue-clock';
import { VenueTimes } from '../../../src/streaming/time/venue-times';

const HOUR = 3_600_000;
const YEAR_9999 = Date.UTC(9999, 11, 31);

/** A venue whose clock is `ahead` of ours. */
function world(ahead: number) {
  const clock = new VirtualClock();
  const venue = new VenueClock(clock);
  const venueTime = (): number => clock.now() + ahead;
  /** One question whose way takes `ms` each way. */
  const exchange = (ms = 20, time?: number) => {
    const sentAt = clock.monotonic();
    clock.advanceSync(ms);
    const told = time ?? venueTime();
    clock.advanceSync(ms);
    return [told, { sentAt, receivedAt: clock.monotonic() }] as const;
  };
  const ask = (time?: number): boolean => venue.observe(...exchange(20, time));
  const header = (time?: number): boolean => {
    const [told, at] = exchange(20, time);
    return venue.observeDate(new Date(told).toUTCString(), at);
  };
  return { clock, venue, venueTime, ask, header };
}

describe('VenueClock', () => {
  it('default: this machine’s clock until the venue has sent its time', () => {
    const { clock, venue } = world(HOUR);
    expect([venue.isKnown, venue.now()]).toEqual([false, clock.now()]);
  });

  it.each([0, 30_000, HOUR, -HOUR])('default: a venue %i ms ahead', (ahead) => {
    const { clock, venue, venueTime, ask } = world(ahead);
    if (Math.abs(ahead) > 60_000) expect(ask()).toBe(false);
    expect(ask()).toBe(true);
    expect(venue.now()).toBe(venueTime());
    const before = venue.now();
    clock.setWallTime(0);
    clock.advanceSync(HOUR);
    // Setting this machine's clock does not move the venue's.
    expect(venue.now()).toBe(before + HOUR);
  });

  it.each([0, HOUR, -HOUR])('default: Date headers of a venue %i ms ahead, right to a second', (ahead) => {
    const { clock, venue, venueTime, header } = world(ahead);
    for (let poll = 0; poll < 20; poll += 1) {
      clock.advanceSync(1130);
      header();
    }
    expect(venue.now()).toBeLessThanOrEqual(venueTime());
    expect(venue.now()).toBeGreaterThan(venueTime() - 200);
  });

  it.each([YEAR_9999, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, 9e15])(
    'behavior: one reading of %s has no effect, in whatever place',
    (absurd) => {
      for (let place = 0; place < 3; place += 1) {
        const { venue, venueTime, ask } = world(5000);
        for (let n = 0; n < 3; n += 1) ask(n === place ? absurd : undefined);
        expect(venue.now()).toBe(venueTime());
      }
    },
  );

  it('behavior: two readings that agree move it', () => {
    const { clock, venue, venueTime, ask } = world(0);
    ask();
    const later = HOUR;
    expect(ask(venueTime() + later + 20)).toBe(false);
    expect(ask(venueTime() + later + 20)).toBe(true);
    expect(venue.now()).toBe(clock.now() + later);
  });

  it.each([
    undefined,
    '',
    'yesterday',
    '2026-01-05',
    'Mon, 05 Jan 2026 13:00:00 CET',
    'Mon, 99 Foo 2026 99:99:99 GMT',
    'x'.repeat(10_000),
  ])('args: the header %s is ignored', (text) => {
    const { venue } = world(0);
    expect(venue.observeDate(text, { sentAt: 0, receivedAt: 0 })).toBe(false);
    expect(venue.isKnown).toBe(false);
  });

  it('behavior: without another source records of three symbols correct it, and no single one does', () => {
    const { clock, venue, venueTime } = world(HOUR);
    const tick = (symbols: readonly string[]): void => {
      clock.advanceSync(1000);
      for (const symbol of symbols) venue.observeRecord(symbol, venueTime() - 50);
    };
    for (let n = 0; n < 10; n += 1) tick(['A', 'B']);
    venue.observeRecord('C', YEAR_9999);
    venue.observeRecord('D', YEAR_9999);
    venue.observeRecord('E', YEAR_9999);
    expect(venue.now()).toBe(clock.now());
    for (let n = 0; n < 2; n += 1) tick(['A', 'B', 'F']);
    expect(Math.abs(venue.now() - venueTime())).toBeLessThanOrEqual(1000);
  });

  it('behavior: records of a market that has closed correct nothing', () => {
    const { clock, venue } = world(0);
    const close = clock.now() - 5 * HOUR;
    for (let n = 0; n < 5; n += 1) {
      clock.advanceSync(1000);
      for (const symbol of ['A', 'B', 'C', 'D']) venue.observeRecord(symbol, close);
    }
    expect(venue.isKnown).toBe(false);
  });

  it('behavior: whatever is sent, the clock is a time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double(), fc.nat(5000))), (readings) => {
        const { clock, venue } = world(0);
        for (const [time, way] of readings) {
          const sentAt = clock.monotonic();
          clock.advanceSync(way);
          venue.observe(time, { sentAt, receivedAt: clock.monotonic() });
          venue.observeStamp(time, { sentAt, receivedAt: clock.monotonic() });
          venue.observeRecord('A', time);
        }
        expect(Number.isSafeInteger(venue.now())).toBe(true);
        expect(new Date(venue.now()).toISOString()).toBeTypeOf('string');
      }),
    );
  });
});

describe('VenueTimes', () => {
  function times() {
    const clock = new VirtualClock();
    const warnings: string[] = [];
    const checked = new VenueTimes({
      clock,
      now: () => clock.now(),
      toleranceMs: 60_000,
      report: (code, message) => void warnings.push(`${code}: ${message}`),
    });
    return { clock, warnings, checked };
  }

  it('default: what lies beyond the clock and the tolerance is far', () => {
    const { clock, checked } = times();
    const now = clock.now();
    expect([0, -1e15, now, now + 60_000].map((time) => checked.isFar(time))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect([now + 60_001, YEAR_9999, 9e15, Number.NaN].map((time) => checked.isFar(time))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('behavior: the clock is read once for a second of records, and what lies beyond that is compared with it', () => {
    const { clock, checked } = times();
    const now = clock.now();
    const read = vi.spyOn(clock, 'now');
    for (let ms = 0; ms < 1000; ms += 1) expect(checked.isFar(now + ms)).toBe(false);
    expect(read).toHaveBeenCalledTimes(1);
    // The clock was set back: what was possible still is, and nothing that is more than a second later.
    clock.setWallTime(now - 3_600_000);
    expect([1000, 1001].map((ms) => checked.isFar(now + ms))).toEqual([false, true]);
    clock.setWallTime(now);
    expect([59_500, 60_000, 60_001].map((ms) => checked.isFar(now + ms))).toEqual([false, false, true]);
    expect(checked.isFar(now + 5001, 5000)).toBe(true);
  });

  it('behavior: a clock that was misstated for a moment lets nothing through once it is right again', () => {
    const { clock, checked } = times();
    const now = clock.now();
    clock.setWallTime(YEAR_9999);
    expect(checked.isFar(YEAR_9999)).toBe(false);
    clock.setWallTime(now);
    expect(checked.isFar(now)).toBe(false);
    expect(checked.isFar(YEAR_9999)).toBe(true);
  });

  it('behavior: one warning with a count and not one a record', () => {
    const { clock, warnings, checked } = times();
    for (let n = 0; n < 1000; n += 1) expect(checked.refuses('a quote of A', YEAR_9999)).toBe(true);
    for (let n = 0; n < 5; n += 1) expect(checked.note('an order', YEAR_9999)).toBe(true);
    expect(checked.refuses('a quote of A', undefined)).toBe(false);
    expect(warnings).toHaveLength(1);
    clock.advanceSync(60_000);
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toMatch(/^farTime: .*\(999 left out, 5 told\)/);
    clock.advanceSync(600_000);
    expect([warnings.length, clock.pendingTimers]).toEqual([2, 0]);
  });
});
