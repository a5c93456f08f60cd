import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readHistory } from '../../../adapter/ranges/history';
import type { Ranged } from '../../../broker';
import { mapInSlices } from '../../../core/slices';
import type { Fill, Order } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import type { XapiConnection } from '../connection';
import type { TradeRecord } from '../generated/records';
import {
  closingFillId,
  isEnded,
  kindOfTrade,
  openedQuantities,
  openingFillId,
  toClosingFill,
  toOpeningFill,
  toPendingOrder,
} from '../map';
import type { ReadOptions, TradeLookup } from '../orders/lookup';
import type { PositionTracker } from './trades';

/**
 * Ended orders and fills of a range.
 *
 * The venue's history lists trades by the time of their close. What was opened in the range may have been closed after
 * it or be open still, so everything from its start until now is read, and the positions that are open.
 */
export class TradeHistory {
  readonly #connection: XapiConnection;
  readonly #lookup: TradeLookup;
  readonly #book: PositionTracker;
  readonly #feeCurrency: () => string | undefined;
  readonly #identify: (order: Order) => Order;

  constructor(
    connection: XapiConnection,
    lookup: TradeLookup,
    book: PositionTracker,
    known: {
      feeCurrency(): string | undefined;
      /** Adds to an order what only this process knows of it: whose it is. */
      identify(order: Order): Order;
    },
  ) {
    this.#connection = connection;
    this.#lookup = lookup;
    this.#book = book;
    this.#feeCurrency = known.feeCurrency;
    this.#identify = known.identify;
  }

  /** One fill where a position was opened and one for each part of it that was closed. */
  fills(request: CheckedHistoryRequest, options: ReadOptions): Promise<Ranged<Fill>> {
    return readHistory<Fill>(request, {
      times: this.#connection.times,
      read: async () => this.#fillsOf(await this.#rows(request, options), options),
    });
  }

  /** The orders that opened and closed positions. Cancelled ones are not in the venue's history: it is never complete. */
  orders(request: CheckedHistoryRequest, options: ReadOptions): Promise<Ranged<Order>> {
    return readHistory<Order>(request, {
      times: this.#connection.times,
      read: async () => ({
        records: await this.#ordersOf(await this.#rows(request, options), options),
        isWhole: false,
      }),
    });
  }

  async #rows({ from }: CheckedHistoryRequest, options: ReadOptions): Promise<readonly TradeRecord[]> {
    const closed = await this.#lookup.closedSince(from, options);
    return [...closed, ...(await this.#lookup.open(options, true))];
  }

  async #fillsOf(rows: readonly TradeRecord[], { signal }: ReadOptions): Promise<readonly Fill[]> {
    const opened = openedQuantities(rows);
    const fills = new Map<string, Fill>();
    const take = (row: TradeRecord): void => {
      if (kindOfTrade(row.cmd) !== 'position') return;
      const context = this.#connection.stamp('read', row);
      const openingId = openingFillId(row);
      if (!fills.has(openingId)) {
        const quantity = opened.get(row.position);
        const orderId = this.#book.openingOrder(row, context).id;
        fills.set(openingId, toOpeningFill(row, context, { orderId, quantity }));
      }
      if (!isEnded(row)) return;
      const orderId = this.#book.closingOrder(row, context).id;
      fills.set(
        closingFillId(row),
        toClosingFill(row, context, { orderId, feeCurrency: this.#feeCurrency() }),
      );
    };
    await mapInSlices(rows, take, stoppedBy(signal, { venue: 'xapi' }));
    return [...fills.values()];
  }

  async #ordersOf(rows: readonly TradeRecord[], { signal }: ReadOptions): Promise<readonly Order[]> {
    const opened = openedQuantities(rows);
    const orders = new Map<string, Order>();
    const take = (row: TradeRecord): void => {
      const context = this.#connection.stamp('read', row);
      const kind = kindOfTrade(row.cmd);
      if (kind === 'pending')
        orders.set(row.order, toPendingOrder(row, context, this.#connection.serverTime()));
      if (kind !== 'position') return;
      const opening = this.#book.openingOrder(row, context, opened.get(row.position));
      if (!orders.has(opening.id)) orders.set(opening.id, opening);
      if (!isEnded(row)) return;
      const closing = this.#book.closingOrder(row, context);
      orders.set(closing.id, closing);
    };
    await mapInSlices(rows, take, stoppedBy(signal, { venue: 'xapi' }));
    return [...orders.values()].map(this.#identify);
  }
}
