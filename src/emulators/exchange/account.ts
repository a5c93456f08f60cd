import { Decimal } from 'decimal.js';
import type { OrderKind, Side } from './matching';

/** A resting order. Ids are decimal digits; prices in points; volumes in lots. */
export interface WorkingOrder {
  readonly id: string;
  readonly symbol: string;
  readonly side: Side;
  readonly kind: Exclude<OrderKind, 'market'>;
  price: number;
  readonly stopPrice?: number | undefined;
  triggered: boolean;
  readonly volume: Decimal;
  remaining: Decimal;
  stopLoss: number | undefined;
  takeProfit: number | undefined;
  trailing: number;
  /** UTC epoch milliseconds; undefined for good till cancelled. */
  expiryTime: number | undefined;
  customComment: string | null;
  readonly placedTime: number;
}

/** An open position. */
export interface Position {
  readonly id: string;
  /** The order that opened it. */
  readonly request: string;
  readonly symbol: string;
  readonly side: Side;
  volume: Decimal;
  /** Points; fractional only where netting averaged. */
  openPrice: Decimal;
  readonly openTime: number;
  stopLoss: number | undefined;
  takeProfit: number | undefined;
  trailing: number;
  readonly comment: string;
  customComment: string | null;
  /** Charged so far in account currency, zero or negative. */
  commission: Decimal;
  /** Rate from the currency of the price to that of the account at the opening. */
  readonly marginRate: Decimal;
}

/** Why a position was closed. */
export type CloseReason = 'user' | 'stopLoss' | 'takeProfit' | 'stopOut';

/** A position, or a part of one, that was closed. Money in account currency. */
export interface ClosedTrade {
  /** As it was at the close; its `volume` is the volume closed. */
  readonly position: Readonly<Position>;
  /** The order that closed it. */
  readonly request: string;
  readonly closePrice: number;
  readonly closeTime: number;
  readonly reason: CloseReason;
  readonly comment: string;
  readonly profit: Decimal;
  readonly commission: Decimal;
  readonly storage: Decimal;
}

/** A deposit (positive) or withdrawal. */
export interface CashEntry {
  readonly id: string;
  readonly amount: Decimal;
  readonly time: number;
  readonly comment: string;
}

/** Money and trades of one user. */
export class Account {
  readonly id: string;
  readonly currency: string;
  balance = new Decimal(0);
  credit = new Decimal(0);
  readonly orders = new Map<string, WorkingOrder>();
  readonly positions = new Map<string, Position>();
  readonly closed: ClosedTrade[] = [];
  readonly cash: CashEntry[] = [];

  constructor(id: string, currency: string) {
    this.id = id;
    this.currency = currency;
  }
}

/** The open volume of a symbol that an order on `side` would close, in lots. */
export function volumeAgainst(account: Account, symbol: string, side: Side): Decimal {
  let volume = new Decimal(0);
  for (const position of account.positions.values()) {
    if (position.symbol === symbol && position.side !== side) volume = volume.plus(position.volume);
  }
  return volume;
}
