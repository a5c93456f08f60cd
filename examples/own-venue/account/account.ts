import type { AccountLists } from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { isRefusedWith } from '../errors';
import { toBalance, toFill, toOrder } from '../map/map';

/** Most rows of one answer. */
const PAGE = 500;

// [doc:account]
/** How the account is read. */
export function createLists(connection: LarkConnection): AccountLists {
  const { rest } = connection.client;
  return {
    async openOrders(source, options) {
      const rows = await rest.getOpenOrders({}, options);
      return rows.map((row) => toOrder(row, connection.stamp(source, row)));
    },
    async order({ id, clientOrderId }, source, options) {
      try {
        const row = await rest.getOrder(id === undefined ? { clientOrderId } : { id }, options);
        return toOrder(row, connection.stamp(source, row));
      } catch (error) {
        if (isRefusedWith(error, 'unknownOrder')) return undefined;
        throw error;
      }
    },
    async orders(span, source, options) {
      const rows = await rest.getOrders(span, options);
      const records = rows.map((row) => toOrder(row, connection.stamp(source, row)));
      return { records, isWhole: rows.length < PAGE };
    },
    async fills(span, source, options) {
      const rows = await rest.getFills(span, options);
      const records = rows.map((row) => toFill(row, connection.stamp(source, row)));
      return { records, isWhole: rows.length < PAGE };
    },
    async balances(source, options) {
      const rows = await rest.getBalances({}, options);
      return rows.map((row) => toBalance(row, connection.stamp(source, row)));
    },
  };
}
// [/doc:account]
