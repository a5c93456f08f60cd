import type { OrderManager } from '../../../src/adapter/orders/order-manager';
import type { Accepted, OrderPort, WriteContext } from '../../../src/adapter/orders/order-port';
import type { BrokerState, OrderRef } from '../../../src/broker';
import type { Random } from '../../../src/core/random';
import type { VirtualClock } from '../../../src/core/virtual-clock';
import { ConnectionError, OrderRejectedError } from '../../../src/errors';
import type { Order } from '../../../src/model';
import type { CheckedOrder } from '../../../src/orders/check-order';
import { makeOrder } from './records';

/** What goes wrong with one request. */
export type Fault =
  | 'none'
  | 'reject'
  | 'applyThenDrop'
  | 'dropBeforeApply'
  | 'applyThenHang'
  | 'hangBeforeApply'
  | 'applyLate'
  | 'lateReply';

/** What the venue does of its own accord while a cancel is on its way. */
export type Surprise = 'none' | 'fillFirst';

/** A venue of one user: it executes, loses replies, repeats events, and knows the truth. */
export class VenueModel implements OrderPort {
  readonly orders = new Map<string, Order>();
  /** How often each client id was executed: the oracle. */
  readonly executions = new Map<string, number>();
  /** Requests whose bytes left. */
  readonly sent = { place: 0, cancel: 0 };
  state: BrokerState = 'live';
  placeFault: Fault = 'none';
  cancelFault: Fault = 'none';
  surprise: Surprise = 'none';
  lateMs = 0;
  desk: OrderManager | undefined;
  #nextId = 1;
  readonly #clock: VirtualClock;
  readonly #random: Random;

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  place(order: CheckedOrder, context: WriteContext): Promise<Accepted> {
    return this.#write('place', this.placeFault, context, () => {
      const { clientOrderId } = order;
      this.executions.set(clientOrderId, (this.executions.get(clientOrderId) ?? 0) + 1);
      const { symbol, side, quantity, price } = order;
      return this.#change(
        makeOrder({
          id: `v${this.#nextId++}`,
          clientOrderId,
          symbol,
          side,
          ...(quantity !== undefined && { quantity }),
          ...(price !== undefined && { price }),
        }),
      );
    });
  }

  cancel(order: Order, context: WriteContext): Promise<Accepted> {
    return this.#write('cancel', this.cancelFault, context, () => {
      const now = this.orders.get(order.id) ?? order;
      if (this.surprise === 'fillFirst') {
        this.#change({ ...now, status: 'filled', filledQuantity: now.quantity ?? '0' });
        throw new OrderRejectedError('no such order', { code: 'gone', orderId: order.id });
      }
      return this.#change({ ...now, status: 'canceled' });
    });
  }

  async lookup(ref: OrderRef, { signal }: { readonly signal: AbortSignal }) {
    await this.#pause(20 + this.#random.next() * 400, signal);
    if (this.state !== 'live' && this.state !== 'syncing') throw lost();
    for (const order of this.orders.values()) {
      if (ref.id === undefined ? order.clientOrderId === ref.clientOrderId : order.id === ref.id) {
        return { ...order, source: 'reconcile' as const };
      }
    }
    return undefined;
  }

  refusalOf() {
    return undefined;
  }

  /** The connection ends, and comes back. */
  outage(ms: number): void {
    this.state = 'reconnecting';
    this.#clock.schedule(ms, () => {
      this.state = 'live';
      this.desk?.resume();
    });
  }

  async #write(
    what: 'place' | 'cancel',
    fault: Fault,
    context: WriteContext,
    apply: () => Order,
  ): Promise<Accepted> {
    await this.#pause(this.#random.next() * 50, context.signal);
    context.markSent();
    this.sent[what] += 1;
    await this.#pause(5 + this.#random.next() * 50);
    switch (fault) {
      case 'none':
        return { order: apply() };
      case 'reject':
        throw new OrderRejectedError('no money', { code: 'BE001' });
      case 'applyThenDrop':
        attempt(apply);
        throw lost();
      case 'dropBeforeApply':
        throw lost();
      case 'applyThenHang':
        attempt(apply);
        return new Promise<never>(() => {});
      case 'hangBeforeApply':
        return new Promise<never>(() => {});
      case 'applyLate':
        this.#clock.schedule(this.lateMs, () => attempt(apply));
        throw lost();
      case 'lateReply':
        await this.#pause(this.lateMs);
        return { order: apply() };
    }
  }

  /** Changes an order and reports it on the stream: late, twice, or not at all while down. */
  #change(order: Order): Order {
    const next = { ...order, updatedTime: this.#clock.now(), receivedTime: this.#clock.now() };
    this.orders.set(next.id, next);
    for (let copies = Math.floor(this.#random.next() * 3); copies > 0; copies -= 1) {
      this.#clock.schedule(this.#random.next() * 300, () => {
        if (this.state === 'live') this.desk?.observe(next);
      });
    }
    return { ...next, source: 'read' };
  }

  #pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.schedule(ms, resolve);
      signal?.addEventListener('abort', () => {
        timer.cancel();
        reject(signal.reason);
      });
    });
  }
}

function attempt(apply: () => Order): void {
  try {
    apply();
  } catch {
    // The refusal is lost like any other reply.
  }
}

function lost(): ConnectionError {
  return new ConnectionError('The connection was lost', { failure: 'reset', sent: true });
}
