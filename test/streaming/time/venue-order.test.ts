import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { CLOCK_CORRECTION_MS, VenueOrder } from '../../../src/streaming/time/venue-order';

interface Item {
  readonly key: string;
  readonly time?: number;
}

function setup() {
  const clock = new VirtualClock();
  const order = new VenueOrder<Item>({ keyOf: (item) => item.key, timeOf: (item) => item.time }, clock);
  const admits = (time: number | undefined, key = 'a') =>
    order.admits(time === undefined ? { key } : { key, time });
  return { clock, admits };
}

describe('VenueOrder', () => {
  it('default: refuses what is older than the newest of its key', () => {
    const { admits } = setup();
    expect([admits(10), admits(9), admits(10), admits(11), admits(10)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(admits(1, 'b')).toBe(true);
    expect([admits(5, '__proto__'), admits(4, '__proto__')]).toEqual([true, false]);
  });

  it('default: records without a time pass and change nothing', () => {
    const { admits } = setup();
    expect([admits(undefined), admits(10), admits(undefined), admits(9)]).toEqual([true, true, true, false]);
  });

  it('behavior: what passes never goes back in time, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', '__proto__'), fc.integer({ min: 0, max: 50 }))),
        (run) => {
          const { admits } = setup();
          const newest = new Map<string, number>();
          for (const [key, time] of run) {
            const before = newest.get(key) ?? Number.NEGATIVE_INFINITY;
            expect(admits(time, key)).toBe(time >= before);
            newest.set(key, Math.max(before, time));
          }
        },
      ),
    );
  });

  it('behavior: one time far ahead does not stop an instrument', () => {
    const { clock, admits } = setup();
    expect(admits(1_000_000)).toBe(true);
    expect(admits(1000)).toBe(false);
    clock.advanceSync(CLOCK_CORRECTION_MS - 1);
    expect(admits(5999)).toBe(false);
    clock.advanceSync(1);
    expect(admits(6000)).toBe(true);
    expect(admits(5999)).toBe(false);
    expect(admits(6001)).toBe(true);
  });

  it('behavior: an old record that is repeated is never accepted', () => {
    const { clock, admits } = setup();
    admits(10);
    for (let n = 0; n < 10; n += 1) {
      expect(admits(9)).toBe(false);
      clock.advanceSync(CLOCK_CORRECTION_MS);
    }
  });

  it('behavior: a valid record in between resets it', () => {
    const { clock, admits } = setup();
    admits(10);
    admits(8);
    clock.advanceSync(CLOCK_CORRECTION_MS);
    admits(11);
    expect(admits(9)).toBe(false);
  });

  it('behavior: a time beyond the venue’s clock is refused and sets no limit', () => {
    const clock = new VirtualClock();
    const order = new VenueOrder<Item>(
      { keyOf: ({ key }) => key, timeOf: ({ time }) => time },
      clock,
      (time) => time > 50,
    );
    const admits = (time: number) => order.admits({ key: 'a', time });
    expect([admits(51), admits(10), admits(1e15), admits(11), admits(10)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });
});
