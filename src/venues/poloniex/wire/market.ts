import { z } from 'zod';
import { wireId, wireInteger, wireList } from '../../../adapter/schema/values';
import { record, wireDecimal, wireName, wireTime } from './values';

/** @example {"serverTime":1648776163000} */
export const timestamp = record({ serverTime: wireTime });

const tradeLimit = record(
  {
    symbol: wireName,
    priceScale: wireInteger.min(0),
    quantityScale: wireInteger.min(0),
    amountScale: wireInteger.min(0),
    minQuantity: wireDecimal,
    minAmount: wireDecimal,
  },
  { maxQuantity: wireDecimal, maxAmount: wireDecimal, highestBid: wireDecimal, lowestAsk: wireDecimal },
);

/**
 * A row of GET /markets.
 * @example {"symbol":"BTC_USDT","baseCurrencyName":"BTC","quoteCurrencyName":"USDT","displayName":"BTC/USDT",
 *   "state":"NORMAL","visibleStartTime":1659018819512,"tradableStartTime":1659018819512,
 *   "symbolTradeLimit":{"symbol":"BTC_USDT","priceScale":2,"quantityScale":6,"amountScale":2,"minQuantity":"0.000001",
 *   "minAmount":"1","highestBid":"0","lowestAsk":"0"},"crossMargin":{"supportCrossMargin":true,"maxLeverage":3}}
 */
export const marketRecord = record(
  {
    symbol: wireName,
    baseCurrencyName: wireName,
    quoteCurrencyName: wireName,
    displayName: z.string(),
    state: wireName,
    tradableStartTime: wireTime,
    symbolTradeLimit: tradeLimit,
  },
  {
    visibleStartTime: wireTime,
    crossMargin: record({ supportCrossMargin: z.boolean(), maxLeverage: wireInteger }),
  },
);

/** @example {"symbol":"BTC_USDT","price":"46300.0","time":1648776163000,"dailyChange":"0.01","ts":1648776163010} */
export const priceRecord = record(
  { symbol: wireName, price: wireDecimal, time: wireTime },
  { dailyChange: wireDecimal, ts: wireTime },
);

/** @example {"symbol":"BTC_USDT","markPrice":"46300.1","time":1648776163000} */
export const markPriceRecord = record({ symbol: wireName, markPrice: wireDecimal, time: wireTime });

/**
 * Answer of GET /markets/{symbol}/markPriceComponents.
 * @example {"symbol":"BTC_USDT","markPrice":"46300.1","ts":1648776163010,"components":[{"symbol":"BTC_USDT",
 *   "symbolPrice":"46300.1","weight":"0.5","convertPrice":"46300.1","exchange":"poloniex"}]}
 */
export const markPriceComponentsRecord = record({
  symbol: wireName,
  markPrice: wireDecimal,
  ts: wireTime,
  components: z.array(
    record({
      symbol: wireName,
      symbolPrice: wireDecimal,
      weight: wireDecimal,
      convertPrice: wireDecimal,
      exchange: z.string(),
    }),
  ),
});

/**
 * A row of GET /markets/ticker24h.
 * @example {"symbol":"BTC_USDT","open":"46000.0","low":"45900","high":"46400","close":"46300","quantity":"1.58",
 *   "amount":"72918.2","tradeCount":34,"startTime":1648689763000,"closeTime":1648776163000,"displayName":"BTC/USDT",
 *   "dailyChange":"0.0065","bid":"46299","bidQuantity":"0.1","ask":"46301","askQuantity":"0.2","ts":1648776163010,
 *   "markPrice":"46300.1"}
 */
export const tickerRecord = record(
  {
    symbol: wireName,
    open: wireDecimal,
    low: wireDecimal,
    high: wireDecimal,
    close: wireDecimal,
    quantity: wireDecimal,
    amount: wireDecimal,
    tradeCount: wireInteger,
    startTime: wireTime,
    closeTime: wireTime,
    ts: wireTime,
  },
  {
    displayName: z.string(),
    dailyChange: wireDecimal,
    bid: wireDecimal,
    bidQuantity: wireDecimal,
    ask: wireDecimal,
    askQuantity: wireDecimal,
    markPrice: wireDecimal,
  },
);

/**
 * A row of GET /markets/{symbol}/candles: low, high, open, close, amount (quote), quantity (base), buyTakerAmount,
 * buyTakerQuantity, tradeCount, ts, weightedAverage, interval, startTime, closeTime.
 * @example ["45218","47590.82","47009.11","45516.6","13337.8","0.2","6669.1","0.1",17,1648776163000,"46000.1","HOUR_1",
 *   1648774800000,1648778399999]
 */
export const candleRow = z.tuple(
  [
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireDecimal,
    wireInteger,
    wireTime,
    wireDecimal,
    z.string(),
    wireTime,
    wireTime,
  ],
  z.unknown(),
);

/** @example {"time":1648776163000,"scale":"0.01","asks":["46303.62","0.0154"],"bids":["46301","0.01"],"ts":1648776163010} */
export const orderBookRecord = record({
  time: wireTime,
  scale: wireDecimal,
  asks: levels(),
  bids: levels(),
  ts: wireTime,
});

function levels() {
  const rule = 'must be a list of price, quantity, price, quantity';
  return wireList(wireDecimal).refine((list) => list.length % 2 === 0, rule);
}

/**
 * A row of GET /markets/{symbol}/trades.
 * @example {"id":"194","price":"1.9","quantity":"110","amount":"209.00","takerSide":"SELL","ts":1648690080545,
 *   "createTime":1648634905695}
 */
export const marketTradeRecord = record({
  id: wireId,
  price: wireDecimal,
  quantity: wireDecimal,
  amount: wireDecimal,
  takerSide: wireName,
  ts: wireTime,
  createTime: wireTime,
});
