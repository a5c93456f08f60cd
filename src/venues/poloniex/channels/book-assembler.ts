import { type BookLevel, compareDecimals } from '../../../model';
import type { PoloniexBookUpdate } from '../generated/records';
import type { PoloniexBookAction } from '../types/stream';
import { BookSide } from './book-side';

/** Levels a side that book_lv2 keeps. */
export const BOOK_LEVELS = 20;

/** Updates that are kept while the snapshot which they follow is on its way. */
const MAX_EARLY = 1000;

/**
 * What a row did: the book is `whole` after it, the row was `old` and changed nothing, it has to wait for a snapshot, or it
 * broke the book, which is empty then until the next snapshot.
 */
export type BookOutcome = 'whole' | 'old' | 'waiting' | 'gap' | 'crossed';

/**
 * The book of one symbol out of the rows of book_lv2: a snapshot, then updates that each name the one before.
 *
 * Pure: rows in, outcomes out. A row that does not follow, or that crosses the book, leaves no book behind, so that a
 * broken one can never be read.
 */
export class BookAssembler {
  readonly #bids = new BookSide('bids');
  readonly #asks = new BookSide('asks');
  #id: number | string | undefined;
  #time = 0;
  #early: PoloniexBookUpdate[] = [];

  /** Whether there is a book that can be read. */
  get isWhole(): boolean {
    return this.#id !== undefined;
  }

  /** The venue's number of the last row; undefined while there is no book. */
  get id(): number | string | undefined {
    return this.#id;
  }

  /** Best first; an immutable picture. */
  get bids(): readonly BookLevel[] {
    return this.#bids.view;
  }

  /** Best first; an immutable picture. */
  get asks(): readonly BookLevel[] {
    return this.#asks.view;
  }

  /** The venue's time of the last row, UTC epoch ms. */
  get time(): number {
    return this.#time;
  }

  /** Takes the next row. */
  take(row: PoloniexBookUpdate, action: PoloniexBookAction): BookOutcome {
    if (action === 'snapshot') return this.#begin(row);
    if (this.#id === undefined) {
      // Past the bound the snapshot will not be one that these follow; the gap then shows.
      if (this.#early.length < MAX_EARLY) this.#early.push(row);
      return 'waiting';
    }
    return this.#follow(row, this.#id);
  }

  /** Forgets the book: what comes next is not joined with what came before. */
  drop(): void {
    this.#id = undefined;
    this.#early = [];
    this.#bids.clear();
    this.#asks.clear();
  }

  #begin(row: PoloniexBookUpdate): BookOutcome {
    // One that is older than the book, and late, must not undo what came after it.
    if (this.#id !== undefined && !isAfter(row.id, this.#id) && row.ts <= this.#time) return 'old';
    const early = this.#early;
    this.drop();
    this.#apply(row);
    let outcome = this.#outcome();
    for (const update of early) {
      if (this.#id === undefined) break;
      const next = this.#follow(update, this.#id);
      if (next !== 'old') outcome = next;
    }
    return outcome;
  }

  #follow(row: PoloniexBookUpdate, id: number | string): BookOutcome {
    if (!sameId(row.lastId, id)) {
      // A repeated or late row is old. Lower ids at a later time are those of a venue that counts anew.
      if (!isAfter(row.id, id) && row.ts <= this.#time) return 'old';
      this.drop();
      return 'gap';
    }
    this.#apply(row);
    return this.#outcome();
  }

  #apply({ id, ts, bids, asks }: PoloniexBookUpdate): void {
    this.#bids.update(bids, BOOK_LEVELS);
    this.#asks.update(asks, BOOK_LEVELS);
    this.#id = id;
    this.#time = ts;
  }

  #outcome(): BookOutcome {
    const bid = this.#bids.best;
    const ask = this.#asks.best;
    if (bid === undefined || ask === undefined || compareDecimals(bid, ask) < 0) return 'whole';
    this.drop();
    return 'crossed';
  }
}

/** Ids are whole numbers, as text where a double could not hold them. */
function sameId(a: number | string | undefined, b: number | string): boolean {
  return a === b || (a !== undefined && String(a) === String(b));
}

function isAfter(a: number | string, b: number | string): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a > b;
  return BigInt(a) > BigInt(b);
}
