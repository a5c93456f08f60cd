import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalFromWire, isMultipleOf } from '../../../src/model';
import { CUT_ENDPOINTS } from '../../../src/venues/chp/endpoints';
import { priceFromWire, timeFromWire, toArrived } from '../../../src/venues/chp/map';

test('behavior: a time in the usual form is that of the form which is always read as a whole', () => {
  const two = (max: number) => fc.nat(max).map((value) => String(value).padStart(2, '0'));
  const days = fc.oneof(
    fc.tuple(fc.integer({ min: 1980, max: 2040 }), fc.nat(13), fc.nat(32)),
    // Clocks moved in Moscow.
    fc.constantFrom([2010, 3, 28], [2010, 10, 31], [2011, 3, 27], [2014, 10, 26]),
  );
  fc.assert(
    fc.property(days, two(25), two(61), two(61), ([year, month, day], hour, minute, second) => {
      const date = [year, ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-');
      const time = `${hour}:${minute}:${second}`;
      expect(timeFromWire(`${date}T${time}`)).toBe(timeFromWire(`${date} ${time}`));
    }),
    { numRuns: 3000 },
  );
  for (const text of [
    '2020-10-14Tab:00:00',
    '2020-10-14T1 :00:00',
    '2020-10-14T10-00-00',
    '2020-10-14T10:00:0x',
  ]) {
    expect(timeFromWire(text)).toBeUndefined();
  }
});

test('behavior: a price that its grid has is what it is without a grid', () => {
  const grids = fc.constantFrom('1', '0.5', '0.1', '0.25', '0.01', '0.005', '0.0001', '0.00000001', '10');
  const noise = fc.constantFrom(1, 1 + 2 ** -52, 1 - 2 ** -53, 1 + 2 ** -50);
  fc.assert(
    fc.property(grids, fc.nat(2_000_000), noise, (tickSize, steps, factor) => {
      const value = steps * Number(tickSize) * factor;
      const price = priceFromWire(value, { tickSize });
      const plain = decimalFromWire(value);
      if (isMultipleOf(plain, tickSize)) expect(price).toBe(plain);
      else expect(isMultipleOf(price, tickSize) || price === plain).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('behavior: no instrument that passes the check cannot be made: one would refuse the whole list', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('FUT', '__proto__', 'constructor', ''),
  );
  const number = fc.oneof(
    fc.double({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, noNaN: true }),
    fc.integer(),
    fc.constantFrom(0, -0, 0.01, -1, 5e-324, Number.MAX_SAFE_INTEGER),
  );
  const row = fc.record({
    row: fc.nat(),
    nrows: fc.nat(),
    symbol: text.filter((name) => name !== ''),
    short_name: fc.option(text),
    long_name: fc.option(text),
    type: fc.option(text),
    decimals: fc.oneof(fc.nat(20), fc.maxSafeNat()),
    lot_size: number,
    punkt: number,
    step: number,
    sec_exch_name: fc.option(text),
    expiryDate: fc.option(fc.oneof(text, fc.constantFrom('0001-01-01T00:00:00', '9999-12-31T23:59:59'))),
  });
  fc.assert(
    fc.property(row, (value) => {
      const { read } = CUT_ENDPOINTS.getSymbols;
      const [draft] = read([value]);
      expect(draft).toBeDefined();
      if (draft) toArrived(draft, { receivedTime: 1, source: 'read' });
    }),
    { numRuns: 5000 },
  );
});
