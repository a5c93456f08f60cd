import type { Call } from '../../../adapter/calls';
import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readRange } from '../../../adapter/ranges/range';
import type { Ranged } from '../../../broker';
import type { Fill, Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import { type ChpConnection, optionsOf } from '../connection';
import { startOfDay } from '../map';
import type { AccountState } from './account';
import type { Portfolios } from './portfolios';

/** Ended orders and fills: the venue keeps those of the session, which is the day in Moscow at least. */
export class SessionHistory {
  readonly #connection: ChpConnection;
  readonly #portfolios: Portfolios;
  readonly #book: AccountState;
  readonly #tracker: OrderTracker;

  constructor(connection: ChpConnection, portfolios: Portfolios, book: AccountState, tracker: OrderTracker) {
    this.#connection = connection;
    this.#portfolios = portfolios;
    this.#book = book;
    this.#tracker = tracker;
  }

  orders(request: CheckedHistoryRequest, call: Call): Promise<Ranged<Order>> {
    return this.#read<Order>(
      request,
      (order) => order.updatedTime ?? order.receivedTime,
      async () => {
        const data = await this.#portfolios.data(request.account, 2, optionsOf(call));
        const orders = this.#book.ordersOf(data, 'read').filter(({ status }) => isFinal(status));
        return orders.map((order) => this.#tracker.identify(order));
      },
    );
  }

  fills(request: CheckedHistoryRequest, call: Call): Promise<Ranged<Fill>> {
    return this.#read<Fill>(
      request,
      (fill) => fill.time,
      async () => {
        const data = await this.#portfolios.data(request.account, 2, optionsOf(call));
        // The orders first: trades name them by their other number.
        this.#book.ordersOf(data, 'read');
        return this.#book.fillsOf(data, 'read');
      },
    );
  }

  #read<T extends { readonly id: string; readonly symbol: string }>(
    { from, to, symbol, onProgress }: CheckedHistoryRequest,
    timeOf: (record: T) => number,
    read: () => Promise<readonly T[]>,
  ): Promise<Ranged<T>> {
    return readRange<T>({
      from,
      to,
      maxMs: to - from,
      times: this.#connection.times,
      keepsFar: true,
      read: async () => (await read()).filter((record) => (symbol ?? record.symbol) === record.symbol),
      timeOf,
      keyOf: (record) => `${record.symbol}\n${record.id}`,
      guaranteedFrom: startOfDay(this.#connection.serverTime()),
      onProgress,
    });
  }
}
