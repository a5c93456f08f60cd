import { describe, expect, it } from 'vitest';
import type { OrderPort } from '../../../src/adapter/orders/order-port';
import type { JournalEntry } from '../../../src/broker';
import { isAbortedError, isValidationError } from '../../../src/errors';
import type { Order } from '../../../src/model';
import { makeManager, outcomeOf, type TestManager } from '../../orders/support/desk';
import { LIMIT, makeOrder, NOW } from '../../orders/support/records';

/** Places an order whose answer is lost. */
async function lose(t: TestManager, clientOrderId = 'c1'): Promise<void> {
  const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId }));
  (await t.call('place')).answer.reject(new Error('lost'));
  expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError' });
}

const MINE: Partial<Order> = { clientOrderId: 'c1' };

describe('an unknown outcome', () => {
  it('default: a look-up at once finds the order and adopts it', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder(MINE)];
    await lose(t);
    await t.settle();
    expect(t.lookups).toMatchObject([{ clientOrderId: 'c1', symbol: 'EURUSD' }]);
    expect(t.events).toEqual(['order 1 open', 'adopted 1']);
    expect(t.desk.unresolved).toBe(0);
    expect(t.settled).toMatchObject([{ clientOrderId: 'c1', outcome: 'accepted' }]);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({
      outcome: 'accepted',
      order: { id: '1' },
    });
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('default: an order that is not found after the grace period was not placed', async () => {
    const t = makeManager();
    await lose(t);
    const promise = t.desk.resolveOrder({ clientOrderId: 'c1' });
    await t.clock.advance(4999);
    expect(t.desk.unresolved).toBe(1);
    await t.clock.advance(5000);
    expect(await promise).toMatchObject({ outcome: 'notPlaced', ref: { clientOrderId: 'c1' } });
    expect(t.desk.unresolved).toBe(0);
    expect(t.settled).toMatchObject([{ outcome: 'notPlaced' }]);
    expect(t.lookups.length).toBeGreaterThanOrEqual(3);
    expect(t.adopted).toEqual([]);
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('behavior: look-ups come at once and then in growing pauses', async () => {
    const t = makeManager({ port: { provesAbsence: () => false } });
    const times: number[] = [];
    t.control.lookup = async () => {
      times.push(t.clock.monotonic());
      return undefined;
    };
    await lose(t);
    await t.clock.advance(16_000);
    // At 5 s it may be decided that it was not placed.
    expect(times).toEqual([0, 500, 1500, 3500, 5000, 9000, 13_000]);
  });

  it('behavior: a report of the stream settles it', async () => {
    const t = makeManager();
    t.control.lookup = () => new Promise(() => {});
    await lose(t);
    t.desk.observe(makeOrder({ ...MINE, status: 'filled', filledQuantity: '1' }));
    expect(t.events).toEqual(['order 1 filled', 'adopted 1']);
    expect(t.desk.unresolved).toBe(0);
    await t.settle();
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('behavior: an order that the stream reported before the answer was lost needs no look-up', async () => {
    const t = makeManager();
    const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
    const call = await t.call('place');
    t.desk.observe(makeOrder(MINE));
    expect(t.events).toEqual(['order 1 open']);
    call.answer.reject(new Error('lost'));
    expect(await promise).toMatchObject({ name: 'OrderOutcomeUnknownError' });
    expect(t.events).toEqual(['order 1 open', 'adopted 1']);
    expect(t.lookups).toEqual([]);
  });

  it('behavior: a late execution is adopted after it was taken as not placed', async () => {
    const t = makeManager();
    await lose(t);
    await t.clock.advance(30_000);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'notPlaced' });
    t.desk.observe(makeOrder(MINE));
    t.desk.observe(makeOrder({ ...MINE, status: 'filled', filledQuantity: '1' }));
    expect(t.events).toEqual(['order 1 open', 'adopted 1', 'order 1 filled']);
    expect(t.settled.map(({ outcome }) => outcome)).toEqual(['notPlaced', 'accepted']);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'accepted' });
  });

  it('behavior: a record of the venue with the status rejected settles it as rejected', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ ...MINE, status: 'rejected', reason: 'no money' })];
    await lose(t);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({
      outcome: 'rejected',
      order: { reason: 'no money' },
    });
    expect(t.adopted).toEqual([]);
  });

  it('behavior: a pending order may yet be refused, so it is looked at again', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ ...MINE, status: 'pending' })];
    await lose(t);
    await t.clock.advance(1000);
    expect(t.desk.unresolved).toBe(1);
    t.control.venueOrders = [makeOrder({ ...MINE, status: 'rejected' })];
    await t.clock.advance(3000);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'rejected' });
  });

  it('behavior: an order that stays pending counts as accepted after the grace period', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ ...MINE, status: 'pending' })];
    await lose(t);
    await t.clock.advance(10_000);
    expect(t.desk.unresolved).toBe(0);
    expect(t.adopted).toHaveLength(1);
  });

  it('behavior: another order with the same tag is not taken for it', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ ...MINE, symbol: 'GOLD' })];
    await lose(t);
    t.desk.observe(makeOrder({ ...MINE, id: '2', side: 'sell' }));
    await t.clock.advance(10_000);
    expect(t.adopted).toEqual([]);
    expect(t.settled).toMatchObject([{ outcome: 'notPlaced' }]);
  });

  it('behavior: a look-up that fails or hangs proves nothing', async () => {
    const t = makeManager();
    let round = 0;
    t.control.lookup = () => {
      round += 1;
      return round % 2 === 0 ? new Promise(() => {}) : Promise.reject(new Error('down'));
    };
    await lose(t);
    await t.clock.advance(60_000);
    expect(t.desk.unresolved).toBe(1);
    expect(round).toBeGreaterThan(5);
    expect(await t.clock.advance(0)).toBeUndefined();
  });

  it('behavior: nothing is looked up while down; resume looks up at once and restarts the count', async () => {
    const t = makeManager();
    await lose(t);
    await t.clock.advance(600);
    const before = t.lookups.length;
    t.control.state = 'reconnecting';
    await t.clock.advance(600_000);
    expect(t.lookups).toHaveLength(before);
    expect(t.desk.unresolved).toBe(1);
    t.control.state = 'live';
    t.desk.resume();
    await t.settle();
    expect(t.lookups).toHaveLength(before + 1);
    expect(t.desk.unresolved).toBe(1);
    await t.clock.advance(15_000);
    expect(t.desk.unresolved).toBe(0);
  });

  it('behavior: what is not found while syncing is no proof, what is found is', async () => {
    const t = makeManager();
    await lose(t);
    t.control.state = 'syncing';
    await t.clock.advance(60_000);
    expect(t.desk.unresolved).toBe(1);
    t.control.venueOrders = [makeOrder(MINE)];
    await t.clock.advance(4000);
    expect(t.desk.unresolved).toBe(0);
  });

  it('behavior: stale is waited out without look-ups, and without a resume', async () => {
    const t = makeManager();
    t.control.lookup = async () => undefined;
    await lose(t);
    t.control.state = 'stale';
    await t.clock.advance(20_000);
    expect(t.desk.unresolved).toBe(1);
    t.control.state = 'live';
    await t.clock.advance(12_000);
    expect(t.desk.unresolved).toBe(0);
  });

  it('behavior: many questions are looked up a few at a time, and all are answered', async () => {
    const t = makeManager();
    let running = 0;
    let most = 0;
    t.control.lookup = async (ref) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => void t.clock.schedule(50, resolve));
      running -= 1;
      return makeOrder({ id: `o-${ref.clientOrderId}`, clientOrderId: ref.clientOrderId ?? '' });
    };
    for (let i = 0; i < 20; i += 1) await lose(t, `c${i}`);
    expect(t.desk.unresolved).toBeGreaterThan(10);
    await t.clock.advance(10_000);
    expect(t.desk.unresolved).toBe(0);
    expect(t.adopted).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(4);
  });
});

describe('resolveOrder', () => {
  it('default: an order that is known is answered at once', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ id: '5', status: 'filled' }));
    expect(await t.desk.resolveOrder({ id: '5' })).toMatchObject({ outcome: 'accepted', order: { id: '5' } });
    t.desk.observe(makeOrder({ id: '6', status: 'rejected' }));
    expect(await t.desk.resolveOrder({ id: '6' })).toMatchObject({ outcome: 'rejected' });
    expect(t.lookups).toEqual([]);
  });

  it('default: an unknown order is looked up, by client id or id', async () => {
    const t = makeManager();
    t.control.venueOrders = [makeOrder({ id: '5', clientOrderId: 'x' })];
    expect(await t.desk.resolveOrder({ clientOrderId: 'x' })).toMatchObject({
      outcome: 'accepted',
      order: { id: '5' },
    });
    const other = makeManager();
    other.control.venueOrders = [makeOrder({ id: '5' })];
    expect(await other.desk.resolveOrder({ id: '5' })).toMatchObject({ outcome: 'accepted' });
    expect(other.adopted).toEqual([]);
  });

  it('behavior: an unknown order that is nowhere was not placed, and its id stays free', async () => {
    const t = makeManager();
    const promise = t.desk.resolveOrder({ clientOrderId: 'x' });
    await t.clock.advance(10_000);
    expect(await promise).toEqual({ outcome: 'notPlaced', ref: { clientOrderId: 'x' } });
    expect(t.settled).toEqual([]);
    void t.desk.placeOrder({ ...LIMIT, clientOrderId: 'x' });
    expect((await t.call('place')).args[0]).toMatchObject({ clientOrderId: 'x' });
  });

  it('behavior: the deadline gives unknown, and the look-up ends for an order of another process', async () => {
    const t = makeManager();
    t.control.state = 'reconnecting';
    const promise = t.desk.resolveOrder({ clientOrderId: 'x' }, { timeoutMs: 2000 });
    await t.clock.advance(2000);
    expect(await promise).toEqual({ outcome: 'unknown', ref: { clientOrderId: 'x' } });
    expect(t.clock.pendingTimers).toBe(0);
    expect(t.desk.unresolved).toBe(0);
  });

  it('behavior: the deadline gives unknown for an order of this process, whose look-up continues', async () => {
    const t = makeManager();
    await lose(t);
    const promise = t.desk.resolveOrder({ clientOrderId: 'c1' }, { timeoutMs: 1000 });
    await t.clock.advance(1000);
    expect(await promise).toMatchObject({ outcome: 'unknown' });
    expect(t.desk.unresolved).toBe(1);
  });

  it('behavior: an order on its way is waited for', async () => {
    const t = makeManager();
    const placing = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
    const call = await t.call('place');
    const promise = t.desk.resolveOrder({ clientOrderId: 'c1' });
    await t.clock.advance(3000);
    call.answer.resolve(makeOrder(MINE) as never);
    await placing;
    expect(await promise).toMatchObject({ outcome: 'accepted', order: { id: '1' } });
    expect(t.lookups).toEqual([]);
  });

  it('behavior: an inferred end is looked up before it counts', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ id: '5', clientOrderId: 'x', status: 'canceled', reason: 'inferred' }));
    t.control.venueOrders = [
      makeOrder({ id: '5', clientOrderId: 'x', status: 'filled', filledQuantity: '1' }),
    ];
    expect(await t.desk.resolveOrder({ id: '5' })).toMatchObject({
      outcome: 'accepted',
      order: { status: 'filled' },
    });
  });

  it('error: bad references and aborts reject', async () => {
    const t = makeManager();
    expect(isValidationError(await outcomeOf(t.desk.resolveOrder({} as never)))).toBe(true);
    expect(isValidationError(await outcomeOf(t.desk.resolveOrder({ id: 5 } as never)))).toBe(true);
    const controller = new AbortController();
    const promise = outcomeOf(t.desk.resolveOrder({ id: '5' }, { signal: controller.signal }));
    await t.settle();
    controller.abort();
    expect(isAbortedError(await promise)).toBe(true);
    expect(t.clock.pendingTimers).toBe(0);
  });
});

describe('what stands between us and the venue', () => {
  type Recalled = Awaited<ReturnType<NonNullable<OrderPort['recall']>>>;

  function recalling(answers: readonly Recalled[], usedCode?: string) {
    const rest = [...answers];
    const port: Partial<OrderPort> = {
      recall: async () => (rest.length > 1 ? rest.shift() : rest[0]),
      saysIdUsed: (code) => code === usedCode,
    };
    return makeManager({ port });
  }

  it('default: an order that it kept back was not placed, without a look-up and in any state', async () => {
    const t = recalling([undefined, 'unsent']);
    t.control.lookup = () => Promise.reject(new Error('away'));
    await lose(t);
    t.control.state = 'reconnecting';
    await t.clock.advance(500);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'notPlaced' });
    expect(t.settled).toMatchObject([{ outcome: 'notPlaced' }]);
    // It was asked first.
    expect(t.lookups).toHaveLength(1);
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('behavior: an order that it kept back and that turns up after all is adopted', async () => {
    const t = recalling(['unsent']);
    await lose(t);
    t.desk.observe(makeOrder(MINE));
    expect(t.adopted).toMatchObject([{ clientOrderId: 'c1' }]);
    expect(t.settled).toMatchObject([{ outcome: 'notPlaced' }, { outcome: 'accepted' }]);
  });

  it('default: an order that has ended is taken in as a look-up would be', async () => {
    const t = recalling([makeOrder({ ...MINE, status: 'filled' })]);
    await lose(t);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'accepted' });
    expect(t.events).toEqual(['order 1 filled', 'adopted 1']);
    expect(t.lookups).toEqual([]);
  });

  it('behavior: a refusal is one; a report under an id that another order has is not of ours', async () => {
    const refused = makeOrder({ ...MINE, id: '', status: 'rejected', venueStatus: 'E7' });
    const t = recalling([refused], 'E7');
    await lose(t);
    expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'rejected' });
    t.desk.observe(makeOrder(MINE));
    expect(t.adopted).toEqual([]);
    expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
  });

  it('behavior: while it says nothing the venue is looked up as ever', async () => {
    const t = recalling([undefined]);
    await lose(t);
    await t.clock.advance(4999);
    expect(t.desk.unresolved).toBe(1);
    await t.clock.advance(1);
    expect(t.settled).toMatchObject([{ outcome: 'notPlaced' }]);
  });
});

describe('a placing of another process that is gone', () => {
  const entry = {
    entryId: 'e1',
    venue: 'test',
    time: NOW - 60_000,
    operation: 'placeOrder',
    clientOrderId: 'theirs',
    symbol: 'EURUSD',
    request: { side: 'buy' },
  } as const;

  it('default: the time for which it has sent nothing counts, and when it was sent is known', async () => {
    const sentTimes: unknown[] = [];
    const t = makeManager({ port: { provesAbsence: (sentTime) => sentTimes.push(sentTime) > 0 } });
    const found = t.desk.resolveEntry(entry, 4000);
    await t.clock.advance(999);
    expect(t.desk.unresolved).toBe(1);
    await t.clock.advance(1);
    expect(await found).toMatchObject({ outcome: 'notPlaced', ref: { clientOrderId: 'theirs' } });
    expect(sentTimes).toEqual([entry.time]);
    // The entry is not one of this process.
    expect(t.settled).toEqual([]);
  });

  it('default: one that is known already, or that is found, is accepted at once', async () => {
    const t = makeManager();
    t.desk.observe(makeOrder({ clientOrderId: 'theirs' }));
    expect(await t.desk.resolveEntry(entry, 0)).toMatchObject({ outcome: 'accepted', order: { id: '1' } });
    t.control.venueOrders = [makeOrder({ id: '2', clientOrderId: 'other' })];
    const found = await t.desk.resolveEntry({ ...entry, entryId: 'e2', clientOrderId: 'other' }, 0);
    expect(found).toMatchObject({ outcome: 'accepted', order: { id: '2', origin: 'local' } });
  });

  it('error: it is unknown when the deadline passes first', async () => {
    const t = makeManager({ port: { provesAbsence: () => false } });
    const found = t.desk.resolveEntry(entry, 60_000, { timeoutMs: 3000 });
    await t.clock.advance(3000);
    expect(await found).toMatchObject({ outcome: 'unknown' });
  });
});

describe('the journal of an earlier process', () => {
  const entry: JournalEntry = {
    entryId: 'e1',
    venue: 'test',
    time: NOW - 60_000,
    operation: 'placeOrder',
    clientOrderId: 'old',
    symbol: 'EURUSD',
    request: { side: 'buy' },
  };
  function withJournal(entries: readonly JournalEntry[]) {
    const outcomes: unknown[] = [];
    const t = makeManager({
      journal: {
        append: async () => {},
        settle: async (outcome) => void outcomes.push(outcome),
        unsettled: async () => entries,
      },
    });
    return { ...t, outcomes };
  }

  it('default: what it left open is resolved after the first synchronisation', async () => {
    const t = withJournal([entry, { ...entry, entryId: 'e2', clientOrderId: 'lost' }]);
    t.control.venueOrders = [makeOrder({ clientOrderId: 'old', status: 'filled' })];
    t.desk.resume();
    await t.settle();
    expect(t.adopted).toMatchObject([{ clientOrderId: 'old', origin: 'local' }]);
    expect(t.desk.unresolved).toBe(1);
    await t.clock.advance(10_000);
    expect(t.outcomes).toMatchObject([
      { entryId: 'e1', operation: 'placeOrder', clientOrderId: 'old', outcome: 'accepted' },
      { entryId: 'e2', operation: 'placeOrder', clientOrderId: 'lost', outcome: 'notPlaced' },
    ]);
  });

  it('behavior: entries of other venues and of this process are not resolved', async () => {
    const entries: JournalEntry[] = [{ ...entry, venue: 'other' }];
    const t = makeManager({
      journal: {
        append: async (appended) => void entries.push(appended),
        settle: async () => {},
        unsettled: async () => entries,
      },
    });
    void t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
    await t.call('place');
    t.desk.resume();
    await t.settle();
    expect(t.desk.unresolved).toBe(0);
    expect(t.lookups).toEqual([]);
  });

  it('behavior: where the lists of the venue do not reach back to it, its absence proves nothing', async () => {
    const asked: unknown[] = [];
    const outcomes: unknown[] = [];
    const t = makeManager({
      port: {
        provesAbsence: (sentTime) => {
          asked.push(sentTime);
          return sentTime !== undefined && sentTime > NOW - 1000;
        },
      },
      journal: {
        append: async () => {},
        settle: async (outcome) => void outcomes.push(outcome),
        unsettled: async () => [entry],
      },
    });
    t.desk.resume();
    await t.clock.advance(60_000);
    expect(asked).toContain(entry.time);
    expect(outcomes).toEqual([]);
    expect(t.desk.unresolved).toBe(1);
    const unknown = t.desk.resolveOrder({ clientOrderId: 'nobody' }, { timeoutMs: 20_000 });
    await t.clock.advance(20_000);
    expect(await unknown).toMatchObject({ outcome: 'unknown' });
  });

  it('behavior: two cancels of one order whose answers are lost are two entries, each with its outcome', async () => {
    const order = makeOrder({ id: '1', clientOrderId: 'old' });
    const cancel = { ...entry, operation: 'cancelOrder', orderId: '1', order } as const;
    const t = withJournal([
      { ...cancel, entryId: 'a' },
      { ...cancel, entryId: 'b' },
    ]);
    t.control.venueOrders = [{ ...order, status: 'canceled' }];
    t.desk.resume();
    await t.clock.advance(1000);
    expect(t.outcomes).toMatchObject([
      { entryId: 'a', operation: 'cancelOrder', outcome: 'accepted', order: { status: 'canceled' } },
      { entryId: 'b', operation: 'cancelOrder', outcome: 'accepted', order: { status: 'canceled' } },
    ]);
  });

  it('error: while the journal cannot be read no order is sent, and then none under an id that it holds', async () => {
    let broken = true;
    const t = makeManager({
      journal: {
        append: async () => {},
        settle: async () => {},
        unsettled: async () => {
          if (broken) throw new Error('disk');
          return [entry];
        },
      },
    });
    t.desk.resume();
    await t.settle();
    expect(await outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'old' }))).toMatchObject({
      sent: false,
    });
    broken = false;
    expect(await outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'old' }))).toMatchObject({
      name: 'ValidationError',
      field: 'clientOrderId',
    });
    expect(t.calls).toEqual([]);
  });

  it('error: a journal that cannot be read is a warning, and is read again next time', async () => {
    let reads = 0;
    const t = makeManager({
      journal: {
        append: async () => {},
        settle: async () => {},
        unsettled: async () => {
          reads += 1;
          throw new Error('disk');
        },
      },
    });
    t.desk.resume();
    await t.settle();
    expect(t.warnings).toMatchObject([{ code: 'journal' }]);
    t.desk.resume();
    await t.settle();
    expect(reads).toBe(2);
  });
});
