import { describe, expect, test } from 'vitest';
import { FIXED_INTERVAL_MS, type Interval } from '../../src/model';

describe('FIXED_INTERVAL_MS', () => {
  test.each<[Interval, number]>([
    ['1m', 60],
    ['5m', 300],
    ['10m', 600],
    ['15m', 900],
    ['30m', 1800],
    ['1h', 3600],
    ['2h', 7200],
    ['4h', 14_400],
    ['6h', 21_600],
    ['12h', 43_200],
    ['1d', 86_400],
    ['3d', 259_200],
    ['1w', 604_800],
  ])('default: %s lasts %d s', (interval, seconds) => {
    expect(FIXED_INTERVAL_MS[interval]).toBe(seconds * 1000);
  });

  test.each<Interval>(['1M', '1q', '1y'])(
    'default: %s follows the calendar and has no length',
    (interval) => {
      expect(FIXED_INTERVAL_MS[interval]).toBeUndefined();
    },
  );
});
