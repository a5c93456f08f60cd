import { describe, expect, test } from 'vitest';
import { isValidationError } from '../../src/errors';
import type { Instrument } from '../../src/model';
import { checkNotional, type OrderAmounts } from '../../src/orders/check-notional';

const INSTRUMENT: Instrument = {
  venue: 'test',
  receivedTime: 1,
  source: 'read',
  symbol: 'BTC_USDT',
  name: 'BTC/USDT',
  kind: 'spot',
  currency: 'USDT',
  quoteStep: '0.01',
  minNotional: '1',
  maxNotional: '1000',
  tradable: true,
};

function refusal(amounts: OrderAmounts, instrument = INSTRUMENT) {
  try {
    checkNotional(amounts, instrument);
    return undefined;
  } catch (error) {
    if (!isValidationError(error)) throw error;
    return [error.field, error.rule, error.suggestions];
  }
}

describe('checkNotional', () => {
  test.each<OrderAmounts>([
    { quoteQuantity: '1' },
    { quoteQuantity: '1000' },
    { quoteQuantity: '12.34' },
    { price: '0.5', quantity: '2' },
    { price: '10', quantity: '100' },
    { quantity: '0.0001' },
    { price: '0.0001' },
  ])('default: %j is allowed', (amounts) => {
    expect(refusal(amounts)).toBeUndefined();
  });

  test.each<[OrderAmounts, string, string]>([
    [{ quoteQuantity: '0.99' }, 'quoteQuantity', 'must be at least 1'],
    [{ quoteQuantity: '1000.01' }, 'quoteQuantity', 'must be at most 1000'],
    [{ price: '0.1', quantity: '9.99' }, 'quantity', 'times price must be at least 1'],
    [{ price: '10.01', quantity: '100' }, 'quantity', 'times price must be at most 1000'],
  ])('error: %j breaks a bound', (amounts, field, rule) => {
    expect(refusal(amounts)?.slice(0, 2)).toEqual([field, rule]);
  });

  test('error: an amount off its step names the two nearest', () => {
    expect(refusal({ quoteQuantity: '1.005' })).toEqual([
      'quoteQuantity',
      'must be a multiple of 0.01',
      ['1', '1.01'],
    ]);
  });

  test('default: an instrument without bounds allows everything', () => {
    const { quoteStep: _s, minNotional: _a, maxNotional: _b, ...free } = INSTRUMENT;
    expect(refusal({ quoteQuantity: '0.000001' }, free)).toBeUndefined();
    expect(refusal({ price: '1', quantity: '1000000' }, free)).toBeUndefined();
  });
});
