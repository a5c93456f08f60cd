import { addDecimals, compareDecimals, type Decimal, subtractDecimals } from 'venuekit';

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

  /** Adds to what is available, or takes from it. */
  add(currency: string, amount: Decimal): void {
    const { available, held } = this.row(currency);
    this.#set(currency, addDecimals(available, amount), held);
  }

  /** Keeps an amount for a working order. */
  hold(currency: string, amount: Decimal): void {
    const { available, held } = this.row(currency);
    this.#set(currency, subtractDecimals(available, amount), addDecimals(held, amount));
  }

  /** Gives back what was kept. */
  release(currency: string, amount: Decimal): void {
    const { available, held } = this.row(currency);
    this.#set(currency, addDecimals(available, amount), subtractDecimals(held, amount));
  }

  #set(currency: string, available: Decimal, held: Decimal): BalanceRow {
    this.#version += 1;
    const row = { currency, available, held, version: this.#version, time: this.#now() };
    this.#rows.set(currency, row);
    return row;
  }
}
