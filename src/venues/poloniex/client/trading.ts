import type {
  PoloniexAccount,
  PoloniexAccountBalances,
  PoloniexBalancesArguments,
  PoloniexCancelAllArguments,
  PoloniexCancelOrdersArguments,
  PoloniexCancelResult,
  PoloniexCreateOrderArguments,
  PoloniexFeeInfo,
  PoloniexKillSwitch,
  PoloniexKillSwitchArguments,
  PoloniexOpenOrdersArguments,
  PoloniexOrder,
  PoloniexOrderHistoryArguments,
  PoloniexOrderIds,
  PoloniexReplaceOrderArguments,
  PoloniexTrade,
  PoloniexTradesArguments,
} from '../generated/records';
import { callOf } from '../rest/call';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexBatchRow, PoloniexOrderRef } from '../types/trading';
import { checkReplacement, replaceOrderArguments } from '../wire/arguments-trading';
import { PoloniexMarketMethods } from './market';

/** Account, orders and own trades; every request is signed. */
export abstract class PoloniexTradingMethods extends PoloniexMarketMethods {
  /** The accounts of the user. */
  getAccounts(options?: PoloniexCallOptions): Promise<readonly PoloniexAccount[]> {
    return this.call(callOf('getAccounts', {}), options);
  }

  /** What all accounts hold. */
  getBalances(
    args: PoloniexBalancesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexAccountBalances[]> {
    return this.call(callOf('getBalances', args), options);
  }

  /** What one account holds; the venue sends an array of it. */
  getAccountBalances(
    args: { readonly accountId: string },
    options?: PoloniexCallOptions,
  ): Promise<PoloniexAccountBalances> {
    return this.call(callOf('getAccountBalances', args), options);
  }

  /** What the user pays for a trade. */
  getFeeInfo(options?: PoloniexCallOptions): Promise<PoloniexFeeInfo> {
    return this.call(callOf('getFeeInfo', {}), options);
  }

  /** Places an order. What it becomes is told by the orders channel and by `getOrder`. */
  createOrder(args: PoloniexCreateOrderArguments, options?: PoloniexCallOptions): Promise<PoloniexOrderIds> {
    return this.call(callOf('createOrder', args), options);
  }

  /** Places 1 to 20 orders: a row each, in their order, some of which may be refusals. */
  createOrders(
    orders: readonly PoloniexCreateOrderArguments[],
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexBatchRow[]> {
    return this.call(callOf('createOrders', { orders }), options);
  }

  /**
   * Cancels an order and places one that has the same fields but for those given; resolves with the new one's ids.
   *
   * The venue may cancel the old one and then refuse the new one: a PoloniexError does not say that the old one is
   * still there.
   */
  async replaceOrder(
    ref: PoloniexOrderRef,
    changes: PoloniexReplaceOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const args = checkReplacement(ref, changes, replaceOrderArguments, 'replaceOrder');
    return this.call(callOf('replaceOrder', args), options);
  }

  /** Orders that are open. */
  getOpenOrders(
    args: PoloniexOpenOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    return this.call(callOf('getOpenOrders', args), options);
  }

  /** One order, open or ended. */
  getOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexOrder> {
    return this.call(callOf('getOrder', ref), options);
  }

  /** Orders that have ended, newest first. */
  getOrderHistory(
    args: PoloniexOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    return this.call(callOf('getOrderHistory', args), options);
  }

  /** Cancels one order. */
  cancelOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexCancelResult> {
    return this.call(callOf('cancelOrder', ref), options);
  }

  /** Cancels the orders named: a row each, some of which may be refusals. */
  cancelOrders(
    args: PoloniexCancelOrdersArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelOrders', args), options);
  }

  /** Cancels all orders, or those of the symbols named. */
  cancelAllOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelAllOrders', args), options);
  }

  /** Own trades, newest first; without times those of the last 7 days. */
  getTrades(
    args: PoloniexTradesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    return this.call(callOf('getTrades', args), options);
  }

  /** The trades of one order. */
  getOrderTrades(
    args: { readonly id: string },
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    return this.call(callOf('getOrderTrades', args), options);
  }

  /** Has the venue cancel all orders when it does not hear this again in time. */
  setKillSwitch(
    args: PoloniexKillSwitchArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexKillSwitch> {
    return this.call(callOf('setKillSwitch', args), options);
  }

  /** When the kill switch will act. What the venue says while it is off, its documents do not tell. */
  getKillSwitchStatus(options?: PoloniexCallOptions): Promise<PoloniexKillSwitch> {
    return this.call(callOf('getKillSwitchStatus', {}), options);
  }
}
