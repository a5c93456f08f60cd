import type { Market, MarketQuote } from '../../market/market';
import type { XapiInstrument } from '../instruments';
import { type Json, priceFloat } from '../json';
import { spreadInPips } from './symbol';

/** The requested levels of a quote: all for a negative `level`, else that one. */
export type WantedLevels = (level: number) => boolean;

/** The members that TICK_RECORD and STREAMING_TICK_RECORD share, one record a level, the best first. */
function levels(
  market: Market<XapiInstrument>,
  instrument: XapiInstrument,
  wanted: WantedLevels,
  extra: Readonly<Record<string, Json>>,
): Json[] {
  const { symbol, digits } = instrument;
  const quote: MarketQuote = market.quote(symbol);
  const records: Json[] = [];
  market.book(symbol).forEach((row, level) => {
    if (!wanted(level)) return;
    const spread = { bid: row.bid, ask: row.ask };
    records.push({
      ask: priceFloat(row.ask, digits),
      askVolume: row.askVolume * instrument.contractSize,
      bid: priceFloat(row.bid, digits),
      bidVolume: row.bidVolume * instrument.contractSize,
      high: priceFloat(quote.high, digits),
      level,
      low: priceFloat(quote.low, digits),
      spreadRaw: priceFloat(row.ask - row.bid, digits),
      spreadTable: spreadInPips(instrument, spread),
      symbol,
      timestamp: quote.time,
      ...extra,
    });
  });
  return records;
}

/** TICK_RECORDs: with `exemode`, without `quoteId`. */
export function tickRecords(
  market: Market<XapiInstrument>,
  instrument: XapiInstrument,
  wanted: WantedLevels,
): Json[] {
  return levels(market, instrument, wanted, { exemode: instrument.kind === 'stock' ? 2 : 1 });
}

/** STREAMING_TICK_RECORDs: with `quoteId`, without `exemode`; one timestamp for all levels. */
export function streamingTicks(
  market: Market<XapiInstrument>,
  instrument: XapiInstrument,
  wanted: WantedLevels,
): Json[] {
  return levels(market, instrument, wanted, { quoteId: instrument.quoteId });
}
