import type { BookLevel, OrderBook } from '../../../model';
import type { Mutable } from '../../../model/map-context';
import { decimalOf, decimalOrUndefined, type MapContext, timeFromWire } from './meta';
import type { TickFields } from './quote';

/** The levels of one symbol as a book, best first. Rows of other levels than 0, 1, 2... in a row are left out. */
export function toOrderBook(symbol: string, rows: readonly TickFields[], context: MapContext): OrderBook {
  const bids: BookLevel[] = [];
  const asks: BookLevel[] = [];
  let time = Number.NEGATIVE_INFINITY;
  for (const row of [...rows].sort((a, b) => a.level - b.level)) {
    if (row.level < 0) continue;
    bids.push(Object.freeze([decimalOf(row.bid), decimalOrUndefined(row.bidVolume)] as const));
    asks.push(Object.freeze([decimalOf(row.ask), decimalOrUndefined(row.askVolume)] as const));
    time = Math.max(time, timeFromWire(row.timestamp));
  }
  const { receivedTime, source, raw } = context;
  const book: Mutable<OrderBook> = {
    venue: 'xapi',
    receivedTime,
    source,
    symbol,
    bids: Object.freeze(bids),
    asks: Object.freeze(asks),
  };
  if (Number.isFinite(time)) book.time = time;
  if (raw !== undefined) book.raw = raw;
  return book;
}

/**
 * Joins the levels of one symbol into books.
 *
 * The venue sends every level as a frame of its own, all of one change with one timestamp, in any order and without a
 * mark at the last. So a book is given out
 * - as soon as as many levels of one timestamp are there as the change before it had,
 * - again for each further level of that timestamp (the book grew deeper), and
 * - when a newer timestamp begins and the levels before it had not been given out (it became shallower; levels
 *   above its first that it lacks are taken from the book before).
 * Frames older than the newest timestamp are dropped. A book never mixes prices of two changes otherwise.
 */
export class BookAssembler {
  readonly #symbol: string;
  #time = Number.NEGATIVE_INFINITY;
  #levels = new Map<number, TickFields>();
  #previous = new Map<number, TickFields>();
  #expected = 1;
  #complete = true;

  constructor(symbol: string) {
    this.#symbol = symbol;
  }

  /** Takes one frame and calls `emit` with each book that it completes. */
  add(tick: TickFields, context: MapContext, emit: (book: OrderBook) => void): void {
    if (tick.level < 0 || tick.timestamp < this.#time) return;
    if (tick.timestamp > this.#time) this.#begin(tick.timestamp, context, emit);
    this.#levels.set(tick.level, tick);
    if (this.#levels.size < this.#expected || !this.#isContiguous()) return;
    this.#complete = true;
    this.#emit(context, emit);
  }

  /** Forgets everything: after a gap nothing of before may be joined with what follows. */
  reset(): void {
    this.#time = Number.NEGATIVE_INFINITY;
    this.#levels.clear();
    this.#previous.clear();
    this.#expected = 1;
    this.#complete = true;
  }

  #begin(timestamp: number, context: MapContext, emit: (book: OrderBook) => void): void {
    if (!this.#complete && this.#levels.size > 0) {
      const deepest = Math.max(...this.#levels.keys());
      for (let level = 0; level < deepest; level += 1) {
        const earlier = this.#previous.get(level);
        if (earlier && !this.#levels.has(level)) this.#levels.set(level, earlier);
      }
      this.#emit(context, emit);
    }
    this.#previous = this.#levels;
    this.#levels = new Map();
    this.#time = timestamp;
    this.#complete = false;
  }

  #emit(context: MapContext, emit: (book: OrderBook) => void): void {
    this.#expected = this.#levels.size;
    emit(toOrderBook(this.#symbol, [...this.#levels.values()], context));
  }

  #isContiguous(): boolean {
    for (let level = 0; level < this.#levels.size; level += 1) if (!this.#levels.has(level)) return false;
    return true;
  }
}
