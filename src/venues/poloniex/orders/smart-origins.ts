import { isCode } from '../../../adapter/schema/codes';
import { RecentMap } from '../../../orders/recent-map';
import type { PoloniexConnection } from '../connection';
import { isOrderGone } from '../errors';
import type { PoloniexOrder, PoloniexSmartOrder } from '../generated/records';
import { toSmartOrder } from '../map';
import type { PoloniexCallOptions } from '../types/client';
import type { SmartAliases } from './smart-aliases';

/** Rows of history that are looked through. */
const HISTORY_LIMIT = 100;
/** Orders whose smart order was not found, remembered so that they are not searched for again. */
const REMEMBERED = 1000;

/** Finds the smart orders behind orders that were read: their rows say that there is one, and not which. */
export class SmartOrigins {
  readonly #connection: PoloniexConnection;
  readonly #aliases: SmartAliases;
  readonly #unknown = new RecentMap<true>(REMEMBERED);

  constructor(connection: PoloniexConnection, aliases: SmartAliases) {
    this.#connection = connection;
    this.#aliases = aliases;
  }

  /** Learns of those among the rows that it does not know; asks the venue only where there are such. */
  async learn(rows: readonly PoloniexOrder[], options: PoloniexCallOptions): Promise<void> {
    const wanted = rows.filter(({ id, orderSource }) => isCode(orderSource, 'SMART') && !this.#isSettled(id));
    if (wanted.length === 0) return;
    const past = await this.#connection.client.getSmartOrderHistory({ limit: HISTORY_LIMIT }, options);
    for (const row of past) this.#take(row);
    for (const row of wanted) {
      // A smart order that is older than the history read may still be found by the client id that both have.
      if (this.#aliases.smartOf(row.id) === undefined) await this.#learnByName(row, options);
      if (this.#aliases.smartOf(row.id) === undefined) this.#unknown.set(row.id, true);
    }
  }

  #take(row: PoloniexSmartOrder): void {
    const { id, triggeredOrder } = row;
    if (triggeredOrder === undefined) return;
    this.#aliases.add(id, triggeredOrder.id, toSmartOrder(row, this.#connection.stamp('read', row)));
  }

  async #learnByName({ clientOrderId }: PoloniexOrder, options: PoloniexCallOptions): Promise<void> {
    if (clientOrderId === '') return;
    try {
      this.#take(await this.#connection.client.getSmartOrder({ clientOrderId }, options));
    } catch (error) {
      if (!isOrderGone(error)) throw error;
    }
  }

  #isSettled(orderId: string): boolean {
    return this.#aliases.smartOf(orderId) !== undefined || this.#unknown.has(orderId);
  }
}
