import { describe, expect, it } from 'vitest';
import { type Reader, RecordMismatch } from '../../../src/adapter/schema/reader';
import { parseJson } from '../../../src/transport/json/integers';
import { ENDPOINTS } from '../../../src/venues/poloniex/endpoints';
import { readFailure } from '../../../src/venues/poloniex/wire/failure';
import { fixture } from './rest-fixture';

type Row = Record<string, unknown>;

/** Fixture, reader of one row, members that a row can do without. */
const RECORDS: readonly (readonly [string, Reader<unknown>, readonly string[]])[] = [
  ['timestamp', ENDPOINTS.getTimestamp.read, []],
  ['market', ENDPOINTS.getMarket.read, ['visibleStartTime', 'crossMargin']],
  ['currency-v2', ENDPOINTS.getCurrencyV2.read, ['supportCollateral', 'supportBorrow']],
  ['price', ENDPOINTS.getPrice.read, ['dailyChange', 'ts']],
  ['mark-price', ENDPOINTS.getMarkPrice.read, []],
  ['mark-price-components', ENDPOINTS.getMarkPriceComponents.read, []],
  [
    'ticker24h',
    ENDPOINTS.getTicker24h.read,
    ['displayName', 'dailyChange', 'bid', 'bidQuantity', 'ask', 'askQuantity', 'markPrice'],
  ],
  ['order-book', ENDPOINTS.getOrderBook.read, []],
  ['account-balances', ENDPOINTS.getAccountBalances.read, []],
  ['fee-info', ENDPOINTS.getFeeInfo.read, []],
  ['order-ids', ENDPOINTS.createOrder.read, []],
  [
    'order',
    ENDPOINTS.getOrder.read,
    ['accountType', 'timeInForce', 'avgPrice', 'orderSource', 'loan', 'cancelReason'],
  ],
  ['smart-order', ENDPOINTS.getSmartOrder.read, ['stopPrice', 'accountType', 'timeInForce']],
  [
    'smart-order-triggered',
    ENDPOINTS.getSmartOrder.read,
    ['stopPrice', 'accountType', 'timeInForce', 'triggeredOrder'],
  ],
  ['cancel-result', ENDPOINTS.cancelOrder.read, []],
  ['kill-switch', ENDPOINTS.getKillSwitchStatus.read, []],
];

/** Members that a row must have and that may be null: an empty text then. */
const NULLABLE = new Set(['clientOrderId', 'message', 'orderId']);

function mismatch(run: () => unknown): RecordMismatch {
  try {
    run();
  } catch (error) {
    if (error instanceof RecordMismatch) return error;
    throw error;
  }
  throw new Error('It was read');
}

describe('rows', () => {
  it.each(RECORDS)('default: %s is read as it is, also with members that are not known', (name, read) => {
    const row = fixture(name) as Row;
    expect(read(row)).toEqual(row);
    expect(read({ ...row, news: [1] })).toEqual({ ...row, news: [1] });
  });

  it.each(RECORDS)(
    'behavior: %s can do without what is optional, null or not there',
    (name, read, optional) => {
      const row = fixture(name) as Row;
      for (const member of optional) {
        const { [member]: _, ...rest } = row;
        expect(row).toHaveProperty(member);
        expect(read(rest)).toEqual(rest);
        expect(read({ ...row, [member]: null })).toEqual(rest);
        expect(mismatch(() => read({ ...row, [member]: { no: 1 } })).path).toContain(member);
      }
    },
  );

  it.each(RECORDS)('error: %s cannot do without the rest', (name, read, optional) => {
    const row = fixture(name) as Row;
    for (const member of Object.keys(row)) {
      if (optional.includes(member)) continue;
      const { [member]: _, ...rest } = row;
      expect(mismatch(() => read(rest)).path).toBe(member);
      if (NULLABLE.has(member) || (name === 'cancel-result' && member === 'state')) {
        expect(read({ ...row, [member]: null })).toEqual({ ...row, [member]: '' });
      } else {
        expect(mismatch(() => read({ ...row, [member]: null })).path).toBe(member);
      }
    }
  });

  it.each(RECORDS)('error: %s is no list, no text and not nothing', (_, read) => {
    for (const value of [null, undefined, 'x', 5, [], [1]]) mismatch(() => read(value));
  });

  it('default: a limit of trade without its largest amounts', () => {
    const row = fixture('market') as { symbolTradeLimit: Row };
    const { maxQuantity: _, maxAmount: __, ...limit } = row.symbolTradeLimit;
    expect(ENDPOINTS.getMarket.read({ ...row, symbolTradeLimit: limit })).toEqual({
      ...row,
      symbolTradeLimit: limit,
    });
  });

  it('default: rates of single markets', () => {
    const specialFeeRates = [{ symbol: 'BTC_USDT', makerRate: '0', takerRate: '0.001' }];
    const row = { ...(fixture('fee-info') as Row), specialFeeRates };
    expect(ENDPOINTS.getFeeInfo.read(row)).toEqual(row);
  });

  it('behavior: states that are not known are kept', () => {
    const order = { ...(fixture('order') as Row), state: 'FROZEN', type: 'ICEBERG' };
    expect(ENDPOINTS.getOpenOrders.read([order])).toEqual([order]);
  });

  it('error: a side that is neither: no order may be shown the wrong way round', () => {
    const order = { ...(fixture('order') as Row), side: 'SHORT' };
    expect(mismatch(() => ENDPOINTS.getOpenOrders.read([order])).path).toBe('[0].side');
  });

  it.each(['1e-7', '0x10', '', ' 1', '1,5', 'NaN', null, true, 2 ** 53, {}])(
    'error: %j as a price',
    (price) => {
      const order = { ...(fixture('order') as Row), price };
      expect(mismatch(() => ENDPOINTS.getOpenOrders.read([fixture('order'), order])).path).toBe('[1].price');
    },
  );

  it('behavior: a JSON number as a price is the decimal that it means', () => {
    const order = { ...(fixture('order') as Row), price: 46_303.62, quantity: 0 };
    expect(ENDPOINTS.getOrder.read(order)).toMatchObject({ price: '46303.62', quantity: '0' });
  });

  it('behavior: long ids keep every digit, numbers or texts', () => {
    const text = '{"id":9223372036854775807,"clientOrderId":""}';
    expect(ENDPOINTS.createOrder.read(parseJson(text))).toEqual({
      id: '9223372036854775807',
      clientOrderId: '',
    });
    const trade = { ...(fixture('market-trade') as Row), id: 194 };
    expect(ENDPOINTS.getMarketTrades.read([trade])).toEqual([fixture('market-trade')]);
  });
});

describe('shapes', () => {
  it('behavior: one record may come as an array of one, and of no other number', () => {
    const row = fixture('smart-order');
    expect(ENDPOINTS.getSmartOrder.read([row])).toEqual(row);
    expect(ENDPOINTS.getSmartOrder.read(row)).toEqual(row);
    for (const list of [[], [row, row]]) {
      expect(mismatch(() => ENDPOINTS.getSmartOrder.read(list)).rule).toContain('expected one record');
    }
  });

  it('error: a candle that is no row of 14', () => {
    const row = fixture('candle') as unknown[];
    expect(mismatch(() => ENDPOINTS.getCandles.read([row.slice(0, 13)])).path).toBe('[0].closeTime');
    expect(mismatch(() => ENDPOINTS.getCandles.read([row, [5, {}, ...row.slice(2)]])).path).toContain('[1]');
    expect(ENDPOINTS.getCandles.read([[...row, 'new']])).toEqual(ENDPOINTS.getCandles.read([row]));
    mismatch(() => ENDPOINTS.getCandles.read([{}]));
  });

  it('error: a book whose list is no pairs', () => {
    const book = { ...(fixture('order-book') as Row), asks: ['1', '2', '3'] };
    expect(mismatch(() => ENDPOINTS.getOrderBook.read(book))).toMatchObject({
      path: 'asks',
      rule: 'must be a list of price, quantity, price, quantity',
    });
  });

  it('error: a currency that is no object of one', () => {
    for (const value of [{}, { BTC: {}, ETH: {} }, [1], null, 'BTC'])
      mismatch(() => ENDPOINTS.getCurrencies.read([value]));
    expect(mismatch(() => ENDPOINTS.getCurrency.read({ BTC: 5 })).path).toBe('BTC');
    expect(mismatch(() => ENDPOINTS.getCurrency.read({ BTC: { id: 1 } })).path).toBe('name');
  });

  it('behavior: a row of a batch follows its code', () => {
    const refused = fixture('batch-refusal') as Row;
    const ids = fixture('order-ids') as Row;
    expect(ENDPOINTS.createOrders.read([ids, refused])).toEqual([ids, refused]);
    expect(
      ENDPOINTS.createOrders.read([
        { ...ids, code: 200, message: '' },
        { ...ids, code: null },
      ]),
    ).toEqual([ids, ids]);
    expect(ENDPOINTS.createOrders.read([{ code: 21_709, message: null, clientOrderId: null }])).toEqual([
      { code: 21_709, message: '' },
    ]);
    for (const row of [null, 5, {}, { code: 'x' }]) mismatch(() => ENDPOINTS.createOrders.read([row]));
  });
});

describe('readFailure', () => {
  it.each([
    [
      { code: 21_709, message: 'Low' },
      { code: '21709', message: 'Low' },
    ],
    [
      { code: '21709', msg: 'Low' },
      { code: '21709', message: 'Low' },
    ],
    [{ code: 200, message: '' }, { message: '' }],
    [{ code: '200' }, {}],
    [{ code: null }, {}],
    [{ code: {}, message: 5 }, {}],
    [{ code: 'x'.repeat(33) }, {}],
    [{ id: '1' }, {}],
    [[{ code: 21_709 }], {}],
    [null, {}],
    ['x', {}],
  ])('default: %j', (value, expected) => {
    expect(readFailure(value)).toEqual(expected);
  });
});
