import type { PoloniexInstrument } from '../instruments';
import { CANDLE_CHANNELS, type Interval, startOf } from '../intervals';
import { candleAt, candleEvent } from '../rows/candles';
import type { ListenersOf, PublicHubSource } from './public-source';

/** Sends candles as they change. */
export class CandleChannel {
  readonly #venue: PublicHubSource;
  readonly #of: ListenersOf;
  /** The last candle sent, by channel and symbol. */
  readonly #emitted = new Map<string, { readonly start: number; readonly text: string }>();

  constructor(venue: PublicHubSource, listenersOf: ListenersOf) {
    this.#venue = venue;
    this.#of = listenersOf;
  }

  /** Sends the changed candles of a market, of every length; the end of the previous one first. */
  publish(instrument: PoloniexInstrument): void {
    for (const [channel, interval] of CANDLE_CHANNELS) this.#publishOne(channel, interval, instrument);
  }

  /** Clears what was sent. */
  clear(): void {
    this.#emitted.clear();
  }

  #publishOne(channel: string, interval: Interval, instrument: PoloniexInstrument): void {
    const { symbol } = instrument;
    const listeners = this.#of(channel, symbol);
    if (listeners.length === 0) return;
    const { market, clock } = this.#venue;
    const key = `${channel} ${symbol}`;
    const before = this.#emitted.get(key);
    const start = startOf(interval, clock.now());
    const times = before && before.start < start ? [before.start, start] : [start];
    for (const time of times) {
      const candle = candleAt(market, instrument, interval, time, clock.now());
      const text = candle ? JSON.stringify(candleEvent(instrument, candle, 0)) : '';
      if (!candle || text === this.#emitted.get(key)?.text) continue;
      this.#emitted.set(key, { start: candle.startTime, text });
      for (const listener of listeners)
        listener.sendRows(channel, [candleEvent(instrument, candle, this.#venue.now())]);
    }
  }
}
