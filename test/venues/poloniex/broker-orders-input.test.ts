import { describe, expect, test } from 'vitest';
import {
  isAbortedError,
  isNotConnectedError,
  isOrderOutcomeUnknownError,
  isRateLimitError,
  isValidationError,
} from '../../../src/errors';
import type { PoloniexPlaceOrderRequest } from '../../../src/venues/poloniex/types/broker';
import { expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

const LIMIT = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' } as const;

describe('bad input', () => {
  const NUMBERS = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    null,
    -1,
    0,
    -0,
    '-1',
    '0',
    '0.0',
    '',
    ' ',
    '0x10',
    '1e-7',
    '1,5',
    '1_000',
    '１２',
    '1abc',
    '.5',
    '5.',
    true,
    [],
    {},
    new Date(0),
    Symbol('1'),
    1n,
    1e21,
    1e-7,
    2 ** 53 + 2,
  ];

  test('error: a price or a quantity that is no decimal above 0 is refused, and nothing is sent', async () => {
    await using world = await World.live();
    const before = world.requests;
    for (const value of NUMBERS) {
      for (const field of ['price', 'quantity'] as const) {
        const request = { ...LIMIT, [field]: value } as unknown as PoloniexPlaceOrderRequest;
        const error = await world.refused(world.broker.placeOrder(request));
        expect(isValidationError(error), `${field} ${String(value)}: ${error.message}`).toBe(true);
      }
      const amount = { symbol: SYMBOL, side: 'buy', type: 'market', quoteQuantity: value };
      const error = await world.refused(
        world.broker.placeOrder(amount as unknown as PoloniexPlaceOrderRequest),
      );
      expect(isValidationError(error), `quoteQuantity ${String(value)}`).toBe(true);
    }
    expect(world.requests).toBe(before);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a limit order without a price', { price: undefined }],
    ['an order of no size', { quantity: undefined }],
    ['an order of two sizes', { quoteQuantity: '10' }],
    ['a price of a market order', { type: 'market', side: 'sell' }],
    ['a stop without a trigger', { type: 'stopLimit' }],
    ['a trigger of an order without one', { stopPrice: '46400' }],
    ['a trigger off its step', { type: 'stopLimit', stopPrice: '46400.001' }],
    ['a sum with a remainder', { quantity: 0.1 + 0.2 }],
    ['a quantity below the smallest', { quantity: '0.0000001' }],
    ['a side that is none', { side: 'BUY' }],
    ['a type that is none', { type: 'LIMIT' }],
    ['a type of other venues', { type: 'takeProfit', stopPrice: '46400' }],
    ['a time in force of other venues', { timeInForce: 'day' }],
    ['an expiry', { timeInForce: 'gtd', expireTime: Date.UTC(2027, 0, 1) }],
    ['a stop loss', { stopLoss: '45000' }],
    ['a position', { positionEffect: 'open' }],
    ['a field that is none', { prise: '1' }],
    ['the old order of a symbol', { symbol: 'USDT_BTC' }],
    ['a symbol with a path', { symbol: '../orders' }],
    ['a symbol with a line break', { symbol: 'BTC_USDT\r\nX: 1' }],
    ['a very long symbol', { symbol: 'A'.repeat(10_000) }],
    ['a client id that is too long', { clientOrderId: 'a'.repeat(65) }],
    ['a client id that is empty', { clientOrderId: '' }],
    ['a client id that is a number', { clientOrderId: 1 }],
    ['post-only of a market order', { type: 'market', side: 'sell', price: undefined, postOnly: true }],
    ['post-only with ioc', { postOnly: true, timeInForce: 'ioc' }],
  ])('error: %s is refused, and nothing is sent', async (_name, change) => {
    await using world = await World.live();
    const before = world.requests;
    const request = { ...LIMIT, ...change } as unknown as PoloniexPlaceOrderRequest;
    const error = await world.refused(world.broker.placeOrder(request));
    expect(['ValidationError', 'UnsupportedError']).toContain(error.name);
    expect(error).toMatchObject({ sent: false });
    expect(world.requests).toBe(before);
  });

  test.each([
    { id: 205343650954092 },
    { id: '' },
    { id: '1/../2' },
    {},
    { id: 'cancelByIds' },
    { clientOrderId: 'a b' },
    null,
  ])('error: %o names no order, and nothing is sent', async (ref) => {
    await using world = await World.live();
    const before = world.requests;
    const named = ref as unknown as { id: string };
    expect(isValidationError(await world.refused(world.broker.cancelOrder(named)))).toBe(true);
    expect(isValidationError(await world.refused(world.broker.fetchOrder(named)))).toBe(true);
    expect(isValidationError(await world.refused(world.broker.modifyOrder({ ...named, price: '1' })))).toBe(
      true,
    );
    expect(world.requests).toBe(before);
  });

  test('error: a change of an order that has ended, of nothing, or of what cannot change is refused', async () => {
    await using world = await World.live();
    const { id } = await world.drive(world.broker.placeOrder(LIMIT));
    const before = world.requests;
    for (const change of [
      {},
      { price: '46000.001' },
      { quantity: '0.0000001' },
      { quantity: '0' },
      { stopPrice: '1' },
      { side: 'sell' },
    ]) {
      const error = await world.refused(world.broker.modifyOrder({ id, ...change } as { id: string }));
      expect(isValidationError(error), JSON.stringify(change)).toBe(true);
    }
    expect(world.requests).toBe(before);
    await world.drive(world.broker.cancelOrder({ id }));
    const ended = await world.refused(world.broker.modifyOrder({ id, price: '46001' }));
    expect(ended.message).toMatch(/^id must name a working order/);
    expect(world.asked('replaceOrder')).toEqual([]);
  });
});

describe('the time and the connection', () => {
  test('error: nothing is sent while down, now or later', async () => {
    await using world = await World.live();
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.until(() => world.state === 'reconnecting');
    const error = await world.refused(world.broker.placeOrder(LIMIT));
    expect(isNotConnectedError(error)).toBe(true);
    expect(error).toMatchObject({ sent: false });
    await world.emulator.faults.accept();
    await world.until(() => world.state === 'live');
    await world.pass(5000);
    expect(world.asked('createOrder')).toEqual([]);
  });

  test('error: an order whose deadline passes while the quota is paused is refused at once, as not sent', async () => {
    await using world = await World.live();
    const body = '{"code":429,"message":"Too many requests"}';
    world.emulator.faults.status(
      429,
      { headers: { 'retry-after': '7' }, body },
      { command: 'getOrder', times: 1 },
    );
    expect(isRateLimitError(await world.refused(world.broker.fetchOrder({ id: '1' })))).toBe(true);
    const error = await world.refused(world.broker.placeOrder(LIMIT, { timeoutMs: 1000 }));
    expect(isRateLimitError(error)).toBe(true);
    expect(error).toMatchObject({ sent: false, retryAfterMs: 7000 });
    await world.pass(10_000);
    expect(world.asked('createOrder')).toEqual([]);
    await expectTruth(world);
  });

  test('error: an abort ends the wait, not the order', async () => {
    await using world = await World.live();
    const early = AbortSignal.abort();
    const never = await world.refused(world.broker.placeOrder(LIMIT, { signal: early }));
    expect(isAbortedError(never)).toBe(true);
    expect(world.asked('createOrder')).toEqual([]);
    const controller = new AbortController();
    world.emulator.faults.latency(3000, { side: 'rest', command: 'createOrder', times: 1 });
    const placing = world.broker.placeOrder(
      { ...LIMIT, clientOrderId: 'mine' },
      { signal: controller.signal },
    );
    await world.until(() => world.asked('createOrder').length === 1);
    controller.abort();
    const error = await world.refused(placing);
    expect(isOrderOutcomeUnknownError(error)).toBe(true);
    const found = await world.drive(world.broker.resolveOrder({ clientOrderId: 'mine' }));
    expect(found).toMatchObject({ outcome: 'accepted', order: { origin: 'local', status: 'open' } });
    expect(world.executed).toBe(1);
  });

  test.each([600_000, -600_000])(
    'behavior: a venue whose clock is %i ms off accepts orders, also after a step of the local clock',
    async (skew) => {
      await using world = await World.start();
      world.emulator.faults.skew(skew);
      await world.drive(world.broker.connect());
      expect(world.warnings.map(({ code }) => code)).toEqual(['clockSkew']);
      const first = await world.drive(world.broker.placeOrder({ ...LIMIT, quantity: '0.001' }));
      world.clock.setWallTime(world.clock.now() + 900_000);
      world.emulator.faults.skew(skew - 900_000);
      const second = await world.drive(world.broker.placeOrder(LIMIT));
      world.emulator.market.setPrice(SYMBOL, '45999.98', '46000');
      await world.until(() => world.last(first.id)?.status === 'filled');
      await world.drive(world.broker.cancelOrder({ id: second.id }));
      await world.pass(35_000);
      expect(world.fillsOf(first.id)).toHaveLength(1);
      expect(world.asked('createOrder')).toHaveLength(2);
    },
  );

  test('behavior: the venue’s clock steps: the write is refused and not repeated, the next one passes', async () => {
    await using world = await World.live();
    world.emulator.faults.skew(60_000);
    const refused = await world.refused(world.broker.placeOrder(LIMIT));
    expect(refused.name).toBe('OrderRejectedError');
    expect(world.executed).toBe(0);
    expect(world.asked('createOrder')).toHaveLength(1);
    expect(await world.drive(world.broker.placeOrder(LIMIT))).toMatchObject({ status: 'open' });
    expect(world.executed).toBe(1);
  });

  test('behavior: a listener that throws stops nothing', async () => {
    await using world = await World.live();
    for (const event of ['order', 'fill', 'balance'] as const) {
      world.broker.on(event, () => {
        throw new Error('of the user');
      });
    }
    const order = await world.drive(
      world.broker.placeOrder({ symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.001' }),
    );
    expect(order).toMatchObject({ status: 'filled' });
    await world.pass(100);
    await expectTruth(world);
  });

  test('behavior: maintenance and a frozen market refuse orders with their codes', async () => {
    await using world = await World.live();
    world.emulator.setMode({ maintenance: true });
    expect(await world.refused(world.broker.placeOrder(LIMIT))).toMatchObject({ code: '21340' });
    world.emulator.setMode({ maintenance: false, postOnly: true });
    expect(await world.refused(world.broker.placeOrder(LIMIT))).toMatchObject({ code: '21341' });
    world.emulator.setMode({ postOnly: false });
    world.emulator.market.halt(SYMBOL);
    expect(await world.refused(world.broker.placeOrder(LIMIT))).toMatchObject({ name: 'OrderRejectedError' });
    world.emulator.market.removeInstrument(SYMBOL);
    expect(await world.refused(world.broker.placeOrder(LIMIT))).toMatchObject({
      name: 'OrderRejectedError',
      code: '24101',
    });
    expect(world.executed).toBe(0);
  });
});
