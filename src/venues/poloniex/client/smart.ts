import type {
  PoloniexCancelAllArguments,
  PoloniexCancelOrdersArguments,
  PoloniexCancelResult,
  PoloniexCreateSmartOrderArguments,
  PoloniexOrderIds,
  PoloniexReplaceSmartOrderArguments,
  PoloniexSmartOrder,
  PoloniexSmartOrderHistoryArguments,
  PoloniexSmartOrdersArguments,
} from '../generated/records';
import { callOf } from '../rest/call';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexOrderRef } from '../types/trading';
import { replaceSmartOrderArguments } from '../wire/arguments-smart';
import { checkReplacement } from '../wire/arguments-trading';
import { PoloniexTradingMethods } from './trading';

/** Smart orders: they wait for a trigger, and become an ordinary order with an id of its own. */
export abstract class PoloniexSmartMethods extends PoloniexTradingMethods {
  /** Places a smart order; its funds are frozen when it is triggered, not before. */
  createSmartOrder(
    args: PoloniexCreateSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    return this.call(callOf('createSmartOrder', args), options);
  }

  /** Cancels a smart order and places one with the changes, as `replaceOrder` does. */
  async replaceSmartOrder(
    ref: PoloniexOrderRef,
    changes: PoloniexReplaceSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const args = checkReplacement(ref, changes, replaceSmartOrderArguments, 'replaceSmartOrder');
    return this.call(callOf('replaceSmartOrder', args), options);
  }

  /** Smart orders that wait for their trigger. */
  getSmartOrders(
    args: PoloniexSmartOrdersArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    return this.call(callOf('getSmartOrders', args), options);
  }

  /** One smart order, with the order that it became. */
  getSmartOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexSmartOrder> {
    return this.call(callOf('getSmartOrder', ref), options);
  }

  /** Smart orders that have ended, those that were triggered with the order that they became. */
  getSmartOrderHistory(
    args: PoloniexSmartOrderHistoryArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexSmartOrder[]> {
    return this.call(callOf('getSmartOrderHistory', args), options);
  }

  /** Cancels one smart order. */
  cancelSmartOrder(ref: PoloniexOrderRef, options?: PoloniexCallOptions): Promise<PoloniexCancelResult> {
    return this.call(callOf('cancelSmartOrder', ref), options);
  }

  /** Cancels the smart orders named: a row each, some of which may be refusals. */
  cancelSmartOrders(
    args: PoloniexCancelOrdersArguments,
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelSmartOrders', args), options);
  }

  /** Cancels all smart orders, or those of the symbols named. */
  cancelAllSmartOrders(
    args: PoloniexCancelAllArguments = {},
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexCancelResult[]> {
    return this.call(callOf('cancelAllSmartOrders', args), options);
  }
}
