import type { Quote } from '../../model';
import type { VenueClock } from '../../streaming/time/venue-clock';
import type { VenueTimes } from '../../streaming/time/venue-times';

/** Quotes of polls that repeat what has not changed: each row of a symbol is emitted once. */
export class ChangedQuotes {
  readonly #clock: VenueClock;
  readonly #times: VenueTimes;
  /** The last row of each symbol as text. */
  readonly #last = new Map<string, string>();

  constructor(clock: VenueClock, times: VenueTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  /** The quote of a symbol's row, or none where it has not changed or has a time that cannot be. */
  take<R>(symbol: string, row: R | undefined, toQuote: (row: R) => Quote): readonly Quote[] {
    if (row === undefined) return [];
    const text = JSON.stringify(row);
    if (this.#last.get(symbol) === text) return [];
    this.#last.set(symbol, text);
    const quote = toQuote(row);
    if (quote.time !== undefined) this.#clock.observeRecord(symbol, quote.time);
    return this.#times.refuses(`a quote of ${symbol}`, quote.time) ? [] : [quote];
  }

  /** The next row of the symbol is emitted, changed or not. */
  forget(symbol: string): void {
    this.#last.delete(symbol);
  }
}
