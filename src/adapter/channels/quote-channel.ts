import type { Quote } from '../../model';
import { VenueOrder } from '../../streaming/time/venue-order';
import type { VenueTimes } from '../../streaming/time/venue-times';
import { probeEach } from './silence-watch';
import type { SubscriptionSource } from './subscription-hub';
import { type ChannelContext, SymbolChannel, type SymbolChannelOptions } from './symbol-channel';
import { SymbolState } from './symbol-state';

/** The quotes of one symbol. */
class QuoteState extends SymbolState<Quote> {
  last: Quote | undefined;
  /** What turns older quotes away; replaced with the connection. */
  order: VenueOrder<Quote> | undefined;
}

/** What a venue gives for a channel of quotes. */
export interface QuoteChannelOptions
  extends Pick<SymbolChannelOptions<Quote, QuoteState, undefined>, 'confirmedBy' | 'close'> {
  open(symbol: string, signal: AbortSignal | undefined): Promise<void>;
  /** The best prices as the venue has them now, to find a stream that has fallen silent. */
  read(symbol: string, options: { readonly timeoutMs: number }): Promise<Quote>;
  /** Tells the times that no quote can have. */
  readonly times: VenueTimes;
}

/** Quotes as the venue pushes them, each of which says all that there is to say of its symbol. */
export class QuoteChannel {
  readonly #context: ChannelContext;
  readonly #options: QuoteChannelOptions;
  readonly #channel: SymbolChannel<Quote, QuoteState>;

  constructor(context: ChannelContext, options: QuoteChannelOptions) {
    this.#context = context;
    this.#options = options;
    const { confirmedBy, close, open, read } = options;
    this.#channel = new SymbolChannel<Quote, QuoteState>(context, {
      name: 'quotes',
      confirmedBy,
      create: (symbol) => new QuoteState(symbol),
      open: (symbol, _params, signal) => open(symbol, signal),
      close,
      latest: ({ last }) => last,
      lost: (state) => {
        state.last = undefined;
        state.order = undefined;
      },
      probe: {
        ...probeEach<QuoteState>(async ({ key, last }, limits) => {
          if (last === undefined) return false;
          const { time = 0, bid, ask } = await read(key, limits);
          return time > (last.time ?? 0) && (bid !== last.bid || ask !== last.ask);
        }),
        lastFrame: ({ last }) => last,
      },
    });
  }

  /** How a subscription of these symbols is fed. */
  source(symbols: readonly string[], signal: AbortSignal): SubscriptionSource<Quote> {
    return this.#channel.source(symbols, undefined, signal);
  }

  /** Takes a quote of the stream. Hot. */
  take(quote: Quote): void {
    const state = this.#channel.get(quote.symbol);
    if (state === undefined) return;
    const { times } = this.#options;
    if (quote.time !== undefined && times.isFar(quote.time)) {
      times.refuses(`a quote of ${quote.symbol}`, quote.time);
      return;
    }
    state.order ??= new VenueOrder(BY_TIME, this.#context.clock);
    if (!state.order.admits(quote)) return;
    if (state.isSilent) this.#channel.revive(state);
    state.last = quote;
    state.push(quote);
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    this.#channel.reset();
  }
}

const BY_TIME = {
  keyOf: ({ symbol }: Quote) => symbol,
  timeOf: ({ time }: Quote) => time,
};
