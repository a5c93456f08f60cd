import type { Row } from '../json';

/** A connection that may subscribe to a user's events. */
export interface PrivateListener {
  /** The API key it authenticated with; undefined before. */
  readonly account: string | undefined;
  isSubscribed(channel: PrivateChannel, symbol: string | undefined): boolean;
  sendRows(channel: PrivateChannel, rows: readonly Row[]): void;
  /** Ends its authentication: it stays open, receives no events and may do nothing. */
  forget(): void;
  /** Ends in the regular way. */
  finish(): void;
}

/** The channels of a user's events. */
export const PRIVATE_CHANNELS = ['orders', 'balances'] as const;

export type PrivateChannel = (typeof PRIVATE_CHANNELS)[number];

/** Sends users' events to their connections. */
export class PrivateHub {
  readonly #listeners = new Set<PrivateListener>();

  add(listener: PrivateListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: PrivateListener): void {
    this.#listeners.delete(listener);
  }

  /** The connections of a user, or all of them, authenticated or not. */
  of(account: string | undefined): PrivateListener[] {
    return [...this.#listeners].filter((listener) => account === undefined || listener.account === account);
  }

  /** How many connections a user has authenticated. */
  countOf(account: string): number {
    return this.of(account).length;
  }

  order(account: string, row: Row): void {
    const symbol = typeof row['symbol'] === 'string' ? row['symbol'] : undefined;
    for (const listener of this.of(account))
      if (listener.isSubscribed('orders', symbol)) listener.sendRows('orders', [row]);
  }

  balances(account: string, rows: readonly Row[]): void {
    for (const listener of this.of(account)) {
      if (listener.isSubscribed('balances', undefined)) listener.sendRows('balances', rows);
    }
  }
}
