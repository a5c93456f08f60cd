import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/core/random';
import { ValidationError } from '../../src/errors';
import { backoffDelay } from '../../src/transport/backoff';

const options = { baseMs: 500, factor: 2, maxMs: 30_000 };

describe('backoffDelay', () => {
  test('default: the bound doubles up to the maximum', () => {
    const almostOne = { next: () => 1 - 2 ** -48 };
    const bounds = [0, 1, 2, 3, 6, 7, 1000, 1e9].map((attempt) =>
      Math.round(backoffDelay(attempt, options, almostOne)),
    );
    expect(bounds).toEqual([500, 1000, 2000, 4000, 30_000, 30_000, 30_000, 30_000]);
  });

  test('behavior: full jitter lies evenly between 0 and the bound', () => {
    const random = seededRandom(7);
    const delays = Array.from({ length: 4000 }, () => backoffDelay(2, options, random));
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const inside = delays.filter((delay) => delay >= quarter * 500 && delay < (quarter + 1) * 500);
      expect(inside.length).toBeGreaterThan(850);
      expect(inside.length).toBeLessThan(1150);
    }
  });

  test('behavior: the same seed gives the same waits', () => {
    const waits = (seed: number): number[] => {
      const random = seededRandom(seed);
      return [0, 1, 2, 3, 4].map((attempt) => backoffDelay(attempt, options, random));
    };
    expect(waits(1)).toEqual(waits(1));
    expect(waits(1)).not.toEqual(waits(2));
  });

  test('behavior: always within the bounds', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.integer(),
        (attempt, baseMs, factor, extra, seed) => {
          const delay = backoffDelay(attempt, { baseMs, factor, maxMs: baseMs + extra }, seededRandom(seed));
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(baseMs + extra);
        },
      ),
    );
  });

  test.each([
    [-1, options, 'attempt'],
    [0.5, options, 'attempt'],
    [0, { ...options, baseMs: 0 }, 'backoff.baseMs'],
    [0, { ...options, factor: Number.NaN }, 'backoff.factor'],
    [0, { ...options, maxMs: 100 }, 'backoff.maxMs'],
    [0, { ...options, maxMs: Number.POSITIVE_INFINITY }, 'backoff.maxMs'],
  ])('args: attempt %s with %j', (attempt, bad, field) => {
    expect(() => backoffDelay(attempt, bad, seededRandom(1))).toThrow(ValidationError);
    expect(() => backoffDelay(attempt, bad, seededRandom(1))).toThrow(field);
  });
});
