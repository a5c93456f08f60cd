import type { Decimal } from 'decimal.js';
import type { Clock } from '../../core/clock';
import type { Account, WorkingOrder } from './account';
import type { MatchedFill, Side } from './matching';

/** The terms of an order; prices in points, volume in lots. */
export interface OrderIntent {
  readonly symbol: string;
  readonly side: Side;
  readonly volume: Decimal;
  readonly stopLoss: number | undefined;
  readonly takeProfit: number | undefined;
  readonly trailing: number;
  readonly customComment: string | null;
}

/** An order was executed, in full or in part, at one or more prices. */
export interface OrderFill {
  readonly account: Account;
  /** The number of the order. */
  readonly request: string;
  /** The resting order with what remains of it; undefined for a market order. */
  readonly order: WorkingOrder | undefined;
  readonly fills: readonly MatchedFill[];
}

/** How trades become positions, and when the venue closes them. */
export interface ExchangeSettings {
  readonly clock: Clock;
  /** One position an order, or one a symbol. */
  readonly accounting: 'hedging' | 'netting';
  /** Whether orders take only what the book offers. */
  readonly partialFills: boolean;
  /** Margin level in percent below which positions are closed. */
  readonly stopOutLevel: number;
  /** The number before the first one assigned. */
  readonly lastNumber: bigint;
  /** The comment of positions. */
  readonly comment: string;
  /** Called with every execution, before the positions change: venues that report trades one by one need it. */
  readonly onFill?: (fill: OrderFill) => void;
}
