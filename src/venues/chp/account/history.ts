import type { Call } from '../../../adapter/calls';
import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readHistory } from '../../../adapter/ranges/history';
import type { Ranged } from '../../../broker';
import type { Fill, Order } from '../../../model';
import { isFinal } from '../../../orders/merge-order';
import type { OrderTracker } from '../../../orders/order-tracker';
import type { ChpConnection } from '../connection';
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
    return readHistory<Order>(request, {
      ...this.#limits(),
      read: async () => {
        const data = await this.#portfolios.data(request.account, 2, call);
        const ended = this.#book.ordersOf(data, 'read').filter(({ status }) => isFinal(status));
        return ended.map((order) => this.#tracker.identify(order));
      },
    });
  }

  fills(request: CheckedHistoryRequest, call: Call): Promise<Ranged<Fill>> {
    return readHistory<Fill>(request, {
      ...this.#limits(),
      read: async () => {
        const data = await this.#portfolios.data(request.account, 2, call);
        // The orders first: trades name them by their other number.
        this.#book.ordersOf(data, 'read');
        return this.#book.fillsOf(data, 'read');
      },
    });
  }

  #limits() {
    const { times } = this.#connection;
    return { times, guaranteedFrom: startOfDay(this.#connection.serverTime()) };
  }
}
