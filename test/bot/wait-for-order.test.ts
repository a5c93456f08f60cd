import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  isFinal,
  isOrderEndedError,
  type OrderEndedError,
  seededRandom,
  VirtualClock,
  type WaitForOrderOptions,
  waitForOrder,
} from '../../src';
import {
  AbortedError,
  ClosedError,
  ConnectionError,
  NotConnectedError,
  ProtocolError,
  TimeoutError,
  UnsupportedError,
  VenueError,
} from '../../src/errors';
import type { Order } from '../../src/model';
import { anOrder, FakeBroker, START } from './support/fake-broker';

type Wait = Partial<WaitForOrderOptions> & { readonly ref?: Parameters<typeof waitForOrder>[1] };

/** A wait under way, and what it left behind once it ended. */
function start({ ref = { id: '1' }, until = 'filled', ...rest }: Wait = {}, broker = new FakeBroker()) {
  const clock = new VirtualClock(START);
  const done = waitForOrder(broker.asBroker, ref, { until, clock, random: seededRandom(1), ...rest });
  const end: { order?: Order; error?: unknown } = {};
  const settled = done.then(
    (order) => void Object.assign(end, { order }),
    (error: unknown) => void Object.assign(end, { error }),
  );
  const expectNothingLeft = (): void => {
    expect(broker.listeners).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    for (const { signal } of broker.reads) expect(signal?.aborted).toBe(true);
  };
  return { broker, clock, done, end, settled, expectNothingLeft };
}

const notFound = new VenueError('The venue has no order with id 1', { code: 'notFound' });
const filled = { status: 'filled', filledQuantity: '10' } as const;

describe('isFinal', () => {
  test.each(['filled', 'canceled', 'rejected', 'expired'] as const)('default: %s is', (status) => {
    expect(isFinal(status)).toBe(true);
  });
  test.each(['pending', 'open', 'partiallyFilled', 'canceling', 'unknown'] as const)(
    'default: %s is not',
    (status) => expect(isFinal(status)).toBe(false),
  );
});

describe('waitForOrder', () => {
  it('default: an event that fills it', async () => {
    const { broker, done, end, clock, expectNothingLeft } = start();
    broker.reads[0]?.answer(anOrder({ source: 'read' }));
    broker.order({ status: 'partiallyFilled', filledQuantity: '4' });
    broker.order({ id: '2', ...filled });
    await clock.advance(10_000);
    expect(end).toEqual({});
    broker.order(filled);
    await expect(done).resolves.toMatchObject(filled);
    expectNothingLeft();
  });

  it('default: a fill before the listener is found by the read', async () => {
    const { broker, done, expectNothingLeft } = start();
    broker.reads[0]?.answer(anOrder({ source: 'read', ...filled }));
    await expect(done).resolves.toMatchObject(filled);
    expectNothingLeft();
  });

  it('behavior: a read that is older than an event changes nothing', async () => {
    const until = ({ filledQuantity }: Order): boolean => filledQuantity === '4';
    const { broker, done } = start({ until: (order) => until(order) && order.status === 'partiallyFilled' });
    broker.order({ status: 'partiallyFilled', filledQuantity: '3' });
    broker.reads[0]?.answer(anOrder({ source: 'read' }));
    await Promise.resolve();
    broker.order({ filledQuantity: '4', status: 'partiallyFilled' });
    await expect(done).resolves.toMatchObject({ status: 'partiallyFilled', filledQuantity: '4' });
  });

  it('default: the order that placeOrder returned is what is known at first', async () => {
    const { broker, done } = start({ ref: anOrder(filled) });
    await expect(done).resolves.toMatchObject(filled);
    expect(broker.listeners).toBe(0);
  });

  it('default: by client id, from an event or from a read', async () => {
    const first = start({ ref: { clientOrderId: 'mine' } });
    first.broker.order({ id: '9', clientOrderId: 'mine', positionEffect: 'close', ...filled });
    first.broker.order(filled);
    await expect(first.done).resolves.toMatchObject({ id: '1' });
    const second = start({ ref: { clientOrderId: 'mine' } });
    second.broker.reads[0]?.answer(anOrder({ id: '9' }));
    await second.clock.advance(1);
    second.broker.order({ id: '9', ...filled });
    await expect(second.done).resolves.toMatchObject({ id: '9' });
  });

  test.each(['canceled', 'rejected', 'expired'] as const)('error: ended as %s', async (status) => {
    const { broker, done, clock, end, expectNothingLeft } = start();
    broker.order({ status, filledQuantity: '4' });
    await clock.advance(1000);
    await expect(done).rejects.toThrow(`Order 1 ended as ${status} with 4 of 10 filled`);
    expect(isOrderEndedError(end.error)).toBe(true);
    expect((end.error as OrderEndedError).order).toMatchObject({ status, filledQuantity: '4' });
    expectNothingLeft();
  });

  test.each(['filled', 'canceled', 'rejected', 'expired'] as const)(
    'default: until final, %s is the result',
    async (status) => {
      const { broker, done, clock } = start({ until: 'final' });
      broker.order({ status });
      await clock.advance(1000);
      await expect(done).resolves.toMatchObject({ status });
    },
  );

  it('behavior: a canceled order waits for no successor where changes replace none', async () => {
    const broker = new FakeBroker();
    broker.modifyReplaces = false;
    const { done, expectNothingLeft } = start({ until: 'final' }, broker);
    broker.order({ status: 'canceled' });
    await expect(done).resolves.toMatchObject({ status: 'canceled' });
    expectNothingLeft();
  });

  it('behavior: an order that was replaced is followed, and the next one after it', async () => {
    const { broker, done, clock, end, expectNothingLeft } = start();
    broker.order({ status: 'canceled', filledQuantity: '3' });
    await clock.advance(500);
    broker.order({ id: '2', replaces: '1' });
    await clock.advance(5000);
    broker.order({ id: '3', replaces: '2' });
    broker.order({ id: '2', status: 'canceled', reason: 'replaced', replaces: '1' });
    await clock.advance(5000);
    expect(end).toEqual({});
    broker.order({ id: '3', replaces: '2', ...filled });
    await expect(done).resolves.toMatchObject({ id: '3', ...filled });
    expectNothingLeft();
  });

  it('behavior: an order that was replaced before the wait began is followed to what the broker knows', async () => {
    const { broker, done, clock } = start();
    broker.resolution = anOrder({ id: '2', replaces: '1', ...filled });
    broker.reads[0]?.answer(anOrder({ status: 'canceled' }));
    await clock.advance(1001);
    await expect(done).resolves.toMatchObject({ id: '2', ...filled });
  });

  it('behavior: through a reconnect it goes on, and reads again', async () => {
    const { broker, done, clock, expectNothingLeft } = start();
    broker.reads[0]?.answer(anOrder());
    broker.enter('reconnecting');
    await clock.advance(60_000);
    broker.enter('live');
    expect(broker.reads).toHaveLength(2);
    broker.reads[1]?.answer(anOrder({ source: 'read', ...filled }));
    await expect(done).resolves.toMatchObject(filled);
    expectNothingLeft();
  });

  it('behavior: after a reconnect what was heard before it does not count', async () => {
    const { broker, done, clock } = start();
    broker.order();
    broker.enter('reconnecting');
    broker.enter('live');
    broker.reads[1]?.fail(new ConnectionError('lost', { failure: 'reset' }));
    await clock.advance(1000);
    broker.reads[2]?.answer(anOrder(filled));
    await expect(done).resolves.toMatchObject(filled);
  });

  it('behavior: an end that was only inferred, and that the venue takes back, ends nothing', async () => {
    const { broker, done, clock, end } = start();
    broker.order({ status: 'canceled', reason: 'inferred' });
    await clock.advance(500);
    broker.order({ status: 'partiallyFilled', filledQuantity: '4' });
    await clock.advance(60_000);
    expect(end).toEqual({});
    broker.order({ status: 'canceled', filledQuantity: '4' });
    await clock.advance(500);
    broker.order(filled);
    await expect(done).resolves.toMatchObject(filled);
    expect(clock.now()).toBe(START + 61_000); // at once
  });

  it('behavior: a wait that ends while a successor is expected leaves nothing', async () => {
    const { broker, done, clock, expectNothingLeft } = start({ timeoutMs: 500 });
    done.catch(() => {});
    broker.order({ status: 'canceled' });
    await clock.advance(500);
    await expect(done).rejects.toThrow(TimeoutError);
    expectNothingLeft();
  });

  it('behavior: a read that fails for now is repeated', async () => {
    const { broker, done, clock } = start();
    broker.reads[0]?.fail(new NotConnectedError('down'));
    await clock.advance(500);
    broker.reads[1]?.fail(new ConnectionError('lost', { failure: 'reset' }));
    await clock.advance(1000);
    broker.reads[2]?.answer(anOrder(filled));
    await expect(done).resolves.toMatchObject(filled);
  });

  it('behavior: a venue whose lists lag is asked again before the order counts as absent', async () => {
    const { broker, done, clock, expectNothingLeft } = start();
    done.catch(() => {});
    for (let at = 0; at < 4; at += 1) {
      broker.reads[at]?.fail(notFound);
      await clock.advance(2000);
    }
    await expect(done).rejects.toBe(notFound);
    expect(broker.reads).toHaveLength(4);
    expectNothingLeft();
  });

  it('behavior: after an event a read that fails does not matter', async () => {
    const { broker, done, clock, end } = start();
    broker.order();
    broker.reads[0]?.fail(new ProtocolError('unreadable'));
    await clock.advance(60_000);
    expect(end).toEqual({});
    broker.order(filled);
    await expect(done).resolves.toMatchObject(filled);
  });

  it('error: a read that cannot succeed', async () => {
    const { broker, done, expectNothingLeft } = start();
    broker.reads[0]?.fail(new ProtocolError('unreadable'));
    await expect(done).rejects.toThrow('unreadable');
    expectNothingLeft();
  });

  it('error: time, signal, close, failure', async () => {
    const late = start({ timeoutMs: 1000 });
    late.done.catch(() => {});
    await late.clock.advance(1000);
    await expect(late.done).rejects.toThrow(TimeoutError);
    late.expectNothingLeft();

    const controller = new AbortController();
    const aborted = start({ signal: controller.signal });
    controller.abort();
    await expect(aborted.done).rejects.toThrow(AbortedError);
    aborted.expectNothingLeft();

    const closed = start();
    closed.broker.enter('closed');
    await expect(closed.done).rejects.toThrow(ClosedError);
    closed.expectNothingLeft();

    const failed = start();
    const reason = new ConnectionError('no more attempts', { failure: 'refused' });
    failed.broker.enter('failed', reason);
    await expect(failed.done).rejects.toBe(reason);
    failed.expectNothingLeft();
  });

  it('error: a function that throws', async () => {
    const { broker, done, expectNothingLeft } = start({
      until: () => {
        throw new Error('of the user');
      },
    });
    broker.order();
    await expect(done).rejects.toThrow('of the user');
    expectNothingLeft();
  });

  it('args: what cannot be waited for is refused before anything is read', async () => {
    const refused = async (wait: Wait, at: FakeBroker, message: string): Promise<void> => {
      const { done, expectNothingLeft } = start(wait, at);
      await expect(done).rejects.toThrow(message);
      expect(at.reads).toEqual([]);
      expectNothingLeft();
    };
    const broker = (change: Partial<FakeBroker>): FakeBroker => Object.assign(new FakeBroker(), change);
    await refused({ until: 'done' as 'final' }, new FakeBroker(), "until must be 'filled', 'final'");
    await refused({ timeoutMs: 0 }, new FakeBroker(), 'timeoutMs must');
    await refused({ ref: {} as { id: string } }, new FakeBroker(), 'id is required');
    await refused({ signal: AbortSignal.abort() }, new FakeBroker(), 'aborted');
    await refused({}, broker({ state: 'idle' }), 'needs a connected broker');
    await refused({}, broker({ state: 'closed' }), 'closed');
    const without = broker({ features: ['fetchOrder'] });
    await expect(waitForOrder(without.asBroker, { id: '1' }, { until: 'final' })).rejects.toThrow(
      UnsupportedError,
    );
  });
});

/** What a venue may report of one order, each state with its time, and how it ends. */
const story = fc
  .record({
    fills: fc.integer({ min: 0, max: 4 }),
    end: fc.constantFrom('filled', 'canceled', 'expired', 'rejected', undefined),
    replacedAt: fc.array(fc.nat(4), { maxLength: 3 }),
  })
  .map(({ fills, end, replacedAt }) => {
    const states: Partial<Order>[] = [];
    let id = 1;
    let time = START;
    const push = (change: Partial<Order>): void => {
      time += 10;
      const replaces = id > 1 ? { replaces: String(id - 1) } : {};
      states.push({ id: String(id), ...replaces, updatedTime: time, receivedTime: time, ...change });
    };
    push({});
    for (let fill = 0; fill <= fills; fill += 1) {
      for (const _ of replacedAt.filter((at) => at === fill)) {
        push({ status: 'canceled', reason: 'replaced', filledQuantity: String(fill) });
        id += 1;
        push({});
      }
      if (fill < fills) push({ status: 'partiallyFilled', filledQuantity: String(fill + 1) });
    }
    if (end) push({ status: end, filledQuantity: end === 'filled' ? '10' : String(fills) });
    return { states, end, id: String(id) };
  });

describe('waitForOrder, in any order of events and reads', () => {
  it('behavior: ends with the last order, its totals never fall, and nothing is left behind', async () => {
    const order = fc.array(fc.nat(1000), { minLength: 24, maxLength: 24 });
    const choice = fc.record({ story, order, until: fc.constantFrom('filled', 'final'), readAt: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(choice, async ({ story: { states, end, id }, order: keys, until, readAt }) => {
        const seen: Order[] = [];
        const isReached = (state: Order): boolean => {
          seen.push(state);
          return until === 'filled' ? state.status === 'filled' : isFinal(state.status);
        };
        const wait = start({ until: isReached });
        // Shuffled, with the order's own read, as stale as may be, somewhere among the events.
        const shuffled = states.map((state, at) => [keys[at] ?? 0, state] as const).sort(([a], [b]) => a - b);
        for (const [at, [, state]] of shuffled.entries()) {
          if (at === readAt) wait.broker.reads[0]?.answer(anOrder({ source: 'read', ...states[0] }));
          wait.broker.order(state);
          await wait.clock.advance(1);
        }
        await wait.clock.advance(2000);
        if (end === undefined) {
          expect(wait.end).toEqual({});
          wait.broker.enter('closed');
          await wait.settled;
        } else {
          const last = states.at(-1);
          const wanted = { id, status: end, filledQuantity: last?.filledQuantity };
          const isWanted = until === 'final' || end === 'filled';
          const { order: result, error } = wait.end;
          expect(isWanted ? result : (error as OrderEndedError).order).toMatchObject(wanted);
        }
        for (const [at, state] of seen.entries()) {
          const before = seen[at - 1];
          if (before?.id === state.id)
            expect(Number(state.filledQuantity)).toBeGreaterThanOrEqual(Number(before.filledQuantity));
        }
        wait.expectNothingLeft();
      }),
      { numRuns: 200 },
    );
  });
});
