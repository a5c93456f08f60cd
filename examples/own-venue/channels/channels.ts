import type { Quote } from 'venuekit';
import {
  CANDLE_TOLERANCE_MS,
  CandleChannel,
  type CandleReader,
  type ChannelContext,
  type CheckedCandlesRequest,
  type RestCallOptions,
  SilenceWatch,
  SymbolChannel,
  SymbolState,
  type TopicRegistry,
  VenueOrder,
} from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { MINUTE_MS, toCandle, toQuote } from '../map/map';
import type { StreamCandleRow, TickerRow } from '../wire/rows';

/** Reads candles of a range. */
export type LarkCandleReader = CandleReader<CheckedCandlesRequest, RestCallOptions>;

/** The quotes of one symbol. */
class QuoteState extends SymbolState<Quote> {
  last: Quote | undefined;
  order: VenueOrder<TickerRow>;

  constructor(symbol: string, connection: LarkConnection) {
    super(symbol);
    this.order = orderOf(connection);
  }
}

/** The venue's older rows are turned away. */
function orderOf({ clock }: LarkConnection): VenueOrder<TickerRow> {
  return new VenueOrder({ keyOf: ({ symbol }) => symbol, timeOf: ({ time }) => time }, clock);
}

/** The public streams of a broker. */
export class PublicChannels {
  readonly quotes: SymbolChannel<Quote, QuoteState>;
  readonly candles: CandleChannel<'1m'>;
  readonly #connection: LarkConnection;
  readonly #silence: SilenceWatch;

  constructor(connection: LarkConnection, topics: TopicRegistry, reader: LarkCandleReader) {
    const { clock } = connection;
    this.#connection = connection;
    this.#silence = new SilenceWatch({
      clock,
      isHeard: () => connection.isHeard,
      report: (code, message) => connection.report(code, message),
    });
    const context: ChannelContext = { clock, topics, silence: this.#silence };
    this.quotes = this.#createQuotes(context);
    this.candles = this.#createCandles(context, reader);
  }

  /** A row of the ticker channel: the hot path. */
  takeTicker(row: TickerRow, raw: unknown): void {
    const state = this.quotes.get(row.symbol);
    if (state === undefined || this.#connection.times.refuses(`a quote of ${row.symbol}`, row.time)) return;
    if (!state.order.admits(row)) return;
    if (state.isSilent) this.quotes.revive(state);
    state.last = toQuote(row, this.#connection.stampRaw('stream', raw));
    state.push(state.last);
  }

  /** A row of the candles channel. */
  takeCandle(row: StreamCandleRow, raw: unknown): void {
    const state = this.candles.get('1m', row.symbol);
    const { times } = this.#connection;
    if (state === undefined || times.refuses(`a candle of ${row.symbol}`, row.openTime, CANDLE_TOLERANCE_MS))
      return;
    this.candles.take(state, toCandle(row.symbol, row, row.closed, this.#connection.stampRaw('stream', raw)));
  }

  /** The connection is gone: nothing that came before may be joined with what follows. */
  reset(): void {
    this.#silence.reset();
    this.quotes.reset();
    this.candles.reset();
  }

  // [doc:quotes]
  #createQuotes(context: ChannelContext): SymbolChannel<Quote, QuoteState> {
    const connection = this.#connection;
    return new SymbolChannel<Quote, QuoteState>(context, {
      name: 'quotes',
      confirmedBy: 'ack',
      create: (symbol) => new QuoteState(symbol, connection),
      open: (symbol, _params, signal) => this.#subscribe('subscribe', 'ticker', symbol, signal),
      close: (symbol, signal) => this.#subscribe('unsubscribe', 'ticker', symbol, signal),
      latest: ({ last }) => last,
      lost: (state) => {
        state.last = undefined;
        state.order = orderOf(connection);
      },
      probe: {
        atOnce: 1,
        confirms: true,
        lastFrame: ({ last }) => last,
        read: async ([state], options) => {
          if (state?.last === undefined) return [];
          const { time, bid, ask } = await connection.client.rest.getTicker({ symbol: state.key }, options);
          const isNewer = time > (state.last.time ?? 0) && (bid !== state.last.bid || ask !== state.last.ask);
          return isNewer ? [state] : [];
        },
      },
    });
  }
  // [/doc:quotes]

  #createCandles(context: ChannelContext, reader: LarkCandleReader): CandleChannel<'1m'> {
    const connection = this.#connection;
    return new CandleChannel<'1m'>(context, {
      confirmedBy: 'ack',
      open: (symbol, _interval, signal) => this.#subscribe('subscribe', 'candles', symbol, signal),
      close: (symbol, _interval, signal) => this.#subscribe('unsubscribe', 'candles', symbol, signal),
      endOf: (_interval, openTime) => openTime + MINUTE_MS,
      read: (request, limits) => reader.read(request, limits),
      serverTime: () => connection.serverTime(),
      closedBy: 'time',
      closeDelayMs: 2000,
      maxMissed: 5000,
      newest: async (symbol, _interval, limits) => {
        const to = connection.serverTime();
        const span = { from: to - 2 * MINUTE_MS, to };
        return (await connection.client.rest.getCandles({ symbol, ...span }, limits)).at(-1);
      },
      report: (code, message, error) => connection.report(code, message, error),
    });
  }

  #subscribe(
    op: 'subscribe' | 'unsubscribe',
    channel: string,
    symbol: string,
    signal?: AbortSignal,
  ): Promise<void> {
    return this.#connection.socket('public').request(op, { op, channel, symbol }, signal);
  }
}
