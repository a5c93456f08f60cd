import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import { priceOf } from '../money';
import { LevelBook, type Levels, type LevelUpdate } from './level-book';
import type { ListenersOf, PublicHubSource, PublicListener } from './public-source';

/** Levels of book_lv2. */
const LV2_LEVELS = 20;
const FIRST_ID = 1000;

/** Sends books: full snapshots on `book`, and changes on `book_lv2`. */
export class BookChannel {
  readonly #venue: PublicHubSource;
  readonly #of: ListenersOf;
  readonly #books = new Map<string, LevelBook>();
  #wholeBooks = 0;

  constructor(venue: PublicHubSource, listenersOf: ListenersOf) {
    this.#venue = venue;
    this.#of = listenersOf;
  }

  /** Sends a book that changed. */
  publish(instrument: PoloniexInstrument): void {
    for (const listener of this.#of('book', instrument.symbol)) this.sendSnapshot(listener, instrument);
    this.#updateLevels(instrument, undefined);
  }

  /** Sends a full book at the depth of its subscriber. */
  sendSnapshot(listener: PublicListener, instrument: PoloniexInstrument): void {
    this.#wholeBooks += 1;
    listener.sendRows('book', [
      {
        symbol: instrument.symbol,
        createTime: Math.floor(this.#venue.market.best(instrument.symbol).time),
        ...this.#levels(instrument, listener.depth),
        id: this.#wholeBooks,
        ts: this.#venue.now(),
      },
    ]);
  }

  /** Begins with the current book. Earlier subscribers get what changed meanwhile: there is one numbering for all. */
  begin(listener: PublicListener, instrument: PoloniexInstrument): void {
    this.#updateLevels(instrument, listener);
    const row = this.#levelRow(instrument.symbol, this.#bookOf(instrument).snapshot());
    listener.sendRows('book_lv2', [row], 'snapshot');
  }

  /** Leaves numbers of every book out. */
  skip(ids: number): void {
    for (const book of this.#books.values()) book.skip(ids);
  }

  /** Sends a bid above the best ask, of one symbol or of all. */
  cross(symbol: string | undefined): void {
    for (const [name, book] of this.#books) {
      const instrument = this.#venue.market.instrument(name);
      if (!instrument || (symbol !== undefined && symbol !== name)) continue;
      const { ask } = this.#venue.market.best(name);
      const price = priceOf(ask + instrument.tickPoints, instrument.digits).toFixed(instrument.digits);
      const update = book.lie({ asks: [], bids: [[price, '1']] });
      for (const listener of this.#of('book_lv2', name)) {
        listener.sendRows('book_lv2', [this.#levelRow(name, update)], 'update');
      }
    }
  }

  #updateLevels(instrument: PoloniexInstrument, except: PublicListener | undefined): void {
    const { symbol } = instrument;
    const listeners = this.#of('book_lv2', symbol).filter((listener) => listener !== except);
    // Without a subscriber nothing is numbered; the next one begins with a snapshot.
    if (listeners.length === 0 && !except) return;
    const update = this.#bookOf(instrument).become(this.#levels(instrument, LV2_LEVELS));
    if (!update) return;
    for (const listener of listeners)
      listener.sendRows('book_lv2', [this.#levelRow(symbol, update)], 'update');
  }

  #bookOf(instrument: PoloniexInstrument): LevelBook {
    let book = this.#books.get(instrument.symbol);
    if (!book) {
      book = new LevelBook(FIRST_ID, this.#levels(instrument, LV2_LEVELS));
      this.#books.set(instrument.symbol, book);
    }
    return book;
  }

  #levels(instrument: PoloniexInstrument, depth: number): Levels {
    const { book, rows } = this.#venue;
    return {
      asks: rows.pairs(instrument, book.levels(instrument, 'asks', depth)),
      bids: rows.pairs(instrument, book.levels(instrument, 'bids', depth)),
    };
  }

  #levelRow(symbol: string, { asks, bids, lastId, id }: LevelUpdate): Row {
    const createTime = Math.floor(this.#venue.market.best(symbol).time);
    return { symbol, createTime, asks, bids, lastId, id, ts: this.#venue.now() };
  }
}
