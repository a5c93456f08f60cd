import { isCode } from '../../../adapter/schema/codes';
import type { Fill, Order, RecordSource } from '../../../model';
import { OrderTracker } from '../../../orders/order-tracker';
import type { PoloniexConnection } from '../connection';
import type { PoloniexOrderUpdate, PoloniexSmartOrder, PoloniexTrade } from '../generated/records';
import {
  afterTrigger,
  type OrderFields,
  toFill,
  toOrder,
  toSmartOrder,
  toStreamFill,
  toStreamOrder,
} from '../map';
import { OrderIds } from '../orders/order-ids';

/** Where the streamed records of an account go. */
export interface AccountEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
}

/**
 * Own orders and fills as the venue reports them, over the socket and over REST, in the caller's terms: a triggered order
 * under the id of its smart order, a replacement under the client id of what it replaces.
 */
export class AccountState {
  readonly connection: PoloniexConnection;
  readonly events: AccountEvents;
  readonly tracker: OrderTracker;
  readonly ids = new OrderIds();

  constructor(connection: PoloniexConnection, events: AccountEvents) {
    this.connection = connection;
    this.events = events;
    this.tracker = new OrderTracker({ isFar: (time) => connection.times.isFar(time) });
  }

  /** A row of the orders channel: the hot path. */
  takeUpdate(row: PoloniexOrderUpdate): void {
    const { connection, events, ids } = this;
    const receivedTime = connection.clock.now();
    const raw = connection.rawOf(row);
    const order = toStreamOrder(row, receivedTime, raw);
    const fill = toStreamFill(row, receivedTime, raw);
    const smartId = ids.smartOf(row.orderId);
    if (smartId !== undefined) {
      events.order(this.#underSmart(smartId, order));
      if (fill) events.fill({ ...fill, orderId: smartId });
      return;
    }
    events.order(ids.withReplaced(order));
    if (fill) events.fill(fill);
  }

  /** An order of the REST interface. */
  order(row: OrderFields, source: RecordSource): Order {
    const order = toOrder(row, this.connection.stamp(source, row));
    const smartId = this.ids.smartOf(row.id);
    return smartId === undefined ? this.ids.withReplaced(order) : this.#underSmart(smartId, order);
  }

  /** A smart order; learns which order it became. */
  smartOrder(row: PoloniexSmartOrder, source: RecordSource): Order {
    const order = this.ids.withReplaced(toSmartOrder(row, this.connection.stamp(source, row)));
    if (row.triggeredOrder !== undefined) this.ids.addTriggered(row.id, row.triggeredOrder.id, order);
    return order;
  }

  /** Whether an order is known to be, or not to be, what a smart order became. */
  isJoined({ id, orderSource }: OrderFields): boolean {
    return !isCode(orderSource, 'SMART') || this.ids.smartOf(id) !== undefined;
  }

  fill(row: PoloniexTrade, source: RecordSource): Fill {
    const fill = toFill(row, this.connection.stamp(source, row));
    const smartId = this.ids.smartOf(row.orderId);
    return smartId === undefined ? fill : { ...fill, orderId: smartId };
  }

  #underSmart(smartId: string, order: Order): Order {
    const known = this.tracker.find({ id: smartId }) ?? this.ids.smartOrder(smartId);
    return this.ids.withReplaced(known ? afterTrigger(known, order) : { ...order, id: smartId });
  }
}
