import type { SubscriptionSource } from '../../../adapter/subscription-hub';
import type { Resynced } from '../../../broker';
import type { Timer } from '../../../core/clock';
import { isProtocolError, isVenueError } from '../../../errors';
import type { Trade } from '../../../model';
import type { StreamSubscription } from '../../../streaming/delivery/stream-subscription';
import type { TopicRegistry } from '../../../streaming/topics/topics';
import type { PoloniexConnection } from '../connection';
import { toStreamTrade, toTrade } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexMarketTrade } from '../types/market';
import type { PoloniexTradeUpdate } from '../types/stream';
import type { SubscriptionBatches } from './batches';
import type { SilenceRoutes, SilenceWatch } from './silence';
import { markAlive, markSilent, type SilenceMark } from './silence-marks';
import { topicDriver, topicKey } from './topics';

/** Most trades that one read serves. @see Poloniex API, GET /markets/{symbol}/trades */
const MAX_TRADES = 1000;

/** Trades of a symbol that are remembered, to tell a repeated one: more than one read serves. */
const REMEMBERED = 2 * MAX_TRADES;

/** Symbols whose missed trades are read at the same time. */
const READS_AT_ONCE = 8;

/** Trades that a look at a silent tape reads. */
const NEWEST = 5;

/** How long after a frame that was lost the tapes are read, in ms: one read answers for many frames. */
const REPAIR_AFTER_MS = 1000;

type Feed = StreamSubscription<Trade>;

/** How far the tape of a symbol is known: to the highest id, for ids rise, else to an instant of the venue. */
interface Place {
  readonly id: string | undefined;
  readonly time: number;
}

/** The tape of one symbol. Lists are replaced, never changed. */
interface Route extends SilenceMark {
  feeds: readonly Feed[];
  /** The ids that were told last, in a ring: it is searched only for one that is not the newest, which is rare. */
  readonly told: string[];
  /** Where in the ring the next one goes. */
  next: number;
  /** The highest id that was told. */
  last: string | undefined;
  /** When the subscription began, the venue's clock: what was traded before is not owed. */
  since: number;
  /** When the last frame came, UTC epoch ms. */
  receivedTime: number | undefined;
  /** From where on trades were missed; undefined while none are known to be. */
  missedFrom: Place | undefined;
}

/** The public tape: each trade once, and after a gap those that were missed. */
export class TradeFeed {
  readonly #connection: PoloniexConnection;
  readonly #topics: TopicRegistry;
  readonly #batches: SubscriptionBatches;
  readonly #silence: SilenceWatch | undefined;
  readonly #routes = new Map<string, Route>();
  /** Reads the tapes after a frame that was lost. */
  #repair: Timer | undefined;
  /** Aborted when the connection is gone. */
  #run = new AbortController();
  readonly #watched: SilenceRoutes = {
    channel: 'trades',
    atOnce: 1,
    lastFrame: (symbol) => this.#routes.get(symbol)?.last ?? '',
    lacking: (symbols, call) => this.#lacking(symbols, call),
    fellSilent: (symbol) => {
      const route = this.#routes.get(symbol);
      if (route === undefined) return;
      route.missedFrom ??= placeOf(route);
      markSilent(route, route.feeds, topicKey('trades', symbol));
    },
    renew: (symbol) => void this.#topics.renew(topicKey('trades', symbol)),
  };

  /** @param silence - finds silent tapes; without it nobody does */
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
    connection.client.publicSocket.on('trades', (row) => this.take(row));
    connection.client.publicSocket.on('error', (error) => {
      if (isProtocolError(error)) this.#frameLost();
    });
  }

  plan(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Trade> {
    const epoch = (): number => this.#connection.client.publicSocket.epoch;
    return {
      confirmedBy: 'ack',
      attach: (feed) => {
        for (const symbol of symbols) this.#add(symbol, feed);
        return () => {
          for (const symbol of symbols) this.#remove(symbol, feed);
        };
      },
      join: (listener) =>
        symbols.map((symbol) => {
          const driver = topicDriver(this.#batches, epoch, 'trades', symbol, {
            opened: () => this.#silence?.opened(this.#watched, symbol),
          });
          return this.#topics.join(driver, undefined, listener, signal);
        }),
    };
  }

  /** The hot path. */
  take(row: PoloniexTradeUpdate): void {
    const route = this.#routes.get(row.symbol);
    if (route === undefined) return;
    if (this.#connection.times.isFar(row.createTime)) {
      this.#connection.times.refuses(`a trade of ${row.symbol}`, row.createTime);
      return;
    }
    const receivedTime = this.#connection.clock.now();
    if (route.isSilent) this.#alive(row.symbol, route, receivedTime);
    route.receivedTime = receivedTime;
    // A subscription begins with trades that were there before; after a reconnect they have been told.
    if (isNew(route, row.id)) push(route, toStreamTrade(row, receivedTime, this.#connection.rawOf(row)));
  }

  /** The connection is gone: from here on trades are missed. */
  reset(): void {
    this.#repair?.cancel();
    this.#repair = undefined;
    this.#run.abort();
    this.#run = new AbortController();
    for (const route of this.#routes.values()) {
      // Before the next connection tells newer ones; what an earlier gap has left open is still missing.
      route.missedFrom ??= placeOf(route);
      route.isSilent = false;
    }
  }

  /**
   * Reads the trades that were missed while away, for every symbol that somebody listens to.
   * @throws Error when some could not be read; those of the other symbols have been told
   */
  async reconcile(signal: AbortSignal): Promise<void> {
    const lost: string[] = [];
    const queue = [...this.#routes].values();
    const work = async (): Promise<void> => {
      for (const [symbol, route] of queue) {
        if (!(await this.#readMissed(symbol, route, { signal }))) lost.push(symbol);
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
    if (lost.length > 0)
      throw new Error(`Trades of ${lost.sort().join(', ')} were missed that the venue does not serve`);
  }

  /**
   * Tells the trades that were missed.
   * @returns whether all of them are known to have been told
   * @throws what ended the read, unless the venue refused it
   */
  async #readMissed(symbol: string, route: Route, options: PoloniexCallOptions): Promise<boolean> {
    const { missedFrom } = route;
    if (missedFrom === undefined) return true;
    let rows: readonly PoloniexMarketTrade[];
    try {
      rows = await this.#connection.client.getMarketTrades({ symbol, limit: MAX_TRADES }, options);
    } catch (error) {
      if (isVenueError(error)) return false;
      throw error;
    }
    if (this.#routes.get(symbol) !== route) return true;
    const missed = rows
      .filter((row) => isPast(row, missedFrom))
      .filter((row) => !this.#connection.times.refuses(`a trade of ${symbol}`, row.createTime))
      .sort((a, b) => (isLater(a.id, b.id) ? 1 : -1));
    for (const row of missed) {
      if (isNew(route, row.id)) push(route, toTrade(symbol, row, this.#connection.stamp('reconcile', row)));
    }
    if (route.missedFrom === missedFrom) route.missedFrom = undefined;
    // Else the list does not reach back to what was told.
    return missed.length === 0 || missed.length < rows.length;
  }

  /** Those of the tapes whose newest trade at the venue has not been told. */
  async #lacking(symbols: readonly string[], options: PoloniexCallOptions): Promise<readonly string[]> {
    const lacking: string[] = [];
    for (const symbol of symbols) {
      const rows = await this.#connection.client.getMarketTrades({ symbol, limit: NEWEST }, options);
      const route = this.#routes.get(symbol);
      if (route && rows.some((row) => this.#isMissing(row, route))) lacking.push(symbol);
    }
    return lacking;
  }

  /**
   * A frame of the public socket cannot be read, one cut short for instance, and nobody knows which trades it told: the
   * tapes are read, while the stream goes on.
   */
  #frameLost(): void {
    const { clock } = this.#connection;
    const to = clock.now();
    for (const route of this.#routes.values()) {
      const wasWhole = route.missedFrom === undefined;
      // Another object each time: a read that has begun may have come too early for this frame.
      route.missedFrom = { ...(route.missedFrom ?? placeOf(route)) };
      const { receivedTime: from, feeds } = route;
      const reason = 'A frame of the public socket could not be read';
      if (!wasWhole) continue;
      for (const feed of feeds)
        feed.gap({ channel: feed.channel, reason, ...(from === undefined ? {} : { from }), to });
    }
    this.#repair ??= clock.schedule(REPAIR_AFTER_MS, () => void this.#repairAll(), { keepAlive: false });
  }

  async #repairAll(): Promise<void> {
    this.#repair = undefined;
    const { signal } = this.#run;
    const broken = [...this.#routes.values()].filter(({ missedFrom }) => missedFrom !== undefined);
    let result: Resynced = { proved: ['trades'], unproved: [] };
    try {
      await this.reconcile(signal);
    } catch (error) {
      if (signal.aborted) return;
      result = { proved: [], unproved: ['trades'] };
      this.#connection.report('unproved', 'Trades of a frame that was lost could not be read', error);
    }
    for (const feed of new Set(broken.flatMap(({ feeds }) => feeds))) feed.resynced(result);
  }

  #isMissing(row: PoloniexMarketTrade, route: Route): boolean {
    return (
      isPast(row, placeOf(route)) &&
      !route.told.includes(row.id) &&
      !this.#connection.times.isFar(row.createTime)
    );
  }

  /** A silent tape lives again: what it left out is read. */
  #alive(symbol: string, route: Route, to: number): void {
    this.#silence?.heard(this.#watched, symbol);
    markAlive(route, route.feeds, topicKey('trades', symbol), { from: route.receivedTime, to });
    void this.#readMissed(symbol, route, {}).then(
      (isWhole) => {
        for (const feed of route.feeds) {
          feed.resynced(
            isWhole ? { proved: ['trades'], unproved: [] } : { proved: [], unproved: ['trades'] },
          );
        }
      },
      (error: unknown) =>
        this.#connection.report(
          'unproved',
          `The trades of ${symbol} that were not told could not be read`,
          error,
        ),
    );
  }

  #add(symbol: string, feed: Feed): void {
    const route = this.#routes.get(symbol) ?? {
      feeds: [],
      told: [],
      next: 0,
      last: undefined,
      since: this.#connection.serverTime(),
      receivedTime: undefined,
      missedFrom: undefined,
      isSilent: false,
    };
    this.#routes.set(symbol, route);
    route.feeds = [...route.feeds, feed];
    if (route.isSilent) feed.markStale(topicKey('trades', symbol));
  }

  #remove(symbol: string, feed: Feed): void {
    const route = this.#routes.get(symbol);
    if (route === undefined) return;
    route.feeds = route.feeds.filter((other) => other !== feed);
    if (route.feeds.length > 0) return;
    this.#routes.delete(symbol);
    this.#silence?.drop(this.#watched, symbol);
  }
}

function push({ feeds }: Route, trade: Trade): void {
  for (let index = 0; index < feeds.length; index += 1) feeds[index]?.push(trade);
}

function placeOf({ last, since }: Route): Place {
  return { id: last, time: since };
}

/** Whether a trade came after a place. */
function isPast({ id, createTime }: PoloniexMarketTrade, place: Place): boolean {
  return place.id === undefined ? createTime >= place.time : isLater(id, place.id);
}

function isNew(route: Route, id: string): boolean {
  const isNewest = route.last === undefined || isLater(id, route.last);
  // Most trades are the newest, and those cannot have been told.
  if (isNewest) route.last = id;
  else if (route.told.includes(id)) return false;
  route.told[route.next] = id;
  route.next = route.next + 1 === REMEMBERED ? 0 : route.next + 1;
  return true;
}

/** Ids are whole numbers in text. */
function isLater(id: string, last: string): boolean {
  return id.length === last.length ? id > last : id.length > last.length;
}
