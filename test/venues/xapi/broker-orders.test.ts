import { afterEach, describe, expect, test } from 'vitest';
import type { Order } from '../../../src/model';
import type { XapiPlaceOrderRequest } from '../../../src/venues/xapi/types/broker';
import { Bench, type Setup } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});
async function live(setup?: Setup): Promise<Bench> {
  const bench = await Bench.live(setup);
  bench.emulator.market.pause();
  bench.emulator.market.setPrice('EURUSD', '1.08500', '1.08510');
  benches.push(bench);
  return bench;
}

const MARKET = { symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.2' } as const;
const LIMIT = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.1', price: '1.08000' } as const;
const STOP = { symbol: 'EURUSD', side: 'buy', type: 'stop', quantity: '0.1', stopPrice: '1.09000' } as const;

const place = (bench: Bench, request: XapiPlaceOrderRequest): Promise<Order> =>
  bench.drive(bench.broker.placeOrder(request));

describe.each(['tcp', 'websocket'] as const)('the story of an order over %s', (transport) => {
  test('behavior: an order that goes well makes no abort signal', async () => {
    const bench = await live({ transport });
    await place(bench, LIMIT);
    const { AbortController } = globalThis;
    let made = 0;
    globalThis.AbortController = class extends AbortController {
      constructor() {
        super();
        made += 1;
      }
    };
    try {
      expect(await place(bench, LIMIT)).toMatchObject({ status: 'open' });
    } finally {
      globalThis.AbortController = AbortController;
    }
    expect(made).toBe(0);
  });

  test('default: place, modify, cancel', async () => {
    const bench = await live({ transport });
    const order = await place(bench, {
      ...LIMIT,
      clientOrderId: 'mine-1',
      stopLoss: '1.07',
      takeProfit: '1.2',
    });
    expect(order).toMatchObject({
      clientOrderId: 'mine-1',
      status: 'open',
      type: 'limit',
      price: '1.08',
      quantity: '0.1',
      stopLoss: '1.07',
      takeProfit: '1.2',
      origin: 'local',
      timeInForce: 'gtc',
    });
    const modified = await bench.drive(bench.broker.modifyOrder({ id: order.id, price: '1.081' }));
    // What was not named is not wiped.
    expect(modified).toMatchObject({
      id: order.id,
      price: '1.081',
      stopLoss: '1.07',
      takeProfit: '1.2',
      clientOrderId: 'mine-1',
    });
    expect(await bench.drive(bench.broker.fetchOpenOrders())).toMatchObject([
      { id: order.id, price: '1.081', stopLoss: '1.07' },
    ]);
    const canceled = await bench.drive(bench.broker.cancelOrder({ clientOrderId: 'mine-1' }));
    expect(canceled).toMatchObject({ id: order.id, status: 'canceled' });
    expect(bench.emulator.orders.executed.map(({ kind }) => kind)).toEqual(['pending', 'modify', 'delete']);
    await bench.clock.advance(1000);
    expect(bench.orders.map(({ status, price }) => `${status} ${price}`)).toEqual([
      'open 1.08',
      'open 1.081',
      'canceled 1.081',
    ]);
    expect([bench.fills, bench.warnings]).toEqual([[], []]);
  });

  test('default: a market order is filled and known with its position; the close is a separate order', async () => {
    const bench = await live({ transport });
    const order = await place(bench, MARKET);
    expect(order).toMatchObject({
      status: 'filled',
      filledQuantity: '0.2',
      averagePrice: '1.0851',
      positionEffect: 'open',
    });
    expect(order.positionId).toBeDefined();
    expect(bench.fills).toMatchObject([
      { id: `${order.positionId}:open`, orderId: order.id, quantity: '0.2', side: 'buy' },
    ]);
    expect(await bench.drive(bench.broker.fetchPositions())).toMatchObject([
      { id: order.positionId, side: 'long', quantity: '0.2', averagePrice: '1.0851' },
    ]);
    const closing = await bench.drive(bench.broker.closePosition({ id: order.positionId ?? '' }));
    expect(closing).toMatchObject({
      status: 'filled',
      side: 'sell',
      positionEffect: 'close',
      positionId: order.positionId,
      averagePrice: '1.085',
      origin: 'local',
    });
    await bench.clock.advance(1000);
    expect(bench.fills.map(({ orderId, quantity }) => [orderId, quantity])).toEqual([
      [order.id, '0.2'],
      [closing.id, '0.2'],
    ]);
    expect(bench.positions.at(-1)).toMatchObject({ id: order.positionId, quantity: '0' });
    expect(bench.positions.filter(({ quantity }) => quantity === '0')).toHaveLength(1);
    const from = bench.clock.now() - 3_600_000;
    const fills = await bench.drive(bench.broker.fetchFills({ from }));
    expect(fills.map(({ id }) => id)).toEqual(bench.fills.map(({ id }) => id));
    const orders = await bench.drive(bench.broker.fetchOrders({ from }));
    // Cancelled orders are not in the venue's history.
    expect(orders.range.complete).toBe(false);
    expect(orders.map(({ id }) => id)).toEqual([order.id, closing.id]);
    expect(orders.map(({ clientOrderId }) => clientOrderId)).toEqual([
      order.clientOrderId,
      closing.clientOrderId,
    ]);
  });
});

describe('positions', () => {
  test.each(['closing', 'opening'] as const)(
    'behavior: closed in parts, the history showing the comment of the %s',
    async (closedTradeComment) => {
      const bench = await live({ emulator: { closedTradeComment } });
      const { positionId = '' } = await place(bench, MARKET);
      const first = await bench.drive(
        bench.broker.closePosition({ id: positionId, quantity: '0.1', clientOrderId: 'c1' }),
      );
      expect(first).toMatchObject({ clientOrderId: 'c1', filledQuantity: '0.1', status: 'filled' });
      await bench.clock.advance(500);
      expect(bench.positions.at(-1)).toMatchObject({ id: positionId, quantity: '0.1' });
      const second = await bench.drive(bench.broker.closePosition({ id: positionId, clientOrderId: 'c2' }));
      await bench.clock.advance(500);
      expect(bench.positions.at(-1)).toMatchObject({ id: positionId, quantity: '0' });
      expect(new Set(bench.fills.map(({ id }) => id)).size).toBe(3);
      expect(bench.fills.map(({ quantity }) => quantity)).toEqual(['0.2', '0.1', '0.1']);
      expect(second.id).not.toBe(first.id);
      const fills = await bench.drive(bench.broker.fetchFills({ from: bench.clock.now() - 60_000 }));
      expect(fills.map(({ id, quantity }) => [id, quantity])).toEqual(
        bench.fills.map(({ id, quantity }) => [id, quantity]),
      );
      expect(await bench.drive(bench.broker.fetchOrder({ clientOrderId: 'c2' }))).toMatchObject({
        id: second.id,
        positionEffect: 'close',
      });
    },
  );

  test.each([
    ['stopLoss', { stopLoss: '1.08' }, ['1.07990', '1.08000'], 'stop', '[S/L]'],
    ['takeProfit', { takeProfit: '1.09' }, ['1.09010', '1.09020'], 'takeProfit', '[T/P]'],
  ] as const)(
    'behavior: %s closes with an order of its own',
    async (_name, levels, [bid, ask], type, reason) => {
      const bench = await live();
      const { positionId = '', id } = await place(bench, { ...MARKET, ...levels });
      bench.emulator.market.setPrice('EURUSD', bid, ask);
      await bench.until(() => bench.fills.length === 2);
      await bench.clock.advance(500);
      const closing = bench.orders.at(-1);
      expect(closing).toMatchObject({
        positionEffect: 'close',
        type,
        reason,
        positionId,
        side: 'sell',
        status: 'filled',
        origin: 'external',
      });
      expect(closing?.id).not.toBe(id);
      expect(bench.positions.at(-1)).toMatchObject({ id: positionId, quantity: '0' });
    },
  );

  test('behavior: modifyPosition keeps what is not named and removes what is null', async () => {
    const bench = await live();
    const { positionId = '' } = await place(bench, { ...MARKET, stopLoss: '1.07', takeProfit: '1.2' });
    const changed = await bench.drive(bench.broker.modifyPosition({ id: positionId, stopLoss: '1.075' }));
    expect(changed).toMatchObject({ stopLoss: '1.075', takeProfit: '1.2' });
    await bench.drive(bench.broker.modifyPosition({ id: positionId, takeProfit: null }));
    const [position] = await bench.drive(bench.broker.fetchPositions());
    expect(position).toMatchObject({ stopLoss: '1.075' });
    expect(position).not.toHaveProperty('takeProfit');
  });

  test('error: closing more than there is, or what is not there', async () => {
    const bench = await live();
    const { positionId = '' } = await place(bench, MARKET);
    const more = bench.broker.closePosition({ id: positionId, quantity: '0.3' });
    expect(await bench.refused(more)).toMatchObject({ name: 'ValidationError', field: 'quantity' });
    expect(await bench.refused(bench.broker.closePosition({ id: '999' }))).toMatchObject({ sent: false });
    expect(bench.emulator.orders.ofKind('close')).toEqual([]);
  });
});

describe('pending orders', () => {
  test('behavior: triggered, it is filled and its position follows', async () => {
    const bench = await live();
    const order = await place(bench, STOP);
    expect(order).toMatchObject({ type: 'stop', stopPrice: '1.09', status: 'open' });
    bench.emulator.market.setPrice('EURUSD', '1.09000', '1.09010');
    await bench.until(() => bench.fills.length === 1);
    expect(bench.orders.at(-1)).toMatchObject({
      id: order.id,
      type: 'stop',
      stopPrice: '1.09',
      status: 'filled',
      averagePrice: '1.0901',
      origin: 'local',
    });
    expect(bench.fills[0]).toMatchObject({ orderId: order.id });
    expect(await bench.drive(bench.broker.cancelOrder({ id: order.id }))).toMatchObject({ status: 'filled' });
    expect(bench.received('tradeTransaction')).toBe(1);
  });

  test('behavior: gtd expires', async () => {
    const bench = await live();
    const expireTime = bench.clock.now() + 30_000;
    const order = await place(bench, { ...LIMIT, timeInForce: 'gtd', expireTime });
    expect(order).toMatchObject({ timeInForce: 'gtd', expireTime });
    await bench.until(() => bench.orders.at(-1)?.status === 'expired');
  });

  test('behavior: an order of another program is external, cancelAllOrders scope own leaves it', async () => {
    const bench = await live();
    const other = Bench.broker(bench.clock, bench.emulator, {});
    await bench.drive(other.connect());
    const theirs = await bench.drive(other.placeOrder({ ...LIMIT, clientOrderId: 'theirs' }));
    const ours = await place(bench, { ...LIMIT, price: '1.07' });
    await bench.until(() => bench.orders.some(({ id }) => id === theirs.id));
    expect(bench.orders.find(({ id }) => id === theirs.id)).toMatchObject({
      origin: 'external',
      clientOrderId: 'theirs',
    });
    const own = await bench.drive(bench.broker.cancelAllOrders({ scope: 'own' }));
    expect(own.canceled.map(({ id }) => id)).toEqual([ours.id]);
    const all = await bench.drive(bench.broker.cancelAllOrders({ scope: 'all' }));
    expect(all.canceled.map(({ id }) => id)).toEqual([theirs.id]);
    await bench.drive(other.close());
  });
});

describe('outcomes', () => {
  test('behavior: pending is waited for, the status requested when the stream is silent', async () => {
    const bench = await live();
    bench.emulator.faults.dropEvent('tradeStatus', { times: 2 });
    const order = await place(bench, LIMIT);
    expect(order.status).toBe('open');
    expect(bench.received('tradeTransactionStatus')).toBeGreaterThan(0);
  });

  test('error: rejected later, with the venue’s text', async () => {
    const bench = await live();
    bench.emulator.faults.orderStatuses([1, 4], { message: 'Market closed' });
    const error = await bench.refused(bench.broker.placeOrder({ ...LIMIT, clientOrderId: 'r1' }));
    expect(error).toMatchObject({
      name: 'OrderRejectedError',
      venueText: 'Market closed',
      clientOrderId: 'r1',
      sent: true,
      message:
        'The venue rejected placeOrder: Market closed; the buy limit at 1.08 met bid 1.085, ask 1.0851',
    });
    expect(bench.emulator.orders.executed).toEqual([]);
  });

  test.each(['BE001', 'BE009', 'BE014', 'BE103', 'EX000'])('error: %s proves a refusal', async (code) => {
    const bench = await live();
    bench.emulator.faults.fail('tradeTransaction', code);
    expect(await bench.refused(bench.broker.placeOrder(LIMIT))).toMatchObject({
      name: 'OrderRejectedError',
      code,
    });
  });

  test.each([
    [
      { ...LIMIT, price: '1.09' },
      'the buy limit at 1.09 met bid 1.085, ask 1.0851: price must be below the ask',
    ],
    [
      { ...LIMIT, side: 'sell' },
      'the sell limit at 1.08 met bid 1.085, ask 1.0851: price must be above the bid',
    ],
    [
      { ...STOP, stopPrice: '1.08' },
      'the buy stop at 1.08 met bid 1.085, ask 1.0851: stopPrice must be above',
    ],
  ] as const)(
    'error: a pending order that could be executed at once is refused with the market',
    async (request, text) => {
      const bench = await live();
      const error = await bench.refused(bench.broker.placeOrder(request));
      expect(error).toMatchObject({
        name: 'OrderRejectedError',
        code: 'BE001',
        venueText: 'Invalid price',
      });
      expect(error.message).toContain(
        `The venue answered tradeTransaction with BE001: Invalid price; ${text}`,
      );
      expect(bench.received('getSymbol')).toBe(1);
      const order = await place(bench, LIMIT);
      const change = await bench.refused(bench.broker.modifyOrder({ id: order.id, price: '1.09' }));
      expect(change.message).toContain(
        'the buy limit at 1.09 met bid 1.085, ask 1.0851: price must be below the ask',
      );
    },
  );

  test('error: while its price is streamed nothing is sent of such an order', async () => {
    const bench = await live();
    const order = await place(bench, LIMIT);
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD'] }));
    let shown: string | undefined;
    quotes.on('data', ({ ask }) => {
      shown = ask;
    });
    bench.emulator.market.setPrice('EURUSD', '1.08600', '1.08610');
    await bench.until(() => shown === '1.0861');
    const before = bench.received('tradeTransaction');
    expect(await bench.refused(bench.broker.placeOrder({ ...LIMIT, price: '1.0861' }))).toMatchObject({
      name: 'ValidationError',
      message: 'price must be below the ask for a buy limit (bid 1.086, ask 1.0861), got "1.0861"',
    });
    expect(await bench.refused(bench.broker.modifyOrder({ id: order.id, price: '1.09' }))).toMatchObject({
      name: 'ValidationError',
      field: 'price',
    });
    expect(bench.received('tradeTransaction')).toBe(before);
  });

  test('behavior: where the market cannot be read, the refusal comes as it is, within its time', async () => {
    const bench = await live();
    bench.emulator.faults.fail('getSymbol', 'EX001');
    const request = { ...LIMIT, price: '1.09' };
    const error = await bench.refused(bench.broker.placeOrder(request));
    expect(error).toMatchObject({
      name: 'OrderRejectedError',
      message: 'The venue answered tradeTransaction with BE001: Invalid price',
    });
    bench.emulator.faults.latency(60_000, { command: 'getSymbol' });
    const stalled = await bench.refused(bench.broker.placeOrder(request, { timeoutMs: 1500 }));
    expect(stalled).toMatchObject({ name: 'OrderRejectedError', code: 'BE001' });
  });

  test.each([
    ['EX003', true, 'accepted'],
    ['BE019', false, 'notPlaced'],
    ['EX001', true, 'accepted'],
  ])('behavior: %s proves nothing and is resolved', async (code, applied, outcome) => {
    const bench = await live();
    bench.emulator.faults.fail('tradeTransaction', code, { applied });
    const error = await bench.refused(bench.broker.placeOrder({ ...LIMIT, clientOrderId: 'u1' }));
    expect(error).toMatchObject({ name: 'OrderOutcomeUnknownError', clientOrderId: 'u1' });
    const resolution = await bench.drive(bench.broker.resolveOrder({ clientOrderId: 'u1' }));
    expect(resolution.outcome).toBe(outcome);
    expect(bench.received('tradeTransaction')).toBe(1);
  });

  test('behavior: status 0 proves nothing: the order is looked up', async () => {
    const bench = await live();
    bench.emulator.faults.orderStatuses([0, 3]);
    expect(await place(bench, LIMIT)).toMatchObject({ status: 'open' });
  });

  test('behavior: the trade frame before the answer', async () => {
    const bench = await live({ emulator: { processingMs: 0 } });
    bench.emulator.faults.latency(300, { side: 'main', command: 'tradeTransaction' });
    const order = await place(bench, { ...MARKET, clientOrderId: 'early' });
    expect(order).toMatchObject({ status: 'filled', clientOrderId: 'early' });
    expect(bench.fills).toHaveLength(1);
    expect(new Set(bench.orders.map(({ id }) => id)).size).toBe(1);
  });

  test('behavior: no trade frame at all: the position is requested', async () => {
    const bench = await live();
    bench.emulator.faults.dropEvent('trade', { times: 5 });
    const order = await place(bench, MARKET);
    expect(order).toMatchObject({ status: 'filled' });
    expect(order.positionId).toBeDefined();
    expect(bench.fills).toHaveLength(1);
  });

  test('behavior: accepted is accepted, also when no record of it can be had', async () => {
    const bench = await live();
    const { faults } = bench.emulator;
    faults.dropEvent('trade', { times: 5 });
    faults.fail('getTrades', 'EX001', { times: 1 });
    const order = await place(bench, MARKET);
    expect(order).toMatchObject({
      status: 'filled',
      filledQuantity: '0.2',
      averagePrice: '1.0851',
      origin: 'local',
    });
    const [position] = await bench.drive(bench.broker.fetchPositions());
    faults.fail('getTradesHistory', 'EX001', { times: 1 });
    const closing = await bench.drive(bench.broker.closePosition({ id: position?.id ?? '' }));
    expect(closing).toMatchObject({ status: 'filled', positionEffect: 'close', positionId: position?.id });
  });

  test('behavior: duplicated frames count once', async () => {
    const bench = await live();
    bench.emulator.faults.duplicate('trade', { times: 10 });
    bench.emulator.faults.duplicate('tradeStatus', { times: 10 });
    const { positionId = '' } = await place(bench, MARKET);
    await bench.drive(bench.broker.closePosition({ id: positionId, quantity: '0.1' }));
    await bench.clock.advance(1000);
    expect(bench.fills).toHaveLength(2);
    expect(bench.positions.at(-1)).toMatchObject({ quantity: '0.1' });
  });

  test('behavior: an order that waits for its turn does not leave once the stream is stale', async () => {
    const bench = await live();
    bench.emulator.faults.freeze({ side: 'stream' });
    await bench.until(
      () => bench.clock.monotonic() > 0 && (bench.broker.health().lastInboundAgeMs ?? 0) > 6700,
    );
    // Orders go first, but six requests in a row must not: this one waits for some 200 ms.
    const reads = Array.from({ length: 8 }, () =>
      bench.broker.calculateMargin({ symbol: 'GOLD', quantity: 1 }),
    );
    await bench.clock.advance(0);
    const placing = bench.refused(bench.broker.placeOrder(MARKET));
    expect(await placing).toMatchObject({ name: 'NotConnectedError', sent: false });
    await bench.drive(Promise.all(reads));
    expect(bench.received('tradeTransaction')).toBe(0);
  });

  test('behavior: 64-bit numbers keep every digit', async () => {
    const bench = await live({ emulator: { firstOrderNumber: 9_007_199_254_740_993n } });
    const order = await place(bench, MARKET);
    expect(order.id).toMatch(/^90071992547409\d\d$/);
    const closing = await bench.drive(bench.broker.closePosition({ id: order.positionId ?? '' }));
    expect(closing.status).toBe('filled');
    expect(bench.emulator.orders.ofKind('close')[0]?.position).toBe(order.positionId);
  });

  test('error: abort and deadline after the send are unknown, and resolved', async () => {
    const bench = await live();
    bench.emulator.faults.latency(2000, { side: 'main', command: 'tradeTransaction' });
    const error = await bench.refused(
      bench.broker.placeOrder({ ...LIMIT, clientOrderId: 'late' }, { timeoutMs: 500 }),
    );
    expect(error).toMatchObject({ name: 'OrderOutcomeUnknownError' });
    const resolution = await bench.drive(bench.broker.resolveOrder({ clientOrderId: 'late' }));
    expect(resolution).toMatchObject({ outcome: 'accepted', order: { status: 'open' } });
  });
});

describe('bad input', () => {
  test.each([
    ['quantity', { quantity: '0.015' }],
    ['price', { price: '1.080001' }],
    ['price', { price: undefined }],
    ['symbol', { symbol: 'EURUSDX' }],
    ['quantity', { quantity: '0' }],
    ['expireTime', { timeInForce: 'gtd', expireTime: 5 }],
    ['clientOrderId', { clientOrderId: 'with space' }],
    ['side', { side: 'long' }],
  ])('error: %s, nothing is sent but the look-up of the symbol', async (field, change) => {
    const bench = await live();
    const before = bench.emulator.orders.requests.length;
    expect(await bench.refused(bench.broker.placeOrder({ ...LIMIT, ...change } as never))).toMatchObject({
      field,
      sent: false,
    });
    const sent = bench.emulator.orders.requests.slice(before);
    expect(sent.filter(({ command }) => command !== 'getSymbol')).toEqual([]);
  });

  test('error: an order type that the venue lacks', async () => {
    const bench = await live();
    const request = { ...LIMIT, type: 'stopLimit', stopPrice: '1.09' } as never;
    expect(await bench.refused(bench.broker.placeOrder(request))).toMatchObject({ sent: false });
    expect(bench.received('tradeTransaction')).toBe(0);
  });
});
