import type { Order } from '../model';
import type { OrderRef } from './requests';

/** The result of every order that `cancelAllOrders` affected. */
export interface CancelAllResult {
  readonly canceled: readonly Order[];
  /** Ended otherwise before the cancel reached them. */
  readonly alreadyFinal: readonly Order[];
  readonly failed: readonly { readonly order: Order; readonly error: Error }[];
  /** The outcome of the cancel is not known; the broker keeps looking for it. */
  readonly unknown: readonly { readonly order: Order; readonly error: Error }[];
}

/** The outcome of an order whose answer was lost. */
export type OrderResolution =
  | { readonly outcome: 'accepted' | 'rejected'; readonly order: Order }
  /** The venue never got it: searched for after a grace period and not there. */
  | { readonly outcome: 'notPlaced'; readonly ref: OrderRef }
  | { readonly outcome: 'unknown'; readonly ref: OrderRef };

/** A replace that cancelled the old order and could not place the new one rejects with this inside. */
export interface PartialReplace {
  readonly canceled: Order;
  readonly replacement: Error;
}
