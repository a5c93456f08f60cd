import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Timer } from '../../../core/clock';
import { type Candle, decimalFromText, FIXED_INTERVAL_MS } from '../../../model';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import { CANDLE_TOLERANCE_MS } from '../../../streaming/time/venue-times';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import {
  channelOfInterval,
  intervalOfChannel,
  type PoloniexCandleInterval,
  restInterval,
  toStreamCandle,
} from '../map';
import { endOfCandle, type PoloniexCandleReader } from '../reads/candles';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexCandleUpdate } from '../types/stream';
import type { SubscriptionBatches } from './batches';
import type { SilenceRoutes, SilenceWatch } from './silence';
import { markAlive, markSilent, type SilenceMark } from './silence-marks';
import { topicDriver, topicKey } from './topics';

/** How long after its end a candle is read, in ms, unless the stream has told that it is closed. */
const CLOSE_DELAY_MS = 2000;
/** Deadline of that read in ms. */
const READ_MS = 10_000;
/** Pauses in ms after reads that have not found what they were to find grow from the first to the second. */
const FIRST_RETRY_MS = 5000;
const LAST_RETRY_MS = 60_000;
/** Candles that are read after an absence at most: twenty requests. */
const MAX_MISSED = 10_000;
/** How long after its end, in ms, a candle that the venue does not list is one that there never was. */
const SETTLED_MS = 30_000;

/** The candles of one symbol and interval. Lists are replaced, never changed. */
interface Route extends SilenceMark {
  readonly symbol: string;
  readonly interval: PoloniexCandleInterval;
  feeds: readonly StreamSubscription<Candle>[];
  /** The last frame of the connection. */
  row: Pick<PoloniexCandleUpdate, 'startTime' | 'quantity'> | undefined;
  /** When it came, UTC epoch ms. */
  receivedTime: number | undefined;
  /** From where on candles have not been told as closed, by their opening; undefined before any is known. */
  openFrom: number | undefined;
  /** The last candle told as closed; undefined before the first. */
  closedThrough: number | undefined;
  timer: Timer | undefined;
  /** The end of the candle that the timer waits for. */
  armedFor: number | undefined;
  isReading: boolean;
  /** Somebody asked for a read while one was under way. */
  isWanted: boolean;
  /** No read before this, monotonic ms. */
  readAt: number;
  retryMs: number;
  /** Candles that ended while the connection was gone have not been told. */
  isGap: boolean;
  /** Those who listen know that a closed candle could not be read. */
  isUnread: boolean;
}

/**
 * Candles as they are streamed, each told as closed once.
 *
 * The stream shows the running candle with every trade, so that what closes one is time and not a frame: a candle whose
 * closing was not streamed is read, and so are those that were missed while away.
 */
export class CandleFeed {
  readonly #connection: PoloniexConnection;
  readonly #topics: TopicRegistry;
  readonly #batches: SubscriptionBatches;
  readonly #reader: PoloniexCandleReader;
  readonly #silence: SilenceWatch | undefined;
  readonly #routes = new Map<string, Route>();
  readonly #watched: SilenceRoutes = {
    channel: 'candles',
    atOnce: 1,
    lastFrame: (key) => this.#routes.get(key)?.row ?? '',
    lacking: (keys, call) => this.#lacking(keys, call),
    fellSilent: (key) => {
      const route = this.#routes.get(key);
      if (route) markSilent(route, route.feeds, topicOf(route));
    },
    renew: (key) => {
      const route = this.#routes.get(key);
      if (route) void this.#topics.renew(topicOf(route));
    },
  };

  /** @param silence - finds silent topics; without it nobody does */
  constructor(
    connection: PoloniexConnection,
    topics: TopicRegistry,
    batches: SubscriptionBatches,
    reader: PoloniexCandleReader,
    silence?: SilenceWatch,
  ) {
    this.#connection = connection;
    this.#topics = topics;
    this.#batches = batches;
    this.#reader = reader;
    this.#silence = silence;
    connection.client.publicSocket.on('candles', (row, channel) => {
      const interval = intervalOfChannel(channel);
      if (interval !== undefined) this.#take(row, interval);
    });
  }

  plan(
    symbols: readonly string[],
    interval: PoloniexCandleInterval,
    signal: AbortSignal,
  ): SubscriptionSource<Candle> {
    const epoch = (): number => this.#connection.client.publicSocket.epoch;
    return {
      confirmedBy: 'ack',
      attach: (feed) => {
        for (const symbol of symbols) this.#add(symbol, interval, feed);
        return () => {
          for (const symbol of symbols) this.#remove(keyOf(symbol, interval), feed);
        };
      },
      join: (listener) =>
        symbols.map((symbol) => {
          const driver = topicDriver(this.#batches, epoch, channelOfInterval(interval), symbol, {
            opened: () => this.#opened(keyOf(symbol, interval)),
          });
          return this.#topics.join(driver, undefined, listener, signal);
        }),
    };
  }

  /** Whether every closed candle has been told: false while one could not be read. */
  get isWhole(): boolean {
    for (const { isUnread } of this.#routes.values()) if (isUnread) return false;
    return true;
  }

  /** The connection is gone; what it leaves open is read when the topic is opened again. */
  reset(): void {
    for (const route of this.#routes.values()) {
      this.#setTimer(route, undefined);
      route.row = undefined;
      route.isSilent = false;
      route.isUnread = false;
      route.readAt = Number.NEGATIVE_INFINITY;
      route.isGap = route.openFrom !== undefined;
    }
  }

  #take(row: PoloniexCandleUpdate, interval: PoloniexCandleInterval): void {
    const { symbol, startTime } = row;
    const route = this.#routes.get(keyOf(symbol, interval));
    if (route === undefined) return;
    // The time of the frame too: by it a candle counts as closed.
    if (
      this.#connection.times.refuses(
        `a candle of ${symbol}`,
        Math.max(startTime, row.ts),
        CANDLE_TOLERANCE_MS,
      )
    )
      return;
    const receivedTime = this.#connection.clock.now();
    if (route.isSilent) this.#alive(route, receivedTime);
    route.row = row;
    route.receivedTime = receivedTime;
    if (isTold(route, startTime)) return;
    const candle = toStreamCandle(row, interval, {
      receivedTime,
      source: 'stream',
      raw: this.#connection.rawOf(row),
    });
    route.openFrom ??= startTime;
    const isFirstOpen = startTime <= route.openFrom;
    if (candle.closed && isFirstOpen) noteClosed(route, startTime);
    // One closed by the stream while an earlier one is open is told when that one has been read.
    const shown = candle.closed && !isFirstOpen ? { ...candle, closed: false } : candle;
    for (const feed of route.feeds) feed.push(shown);
    // The venue has gone on to this one: those before it have ended, whatever our idea of its clock.
    if (!isFirstOpen) void this.#close(route, startTime);
    this.#arm(route);
  }

  /** The venue serves the topic: what has ended since the last closed candle is read. */
  async #opened(key: string): Promise<void> {
    const route = this.#routes.get(key);
    if (route === undefined) return;
    this.#silence?.opened(this.#watched, key);
    await this.#close(route, this.#settledTime());
  }

  /** Until when candles have ended at the venue for sure, although our idea of its clock is not exact. */
  #settledTime(): number {
    return this.#connection.serverTime() - CLOSE_DELAY_MS;
  }

  /** Reads the candles that have not been told as closed and had ended by then. */
  async #close(route: Route, until: number): Promise<void> {
    this.#forgetOld(route, until);
    const { symbol, interval, openFrom: from } = route;
    if (from === undefined || endOfCandle(interval, from) > until) return;
    if (route.isReading) {
      route.isWanted = true;
      return;
    }
    const { clock } = this.#connection;
    if (clock.monotonic() < route.readAt) return;
    route.isReading = true;
    try {
      const candles = await this.#reader.read(
        { symbol, interval, from, to: until, onProgress: undefined },
        { timeoutMs: READ_MS },
      );
      if (!this.#isCurrent(route)) return;
      this.#tellClosed(route, candles, until);
    } catch (error) {
      if (this.#isCurrent(route)) this.#unread(route, error);
    } finally {
      route.isReading = false;
      this.#after(route, until);
    }
  }

  /** A time long past that the venue once sent, or a long absence, must not lead to thousands of requests. */
  #forgetOld(route: Route, until: number): void {
    const { interval, openFrom } = route;
    const length = FIXED_INTERVAL_MS[interval];
    if (openFrom === undefined || length === undefined) return;
    route.openFrom = firstOpen(interval, openFrom, until - MAX_MISSED * length);
  }

  #tellClosed(route: Route, candles: readonly Candle[], until: number): void {
    const { interval } = route;
    const source = route.isGap ? 'reconcile' : 'read';
    for (const candle of candles) {
      if (isTold(route, candle.openTime) || endOfCandle(interval, candle.openTime) > until) continue;
      noteClosed(route, candle.openTime);
      for (const feed of route.feeds) feed.push({ ...candle, closed: true, source });
    }
    // Where nothing was traded there may be no candle; one that ended just now may still be listed.
    route.openFrom = firstOpen(interval, route.openFrom as number, until - SETTLED_MS);
    if (!route.isUnread) return;
    route.isUnread = false;
    for (const feed of route.feeds) feed.recover(unreadKey(route));
  }

  /** After a read: again in a while, should it not have found everything, else at the end of the next candle. */
  #after(route: Route, until: number): void {
    if (!this.#isCurrent(route)) return;
    const { isWanted } = route;
    route.isWanted = false;
    if (endOfCandle(route.interval, route.openFrom as number) <= until) {
      route.readAt = this.#connection.clock.monotonic() + route.retryMs;
      this.#setTimer(route, route.retryMs);
      route.retryMs = Math.min(route.retryMs * 2, LAST_RETRY_MS);
      return;
    }
    route.isGap = false;
    route.retryMs = FIRST_RETRY_MS;
    route.readAt = Number.NEGATIVE_INFINITY;
    if (isWanted) void this.#close(route, this.#settledTime());
    this.#arm(route);
  }

  #unread(route: Route, error: unknown): void {
    if (route.isUnread) return;
    route.isUnread = true;
    for (const feed of route.feeds) feed.markStale(unreadKey(route));
    const text = `The end of a ${route.interval} candle of ${route.symbol} could not be read`;
    this.#connection.report('unproved', text, error);
  }

  /** Waits for the end of the first candle that is open. */
  #arm(route: Route): void {
    const { openFrom } = route;
    if (openFrom === undefined || route.isReading) return;
    const end = endOfCandle(route.interval, openFrom);
    if (route.armedFor === end) return;
    this.#setTimer(route, Math.max(end - this.#settledTime(), 0));
    route.armedFor = end;
  }

  #setTimer(route: Route, delayMs: number | undefined): void {
    route.timer?.cancel();
    route.armedFor = undefined;
    const run = (): void => {
      route.armedFor = undefined;
      void this.#close(route, this.#settledTime());
    };
    route.timer =
      delayMs === undefined ? undefined : this.#connection.clock.schedule(delayMs, run, { keepAlive: false });
  }

  #alive(route: Route, to: number): void {
    this.#silence?.heard(this.#watched, keyOf(route.symbol, route.interval));
    markAlive(route, route.feeds, topicOf(route), { from: route.receivedTime, to });
  }

  /** Those of the topics whose newest candle the venue has further than they told. */
  async #lacking(keys: readonly string[], options: PoloniexCallOptions): Promise<readonly string[]> {
    const lacking: string[] = [];
    for (const key of keys) {
      const route = this.#routes.get(key);
      if (route === undefined) continue;
      const { symbol, interval } = route;
      const query = { symbol, interval: restInterval(interval), limit: 1 };
      const newest = (await this.#connection.client.getCandles(query, options)).at(-1);
      if (newest === undefined) continue;
      // Without a frame so far: when the venue has more than this at the next look, one is missing.
      route.row ??= newest;
      const { startTime, quantity } = route.row;
      const isMore =
        newest.startTime === startTime
          ? decimalFromText(newest.quantity) !== decimalFromText(quantity)
          : newest.startTime > startTime && decimalFromText(newest.quantity) !== '0';
      if (isMore) lacking.push(key);
    }
    return lacking;
  }

  #isCurrent(route: Route): boolean {
    return this.#routes.get(keyOf(route.symbol, route.interval)) === route;
  }

  #add(symbol: string, interval: PoloniexCandleInterval, feed: StreamSubscription<Candle>): void {
    const key = keyOf(symbol, interval);
    const route = this.#routes.get(key) ?? newRoute(symbol, interval);
    this.#routes.set(key, route);
    route.feeds = [...route.feeds, feed];
    if (route.isSilent) feed.markStale(topicOf(route));
    if (route.isUnread) feed.markStale(unreadKey(route));
  }

  #remove(key: string, feed: StreamSubscription<Candle>): void {
    const route = this.#routes.get(key);
    if (route === undefined) return;
    route.feeds = route.feeds.filter((other) => other !== feed);
    if (route.feeds.length > 0) return;
    this.#setTimer(route, undefined);
    this.#routes.delete(key);
    this.#silence?.drop(this.#watched, key);
  }
}

function newRoute(symbol: string, interval: PoloniexCandleInterval): Route {
  return {
    symbol,
    interval,
    feeds: [],
    row: undefined,
    receivedTime: undefined,
    openFrom: undefined,
    closedThrough: undefined,
    timer: undefined,
    armedFor: undefined,
    isReading: false,
    isWanted: false,
    readAt: Number.NEGATIVE_INFINITY,
    retryMs: FIRST_RETRY_MS,
    isGap: false,
    isUnread: false,
    isSilent: false,
  };
}

function keyOf(symbol: string, interval: string): string {
  return `${interval}:${symbol}`;
}

function topicOf({ symbol, interval }: Route): string {
  return topicKey(channelOfInterval(interval), symbol);
}

function unreadKey(route: Route): string {
  return `${topicOf(route)} closing`;
}

/** The opening of the first candle from one on that ends after `until`. */
function firstOpen(interval: PoloniexCandleInterval, openTime: number, until: number): number {
  const length = FIXED_INTERVAL_MS[interval];
  if (length !== undefined) return openTime + Math.max(0, Math.floor((until - openTime) / length)) * length;
  let open = openTime;
  while (endOfCandle(interval, open) <= until) open = endOfCandle(interval, open);
  return open;
}

/** Whether a candle, or a later one, has been told as closed. */
function isTold({ closedThrough }: Route, openTime: number): boolean {
  return closedThrough !== undefined && closedThrough >= openTime;
}

function noteClosed(route: Route, openTime: number): void {
  route.closedThrough = openTime;
  route.openFrom = endOfCandle(route.interval, openTime);
}
