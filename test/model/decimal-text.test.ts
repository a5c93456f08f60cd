import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalFromText, isDecimal, parseDecimal } from '../../src/model';

const digits = (minLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength: 12 }).map((list) => list.join(''));
const plain = fc
  .tuple(fc.constantFrom('', '-'), digits(1), fc.option(digits(1), { nil: undefined }))
  .map(([sign, whole, part]) => sign + whole + (part === undefined ? '' : `.${part}`));

describe('decimalFromText', () => {
  test.each([
    ['0', '0'],
    ['0.00', '0'],
    ['1.10', '1.1'],
    ['100', '100'],
    ['100.000', '100'],
    ['47112.1', '47112.1'],
    ['9999999983.668', '9999999983.668'],
    ['007', '7'],
    ['00.50', '0.5'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['-1.50', '-1.5'],
  ])('default: %s is %s', (text, decimal) => {
    expect(decimalFromText(text)).toBe(decimal);
  });

  test('behavior: any plain decimal comes out as a caller’s would', () => {
    fc.assert(
      fc.property(plain, (text) => {
        const decimal = decimalFromText(text);
        expect(decimal).toBe(parseDecimal(text));
        expect(isDecimal(decimal)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
