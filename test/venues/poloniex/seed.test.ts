import { describe, expect, test } from 'vitest';
import type { Balance, Fill, Order } from '../../../src/model';
import { readFrame } from '../../../src/venues/poloniex/client/codec';
import type {
  PoloniexBalanceUpdate,
  PoloniexOrderUpdate,
} from '../../../src/venues/poloniex/generated/records';
import { toStreamBalance, toStreamFill, toStreamOrder } from '../../../src/venues/poloniex/map';
import { frameText } from './stream-fixture';

/** When the frames are said to arrive. */
const NOW = 1_700_000_000_000;

function orderRows(text: string): readonly PoloniexOrderUpdate[] {
  const frame = readFrame(text);
  if (frame.kind !== 'orders') throw new Error(`A frame of ${frame.kind}`);
  expect(frame.fault).toBeUndefined();
  return frame.rows;
}

function balanceRows(text: string): readonly PoloniexBalanceUpdate[] {
  const frame = readFrame(text);
  if (frame.kind !== 'balances') throw new Error(`A frame of ${frame.kind}`);
  expect(frame.fault).toBeUndefined();
  return frame.rows;
}

/** The first sample of the document with some of its members changed, through the codec as on the wire. */
function order(changes: Partial<Record<keyof PoloniexOrderUpdate, string | number>>): {
  readonly order: Order;
  readonly fill: Fill | undefined;
} {
  const frame = JSON.parse(frameText('orders')) as { data: [Record<string, unknown>] };
  Object.assign(frame.data[0], changes);
  const [row] = orderRows(JSON.stringify(frame));
  if (!row) throw new Error('There is no row');
  return { order: toStreamOrder(row, NOW), fill: toStreamFill(row, NOW) };
}

describe('the frames of the document, Authenticated Channels', () => {
  test('default: the first order', () => {
    const [row] = orderRows(frameText('orders'));
    expect(row && toStreamOrder(row, NOW)).toEqual({
      venue: 'poloniex',
      receivedTime: NOW,
      source: 'stream',
      id: '32471407854219264',
      symbol: 'BTC_USDT',
      side: 'buy',
      type: 'limit',
      venueType: 'LIMIT',
      price: '47112.1',
      quantity: '1',
      remainingQuantity: '1',
      filledQuantity: '0',
      filledQuoteQuantity: '0',
      status: 'open',
      venueStatus: 'NEW',
      origin: 'external',
      createdTime: 1_648_708_186_922,
      updatedTime: 1_648_708_186_922,
    } satisfies Order);
    expect(row && toStreamFill(row, NOW)).toBeUndefined();
  });

  test('default: the second order, which has a client id and no matchRole', () => {
    const [row] = orderRows(frameText('orders-without-match-role'));
    expect(row && toStreamOrder(row, NOW)).toMatchObject({
      id: '32482887660077056',
      clientOrderId: '4436176',
      symbol: 'LINK_USDC',
      side: 'sell',
      price: '3',
      quantity: '10',
      status: 'open',
    });
    expect(row && toStreamFill(row, NOW)).toBeUndefined();
  });

  test('default: the balance, its ids with every digit', () => {
    const [row] = balanceRows(frameText('balances'));
    expect([row?.id, row?.userId]).toEqual(['60018450912695040', '12345']);
    expect(row && toStreamBalance(row, NOW)).toEqual({
      venue: 'poloniex',
      receivedTime: NOW,
      source: 'stream',
      account: '1234',
      currency: 'BTC',
      available: '9999999983.668',
      held: '16.332',
      total: '10000000000',
    } satisfies Balance);
  });

  test.each(['60018450912695041', '9007199254740993', '9223372036854775807'])(
    'behavior: an asset update %s keeps every digit, before a comma, a brace and a space',
    (id) => {
      const text = frameText('balances').replace('60018450912695040', id);
      const moved = text.replace(/"id": ?\d+, ?/, '').replace(/("ts": ?\d+)/, `$1,"id":${id}`);
      expect([text, moved].flatMap((frame) => balanceRows(frame).map((row) => row.id))).toEqual([id, id]);
    },
  );
});

describe('the tables of the document', () => {
  test.each([
    ['NEW', 'open'],
    ['PARTIALLY_FILLED', 'partiallyFilled'],
    ['FILLED', 'filled'],
    ['PENDING_CANCEL', 'canceling'],
    ['PARTIALLY_CANCELED', 'canceled'],
    ['CANCELED', 'canceled'],
    ['REJECTED', 'rejected'],
    ['EXPIRED', 'expired'],
    ['FAILED', 'rejected'],
    ['SOMETHING_NEW', 'unknown'],
  ] as const)('default: the state %s is %s', (state, status) => {
    expect(order({ state }).order).toMatchObject({ status, venueStatus: state });
  });

  test('behavior: an order that failed after it was executed in part has been cancelled', () => {
    const { order: ended } = order({ state: 'FAILED', filledQuantity: '0.4', filledAmount: '18844.84' });
    expect(ended).toMatchObject({ status: 'canceled', filledQuantity: '0.4', averagePrice: '47112.1' });
  });

  test.each([
    ['LIMIT', 'limit', undefined],
    ['LIMIT_MAKER', 'limit', true],
    ['STOP_LOSS_LIMIT', 'stopLimit', undefined],
    ['TAKE_PROFIT_LIMIT', 'takeProfitLimit', undefined],
    ['SOMETHING_NEW', 'limit', undefined],
  ] as const)('default: the type %s is %s', (type, unified, postOnly) => {
    const { order: one } = order({ type });
    expect([one.type, one.venueType, one.postOnly]).toEqual([unified, type, postOnly]);
  });

  test('default: a market sell has a quantity and no price', () => {
    const { order: one } = order({ type: 'MARKET', price: '0', side: 'SELL' });
    expect(one).toMatchObject({ type: 'market', side: 'sell', quantity: '1' });
    expect(one).not.toHaveProperty('price');
    expect(one).not.toHaveProperty('quoteQuantity');
  });

  test('default: a market buy has the amount that it spends and no quantity', () => {
    const { order: one } = order({ type: 'MARKET', price: '0', quantity: '0', orderAmount: '100.00' });
    expect(one).toMatchObject({ type: 'market', quoteQuantity: '100' });
    expect(one).not.toHaveProperty('quantity');
    expect(one).not.toHaveProperty('remainingQuantity');
  });

  test.each(['WEB', 'APP', 'API', 'SMART', 'UNKNOWN', 'SOMETHING_NEW'])(
    'default: the source %s is taken as it comes',
    (source) => {
      expect(order({ source }).order.id).toBe('32471407854219264');
    },
  );

  test.each(['place', 'canceled', 'SOMETHING_NEW'])('default: the event %s has no fill', (eventType) => {
    expect(order({ eventType, tradeId: '62561238', tradeQty: '1', tradePrice: '2' }).fill).toBeUndefined();
  });

  test('behavior: a trade event without a trade has no fill', () => {
    expect(order({ eventType: 'trade' }).fill).toBeUndefined();
  });

  test.each([
    ['MAKER', 'maker'],
    ['TAKER', 'taker'],
    ['', undefined],
    ['SOMETHING_NEW', undefined],
  ] as const)('default: a trade in the role %s', (matchRole, liquidity) => {
    const { order: one, fill } = order({
      eventType: 'trade',
      state: 'PARTIALLY_FILLED',
      matchRole,
      filledQuantity: '0.75',
      filledAmount: '35334.0',
      tradeId: '62561238',
      tradeQty: '0.25',
      tradePrice: '47112.10',
      tradeAmount: '11778.025',
      tradeFee: '0.0003750',
      feeCurrency: 'BTC',
      tradeTime: 1_648_708_190_000,
    });
    expect(fill).toEqual({
      venue: 'poloniex',
      receivedTime: NOW,
      source: 'stream',
      id: '62561238',
      orderId: '32471407854219264',
      symbol: 'BTC_USDT',
      side: 'buy',
      price: '47112.1',
      quantity: '0.25',
      fee: '0.000375',
      feeCurrency: 'BTC',
      time: 1_648_708_190_000,
      ...(liquidity === undefined ? {} : { liquidity }),
    } satisfies Fill);
    // The totals are those of the order, not the trade's added to anything.
    expect(one).toMatchObject({
      status: 'partiallyFilled',
      filledQuantity: '0.75',
      remainingQuantity: '0.25',
      filledQuoteQuantity: '35334',
      averagePrice: '47112',
      updatedTime: 1_648_708_190_000,
    });
  });

  test('behavior: only the row of the placing has its time', () => {
    expect(order({}).order.createdTime).toBe(1_648_708_186_922);
    expect(order({ eventType: 'canceled', state: 'CANCELED' }).order).not.toHaveProperty('createdTime');
  });

  test.each([
    'place_order',
    'canceled_order',
    'match_order',
    'transfer_in',
    'transfer_out',
    'deposit',
    'withdraw',
    'something_new',
  ])('default: the balance event %s is a balance like any other', (eventType) => {
    const text = frameText('balances').replace('place_order', eventType);
    const [row] = balanceRows(text);
    expect(row?.eventType).toBe(eventType);
    expect(row && toStreamBalance(row, NOW)).toMatchObject({ currency: 'BTC', held: '16.332' });
  });

  test.each(['BUY', 'SELL'] as const)('default: the side %s', (side) => {
    expect(order({ side }).order.side).toBe(side.toLowerCase());
  });

  test('error: a side that is neither is refused: no order may be shown the wrong way round', () => {
    const frame = readFrame(frameText('orders').replace('"BUY"', '"HOLD"'));
    expect(frame).toMatchObject({ kind: 'orders', rows: [] });
    expect('fault' in frame && frame.fault?.mismatch.path).toBe('[0].side');
  });
});
