import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentMap } from '../../src/orders/recent-map';

/** The same by searching a list. */
class ListedMap {
  readonly entries: { key: string; value: number }[] = [];

  constructor(readonly limit: number) {}

  delete(key: string): boolean {
    const at = this.entries.findIndex((entry) => entry.key === key);
    if (at >= 0) this.entries.splice(at, 1);
    return at >= 0;
  }

  set(key: string, value: number): { key: string; value: number } | undefined {
    this.delete(key);
    this.entries.push({ key, value });
    return this.entries.length > this.limit ? this.entries.shift() : undefined;
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', '__proto__', 'constructor');

describe('RecentMap', () => {
  it('behavior: drops the entry that was set the longest time ago, after any sets and deletes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.record({ key, isDelete: fc.boolean() }), { maxLength: 200 }),
        (limit, steps) => {
          const map = new RecentMap<number>(limit);
          const model = new ListedMap(limit);
          steps.forEach((step, value) => {
            if (step.isDelete) expect(map.delete(step.key)).toBe(model.delete(step.key));
            else expect(map.set(step.key, value)).toEqual(model.set(step.key, value));
            expect(map.size).toBe(model.entries.length);
            for (const entry of model.entries) expect(map.get(entry.key)).toBe(entry.value);
          });
        },
      ),
    );
  });

  it('behavior: a full map costs no more than a few times what one that never drops an entry costs', () => {
    const timeOf = (limit: number): number => {
      const map = new RecentMap<true>(limit);
      const start = process.cpuUsage();
      for (let index = 0; index < 60_000; index += 1) map.set(`${index}`, true);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    const best = (limit: number): number => Math.min(...[1, 2, 3].map(() => timeOf(limit)));
    // Looking for the oldest entry from the start of the map takes 20 times as long and more.
    expect(best(10_000)).toBeLessThan(8 * best(60_000));
  });
});
