import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tehranTime } from '../../../src/venues/finnotech/map/time';

test('behavior: a time in the usual form is that of the form which is always read as a whole', () => {
  const two = (max: number) => fc.nat(max).map((value) => String(value).padStart(2, '0'));
  const days = fc.oneof(
    fc.tuple(fc.integer({ min: 1980, max: 2040 }), fc.nat(13), fc.nat(32)),
    // Clocks moved in Tehran.
    fc.constantFrom([2020, 3, 21], [2020, 9, 21], [2021, 3, 22], [2022, 9, 22]),
  );
  fc.assert(
    fc.property(days, two(25), two(61), two(61), ([year, month, day], hour, minute, second) => {
      const date = [year, ...[month, day].map((part) => String(part).padStart(2, '0'))].join('/');
      const time = `${hour}:${minute}:${second}`;
      const whole = tehranTime(`${date}T${time}.0`);
      // The first one finds the start of the day, the second uses it.
      expect(tehranTime(`${date} ${time}`)).toBe(whole);
      expect(tehranTime(`${date} ${time}`)).toBe(whole);
    }),
    { numRuns: 2000 },
  );
});
