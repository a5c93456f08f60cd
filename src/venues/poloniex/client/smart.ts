import { found } from '../rest/not-found';
import type { PoloniexCallOptions } from '../types/client';
import type {
  PoloniexCancelAllArguments,
  PoloniexCancelOrdersArguments,
  PoloniexCancelResult,
  PoloniexCreateSmartOrderArguments,
  PoloniexOrderIds,
  PoloniexOrderRef,
  PoloniexReplaceSmartOrderArguments,
  PoloniexSmartOrder,
  PoloniexSmartOrderHistoryArguments,
  PoloniexSmartOrdersArguments,
} from '../types/trading';
import * as check from '../wire/arguments-smart';
import { cancelAllArguments, cancelOrdersArguments, checkRef } from '../wire/arguments-trading';
import { checkArguments } from '../wire/arguments-values';
import * as read from '../wire/trading-readers';
import { PoloniexTradingMethods } from './trading';

/** Smart orders: they wait for a trigger, and become an ordinary order with an id of its own. */
export abstract class PoloniexSmartMethods extends PoloniexTradingMethods {
  /** Places a smart order; its funds are frozen when it is triggered, not before. */
  async createSmartOrder(
    args: PoloniexCreateSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const body = checkArguments(check.createSmartOrderArguments, args, 'createSmartOrder');
    return this.call({ name: 'createSmartOrder', body, read: read.readOrderIds }, options);
  }

  /** Cancels a smart order and places one with the changes, as `replaceOrder` does. */
  async replaceSmartOrder(
    ref: PoloniexOrderRef,
    changes: PoloniexReplaceSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const pathParams = checkRef(ref, 'replaceSmartOrder');
    const body = checkArguments(check.replaceSmartOrderArguments, changes, 'replaceSmartOrder');
    return this.call({ name: 'replaceSmartOrder', pathParams, body, read: read.readOrderIds }, options);
  }

  /** Smart orders that wait for their trigger. */
  async getSmartOrders(
    args: PoloniexSmartOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    const query = checkArguments(check.smartOrdersArguments, args, 'getSmartOrders');
    return this.call({ name: 'getSmartOrders', query, read: read.readSmartOrders }, options);
  }

  /** One smart order, with the order that it became. */
  async getSmartOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexSmartOrder> {
    const pathParams = checkRef(ref, 'getSmartOrder');
    const call = { name: 'getSmartOrder', pathParams, read: read.readSmartOrder } as const;
    return found(call, (look) => this.call(look, options), options);
  }

  /** Smart orders that have ended, those that were triggered with the order that they became. */
  async getSmartOrderHistory(
    args: PoloniexSmartOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    const query = checkArguments(check.smartOrderHistoryArguments, args, 'getSmartOrderHistory');
    return this.call({ name: 'getSmartOrderHistory', query, read: read.readSmartOrders }, options);
  }

  /** Cancels one smart order. */
  async cancelSmartOrder(
    ref: PoloniexOrderRef,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexCancelResult> {
    const pathParams = checkRef(ref, 'cancelSmartOrder');
    return this.call({ name: 'cancelSmartOrder', pathParams, read: read.readCancelResult }, options);
  }

  /** Cancels the smart orders named: a row each, some of which may be refusals. */
  async cancelSmartOrders(
    args: PoloniexCancelOrdersArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    const body = checkArguments(cancelOrdersArguments, args, 'cancelSmartOrders');
    return this.call({ name: 'cancelSmartOrders', body, read: read.readCancelResults }, options);
  }

  /** Cancels all smart orders, or those of the symbols named. */
  async cancelAllSmartOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    const body = checkArguments(cancelAllArguments, args, 'cancelAllSmartOrders');
    return this.call({ name: 'cancelAllSmartOrders', body, read: read.readCancelResults }, options);
  }
}
