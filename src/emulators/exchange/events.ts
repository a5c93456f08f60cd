import type { Account, ClosedTrade, Position, WorkingOrder } from './account';

/** Why a resting order ended without being cancelled by its owner. */
export type RemovalReason = 'deleted' | 'expired' | 'noMoney' | 'filled';

/** An event of an account. */
export type ExchangeEvent =
  | { readonly type: 'orderPlaced' | 'orderChanged'; readonly account: Account; readonly order: WorkingOrder }
  | {
      readonly type: 'orderRemoved';
      readonly account: Account;
      readonly order: WorkingOrder;
      readonly reason: RemovalReason;
    }
  | {
      readonly type: 'positionOpened';
      readonly account: Account;
      readonly position: Position;
      /** The resting order that was filled; undefined for a market order. */
      readonly order: WorkingOrder | undefined;
    }
  | { readonly type: 'positionChanged'; readonly account: Account; readonly position: Position }
  | {
      readonly type: 'positionClosed';
      readonly account: Account;
      readonly trade: ClosedTrade;
      /** The position itself, with what is left of it. */
      readonly position: Position;
      /** Whether a part of the position stays open. */
      readonly partial: boolean;
    }
  | { readonly type: 'balanceChanged'; readonly account: Account };

/** Why the exchange refused a request. */
export type RefusalReason = 'noMoney' | 'closed' | 'unknown' | 'alreadyClosed' | 'volume' | 'noLiquidity';

/** The exchange refused; nothing was changed. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`Refused: ${reason}`);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
