import { CallRunner } from '../../../src/adapter/calls';
import type { OrderManagerOptions } from '../../../src/adapter/orders/manager-options';
import { OrderManager } from '../../../src/adapter/orders/order-manager';
import type { OrderPort, WriteContext } from '../../../src/adapter/orders/order-port';
import type { BrokerState, BrokerWarning, JournalEntry, JournalOutcome } from '../../../src/broker';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ValidationError } from '../../../src/errors';
import { Redactor } from '../../../src/errors/redact';
import type { Fill, Order, Position } from '../../../src/model';
import { clientOrderIdSource } from '../../../src/orders/client-order-id';
import { OrderTracker } from '../../../src/orders/order-tracker';
import { INSTRUMENT, makeOrder, NOW, RULES } from './records';

/** A promise settled by hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function defer<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** A call that reached the port, to be answered by the test. */
export interface PortCall {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly context: WriteContext;
  readonly answer: Deferred<Order & Position>;
}

/** A port that does what the test says, and a manager on it. */
export function makeManager(
  change: Omit<Partial<OrderManagerOptions>, 'port'> & { port?: Partial<OrderPort> } = {},
) {
  const clock = new VirtualClock(NOW);
  const random = seededRandom(7);
  const tracker = new OrderTracker();
  const calls: PortCall[] = [];
  const lookups: unknown[] = [];
  const orders: Order[] = [];
  const fills: Fill[] = [];
  const adopted: Order[] = [];
  const warnings: BrokerWarning[] = [];
  const appended: JournalEntry[] = [];
  const settled: JournalOutcome[] = [];
  const events: string[] = [];
  const control = {
    state: 'live' as BrokerState,
    /** What the venue has, for look-ups. */
    venueOrders: [] as Order[],
    position: undefined as Position | undefined,
    lookup: undefined as OrderPort['lookup'] | undefined,
  };

  const record =
    (name: string, autoSend = true) =>
    (...args: readonly unknown[]) => {
      const context = args.at(-1) as WriteContext;
      const answer = defer<Order & Position>();
      calls.push({ name, args: args.slice(0, -1), context, answer });
      if (autoSend) context.markSent();
      return answer.promise;
    };
  /** The answer of the test as the whole order. */
  const accepting = (name: string) => {
    const call = record(name);
    return async (...args: readonly unknown[]) => ({ order: await call(...args) });
  };
  const port: OrderPort = {
    place: accepting('place'),
    modify: accepting('modify'),
    cancel: accepting('cancel'),
    closePosition: accepting('closePosition'),
    refusalOf: () => undefined,
    modifyPosition: record('modifyPosition'),
    async lookup(ref, options) {
      lookups.push(ref);
      if (control.lookup) return control.lookup(ref, options);
      return control.venueOrders.find((order) =>
        ref.id === undefined ? order.clientOrderId === ref.clientOrderId : order.id === ref.id,
      );
    },
    findPosition: async () => control.position,
    ...change.port,
  };
  const desk = new OrderManager({
    venue: 'test',
    rules: RULES,
    tracker,
    clock,
    serverTime: () => clock.now(),
    instrument: async (symbol) => {
      if (symbol === INSTRUMENT.symbol) return INSTRUMENT;
      const suggestions = [INSTRUMENT.symbol];
      throw new ValidationError('symbol', 'is no symbol of test', { value: symbol, suggestions });
    },
    calls: new CallRunner({ venue: 'test', clock, random, timeoutMs: 15_000 }),
    state: () => control.state,
    redactor: new Redactor(),
    publish: (channel, record) => {
      if (channel === 'fills') {
        const fill = record as Fill;
        fills.push(fill);
        events.push(`fill ${fill.id}`);
        return;
      }
      const order = record as Order;
      orders.push(order);
      events.push(`order ${order.id} ${order.status}`);
    },
    doubts: () => false,
    adopted: (order) => {
      adopted.push(order);
      events.push(`adopted ${order.id}`);
    },
    report: (code, message, error) =>
      void warnings.push({ code, message, ...(error instanceof Error && { error }) }),
    newClientOrderId: clientOrderIdSource(random),
    journal: {
      append: async (entry) => void appended.push(entry),
      settle: async (outcome) => void settled.push(outcome),
      unsettled: async () => [],
    },
    ...change,
    port,
  });

  return {
    desk,
    clock,
    tracker,
    control,
    calls,
    lookups,
    orders,
    fills,
    adopted,
    warnings,
    appended,
    settled,
    events,
    record,
    /** Lets everything run that is due, without time passing. */
    settle: () => clock.advance(0),
    /** The call that the port got last. */
    async call(name?: string): Promise<PortCall> {
      await clock.advance(0);
      const last = calls.at(-1);
      if (!last || (name !== undefined && last.name !== name))
        throw new Error(`The port got no ${name ?? 'call'}`);
      return last;
    },
  };
}

export type TestManager = ReturnType<typeof makeManager>;

/** The order that the venue makes of a request. */
export function placed(call: PortCall, fields: Partial<Order> = {}): Order & Position {
  const request = call.args[0] as { clientOrderId: string };
  return makeOrder({ clientOrderId: request.clientOrderId, ...fields }) as Order & Position;
}

/** What a promise settled with, without throwing. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | Error> {
  return promise.catch((error: Error) => error);
}

/** Whether a promise has settled. */
export async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  const first = await Promise.race([
    promise.catch(() => {}),
    new Promise((resolve) => setImmediate(resolve, pending)),
  ]);
  return first === pending;
}
