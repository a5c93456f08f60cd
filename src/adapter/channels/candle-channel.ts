import type { Candle, Interval } from '../../model';
import { BuiltCandles } from './built-candles';
import { CandleClosing, type CandleClosingOptions, type CandleRead } from './candle-closing';
import { type CandleFigures, CandleState, keyOf, partsOf } from './candle-state';
import { probeEach, type SilenceProbe } from './silence-watch';
import type { SubscriptionSource } from './subscription-hub';
import { type ChannelContext, SymbolChannel, type SymbolChannelOptions } from './symbol-channel';

/** What a venue gives for a channel of candles. @typeParam B - intervals that are built from `1m` */
export interface CandleChannelOptions<I extends Interval, B extends Interval = never>
  extends Pick<SymbolChannelOptions<Candle, CandleState<I>, undefined>, 'confirmedBy'>,
    Pick<
      CandleClosingOptions<I>,
      'connection' | 'endOf' | 'closedBy' | 'closeDelayMs' | 'maxMissed' | 'source'
    > {
  open(symbol: string, interval: I, signal: AbortSignal | undefined): Promise<void>;
  close(symbol: string, interval: I, signal?: AbortSignal): Promise<void>;
  /** The candles that open in `[from, to)`. */
  read(request: CandleRead<I | B>, options: { readonly timeoutMs: number }): Promise<readonly Candle[]>;
  /** Intervals that the venue does not stream and that are built from its minutes. @defaultValue none */
  readonly built?: readonly B[];
  /** The newest candle of the venue, to find a silent stream; absent where silence is not watched. */
  newest?(
    symbol: string,
    interval: I,
    options: { readonly timeoutMs: number },
  ): Promise<CandleFigures | undefined>;
}

/** Candles as they are streamed, each emitted as closed once, and those that were missed read after a gap. */
export class CandleChannel<I extends Interval, B extends Interval = never> {
  readonly #options: CandleChannelOptions<I, B>;
  readonly #closing: CandleClosing<I>;
  readonly #channel: SymbolChannel<Candle, CandleState<I>>;
  readonly #built: BuiltCandles;

  constructor(context: ChannelContext, options: CandleChannelOptions<I, B>) {
    this.#options = options;
    const { clock } = context;
    const isCurrent = (state: CandleState<I>): boolean => this.#channel.get(state.key) === state;
    const late = ({ symbol, interval, lastClosed }: CandleState<I>, candle: Candle): void => {
      // A repeated frame says nothing new.
      if (interval === '1m' && !isSame(candle, lastClosed)) this.#built.doubt(symbol, candle.openTime);
    };
    this.#closing = new CandleClosing<I>({ ...options, clock, isCurrent, late });
    const probe: SilenceProbe<CandleState<I>> = {
      ...probeEach((state, limits) => this.#isBehind(state, limits)),
      lastFrame: ({ last }) => last,
    };
    this.#channel = new SymbolChannel<Candle, CandleState<I>>(context, {
      name: 'candles',
      confirmedBy: options.confirmedBy,
      create: (key) => new CandleState(key),
      open: (key, _params, signal) => {
        const { symbol, interval } = partsOf<I>(key);
        return options.open(symbol, interval, signal);
      },
      close: (key, signal) => {
        const { symbol, interval } = partsOf<I>(key);
        return options.close(symbol, interval, signal);
      },
      opened: async (state) => {
        await this.#closing.opened(state);
        if (state.interval === '1m') await this.#built.opened(state.symbol);
      },
      lost: (state) => {
        this.#closing.lost(state);
        if (state.interval === '1m') this.#built.lost(state.symbol);
      },
      left: (state) => this.#closing.stop(state),
      probe: options.newest && probe,
    });
    this.#built = new BuiltCandles({
      clock,
      connection: options.connection,
      maxMissed: options.maxMissed,
      minutes: (symbols, signal) => this.source(symbols, '1m' as I, signal),
      read: (request, limits) => options.read(request as CandleRead<I | B>, limits),
    });
  }

  source(symbols: readonly string[], interval: I | B, signal: AbortSignal): SubscriptionSource<Candle> {
    if (this.#options.built?.includes(interval as B)) return this.#built.source(symbols, interval, signal);
    const keys = symbols.map((symbol) => keyOf(interval, symbol));
    return {
      ...this.#channel.source(keys, undefined, signal),
      adopt: (symbol, read) => {
        const state = this.get(interval as I, symbol);
        return state === undefined ? read : this.adopt(state, read);
      },
    };
  }

  /**
   * Joins candles that were read with those that come: what ends after the last of them is emitted as closed.
   * @param read - in order
   * @returns what one that joins now gets of them
   */
  adopt(state: CandleState<I>, read: readonly Candle[]): readonly Candle[] {
    return this.#closing.adopt(state, read);
  }

  /** What is known of a symbol's candles; undefined while nobody listens. Hot. */
  get(interval: I, symbol: string): CandleState<I> | undefined {
    return this.#channel.get(keyOf(interval, symbol));
  }

  /** The topic of a symbol's candles. */
  topicOf(interval: I, symbol: string): string {
    return this.#channel.topicOf(keyOf(interval, symbol));
  }

  /** Whether every closed candle has been emitted: false while one could not be read, or a topic is not open. */
  get isWhole(): boolean {
    const isRead = this.#channel.states.every((state) => !state.isMarked(state.unreadMark));
    return this.#channel.isOpen && isRead && this.#built.isWhole;
  }

  reset(): void {
    this.#channel.reset();
  }

  /** Takes a streamed candle, one that is closed or one that runs. */
  take(state: CandleState<I>, candle: Candle): void {
    if (state.isSilent) this.#channel.revive(state);
    this.#closing.take(state, candle);
  }

  /** Whether the venue has the newest candle of a symbol further than the stream. */
  async #isBehind(state: CandleState<I>, limits: { readonly timeoutMs: number }): Promise<boolean> {
    const newest = await this.#options.newest?.(state.symbol, state.interval, limits);
    if (newest === undefined) return false;
    // Without a frame so far: when the venue has more than this at the next look, one is missing.
    state.last ??= newest;
    const { openTime, volume } = state.last;
    return newest.openTime === openTime
      ? newest.volume !== volume
      : newest.openTime > openTime && newest.volume !== '0';
  }
}

function isSame(candle: Candle, other: Candle | undefined): boolean {
  const figures = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;
  return figures.every((figure) => candle[figure] === other?.[figure]);
}
