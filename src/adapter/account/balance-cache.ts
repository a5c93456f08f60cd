import type { Balance } from '../../model';

/** How long the stream's word counts for more than that of a read, in ms: a read can show the state of a moment ago. */
const READ_LAG_MS = 5000;

/** Which update of the stream a balance comes from. */
export interface BalanceUpdate {
  /** Digits; of two updates the later has the larger. */
  readonly id: string;
  /** When the balance changed, the venue's time in UTC epoch ms. */
  readonly changeTime: number;
}

/** When a read was made. */
export interface ReadTimes {
  /** When its request left, monotonic ms: what it shows can be as old. */
  readonly askedAt: number;
  /** UTC epoch ms. */
  readonly now: number;
}

interface Known {
  balance: Balance;
  /** The last update of the stream; undefined before the first. */
  update: BalanceUpdate | undefined;
  /** When it came, monotonic ms; undefined once its connection is gone. */
  updatedAt: number | undefined;
}

/** The balances of all currencies: frames hold only those that changed, so they are merged and never replaced. */
export class BalanceCache {
  /** By account, which is empty where there is one, and by currency. */
  readonly #accounts = new Map<string, Map<string, Known>>();

  /**
   * Takes an update of the stream.
   * @param update - absent where the venue does not number its updates: the last to come is the latest
   * @param at - monotonic ms
   * @param isFar - its time lies beyond the venue's clock, and says nothing of which update is later
   * @returns whether it is news
   */
  take(balance: Balance, update: BalanceUpdate | undefined, at: number, isFar = false): boolean {
    const account = this.#account(balance.account);
    const known = account.get(balance.currency);
    if (known === undefined) {
      account.set(balance.currency, { balance, update: isFar ? undefined : update, updatedAt: at });
      return true;
    }
    if (!isFar && update && known.update !== undefined && !isLater(update, known.update)) return false;
    if (!isFar) known.update = update;
    known.updatedAt = at;
    return changes(known, balance);
  }

  /**
   * Takes a complete read of an account: a currency that it does not have is empty.
   * @returns those that are news
   */
  takeAll(account: string, balances: readonly Balance[], times: ReadTimes): readonly Balance[] {
    const listed = new Set(
      balances.filter((balance) => (balance.account ?? '') === account).map(({ currency }) => currency),
    );
    const source = balances[0]?.source ?? 'read';
    const unlisted = [...this.#account(account).values()].flatMap(({ balance }): Balance[] => {
      if (listed.has(balance.currency)) return [];
      const { raw: _, ...rest } = balance;
      return [{ ...rest, receivedTime: times.now, source, total: '0', available: '0', held: '0' }];
    });
    return [...balances, ...unlisted].filter((balance) => this.#takeRead(balance, times));
  }

  /** Another connection stands: what its predecessor told last may be older than any read from here on. */
  reconnected(): void {
    for (const account of this.#accounts.values())
      for (const known of account.values()) known.updatedAt = undefined;
  }

  #takeRead(balance: Balance, { askedAt }: ReadTimes): boolean {
    const account = this.#account(balance.account);
    const known = account.get(balance.currency);
    if (known === undefined) {
      account.set(balance.currency, { balance, update: undefined, updatedAt: undefined });
      return true;
    }
    const isFresh = known.updatedAt !== undefined && askedAt - known.updatedAt < READ_LAG_MS;
    return !isFresh && changes(known, balance);
  }

  #account(id = ''): Map<string, Known> {
    let account = this.#accounts.get(id);
    if (account === undefined) {
      account = new Map();
      this.#accounts.set(id, account);
    }
    return account;
  }
}

/** Sets the balance; returns whether it says anything new. */
function changes(known: Known, balance: Balance): boolean {
  const before = known.balance;
  known.balance = balance;
  // The total last: it was computed, and a text that was put together costs more to compare than one that was read.
  return (
    before.available !== balance.available || before.held !== balance.held || before.total !== balance.total
  );
}

/** Within one millisecond the ids tell the order; they have more digits than a number keeps. */
function isLater(update: BalanceUpdate, last: BalanceUpdate): boolean {
  if (update.changeTime !== last.changeTime) return update.changeTime > last.changeTime;
  const longer = update.id.length - last.id.length;
  return longer === 0 ? update.id > last.id : longer > 0;
}
