import { describe, expect, test } from 'vitest';
import type { Fill, Order, Position } from '../../../src/model';
import { OrderTracker } from '../../../src/orders/order-tracker';
import { PositionTracker } from '../../../src/venues/xapi/account/trades';
import { openedQuantities, type TradeFields } from '../../../src/venues/xapi/map';
import { OwnCloseOrders } from '../../../src/venues/xapi/orders/closings';

const NOW = 1_000_000;

const open: TradeFields = {
  cmd: 0,
  order: '10',
  order2: '9',
  position: '10',
  symbol: 'EURUSD',
  volume: 0.2,
  open_price: 1.1,
  open_time: NOW,
  close_price: 1.2,
  close_time: null,
  closed: false,
  comment: '',
  customComment: 'mine',
  expiration: null,
  sl: 0,
  tp: 0,
  profit: 5,
  offset: 0,
  commission: null,
  state: 'Modified',
  type: 0,
};
const part: TradeFields = { ...open, order2: '11', volume: 0.1, closed: true, close_time: NOW + 5, type: 2 };
const left: TradeFields = { ...open, volume: 0.1 };

function book(since = NOW) {
  const told = {
    orders: [] as Order[],
    fills: [] as Fill[],
    positions: [] as Position[],
    missing: [] as string[],
    unknown: 0,
  };
  const tracker = new OrderTracker();
  const closings = new OwnCloseOrders();
  const trades = new PositionTracker(tracker, closings, {
    order: (order) => {
      const { changed, order: merged } = tracker.observe(order);
      if (changed) told.orders.push(merged);
    },
    fill: (fill) => {
      if (tracker.observeFill(fill)) told.fills.push(fill);
    },
    position: (position) => told.positions.push(position),
    incomplete: (id) => told.missing.push(id),
    pendingGone: () => {},
    unknown: () => {
      told.unknown += 1;
    },
    serverTime: () => NOW + 100,
    feeCurrency: () => 'USD',
  });
  trades.startAt(since);
  let received = 0;
  const take = (
    row: TradeFields,
    source: 'stream' | 'read' | 'reconcile' = 'stream',
    rows?: TradeFields[],
  ): void => {
    received += 1;
    trades.take(row, { receivedTime: received, source }, rows && openedQuantities(rows));
  };
  return { told, trades, take, tracker, closings };
}

const quantities = (positions: readonly Position[]): string[] => positions.map(({ quantity }) => quantity);

describe('partial closes', () => {
  test.each([
    ['the part, then the rest', [open, part, left]],
    ['the rest, then the part', [open, left, part]],
    ['every frame twice', [open, open, part, part, left, left]],
  ])('behavior: %s: half of it stays open', (_name, rows) => {
    const { told, trades, take } = book();
    for (const row of rows) take(row);
    expect(trades.position('10')?.quantity).toBe('0.1');
    expect(told.fills.map(({ id, quantity }) => [id, quantity])).toEqual([
      ['10:open', '0.2'],
      ['10:close:11', '0.1'],
    ]);
    take({ ...part, order2: '12', close_time: NOW + 9 });
    expect(quantities(told.positions).at(-1)).toBe('0');
    expect(trades.positions()).toEqual([]);
    // A frame that was on its way must not bring it back.
    take(left);
    expect(trades.positions()).toEqual([]);
    expect(quantities(told.positions).filter((quantity) => quantity === '0')).toHaveLength(1);
  });

  test('behavior: opened and closed in part while disconnected: the opening fill is complete', () => {
    const { told, take } = book();
    const rows = [part, left];
    for (const row of rows) take(row, 'reconcile', rows);
    expect(told.fills.map(({ id, quantity }) => [id, quantity])).toEqual([
      ['10:open', '0.2'],
      ['10:close:11', '0.1'],
    ]);
    expect(quantities(told.positions)).toEqual(['0.1']);
    expect(told.orders.map(({ id, filledQuantity }) => [id, filledQuantity])).toContainEqual(['11', '0.1']);
  });

  test('behavior: what happened before the first synchronisation is not emitted', () => {
    const { told, trades, take } = book(NOW + 1000);
    take(open, 'read');
    take(part, 'reconcile');
    expect([told.fills, told.orders]).toEqual([[], []]);
    expect(trades.position('10')?.quantity).toBe('0.2');
  });
});

describe('what a row is', () => {
  test('behavior: a market order under way is no position, a deposit nothing, a new code is reported', () => {
    const { told, take } = book();
    take({ ...open, type: 1, profit: null });
    take({ ...open, cmd: 6, symbol: null });
    take({ ...open, cmd: 9 });
    expect([told.positions, told.orders, told.unknown]).toEqual([[], [], 1]);
  });

  test('behavior: profits change a position, the same one emits nothing', () => {
    const { told, trades, take } = book();
    take(open);
    trades.profit('10', '7', 3);
    trades.profit('10', '7', 4);
    trades.profit('99', '7', 4);
    expect(told.positions.map(({ unrealizedProfit }) => unrealizedProfit)).toEqual(['5', '7']);
  });

  test('behavior: what a complete list lacks is gone', () => {
    const { told, trades, take } = book();
    take(open);
    take({ ...open, position: '20', order: '20', order2: '19' });
    trades.drop(new Set(['10']), NOW, { receivedTime: 9, source: 'reconcile' });
    expect(told.positions.at(-1)).toMatchObject({ id: '10', quantity: '0', source: 'reconcile' });
    expect(trades.positions().map(({ id }) => id)).toEqual(['20']);
  });
});

describe('linking', () => {
  test.each([
    ['order2', { order2: '500' }],
    ['order', { order: '500' }],
    ['position', { order: '500', order2: '501', position: '500' }],
  ])('behavior: a pending order is followed to its position by %s', (_name, numbers) => {
    const { told, take } = book();
    take({ ...open, cmd: 4, order: '500', order2: '500', position: '500', type: 1, profit: null });
    take({ ...open, ...numbers });
    expect(told.orders.at(-1)).toMatchObject({ id: '500', type: 'stop', status: 'filled' });
    expect(told.fills[0]?.orderId).toBe('500');
  });

  test('behavior: another order with the same comment is not taken for it', () => {
    const { told, take } = book();
    take(open);
    take({ ...open, order: '30', order2: '29', position: '30' });
    expect(told.orders.map(({ id, positionId }) => [id, positionId])).toEqual([
      ['9', '10'],
      ['29', '30'],
    ]);
  });

  test('behavior: a close of the broker is distinguished by number, comment, or effect', () => {
    const closing = { clientOrderId: 'c', positionId: '10', quantity: '0.1', sentTime: NOW };
    for (const [id, row, ours] of [
      ['11', { ...part, customComment: 'x' }, true],
      [undefined, { ...part, customComment: 'c' }, true],
      [undefined, part, true],
      ['77', part, false],
      [undefined, { ...part, comment: '[S/L]' }, false],
      [undefined, { ...part, volume: 0.05 }, false],
      [undefined, { ...part, close_time: NOW - 60_000 }, false],
      [undefined, { ...part, position: '20' }, false],
    ] as const) {
      const closings = new OwnCloseOrders();
      closings.add({ ...closing, ...(id === undefined ? {} : { id }) });
      expect(closings.matchCloseOrder(row, 'f')?.clientOrderId === 'c').toBe(ours);
      if (ours) expect(closings.matchCloseOrder(row, 'f')?.clientOrderId).toBe('c');
    }
  });
});
