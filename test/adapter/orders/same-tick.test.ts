import { describe, expect, it } from 'vitest';
import type { JournalEntry, OrderJournal } from '../../../src/broker';
import { ClosedError, isValidationError, NotConnectedError } from '../../../src/errors';
import { defer, makeManager, outcomeOf, placed } from '../../orders/support/desk';
import { INSTRUMENT, LIMIT } from '../../orders/support/records';

type Manager = ReturnType<typeof makeManager>;

/** A manager whose instrument is known and whose journal is done at once. */
function readyManager(
  append: (entry: JournalEntry, manager: Manager) => void | Promise<void> = () => {},
  change: Parameters<typeof makeManager>[0] = {},
): Manager {
  const settled: unknown[] = [];
  const manager: Manager = makeManager({
    instrument: () => INSTRUMENT,
    journal: {
      append: (entry) => append(entry, manager),
      settle: async (outcome) => void settled.push(outcome),
      unsettled: async () => [],
    },
    ...change,
  });
  return { ...manager, settled: settled as Manager['settled'] };
}

const REQUEST = { ...LIMIT, clientOrderId: 'c1' };

describe('an order for which nothing has to be waited', () => {
  it('default: is sent before the call returns', async () => {
    const t = readyManager();
    const promise = t.desk.placeOrder(REQUEST);
    expect(t.calls).toHaveLength(1);
    const call = await t.call('place');
    call.answer.resolve(placed(call));
    expect(await promise).toMatchObject({ clientOrderId: 'c1', status: 'open' });
    expect(t.settled).toMatchObject([{ outcome: 'accepted' }]);
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('behavior: waits for a journal that takes its time', async () => {
    const appending = defer<void>();
    const t = readyManager(() => appending.promise);
    void t.desk.placeOrder(REQUEST);
    await t.settle();
    expect(t.calls).toEqual([]);
    appending.resolve();
    await t.settle();
    expect(t.calls).toHaveLength(1);
  });

  it('error: is not sent when the journal throws', async () => {
    const t = readyManager(() => {
      throw new Error('disk full');
    });
    const error = await outcomeOf(t.desk.placeOrder(REQUEST));
    expect(error).toMatchObject({ name: 'BrokerError', sent: false, cause: { message: 'disk full' } });
    expect([t.calls.length, t.settled]).toEqual([0, []]);
    t.control.state = 'syncing';
    expect(await outcomeOf(t.desk.placeOrder(REQUEST))).toMatchObject({ name: 'NotConnectedError' });
  });

  it('error: is not sent when its caller, or the broker, ends while the journal is written', async () => {
    const ends: readonly [string, (manager: Manager, controller: AbortController) => void][] = [
      ['AbortedError', (_manager, controller) => controller.abort()],
      ['ClosedError', ({ desk }) => desk.close(new ClosedError('The broker is closed'))],
      [
        'NotConnectedError',
        ({ control }) => {
          control.state = 'reconnecting';
        },
      ],
    ];
    for (const [name, end] of ends) {
      let sent = 0;
      const controller = new AbortController();
      const t = readyManager((_entry, manager) => end(manager, controller), {
        port: {
          place: async (_order, context) => {
            context.markSent();
            sent += 1;
            return {};
          },
        },
      });
      const error = await outcomeOf(t.desk.placeOrder(REQUEST, { signal: controller.signal }));
      expect(error).toMatchObject({ name, sent: false });
      expect([sent, t.settled]).toEqual([0, [expect.objectContaining({ outcome: 'notSent' })]]);
    }
  });

  it('error: is not sent when the guard of the broker refuses it', async () => {
    const message = 'The lease is over';
    const t = readyManager(undefined, {
      guard: () => {
        throw new NotConnectedError(message);
      },
    });
    const error = await outcomeOf(t.desk.placeOrder(REQUEST));
    expect(error).toMatchObject({ name: 'NotConnectedError', message, sent: false });
    expect(t.settled).toMatchObject([{ outcome: 'notSent' }]);
  });

  it('error: an abort behind it in the same tick leaves the outcome unknown', async () => {
    const controller = new AbortController();
    const t = readyManager();
    const promise = outcomeOf(t.desk.placeOrder(REQUEST, { signal: controller.signal }));
    controller.abort();
    expect(await promise).toMatchObject({
      name: 'OrderOutcomeUnknownError',
      cause: { name: 'AbortedError' },
    });
    expect([t.calls.length, t.desk.unresolved]).toEqual([1, 1]);
  });

  it('behavior: two equal requests of one tick are one order', async () => {
    const t = readyManager();
    const first = t.desk.placeOrder(REQUEST);
    expect(t.desk.placeOrder({ ...REQUEST })).toBe(first);
    expect(await outcomeOf(t.desk.placeOrder({ ...REQUEST, quantity: '0.2' }))).toSatisfy(isValidationError);
    expect(t.calls).toHaveLength(1);
  });

  it('behavior: code of the user that asks for the same order while it is made gets that order', async () => {
    const again: Promise<unknown>[] = [];
    const t = readyManager((_entry, { desk }) => {
      if (again.length > 0) return;
      again.push(desk.placeOrder(REQUEST), outcomeOf(desk.placeOrder({ ...REQUEST, quantity: '0.2' })));
      again.push(desk.resolveOrder({ clientOrderId: 'c1' }));
    });
    const promise = t.desk.placeOrder(REQUEST);
    const call = await t.call('place');
    expect(t.calls).toHaveLength(1);
    call.answer.resolve(placed(call));
    const order = await promise;
    const [same, other, resolution] = await Promise.all(again);
    expect(same).toBe(order);
    expect(other).toSatisfy(isValidationError);
    expect(resolution).toMatchObject({ outcome: 'accepted', order: { id: order.id } });
  });

  it('behavior: waits until the journal of an earlier process has been read, and no longer', async () => {
    const reading = defer<readonly JournalEntry[]>();
    const journal: OrderJournal = {
      append: () => {},
      settle: async () => {},
      unsettled: () => reading.promise,
    };
    const t = readyManager(undefined, { journal });
    t.desk.resume();
    void t.desk.placeOrder(REQUEST);
    await t.settle();
    expect(t.calls).toEqual([]);
    reading.resolve([]);
    await t.settle();
    expect(t.calls).toHaveLength(1);
    // The next connection.
    t.desk.resume();
    void t.desk.placeOrder({ ...REQUEST, clientOrderId: 'c2' });
    expect(t.calls).toHaveLength(2);
  });
});
