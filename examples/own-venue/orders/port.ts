import type { Instrument, Order, OrderRef } from 'venuekit';
import type {
  Accepted,
  CheckedOrder,
  InstrumentCache,
  LookupOptions,
  OrderPort,
  RestCallOptions,
  WriteContext,
} from 'venuekit/adapter';
import type { LarkConnection } from '../connection';
import { isRefusedWith, refusalOf, saysGone } from '../errors';
import { toOrder } from '../map/map';

// [doc:orders]
/** Sends orders over REST: the venue answers with the whole order. */
export class LarkOrderPort implements OrderPort {
  readonly refusalOf = refusalOf;
  readonly saysGone = saysGone;
  readonly #connection: LarkConnection;
  readonly #instruments: InstrumentCache;

  constructor(connection: LarkConnection, instruments: InstrumentCache) {
    this.#connection = connection;
    this.#instruments = instruments;
  }

  async place(checked: CheckedOrder, context: WriteContext): Promise<Accepted> {
    const { clientOrderId, symbol, side, price, quantity = '0' } = checked;
    const type = checked.type === 'market' ? 'market' : 'limit';
    const order = {
      clientOrderId,
      symbol,
      side,
      type,
      quantity,
      ...(price === undefined ? {} : { price }),
    } as const;
    const row = await context.send((options) => this.#connection.client.rest.createOrder(order, options));
    return { id: row.id, order: toOrder(row, this.#connection.stamp('read', row)) };
  }

  async cancel({ id }: Order, context: WriteContext): Promise<Accepted> {
    const row = await context.send((options) => this.#connection.client.rest.cancelOrder({ id }, options));
    return { order: toOrder(row, this.#connection.stamp('read', row)) };
  }

  lookup(ref: OrderRef, { signal }: LookupOptions): Promise<Order | undefined> {
    return findOrder(this.#connection, ref, 'reconcile', { signal });
  }

  saysIdUsed(code: string): boolean {
    return code === 'clientOrderIdUsed';
  }

  instrument(symbol: string): Promise<Instrument | undefined> {
    return this.#instruments.find(symbol);
  }

  async openOrders(
    { symbol }: { readonly symbol?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return readOpenOrders(this.#connection, symbol, 'read', { signal });
  }
}
// [/doc:orders]

/** An order as the venue knows it now; `undefined` when it has none. */
export async function findOrder(
  connection: LarkConnection,
  ref: OrderRef,
  source: 'read' | 'reconcile',
  options: RestCallOptions,
): Promise<Order | undefined> {
  try {
    const row = await connection.client.rest.getOrder(
      { id: ref.id, clientOrderId: ref.id === undefined ? ref.clientOrderId : undefined },
      options,
    );
    return toOrder(row, connection.stamp(source, row));
  } catch (error) {
    if (isRefusedWith(error, 'unknownOrder')) return undefined;
    throw error;
  }
}

/** The working orders, of one symbol or of all. */
export async function readOpenOrders(
  connection: LarkConnection,
  symbol: string | undefined,
  source: 'read' | 'reconcile',
  options: RestCallOptions,
): Promise<readonly Order[]> {
  const rows = await connection.client.rest.getOpenOrders({}, options);
  return rows
    .filter((row) => symbol === undefined || row.symbol === symbol)
    .map((row) => toOrder(row, connection.stamp(source, row)));
}
