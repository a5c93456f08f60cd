import type { PoloniexPageArguments } from './market';
import type {
  OpenText,
  PoloniexAccountType,
  PoloniexMatchRole,
  PoloniexOrderSource,
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSide,
  PoloniexSmartOrderState,
  PoloniexSmartOrderType,
  PoloniexTimeInForce,
} from './open';

/** Names an order by the venue's id or by the caller's own; exactly one of them. */
export type PoloniexOrderRef =
  | { readonly id: string; readonly clientOrderId?: undefined }
  | { readonly clientOrderId: string; readonly id?: undefined };

/**
 * Body of POST /orders. A market buy names `amount` (quote units to spend), every other order `quantity` (base units);
 * limit orders name `price`.
 */
export interface PoloniexCreateOrderArguments {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  /** @defaultValue 'MARKET', the venue's */
  readonly type?: 'MARKET' | 'LIMIT' | 'LIMIT_MAKER' | undefined;
  /** @defaultValue 'GTC', the venue's */
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly price?: string | undefined;
  readonly quantity?: string | undefined;
  readonly amount?: string | undefined;
  /** @defaultValue 'SPOT', the venue's only one */
  readonly accountType?: PoloniexAccountType | undefined;
  /** 1 to 64 characters of A-Z, a-z, 0-9, `_` and `-`. */
  readonly clientOrderId?: string | undefined;
  readonly allowBorrow?: boolean | undefined;
  /** Self-trade prevention. @defaultValue 'EXPIRE_TAKER', the venue's */
  readonly stpMode?: 'NONE' | 'EXPIRE_TAKER' | undefined;
  /** Largest slippage of a market order, above 0 and below 1. */
  readonly slippageTolerance?: string | undefined;
}

/** What the venue calls the order that it has accepted. */
export interface PoloniexOrderIds {
  readonly id: string;
  /** Empty where the request named none. */
  readonly clientOrderId: string;
}

/** A row of the answer of POST /orders/batch: the ids of one that was accepted, or why it was not. */
export type PoloniexBatchRow =
  | (PoloniexOrderIds & { readonly code?: undefined; readonly message?: undefined })
  | {
      readonly id?: undefined;
      readonly clientOrderId?: string;
      readonly code: number;
      readonly message: string;
    };

/** Body of PUT /orders/{id}: cancels the order and places one that has the same fields but for those given. */
export interface PoloniexReplaceOrderArguments {
  readonly price?: string | undefined;
  readonly quantity?: string | undefined;
  readonly amount?: string | undefined;
  readonly type?: 'MARKET' | 'LIMIT' | 'LIMIT_MAKER' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  /** Of the new order. */
  readonly clientOrderId?: string | undefined;
  readonly allowBorrow?: boolean | undefined;
  /** Place the new order even when the old one could not be cancelled. @defaultValue false, the venue's */
  readonly proceedOnFailure?: boolean | undefined;
  readonly slippageTolerance?: string | undefined;
}

/** An order of the REST interface. */
export interface PoloniexOrder {
  readonly id: string;
  /** Empty where it has none. */
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly state: PoloniexOrderState;
  readonly accountType?: PoloniexAccountType;
  readonly side: PoloniexSide;
  readonly type: PoloniexOrderType;
  readonly timeInForce?: PoloniexTimeInForce;
  /** Base units; `0` of a market buy. */
  readonly quantity: string;
  /** `0` of a market order. */
  readonly price: string;
  /** `0` before the first trade. */
  readonly avgPrice?: string;
  /** Quote units to spend of a market buy; `0` of any other. */
  readonly amount: string;
  readonly filledQuantity: string;
  readonly filledAmount: string;
  readonly createTime: number;
  readonly updateTime: number;
  readonly orderSource?: PoloniexOrderSource;
  readonly loan?: boolean;
  readonly cancelReason?: number;
}

/** Arguments of GET /orders. */
export interface PoloniexOpenOrdersArguments extends PoloniexPageArguments {
  readonly symbol?: string | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
}

/** Arguments of GET /orders/history. */
export interface PoloniexOrderHistoryArguments extends PoloniexPageArguments {
  readonly accountType?: PoloniexAccountType | undefined;
  readonly type?: PoloniexOrderType | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly symbol?: string | undefined;
  /** States to be listed. */
  readonly states?: readonly PoloniexOrderState[] | undefined;
  /** Leaves cancelled orders out. */
  readonly hideCancel?: boolean | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
}

/** Answer to a cancel, one row an order. */
export interface PoloniexCancelResult {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly state: PoloniexOrderState;
  /** 200 when the cancel was accepted. */
  readonly code: number;
  readonly message: string;
}

/** Which orders to cancel; at least one id. */
export interface PoloniexCancelOrdersArguments {
  readonly orderIds?: readonly string[] | undefined;
  readonly clientOrderIds?: readonly string[] | undefined;
}

/** Narrows a cancel of all orders; without symbols it means all of them. */
export interface PoloniexCancelAllArguments {
  readonly symbols?: readonly string[] | undefined;
  readonly accountTypes?: readonly PoloniexAccountType[] | undefined;
}

/** An own trade. */
export interface PoloniexTrade {
  readonly id: string;
  readonly symbol: string;
  readonly accountType?: PoloniexAccountType;
  readonly orderId: string;
  readonly side: PoloniexSide;
  readonly type: PoloniexOrderType;
  readonly matchRole: PoloniexMatchRole;
  readonly createTime: number;
  readonly price: string;
  readonly quantity: string;
  readonly amount: string;
  readonly feeCurrency: string;
  readonly feeAmount: string;
  /** What `from` continues behind. */
  readonly pageId: string;
  readonly clientOrderId: string;
}

/** Arguments of GET /trades. */
export interface PoloniexTradesArguments extends PoloniexPageArguments {
  readonly symbols?: readonly string[] | undefined;
  /** UTC epoch ms. */
  readonly startTime?: number | undefined;
  /** UTC epoch ms. */
  readonly endTime?: number | undefined;
}

/** Body of POST /orders/killSwitch. */
export interface PoloniexKillSwitchArguments {
  /** Seconds after which all orders are cancelled, 10 to 600; -1 switches it off. */
  readonly timeout: number;
}

/** Answer of the kill switch, epoch seconds in text as the venue sends them. */
export interface PoloniexKillSwitch {
  readonly startTime: string;
  readonly cancellationTime: string;
}

/** Body of POST /smartorders. */
export interface PoloniexCreateSmartOrderArguments {
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  /** @defaultValue 'STOP' without a price, 'STOP_LIMIT' with one, the venue's */
  readonly type?: 'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly price?: string | undefined;
  /** Where a STOP or STOP_LIMIT is triggered; from where on a trailing order follows the market, at once without it. */
  readonly stopPrice?: string | undefined;
  readonly quantity?: string | undefined;
  /** Quote units; a STOP buy spends them. */
  readonly amount?: string | undefined;
  readonly accountType?: PoloniexAccountType | undefined;
  readonly clientOrderId?: string | undefined;
  /** Distance of a trailing stop, in price or with `%`. */
  readonly trailingOffset?: string | undefined;
  /** Distance of the limit of a TRAILING_STOP_LIMIT from the market price at its trigger, in price or with `%`. */
  readonly limitOffset?: string | undefined;
  /** How the activation price is compared. */
  readonly operator?: 'GTE' | 'LTE' | undefined;
}

/** Body of PUT /smartorders/{id}. */
export interface PoloniexReplaceSmartOrderArguments {
  readonly price?: string | undefined;
  readonly stopPrice?: string | undefined;
  readonly quantity?: string | undefined;
  readonly amount?: string | undefined;
  readonly type?: 'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT' | undefined;
  readonly timeInForce?: 'GTC' | 'IOC' | 'FOK' | undefined;
  readonly clientOrderId?: string | undefined;
  readonly proceedOnFailure?: boolean | undefined;
}

/** A smart order. */
export interface PoloniexSmartOrder {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly state: PoloniexSmartOrderState;
  readonly accountType?: PoloniexAccountType;
  readonly side: PoloniexSide;
  readonly type: PoloniexSmartOrderType;
  readonly timeInForce?: PoloniexTimeInForce;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
  /** Absent of a trailing order without an activation price. */
  readonly stopPrice?: string;
  /** Distance of a trailing stop, in price or with `%`. */
  readonly trailingOffset?: string;
  /** Distance of the limit from the market price at the trigger, in price or with `%`. */
  readonly limitOffset?: string;
  /** How the last price is compared with the activation price. */
  readonly operator?: OpenText<'GTE' | 'LTE'>;
  /** From which price on a trailing order follows the market. */
  readonly activationPrice?: string;
  readonly createTime: number;
  readonly updateTime: number;
  /** The order that it became; only when it was triggered. */
  readonly triggeredOrder?: PoloniexOrder;
}

/** Arguments of GET /smartorders. */
export type PoloniexSmartOrdersArguments = PoloniexOpenOrdersArguments;

/** Arguments of GET /smartorders/history. */
export interface PoloniexSmartOrderHistoryArguments extends PoloniexPageArguments {
  readonly accountType?: PoloniexAccountType | undefined;
  readonly type?: PoloniexSmartOrderType | undefined;
  readonly side?: 'BUY' | 'SELL' | undefined;
  readonly symbol?: string | undefined;
  readonly states?: readonly PoloniexSmartOrderState[] | undefined;
  readonly hideCancel?: boolean | undefined;
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}
