import { found } from '../rest/not-found';
import type {
  PoloniexAccount,
  PoloniexAccountBalances,
  PoloniexBalancesArguments,
  PoloniexFeeInfo,
} from '../types/account';
import type { PoloniexCallOptions } from '../types/client';
import type {
  PoloniexBatchRow,
  PoloniexCancelAllArguments,
  PoloniexCancelOrdersArguments,
  PoloniexCancelResult,
  PoloniexCreateOrderArguments,
  PoloniexKillSwitch,
  PoloniexKillSwitchArguments,
  PoloniexOpenOrdersArguments,
  PoloniexOrder,
  PoloniexOrderHistoryArguments,
  PoloniexOrderIds,
  PoloniexOrderRef,
  PoloniexReplaceOrderArguments,
  PoloniexTrade,
  PoloniexTradesArguments,
} from '../types/trading';
import * as check from '../wire/arguments-trading';
import { checkArguments, idArguments } from '../wire/arguments-values';
import * as read from '../wire/trading-readers';
import { PoloniexMarketMethods } from './market';

/** Account, orders and own trades; every request is signed. */
export abstract class PoloniexTradingMethods extends PoloniexMarketMethods {
  /** The accounts of the user. */
  getAccounts(options?: PoloniexCallOptions): Promise<readonly PoloniexAccount[]> {
    return this.call({ name: 'getAccounts', read: read.readAccounts }, options);
  }

  /** What all accounts hold. */
  async getBalances(
    args: PoloniexBalancesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexAccountBalances[]> {
    const query = checkArguments(check.balancesArguments, args, 'getBalances');
    return this.call({ name: 'getBalances', query, read: read.readBalances }, options);
  }

  /** What one account holds; the venue sends an array of it. */
  async getAccountBalances(
    args: { readonly accountId: string },
    options?: PoloniexCallOptions,
  ): Promise<PoloniexAccountBalances> {
    const pathParams = checkArguments(check.accountArguments, args, 'getAccountBalances');
    const call = { name: 'getAccountBalances', pathParams, read: read.readAccountBalances } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** What the user pays for a trade. */
  getFeeInfo(options?: PoloniexCallOptions): Promise<PoloniexFeeInfo> {
    return this.call({ name: 'getFeeInfo', read: read.readFeeInfo }, options);
  }

  /** Places an order. What it becomes is told by the orders channel and by `getOrder`. */
  async createOrder(
    args: PoloniexCreateOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const body = checkArguments(check.createOrderArguments, args, 'createOrder');
    return this.call({ name: 'createOrder', body, read: read.readOrderIds }, options);
  }

  /** Places 1 to 20 orders: a row each, in their order, some of which may be refusals. */
  async createOrders(
    orders: readonly PoloniexCreateOrderArguments[],
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexBatchRow[]> {
    const args = checkArguments(check.createOrdersArguments, { orders }, 'createOrders');
    return this.call({ name: 'createOrders', body: args.orders, read: read.readBatchRows }, options);
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
    const pathParams = check.checkRef(ref, 'replaceOrder');
    const body = checkArguments(check.replaceOrderArguments, changes, 'replaceOrder');
    return this.call({ name: 'replaceOrder', pathParams, body, read: read.readOrderIds }, options);
  }

  /** Orders that are open. */
  async getOpenOrders(
    args: PoloniexOpenOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    const query = checkArguments(check.openOrdersArguments, args, 'getOpenOrders');
    return this.call({ name: 'getOpenOrders', query, read: read.readOrders }, options);
  }

  /** One order, open or ended. */
  async getOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexOrder> {
    const pathParams = check.checkRef(ref, 'getOrder');
    const call = { name: 'getOrder', pathParams, read: read.readOrder } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** Orders that have ended, newest first. */
  async getOrderHistory(
    args: PoloniexOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexOrder[]> {
    const query = checkArguments(check.orderHistoryArguments, args, 'getOrderHistory');
    return this.call({ name: 'getOrderHistory', query, read: read.readOrders }, options);
  }

  /** Cancels one order. */
  async cancelOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexCancelResult> {
    const pathParams = check.checkRef(ref, 'cancelOrder');
    return this.call({ name: 'cancelOrder', pathParams, read: read.readCancelResult }, options);
  }

  /** Cancels the orders named: a row each, some of which may be refusals. */
  async cancelOrders(
    args: PoloniexCancelOrdersArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    const body = checkArguments(check.cancelOrdersArguments, args, 'cancelOrders');
    return this.call({ name: 'cancelOrders', body, read: read.readCancelResults }, options);
  }

  /** Cancels all orders, or those of the symbols named. */
  async cancelAllOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    const body = checkArguments(check.cancelAllArguments, args, 'cancelAllOrders');
    return this.call({ name: 'cancelAllOrders', body, read: read.readCancelResults }, options);
  }

  /** Own trades, newest first; without times those of the last 7 days. */
  async getTrades(
    args: PoloniexTradesArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    const query = checkArguments(check.tradesArguments, args, 'getTrades');
    return this.call({ name: 'getTrades', query, read: read.readTrades }, options);
  }

  /** The trades of one order. */
  async getOrderTrades(
    args: { readonly id: string },
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexTrade[]> {
    const pathParams = checkArguments(idArguments, args, 'getOrderTrades');
    return this.call({ name: 'getOrderTrades', pathParams, read: read.readTrades }, options);
  }

  /** Has the venue cancel all orders when it does not hear this again in time. */
  async setKillSwitch(
    args: PoloniexKillSwitchArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexKillSwitch> {
    const body = checkArguments(check.killSwitchArguments, args, 'setKillSwitch');
    return this.call({ name: 'setKillSwitch', body, read: read.readKillSwitch }, options);
  }

  /** When the kill switch will act. What the venue says while it is off, its documents do not tell. */
  getKillSwitchStatus(options?: PoloniexCallOptions): Promise<PoloniexKillSwitch> {
    return this.call({ name: 'getKillSwitchStatus', read: read.readKillSwitch }, options);
  }
}
