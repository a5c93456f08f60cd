import { addDecimals, compareDecimals, type Decimal } from 'venuekit';

/** A currency of the account, as the venue writes it. */
export interface BalanceRow {
  readonly currency: string;
  readonly available: Decimal;
  readonly held: Decimal;
  /** Rises with each change of any currency. */
  readonly version: number;
  readonly time: number;
}

/** What the account has. */
export class Wallet {
  readonly #rows = new Map<string, BalanceRow>();
  readonly #now: () => number;
  #version = 0;

  constructor(balances: Readonly<Record<string, Decimal>>, now: () => number) {
    this.#now = now;
    for (const [currency, available] of Object.entries(balances)) this.#set(currency, available, '0');
  }

  rows(): readonly BalanceRow[] {
    return [...this.#rows.values()];
  }

  row(currency: string): BalanceRow {
    return this.#rows.get(currency) ?? this.#set(currency, '0', '0');
  }

  has(currency: string, amount: Decimal): boolean {
    return compareDecimals(this.row(currency).available, amount) >= 0;
  }

  /** Changes what is available, and what is reserved for working orders, by these amounts. */
  change(currency: string, available: Decimal, held: Decimal = '0'): void {
    const row = this.row(currency);
    this.#set(currency, addDecimals(row.available, available), addDecimals(row.held, held));
  }

  #set(currency: string, available: Decimal, held: Decimal): BalanceRow {
    this.#version += 1;
    const row = { currency, available, held, version: this.#version, time: this.#now() };
    this.#rows.set(currency, row);
    return row;
  }
}
