import { describe, expect, it } from 'vitest';
import type { Order } from '../../src/model';
import { joinOrders } from '../../src/orders/join-orders';
import { makeOrder } from './support/records';

/** An order with every field there is: the compiler asks for one that is added. */
const whole: Required<Order> = {
  ...makeOrder(),
  clientOrderId: 'c',
  postOnly: true,
  timeInForce: 'gtd',
  expireTime: 1,
  price: '2',
  stopPrice: '3',
  stopLoss: '4',
  takeProfit: '5',
  quantity: '6',
  quoteQuantity: '7',
  remainingQuantity: '8',
  filledQuoteQuantity: '9',
  averagePrice: '10',
  positionEffect: 'close',
  positionId: 'p',
  replaces: 'r',
  account: 'a',
  reason: 'why',
  createdTime: 11,
  updatedTime: 12,
  raw: {},
};

describe('joinOrders', () => {
  it('default: a copy with every field', () => {
    const joined = joinOrders(whole, makeOrder({ price: '99' }), false);
    expect(joined).toStrictEqual(whole);
    expect(joined).not.toBe(whole);
  });

  it('behavior: what it lacks comes from the other, but for the reason', () => {
    const { price: _p, quantity: _q, ...bare } = makeOrder({ id: '7', status: 'filled' });
    const { reason: _r, ...rest } = whole;
    expect(joinOrders(bare, whole, false)).toStrictEqual({ ...rest, ...bare });
  });

  it('args: isComplete, what can be removed does not come from the other', () => {
    const { stopLoss: _s, takeProfit: _t, expireTime: _e, reason: _r, ...rest } = whole;
    const { price: _p, quantity: _q, ...bare } = makeOrder();
    expect(joinOrders(bare, whole, true)).toStrictEqual({ ...rest, ...bare });
  });
});
