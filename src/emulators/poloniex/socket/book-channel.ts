import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import { priceOf } from '../money';
import { LevelBook, type Levels, type LevelUpdate } from './level-book';
import type { ListenersOf, PublicHubSource, PublicListener } from './public-source';

/** Levels of book_lv2. */
const LV2_LEVELS = 20;
const FIRST_ID = 1000;

/** Tells books: whole ones each time, and those that are told by their changes. */
export class BookChannel {
  readonly #venue: PublicHubSource;
  readonly #of: ListenersOf;
  readonly #books = new Map<string, LevelBook>();
  #wholeBooks = 0;

  constructor(venue: PublicHubSource, listenersOf: ListenersOf) {
    this.#venue = venue;
    this.#of = listenersOf;
  }

  /** Tells a book that changed. */
  tell(instrument: PoloniexInstrument): void {
    for (const listener of this.#of('book', instrument.symbol)) this.tellWhole(listener, instrument);
    this.#updateLevels(instrument, undefined);
  }

  /** Tells a whole book, as deep as its listener wants it. */
  tellWhole(listener: PublicListener, instrument: PoloniexInstrument): void {
    this.#wholeBooks += 1;
    listener.tell('book', [
      {
        symbol: instrument.symbol,
        createTime: Math.floor(this.#venue.market.best(instrument.symbol).time),
        ...this.#levels(instrument, listener.depth),
        id: this.#wholeBooks,
        ts: this.#venue.now(),
      },
    ]);
  }

  /** Begins with the book of now. Who was here before gets what changed meanwhile: one numbering serves all. */
  begin(listener: PublicListener, instrument: PoloniexInstrument): void {
    this.#updateLevels(instrument, listener);
    const row = this.#levelRow(instrument.symbol, this.#bookOf(instrument).snapshot());
    listener.tell('book_lv2', [row], 'snapshot');
  }

  /** Leaves numbers of every book out. */
  skip(ids: number): void {
    for (const book of this.#books.values()) book.skip(ids);
  }

  /** Tells a bid above the best ask, of one symbol or of all. */
  cross(symbol: string | undefined): void {
    for (const [name, book] of this.#books) {
      const instrument = this.#venue.market.instrument(name);
      if (!instrument || (symbol !== undefined && symbol !== name)) continue;
      const { ask } = this.#venue.market.best(name);
      const price = priceOf(ask + instrument.tickPoints, instrument.digits).toFixed(instrument.digits);
      const update = book.lie({ asks: [], bids: [[price, '1']] });
      for (const listener of this.#of('book_lv2', name)) {
        listener.tell('book_lv2', [this.#levelRow(name, update)], 'update');
      }
    }
  }

  #updateLevels(instrument: PoloniexInstrument, except: PublicListener | undefined): void {
    const { symbol } = instrument;
    const listeners = this.#of('book_lv2', symbol).filter((listener) => listener !== except);
    // Without a listener nothing is numbered; who comes next begins with a snapshot.
    if (listeners.length === 0 && !except) return;
    const update = this.#bookOf(instrument).become(this.#levels(instrument, LV2_LEVELS));
    if (!update) return;
    for (const listener of listeners) listener.tell('book_lv2', [this.#levelRow(symbol, update)], 'update');
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
