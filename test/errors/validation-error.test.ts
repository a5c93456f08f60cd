import { describe, expect, test } from 'vitest';
import { ValidationError } from '../../src/errors';

describe('ValidationError', () => {
  test('default: names field, rule and value, and states that nothing was sent', () => {
    const error = new ValidationError('quantity', 'must be a multiple of 0.01', {
      value: 0.015,
      suggestions: ['0.01', '0.02'],
    });
    expect(error.message).toBe('quantity must be a multiple of 0.01, got 0.015; try 0.01 or 0.02');
    expect({ ...error }).toEqual({
      field: 'quantity',
      rule: 'must be a multiple of 0.01',
      value: '0.015',
      suggestions: ['0.01', '0.02'],
      retryable: false,
      sent: false,
    });
  });

  test('args: without a value it shows none', () => {
    const error = new ValidationError('price', 'is required');
    expect(error.message).toBe('price is required');
    expect('value' in error).toBe(false);
  });

  test('args: a value that is undefined is required, whatever the rule', () => {
    const messageOf = (rule: string): string =>
      new ValidationError('price', rule, { value: undefined }).message;
    expect(messageOf('must be above 0')).toBe('price is required');
    expect(messageOf('is required for limit orders')).toBe('price is required for limit orders');
  });

  test('behavior: a secret is never shown', () => {
    const error = new ValidationError('password', 'must not be empty', { value: ' canary', secret: true });
    expect(JSON.stringify(error) + error.message).not.toContain('canary');
  });

  test('args: an empty list of suggestions is none', () => {
    expect(new ValidationError('f', 'r', { suggestions: [] }).message).toBe('f r');
  });

  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  test.each<[string, unknown]>([
    ['"1e-7"', '1e-7'],
    ['"a\\nb"', 'a\nb'],
    ['null', null],
    ['NaN', Number.NaN],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['-0', -0],
    ['true', true],
    ['12n', 12n],
    ['a symbol', Symbol('s')],
    ['a function', () => {}],
    ['an array', [1]],
    ['an object', new Date()],
    ['an object', revoked],
    [`"${'x'.repeat(64)}…"`, 'x'.repeat(10_000)],
  ])('args: shows %s', (shown, value) => {
    expect(new ValidationError('f', 'r', { value }).value).toBe(shown);
  });

  test('behavior: no value makes it longer than 80 characters or runs code of the value', () => {
    const trap = {
      toString() {
        throw new Error('ran');
      },
      toJSON() {
        throw new Error('ran');
      },
    };
    for (const value of ['\u0001'.repeat(100), 10n ** 500n, trap]) {
      expect(new ValidationError('f', 'r', { value }).value?.length).toBeLessThanOrEqual(80);
    }
  });
});
