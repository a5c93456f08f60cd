import type { ArgumentsSchema } from '../../../adapter/schema/arguments';
import { streamTickPricesArguments, symbolArguments } from '../wire/arguments';

/** A command of the stream connection. */
export interface StreamCommand {
  readonly read: () => void;
  readonly args?: ArgumentsSchema<object>;
  /** Whether it carries the `streamSessionId`. */
  readonly isIdentified: boolean;
}

/** The venue acknowledges none of them. */
const read = (): void => {};
const start = { read, isIdentified: true } as const;
const stop = { read, isIdentified: false } as const;

/**
 * The streaming commands. Each resolves when it is written: the venue acknowledges none of them.
 *
 * Subscriptions end with their session and are not made again by themselves. Every command rejects with
 * `NotConnectedError` without a session, `ValidationError` for arguments against the rules (both before anything is
 * sent), `TimeoutError` or `AbortedError` when the wait for its turn ends early.
 * @methods XapiStreamCommands CallOptions extends EventPublisher<XapiStreamEvents>
 * @see XAPI 2.5.0, section 6
 */
export const STREAM_COMMANDS = {
  /** Subscribes to account indicators: event `balance`. @see XAPI 2.5.0, streaming getBalance */
  getBalance: start,
  /** Ends `getBalance`. */
  stopBalance: stop,
  /**
   * Subscribes to candles of one minute: event `candle`.
   * Venue quirk: silent until a chart request for the symbol was made in the session; frames can repeat.
   * @see XAPI 2.5.0, streaming getCandles
   */
  getCandles: { ...start, args: symbolArguments },
  /** Ends `getCandles` of a symbol. */
  stopCandles: { ...stop, args: symbolArguments },
  /** Subscribes to a message every 3 s: event `keepAlive`. @see XAPI 2.5.0, streaming getKeepAlive */
  getKeepAlive: start,
  /** Ends `getKeepAlive`. */
  stopKeepAlive: stop,
  /** Subscribes to news: event `news`. @see XAPI 2.5.0, streaming getNews */
  getNews: start,
  /** Ends `getNews`. */
  stopNews: stop,
  /** Subscribes to the profits of open positions: event `profit`. @see XAPI 2.5.0, streaming getProfits */
  getProfits: start,
  /** Ends `getProfits`. */
  stopProfits: stop,
  /**
   * Subscribes to the prices of a symbol: event `tickPrices`. Calling it again does not make a second subscription.
   * The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTickPrices
   */
  getTickPrices: { ...start, args: streamTickPricesArguments },
  /** Ends `getTickPrices` of a symbol. */
  stopTickPrices: { ...stop, args: symbolArguments },
  /**
   * Subscribes to changes of positions and pending orders: event `trade`. The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTrades
   */
  getTrades: start,
  /** Ends `getTrades`. */
  stopTrades: stop,
  /**
   * Subscribes to the fate of sent transactions: event `tradeStatus`. The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTradeStatus
   */
  getTradeStatus: start,
  /** Ends `getTradeStatus`. */
  stopTradeStatus: stop,
  /** Shows the venue that the connection lives; it does not answer. The client does this by itself. */
  ping: start,
} as const satisfies Readonly<Record<string, StreamCommand>>;
