import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom, systemRandom } from '../../src/core/random';

describe('seededRandom', () => {
  test('default: the same seed gives the same numbers, on every machine', () => {
    const random = seededRandom(42);
    // The published mulberry32 sequence of seed 42.
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
    ]);
  });

  test('behavior: stays in [0, 1) and spreads evenly, for any seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed);
        const numbers = Array.from({ length: 1000 }, () => random.next());
        const mean = numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
        return numbers.every((n) => n >= 0 && n < 1) && Math.abs(mean - 0.5) < 0.1;
      }),
    );
  });
});

describe('systemRandom', () => {
  test('default: numbers in [0, 1) that differ', () => {
    const numbers = Array.from({ length: 1000 }, () => systemRandom.next());
    expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(1000);
  });
});
