import { EventEmitter } from 'eventemitter3';
import type { Broker, BrokerEvents, BrokerState, CallOptions, Feature, OrderRef } from '../../../src/broker';
import type { Order } from '../../../src/model';

export const START = Date.UTC(2026, 0, 5, 12);

/** An order of this process that works, with one state changed. */
export function anOrder(change: Partial<Order> = {}): Order {
  return {
    venue: 'test',
    receivedTime: START,
    source: 'stream',
    id: '1',
    clientOrderId: 'mine',
    symbol: 'EURUSD',
    side: 'buy',
    type: 'limit',
    venueType: 'LIMIT',
    quantity: '10',
    filledQuantity: '0',
    status: 'open',
    venueStatus: 'OPEN',
    origin: 'local',
    ...change,
  };
}

/** The public side of a broker of orders, whose answers and events the test decides. */
export class FakeBroker {
  readonly venue = 'test';
  readonly emitter = new EventEmitter<BrokerEvents>();
  features: Feature[] = ['fetchOrder', 'subscribe:orders', 'modifyOrder', 'resolveOrder'];
  state: BrokerState = 'live';
  error: Error | undefined;
  /** Reads that have begun, and how each is answered. */
  readonly reads: {
    readonly ref: OrderRef;
    readonly signal: AbortSignal | undefined;
    readonly answer: (order: Order) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  /** What `resolveOrder` gives. */
  resolution: Order | undefined;

  get capabilities(): { readonly features: readonly Feature[] } {
    return { features: this.features };
  }

  get status() {
    return { state: this.state, error: this.error, since: START, epoch: 1 };
  }

  on<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this {
    this.emitter.on(event, listener as never);
    return this;
  }

  off<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this {
    this.emitter.off(event, listener as never);
    return this;
  }

  fetchOrder(ref: OrderRef, options?: CallOptions): Promise<Order> {
    return new Promise((resolve, reject) => {
      this.reads.push({ ref, signal: options?.signal ?? undefined, answer: resolve, fail: reject });
    });
  }

  async resolveOrder(ref: OrderRef): Promise<object> {
    return this.resolution
      ? { outcome: 'accepted', order: this.resolution }
      : { outcome: 'accepted', order: anOrder(ref as Partial<Order>) };
  }

  enter(state: BrokerState, error?: Error): void {
    this.state = state;
    this.error = error;
    this.emitter.emit('status', this.status as never);
  }

  order(change: Partial<Order> = {}): void {
    this.emitter.emit('order', anOrder(change));
  }

  /** Listeners of all events. */
  get listeners(): number {
    return this.emitter.eventNames().reduce((sum, name) => sum + this.emitter.listenerCount(name), 0);
  }

  get asBroker(): Broker {
    return this as unknown as Broker;
  }
}
