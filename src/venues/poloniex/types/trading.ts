import type { PoloniexOrderIds } from '../generated/records';

/** Names an order by the venue's id or by the caller's own; exactly one of them. */
export type PoloniexOrderRef =
  | { readonly id: string; readonly clientOrderId?: undefined }
  | { readonly clientOrderId: string; readonly id?: undefined };

/** A row of the answer of POST /orders/batch: the ids of one that was accepted, or why it was not. */
export type PoloniexBatchRow =
  | (PoloniexOrderIds & { readonly code?: undefined; readonly message?: undefined })
  | {
      readonly id?: undefined;
      readonly clientOrderId?: string;
      readonly code: number;
      readonly message: string;
    };
