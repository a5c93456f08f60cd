import type { Quote, RecordSource } from '../../../model';
import { present } from '../../../model/map-context';
import type { StreamingTickRecord } from '../generated/records';
import { decimalOf, decimalOrUndefined, type Exactly, metaOf, timeFromWire } from './meta';

/** What a quote is made of: the common part of TICK_RECORD and STREAMING_TICK_RECORD. */
export type TickFields = Exactly<
  Omit<StreamingTickRecord, 'quoteId' | 'spreadRaw' | 'spreadTable'>,
  'ask' | 'askVolume' | 'bid' | 'bidVolume' | 'high' | 'low'
>;

/**
 * The quote of a tick of level 0; deeper levels belong to the book.
 *
 * The hottest function of the venue: every quote of a kind is one literal of one shape, without spread or copy.
 * @see XAPI 2.5.0, streaming getTickPrices, STREAMING_TICK_RECORD
 */
export function toQuote(tick: TickFields, receivedTime: number, source: RecordSource, raw?: unknown): Quote {
  const { bidVolume, askVolume } = tick;
  if (raw !== undefined || bidVolume == null || askVolume == null) {
    return toRareQuote(tick, receivedTime, source, raw);
  }
  return {
    venue: 'xapi',
    receivedTime,
    source,
    symbol: tick.symbol,
    bid: decimalOf(tick.bid),
    ask: decimalOf(tick.ask),
    bidQuantity: decimalOf(bidVolume),
    askQuantity: decimalOf(askVolume),
    high: decimalOf(tick.high),
    low: decimalOf(tick.low),
    time: Math.floor(tick.timestamp),
  };
}

function toRareQuote(tick: TickFields, receivedTime: number, source: RecordSource, raw: unknown): Quote {
  return {
    ...metaOf({ receivedTime, source, raw }),
    symbol: tick.symbol,
    bid: decimalOf(tick.bid),
    ask: decimalOf(tick.ask),
    ...present<Quote>({
      bidQuantity: decimalOrUndefined(tick.bidVolume),
      askQuantity: decimalOrUndefined(tick.askVolume),
    }),
    high: decimalOf(tick.high),
    low: decimalOf(tick.low),
    time: timeFromWire(tick.timestamp),
  };
}
