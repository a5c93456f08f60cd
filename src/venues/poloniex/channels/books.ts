import { probeEach } from '../../../adapter/channels/silence-watch';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { Timer } from '../../../core/clock';
import type { OrderBook } from '../../../model';
import type { PoloniexConnection } from '../connection';
import type { PoloniexBookUpdate } from '../generated/records';
import type { PoloniexBookAction } from '../types/stream';
import type { SubscriptionBatches } from './batches';
import { BookAssembler } from './book-assembler';
import { readBest, sameBest } from './probes';

/** How long a snapshot may take after a subscription, in ms, before the venue is asked again. */
const SNAPSHOT_MS = 5000;
/** Longest pause between two repairs of a book that breaks again and again, in ms. */
const MAX_PAUSE_MS = 60_000;
/** A book that was whole for so long, in ms, is repaired at once when it breaks. */
const STEADY_MS = 60_000;

/** The book of one symbol. */
class BookState extends SymbolState<OrderBook> {
  readonly book = new BookAssembler();
  /** Since when there is a book, monotonic ms; undefined while there is none. */
  wholeSince: number | undefined;
  /** When its last row came, UTC epoch ms; undefined before the first. */
  receivedTime: number | undefined;
  /** Whether the subscribers are marked stale for it. A field, because the hot path reads it. */
  isBroken = false;
  /** Repairs since it was last steady. */
  repairs = 0;
  timer: Timer | undefined;

  /** Why its subscribers are stale. */
  get mark(): string {
    return `broken book ${this.key}`;
  }

  get pauseMs(): number {
    return this.repairs === 0 ? 0 : Math.min(1000 * 2 ** (this.repairs - 1), MAX_PAUSE_MS);
  }
}

/**
 * Order books out of `book_lv2`: each update must follow the one before, and a book that does not hold is dropped,
 * reported and asked for again. What is handed out is a whole book or nothing.
 */
export class BookChannel {
  readonly #connection: PoloniexConnection;
  readonly #channel: SymbolChannel<OrderBook, BookState>;

  constructor(connection: PoloniexConnection, context: ChannelContext, batches: SubscriptionBatches) {
    this.#connection = connection;
    this.#channel = new SymbolChannel<OrderBook, BookState>(context, {
      name: 'book_lv2',
      ...batches.of('book_lv2'),
      create: (symbol) => new BookState(symbol),
      opening: (state) => forget(state),
      opened: (state) => this.#expectSnapshot(state),
      joined: (state) => {
        // The topic may have been opened by one that left before the snapshot came, or while it came.
        if (state.timer === undefined) this.#expectSnapshot(state);
      },
      // One that joins a book that is there already need not wait for its next change.
      latest: (state) =>
        state.book.isWhole && state.book.time > 0 ? bookOf(state, connection.clock.now()) : undefined,
      lost: (state) => {
        forget(state);
        state.isBroken = false;
        this.#setTimer(state, undefined);
      },
      left: (state) => this.#setTimer(state, undefined),
      probe: {
        ...probeEach(async ({ book, key }, options) => {
          const best = await readBest(connection, key, options);
          // It may have been dropped while the venue was asked.
          if (!book.isWhole || best.time <= book.time) return false;
          return !sameBest(best, { bid: book.bids[0], ask: book.asks[0], time: book.time });
        }),
        lastFrame: ({ book }) => book.id,
        // Without a book there is nothing to compare, and it is being asked for already.
        isExcused: ({ book, isBroken }) => isBroken || !book.isWhole,
      },
      revived: (state) => state.resynced({ proved: ['book'], unproved: [] }),
    });
    connection.client.publicSocket.sink('bookLv2', (row, action) => this.#take(row, action));
  }

  source(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<OrderBook> {
    return this.#channel.source(symbols, undefined, signal);
  }

  /** The connection is gone, and with it every book. */
  reset(): void {
    this.#channel.reset();
  }

  /** The hot path. */
  #take(row: PoloniexBookUpdate, action: PoloniexBookAction): void {
    const { symbol } = row;
    const state = this.#channel.get(symbol);
    if (state === undefined) return;
    const { times, clock } = this.#connection;
    // Its levels are needed for those that follow; shown is the book with the next of them.
    const isFar = times.isFar(row.ts) && times.refuses(`a book of ${symbol}`, row.ts);
    const outcome = state.book.take(isFar ? { ...row, ts: state.book.time } : row, action);
    if (outcome === 'whole') {
      if (state.wholeSince === undefined || state.isSilent) this.#isWhole(state);
      if (isFar) return;
      const receivedTime = clock.now();
      state.receivedTime = receivedTime;
      const raw = this.#connection.rawOf(row);
      const book = bookOf(state, receivedTime);
      state.push(raw === undefined ? book : { ...book, raw });
    } else if (outcome === 'gap' || outcome === 'crossed') {
      this.#broken(state, outcome);
    }
  }

  /** There is a book again: subscribers that were marked stale recover before they get it. */
  #isWhole(state: BookState): void {
    state.wholeSince ??= this.#connection.clock.monotonic();
    this.#setTimer(state, undefined);
    if (state.isSilent) this.#channel.revive(state);
    if (!state.isBroken) return;
    state.isBroken = false;
    state.resynced({ proved: ['book'], unproved: [] });
    state.recover(state.mark);
  }

  #broken(state: BookState, how: 'gap' | 'crossed'): void {
    const { wholeSince = Number.POSITIVE_INFINITY, key } = state;
    if (this.#connection.clock.monotonic() - wholeSince >= STEADY_MS) state.repairs = 0;
    state.wholeSince = undefined;
    const reason =
      how === 'gap'
        ? `An update of the book of ${key} is missing`
        : `The book of ${key} was crossed: its best bid was not below its best ask`;
    this.#markBroken(state, reason);
    this.#connection.report('brokenBook', reason);
    if (state.repairs === 0) this.#repair(state);
    else this.#setTimer(state, state.pauseMs, () => this.#repair(state));
  }

  #markBroken(state: BookState, reason: string): void {
    // Subscribers of a silent one are marked already; its gap is reported when the stream resumes.
    if (state.isBroken || state.isSilent) return;
    state.isBroken = true;
    state.gap(reason, state.receivedTime, this.#connection.clock.now());
    state.markStale(state.mark);
  }

  /** Subscribes anew, for only then a snapshot comes; again in a while, should it not. */
  #repair(state: BookState): void {
    // All may have left.
    if (this.#channel.get(state.key) !== state) return;
    state.repairs += 1;
    this.#channel.renew(state.key);
    this.#setTimer(state, SNAPSHOT_MS + state.pauseMs, () => this.#repair(state));
  }

  #expectSnapshot(state: BookState): void {
    if (state.book.isWhole) return;
    this.#setTimer(state, SNAPSHOT_MS + state.pauseMs, () => {
      this.#markBroken(state, `The book of ${state.key} did not come`);
      this.#repair(state);
    });
  }

  #setTimer(state: BookState, delayMs: number | undefined, run: () => void = () => {}): void {
    state.timer?.cancel();
    state.timer =
      delayMs === undefined ? undefined : this.#connection.clock.schedule(delayMs, run, { keepAlive: false });
  }
}

/** What comes next is not joined with what came before. */
function forget(state: BookState): void {
  state.book.drop();
  state.wholeSince = undefined;
}

function bookOf({ key, book }: BookState, receivedTime: number): OrderBook {
  const { bids, asks, time } = book;
  return { venue: 'poloniex', receivedTime, source: 'stream', symbol: key, bids, asks, time };
}
