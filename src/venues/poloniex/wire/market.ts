import { checkedFirst, type Reader, RecordMismatch, readerOf } from '../../../adapter/schema/reader';
import { typed, wireId, wireInteger, wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { once } from '../../../core/once';
import { checkCandle } from '../generated/checks';
import type { PoloniexCandle } from '../generated/records';
import type { OpenText, PoloniexMarketState } from '../types/open';
import { record, wireSentDecimal as wireDecimal, wireName, wireTime } from './values';

/**
 * Answer of GET /timestamp.
 * @record PoloniexTimestamp
 * @example {"serverTime":1648776163000}
 */
export const timestamp = record({
  /** UTC epoch ms. */
  serverTime: wireTime,
});

/**
 * What a market allows in an order.
 * @record PoloniexTradeLimit
 * @check checkTradeLimit copied
 */
export const tradeLimit = record(
  {
    symbol: wireName,
    /** Decimals of a price. */
    priceScale: wireInteger.min(0),
    /** Decimals of a quantity. */
    quantityScale: wireInteger.min(0),
    /** Decimals of an amount. */
    amountScale: wireInteger.min(0),
    minQuantity: wireDecimal,
    minAmount: wireDecimal,
  },
  { maxQuantity: wireDecimal, maxAmount: wireDecimal, highestBid: wireDecimal, lowestAsk: wireDecimal },
);

/**
 * Whether a market can be traded on margin.
 * @record PoloniexCrossMargin
 * @check checkCrossMargin
 */
export const crossMargin = record({ supportCrossMargin: z.boolean(), maxLeverage: wireInteger });

/**
 * A row of GET /markets.
 * @record PoloniexMarket
 * @check checkMarket copied
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
    state: typed<PoloniexMarketState>(wireName),
    /** Trading begins then, UTC epoch ms. */
    tradableStartTime: wireTime,
    symbolTradeLimit: tradeLimit,
  },
  {
    /** UTC epoch ms. */
    visibleStartTime: wireTime,
    crossMargin,
  },
);

/**
 * A row of GET /markets/price.
 * @record PoloniexPrice
 * @example {"symbol":"BTC_USDT","price":"46300.0","time":1648776163000,"dailyChange":"0.01","ts":1648776163010}
 */
export const priceRecord = record(
  { symbol: wireName, price: wireDecimal, time: wireTime },
  { dailyChange: wireDecimal, ts: wireTime },
);

/**
 * A row of GET /markets/markPrice.
 * @record PoloniexMarkPrice
 * @example {"symbol":"BTC_USDT","markPrice":"46300.1","time":1648776163000}
 */
export const markPriceRecord = record({ symbol: wireName, markPrice: wireDecimal, time: wireTime });

/**
 * Price of one exchange that a mark price is made of.
 * @record PoloniexMarkPriceComponent
 */
export const markPriceComponent = record({
  /** The market's name on that exchange. */
  symbol: wireName,
  /** Its price there. */
  symbolPrice: wireDecimal,
  /** Its share in the mark price, a fraction. */
  weight: wireDecimal,
  /** Its price in the currency of the mark price. */
  convertPrice: wireDecimal,
  exchange: z.string(),
});

/**
 * Answer of GET /markets/{symbol}/markPriceComponents.
 * @record PoloniexMarkPriceComponents
 * @example {"symbol":"BTC_USDT","markPrice":"46300.1","ts":1648776163010,"components":[{"symbol":"BTC_USDT",
 *   "symbolPrice":"46300.1","weight":"0.5","convertPrice":"46300.1","exchange":"poloniex"}]}
 */
export const markPriceComponentsRecord = record({
  symbol: wireName,
  markPrice: wireDecimal,
  /** When it was made, UTC epoch ms. */
  ts: wireTime,
  components: z.array(markPriceComponent),
});

/**
 * A row of GET /markets/ticker24h: the figures of the last 24 hours.
 * @record PoloniexTicker24h
 * @check checkTicker24h copied
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
    /** In base units. */
    quantity: wireDecimal,
    /** In quote units. */
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
 * A candle of GET /markets/{symbol}/candles, its row of 14 elements by name, in their order.
 * @record PoloniexCandle
 * @check checkCandle
 * @decode decodeCandle [] low high open close amount- quantity buyTakerAmount- buyTakerQuantity- tradeCount- ts-
 *   weightedAverage- interval- startTime closeTime
 * @example ["45218","47590.82","47009.11","45516.6","13337.8","0.2","6669.1","0.1",17,1648776163000,"46000.1","HOUR_1",
 *   1648774800000,1648778399999]
 */
export const candleRecord = z.looseObject({
  low: wireDecimal,
  high: wireDecimal,
  open: wireDecimal,
  close: wireDecimal,
  /** In quote units. */
  amount: wireDecimal,
  /** In base units. */
  quantity: wireDecimal,
  buyTakerAmount: wireDecimal,
  buyTakerQuantity: wireDecimal,
  tradeCount: wireInteger,
  /** When the row was made, UTC epoch ms. */
  ts: wireTime,
  weightedAverage: wireDecimal,
  interval: z.string(),
  /** UTC epoch ms. */
  startTime: wireTime,
  /** UTC epoch ms. */
  closeTime: wireTime,
});

const candleFields = once(() => Object.keys(candleRecord.shape));
const readFields = checkedFirst(checkCandle, readerOf(candleRecord));

/** Reads a row of candles by name. */
export const readCandle: Reader<PoloniexCandle> = (value) => {
  if (!Array.isArray(value)) throw new RecordMismatch('', 'expected an array');
  const fields = candleFields();
  const row: Record<string, unknown> = {};
  for (let index = 0; index < fields.length; index += 1) row[fields[index] as string] = value[index];
  return readFields(row);
};

/**
 * Answer of GET /markets/{symbol}/orderBook: flat lists of price, quantity, price, quantity, best first.
 * @record PoloniexOrderBook
 * @example {"time":1648776163000,"scale":"0.01","asks":["46303.62","0.0154"],"bids":["46301","0.01"],"ts":1648776163010}
 */
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
 * @record PoloniexMarketTrade
 * @check checkMarketTrade copied
 * @example {"id":"194","price":"1.9","quantity":"110","amount":"209.00","takerSide":"SELL","ts":1648690080545,
 *   "createTime":1648634905695}
 */
export const marketTradeRecord = record({
  id: wireId,
  price: wireDecimal,
  quantity: wireDecimal,
  amount: wireDecimal,
  takerSide: typed<OpenText<'BUY' | 'SELL'>>(wireName),
  /** When it was pushed, UTC epoch ms. */
  ts: wireTime,
  /** When it was made, UTC epoch ms. */
  createTime: wireTime,
});
