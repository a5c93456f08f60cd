import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCandle, checkMarket, checkOrder } from '../../../src/venues/poloniex/generated/checks';
import { candleRecord, marketRecord } from '../../../src/venues/poloniex/wire/market';
import { orderRecord } from '../../../src/venues/poloniex/wire/trading';

const ORDER = {
  id: '24993088082542592',
  clientOrderId: '',
  symbol: 'ELON_USDC',
  state: 'NEW',
  accountType: 'SPOT',
  side: 'SELL',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1.00',
  price: '0.00',
  avgPrice: '0.00',
  amount: '0.00',
  filledQuantity: '0.00',
  filledAmount: '0.00',
  createTime: 1_646_925_216_548,
  updateTime: 1_646_925_216_548,
  orderSource: 'API',
  loan: false,
  cancelReason: 0,
};
const LIMIT = {
  symbol: 'BTC_USDT',
  priceScale: 2,
  quantityScale: 6,
  amountScale: 2,
  minQuantity: '0.000001',
  minAmount: '1',
  highestBid: '0',
  lowestAsk: '0',
};
const MARKET = {
  symbol: 'BTC_USDT',
  baseCurrencyName: 'BTC',
  quoteCurrencyName: 'USDT',
  displayName: 'BTC/USDT',
  state: 'NORMAL',
  visibleStartTime: 1_659_018_819_512,
  tradableStartTime: 1_659_018_819_512,
  symbolTradeLimit: LIMIT,
  crossMargin: { supportCrossMargin: true, maxLeverage: 3 },
};
const CANDLE = {
  low: '1',
  high: '4',
  open: '2',
  close: '3',
  amount: '20',
  quantity: '10',
  buyTakerAmount: '10',
  buyTakerQuantity: '5',
  tradeCount: 3,
  ts: 1_648_057_199_999,
  weightedAverage: '2',
  interval: 'MINUTE_1',
  startTime: 1_648_057_140_000,
  closeTime: 1_648_057_199_999,
};
const VALUES = [
  null,
  '',
  'x',
  '1.5',
  '-1.50',
  '1e3',
  '1'.repeat(65),
  'BUY',
  'buy',
  0,
  1.5,
  -1,
  2 ** 53,
  1e-7,
];
const value = fc.oneof(fc.constantFrom<unknown>(...VALUES, true, [], {}, undefined, Number.NaN), fc.string());

describe('checks of rows of REST', () => {
  it.each([
    ['orders', ORDER, orderRecord, checkOrder],
    ['candles', CANDLE, candleRecord, checkCandle],
    ['markets', MARKET, marketRecord, checkMarket],
  ] as const)(
    'behavior: of %s accept nothing but what the schema does, and give what it gives',
    (_, row, schema, check) => {
      const members = Object.keys(row);
      const changes = fc.array(fc.tuple(fc.constantFrom(...members, 'unknown'), value), { maxLength: 2 });
      let accepted = 0;
      fc.assert(
        fc.property(changes, (changed) => {
          const given: Record<string, unknown> = { ...row };
          for (const [name, other] of changed) {
            if (other === undefined) delete given[name];
            else given[name] = other;
          }
          // What the check does not take is left to the schema.
          const checked = check({ ...given });
          if (checked === undefined) return;
          accepted += 1;
          expect(schema.parse(given)).toEqual(checked);
        }),
        { numRuns: 4000 },
      );
      expect(check({ ...row })).toEqual(row);
      expect(accepted).toBeGreaterThan(500);
    },
  );
});
