import type { ListedAccountOptions } from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { refusalOf, saysGone } from '../errors';
import { toOrder } from '../map/map';
import type { LarkTypes } from '../profile';

// [doc:orders]
/** Sends orders over REST: the venue answers with the whole order. */
export function createPort(connection: LarkConnection): ListedAccountOptions<LarkTypes>['port'] {
  const { rest } = connection.client;
  return {
    refusalOf,
    saysGone,
    saysIdUsed: (code) => code === 'clientOrderIdUsed',
    async place({ clientOrderId, symbol, side, type, price, quantity = '0' }, context) {
      const order = { clientOrderId, symbol, side, quantity };
      const kind = type === 'market' ? ({ type } as const) : ({ type: 'limit', price } as const);
      const row = await context.send((options) => rest.createOrder({ ...order, ...kind }, options));
      return { id: row.id, order: toOrder(row, connection.stamp('read', row)) };
    },
    async cancel({ id }, context) {
      const row = await context.send((options) => rest.cancelOrder({ id }, options));
      return { order: toOrder(row, connection.stamp('read', row)) };
    },
  };
}
// [/doc:orders]
