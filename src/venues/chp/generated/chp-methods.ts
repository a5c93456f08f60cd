// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import type { TableCall } from '../../../adapter/schema/table-call';
import { callsOf } from '../../../adapter/schema/table-call';
import type { ENDPOINTS } from '../endpoints';
import type { ChpPortfolioRow } from '../types/account';
import type { ChpCallOptions } from '../types/client';
import type {
  ChpAccount,
  ChpBar,
  ChpBarsArguments,
  ChpBidAsk,
  ChpCancelOrderArguments,
  ChpMoveAnswer,
  ChpMoveOrderArguments,
  ChpOrder,
  ChpOrderAnswer,
  ChpOwnTrade,
  ChpPlaceOrderArguments,
  ChpPortfolio,
  ChpPortfolioDataArguments,
  ChpPosition,
  ChpQuote,
  ChpSymbol,
  ChpTick,
  ChpTradesArguments,
} from './records';

const callOf = callsOf<typeof ENDPOINTS>();

/**
 * Every URN. Those without a comment are written by hand in `ChpClient`.
 * @see CHP_lowlevel_api
 */
export abstract class ChpMethods {
  /** Sends one request and reads its answer. */
  protected abstract call<T>(call: TableCall<T>, options?: ChpCallOptions): Promise<T>;

  /** Candles. */
  getBars(args: ChpBarsArguments, options?: ChpCallOptions): Promise<readonly ChpBar[]> {
    return this.call(callOf('getBars', args), options);
  }

  /** All instruments, tens of thousands of them. */
  getSymbols(options?: ChpCallOptions): Promise<readonly ChpSymbol[]> {
    return this.call(callOf('getSymbols'), options);
  }

  /** Trades of the tape. */
  getTrades(args: ChpTradesArguments, options?: ChpCallOptions): Promise<readonly ChpTick[]> {
    return this.call(callOf('getTrades', args), options);
  }

  /** What is new of all quotes that are listened to. */
  updateQuote(options?: ChpCallOptions): Promise<readonly ChpQuote[]> {
    return this.call(callOf('updateQuote'), options);
  }

  /** What is new of all trades that are listened to; `AddTick` of the low-level document. */
  updateTicks(options?: ChpCallOptions): Promise<readonly ChpTick[]> {
    return this.call(callOf('addTick'), options);
  }

  /** What is new of all order books that are listened to, one row a level. */
  updateBidAsks(options?: ChpCallOptions): Promise<readonly ChpBidAsk[]> {
    return this.call(callOf('updateBidAsk'), options);
  }

  /** Orders, trades and closed positions of the session. */
  getMyPortfolioData(
    args: ChpPortfolioDataArguments,
    options?: ChpCallOptions,
  ): Promise<readonly ChpPortfolioRow[]> {
    return this.call(callOf('getMyPortfolioData', args), options);
  }

  /** The portfolios of the login. */
  getPortfolioList(options?: ChpCallOptions): Promise<readonly ChpPortfolio[]> {
    return this.call(callOf('getPortfolioList'), options);
  }

  /** What is new of all orders of the portfolios that are listened to. */
  updateOrder(options?: ChpCallOptions): Promise<readonly ChpOrder[]> {
    return this.call(callOf('updateOrder'), options);
  }

  /** What is new of all positions of the portfolios that are listened to. */
  updatePosition(options?: ChpCallOptions): Promise<readonly ChpPosition[]> {
    return this.call(callOf('updatePosition'), options);
  }

  /** What is new of the own trades of the portfolios that are listened to. */
  addTrade(options?: ChpCallOptions): Promise<readonly ChpOwnTrade[]> {
    return this.call(callOf('addTrade'), options);
  }

  /** The money of the portfolios that are listened to. */
  setPortfolio(options?: ChpCallOptions): Promise<readonly ChpAccount[]> {
    return this.call(callOf('setPortfolio'), options);
  }

  /** Places an order: a row with its number, or with the reason why it was refused. */
  placeOrder(args: ChpPlaceOrderArguments, options?: ChpCallOptions): Promise<readonly ChpOrderAnswer[]> {
    return this.call(callOf('placeOrder', args), options);
  }

  /** Gives an order another price. */
  moveOrder(args: ChpMoveOrderArguments, options?: ChpCallOptions): Promise<readonly ChpMoveAnswer[]> {
    return this.call(callOf('moveOrder', args), options);
  }

  /** Cancels an order. */
  cancelOrder(args: ChpCancelOrderArguments, options?: ChpCallOptions): Promise<readonly ChpMoveAnswer[]> {
    return this.call(callOf('cancelOrder', args), options);
  }
}
