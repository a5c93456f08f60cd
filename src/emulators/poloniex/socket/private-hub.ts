import type { Row } from '../json';

/** A connection that may want a user's events. */
export interface PrivateListener {
  /** The API key it proved itself with; undefined before. */
  readonly account: string | undefined;
  wants(channel: PrivateChannel, symbol: string | undefined): boolean;
  tell(channel: PrivateChannel, rows: readonly Row[]): void;
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

  /** Connections that a user proved itself on. */
  countOf(account: string): number {
    return [...this.#listeners].filter((listener) => listener.account === account).length;
  }

  order(account: string, row: Row): void {
    const { symbol } = row;
    for (const listener of [...this.#listeners]) {
      if (
        listener.account === account &&
        listener.wants('orders', typeof symbol === 'string' ? symbol : undefined)
      ) {
        listener.tell('orders', [row]);
      }
    }
  }

  balances(account: string, rows: readonly Row[]): void {
    for (const listener of [...this.#listeners]) {
      if (listener.account === account && listener.wants('balances', undefined))
        listener.tell('balances', rows);
    }
  }
}
