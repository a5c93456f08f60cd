import type { Row } from '../json';
import { Decimal, plain, ZERO } from '../money';
import type { NumberSeries } from '../numbers';
import type { PoloniexEmulatorAccount } from '../options';

/** The reason of a change of a balance. */
export type BalanceEvent =
  | 'place_order'
  | 'canceled_order'
  | 'match_order'
  | 'transfer_in'
  | 'transfer_out'
  | 'deposit'
  | 'withdraw';

/** What is added to a balance, or subtracted when negative. */
export interface BalanceChange {
  readonly currency: string;
  readonly available: Decimal;
  readonly hold: Decimal;
}

/** The balance of a user in a currency. */
export interface Holding {
  readonly available: Decimal;
  readonly hold: Decimal;
}

const NOTHING: Holding = { available: ZERO, hold: ZERO };

/** The balances of a user. */
export class Wallet {
  readonly account: Required<PoloniexEmulatorAccount>;
  readonly #holdings = new Map<string, Holding>();
  readonly #ids: NumberSeries;
  readonly #now: () => number;
  readonly #onChange: (rows: readonly Row[]) => void;

  /** @param onChange - called with the rows of each change */
  constructor(
    account: Required<PoloniexEmulatorAccount>,
    ids: NumberSeries,
    now: () => number,
    onChange: (rows: readonly Row[]) => void,
  ) {
    this.account = account;
    this.#ids = ids;
    this.#now = now;
    this.#onChange = onChange;
    for (const [currency, units] of Object.entries(account.balances)) {
      this.#holdings.set(currency, { available: new Decimal(units), hold: ZERO });
    }
  }

  /** The balance of a currency. */
  holding(currency: string): Holding {
    return this.#holdings.get(currency) ?? NOTHING;
  }

  /** Every currency that was ever held. */
  holdings(): readonly (readonly [string, Holding])[] {
    return [...this.#holdings];
  }

  /** Books changes of one instant, and reports them in one event. */
  book(eventType: BalanceEvent, changes: readonly BalanceChange[]): void {
    const touched = new Set<string>();
    for (const { currency, available, hold } of changes) {
      const before = this.holding(currency);
      this.#holdings.set(currency, {
        available: before.available.plus(available),
        hold: before.hold.plus(hold),
      });
      touched.add(currency);
    }
    const now = this.#now();
    const { accountId, userId } = this.account;
    this.#onChange(
      [...touched].map((currency) => ({
        changeTime: now,
        accountId,
        accountType: 'SPOT',
        eventType,
        available: plain(this.holding(currency).available),
        currency,
        id: this.#ids.next(),
        userId,
        hold: plain(this.holding(currency).hold),
        ts: now,
      })),
    );
  }
}
