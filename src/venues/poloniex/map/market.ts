import { isCode } from '../../../adapter/schema/codes';
import {
  type BookLevel,
  type Candle,
  decimalFromText,
  type Instrument,
  type OrderBook,
  type Quote,
  shiftDecimal,
  type Trade,
} from '../../../model';
import { type MapContext, present, recordMeta } from '../../../model/map-context';
import type {
  PoloniexCandle,
  PoloniexCandleUpdate,
  PoloniexMarket,
  PoloniexMarketTrade,
  PoloniexOrderBook,
  PoloniexTicker24h,
  PoloniexTradeUpdate,
} from '../generated/records';
import { type PoloniexCandleInterval, sideOf } from './codes';

/**
 * The instrument of a row of GET /markets.
 *
 * Whether its trading has begun is for the venue's clock to say, which the caller gives.
 */
export function toInstrument(row: PoloniexMarket, serverTime: number, context: MapContext): Instrument {
  const limit = row.symbolTradeLimit;
  return {
    ...recordMeta('poloniex', context),
    symbol: row.symbol,
    name: row.displayName,
    kind: 'spot',
    base: row.baseCurrencyName,
    quote: row.quoteCurrencyName,
    currency: row.quoteCurrencyName,
    priceDecimals: limit.priceScale,
    tickSize: shiftDecimal('1', limit.priceScale),
    lotStep: shiftDecimal('1', limit.quantityScale),
    minQuantity: decimalFromText(limit.minQuantity),
    quoteStep: shiftDecimal('1', limit.amountScale),
    minNotional: decimalFromText(limit.minAmount),
    ...present<Instrument>({
      maxQuantity: bound(limit.maxQuantity),
      maxNotional: bound(limit.maxAmount),
    }),
    tradable: !isCode(row.state, 'PAUSE') && row.tradableStartTime <= serverTime,
  };
}

/** The quote of a row of GET /markets/ticker24h. */
export function toQuote(row: PoloniexTicker24h, context: MapContext): Quote {
  return {
    ...recordMeta('poloniex', context),
    symbol: row.symbol,
    ...present<Quote>({
      bid: price(row.bid),
      ask: price(row.ask),
      bidQuantity: quantityAt(row.bid, row.bidQuantity),
      askQuantity: quantityAt(row.ask, row.askQuantity),
    }),
    last: decimalFromText(row.close),
    open: decimalFromText(row.open),
    high: decimalFromText(row.high),
    low: decimalFromText(row.low),
    volume: decimalFromText(row.quantity),
    time: row.ts,
  };
}

/** A row of GET /markets/{symbol}/trades. */
export function toTrade(symbol: string, row: PoloniexMarketTrade, context: MapContext): Trade {
  return {
    ...recordMeta('poloniex', context),
    id: row.id,
    symbol,
    price: decimalFromText(row.price),
    quantity: decimalFromText(row.quantity),
    ...present<Trade>({ side: sideOf(row.takerSide) }),
    time: row.createTime,
  };
}

/** A row of the trades channel. */
export function toStreamTrade(row: PoloniexTradeUpdate, receivedTime: number, raw?: unknown): Trade {
  const side = sideOf(row.takerSide);
  const trade: { -readonly [K in keyof Trade]: Trade[K] } = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    id: row.id,
    symbol: row.symbol,
    price: decimalFromText(row.price),
    quantity: decimalFromText(row.quantity),
    time: row.createTime,
  };
  if (side !== undefined) trade.side = side;
  if (raw !== undefined) trade.raw = raw;
  return trade;
}

/** The book of GET /markets/{symbol}/orderBook, whose lists are price, quantity, price, quantity. */
export function toOrderBook(
  symbol: string,
  row: PoloniexOrderBook,
  depth: number | undefined,
  context: MapContext,
): OrderBook {
  return {
    ...recordMeta('poloniex', context),
    symbol,
    bids: levelsOf(row.bids, depth),
    asks: levelsOf(row.asks, depth),
    time: row.ts,
  };
}

/** What tells whether a candle can still change. */
export interface CandleContext extends MapContext {
  readonly symbol: string;
  readonly interval: PoloniexCandleInterval;
  /** The venue's clock, UTC epoch ms. */
  readonly serverTime: number;
}

/** A candle of GET /markets/{symbol}/candles. `closeTime` is its last millisecond. */
export function toCandle(row: PoloniexCandle, context: CandleContext): Candle {
  return {
    ...recordMeta('poloniex', context),
    symbol: context.symbol,
    interval: context.interval,
    openTime: row.startTime,
    open: decimalFromText(row.open),
    high: decimalFromText(row.high),
    low: decimalFromText(row.low),
    close: decimalFromText(row.close),
    volume: decimalFromText(row.quantity),
    closed: row.closeTime < context.serverTime,
  };
}

/** A row of a candles channel: closed when it was pushed after its last millisecond. */
export function toStreamCandle(
  row: PoloniexCandleUpdate,
  interval: PoloniexCandleInterval,
  context: MapContext,
): Candle {
  return {
    ...recordMeta('poloniex', context),
    symbol: row.symbol,
    interval,
    openTime: row.startTime,
    open: decimalFromText(row.open),
    high: decimalFromText(row.high),
    low: decimalFromText(row.low),
    close: decimalFromText(row.close),
    volume: decimalFromText(row.quantity),
    closed: row.ts > row.closeTime && row.closeTime >= row.startTime,
  };
}

function levelsOf(flat: readonly string[], depth = Number.POSITIVE_INFINITY): readonly BookLevel[] {
  const levels: BookLevel[] = [];
  for (let at = 0; at + 1 < flat.length && levels.length < depth; at += 2) {
    levels.push([decimalFromText(flat[at] as string), decimalFromText(flat[at + 1] as string)]);
  }
  return levels;
}

/** Zero is how the venue says that there is no such price. */
function price(text: string | undefined): string | undefined {
  const value = text === undefined ? '0' : decimalFromText(text);
  return value === '0' ? undefined : value;
}

function quantityAt(text: string | undefined, quantity: string | undefined): string | undefined {
  return price(text) === undefined || quantity === undefined ? undefined : decimalFromText(quantity);
}

/** Zero, or an empty text, is how the venue says that there is no bound. */
function bound(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : price(text);
}
