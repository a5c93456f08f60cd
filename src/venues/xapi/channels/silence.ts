import type { BrokerState, Channel, Gap } from '../../../broker';
import type { Timer } from '../../../core/clock';
import { isVenueError } from '../../../errors';
import type { Quote } from '../../../model';
import type { XapiConnection } from '../connection';
import { toQuote } from '../map';
import { type SeenTick, SilentSymbol } from './silent-symbol';

/** How often the last ticks are looked at, in ms: it costs a comparison a symbol, noting arrivals one a tick. */
const LOOK_EVERY_MS = 2000;

/** Least time between two reads, however many symbols are silent, in ms. */
const READ_EVERY_MS = 10_000;

/** What the watch needs of the broker. */
export interface SilenceHooks {
  state(): BrokerState;
  report(code: string, message: string): void;
}

/** A subscription whose state can be called in doubt. */
export interface Doubtful {
  readonly channel: Channel;
  markStale(key: string): void;
  recover(key: string): void;
  gap(gap: Gap): void;
}

/** What the watch needs of those who route ticks. */
export interface SilenceRoutes {
  /** The last tick since the topic was written. */
  lastTick(symbol: string): SeenTick | undefined;
  feedsOf(symbol: string): readonly Doubtful[];
  /** Hands out a quote that was read. */
  pushRead(quote: Quote): void;
  /** Forgets what was streamed, so that the next tick is a first one. */
  forget(symbol: string): void;
  /** Writes the topic again. */
  renew(symbol: string): void;
}

/**
 * Finds topics that are silent on a live connection although the venue has newer quotes, says so, and writes them again.
 *
 * Silence alone proves nothing, markets are quiet and close: the venue's own quote decides.
 */
export class SilenceWatch {
  readonly #connection: XapiConnection;
  readonly #routes: SilenceRoutes;
  readonly #hooks: SilenceHooks;
  readonly #symbols = new Map<string, SilentSymbol>();
  #timer: Timer | undefined;
  /** The read under way. */
  #reading: object | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(connection: XapiConnection, routes: SilenceRoutes, hooks: SilenceHooks) {
    this.#connection = connection;
    this.#routes = routes;
    this.#hooks = hooks;
  }

  /** Whether the symbol's ticks are known to be missing. */
  isDead(symbol: string): boolean {
    return this.#symbols.get(symbol)?.isDead === true;
  }

  /** The topic was written, for the first time or anew; called before its last tick is forgotten. */
  written(symbol: string, minArrivalTime: number): void {
    const now = this.#connection.clock.monotonic();
    const watched = this.#symbols.get(symbol);
    if (watched === undefined) {
      this.#symbols.set(symbol, new SilentSymbol(minArrivalTime, now, this.#connection.serverTime()));
    } else {
      watched.hear(this.#routes.lastTick(symbol), now);
      watched.rewritten(minArrivalTime, now);
    }
    this.#arm();
  }

  /** The first tick after the topic was written or found dead. */
  first(symbol: string): void {
    const watched = this.#symbols.get(symbol);
    if (!watched?.isDead) return;
    watched.recover();
    const { clock } = this.#connection;
    const to = clock.now();
    // The look that noticed the last tick may have come a whole round after it.
    const from = to - (clock.monotonic() - watched.heard) - LOOK_EVERY_MS;
    const reason = `The ticks of ${symbol} were silent`;
    for (const feed of this.#routes.feedsOf(symbol)) {
      feed.gap({ channel: feed.channel, reason, ...(watched.hasTicked ? { from } : {}), to });
      feed.recover(symbol);
    }
  }

  /** Nobody listens to the symbol any more. */
  drop(symbol: string): void {
    this.#symbols.delete(symbol);
    if (this.#symbols.size === 0) this.reset();
  }

  /** The connection is gone: topics are written anew on the next one, and the states are the connection's. */
  reset(): void {
    this.#symbols.clear();
    this.#reading = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer ??= this.#connection.clock.schedule(
      LOOK_EVERY_MS,
      () => {
        this.#timer = undefined;
        this.#arm();
        this.#look();
      },
      { keepAlive: false },
    );
  }

  #look(): void {
    const now = this.#connection.clock.monotonic();
    const isLive = this.#hooks.state() === 'live';
    const due: [string, SilentSymbol][] = [];
    // A copy: those who are told may close what they listen to.
    for (const [symbol, watched] of [...this.#symbols]) {
      if (this.#symbols.get(symbol) !== watched) continue;
      if (!isLive) {
        // While the whole connection is silent, that is the connection's matter.
        watched.restartTimer(now);
      } else if (!watched.hear(this.#routes.lastTick(symbol), now)) {
        const quote = watched.markStale(now);
        if (quote) this.#dead(symbol, watched, quote, now);
        else if (watched.isDue(now)) due.push([symbol, watched]);
      }
    }
    if (due.length > 0 && this.#reading === undefined && now >= this.#readAt) void this.#read(due, now);
  }

  async #read(due: readonly [string, SilentSymbol][], now: number): Promise<void> {
    const asked = due.filter(([symbol, watched]) => this.#symbols.get(symbol) === watched);
    const lone = asked.find(([, { alone }]) => alone);
    const batch = lone ? [lone] : asked;
    if (batch.length === 0) return;
    const reading = {};
    this.#reading = reading;
    this.#readAt = now + READ_EVERY_MS;
    for (const [, watched] of batch) watched.asked(now);
    try {
      const symbols = batch.map(([symbol]) => symbol);
      const timestamp = Math.floor(Math.min(...batch.map(([, { known }]) => known)));
      const { quotations } = await this.#connection.client.getTickPrices({ level: 0, symbols, timestamp });
      if (this.#reading !== reading) return;
      for (const [, watched] of batch) watched.alone = false;
      const { clock } = this.#connection;
      for (const tick of quotations) {
        if (tick.level !== 0 || this.#connection.times.refuses(`a price of ${tick.symbol}`, tick.timestamp))
          continue;
        const quote = toQuote(tick, clock.now(), 'read', this.#connection.stamp('read', tick).raw);
        this.#symbols.get(tick.symbol)?.suspect(quote, tick.timestamp, clock.monotonic());
      }
    } catch (error) {
      // One symbol that the venue has taken away must not keep it from answering for the others.
      if (batch.length > 1 && isVenueError(error)) for (const [, watched] of batch) watched.separate(now);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** The venue has had a newer quote for a while, and its tick has not come. */
  #dead(symbol: string, watched: SilentSymbol, quote: Quote, now: number): void {
    this.#routes.forget(symbol);
    for (const feed of this.#routes.feedsOf(symbol)) feed.markStale(symbol);
    const age = Math.round((now - watched.heard) / 1000);
    const text = `The ticks of ${symbol} have been silent for ${age} s, but the venue has a newer quote`;
    this.#hooks.report('silentStream', text);
    this.#routes.pushRead(quote);
    if (watched.repair(now)) this.#routes.renew(symbol);
  }
}
