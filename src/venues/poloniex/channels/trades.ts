import { probeEach } from '../../../adapter/channels/silence-watch';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { Resynced } from '../../../broker';
import type { Timer } from '../../../core/clock';
import { isProtocolError, isVenueError } from '../../../errors';
import type { Trade } from '../../../model';
import type { PoloniexConnection } from '../connection';
import type { PoloniexMarketTrade, PoloniexTradeUpdate } from '../generated/records';
import { toStreamTrade, toTrade } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { SubscriptionBatches } from './batches';

/** Most trades that one read serves. @see Poloniex API, GET /markets/{symbol}/trades */
const MAX_TRADES = 1000;

/** Trades of a symbol that are remembered, to tell a repeated one: more than one read serves. */
const REMEMBERED = 2 * MAX_TRADES;

/** Symbols whose missed trades are read at the same time. */
const READS_AT_ONCE = 8;

/** Trades that a look at a silent stream reads. */
const NEWEST = 5;

/** How long after a frame that was lost the trades are read, in ms: one read answers for many frames. */
const REPAIR_AFTER_MS = 1000;

/** How far the trades of a symbol are known: to the highest id, for ids rise, else to an instant of the venue. */
interface Place {
  readonly id: string | undefined;
  readonly time: number;
}

/** The trades of one symbol. */
class TradeState extends SymbolState<Trade> {
  /** When the subscription began, the venue's clock: what was traded before is not owed. */
  readonly #since: number;
  /** The ids that were emitted last, in a ring: it is searched only for one that is not the newest, which is rare. */
  readonly #emitted: string[] = [];
  /** Where in the ring the next one goes. */
  #next = 0;
  /** The highest id that was emitted. */
  last: string | undefined;
  /** When the last frame came, UTC epoch ms. */
  receivedTime: number | undefined;
  /** From where on trades were missed; undefined while none are known to be. */
  missedFrom: Place | undefined;

  constructor(key: string, since: number) {
    super(key);
    this.#since = since;
  }

  get place(): Place {
    return { id: this.last, time: this.#since };
  }

  /** Whether the trade has not been emitted yet; it has then. Hot. */
  isNew(id: string): boolean {
    const isNewest = this.last === undefined || isLater(id, this.last);
    // Most trades are the newest, and those cannot have been emitted.
    if (isNewest) this.last = id;
    else if (this.#emitted.includes(id)) return false;
    this.#emitted[this.#next] = id;
    this.#next = this.#next + 1 === REMEMBERED ? 0 : this.#next + 1;
    return true;
  }

  /** From here on trades are missed; what an earlier gap has left open is still missing. */
  misses(): void {
    this.missedFrom ??= this.place;
  }

  lacks({ id, createTime }: PoloniexMarketTrade): boolean {
    return isPast({ id, createTime }, this.place) && !this.#emitted.includes(id);
  }
}

/** Public trades: each once, and after a gap those that were missed. */
export class TradeChannel {
  readonly #connection: PoloniexConnection;
  readonly #channel: SymbolChannel<Trade, TradeState>;
  /** Reads the trades after a frame that was lost. */
  #repair: Timer | undefined;
  /** Aborted when the connection is gone. */
  #run = new AbortController();

  constructor(connection: PoloniexConnection, context: ChannelContext, batches: SubscriptionBatches) {
    this.#connection = connection;
    this.#channel = new SymbolChannel<Trade, TradeState>(context, {
      name: 'trades',
      ...batches.of('trades'),
      create: (symbol) => new TradeState(symbol, connection.serverTime()),
      // Before the next connection brings newer ones.
      lost: (state) => state.misses(),
      probe: {
        ...probeEach((state, options) => this.#lacksNewest(state, options)),
        lastFrame: ({ last }) => last,
        silent: (state) => state.misses(),
      },
      revived: (state) => void this.#readSilence(state),
    });
    const { publicSocket } = connection.client;
    publicSocket.sink('trades', (row) => this.#take(row));
    publicSocket.on('error', (error) => {
      if (isProtocolError(error)) this.#frameLost();
    });
  }

  source(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Trade> {
    return this.#channel.source(symbols, undefined, signal);
  }

  /** The connection is gone: from here on trades are missed. */
  reset(): void {
    this.#repair?.cancel();
    this.#repair = undefined;
    this.#run.abort();
    this.#run = new AbortController();
    this.#channel.reset();
  }

  /**
   * Reads the trades that were missed while away, for every symbol that somebody listens to.
   * @throws Error when some could not be read; those of the other symbols have been emitted
   */
  async reconcile(signal: AbortSignal): Promise<void> {
    const lost: string[] = [];
    const queue = this.#channel.states.values();
    const work = async (): Promise<void> => {
      for (const state of queue) {
        if (!(await this.#readMissed(state, { signal }))) lost.push(state.key);
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
    if (lost.length > 0)
      throw new Error(`Trades of ${lost.sort().join(', ')} were missed that the venue does not serve`);
  }

  /** The hot path. */
  #take(row: PoloniexTradeUpdate): void {
    const state = this.#channel.get(row.symbol);
    if (state === undefined) return;
    if (this.#connection.times.isFar(row.createTime)) {
      this.#connection.times.refuses(`a trade of ${row.symbol}`, row.createTime);
      return;
    }
    const receivedTime = this.#connection.clock.now();
    if (state.isSilent) this.#channel.revive(state);
    state.receivedTime = receivedTime;
    // A subscription begins with trades that were there before; after a reconnect they have been emitted.
    if (state.isNew(row.id))
      state.push(toStreamTrade(row, state.key, receivedTime, this.#connection.rawOf(row)));
  }

  /**
   * Emits the trades that were missed.
   * @returns whether all of them are known to have been emitted
   * @throws what ended the read, unless the venue refused it
   */
  async #readMissed(state: TradeState, options: PoloniexCallOptions): Promise<boolean> {
    const { missedFrom, key: symbol } = state;
    if (missedFrom === undefined) return true;
    let rows: readonly PoloniexMarketTrade[];
    try {
      rows = await this.#connection.client.getMarketTrades({ symbol, limit: MAX_TRADES }, options);
    } catch (error) {
      if (isVenueError(error)) return false;
      throw error;
    }
    if (this.#channel.get(symbol) !== state) return true;
    const missed = rows
      .filter((row) => isPast(row, missedFrom))
      .filter((row) => !this.#connection.times.refuses(`a trade of ${symbol}`, row.createTime))
      .sort((a, b) => (isLater(a.id, b.id) ? 1 : -1));
    for (const row of missed) {
      if (state.isNew(row.id)) state.push(toTrade(symbol, row, this.#connection.stamp('reconcile', row)));
    }
    if (state.missedFrom === missedFrom) state.missedFrom = undefined;
    // Else the list does not reach back to what was emitted.
    return missed.length === 0 || missed.length < rows.length;
  }

  /** Whether one of the newest trades at the venue has not been emitted. */
  async #lacksNewest(state: TradeState, options: PoloniexCallOptions): Promise<boolean> {
    const { client, times } = this.#connection;
    const rows = await client.getMarketTrades({ symbol: state.key, limit: NEWEST }, options);
    return rows.some((row) => state.lacks(row) && !times.isFar(row.createTime));
  }

  /**
   * A frame of the public socket cannot be read, one cut short for instance, and its trades are unknown: they are
   * read, while the stream goes on.
   */
  #frameLost(): void {
    const { clock } = this.#connection;
    for (const state of this.#channel.states) {
      const wasWhole = state.missedFrom === undefined;
      // Another object each time: a read that has begun may have come too early for this frame.
      state.missedFrom = { ...(state.missedFrom ?? state.place) };
      if (wasWhole)
        state.gap('A frame of the public socket could not be read', state.receivedTime, clock.now());
    }
    this.#repair ??= clock.schedule(REPAIR_AFTER_MS, () => void this.#repairAll(), { keepAlive: false });
  }

  async #repairAll(): Promise<void> {
    this.#repair = undefined;
    const { signal } = this.#run;
    const broken = this.#channel.states.filter(({ missedFrom }) => missedFrom !== undefined);
    let isWhole = true;
    try {
      await this.reconcile(signal);
    } catch (error) {
      if (signal.aborted) return;
      isWhole = false;
      this.#connection.report('unproved', 'Trades of a frame that was lost could not be read', error);
    }
    const subscribers = new Set(broken.flatMap((state) => state.subscribers));
    for (const subscriber of subscribers) subscriber.resynced(resultOf(isWhole));
  }

  /** A silent stream resumes: what it left out is read. */
  async #readSilence(state: TradeState): Promise<void> {
    try {
      state.resynced(resultOf(await this.#readMissed(state, {})));
    } catch (error) {
      const text = `The trades of ${state.key} that were not streamed could not be read`;
      this.#connection.report('unproved', text, error);
    }
  }
}

function resultOf(isWhole: boolean): Resynced {
  return isWhole ? { proved: ['trades'], unproved: [] } : { proved: [], unproved: ['trades'] };
}

/** Whether a trade came after a place. */
function isPast({ id, createTime }: Pick<PoloniexMarketTrade, 'id' | 'createTime'>, place: Place): boolean {
  return place.id === undefined ? createTime >= place.time : isLater(id, place.id);
}

/** Ids are whole numbers in text. */
function isLater(id: string, last: string): boolean {
  return id.length === last.length ? id > last : id.length > last.length;
}
