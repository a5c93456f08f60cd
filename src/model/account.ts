import type { Decimal } from './decimal';
import type { RecordMeta } from './record';

/** An account, or a portfolio where the venue calls it that. */
export interface Account extends RecordMeta {
  /** What requests name as `account`: a portfolio at CHP, an account number at Poloniex, the login at XAPI. */
  readonly id: string;
  /** The venue's name or kind of it; absent where it has none. */
  readonly name?: string;
  /** The currency in which its figures are; absent where it holds several, as at Poloniex. */
  readonly currency?: string;
  /** Whether orders can be placed from it, as far as the venue states it. */
  readonly tradable: boolean;
}

/** What is held of an instrument. A closed position is sent once more with a quantity of `0`. */
export interface Position extends RecordMeta {
  /** What `closePosition` and `modifyPosition` name; at CHP the portfolio and the symbol, joined by `/`. */
  readonly id: string;
  /** The venue's own symbol. */
  readonly symbol: string;
  /** Its direction. */
  readonly side: 'long' | 'short';
  /**
   * How much is held, in lots at XAPI, securities at CHP. Never negative: the side gives the direction. `0` of one
   * that is closed.
   */
  readonly quantity: Decimal;
  /** The price at which it was opened, averaged where there were several. */
  readonly averagePrice: Decimal;
  /**
   * Profit at current prices, in the currency of the account, below zero for a loss; absent of a closed one, and at
   * CHP.
   */
  readonly unrealizedProfit?: Decimal;
  /** The price of its stop loss; absent where none is set. */
  readonly stopLoss?: Decimal;
  /** The price of its take profit; absent where none is set. */
  readonly takeProfit?: Decimal;
  /** The account that holds it; absent where the venue has one account. */
  readonly account?: string;
  /** When it was opened, UTC epoch ms; absent at CHP. */
  readonly openTime?: number;
  /** The client id of the order that opened it; absent where that is not known. */
  readonly clientOrderId?: string;
}

/** The balance of a currency of an account. */
export interface Balance extends RecordMeta {
  /** The id of the account, as in `fetchAccounts`; absent where the venue has no accounts to tell apart. */
  readonly account?: string;
  /** The currency of the three amounts. */
  readonly currency: string;
  /**
   * The whole amount, below zero for a debt: the venue's `saldo` at CHP. At XAPI without the profit of open
   * positions; at Poloniex `available` and `held` together.
   */
  readonly total?: Decimal;
  /** What new orders can use: free margin at XAPI, the venue's `cash` at CHP; absent where it is not stated. */
  readonly available?: Decimal;
  /** What orders or margin hold back; absent where the venue does not state it, as at CHP. */
  readonly held?: Decimal;
}

/** The figures of a margin account. */
export interface AccountSummary extends RecordMeta {
  /** The account; absent where the venue has one. */
  readonly account?: string;
  /** The currency of the amounts. */
  readonly currency?: string;
  /** Money without the profit of open positions; at CHP the venue's `cash`. */
  readonly balance?: Decimal;
  /** Balance and the profit of open positions; at CHP the venue's `saldo`. */
  readonly equity?: Decimal;
  /** Credit that the venue has granted; absent at CHP. */
  readonly credit?: Decimal;
  /** What open positions hold back; absent at CHP. */
  readonly margin?: Decimal;
  /** What is left for new positions; absent at CHP. */
  readonly marginFree?: Decimal;
  /** Margin level of the account as the venue computes it, in per cent; absent at CHP. */
  readonly marginLevel?: Decimal;
}
