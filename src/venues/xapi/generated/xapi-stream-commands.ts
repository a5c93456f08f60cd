// Generated from the definitions of src/venues/xapi by `npm run generate`; do not edit.

import type { TableCall } from '../../../adapter/schema/table-call';
import { callsOf } from '../../../adapter/schema/table-call';
import type { CallOptions } from '../../../broker';
import { EventPublisher } from '../../../streaming/event-publisher';
import type { STREAM_COMMANDS } from '../client/stream-commands';
import type { XapiStreamEvents } from '../types/client';
import type { StreamTickPricesArguments, SymbolArguments } from './records';

const callOf = callsOf<typeof STREAM_COMMANDS>();

/**
 * The streaming commands. Each resolves when it is written: the venue acknowledges none of them.
 *
 * Subscriptions end with their session and are not made again by themselves. Every command rejects with
 * `NotConnectedError` without a session, `ValidationError` for arguments against the rules (both before anything is
 * sent), `TimeoutError` or `AbortedError` when the wait for its turn ends early.
 * @see XAPI 2.5.0, section 6
 */
export abstract class XapiStreamCommands extends EventPublisher<XapiStreamEvents> {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: TableCall<T>, options?: CallOptions): Promise<T>;

  /**
   * Subscribes to account indicators: event `balance`.
   * @see XAPI 2.5.0, streaming getBalance
   */
  getBalance(options?: CallOptions): Promise<void> {
    return this.call(callOf('getBalance'), options);
  }

  /** Ends `getBalance`. */
  stopBalance(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopBalance'), options);
  }

  /**
   * Subscribes to candles of one minute: event `candle`.
   * Venue quirk: silent until a chart request for the symbol was made in the session; frames can repeat.
   * @see XAPI 2.5.0, streaming getCandles
   */
  getCandles(args: SymbolArguments, options?: CallOptions): Promise<void> {
    return this.call(callOf('getCandles', args), options);
  }

  /** Ends `getCandles` of a symbol. */
  stopCandles(args: SymbolArguments, options?: CallOptions): Promise<void> {
    return this.call(callOf('stopCandles', args), options);
  }

  /**
   * Subscribes to a message every 3 s: event `keepAlive`.
   * @see XAPI 2.5.0, streaming getKeepAlive
   */
  getKeepAlive(options?: CallOptions): Promise<void> {
    return this.call(callOf('getKeepAlive'), options);
  }

  /** Ends `getKeepAlive`. */
  stopKeepAlive(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopKeepAlive'), options);
  }

  /**
   * Subscribes to news: event `news`.
   * @see XAPI 2.5.0, streaming getNews
   */
  getNews(options?: CallOptions): Promise<void> {
    return this.call(callOf('getNews'), options);
  }

  /** Ends `getNews`. */
  stopNews(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopNews'), options);
  }

  /**
   * Subscribes to the profits of open positions: event `profit`.
   * @see XAPI 2.5.0, streaming getProfits
   */
  getProfits(options?: CallOptions): Promise<void> {
    return this.call(callOf('getProfits'), options);
  }

  /** Ends `getProfits`. */
  stopProfits(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopProfits'), options);
  }

  /**
   * Subscribes to the prices of a symbol: event `tickPrices`. Calling it again does not make a second subscription.
   * The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTickPrices
   */
  getTickPrices(args: StreamTickPricesArguments, options?: CallOptions): Promise<void> {
    return this.call(callOf('getTickPrices', args), options);
  }

  /** Ends `getTickPrices` of a symbol. */
  stopTickPrices(args: SymbolArguments, options?: CallOptions): Promise<void> {
    return this.call(callOf('stopTickPrices', args), options);
  }

  /**
   * Subscribes to changes of positions and pending orders: event `trade`. The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTrades
   */
  getTrades(options?: CallOptions): Promise<void> {
    return this.call(callOf('getTrades'), options);
  }

  /** Ends `getTrades`. */
  stopTrades(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopTrades'), options);
  }

  /**
   * Subscribes to the fate of sent transactions: event `tradeStatus`. The order of the frames is not guaranteed.
   * @see XAPI 2.5.0, streaming getTradeStatus
   */
  getTradeStatus(options?: CallOptions): Promise<void> {
    return this.call(callOf('getTradeStatus'), options);
  }

  /** Ends `getTradeStatus`. */
  stopTradeStatus(options?: CallOptions): Promise<void> {
    return this.call(callOf('stopTradeStatus'), options);
  }

  /** Shows the venue that the connection lives; it does not answer. The client does this by itself. */
  ping(options?: CallOptions): Promise<void> {
    return this.call(callOf('ping'), options);
  }
}
