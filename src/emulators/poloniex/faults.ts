import { Faults } from '../faults';

/** The books of book_lv2, as the faults see them. */
interface SpoilableBooks {
  skip(ids: number): void;
  cross(symbol: string | undefined): void;
}

/** The additional faults of this venue. */
export class PoloniexFaults<C extends string = string, E extends string = string> extends Faults<C, E> {
  #skewMs = 0;
  #lagMs = 0;
  #books: SpoilableBooks | undefined;

  /** Connects the layer with the books that {@link skipSeq} and {@link crossBook} change. */
  attachBooks(books: SpoilableBooks): void {
    this.#books = books;
  }

  /** Leaves `ids` numbers of book_lv2 out: the next update does not follow the last. Once. */
  skipSeq(ids = 1): void {
    this.#books?.skip(ids);
  }

  /** Sends an update of book_lv2 with a bid above the best ask, now; of every subscribed symbol where none is named. */
  crossBook(symbol?: string): void {
    this.#books?.cross(symbol);
  }

  /** Sets the venue's clock ahead by `ms`, or back when negative. Until cleared. */
  skew(ms: number): void {
    this.#skewMs = ms;
  }

  /** Reads of orders and trades show the state of `ms` ago; the sockets are not late. Until cleared. */
  lagReads(ms: number): void {
    this.#lagMs = ms;
  }

  /** Sends nothing more on a channel while the connections stay open and acknowledge. Until cleared. */
  silence(channel: E): void {
    this.dropEvent(channel, { times: Number.POSITIVE_INFINITY });
  }

  override async clear(): Promise<void> {
    this.#skewMs = 0;
    this.#lagMs = 0;
    await super.clear();
  }

  /** How far the venue's clock is ahead, in ms. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** How late reads are, in ms. */
  get lagMs(): number {
    return this.#lagMs;
  }
}
