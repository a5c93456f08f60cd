import { isCode } from '../../../adapter/schema/codes';
import type { BookLevel, Candle, Instrument, OrderBook, Quote, Trade } from '../../../model';
import { decimalFromText, shiftDecimal } from '../../../model/decimal';
import { type MapContext, type Mutable, present, recordMeta } from '../../../model/map-context';
import type {
  PoloniexCandle,
  PoloniexCandleUpdate,
  PoloniexMarket,
  PoloniexMarketTrade,
  PoloniexOrderBook,
  PoloniexTicker24h,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from '../generated/records';
import { type PoloniexCandleInterval, sideOf } from './codes';

/**
 * The instrument of a row of GET /markets.
 *
 * Whether its trading has begun depends on the venue's clock, which the caller gives.
 */
export function toInstrument(
  row: PoloniexMarket,
  serverTime: number,
  context: MapContext,
  { makerFeeRate, takerFeeRate }: Pick<Instrument, 'makerFeeRate' | 'takerFeeRate'> = {},
): Instrument {
  const limit = row.symbolTradeLimit;
  const instrument: Mutable<Instrument> = {
    venue: 'poloniex',
    receivedTime: context.receivedTime,
    source: context.source,
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
    tradable: !isCode(row.state, 'PAUSE') && row.tradableStartTime <= serverTime,
  };
  const maxQuantity = bound(limit.maxQuantity);
  const maxNotional = bound(limit.maxAmount);
  if (context.raw !== undefined) instrument.raw = context.raw;
  if (maxQuantity !== undefined) instrument.maxQuantity = maxQuantity;
  if (maxNotional !== undefined) instrument.maxNotional = maxNotional;
  if (makerFeeRate !== undefined) instrument.makerFeeRate = makerFeeRate;
  if (takerFeeRate !== undefined) instrument.takerFeeRate = takerFeeRate;
  return instrument;
}

/** The last price and the figures of the last 24 h. */
export type TickerSnapshot = Required<Pick<Quote, 'last' | 'open' | 'high' | 'low' | 'volume' | 'time'>>;

/** Of a row of the ticker channel, or of GET /markets/ticker24h. Hot. */
export function toSnapshot({
  close,
  open,
  high,
  low,
  quantity,
  ts,
}: PoloniexTickerUpdate | PoloniexTicker24h): TickerSnapshot {
  return {
    last: decimalFromText(close),
    open: decimalFromText(open),
    high: decimalFromText(high),
    low: decimalFromText(low),
    volume: decimalFromText(quantity),
    time: ts,
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
    ...toSnapshot(row),
  };
}

/** A row of GET /markets/{symbol}/trades. */
export function toTrade(symbol: string, row: PoloniexMarketTrade, context: MapContext): Trade {
  const side = sideOf(row.takerSide);
  const trade: Mutable<Trade> = {
    venue: 'poloniex',
    receivedTime: context.receivedTime,
    source: context.source,
    id: row.id,
    symbol,
    price: decimalFromText(row.price),
    quantity: decimalFromText(row.quantity),
    time: row.createTime,
  };
  if (side !== undefined) trade.side = side;
  if (context.raw !== undefined) trade.raw = context.raw;
  return trade;
}

/** A row of the trades channel. @param symbol - its symbol, as one string for all of them */
export function toStreamTrade(
  row: PoloniexTradeUpdate,
  symbol: string,
  receivedTime: number,
  raw?: unknown,
): Trade {
  const side = sideOf(row.takerSide);
  const trade: Mutable<Trade> = {
    venue: 'poloniex',
    receivedTime,
    source: 'stream',
    id: row.id,
    symbol,
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

/** What mapping reads of a candle. */
export type CandleFields = Pick<
  PoloniexCandle,
  'low' | 'high' | 'open' | 'close' | 'quantity' | 'startTime' | 'closeTime'
>;

/** A candle of GET /markets/{symbol}/candles. `closeTime` is its last millisecond. */
export function toCandle(
  row: CandleFields,
  context: MapContext & CandleName & { readonly serverTime: number },
): Candle {
  return candleOf(row, context, row.closeTime < context.serverTime, context);
}

/** A row of a candles channel: closed when it was pushed after its last millisecond. */
export function toStreamCandle(
  row: PoloniexCandleUpdate,
  interval: PoloniexCandleInterval,
  context: MapContext,
): Candle {
  const closed = row.ts > row.closeTime && row.closeTime >= row.startTime;
  return candleOf(row, { symbol: row.symbol, interval }, closed, context);
}

type CandleName = Pick<Candle, 'symbol' | 'interval'>;

function candleOf(
  row: CandleFields,
  { symbol, interval }: CandleName,
  closed: boolean,
  context: MapContext,
): Candle {
  const candle: Mutable<Candle> = {
    venue: 'poloniex',
    receivedTime: context.receivedTime,
    source: context.source,
    symbol,
    interval,
    openTime: row.startTime,
    open: decimalFromText(row.open),
    high: decimalFromText(row.high),
    low: decimalFromText(row.low),
    close: decimalFromText(row.close),
    volume: decimalFromText(row.quantity),
    closed,
  };
  if (context.raw !== undefined) candle.raw = context.raw;
  return candle;
}

function levelsOf(flat: readonly string[], depth = Number.POSITIVE_INFINITY): readonly BookLevel[] {
  const levels: BookLevel[] = [];
  for (let at = 0; at + 1 < flat.length && levels.length < depth; at += 2) {
    levels.push([decimalFromText(flat[at] as string), decimalFromText(flat[at + 1] as string)]);
  }
  return levels;
}

/** The venue sends zero where there is no such price. */
function price(text: string | undefined): string | undefined {
  const value = text === undefined ? '0' : decimalFromText(text);
  return value === '0' ? undefined : value;
}

function quantityAt(text: string | undefined, quantity: string | undefined): string | undefined {
  return price(text) === undefined || quantity === undefined ? undefined : decimalFromText(quantity);
}

/** The venue sends zero, or an empty text, where there is no bound. */
function bound(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : price(text);
}
