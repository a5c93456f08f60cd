import type { Decimal } from './decimal';
import type { RecordMeta } from './record';

/** The direction of a trade. */
export type OrderSide = 'buy' | 'sell';

/** When an order is executed, in the terms all venues share; `venueType` has the venue’s own. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stopLimit' | 'takeProfit' | 'takeProfitLimit';

/** Good till cancelled, for the day, immediate or cancel, fill or kill, good till a date. */
export type TimeInForce = 'gtc' | 'day' | 'ioc' | 'fok' | 'gtd';

/** `unknown` means only that the venue sent a state that is not documented. */
export type OrderStatus =
  | 'pending'
  | 'open'
  | 'partiallyFilled'
  | 'filled'
  | 'canceling'
  | 'canceled'
  | 'rejected'
  | 'expired'
  | 'unknown';

/** Whether an order opens or adds to a position, or reduces one. */
export type PositionEffect = 'open' | 'close';

/** An order as last known. `filledQuantity` never falls and a final state never reopens. */
export interface Order extends RecordMeta {
  /**
   * The venue's number of the order. One that CHP refused before it had a number has `cookie:` and its client id.
   */
  readonly id: string;
  /** The id that it was sent with; absent where it was sent without one. */
  readonly clientOrderId?: string;
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Its direction. */
  readonly side: OrderSide;
  /** When it is executed. */
  readonly type: OrderType;
  /** The venue's own name of the type. */
  readonly venueType: string;
  /** True where it is refused rather than executed at once; absent otherwise. */
  readonly postOnly?: boolean;
  /** How long it works; absent where that is not known. */
  readonly timeInForce?: TimeInForce;
  /** When it expires, UTC epoch ms; absent where it does not. */
  readonly expireTime?: number;
  /** The limit; absent without one. */
  readonly price?: Decimal;
  /** The price that triggers it; absent without one. */
  readonly stopPrice?: Decimal;
  /** The stop loss of the position that it opens; absent where none is set. */
  readonly stopLoss?: Decimal;
  /** The take profit of the position that it opens; absent where none is set. */
  readonly takeProfit?: Decimal;
  /**
   * How much is ordered, in lots at XAPI, securities at CHP, the base currency at Poloniex; absent for an order
   * that spends an amount.
   */
  readonly quantity?: Decimal;
  /** The amount to spend, in the quote currency; absent for an order that names a quantity. */
  readonly quoteQuantity?: Decimal;
  /** How much is executed so far, in the unit of `quantity`. */
  readonly filledQuantity: Decimal;
  /**
   * How much is still open, in the unit of `quantity`: `0` once it has ended; absent for an order that spends an
   * amount.
   */
  readonly remainingQuantity?: Decimal;
  /** What the executed part cost or brought, in the quote currency; absent where the venue does not state it. */
  readonly filledQuoteQuantity?: Decimal;
  /** The average price of what is executed; absent before, and where the venue does not state it. */
  readonly averagePrice?: Decimal;
  /** Its state. */
  readonly status: OrderStatus;
  /** The venue's own name of the state. */
  readonly venueStatus: string;
  /** Whether it opens a position or closes one; absent where that is not known. */
  readonly positionEffect?: PositionEffect;
  /** The position that it opened or that it closes; absent where that is not known. */
  readonly positionId?: string;
  /** The id of the order that this one replaced; absent where it replaced none. */
  readonly replaces?: string;
  /** The account that it belongs to; absent where the venue has one. */
  readonly account?: string;
  /** `local` where this process, or an earlier one on its journal, placed it. */
  readonly origin: 'local' | 'external';
  /** Why it ended: the venue's text, or `inferred` where the venue reported no end; absent otherwise. */
  readonly reason?: string;
  /** When the venue received it, UTC epoch ms; absent where that is not known. */
  readonly createdTime?: number;
  /** The venue's time of its last change, UTC epoch ms; absent where the venue states none. */
  readonly updatedTime?: number;
}

/** An execution. */
export interface Fill extends RecordMeta {
  /** Unique at the venue, and the same however it is received. */
  readonly id: string;
  /** The order that it executes; absent where that is not known. */
  readonly orderId?: string;
  /** The position that it opens or closes; absent where the venue has none. */
  readonly positionId?: string;
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Its direction. */
  readonly side: OrderSide;
  /** The price of this execution. */
  readonly price: Decimal;
  /**
   * How much was executed by it alone, in lots at XAPI, securities at CHP, the base currency at Poloniex. Never
   * `0`.
   */
  readonly quantity: Decimal;
  /**
   * What it cost, in `feeCurrency`, below zero for a rebate; absent where the venue does not state it. XAPI states
   * one commission for opening and closing: it is the fee of the closing fill.
   */
  readonly fee?: Decimal;
  /** The currency of the fee; absent without a fee. */
  readonly feeCurrency?: string;
  /** Whether it made or took liquidity; absent where the venue does not state it. */
  readonly liquidity?: 'maker' | 'taker';
  /** The account that it belongs to; absent where the venue has one. */
  readonly account?: string;
  /** When it was executed, UTC epoch ms. */
  readonly time: number;
}
