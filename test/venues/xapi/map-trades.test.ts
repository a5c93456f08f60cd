import { describe, expect, test } from 'vitest';
import {
  closingFillId,
  isEnded,
  kindOfTrade,
  type MapContext,
  openedQuantities,
  type TradeFields,
  toClosingFill,
  toClosingOrder,
  toOpeningFill,
  toOpeningOrder,
  toPendingOrder,
  toPosition,
} from '../../../src/venues/xapi/map';

const context: MapContext = { receivedTime: 1_700_000_000_000, source: 'read' };

// XAPI 2.5.0, getTrades, the example of TRADE_RECORD.
const documented: TradeFields = {
  close_price: 1.3256,
  close_time: null,
  closed: false,
  cmd: 0,
  comment: 'Web Trader',
  commission: 0.0,
  customComment: 'Some text',
  expiration: null,
  offset: 0,
  open_price: 1.4,
  open_time: 1272380927000,
  order: '7497776',
  order2: '1234567',
  position: '1234567',
  profit: -2196.44,
  sl: 0.0,
  symbol: 'EURUSD',
  timestamp: 1272540251000,
  tp: 0.0,
  volume: 0.1,
};
// protocols/xapi.md: `order` equal to `position`, `order2` the opening request.
const captured: TradeFields = {
  ...documented,
  order: '746425905',
  order2: '746425903',
  position: '746425905',
};
const closed: TradeFields = {
  ...captured,
  order2: '746425999',
  closed: true,
  close_time: 1272541000000.25,
  comment: '[T/P]',
  commission: -1.5,
  state: 'Modified',
  type: 2,
};
const pending: TradeFields = {
  ...captured,
  cmd: 4,
  order: '500',
  order2: '500',
  position: '500',
  profit: null,
  open_price: 1.5,
  sl: 1.45,
};

describe('positions', () => {
  test("default: the document's example", () => {
    expect(toPosition(documented, context)).toEqual({
      venue: 'xapi',
      receivedTime: context.receivedTime,
      source: 'read',
      id: '1234567',
      symbol: 'EURUSD',
      side: 'long',
      quantity: '0.1',
      averagePrice: '1.4',
      unrealizedProfit: '-2196.44',
      openTime: 1272380927000,
      clientOrderId: 'Some text',
    });
  });

  test('behavior: a closed one has quantity 0 and no profit left', () => {
    const position = toPosition({ ...closed, sl: 1.2, tp: 1.6 }, context);
    expect(position).toMatchObject({ id: '746425905', quantity: '0', stopLoss: '1.2', takeProfit: '1.6' });
    expect(position).not.toHaveProperty('unrealizedProfit');
    expect(toPosition(closed, context, '0.05').quantity).toBe('0.05');
  });

  test('behavior: BUY is 0 and still a position, 6 and 7 are ledger entries', () => {
    expect([0, 1, 2, 5, 6, 7, 8].map(kindOfTrade)).toEqual([
      'position',
      'position',
      'pending',
      'pending',
      'ledger',
      'ledger',
      'unknown',
    ]);
  });
});

describe('orders', () => {
  test('default: a pending stop', () => {
    expect(toPendingOrder(pending, context, 0)).toMatchObject({
      id: '500',
      clientOrderId: 'Some text',
      side: 'buy',
      type: 'stop',
      venueType: 'BUY_STOP',
      stopPrice: '1.5',
      stopLoss: '1.45',
      quantity: '0.1',
      filledQuantity: '0',
      remainingQuantity: '0.1',
      status: 'open',
      timeInForce: 'gtc',
    });
  });

  test.each([
    ['Deleted before its expiration', { state: 'Deleted', expiration: 3000 }, 'canceled'],
    ['Deleted after its expiration', { state: 'Deleted', expiration: 2000 }, 'expired'],
    ['closed without a state', { closed: true, close_time: 1500, expiration: 2000 }, 'canceled'],
    ['closed at its expiration', { closed: true, close_time: 2000, expiration: 2000 }, 'expired'],
    ['Deleted without an expiration', { state: 'Deleted' }, 'canceled'],
    ['Modified', { state: 'Modified', expiration: 3000 }, 'open'],
  ])('args: %s', (_name, change, status) => {
    expect(toPendingOrder({ ...pending, ...change }, context, 2500).status).toBe(status);
  });

  test('behavior: the opening order is the request, filled', () => {
    expect(toOpeningOrder(captured, context)).toMatchObject({
      id: '746425903',
      positionId: '746425905',
      type: 'market',
      status: 'filled',
      filledQuantity: '0.1',
      averagePrice: '1.4',
      positionEffect: 'open',
    });
  });

  test('behavior: a pending order that became a position keeps its type, price and id', () => {
    const known = { ...toPendingOrder(pending, context, 0), quantity: '0.3' };
    expect(toOpeningOrder(captured, context, { known, quantity: '0.3' })).toMatchObject({
      id: '500',
      type: 'stop',
      stopPrice: '1.5',
      quantity: '0.3',
      averagePrice: '1.4',
      status: 'filled',
    });
  });

  test('behavior: one that waited for less than became a position is overfilled, and stays so', () => {
    const waiting = { ...toPendingOrder(pending, context, 0), quantity: '0.1' };
    const first = toOpeningOrder(captured, context, { known: waiting, quantity: '0.3' });
    expect([first.quantity, first.filledQuantity]).toEqual(['0.1', '0.3']);
    const again = toOpeningOrder(captured, context, { known: first, quantity: '0.3' });
    expect([again.quantity, again.filledQuantity]).toEqual(['0.1', '0.3']);
  });

  test.each([
    ['[T/P]', 'takeProfit', '[T/P]'],
    ['[S/L]', 'stop', '[S/L]'],
    ['[S/O -1.0% -2.00 / 1.23 (USD)]', 'market', '[S/O -1.0% -2.00 / 1.23 (USD)]'],
    ['Web Trader', 'market', undefined],
  ])('behavior: a close marked %s is a separate order', (comment, type, reason) => {
    const order = toClosingOrder({ ...closed, comment }, context);
    expect(order).toMatchObject({
      id: '746425999',
      side: 'sell',
      type,
      positionEffect: 'close',
      positionId: '746425905',
      status: 'filled',
      averagePrice: '1.3256',
      updatedTime: 1272541000000,
    });
    expect(order.reason).toBe(reason);
  });
});

describe('fills', () => {
  test('default: one at the opening, one at the close, with ids that never change', () => {
    const opening = toOpeningFill(captured, context, { orderId: '746425903' });
    expect(opening).toMatchObject({
      id: '746425905:open',
      orderId: '746425903',
      side: 'buy',
      price: '1.4',
      quantity: '0.1',
      time: 1272380927000,
    });
    expect(toOpeningFill(closed, context).id).toBe(opening.id);
    expect(toClosingFill(closed, context, { feeCurrency: 'PLN' })).toMatchObject({
      id: '746425905:close:746425999',
      orderId: '746425999',
      side: 'sell',
      price: '1.3256',
      fee: '1.5',
      feeCurrency: 'PLN',
      time: 1272541000000,
    });
  });

  test("behavior: ids differ by part, also where the document's order2 repeats the position", () => {
    const part = { ...closed, order2: closed.position };
    expect(closingFillId(part)).toBe('746425905:close:1272541000000');
    expect(closingFillId({ ...part, close_time: 1272541000001 })).not.toBe(closingFillId(part));
  });

  test('behavior: what was opened is what is left plus every part closed, each counted once', () => {
    const parts = [
      { ...closed, volume: 0.1 },
      { ...closed, volume: 0.1 },
      { ...closed, order2: '7', volume: 0.2 },
      captured,
    ];
    expect(openedQuantities(parts).get('746425905')).toBe('0.4');
    expect(parts.filter(isEnded)).toHaveLength(3);
  });
});
