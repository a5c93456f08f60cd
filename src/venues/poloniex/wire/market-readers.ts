import { listOf, type Reader, RecordMismatch, readerOf } from '../../../adapter/schema/reader';
import type { PoloniexCandle, PoloniexCurrency } from '../generated/records';
import { currencyRecord, currencyV2Record } from './currency';
import {
  candleRecord,
  marketRecord,
  marketTradeRecord,
  markPriceComponentsRecord,
  markPriceRecord,
  orderBookRecord,
  priceRecord,
  tickerRecord,
  timestamp,
} from './market';
import { oneOf } from './readers';

const market = readerOf(marketRecord);
const price = readerOf(priceRecord);
const markPrice = readerOf(markPriceRecord);
const ticker = readerOf(tickerRecord);
const currency = readerOf(currencyRecord);
const currencyV2 = readerOf(currencyV2Record);

/** What reads the answer of each request. */
export const readTimestamp = readerOf(timestamp);
export const readMarkets = listOf(market);
export const readMarket = oneOf(market);
export const readPrices = listOf(price);
export const readPrice = oneOf(price);
export const readMarkPrices = listOf(markPrice);
export const readMarkPrice = oneOf(markPrice);
export const readMarkPriceComponents = oneOf(readerOf(markPriceComponentsRecord));
export const readTickers24h = listOf(ticker);
export const readTicker24h = oneOf(ticker);
export const readOrderBook = readerOf(orderBookRecord);
export const readMarketTrades = listOf(readerOf(marketTradeRecord));
export const readCurrenciesV2 = listOf(currencyV2);
export const readCurrencyV2 = oneOf(currencyV2);

/** The currency of an object `{"BTC": {...}}`, its key among its fields. */
const namedCurrency: Reader<PoloniexCurrency> = (value) => {
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (entry === undefined || entries.length > 1)
    throw new RecordMismatch('', 'expected an object of one currency');
  const [name, fields] = entry as [string, unknown];
  if (typeof fields !== 'object' || fields === null) throw new RecordMismatch(name, 'expected an object');
  return currency({ ...fields, currency: name });
};

export const readCurrencies = listOf(namedCurrency);
export const readCurrency = oneOf(namedCurrency);

const CANDLE_FIELDS = Object.keys(candleRecord.shape);
const candleFields = readerOf(candleRecord);

/** A candle by name. */
const candle: Reader<PoloniexCandle> = (value) => {
  if (!Array.isArray(value)) throw new RecordMismatch('', 'expected an array');
  return candleFields(Object.fromEntries(CANDLE_FIELDS.map((name, index) => [name, value[index]])));
};

export const readCandles = listOf(candle);
