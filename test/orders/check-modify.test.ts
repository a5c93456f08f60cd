import { describe, expect, it } from 'vitest';
import type { ModifyOrderRequest } from '../../src/broker';
import { isUnsupportedError, isValidationError, type ValidationError } from '../../src/errors';
import type { OrderStatus } from '../../src/model';
import { checkModifyOrder, type ModifyContext } from '../../src/orders/check-order';
import { INSTRUMENT, makeOrder, NARROW, NOW, RULES } from './support/records';

const CONTEXT: ModifyContext = { rules: RULES, order: makeOrder(), instrument: INSTRUMENT, now: NOW };

function modify(change: object, context: Partial<ModifyContext> = {}) {
  return checkModifyOrder({ id: '1', ...change } as ModifyOrderRequest, { ...CONTEXT, ...context });
}

function refusal(run: () => unknown): ValidationError {
  try {
    run();
  } catch (error) {
    if (isValidationError(error)) return error;
    throw error;
  }
  throw new Error('It was not refused');
}

describe('checkModifyOrder', () => {
  it('default: the changes alone come back, null kept', () => {
    expect(modify({ price: 1.09, stopLoss: null, takeProfit: undefined })).toEqual({
      price: '1.09',
      stopLoss: null,
    });
    expect(modify({ expireTime: null })).toEqual({ expireTime: null });
    expect(modify({ expireTime: new Date(NOW + 1000) })).toEqual({ expireTime: NOW + 1000 });
  });

  const refused: readonly [string, object, string, Partial<ModifyContext>?][] = [
    ['no change', {}, 'request'],
    ['no order', { id: undefined, price: '1' }, 'id'],
    ['an id as a number', { id: 1, price: '1' }, 'id'],
    ['an empty id', { id: '', price: '1' }, 'id'],
    ['null for a price', { price: null }, 'price'],
    ['null for a quantity', { quantity: null }, 'quantity'],
    ['NaN', { price: Number.NaN }, 'price'],
    ['a price off the tick', { price: '1.08505' }, 'price'],
    ['a stop loss off the tick', { stopLoss: '1.00005' }, 'stopLoss'],
    ['a quantity off the lot step', { quantity: '0.125' }, 'quantity'],
    ['a side', { side: 'sell', price: '1' }, 'side'],
    ['a typo', { takeprofit: '2' }, 'takeprofit'],
    ['a trigger for a limit order', { stopPrice: '1.1' }, 'stopPrice'],
    [
      'a price for a stop order',
      { price: '1.1' },
      'price',
      { order: makeOrder({ type: 'stop', stopPrice: '1.2' }) },
    ],
    ['a price for a market order', { price: '1.1' }, 'price', { order: makeOrder({ type: 'market' }) }],
    [
      'a quantity that is filled already',
      { quantity: '0.4' },
      'quantity',
      { order: makeOrder({ filledQuantity: '0.4' }) },
    ],
    ['a stop loss above a buy', { stopLoss: '1.1' }, 'stopLoss'],
    [
      'a price below the stop loss of a buy',
      { price: '1.01' },
      'stopLoss',
      { order: makeOrder({ stopLoss: '1.05' }) },
    ],
    ['an expiry in the past', { expireTime: NOW - 1 }, 'expireTime'],
    ['an expiry in seconds', { expireTime: Math.floor(NOW / 1000) + 60 }, 'expireTime'],
    ['an expiry too far ahead', { expireTime: NOW + 31 * 86_400_000 }, 'expireTime'],
  ];
  for (const [name, change, field, context] of refused) {
    it(`args: ${name} is refused`, () => {
      expect(refusal(() => modify(change, context)).field).toBe(field);
    });
  }

  for (const status of [
    'filled',
    'canceled',
    'rejected',
    'expired',
  ] as const satisfies readonly OrderStatus[]) {
    it(`error: a ${status} order is refused by the name of its state`, () => {
      expect(refusal(() => modify({ price: '1' }, { order: makeOrder({ status }) })).rule).toContain(status);
    });
  }

  it('behavior: levels that are not changed are not checked', () => {
    const order = makeOrder({ stopLoss: '1.2' });
    expect(modify({ quantity: '2' }, { order })).toEqual({ quantity: '2' });
    expect(modify({ price: '1.1', stopLoss: null }, { order })).toEqual({ price: '1.1', stopLoss: null });
  });

  it('error: what the venue cannot change is unsupported', () => {
    for (const change of [{ quantity: '2' }, { stopLoss: '1' }, { expireTime: NOW + 1000 }]) {
      expect(() => modify(change, { rules: NARROW })).toThrow(expect.toSatisfy(isUnsupportedError));
    }
    const { modifiableFields: _, ...open } = NARROW;
    for (const change of [{ stopLoss: '1' }, { takeProfit: '2' }, { expireTime: NOW + 1000 }]) {
      expect(() => modify(change, { rules: open })).toThrow(expect.toSatisfy(isUnsupportedError));
    }
    expect(modify({ price: '1.1' }, { rules: NARROW })).toEqual({ price: '1.1' });
  });
});

describe('a new price and the market', () => {
  const quote = { bid: '1.0848', ask: '1.085' };
  const rests = { ...RULES, refusesMarketableLimits: true };
  const order = makeOrder({ type: 'limit', side: 'buy', price: '1.08' });

  it('args: one that would be executed at once is refused where the venue does not execute it', () => {
    const error = refusal(() => modify({ price: '1.09' }, { order, quote, rules: rests }));
    expect([error.field, error.message]).toEqual([
      'price',
      'price must be below the ask for a buy limit (bid 1.0848, ask 1.085), got "1.09"',
    ]);
    expect(modify({ price: '1.09' }, { order, rules: rests })).toEqual({ price: '1.09' });
    expect(modify({ price: '1.09' }, { order, quote })).toEqual({ price: '1.09' });
  });

  it('args: a stop limit waits for its trigger', () => {
    const stop = makeOrder({ type: 'stopLimit', side: 'buy', price: '1.08', stopPrice: '1.09' });
    expect(modify({ price: '1.095' }, { order: stop, quote, rules: rests })).toEqual({ price: '1.095' });
  });

  it('args: an id in the place of the request is refused with the form that is meant', () => {
    expect(refusal(() => checkModifyOrder('999' as never, CONTEXT)).message).toBe(
      `request must be { id: '999', price: ... }, got "999"`,
    );
  });
});

describe('a new trigger and the market', () => {
  const stop = makeOrder({ type: 'stop', stopPrice: '1.1' });
  const quote = { bid: '1.0848', ask: '1.085' };

  it('args: one that the market has passed is refused where the price is known', () => {
    const error = refusal(() => modify({ stopPrice: '1.08' }, { order: stop, quote }));
    expect([
      error.field,
      error.message.includes('above the ask for a buy stop (bid 1.0848, ask 1.085)'),
    ]).toEqual(['stopPrice', true]);
    expect(modify({ stopPrice: '1.08' }, { order: stop })).toEqual({ stopPrice: '1.08' });
    expect(modify({ stopPrice: '1.09' }, { order: stop, quote })).toEqual({ stopPrice: '1.09' });
  });
});
