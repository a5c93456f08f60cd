import type { Clock } from '../../../core/clock';
import type { HistoryCandle } from '../../market/candles';
import type { Market } from '../../market/market';
import type { ChpInstrument } from '../instruments';
import type { Row } from '../json';
import { moscowText } from '../moscow';
import type { ResolvedOptions } from '../options';
import type { Tape, TapeTrade } from '../tape';
import { barStart, barsOf } from './bars';

const DAY_INTERVAL = 9;
const DAY_MS = 86_400_000;

/** What market rows are made of. */
export interface MarketRowSource {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly market: Market<ChpInstrument>;
  readonly tape: Tape;
}

/** The records of symbols, bars, quotes, trades and book levels, with the keys of the documents. */
export class MarketRows {
  readonly #source: MarketRowSource;
  /** The day so far and the close of the day before, by symbol; good for a minute. */
  readonly #days = new Map<
    string,
    { readonly minute: number; readonly day: HistoryCandle | undefined; readonly close: number | undefined }
  >();

  constructor(source: MarketRowSource) {
    this.#source = source;
  }

  /** A price of `points` as the server's binary arithmetic gives it. */
  price(points: number, { digits }: Pick<ChpInstrument, 'digits'>): number {
    const exact = Math.round(points) === points;
    if (!exact) return points / 10 ** digits;
    return this.#source.options.floatNoise ? points * Number(`1e-${digits}`) : points / 10 ** digits;
  }

  symbol(instrument: ChpInstrument, row: number, nrows: number): Row {
    const { expiryDate, digits, tickPoints } = instrument;
    const step = Number((tickPoints / 10 ** digits).toFixed(digits));
    const left = expiryDate === null ? 0 : Date.parse(`${expiryDate}Z`) - this.#source.clock.now();
    return {
      row,
      nrows,
      symbol: instrument.symbol,
      short_name: instrument.name,
      long_name: instrument.longName,
      type: instrument.secType,
      decimals: digits,
      lot_size: instrument.lotSize,
      punkt: instrument.secType === 'FUT' ? instrument.stepValue : step,
      step,
      sec_ext_id: null,
      sec_exch_name: instrument.exchange,
      expiryDate,
      days_before_expiry: Math.max(0, Math.ceil(left / DAY_MS)),
      strike: 0,
    };
  }

  bar(instrument: ChpInstrument, interval: number, bar: HistoryCandle, row: number, nrows: number): Row {
    return {
      row,
      nrows,
      symbol: instrument.symbol,
      interval,
      datetime: moscowText(bar.time),
      open: this.price(bar.open, instrument),
      high: this.price(bar.high, instrument),
      low: this.price(bar.low, instrument),
      close: this.price(bar.close, instrument),
      volume: bar.volume * instrument.lotSize,
      openInt: 0,
    };
  }

  tick(instrument: ChpInstrument, trade: TapeTrade): Row {
    return {
      symbol: instrument.symbol,
      datetime: moscowText(trade.time),
      price: this.price(trade.price, instrument),
      volume: trade.lots * instrument.lotSize,
      tradeno: String(trade.number),
      action: trade.action,
    };
  }

  quote(instrument: ChpInstrument): Row {
    const { market, tape } = this.#source;
    const { symbol, lotSize } = instrument;
    const best = market.best(symbol);
    const [level] = market.book(symbol);
    const trade = tape.last(symbol);
    const { day, close } = this.#day(symbol);
    const last = trade?.price ?? best.bid;
    const price = (points: number): number => this.price(points, instrument);
    const margin = (price(best.bid) * instrument.contractSize * instrument.marginPercent) / 100;
    const future = instrument.secType === 'FUT';
    const money = (value: number): number => Math.round(value * 100) / 100;
    return {
      symbol,
      datetime: moscowText(Math.max(best.time, trade?.time ?? 0)),
      open: price(day?.open ?? best.bid),
      high: price(Math.max(day?.high ?? last, last)),
      low: price(Math.min(day?.low ?? last, last)),
      close: price(close ?? best.bid),
      last: price(last),
      volume: (day?.volume ?? 0) * lotSize,
      size: (trade?.lots ?? 0) * lotSize,
      bid: price(best.bid),
      ask: price(best.ask),
      bidSize: (level?.bidVolume ?? 0) * lotSize,
      askSize: (level?.askVolume ?? 0) * lotSize,
      open_Int: 0,
      go_Buy: future ? money(margin) : 0,
      go_Sell: future ? money(margin) : 0,
      go_Base: 0,
      go_Base_Backed: 0,
      high_Limit: price(Math.round((close ?? best.bid) * 1.2)),
      low_Limit: price(Math.round((close ?? best.bid) * 0.8)),
      trading_Status: market.isOpen(symbol) ? 0 : 1,
      volat: 0,
      theor_Price: 0,
      step_Price: instrument.stepValue,
    };
  }

  /** The book, a row a level; row 0 is the best. */
  bidAsks(instrument: ChpInstrument): Row[] {
    const { symbol, lotSize } = instrument;
    return this.#source.market.book(symbol).map((level, row, { length }) => ({
      symbol,
      row,
      nrows: length,
      bid: this.price(level.bid, instrument),
      bidsize: level.bidVolume * lotSize,
      ask: this.price(level.ask, instrument),
      asksize: level.askVolume * lotSize,
    }));
  }

  #day(symbol: string): { readonly day: HistoryCandle | undefined; readonly close: number | undefined } {
    const { market, clock } = this.#source;
    const now = clock.now();
    const minute = Math.floor(now / 60_000);
    let known = this.#days.get(symbol);
    if (known?.minute !== minute) {
      const start = Math.floor(barStart(DAY_INTERVAL, now) / 60_000);
      const [before] = market.candles(symbol, 1, start - 1, start);
      const [day] = barsOf(market, symbol, DAY_INTERVAL, now, 1, now);
      known = { minute, day, close: before?.close };
      this.#days.set(symbol, known);
    }
    return known;
  }
}
