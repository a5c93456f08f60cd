import type { SilenceProbe } from '../../../adapter/channels/silence-watch';
import type { Subscriber } from '../../../adapter/channels/subscribers';
import type { SubscriptionSource } from '../../../adapter/channels/subscription-hub';
import { type ChannelContext, SymbolChannel } from '../../../adapter/channels/symbol-channel';
import { SymbolState } from '../../../adapter/channels/symbol-state';
import type { OrderBook, Quote } from '../../../model';
import { checkLimit } from '../../../orders/check-order';
import { SILENCE_TOLERANCE_MS } from '../../../streaming/topics/silent-topic';
import type { XapiConnection } from '../connection';
import { SUBSCRIBE_MS } from '../endpoints';
import { BookAssembler, type TickFields, toQuote } from '../map';
import type { OpenedStreams } from './opened-streams';

/** What the venue sends of a symbol's prices. */
export interface TickParams {
  /** Least ms between two updates. */
  readonly minArrivalTime: number;
  /** Levels from the best one; `Infinity` for all. */
  readonly levels: number;
}

/** What the venue takes an absent minArrivalTime for (2.5.0, streaming getTickPrices). */
const DEFAULT_ARRIVAL_MS = 200;

/** Least time between two updates of a symbol that a subscriber asks for, in ms. @throws ValidationError */
export function arrivalOf(options: object): number {
  const { minArrivalTime } = options as { readonly minArrivalTime?: number | undefined };
  if (minArrivalTime === undefined || minArrivalTime === 0) return DEFAULT_ARRIVAL_MS;
  return checkLimit(minArrivalTime, 'minArrivalTime');
}

/** Least time between two reads of quotes, however many symbols are silent, in ms. */
const READ_EVERY_MS = 10_000;

/** The prices of one symbol: quotes and book share them, the venue keeps one subscription for a symbol. */
class TickState extends SymbolState<Quote | OrderBook> {
  quotes: readonly Subscriber<Quote>[] = [];
  books: readonly Subscriber<OrderBook>[] = [];
  assembler: BookAssembler | undefined;
  /** The last tick since the topic was written. */
  last: TickFields | undefined;
  /** The venue's time of the newest quote that we had before it. */
  knownTime: number | undefined;
  /** A quote that the venue has and whose tick has not come. */
  newer: Quote | undefined;

  override add(subscriber: Subscriber<Quote | OrderBook>): void {
    super.add(subscriber);
    this.#regroup();
  }

  override remove(subscriber: Subscriber<Quote | OrderBook>): void {
    super.remove(subscriber);
    this.#regroup();
  }

  /** The venue's time of the newest quote that we have, streamed or read; `otherwise` where there is none. */
  known(otherwise: number): number {
    return Math.max(this.knownTime ?? otherwise, this.last?.timestamp ?? Number.NEGATIVE_INFINITY);
  }

  #regroup(): void {
    this.quotes = this.subscribers.filter(({ channel }) => channel === 'quotes');
    this.books = this.subscribers.filter(({ channel }) => channel === 'book');
    if (this.books.length === 0) this.assembler = undefined;
    else this.assembler ??= new BookAssembler(this.key);
  }
}

export class TickChannel {
  readonly #connection: XapiConnection;
  readonly #opened: OpenedStreams;
  readonly #channel: SymbolChannel<Quote | OrderBook, TickState, TickParams>;

  constructor(connection: XapiConnection, context: ChannelContext, opened: OpenedStreams) {
    this.#connection = connection;
    this.#opened = opened;
    const { stream } = connection.client;
    this.#channel = new SymbolChannel<Quote | OrderBook, TickState, TickParams>(context, {
      name: 'ticks',
      confirmedBy: 'sent',
      create: (symbol) => new TickState(symbol),
      merge: (all) => ({
        minArrivalTime: Math.min(...all.map(({ minArrivalTime }) => minArrivalTime)),
        levels: Math.max(...all.map(({ levels }) => levels)),
      }),
      equal: (a, b) => a.minArrivalTime === b.minArrivalTime && a.levels === b.levels,
      open: async (symbol, { minArrivalTime, levels }, signal) => {
        const every = minArrivalTime === DEFAULT_ARRIVAL_MS ? {} : { minArrivalTime };
        const deep = Number.isFinite(levels) ? { maxLevel: levels - 1 } : {};
        const limits = { signal, timeoutMs: SUBSCRIBE_MS };
        await stream.getTickPrices({ symbol, ...every, ...deep }, limits);
        const topic = this.#channel.topicOf(symbol);
        opened.written(topic, symbol, (error) => this.#channel.get(symbol)?.fail(error));
      },
      close: (symbol, signal) => stream.stopTickPrices({ symbol }, signal && { signal }),
      opened: (state) => this.#restart(state),
      lost: (state) => {
        state.knownTime = undefined;
        state.last = undefined;
        state.assembler?.reset();
      },
      probe: this.#probe(),
      slackMs: ({ minArrivalTime }) => minArrivalTime,
    });
    stream.sink('tickPrices', (tick, frame) => this.#take(tick, frame));
  }

  /** The last tick of a symbol that is being streamed. */
  readonly lastTick = (symbol: string): TickFields | undefined => this.#channel.get(symbol)?.last;

  quotes(symbols: readonly string[], minArrivalTime: number, signal: AbortSignal): SubscriptionSource<Quote> {
    // The venue's one subscription serves both kinds; a state gives each subscriber its own.
    return this.#channel.source(symbols, { minArrivalTime, levels: 1 }, signal) as SubscriptionSource<Quote>;
  }

  book(symbols: readonly string[], params: TickParams, signal: AbortSignal): SubscriptionSource<OrderBook> {
    return this.#channel.source(symbols, params, signal) as SubscriptionSource<OrderBook>;
  }

  reset(): void {
    this.#channel.reset();
  }

  // The hot path: one look-up, and no spread, promise or closure for a quote.
  #take(tick: TickFields, frame: unknown): void {
    const state = this.#channel.get(tick.symbol);
    if (state === undefined) return;
    if (this.#connection.times.isFar(tick.timestamp)) {
      this.#connection.times.refuses(`a price of ${tick.symbol}`, tick.timestamp);
      return;
    }
    const raw = this.#connection.keepsRaw ? frame : undefined;
    if (tick.level === 0) {
      if (state.last === undefined) this.#opened.proved(this.#channel.topicOf(tick.symbol));
      if (state.isSilent) this.#channel.revive(state);
      state.last = tick;
      const { quotes } = state;
      if (quotes.length > 0) {
        const quote = toQuote(tick, this.#connection.clock.now(), 'stream', raw);
        for (let index = 0; index < quotes.length; index += 1) quotes[index]?.push(quote);
      }
    }
    if (state.assembler !== undefined) this.#takeLevel(state, state.assembler, tick, raw);
  }

  #takeLevel(state: TickState, assembler: BookAssembler, tick: TickFields, raw: unknown): void {
    assembler.add(tick, this.#connection.stampRaw('stream', raw), (book) => {
      for (const subscriber of state.books) subscriber.push(book);
    });
  }

  /** What follows begins with a first tick. */
  #restart(state: TickState): void {
    state.knownTime = state.known(this.#connection.serverTime());
    state.last = undefined;
  }

  /** The venue's own quote decides; of those before the topic was written none is missing. */
  #probe(): SilenceProbe<TickState> {
    return {
      atOnce: Number.POSITIVE_INFINITY,
      pauseMs: READ_EVERY_MS,
      confirms: false,
      lastFrame: ({ last }) => last,
      read: async (states) => {
        const symbols = states.map(({ key }) => key);
        const now = this.#connection.serverTime();
        const timestamp = Math.floor(Math.min(...states.map((state) => state.known(now))));
        const { client, clock, times } = this.#connection;
        const { quotations } = await client.getTickPrices({ level: 0, symbols, timestamp });
        const found: TickState[] = [];
        for (const tick of quotations) {
          if (tick.level !== 0 || times.refuses(`a price of ${tick.symbol}`, tick.timestamp)) continue;
          const state = states.find(({ key }) => key === tick.symbol);
          if (state === undefined || tick.timestamp <= state.known(now) + SILENCE_TOLERANCE_MS) continue;
          state.newer = toQuote(tick, clock.now(), 'read', this.#connection.stamp('read', tick).raw);
          found.push(state);
        }
        return found;
      },
      silent: (state) => {
        this.#restart(state);
        state.assembler?.reset();
        const { newer } = state;
        if (newer === undefined) return;
        state.knownTime = newer.time;
        for (const subscriber of state.quotes) subscriber.push(newer);
      },
    };
  }
}
