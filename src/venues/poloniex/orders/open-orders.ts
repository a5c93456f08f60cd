import { readAll } from '../../../adapter/ranges/pages';
import type { Order, RecordSource } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { AccountState } from '../account/account';
import type { PoloniexConnection } from '../connection';
import type { PoloniexCallOptions } from '../types/client';
import type { SmartOrigins } from './smart-origins';

/** Rows of one request for open orders; an account can have 2000. */
const PAGE = 1000;

/** Reads the orders that work: those at the market and those that wait for a trigger. */
export class OpenOrders {
  readonly #connection: PoloniexConnection;
  readonly #book: AccountState;
  readonly #origins: SmartOrigins;

  constructor(connection: PoloniexConnection, book: AccountState, origins: SmartOrigins) {
    this.#connection = connection;
    this.#book = book;
    this.#origins = origins;
  }

  async read(
    symbol: string | undefined,
    source: RecordSource,
    options: PoloniexCallOptions,
  ): Promise<readonly Order[]> {
    const { client } = this.#connection;
    const narrow = { limit: PAGE, ...(symbol === undefined ? {} : { symbol }) };
    // Smart orders first: one that is triggered between the two reads then stands in both, and in none otherwise.
    const smart = await readAll(
      PAGE,
      (page) => client.getSmartOrders({ ...narrow, ...page }, options),
      ({ id }) => id,
    );
    const plain = await readAll(
      PAGE,
      (page) => client.getOpenOrders({ ...narrow, ...page }, options),
      ({ id }) => id,
    );
    await this.#origins.learn(plain, options);
    const byId = new Map<string, Order>();
    for (const row of smart) {
      const order = this.#book.smartOrder(row, source);
      byId.set(order.id, order);
    }
    for (const row of plain) {
      const order = this.#book.order(row, source);
      byId.set(order.id, order);
    }
    return [...byId.values()].filter(({ status }) => !isFinal(status));
  }
}
