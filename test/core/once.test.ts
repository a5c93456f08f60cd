import { expect, test, vi } from 'vitest';
import { once } from '../../src/core/once';

test('behavior: a value is made at the first call and kept, undefined included; a failed attempt is repeated', () => {
  const make = vi.fn<() => number | undefined>(() => undefined);
  make.mockImplementationOnce(() => {
    throw new RangeError('not yet');
  });
  const value = once(make);
  expect(make).not.toHaveBeenCalled();
  expect(value).toThrow('not yet');
  expect([value(), value()]).toEqual([undefined, undefined]);
  expect(make).toHaveBeenCalledTimes(2);
});
