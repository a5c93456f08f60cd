import type { Market } from '../../market/market';
import type { BookLevel, SpotBook } from '../book';
import type { PoloniexInstrument } from '../instruments';
import { INTERVALS } from '../intervals';
import type { Json, Row } from '../json';
import { Decimal, plain, priceOf, ZERO } from '../money';
import type { TapeTrade } from '../tape';
import { candlesBetween } from './candles';

/** What the rows are made of. */
export interface MarketRowsSource {
  readonly market: Market<PoloniexInstrument>;
  readonly book: SpotBook;
  /** The instant of the market. */
  readonly marketNow: () => number;
  /** The venue's own time, which stamps what it sends. */
  readonly now: () => number;
}

interface Day {
  readonly minute: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly quantity: Decimal;
  readonly amount: Decimal;
  readonly tradeCount: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const LISTED_TIME = 1_659_018_819_512;

/** Writes the venue's rows about its markets. */
export class MarketRows {
  readonly #source: MarketRowsSource;
  readonly #days = new Map<string, Day>();

  constructor(source: MarketRowsSource) {
    this.#source = source;
    source.market.onHand((symbol) => this.#days.delete(symbol));
  }

  market(instrument: PoloniexInstrument): Row {
    const { symbol, base, quote } = instrument;
    return {
      symbol,
      baseCurrencyName: base,
      quoteCurrencyName: quote,
      displayName: `${base}/${quote}`,
      state: this.#source.market.isOpen(symbol) ? 'NORMAL' : 'PAUSE',
      visibleStartTime: LISTED_TIME,
      tradableStartTime: LISTED_TIME,
      symbolTradeLimit: {
        symbol,
        priceScale: instrument.digits,
        quantityScale: instrument.quantityScale,
        amountScale: instrument.amountScale,
        minQuantity: instrument.minQuantity,
        minAmount: instrument.minAmount,
        maxQuantity: instrument.maxQuantity,
        maxAmount: instrument.maxAmount,
        highestBid: '0',
        lowestAsk: '0',
      },
      crossMargin: { supportCrossMargin: false, maxLeverage: 1 },
    };
  }

  /** The last 24 hours; `withBook` for REST, without for the socket. */
  ticker(instrument: PoloniexInstrument, withBook: boolean): Row {
    const { symbol, digits, name } = instrument;
    const day = this.#day(instrument);
    const { bid } = this.#source.market.best(symbol);
    const close = priceOf(bid, digits);
    const now = this.#source.now();
    const price = (value: Decimal): string => value.toFixed(digits);
    const best = (levels: readonly BookLevel[]) => levels[0] ?? { price: 0, quantity: ZERO };
    const [bestBid, bestAsk] = withBook
      ? [
          best(this.#source.book.levels(instrument, 'bids', 1)),
          best(this.#source.book.levels(instrument, 'asks', 1)),
        ]
      : [];
    return {
      symbol,
      open: price(day.open),
      low: price(Decimal.min(day.low, close)),
      high: price(Decimal.max(day.high, close)),
      close: price(close),
      quantity: plain(day.quantity),
      amount: plain(day.amount),
      tradeCount: day.tradeCount,
      startTime: (day.minute - 1440) * MINUTE_MS,
      closeTime: now,
      ...(withBook ? { displayName: name } : {}),
      dailyChange: this.#change(day, close),
      ...(bestBid && bestAsk
        ? {
            bid: price(priceOf(bestBid.price, digits)),
            bidQuantity: plain(bestBid.quantity),
            ask: price(priceOf(bestAsk.price, digits)),
            askQuantity: plain(bestAsk.quantity),
          }
        : {}),
      ts: now,
      markPrice: price(close),
    };
  }

  price(instrument: PoloniexInstrument): Row {
    const { symbol, digits } = instrument;
    const { bid, time } = this.#source.market.best(symbol);
    const close = priceOf(bid, digits);
    return {
      symbol,
      price: close.toFixed(digits),
      time: Math.floor(time),
      dailyChange: this.#change(this.#day(instrument), close),
      ts: this.#source.now(),
    };
  }

  markPrice({ symbol, digits }: PoloniexInstrument): Row {
    const { bid, time } = this.#source.market.best(symbol);
    return { symbol, markPrice: priceOf(bid, digits).toFixed(digits), time: Math.floor(time) };
  }

  /** The exchanges that the mark price is made of: this one, and one that agrees with it. */
  markPriceComponents(instrument: PoloniexInstrument): Row {
    const { symbol, markPrice } = this.markPrice(instrument) as { symbol: string; markPrice: string };
    const of = (exchange: string): Row => ({
      symbol,
      symbolPrice: markPrice,
      weight: '0.5',
      convertPrice: markPrice,
      exchange,
    });
    return { symbol, ts: this.#source.now(), markPrice, components: [of('poloniex'), of('other')] };
  }

  /** Levels as pairs of price and quantity. */
  pairs({ digits }: PoloniexInstrument, levels: readonly BookLevel[]): (readonly [string, string])[] {
    return levels.map(({ price, quantity }) => [priceOf(price, digits).toFixed(digits), plain(quantity)]);
  }

  /** @param points - into steps of how many points levels are grouped; 1 groups nothing */
  orderBook(instrument: PoloniexInstrument, limit: number, points: number): Row {
    const { book, market, now } = this.#source;
    const flat = (side: 'asks' | 'bids'): readonly Json[] => {
      const levels = book.levels(instrument, side, points === 1 ? limit : undefined);
      return this.pairs(instrument, grouped(levels, side, points).slice(0, limit)).flat();
    };
    const ts = now();
    return {
      time: Math.floor(market.best(instrument.symbol).time),
      scale: plain(priceOf(points, instrument.digits)),
      asks: flat('asks'),
      bids: flat('bids'),
      ts,
    };
  }

  trade({ digits }: PoloniexInstrument, { id, price, quantity, takerSide, time }: TapeTrade): Row {
    return {
      id: String(id),
      price: price.toFixed(digits),
      quantity: plain(quantity),
      amount: plain(price.times(quantity)),
      takerSide,
      ts: this.#source.now(),
      createTime: time,
    };
  }

  tradeEvent(
    { symbol, digits }: PoloniexInstrument,
    { id, price, quantity, takerSide, time }: TapeTrade,
  ): Row {
    return {
      symbol,
      amount: plain(price.times(quantity)),
      takerSide: takerSide.toLowerCase(),
      quantity: plain(quantity),
      createTime: time,
      price: price.toFixed(digits),
      id,
      ts: this.#source.now(),
    };
  }

  #change({ open }: Day, close: Decimal): string {
    return plain(open.gt(0) ? close.minus(open).div(open).toDecimalPlaces(4) : ZERO);
  }

  /** The 24 hours until the start of this minute, kept for the minute: a ticker is sent with every price. */
  #day(instrument: PoloniexInstrument): Day {
    const now = this.#source.marketNow();
    const minute = Math.floor(now / MINUTE_MS);
    const known = this.#days.get(instrument.symbol);
    if (known?.minute === minute) return known;
    const interval = INTERVALS.get('HOUR_1');
    const span = { from: now - DAY_MS, to: now, limit: 24, now };
    const candles = interval ? candlesBetween(this.#source.market, instrument, interval, span) : [];
    const bid = priceOf(this.#source.market.best(instrument.symbol).bid, instrument.digits);
    const sum = (pick: (candle: (typeof candles)[number]) => Decimal): Decimal =>
      candles.reduce((total, candle) => total.plus(pick(candle)), ZERO);
    const day: Day = {
      minute,
      open: candles[0]?.open ?? bid,
      high: candles.reduce((high, candle) => Decimal.max(high, candle.high), bid),
      low: candles.reduce((low, candle) => Decimal.min(low, candle.low), bid),
      quantity: sum(({ quantity }) => quantity),
      amount: sum(({ amount }) => amount),
      tradeCount: candles.reduce((total, { tradeCount }) => total + tradeCount, 0),
    };
    this.#days.set(instrument.symbol, day);
    return day;
  }
}

/** Levels in steps of so many points, best first: bids go down to their step and asks up, so that no price improves. */
function grouped(levels: readonly BookLevel[], side: 'asks' | 'bids', points: number): readonly BookLevel[] {
  if (points === 1) return levels;
  const steps = new Map<number, Decimal>();
  for (const { price, quantity } of levels) {
    const step = (side === 'bids' ? Math.floor(price / points) : Math.ceil(price / points)) * points;
    steps.set(step, (steps.get(step) ?? ZERO).plus(quantity));
  }
  return [...steps].map(([price, quantity]) => ({ price, quantity }));
}
