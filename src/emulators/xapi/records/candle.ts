import type { HistoryCandle } from '../../market/candles';
import type { XapiInstrument } from '../instruments';
import { float, type Json, priceFloat } from '../json';
import { shortTime } from '../times';

/** RATE_INFO_RECORD: open in points; close, high and low as shifts from it. */
export function rateInfo(candle: HistoryCandle): Json {
  return {
    close: float(candle.close - candle.open),
    ctm: candle.time,
    ctmString: shortTime(candle.time),
    high: float(candle.high - candle.open),
    low: float(candle.low - candle.open),
    open: float(candle.open),
    vol: float(candle.volume),
  };
}

/** STREAMING_CANDLE_RECORD: real prices. */
export function streamingCandle(instrument: XapiInstrument, candle: HistoryCandle): Json {
  const { digits } = instrument;
  return {
    close: priceFloat(candle.close, digits),
    ctm: candle.time,
    ctmString: shortTime(candle.time),
    high: priceFloat(candle.high, digits),
    low: priceFloat(candle.low, digits),
    open: priceFloat(candle.open, digits),
    quoteId: instrument.quoteId,
    symbol: instrument.symbol,
    vol: float(candle.volume),
  };
}
