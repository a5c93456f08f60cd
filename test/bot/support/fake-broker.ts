import { EventEmitter } from 'eventemitter3';
import type {
  Broker,
  BrokerEvents,
  BrokerState,
  CallOptions,
  CancelAllOrdersRequest,
  CancelAllResult,
  Capabilities,
  ClosePositionRequest,
  Feature,
  OrderRef,
} from '../../../src/broker';
import type { Order, Position } from '../../../src/model';

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

  modifyReplaces = true;

  get capabilities(): Pick<Capabilities, 'features' | 'modifyReplaces'> {
    return { features: this.features, modifyReplaces: this.modifyReplaces };
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

  readonly calls: string[] = [];
  openOrders: readonly Order[] = [];
  positions: readonly Position[] = [];
  unresolvedOrders = 0;
  /** What happens at each write: replaced by tests that need a failure. */
  cancelAllOrders: (request: CancelAllOrdersRequest, options?: CallOptions) => Promise<CancelAllResult> =
    async ({ scope }) => {
      this.calls.push(`cancel ${scope}`);
      const isMeant = ({ origin }: Order): boolean => scope === 'all' || origin === 'local';
      const canceled = this.openOrders.filter(isMeant);
      this.openOrders = this.openOrders.filter((order) => !isMeant(order));
      return { canceled, alreadyFinal: [], failed: [], unknown: [] };
    };
  closePosition: (request: ClosePositionRequest) => Promise<Order> = async ({ id }) => {
    this.calls.push(`close position ${id}`);
    this.positions = this.positions.filter((position) => position.id !== id);
    return anOrder({ id: `c${id}`, positionEffect: 'close', status: 'filled' });
  };
  close: () => Promise<void> = async () => {
    this.calls.push('close');
    this.enter('closed');
  };

  async fetchOpenOrders(): Promise<readonly Order[]> {
    this.calls.push('read orders');
    return this.openOrders;
  }

  async fetchPositions(): Promise<readonly Position[]> {
    this.calls.push('read positions');
    return this.positions;
  }

  health(): { readonly unresolvedOrders: number } {
    return { unresolvedOrders: this.unresolvedOrders };
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
