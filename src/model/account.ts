import type { Decimal } from './decimal';
import type { RecordMeta } from './record';

/** An account, or a portfolio where the venue calls it that. */
export interface Account extends RecordMeta {
  readonly id: string;
  readonly name?: string;
  readonly currency?: string;
  /** Whether orders can be placed from it. */
  readonly tradable: boolean;
}

/** What is held of an instrument. A closed position is sent once more with a quantity of `0`. */
export interface Position extends RecordMeta {
  readonly id: string;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** Never negative: the side gives the direction. */
  readonly quantity: Decimal;
  readonly averagePrice: Decimal;
  readonly unrealizedProfit?: Decimal;
  readonly stopLoss?: Decimal;
  readonly takeProfit?: Decimal;
  readonly account?: string;
  readonly openTime?: number;
  readonly clientOrderId?: string;
}

/** The balance of a currency of an account. */
export interface Balance extends RecordMeta {
  /** The id of the account, as in `fetchAccounts`; absent where the venue has no accounts to tell apart. */
  readonly account?: string;
  readonly currency: string;
  readonly total?: Decimal;
  readonly available?: Decimal;
  readonly held?: Decimal;
}

/** The figures of a margin account. */
export interface AccountSummary extends RecordMeta {
  readonly account?: string;
  readonly currency?: string;
  readonly balance?: Decimal;
  readonly equity?: Decimal;
  readonly credit?: Decimal;
  readonly margin?: Decimal;
  readonly marginFree?: Decimal;
  /** In per cent. */
  readonly marginLevel?: Decimal;
}
