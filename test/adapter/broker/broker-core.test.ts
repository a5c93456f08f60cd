import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { defineVenue } from '../../../src/adapter/broker/define-venue';
import type { VenueAdapter, VenueContext } from '../../../src/adapter/broker/ports';
import type { VenueTypes } from '../../../src/adapter/broker/venue-types';
import {
  type BrokerOptions,
  type BrokerStatus,
  type Capabilities,
  type Gap,
  OPERATION_NAMES,
  type SubscribeOptions,
} from '../../../src/broker';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import {
  AuthenticationError,
  type ClosedError,
  ConnectionError,
  isAuthenticationError,
  isClosedError,
  isNotConnectedError,
  isTimeoutError,
  isUnsupportedError,
  isValidationError,
} from '../../../src/errors';
import type { Order } from '../../../src/model';
import type { SessionAttempt } from '../../../src/streaming/session/session';

const CAPABILITIES: Capabilities = {
  features: ['fetchServerTime', 'subscribe:orders', 'subscribe:news'],
  candleIntervals: [],
  candleStreamIntervals: [],
  builtCandleIntervals: [],
  orderTypes: [],
  timesInForce: [],
  modifiableFields: [],
  streaming: 'push',
};

interface TestTypes extends VenueTypes {
  readonly operations: 'fetchServerTime';
  readonly channels: { readonly orders: SubscribeOptions };
}

/** A venue made of promises that the test settles. */
class TestVenue {
  readonly log: string[] = [];
  fail: Error | undefined;
  hang = false;
  refusals = Number.POSITIVE_INFINITY;
  readonly #context: VenueContext<TestTypes>;

  constructor(context: VenueContext<TestTypes>) {
    this.#context = context;
  }

  adapter(): VenueAdapter<TestTypes> {
    const times = { note: () => false, isFar: () => false };
    return {
      client: {},
      connection: { lastInboundAgeMs: undefined, latencyMs: 7, lostTime: 5, times, serverTime: () => 42 },
      instruments: { load: async () => [] },
      reads: { serverTime: async () => (this.hang ? new Promise<number>(() => {}) : 42) },
      orders: {
        unresolved: 1,
        restore: async () => {},
        resume: () => {},
        close: () => {},
      },
      channels: {},
      extras: undefined,
      open: (attempt: SessionAttempt) => this.#open(attempt),
      synchronize: async () => {
        this.log.push('synchronize');
        return { proved: ['orders'], unproved: [] };
      },
      lost: () => this.log.push('lost'),
      close: async (error: ClosedError) => {
        this.log.push(`close ${error.name}`);
        if (this.hang) await new Promise(() => {});
      },
    } as unknown as VenueAdapter<TestTypes>;
  }

  drop(error: Error = new ConnectionError('dropped', { failure: 'reset' })): void {
    this.#context.lost(1, error);
  }

  tell(order: Order): void {
    this.#context.publish('orders', order);
  }

  warn(): void {
    this.#context.report('test', 'something', new Error('cause'));
  }

  /** Joins a topic, as a subscription of symbols does. */
  join(signal: AbortSignal): Promise<unknown> {
    const driver = {
      key: 'topic',
      merge: () => undefined,
      equal: () => true,
      open: async () => 'ack' as const,
      close: () => {},
    };
    const nothing = (): void => {};
    return this.#context.topics.join(driver, undefined, { failed: nothing, recovered: nothing }, signal);
  }

  async #open({ epoch, signal }: SessionAttempt): Promise<void> {
    this.log.push(`connect ${epoch}`);
    if (this.fail) throw this.fail;
    if (this.hang)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

function make(options: BrokerOptions) {
  let venue!: TestVenue;
  const profile = { id: 'test', capabilities: CAPABILITIES, refusalsAllowed: () => venue.refusals };
  const TestBroker = defineVenue<TestTypes>(profile, (context) => {
    venue = new TestVenue(context);
    return venue.adapter();
  });
  return { broker: new TestBroker(options), venue };
}

const order = { venue: 'test', id: '1', status: 'open' } as unknown as Order;
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

function start(options: BrokerOptions = {}) {
  const clock = new VirtualClock();
  const made = make({ clock, random: seededRandom(7), logger: silentLogger, ...options });
  const { broker } = made;
  const states: string[] = [];
  broker.on('status', ({ state }: BrokerStatus) => states.push(state));
  brokers.push(made);
  return { ...made, clock, states };
}
const brokers: ReturnType<typeof make>[] = [];
afterEach(() => {
  for (const { broker, venue } of brokers.splice(0)) {
    venue.hang = false;
    void broker.close();
  }
});

describe('life', () => {
  test('default: connects, synchronises, is live, closes', async () => {
    const { broker, states, venue } = start();
    await broker.connect();
    expect(states).toEqual(['connecting', 'authenticating', 'syncing', 'live']);
    expect(await broker.fetchServerTime()).toBe(42);
    await broker.close();
    expect(broker.status.state).toBe('closed');
    expect(venue.log).toContain('lost');
    expect(isClosedError(await caught(broker.fetchServerTime()))).toBe(true);
    expect(isClosedError(await caught(broker.connect()))).toBe(true);
  });

  test('behavior: close is bounded, repeatable and settles what waits', async () => {
    const { broker, clock, venue } = start();
    await broker.connect();
    venue.hang = true;
    const waiting = caught(broker.fetchServerTime());
    const closing = broker.close();
    expect(isClosedError(await waiting)).toBe(true);
    await clock.advance(1000);
    await closing;
    await broker.close();
    await broker[Symbol.asyncDispose]();
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: close while connecting ends the wait', async () => {
    const { broker, venue } = start();
    venue.hang = true;
    const waiting = caught(broker.connect());
    venue.hang = false;
    await broker.close();
    expect(isClosedError(await waiting)).toBe(true);
  });

  test('behavior: close from idle', async () => {
    const { broker, states } = start();
    await broker.close();
    expect(states).toEqual(['closed']);
  });

  test('behavior: after a loss: gap, synchronisation, resynced, live', async () => {
    const { broker, clock, states, venue } = start();
    await broker.connect();
    const events: unknown[] = [];
    broker.on('gap', (gap: Gap) => events.push(gap));
    broker.on('resynced', (result) => events.push(result));
    venue.drop();
    expect(isNotConnectedError(await caught(broker.fetchServerTime()))).toBe(true);
    await clock.advanceUntil(() => broker.status.state === 'live');
    expect(events).toEqual([
      { reason: 'The connection was lost', from: 5, to: expect.any(Number) },
      { proved: ['orders'], unproved: [] },
    ]);
    expect(states.slice(4)).toEqual(['reconnecting', 'connecting', 'authenticating', 'syncing', 'live']);
    expect(broker.health()).toMatchObject({
      connects: 2,
      disconnects: 1,
      pendingRequests: 0,
      unresolvedOrders: 1,
      latencyMs: 7,
      subscriptions: [],
    });
  });

  test('error: a refused login rejects connect and is no error event', async () => {
    const { broker, venue } = start();
    const errors: Error[] = [];
    broker.on('error', (error) => errors.push(error));
    venue.fail = new AuthenticationError('no');
    expect(isAuthenticationError(await caught(broker.connect()))).toBe(true);
    expect([broker.status.state, errors.length]).toEqual(['failed', 0]);
  });

  test('error: a refused login after a loss is an error event when it is the last', async () => {
    const { broker, clock, venue } = start();
    venue.refusals = 2;
    const errors: Error[] = [];
    broker.on('error', (error) => errors.push(error));
    await broker.connect();
    venue.fail = new AuthenticationError('no');
    venue.drop();
    await clock.advanceUntil(() => broker.status.state === 'failed');
    expect(errors).toHaveLength(1);
  });

  test('error: calls need a connection', async () => {
    const { broker } = start();
    expect(isNotConnectedError(await caught(broker.fetchServerTime()))).toBe(true);
  });

  test('error: a call ends at its deadline', async () => {
    const { broker, clock, venue } = start({ timeoutMs: 250 });
    await broker.connect();
    venue.hang = true;
    const waiting = caught(broker.fetchServerTime());
    await clock.advance(250);
    expect(isTimeoutError(await waiting)).toBe(true);
  });
});

describe('topics', () => {
  test('behavior: after a first connect that failed a topic can be joined on the next', async () => {
    const { broker, venue } = start();
    venue.fail = new ConnectionError('refused', { failure: 'refused' });
    await caught(broker.connect());
    venue.fail = undefined;
    await broker.connect();
    await expect(venue.join(new AbortController().signal)).resolves.toMatchObject({ confirmedBy: 'ack' });
  });
});

describe('what the venue lacks', () => {
  test('error: every missing operation is a stub that rejects before any I/O', async () => {
    const { broker, venue } = start();
    const calls = broker as unknown as Record<string, () => Promise<unknown>>;
    for (const name of OPERATION_NAMES) {
      if (name === 'fetchServerTime') continue;
      expect(isUnsupportedError(await caught(calls[name]?.() ?? Promise.resolve()))).toBe(true);
    }
    expect(Object.keys(broker)).not.toContain('placeOrder');
    expect(venue.log).toEqual([]);
  });

  test('error: a stream that it lacks', async () => {
    const { broker } = start();
    await broker.connect();
    expect(isUnsupportedError(await caught(broker.subscribe('trades' as never, {} as never)))).toBe(true);
  });
});

describe('promises that are not awaited', () => {
  test('behavior: a rejection of any class, one between the venue and the last one too, ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const Base = defineVenue<TestTypes>({ id: 'test', capabilities: CAPABILITIES }, (context) =>
      new TestVenue(context).adapter(),
    );
    class Between extends Base {
      async between(): Promise<void> {
        throw new Error('between');
      }
    }
    class Last extends Between {
      async last(): Promise<void> {
        throw new Error('last');
      }
    }
    const broker = new Last({ logger: silentLogger });
    void broker.between();
    void broker.last();
    void broker.fetchServerTime();
    void (broker as unknown as { placeOrder(): Promise<void> }).placeOrder();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await broker.close();
  });
});

describe('private streams', () => {
  test('behavior: listeners and subscriptions get the same records', async () => {
    const { broker, venue } = start();
    await broker.connect();
    const heard: Order[] = [];
    broker.on('order', (record) => heard.push(record));
    const subscription = await broker.subscribe('orders', {});
    venue.tell(order);
    expect(heard).toEqual([order]);
    const iterator = subscription[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(order);
    expect(broker.health().subscriptions).toMatchObject([{ channel: 'orders', state: 'live' }]);
    await subscription.close();
    expect(broker.health().subscriptions).toEqual([]);
  });

  test('behavior: a subscription follows the connection and is kept over a loss', async () => {
    const { broker, clock, venue } = start();
    await broker.connect();
    const subscription = await broker.subscribe('orders', {});
    const events: string[] = [];
    subscription.on('state', (state) => events.push(state));
    subscription.on('gap', (gap) => events.push(`gap ${gap.channel}`));
    subscription.on('resynced', () => events.push('resynced'));
    venue.drop();
    await clock.advanceUntil(() => broker.status.state === 'live');
    expect(events).toEqual(['resyncing', 'gap orders', 'resynced', 'live']);
    await broker.close();
    expect(subscription.state).toBe('closed');
  });
});

describe('safety', () => {
  test('behavior: a throwing or rejecting listener stops no other and is reported', async () => {
    const { broker, clock, venue } = start();
    const warnings: string[] = [];
    broker.on('warning', ({ code }) => warnings.push(code));
    const heard: string[] = [];
    broker.on('order', () => {
      throw new Error('mine');
    });
    broker.on('order', async () => Promise.reject(new Error('mine too')));
    broker.on('order', ({ id }) => heard.push(id));
    await broker.connect();
    venue.tell(order);
    await clock.advance(0);
    expect(heard).toEqual(['1']);
    expect(warnings).toEqual(['listenerError', 'listenerError']);
  });

  test('behavior: a listener that throws is logged with its stack, without secrets', async () => {
    const records: { readonly line: string; readonly fields: unknown }[] = [];
    const logger = {
      ...silentLogger,
      warn: (line: string, fields: unknown) => records.push({ line, fields }),
    };
    const { broker, venue } = start({ logger, password: 'a-canary-of-the-test' } as never);
    broker.on('order', function listenerOfTheUser() {
      throw new TypeError('mine: a-canary-of-the-test');
    });
    await broker.connect();
    venue.tell(order);
    expect(records).toMatchObject([
      { line: expect.stringMatching(/^test: A listener of order failed: TypeError: mine/) },
    ]);
    const shown = JSON.stringify(records);
    expect(shown).toMatch(/"stack":"TypeError: mine: .*listenerOfTheUser/);
    expect(shown).not.toContain('canary');
  });

  test('behavior: without a listener warnings go to the log', async () => {
    const lines: string[] = [];
    const { venue } = start({ logger: { ...silentLogger, warn: (line) => lines.push(line) } });
    venue.warn();
    expect(lines).toEqual(['test: something']);
  });

  test('behavior: nothing of its options can be printed', () => {
    const canary = 'canary-7f3a';
    const { broker } = start({
      reconnect: { baseMs: 5 },
      tap: () => {},
      ...({ password: canary } as object),
    });
    const shown =
      inspect(broker, { depth: Number.POSITIVE_INFINITY, showHidden: true }) + JSON.stringify(broker);
    expect(shown).toContain('test');
    expect(shown).not.toContain(canary);
  });

  test.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: '5' as never }],
    ['clock', { clock: {} as never }],
    ['reconnect.factor', { reconnect: { factor: 0.5 } }],
    ['raw', { raw: 1 as never }],
  ])('error: option %s', (field, options) => {
    expect(() => start(options)).toThrowError(expect.objectContaining({ field }));
  });

  test('error: options that are no object', () => {
    const makeNone = () => make(null as never);
    expect(makeNone).toThrow();
    try {
      makeNone();
    } catch (error) {
      expect(isValidationError(error)).toBe(true);
    }
  });
});
