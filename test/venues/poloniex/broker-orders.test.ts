import { describe, expect, test } from 'vitest';
import { isOrderRejectedError, isValidationError } from '../../../src/errors';
import { multiplyDecimals } from '../../../src/model';
import type { PoloniexPlaceOrderRequest } from '../../../src/venues/poloniex/types/broker';
import { expectTruth } from './broker-oracle';
import { ASK, BID, SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

describe('kinds of order', () => {
  test('default: a buy at the market spends an amount', async () => {
    await using world = await World.live();
    const order = await world.drive(
      world.broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: '100' }),
    );
    expect(order).toMatchObject({ status: 'filled', quoteQuantity: '100', type: 'market', origin: 'local' });
    expect(order.quantity).toBeUndefined();
    expect(world.asked('createOrder')).toEqual([
      {
        symbol: SYMBOL,
        side: 'BUY',
        type: 'MARKET',
        amount: '100',
        clientOrderId: order.clientOrderId,
      },
    ]);
    const [executed] = world.emulator.orders.ofKind('open');
    expect(order.filledQuantity).toBe(executed?.volume);
    await world.pass(100);
    await expectTruth(world);
  });

  test('default: a sell at the market names its quantity', async () => {
    await using world = await World.live();
    const order = await world.drive(
      world.broker.placeOrder({ symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.001' }),
    );
    expect(order).toMatchObject({
      status: 'filled',
      quantity: '0.001',
      filledQuantity: '0.001',
      remainingQuantity: '0',
      averagePrice: BID,
      filledQuoteQuantity: multiplyDecimals(BID, '0.001'),
    });
    expect(world.asked('createOrder')[0]).not.toHaveProperty('amount');
    await expectTruth(world);
  });

  test.each<[string, object, RegExp]>([
    [
      'a buy at the market by quantity',
      { symbol: SYMBOL, side: 'buy', type: 'market', quantity: '1' },
      /^quantity must be quoteQuantity.*guess at the price/,
    ],
    [
      'a buy stop by quantity',
      { symbol: SYMBOL, side: 'buy', type: 'stop', stopPrice: '47000', quantity: '1' },
      /^quantity must be quoteQuantity/,
    ],
    [
      'a sell at the market by amount',
      { symbol: SYMBOL, side: 'sell', type: 'market', quoteQuantity: '10' },
      /^quoteQuantity must be quantity/,
    ],
    [
      'a limit order by amount',
      { ...LIMIT, quantity: undefined, quoteQuantity: '10' },
      /^quoteQuantity must be quantity/,
    ],
    [
      'an amount with too many decimals',
      { symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: '10.001' },
      /^quoteQuantity must be a multiple of 0.01/,
    ],
    [
      'an amount below the smallest',
      { symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: '0.99' },
      /^quoteQuantity must be at least 1/,
    ],
    [
      'a value below the smallest',
      { ...LIMIT, quantity: '0.00001' },
      /^quantity times price must be at least 1/,
    ],
    ['a price off its step', { ...LIMIT, price: '46000.001' }, /^price must be a multiple of 0.01/],
    ['a quantity off its step', { ...LIMIT, quantity: '0.0100001' }, /^quantity must be/],
    ['a price with an exponent', { ...LIMIT, price: '4.6e4' }, /^price/],
    [
      'a stop limit that is post-only',
      { ...LIMIT, type: 'stopLimit', stopPrice: '47000', postOnly: true },
      /^postOnly/,
    ],
    ['an account', { ...LIMIT, account: '1234' }, /^account must not be given/],
    ['a client id with a space', { ...LIMIT, clientOrderId: 'a b' }, /^clientOrderId must be 1 to 64/],
    ['an unknown symbol', { ...LIMIT, symbol: 'NO_USDT' }, /^symbol is no symbol of poloniex/],
    ['a symbol of another case', { ...LIMIT, symbol: 'btc_usdt' }, /^symbol is no symbol of poloniex/],
    ['a symbol named as a prototype', { ...LIMIT, symbol: '__proto__' }, /^symbol/],
  ])('error: %s is refused and nothing is sent', async (_name, request, message) => {
    await using world = await World.live();
    const before = world.requests;
    // What does not compile comes from plain JavaScript.
    const error = await world.refused(world.broker.placeOrder(request as PoloniexPlaceOrderRequest));
    expect(isValidationError(error)).toBe(true);
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ sent: false });
    expect(world.requests).toBe(before);
  });

  test('args: postOnly is the type LIMIT_MAKER', async () => {
    await using world = await World.live();
    const order = await world.drive(world.broker.placeOrder({ ...LIMIT, postOnly: true }));
    expect(order).toMatchObject({ status: 'open', postOnly: true, type: 'limit', venueType: 'LIMIT_MAKER' });
    const error = await world.refused(world.broker.placeOrder({ ...LIMIT, price: '46400', postOnly: true }));
    expect(isOrderRejectedError(error)).toBe(true);
    expect(error).toMatchObject({ code: '21341' });
    expect(world.executed).toBe(1);
    await expectTruth(world);
  });

  test('args: timeInForce gtc rests, ioc takes what is there, fok takes all or nothing', async () => {
    await using world = await World.live();
    const place = (timeInForce: 'gtc' | 'ioc' | 'fok', quantity: string, price: string) =>
      world.drive(world.broker.placeOrder({ ...LIMIT, timeInForce, quantity, price }));
    expect(await place('gtc', '0.01', '46000')).toMatchObject({ status: 'open', timeInForce: 'gtc' });
    const taken = await place('ioc', '8', ASK);
    expect(taken).toMatchObject({
      status: 'canceled',
      timeInForce: 'ioc',
      venueStatus: 'PARTIALLY_CANCELED',
    });
    expect(Number(taken.filledQuantity)).toBeGreaterThan(0);
    const killed = await place('fok', '8', ASK);
    expect(killed).toMatchObject({ status: 'canceled', timeInForce: 'fok', filledQuantity: '0' });
    await expectTruth(world);
  });

  test('error: too little money is a rejection with the code of the venue', async () => {
    await using world = await World.live();
    const error = await world.refused(
      world.broker.placeOrder({ symbol: SYMBOL, side: 'sell', type: 'market', quantity: '50' }),
    );
    expect(isOrderRejectedError(error)).toBe(true);
    expect(error).toMatchObject({ code: '21709' });
    expect(world.executed).toBe(0);
  });
});
