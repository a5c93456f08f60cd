import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Timer } from '../../../core/clock';
import { type BookLevel, decimalFromText, type OrderBook } from '../../../model';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import type { TopicDriver, TopicListener, TopicRegistry, TopicShare } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexBookAction, PoloniexBookUpdate } from '../types/stream';
import type { SubscriptionBatches } from './batches';
import { BookState } from './book-state';
import type { SilenceRoutes, SilenceWatch } from './silence';
import { topicDriver, topicKey } from './topics';

/** How long a snapshot may take after a subscription, in ms, before the venue is asked again. */
const SNAPSHOT_MS = 5000;
/** Longest pause between two repairs of a book that breaks again and again, in ms. */
const MAX_PAUSE_MS = 60_000;
/** A book that was whole for so long, in ms, is repaired at once when it breaks. */
const STEADY_MS = 60_000;

/** One subscriber, with the levels that it wants. */
interface View {
  readonly feed: StreamSubscription<OrderBook>;
  readonly depth: number;
}

/** The book of one symbol. Lists are replaced, never changed. */
interface Route {
  readonly state: BookState;
  views: readonly View[];
  /** Since when there is a book, monotonic ms; undefined while there is none. */
  wholeSince: number | undefined;
  /** When its last row came, UTC epoch ms; undefined before the first. */
  receivedTime: number | undefined;
  /** Whether those who listen know that the book is gone, or no longer that of the venue. */
  isMarkedStale: boolean;
  /** Repairs since it was last steady. */
  repairs: number;
  timer: Timer | undefined;
}

/**
 * Order books out of `book_lv2`: each update must follow the one before, and a book that does not hold is dropped, told
 * of and asked for again. What is handed out is a whole book or nothing.
 */
export class BookFeed {
  readonly #connection: PoloniexConnection;
  readonly #topics: TopicRegistry;
  readonly #batches: SubscriptionBatches;
  readonly #silence: SilenceWatch | undefined;
  readonly #routes = new Map<string, Route>();
  readonly #watched: SilenceRoutes = {
    channel: 'book_lv2',
    atOnce: 1,
    // Without a book there is nothing to compare, and it is being asked for already.
    lastFrame: (symbol) => {
      const route = this.#routes.get(symbol);
      return route === undefined || route.isMarkedStale ? undefined : route.state.id;
    },
    lacking: (symbols, call) => this.#outdated(symbols, call),
    fellSilent: (symbol) => {
      const route = this.#routes.get(symbol);
      if (route) this.#doubt(symbol, route, `The book of ${symbol} was silent`);
    },
    renew: (symbol) => {
      const route = this.#routes.get(symbol);
      if (route) this.#repair(symbol, route);
    },
  };

  /** @param silence - finds silent books; without it nobody does */
  constructor(
    connection: PoloniexConnection,
    topics: TopicRegistry,
    batches: SubscriptionBatches,
    silence?: SilenceWatch,
  ) {
    this.#connection = connection;
    this.#topics = topics;
    this.#batches = batches;
    this.#silence = silence;
    connection.client.publicSocket.on('bookLv2', (row, action) => this.take(row, action));
  }

  plan(symbols: readonly string[], depth: number, signal: AbortSignal): SubscriptionSource<OrderBook> {
    const epoch = (): number => this.#connection.client.publicSocket.epoch;
    return {
      confirmedBy: 'ack',
      attach: (feed) => {
        const view: View = { feed, depth };
        for (const symbol of symbols) this.#add(symbol, view);
        return () => {
          for (const symbol of symbols) this.#remove(symbol, view);
        };
      },
      join: (listener) =>
        symbols.map((symbol) => {
          const driver = topicDriver(this.#batches, epoch, 'book_lv2', symbol, {
            opening: () => this.#forget(symbol),
            opened: () => {
              this.#silence?.opened(this.#watched, symbol);
              this.#expectSnapshot(symbol);
            },
          });
          return this.#join(driver, symbol, listener, signal);
        }),
    };
  }

  /** The hot path. */
  take(row: PoloniexBookUpdate, action: PoloniexBookAction): void {
    const { symbol } = row;
    const route = this.#routes.get(symbol);
    if (route === undefined) return;
    const { times } = this.#connection;
    // Its levels are needed for those that follow; shown is the book with the next of them.
    const isFar = times.isFar(row.ts) && times.refuses(`a book of ${symbol}`, row.ts);
    const verdict = route.state.take(isFar ? { ...row, ts: route.state.time } : row, action);
    if (verdict === 'whole') {
      if (route.wholeSince === undefined || route.isMarkedStale) this.#isWhole(symbol, route);
      if (!isFar) this.#push(symbol, route, row);
    } else if (verdict === 'gap' || verdict === 'crossed') {
      this.#broken(symbol, route, verdict);
    }
  }

  /** The connection is gone, and with it every book. */
  reset(): void {
    for (const route of this.#routes.values()) {
      route.state.drop();
      route.wholeSince = undefined;
      route.isMarkedStale = false;
      this.#setTimer(route, undefined);
    }
  }

  async #join(
    driver: TopicDriver<undefined>,
    symbol: string,
    listener: TopicListener,
    signal: AbortSignal,
  ): Promise<TopicShare> {
    const share = await this.#topics.join(driver, undefined, listener, signal);
    // The topic may have been opened by one that left before the snapshot came, or while it came.
    if (this.#routes.get(symbol)?.timer === undefined) this.#expectSnapshot(symbol);
    return share;
  }

  #forget(symbol: string): void {
    const route = this.#routes.get(symbol);
    if (route === undefined) return;
    route.state.drop();
    route.wholeSince = undefined;
  }

  #push(symbol: string, route: Route, row: object): void {
    const { state, views } = route;
    const { bids, asks, time } = state;
    const receivedTime = this.#connection.clock.now();
    route.receivedTime = receivedTime;
    const raw = this.#connection.rawOf(row);
    for (let index = 0; index < views.length; index += 1) {
      const { feed, depth } = views[index] as View;
      const book = {
        venue: 'poloniex',
        receivedTime,
        source: 'stream',
        symbol,
        bids: upTo(bids, depth),
        asks: upTo(asks, depth),
        time,
      } as const;
      feed.push(raw === undefined ? book : { ...book, raw });
    }
  }

  /** There is a book again: those who were told of its end hear of it before they get it. */
  #isWhole(symbol: string, route: Route): void {
    route.wholeSince ??= this.#connection.clock.monotonic();
    this.#setTimer(route, undefined);
    if (!route.isMarkedStale) return;
    route.isMarkedStale = false;
    this.#silence?.heard(this.#watched, symbol);
    for (const { feed } of route.views) {
      feed.resynced({ proved: ['book'], unproved: [] });
      feed.recover(symbol);
    }
  }

  #broken(symbol: string, route: Route, how: 'gap' | 'crossed'): void {
    const { wholeSince = Number.POSITIVE_INFINITY } = route;
    if (this.#connection.clock.monotonic() - wholeSince >= STEADY_MS) route.repairs = 0;
    route.wholeSince = undefined;
    const reason =
      how === 'gap'
        ? `An update of the book of ${symbol} is missing`
        : `The book of ${symbol} was crossed: its best bid was not below its best ask`;
    this.#doubt(symbol, route, reason);
    this.#connection.report('brokenBook', reason);
    if (route.repairs === 0) this.#repair(symbol, route);
    else this.#setTimer(route, pauseOf(route), () => this.#repair(symbol, route));
  }

  #doubt(symbol: string, route: Route, reason: string): void {
    if (route.isMarkedStale) return;
    route.isMarkedStale = true;
    const { receivedTime: from } = route;
    const to = this.#connection.clock.now();
    for (const { feed } of route.views) {
      feed.gap({ channel: 'book', reason, ...(from === undefined ? {} : { from }), to });
      feed.markStale(symbol);
    }
  }

  /** Subscribes anew, for only then a snapshot comes; again in a while, should it not. */
  #repair(symbol: string, route: Route): void {
    // Those who were told may have left.
    if (this.#routes.get(symbol) !== route) return;
    route.repairs += 1;
    void this.#topics.renew(topicKey('book_lv2', symbol));
    this.#setTimer(route, SNAPSHOT_MS + pauseOf(route), () => this.#repair(symbol, route));
  }

  #expectSnapshot(symbol: string): void {
    const route = this.#routes.get(symbol);
    if (route === undefined || route.state.isWhole) return;
    this.#setTimer(route, SNAPSHOT_MS + pauseOf(route), () => {
      this.#doubt(symbol, route, `The book of ${symbol} did not come`);
      this.#repair(symbol, route);
    });
  }

  /** Those of the books whose best levels are no longer the venue's. */
  async #outdated(symbols: readonly string[], options: PoloniexCallOptions): Promise<readonly string[]> {
    const outdated: string[] = [];
    for (const symbol of symbols) {
      const { bids, asks, ts } = await this.#connection.client.getOrderBook({ symbol, limit: 5 }, options);
      const state = this.#routes.get(symbol)?.state;
      if (!state?.isWhole || ts <= state.time) continue;
      if (!isBest(state.bids[0], bids) || !isBest(state.asks[0], asks)) outdated.push(symbol);
    }
    return outdated;
  }

  #setTimer(route: Route, delayMs: number | undefined, run: () => void = () => {}): void {
    route.timer?.cancel();
    route.timer =
      delayMs === undefined ? undefined : this.#connection.clock.schedule(delayMs, run, { keepAlive: false });
  }

  #add(symbol: string, view: View): void {
    const route = this.#routes.get(symbol) ?? {
      state: new BookState(),
      views: [],
      wholeSince: undefined,
      receivedTime: undefined,
      isMarkedStale: false,
      repairs: 0,
      timer: undefined,
    };
    this.#routes.set(symbol, route);
    route.views = [...route.views, view];
    if (route.isMarkedStale) view.feed.markStale(symbol);
    if (route.state.isWhole && route.state.time > 0) this.#welcome(symbol, route, view);
  }

  /** One that joins a book that is there already need not wait for its next change. */
  #welcome(symbol: string, { state }: Route, { feed, depth }: View): void {
    feed.push({
      venue: 'poloniex',
      receivedTime: this.#connection.clock.now(),
      source: 'stream',
      symbol,
      bids: upTo(state.bids, depth),
      asks: upTo(state.asks, depth),
      time: state.time,
    });
  }

  #remove(symbol: string, view: View): void {
    const route = this.#routes.get(symbol);
    if (route === undefined) return;
    route.views = route.views.filter((other) => other !== view);
    if (route.views.length > 0) return;
    this.#setTimer(route, undefined);
    this.#routes.delete(symbol);
    this.#silence?.drop(this.#watched, symbol);
  }
}

function pauseOf({ repairs }: Route): number {
  return repairs === 0 ? 0 : Math.min(1000 * 2 ** (repairs - 1), MAX_PAUSE_MS);
}

function upTo(levels: readonly BookLevel[], depth: number): readonly BookLevel[] {
  return levels.length <= depth ? levels : levels.slice(0, depth);
}

/** Whether a level is the first of a list of price, quantity, price, quantity. */
function isBest(level: BookLevel | undefined, [price, quantity]: readonly string[]): boolean {
  if (price === undefined || quantity === undefined) return level === undefined;
  return level?.[0] === decimalFromText(price) && level[1] === decimalFromText(quantity);
}
