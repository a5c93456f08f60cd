import { describe, expect, test } from 'vitest';
import type { ChpOrder } from '../../../src/venues/chp/generated/records';
import {
  actionOf,
  addMonths,
  effectOf,
  endOfCandle,
  priceFromWire,
  sideOf,
  sinceOf,
  sortPortfolioRows,
  startOfDay,
  statusOf,
  timeFromWire,
  toBalance,
  toCandle,
  toFill,
  toInstrument,
  toOrder,
  toOrderBook,
  toPosition,
  toQuote,
  toSessionFill,
  toTrade,
} from '../../../src/venues/chp/map';

const CONTEXT = { receivedTime: Date.UTC(2020, 9, 17), source: 'read' } as const;
const GRID = { tickSize: '0.01', priceDecimals: 2 };

const ORDER: ChpOrder = {
  portfolio: 'ST123456-MO-01',
  symbol: 'GAZP',
  state: 2,
  action: 1,
  type: 2,
  validity: 1,
  price: 166.82000000000002,
  amount: 100,
  stop: 0,
  filled: 100,
  datetime: '2020-10-16T18:50:00',
  orderid: '9223372036854775807',
  orderno: '9007199254740993',
  cookie: 51,
};

describe('times', () => {
  test.each([
    // The bar of the protocol facts; UTC+3 since 26 October 2014.
    ['2020-10-14T18:50:00', '2020-10-14T15:50:00.000Z'],
    // UTC+4 all year.
    ['2012-01-15T12:00:00', '2012-01-15T08:00:00.000Z'],
    ['2012-07-15T12:00:00.250', '2012-07-15T08:00:00.250Z'],
    // Summer time until 2011.
    ['2010-01-15T12:00:00', '2010-01-15T09:00:00.000Z'],
    ['2010-07-15T12:00:00', '2010-07-15T08:00:00.000Z'],
    ['2015-03-19', '2015-03-18T21:00:00.000Z'],
  ])('default: %s in Moscow', (wall, utc) => {
    expect(new Date(timeFromWire(wall) ?? Number.NaN).toISOString()).toBe(utc);
  });

  test.each(['', 'soon', '2020-13-01T00:00:00', '2020-02-30T00:00:00', '0001-01-01T00:00:00', null])(
    'args: %s is no time',
    (text) => expect(timeFromWire(text)).toBeUndefined(),
  );

  test('default: since is Moscow wall time in the format of the document', () => {
    expect(sinceOf(Date.UTC(2020, 9, 14, 15, 50, 1, 5))).toBe('2020-10-14T18:50:01.005');
    expect(sinceOf(Date.UTC(2012, 6, 15, 8))).toBe('2012-07-15T12:00:00.000');
  });

  test('default: days, months, quarters and years follow the calendar of Moscow', () => {
    const january = timeFromWire('2020-01-01T00:00:00') ?? 0;
    expect(addMonths(january, 12)).toBe(timeFromWire('2021-01-01T00:00:00'));
    expect(endOfCandle(january, '1q')).toBe(timeFromWire('2020-04-01T00:00:00'));
    expect(endOfCandle(january, '1M')).toBe(timeFromWire('2020-02-01T00:00:00'));
    expect(endOfCandle(january, '5m')).toBe(january + 300_000);
    expect(startOfDay(Date.UTC(2020, 9, 16, 22))).toBe(timeFromWire('2020-10-17T00:00:00'));
  });
});

describe('prices', () => {
  test.each([
    [166.82000000000002, '166.82', '0.01'],
    [163.92000000000002, '163.92', '0.01'],
    [0.034100000000000005, '0.0341', '0.000005'],
    [4250.5, '4250.5', '0.5'],
    // Off the grid by more than noise: never rounded.
    [166.824, '166.824', '0.01'],
    [166.87, '166.87', '0.05'],
    [0, '0', '0.01'],
  ])('default: %d is %s on a step of %s', (value, price, tickSize) => {
    expect(priceFromWire(value, { tickSize, priceDecimals: 6 })).toBe(price);
  });

  test('default: without an instrument only rounding errors are removed', () => {
    expect(priceFromWire(166.82000000000002)).toBe('166.82');
  });
});

describe('instruments', () => {
  const record = {
    row: 0,
    nrows: 46_618,
    symbol: '6A.CME.H2015',
    short_name: '6A.CME.H2015',
    long_name: 'Australian Dollar',
    type: 'FUT',
    decimals: 4,
    lot_size: 1,
    punkt: 0.0001,
    step: 0.0001,
    sec_ext_id: null,
    sec_exch_name: 'CME',
    expiryDate: '2015-03-19T00:00:00',
  };

  test('default: the sample of the protocol facts', () => {
    expect(toInstrument(record, CONTEXT)).toEqual({
      ...CONTEXT,
      venue: 'chp',
      symbol: '6A.CME.H2015',
      name: 'Australian Dollar',
      kind: 'future',
      currency: 'USD',
      priceDecimals: 4,
      tickSize: '0.0001',
      lotStep: '1',
      minQuantity: '1',
      expiryTime: Date.UTC(2015, 2, 18, 21),
      tradable: false,
    });
  });

  test('default: the lot is the step of the quantity, which counts securities', () => {
    const share = { ...record, type: 'STK', lot_size: 10, decimals: 2, step: 0.01, expiryDate: null };
    expect(toInstrument(share, CONTEXT)).toMatchObject({
      kind: 'stock',
      lotStep: '10',
      minQuantity: '10',
      tradable: true,
    });
  });
});

describe('orders', () => {
  test('default: filled is what remains', () => {
    const order = toOrder({ ...ORDER, state: 6, filled: 30 }, CONTEXT, GRID);
    expect(order).toMatchObject({
      id: '9223372036854775807',
      clientOrderId: '51',
      price: '166.82',
      quantity: '100',
      filledQuantity: '70',
      remainingQuantity: '30',
      status: 'partiallyFilled',
      venueStatus: 'Partial',
      venueType: 'Limit',
      timeInForce: 'day',
      account: 'ST123456-MO-01',
    });
    expect(order).not.toHaveProperty('stopPrice');
  });

  test.each([
    [-1, 'rejected'],
    [0, 'pending'],
    [1, 'pending'],
    [2, 'open'],
    [3, 'expired'],
    [4, 'canceled'],
    [5, 'filled'],
    [6, 'partiallyFilled'],
    [7, 'canceled'],
    [8, 'rejected'],
    [9, 'canceled'],
    [77, 'unknown'],
  ])('default: state %d is %s', (state, status) => {
    expect(statusOf(state, 'limit')[0]).toBe(status);
  });

  test('behavior: a stop order that waits at the broker works', () => {
    expect(statusOf(1, 'stop')[0]).toBe('open');
  });

  test('behavior: a refused order has nothing filled, whatever remains', () => {
    expect(toOrder({ ...ORDER, state: 8, filled: 0, orderid: '' }, CONTEXT, GRID)).toMatchObject({
      id: 'cookie:51',
      filledQuantity: '0',
      remainingQuantity: '0',
      status: 'rejected',
    });
  });

  test('default: actions in both directions', () => {
    expect([1, 2, 3, 4, 9].map(sideOf)).toEqual(['buy', 'sell', 'sell', 'buy', undefined]);
    expect([1, 2, 3, 4].map(effectOf)).toEqual([undefined, undefined, 'open', 'close']);
    expect([
      actionOf('buy', undefined),
      actionOf('buy', 'open'),
      actionOf('buy', 'close'),
      actionOf('sell', undefined),
      actionOf('sell', 'close'),
      actionOf('sell', 'open'),
    ]).toEqual([1, 1, 4, 2, 2, 3]);
  });

  test('error: an unknown action has no side to guess', () => {
    expect(toOrder({ ...ORDER, action: 9 }, CONTEXT, GRID)).toBeUndefined();
  });
});

describe('records', () => {
  test('default: a bar', () => {
    const bar = {
      row: 0,
      nrows: 10,
      symbol: 'GAZP',
      interval: 3,
      datetime: '2020-10-14T18:50:00',
      open: 166.82000000000002,
      high: 167.58,
      low: 166.44,
      close: 166.46,
      volume: 790_760,
      openInt: 0,
    };
    expect(toCandle(bar, { ...CONTEXT, interval: '10m', grid: GRID })).toMatchObject({
      openTime: Date.UTC(2020, 9, 14, 15, 50),
      open: '166.82',
      volume: '790760',
      closed: true,
    });
  });

  test('default: a quote without a bid has none', () => {
    const zeros = {
      open: 0,
      high: 0,
      low: 0,
      close: 165,
      last: 0,
      volume: 0,
      size: 0,
      bidSize: 0,
      askSize: 5,
    };
    const quote = {
      ...zeros,
      symbol: 'GAZP',
      datetime: '2020-10-16T23:49:55',
      bid: 0,
      ask: 163.92000000000002,
    };
    expect(toQuote(quote, CONTEXT, GRID)).toEqual({
      ...CONTEXT,
      venue: 'chp',
      symbol: 'GAZP',
      ask: '163.92',
      askQuantity: '5',
      volume: '0',
      time: Date.UTC(2020, 9, 16, 20, 49, 55),
    });
  });

  test('default: a tick, a book, a fill, a position and a balance', () => {
    const trade = {
      symbol: 'GAZP',
      datetime: '2020-10-16T18:00:00',
      price: 1.5,
      volume: 10,
      tradeno: '12',
      action: 2,
    };
    expect(toTrade(trade, CONTEXT, GRID)).toMatchObject({ id: '12', side: 'sell', quantity: '10' });
    const level = { symbol: 'GAZP', nrows: 2, bid: 1.5, bidsize: 10, ask: 0, asksize: 0 };
    const levels = [
      { ...level, row: 1, bid: 1.49 },
      { ...level, row: 0 },
    ];
    const book = toOrderBook('GAZP', levels, CONTEXT, GRID);
    expect([book.bids, book.asks]).toEqual([
      [
        ['1.5', '10'],
        ['1.49', '10'],
      ],
      [],
    ]);
    const own = {
      portfolio: 'P',
      symbol: 'GAZP',
      orderid: '7',
      price: 1.5,
      amount: -10,
      datetime: trade.datetime,
      tradeno: '9',
    };
    expect(toFill(own, CONTEXT, GRID)).toMatchObject({ id: '9', orderId: '7', side: 'sell', quantity: '10' });
    const held = { portfolio: 'P', symbol: 'GAZP', avprice: 1.505, amount: -10, planned: 0 };
    expect(toPosition(held, CONTEXT, GRID)).toMatchObject({
      id: 'P/GAZP',
      side: 'short',
      quantity: '10',
      averagePrice: '1.505',
    });
    const money = { portfolio: 'P', cash: 10.5, leverage: 1, comission: 0, saldo: 20 };
    expect(toBalance(money, CONTEXT)).toMatchObject({
      account: 'P',
      total: '20',
      available: '10.5',
      currency: 'RUB',
    });
  });

  test('default: rows of GetMyPortfolioData are known by their fields', () => {
    const order = { ...ORDER, id: '1', no: '2' };
    const trade = {
      portfolio: 'P',
      symbol: 'GAZP',
      datetime: '2020-10-16T18:00:00',
      price: 1.5,
      volume: 10,
      tradeno: '9',
      buysell: 3,
      orderno: '2',
    };
    const data = sortPortfolioRows([order, trade, { price_buy: 1, price_sell: 2 }, { other: true }]);
    expect([data.orders.length, data.trades.length]).toEqual([1, 1]);
    expect(toSessionFill(trade, '1', CONTEXT, GRID)).toMatchObject({
      orderId: '1',
      side: 'sell',
      quantity: '10',
    });
  });
});
