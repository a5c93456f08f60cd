import { requestedOrder } from '../../adapter/orders/accepted';
import type {
  Accepted,
  ClosingOrder,
  LookupOptions,
  OrderPort,
  Refusal,
  WriteContext,
} from '../../adapter/orders/order-port';
import type { OrderRef } from '../../broker';
import { LIMITS } from '../../core/limits';
import type { VenueId } from '../../core/venue-id';
import { type BrokerError, isBrokerError, isOrderRejectedError, isVenueError } from '../../errors';
import type { Order, Position } from '../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../orders/check-order';
import { isFinal } from '../../orders/merge-order';
import { RecentMap } from '../../orders/recent-map';
import type { SentCommand } from '../bus/bus';
import type { RemoteConnection } from './connection';
import type { RemoteReads } from './reads';

/** A placing whose answer has not come. */
interface Placing {
  readonly command: SentCommand;
  readonly order: CheckedOrder;
}

/** Writes orders through the connector, whose broker says what became of them. */
export class RemoteOrderPort implements OrderPort {
  readonly #connection: RemoteConnection;
  readonly #reads: RemoteReads;
  readonly #venue: VenueId;
  /** Placings that the bus has and whose answer has not come, by their client ids. */
  readonly #placings = new RecentMap<Placing>(LIMITS.seenIds);

  constructor(connection: RemoteConnection, reads: RemoteReads, venue: VenueId) {
    this.#connection = connection;
    this.#reads = reads;
    this.#venue = venue;
  }

  place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    return this.#make('placeOrder', order, order, context);
  }

  modify(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted> {
    return this.#write('modifyOrder', { ...nameOf(order), ...changes }, context);
  }

  cancel(order: Order, context: WriteContext): Promise<Accepted> {
    return this.#write('cancelOrder', nameOf(order), context);
  }

  closePosition(order: ClosingOrder, { id }: Position, context: WriteContext): Promise<Accepted> {
    const { quantity, clientOrderId } = order;
    return this.#make('closePosition', { id, quantity, clientOrderId }, order, context);
  }

  async modifyPosition({ id }: Position, changes: CheckedLevels, context: WriteContext): Promise<Position> {
    const request = [{ id, ...changes }];
    const result = await this.#send('modifyPosition', request, context);
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

  async recall(clientOrderId: string): Promise<Order | 'unsent' | undefined> {
    const placing = this.#placings.get(clientOrderId);
    const answer = placing && (await this.#connection.recall(placing.command));
    if (placing === undefined || answer === undefined) return undefined;
    try {
      const order = this.#reads.record('orders', this.#connection.resultOf(answer));
      // One that is open may have ended meanwhile: it is at the venue, and looked up there.
      return isFinal(order.status) ? order : undefined;
    } catch (error) {
      if (!isOrderRejectedError(error)) return this.provesUnsent(error) ? 'unsent' : undefined;
      const { code, orderId = '', venueText } = error;
      const { clock } = this.#connection;
      const fields = { status: 'rejected', venueStatus: code, reason: venueText } as const;
      return requestedOrder({ options: { venue: this.#venue, clock } }, placing.order, orderId, fields);
    }
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

  async #make(
    operation: string,
    request: object,
    order: CheckedOrder,
    context: WriteContext,
  ): Promise<Accepted> {
    const { clientOrderId } = order;
    try {
      const accepted = await this.#write(operation, request, context, (command) => {
        this.#placings.set(clientOrderId, { command, order });
      });
      this.#placings.delete(clientOrderId);
      return accepted;
    } catch (error) {
      if (isOrderRejectedError(error) || this.provesUnsent(error)) this.#placings.delete(clientOrderId);
      throw error;
    }
  }

  async #write(
    operation: string,
    request: object,
    context: WriteContext,
    sent?: (command: SentCommand) => void,
  ): Promise<Accepted> {
    const order = this.#reads.record('orders', await this.#send(operation, [request], context, sent));
    return { id: order.id, order };
  }

  #send(
    operation: string,
    args: readonly unknown[],
    context: WriteContext,
    sent = (_command: SentCommand): void => {},
  ): Promise<unknown> {
    return context.send((options) => this.#connection.request(operation, args, options, sent));
  }
}

function nameOf({ id, symbol, account }: Order): OrderRef {
  return account === undefined ? { id, symbol } : { id, symbol, account };
}

/** Whether the venue has been searched and has no such order. */
export function isNotFound(error: unknown): error is BrokerError {
  return isVenueError(error) && error.code === 'notFound';
}
