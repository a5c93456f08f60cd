import type { VenueReads } from '../../../adapter/broker/ports';
import type { Call } from '../../../adapter/calls';
import type { CheckedHistoryRequest } from '../../../adapter/ranges/checks';
import { readHistory } from '../../../adapter/ranges/history';
import { mapInSlices } from '../../../core/slices';
import type { Decimal, Fill, Order } from '../../../model';
import { stoppedBy } from '../../../transport/deadline';
import {
  closingFillId,
  isEnded,
  kindOfTrade,
  type MapContext,
  openedQuantities,
  openingFillId,
  type TradeRow,
  toClosingFill,
  toOpeningFill,
  toPendingOrder,
} from '../map';
import type { XapiParts } from '../parts';

/** Makes records of a row, by their ids. */
type TakeRow<T> = (
  records: Map<string, T>,
  row: TradeRow,
  context: MapContext,
  opened: Decimal | undefined,
) => void;

/**
 * Ended orders and fills of a range.
 *
 * The venue's history lists trades by the time of their close. What was opened in the range may have been closed after
 * it or be open still, so everything from its start until now is read, and the positions that are open.
 * @param feeCurrency - the account's currency, where it is known
 */
export function createHistory(
  { connection, lookup, positions, tracker }: XapiParts,
  feeCurrency: () => string | undefined,
): Required<Pick<VenueReads, 'orders' | 'fills'>> {
  const { times } = connection;
  const read = async <T>({ from }: CheckedHistoryRequest, call: Call, take: TakeRow<T>): Promise<T[]> => {
    const closed = await lookup.closedSince(from, call);
    const rows = [...closed, ...(await lookup.open(call, true))];
    const opened = openedQuantities(rows);
    const records = new Map<string, T>();
    const takeRow = (row: TradeRow): void =>
      take(records, row, connection.stamp('read', row), opened.get(row.position));
    await mapInSlices(rows, takeRow, stoppedBy(call.signal, { venue: 'xapi' }));
    return [...records.values()];
  };
  const takeFills: TakeRow<Fill> = (fills, row, context, quantity) => {
    if (kindOfTrade(row.cmd) !== 'position') return;
    const openingId = openingFillId(row);
    if (!fills.has(openingId)) {
      const orderId = positions.openingOrder(row, context).id;
      fills.set(openingId, toOpeningFill(row, context, { orderId, quantity }));
    }
    if (!isEnded(row)) return;
    const orderId = positions.closingOrder(row, context).id;
    fills.set(closingFillId(row), toClosingFill(row, context, { orderId, feeCurrency: feeCurrency() }));
  };
  const takeOrders: TakeRow<Order> = (orders, row, context, quantity) => {
    const kind = kindOfTrade(row.cmd);
    if (kind === 'pending') orders.set(row.order, toPendingOrder(row, context, connection.serverTime()));
    if (kind !== 'position') return;
    const opening = positions.openingOrder(row, context, quantity);
    if (!orders.has(opening.id)) orders.set(opening.id, opening);
    if (!isEnded(row)) return;
    const closing = positions.closingOrder(row, context);
    orders.set(closing.id, closing);
  };
  return {
    /** One fill where a position was opened and one for each part of it that was closed. */
    fills: (request, call) =>
      readHistory<Fill>(request, { times, read: () => read(request, call, takeFills) }),
    /** The orders that opened and closed positions. Cancelled ones are not in the history: it is never complete. */
    orders: (request, call) =>
      readHistory<Order>(request, {
        times,
        read: async () => {
          const orders = await read(request, call, takeOrders);
          return { records: orders.map((order) => tracker.identify(order)), isWhole: false };
        },
      }),
  };
}
