import type { DecimalInput } from '../../../model';
import type {
  ChpAction,
  ChpOrderState,
  ChpOrderType,
  ChpSentAction,
  ChpSentOrderType,
  ChpSentValidity,
  ChpValidity,
} from './open';

/**
 * What the venue is to do. Numbers are written digit for digit.
 * @see CHP_client, PlaceOrder
 */
export interface ChpPlaceOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly action: ChpAction;
  /** `type_` of the document. */
  readonly type: ChpOrderType;
  readonly validity: ChpValidity;
  /** Limit price; 0 for market and stop orders. */
  readonly price: DecimalInput;
  /** A whole number above 0. */
  readonly amount: DecimalInput;
  /** Stop price; 0 for market and limit orders. */
  readonly stop: DecimalInput;
  /** The caller's own unique number, 1 to 2147483647: the only way to find an order again whose answer was lost. */
  readonly cookie: number;
}

/** @see CHP_client, MoveOrder */
export interface ChpMoveOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
  /** The new price. */
  readonly targetprice: DecimalInput;
}

/** @see CHP_client, CancelOrder */
export interface ChpCancelOrderArguments {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
}

/** Answer of PlaceOrder. */
export interface ChpOrderAnswer {
  /** As it was given. */
  readonly cookie: number;
  /** What moves and cancels; null or empty where the order was refused. */
  readonly orderid?: string | null;
  /** Why it was refused. */
  readonly reason?: string | null;
}

/** Answer of MoveOrder and CancelOrder. */
export interface ChpMoveAnswer {
  readonly orderid: string;
  readonly result?: boolean | null;
  readonly cookie?: number | null;
  /** Why it was refused. */
  readonly reason?: string | null;
}

/** Answer of CancelOrder. */
export type ChpCancelAnswer = ChpMoveAnswer;

/**
 * The state of an order.
 * @see CHP_client, UpdateOrder
 */
export interface ChpOrder {
  readonly portfolio: string;
  readonly symbol: string;
  readonly state: ChpOrderState;
  readonly action: ChpSentAction;
  readonly type: ChpSentOrderType;
  readonly validity: ChpSentValidity;
  readonly price: number;
  readonly amount: number;
  readonly stop: number;
  /** What REMAINS open, not what was done. */
  readonly filled: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  /** What moves and cancels. */
  readonly orderid: string;
  /** The exchange's number; empty or null until it has one. */
  readonly orderno?: string | null;
  readonly status_mask?: number | null;
  /** As given when it was placed; 0 on orders of other programs. */
  readonly cookie: number;
}

/**
 * An own trade.
 * @see CHP_client, AddTrade
 */
export interface ChpOwnTrade {
  readonly portfolio: string;
  readonly symbol: string;
  readonly orderid: string;
  readonly price: number;
  /** Below 0 for a sale. */
  readonly amount: number;
  /** Moscow wall time without a zone. */
  readonly datetime: string;
  readonly tradeno: string;
}
