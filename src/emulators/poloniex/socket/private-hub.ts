import type { Row } from '../json';

/** A connection that may want a user's events. */
export interface PrivateListener {
  /** The API key it proved itself with; undefined before. */
  readonly account: string | undefined;
  wants(channel: PrivateChannel, symbol: string | undefined): boolean;
  tell(channel: PrivateChannel, rows: readonly Row[]): void;
  /** Forgets who it is: it stays open, and hears and may do nothing. */
  forget(): void;
  /** Ends politely. */
  finish(): void;
}

/** What a user hears of. */
export type PrivateChannel = 'orders' | 'balances';

/** Brings what happens to users to their connections. */
export class PrivateHub {
  readonly #listeners = new Set<PrivateListener>();

  add(listener: PrivateListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: PrivateListener): void {
    this.#listeners.delete(listener);
  }

  /** The connections of a user, or all of them, proved or not. */
  of(account: string | undefined): PrivateListener[] {
    return [...this.#listeners].filter((listener) => account === undefined || listener.account === account);
  }

  /** Connections that a user proved itself on. */
  countOf(account: string): number {
    return this.of(account).length;
  }

  order(account: string, row: Row): void {
    const symbol = typeof row['symbol'] === 'string' ? row['symbol'] : undefined;
    for (const listener of this.of(account))
      if (listener.wants('orders', symbol)) listener.tell('orders', [row]);
  }

  balances(account: string, rows: readonly Row[]): void {
    for (const listener of this.of(account)) {
      if (listener.wants('balances', undefined)) listener.tell('balances', rows);
    }
  }
}
