import { RecentMap } from '../../../orders/recent-map';
import type { AccountState } from '../account/account';
import { unlessGone } from '../errors';
import type { PoloniexCallOptions } from '../types/client';
import type { PoloniexOrder } from '../types/trading';

/** Rows of history that are looked through. */
const HISTORY_LIMIT = 100;
/** Orders whose smart order was not found, remembered so that they are not searched for again. */
const REMEMBERED = 1000;

/** Finds the smart orders behind orders that were read: their rows say that there is one, and not which. */
export class SmartOrigins {
  readonly #account: AccountState;
  readonly #unknown = new RecentMap<true>(REMEMBERED);

  constructor(account: AccountState) {
    this.#account = account;
  }

  /** Learns of those among the rows that it does not know; asks the venue only where there are such. */
  async learn(rows: readonly PoloniexOrder[], options: PoloniexCallOptions): Promise<void> {
    const account = this.#account;
    const { client } = account.connection;
    const wanted = rows.filter((row) => !account.isJoined(row) && !this.#unknown.has(row.id));
    if (wanted.length === 0) return;
    const past = await client.getSmartOrderHistory({ limit: HISTORY_LIMIT }, options);
    for (const smart of past) account.smartOrder(smart, 'read');
    for (const row of wanted) {
      const { clientOrderId } = row;
      // A smart order that is older than the history read may still be found by the client id that both have.
      if (!account.isJoined(row) && clientOrderId !== '') {
        const smart = await unlessGone(client.getSmartOrder({ clientOrderId }, options));
        if (smart) account.smartOrder(smart, 'read');
      }
      if (!account.isJoined(row)) this.#unknown.set(row.id, true);
    }
  }
}
