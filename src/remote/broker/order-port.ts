import type {
  Accepted,
  ClosingOrder,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../adapter/orders/order-port';
import type { OrderRef } from '../../broker';
import { type BrokerError, isBrokerError, isOrderRejectedError, isVenueError } from '../../errors';
import type { Order, Position } from '../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../orders/check-order';
import type { RemoteConnection } from './connection';
import type { RemoteReads } from './reads';

/** Writes orders through the connector, whose broker says what became of them. */
export class RemoteOrderPort implements OrderPort {
  readonly #connection: RemoteConnection;
  readonly #reads: RemoteReads;

  constructor(connection: RemoteConnection, reads: RemoteReads) {
    this.#connection = connection;
    this.#reads = reads;
  }

  place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    return this.#write('placeOrder', order, context);
  }

  modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    return this.#write('modifyOrder', { ...nameOf(order), ...changes }, context);
  }

  cancel(order: Order, context: WriteContext): Promise<Accepted> {
    return this.#write('cancelOrder', nameOf(order), context);
  }

  closePosition(order: ClosingOrder, { id }: Position, context: WriteContext): Promise<Accepted> {
    const { quantity, clientOrderId } = order;
    return this.#write('closePosition', { id, quantity, clientOrderId }, context);
  }

  async modifyPosition({ id }: Position, changes: CheckedLevels, context: WriteContext): Promise<Position> {
    const request = [{ id, ...changes }];
    const result = await context.send((options) =>
      this.#connection.request('modifyPosition', request, options),
    );
    return this.#reads.record('positions', result);
  }

  refusalOf(error: unknown): Refusal | undefined {
    return isOrderRejectedError(error) ? error : undefined;
  }

  saysIdUsed(code: string): boolean {
    return this.#connection.saysIdUsed(code);
  }

  /** The connector says that it, or the bus, let nothing through to the venue. */
  provesUnsent(error: unknown): boolean {
    return isBrokerError(error) && error.sent === false;
  }

  async lookup(ref: OrderRef, { signal }: LookupOptions): Promise<Order | undefined> {
    try {
      return await this.#reads.order(ref, { signal });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async findPosition(id: string, { signal }: Pick<WriteContext, 'signal'>): Promise<Position | undefined> {
    const positions = await this.#reads.positions({}, { signal });
    return positions.find((position) => position.id === id);
  }

  openOrders(
    filter: { readonly symbol?: string | undefined; readonly account?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]> {
    return this.#reads.openOrders(filter, { signal });
  }

  async #write(operation: string, request: object, context: WriteContext): Promise<Accepted> {
    const result = await context.send((options) => this.#connection.request(operation, [request], options));
    const order = this.#reads.record('orders', result);
    return { id: order.id, order };
  }
}

function nameOf({ id, symbol, account }: Order): OrderRef {
  return account === undefined ? { id, symbol } : { id, symbol, account };
}

/** Whether the venue has been searched and has no such order. */
export function isNotFound(error: unknown): error is BrokerError {
  return isVenueError(error) && error.code === 'notFound';
}
