import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkCandle,
  checkMarket,
  checkMarketTrade,
  checkOrder,
  checkOwnTrade,
  checkTicker24h,
} from '../../../src/venues/poloniex/generated/checks';
import {
  candleRecord,
  marketRecord,
  marketTradeRecord,
  tickerRecord,
} from '../../../src/venues/poloniex/wire/market';
import { orderRecord, tradeRecord } from '../../../src/venues/poloniex/wire/trading';

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
const TICKER = {
  symbol: 'BTC_USDT',
  open: '46000.0',
  low: '45900',
  high: '46400',
  close: '46300',
  quantity: '1.58',
  amount: '72918.2',
  tradeCount: 34,
  startTime: 1_648_689_763_000,
  closeTime: 1_648_776_163_000,
  displayName: 'BTC/USDT',
  dailyChange: '0.0065',
  bid: '46299',
  bidQuantity: '0.1',
  ask: '46301',
  askQuantity: '0.2',
  ts: 1_648_776_163_010,
  markPrice: '46300.1',
};
const MARKET_TRADE = {
  id: '194',
  price: '1.9',
  quantity: '110',
  amount: '209.00',
  takerSide: 'SELL',
  ts: 1_648_690_080_545,
  createTime: 1_648_634_905_695,
};
const TRADE = {
  id: '62561238',
  symbol: 'BTC_USDT',
  accountType: 'SPOT',
  orderId: '32164923987566592',
  side: 'SELL',
  type: 'MARKET',
  matchRole: 'TAKER',
  createTime: 1_648_635_115_525,
  price: '47104',
  quantity: '0.001',
  amount: '47.104',
  feeCurrency: 'USDT',
  feeAmount: '0.071',
  pageId: '32164924331503616',
  clientOrderId: 'myOwnId-321',
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
    ['tickers', TICKER, tickerRecord, checkTicker24h],
    ['trades of a market', MARKET_TRADE, marketTradeRecord, checkMarketTrade],
    ['own trades', TRADE, tradeRecord, checkOwnTrade],
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
