import { describe, expect, it } from 'vitest';
import type { OrderJournal } from '../../../src/broker';
import {
  ClosedError,
  ConnectionError,
  isAbortedError,
  isBrokerError,
  isClosedError,
  isNotConnectedError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isTimeoutError,
  isUnsupportedError,
  isValidationError,
  OrderRejectedError,
  ProtocolError,
} from '../../../src/errors';
import { defer, makeManager, outcomeOf, placed } from '../../orders/support/desk';
import { LIMIT, makeFill, makeOrder, NARROW, RULES } from '../../orders/support/records';

describe('placeOrder', () => {
  it('default: resolves with the order as the venue accepted it, journalled before and after', async () => {
    const t = makeManager();
    const promise = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
    const call = await t.call('place');
    expect(t.appended).toMatchObject([
      {
        venue: 'test',
        operation: 'placeOrder',
        clientOrderId: 'c1',
        symbol: 'EURUSD',
        request: { price: '1.085' },
      },
    ]);
    expect(t.settled).toEqual([]);
    call.answer.resolve(placed(call));
    expect(await promise).toMatchObject({ id: '1', clientOrderId: 'c1', origin: 'local', status: 'open' });
    expect(t.settled).toMatchObject([{ clientOrderId: 'c1', outcome: 'accepted' }]);
    expect(t.events).toEqual(['order 1 open']);
    expect(t.clock.pendingTimers).toBe(0);
  });

  it('default: a client id is made where none is given, and carries a request id along', async () => {
    const t = makeManager();
    void t.desk.placeOrder(LIMIT);
    const { args, context } = await t.call('place');
    expect((args[0] as { clientOrderId: string }).clientOrderId).toMatch(/^\d+$/);
    expect(context).toMatchObject({ operation: 'placeOrder', timeoutMs: 15_000 });
    expect(context.requestId).toMatch(/^test-[0-9a-z]{4}-1$/);
  });

  it('default: an answer without the client id gets it back', async () => {
    const t = makeManager();
    const promise = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
    (await t.call()).answer.resolve(makeOrder({ id: '9' }) as never);
    expect(await promise).toMatchObject({ id: '9', clientOrderId: 'c1' });
    t.desk.observe(makeOrder({ id: '9', status: 'filled', filledQuantity: '1' }));
    expect(t.orders.at(-1)).toMatchObject({ clientOrderId: 'c1', origin: 'local', status: 'filled' });
  });

  describe('before the first byte', () => {
    for (const state of [
      'idle',
      'connecting',
      'authenticating',
      'syncing',
      'stale',
      'reconnecting',
      'failed',
    ] as const) {
      it(`error: nothing is sent or queued while ${state}`, async () => {
        const t = makeManager();
        t.control.state = state;
        const error = await outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
        expect(isNotConnectedError(error)).toBe(true);
        expect(error).toMatchObject({ sent: false, operation: 'placeOrder' });
        t.control.state = 'live';
        await t.clock.advance(60_000);
        expect(t.calls).toEqual([]);
        expect(t.appended).toEqual([]);
      });
    }

    it('error: bad input is refused before anything is journalled or sent', async () => {
      const t = makeManager();
      for (const request of [
        { ...LIMIT, price: Number.NaN },
        { ...LIMIT, price: '1.08505' },
        { ...LIMIT, stoploss: '1' },
      ]) {
        expect(isValidationError(await outcomeOf(t.desk.placeOrder(request as never)))).toBe(true);
      }
      expect(
        isUnsupportedError(
          await outcomeOf(makeManager({ rules: NARROW }).desk.placeOrder({ ...LIMIT, postOnly: true })),
        ),
      ).toBe(true);
      expect([t.calls, t.appended]).toEqual([[], []]);
    });

    it('error: an unknown symbol is refused with the spelling that exists', async () => {
      const t = makeManager();
      const error = await outcomeOf(t.desk.placeOrder({ ...LIMIT, symbol: 'eurusd' }));
      expect(error).toMatchObject({ field: 'symbol', suggestions: ['EURUSD'], sent: false });
      const other = await outcomeOf(t.desk.placeOrder({ ...LIMIT, symbol: '__proto__' }));
      expect(other).toMatchObject({ field: 'symbol', value: '"__proto__"' });
    });

    it('args: bad call options are refused', async () => {
      const t = makeManager();
      for (const timeoutMs of [0, -1, Number.NaN, 2 ** 31, 1.5]) {
        expect(isValidationError(await outcomeOf(t.desk.placeOrder(LIMIT, { timeoutMs })))).toBe(true);
      }
      expect(isValidationError(await outcomeOf(t.desk.placeOrder(LIMIT, { signal: {} as never })))).toBe(
        true,
      );
      expect(t.calls).toEqual([]);
    });

    it('error: a signal that is aborted already', async () => {
      const t = makeManager();
      const error = await outcomeOf(t.desk.placeOrder(LIMIT, { signal: AbortSignal.abort() }));
      expect(isAbortedError(error)).toBe(true);
      expect(error).toMatchObject({ sent: false });
      expect(t.calls).toEqual([]);
    });

    it('error: an abort or a deadline while the order waits for its turn; it is not sent afterwards', async () => {
      for (const how of ['abort', 'timeout'] as const) {
        const t = makeManager();
        let sent = 0;
        const turn = defer<void>();
        const queued = makeManager({
          port: {
            place: async (_order, context) => {
              await turn.promise;
              context.markSent();
              sent += 1;
              return { order: makeOrder() };
            },
          },
        });
        const controller = new AbortController();
        const promise = outcomeOf(
          queued.desk.placeOrder(LIMIT, { signal: controller.signal, timeoutMs: 1000 }),
        );
        await queued.settle();
        if (how === 'abort') controller.abort();
        else await queued.clock.advance(1000);
        const error = await promise;
        expect(how === 'abort' ? isAbortedError(error) : isTimeoutError(error)).toBe(true);
        expect(error).toMatchObject({ sent: false });
        turn.resolve();
        await queued.settle();
        expect(sent).toBe(0);
        expect(queued.settled).toMatchObject([{ outcome: 'notSent' }]);
        expect(queued.desk.unresolved).toBe(0);
        expect(t.calls).toEqual([]);
      }
    });

    it('behavior: an order whose turn comes when the broker is no longer live is not sent', async () => {
      const turn = defer<void>();
      const t = makeManager({
        port: {
          place: async (_order, context) => {
            await turn.promise;
            context.markSent();
            return { order: makeOrder() };
          },
        },
      });
      const promise = outcomeOf(t.desk.placeOrder(LIMIT));
      await t.settle();
      t.control.state = 'reconnecting';
      turn.resolve();
      expect(await promise).toMatchObject({ name: 'NotConnectedError', sent: false });
    });

    it('error: whatever the port throws before the first byte comes through as not sent', async () => {
      const cases: readonly [unknown, string][] = [
        [new ConnectionError('full', { failure: 'backpressure' }), 'ConnectionError'],
        [new ProtocolError('odd', { sent: true, path: 'a.b' }), 'ProtocolError'],
        [new TypeError('bug'), 'BrokerError'],
        ['text', 'BrokerError'],
      ];
      for (const [thrown, name] of cases) {
        const t = makeManager({
          port: {
            place: () => {
              throw thrown;
            },
          },
        });
        const error = await outcomeOf(t.desk.placeOrder(LIMIT));
        expect(isBrokerError(error)).toBe(true);
        expect(error).toMatchObject({ name, sent: false });
        expect(t.desk.unresolved).toBe(0);
      }
    });

    it('error: when the journal refuses the entry, nothing is sent', async () => {
      const journal: OrderJournal = {
        append: () => Promise.reject(new Error('disk full')),
        settle: async () => {},
        unsettled: async () => [],
      };
      const t = makeManager({ journal });
      const error = await outcomeOf(t.desk.placeOrder(LIMIT));
      expect(error).toMatchObject({ name: 'BrokerError', sent: false });
      expect((error as Error).cause).toMatchObject({ message: 'disk full' });
      expect(t.calls).toEqual([]);
    });

    it('error: a journal that hangs is waited for until the deadline, and its entry is closed when it comes', async () => {
      const appending = defer<void>();
      const outcomes: unknown[] = [];
      const t = makeManager({
        journal: {
          append: () => appending.promise,
          settle: async (outcome) => void outcomes.push(outcome),
          unsettled: async () => [],
        },
      });
      const promise = outcomeOf(t.desk.placeOrder(LIMIT, { timeoutMs: 500 }));
      await t.clock.advance(500);
      expect(await promise).toMatchObject({ name: 'TimeoutError', sent: false });
      appending.resolve();
      await t.settle();
      expect(t.calls).toEqual([]);
      expect(outcomes).toMatchObject([{ outcome: 'notSent' }]);
    });
  });

  describe('after the first byte', () => {
    it('error: a refusal of the venue comes through as it is', async () => {
      const t = makeManager();
      const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
      const refusal = new OrderRejectedError('no money', { code: 'BE001', venueText: 'Nie ma' });
      (await t.call()).answer.reject(refusal);
      expect(await promise).toBe(refusal);
      expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
      expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({
        outcome: 'rejected',
        order: { status: 'rejected', reason: 'Nie ma', venueStatus: 'BE001', clientOrderId: 'c1' },
      });
      expect(t.lookups).toEqual([]);
    });

    it('error: an order that comes back as rejected is a rejection', async () => {
      const t = makeManager();
      const promise = outcomeOf(t.desk.placeOrder(LIMIT));
      const call = await t.call();
      call.answer.resolve(placed(call, { status: 'rejected', venueStatus: 'R', reason: 'closed' }));
      const error = await promise;
      expect(isOrderRejectedError(error)).toBe(true);
      expect(error).toMatchObject({ code: 'R', venueText: 'closed', orderId: '1' });
      expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
    });

    const losses: readonly [string, unknown][] = [
      ['a lost connection', new ConnectionError('gone', { failure: 'reset', sent: true })],
      ['an unreadable reply', new ProtocolError('html')],
      ['a bug', new TypeError('undefined is not a function')],
      ['an error that claims nothing was sent', new ConnectionError('x', { failure: 'closed', sent: false })],
    ];
    for (const [name, thrown] of losses) {
      it(`error: ${name} leaves the outcome unknown`, async () => {
        const t = makeManager();
        const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }));
        (await t.call()).answer.reject(thrown);
        const error = await promise;
        expect(isOrderOutcomeUnknownError(error)).toBe(true);
        expect(error).toMatchObject({
          sent: true,
          retryable: false,
          clientOrderId: 'c1',
          operation: 'placeOrder',
        });
        expect((error as Error).cause).toMatchObject({ message: (thrown as Error).message });
        expect(t.desk.unresolved).toBe(1);
        expect(t.settled).toEqual([]);
        await t.clock.advance(20_000);
        expect(t.calls).toHaveLength(1);
      });
    }

    it('error: deadline and abort leave the outcome unknown, with the reason inside', async () => {
      for (const how of ['abort', 'timeout'] as const) {
        const t = makeManager();
        const controller = new AbortController();
        const promise = outcomeOf(t.desk.placeOrder(LIMIT, { signal: controller.signal, timeoutMs: 1000 }));
        await t.call();
        if (how === 'abort') controller.abort();
        else await t.clock.advance(1000);
        const error = await promise;
        expect(isOrderOutcomeUnknownError(error)).toBe(true);
        const { cause } = error as Error;
        expect(how === 'abort' ? isAbortedError(cause) : isTimeoutError(cause)).toBe(true);
        expect(t.desk.unresolved).toBe(1);
      }
    });

    it('behavior: a late answer settles the order and adopts it', async () => {
      const t = makeManager();
      t.control.lookup = () => new Promise(() => {});
      const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }, { timeoutMs: 1000 }));
      const call = await t.call();
      await t.clock.advance(1000);
      expect(isOrderOutcomeUnknownError(await promise)).toBe(true);
      call.answer.resolve(placed(call));
      await t.settle();
      expect(t.desk.unresolved).toBe(0);
      expect(t.events).toEqual(['order 1 open', 'adopted 1']);
      expect(t.settled).toMatchObject([{ outcome: 'accepted' }]);
      expect(t.clock.pendingTimers).toBe(0);
    });

    it('behavior: a late refusal settles the order as rejected', async () => {
      const t = makeManager();
      const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' }, { timeoutMs: 1000 }));
      const call = await t.call();
      await t.clock.advance(1000);
      await promise;
      call.answer.reject(new OrderRejectedError('no', { code: 'X' }));
      await t.settle();
      expect(t.desk.unresolved).toBe(0);
      expect(await t.desk.resolveOrder({ clientOrderId: 'c1' })).toMatchObject({ outcome: 'rejected' });
      expect(t.settled).toMatchObject([{ outcome: 'rejected' }]);
    });
  });

  describe('the same id twice', () => {
    it('default: an equal request gets the same promise, before and after it settled', async () => {
      const t = makeManager();
      const first = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
      const second = t.desk.placeOrder({
        clientOrderId: 'c1',
        price: 1.085,
        quantity: 0.1,
        type: 'limit',
        side: 'buy',
        symbol: 'EURUSD',
        timeInForce: 'gtc',
      });
      expect(second).toBe(first);
      const call = await t.call();
      call.answer.resolve(placed(call));
      await first;
      expect(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' })).toBe(first);
      t.control.state = 'reconnecting';
      expect(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' })).toBe(first);
      expect(t.calls).toHaveLength(1);
    });

    it('error: another request under the id is refused, before and after', async () => {
      const t = makeManager();
      const first = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
      const other = { ...LIMIT, quantity: '0.2', clientOrderId: 'c1' };
      expect(await outcomeOf(t.desk.placeOrder(other))).toMatchObject({
        field: 'clientOrderId',
        sent: false,
      });
      const call = await t.call();
      call.answer.resolve(placed(call));
      await first;
      expect(isValidationError(await outcomeOf(t.desk.placeOrder(other)))).toBe(true);
      expect(t.calls).toHaveLength(1);
    });

    it('behavior: an unknown outcome keeps its id, so that a repeated call never sends again', async () => {
      const t = makeManager();
      const request = { ...LIMIT, clientOrderId: 'c1' };
      const first = t.desk.placeOrder(request);
      (await t.call()).answer.reject(new Error('lost'));
      await outcomeOf(first);
      expect(t.desk.placeOrder(request)).toBe(first);
      await t.clock.advance(20_000);
      expect(t.desk.placeOrder(request)).toBe(first);
      expect(t.calls).toHaveLength(1);
    });

    it('behavior: what was never sent frees its id', async () => {
      const t = makeManager();
      const request = { ...LIMIT, clientOrderId: 'c1' };
      t.control.state = 'reconnecting';
      const first = t.desk.placeOrder(request);
      await outcomeOf(first);
      t.control.state = 'live';
      const second = t.desk.placeOrder(request);
      expect(second).not.toBe(first);
      const call = await t.call();
      call.answer.resolve(placed(call));
      expect(await second).toMatchObject({ clientOrderId: 'c1' });
    });

    it('error: an id that an order of before carries is refused', async () => {
      const t = makeManager();
      t.desk.observe(makeOrder({ clientOrderId: 'old', status: 'filled' }));
      const error = await outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'old' }));
      expect(error).toMatchObject({ field: 'clientOrderId' });
    });

    it('behavior: a made id avoids those in use', async () => {
      const ids = ['7', '7', '8'];
      const t = makeManager({ newClientOrderId: () => ids.shift() ?? '9' });
      t.desk.observe(makeOrder({ clientOrderId: '7' }));
      void t.desk.placeOrder(LIMIT);
      expect((await t.call()).args[0]).toMatchObject({ clientOrderId: '8' });
      const stuck = makeManager({ newClientOrderId: () => '7' });
      stuck.desk.observe(makeOrder({ clientOrderId: '7' }));
      expect(isValidationError(await outcomeOf(stuck.desk.placeOrder(LIMIT)))).toBe(true);
    });

    it('behavior: a made id skips the ids that the journal of an earlier process names', async () => {
      const ids = ['5', '6'];
      const journal: OrderJournal = {
        append: async () => {},
        settle: async () => {},
        unsettled: async () => [],
        clientOrderIds: async (venue) => (venue === 'test' ? ['5', 'old'] : []),
      };
      const t = makeManager({ journal, newClientOrderId: () => ids.shift() ?? '9' });
      t.desk.resume();
      await t.settle();
      void t.desk.placeOrder(LIMIT);
      expect((await t.call()).args[0]).toMatchObject({ clientOrderId: '6' });
      const again = await outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'old' }));
      expect(again).toMatchObject({ field: 'clientOrderId', sent: false });
    });

    it('error: an id of its own that the venue refuses as used is replaced by another, once', async () => {
      const ids = ['5', '6'];
      const port = { saysIdUsed: (code: string) => code === 'used' };
      const t = makeManager({ port, newClientOrderId: () => ids.shift() ?? '9' });
      const promise = outcomeOf(t.desk.placeOrder(LIMIT));
      const first = await t.call('place');
      first.answer.reject(new OrderRejectedError('used', { code: 'used' }));
      const second = await t.call('place');
      expect([first, second].map(({ args }) => args[0])).toMatchObject([
        { clientOrderId: '5' },
        { clientOrderId: '6' },
      ]);
      // A report of the order that had the id before is no sighting of the refused one.
      t.desk.observe(makeOrder({ id: '77', clientOrderId: '5' }));
      expect(t.adopted).toEqual([]);
      second.answer.reject(new OrderRejectedError('used', { code: 'used' }));
      expect(isOrderRejectedError(await promise)).toBe(true);
      expect(t.calls).toHaveLength(2);
      expect(t.settled.map(({ clientOrderId, outcome }) => [clientOrderId, outcome])).toEqual([
        ['5', 'rejected'],
        ['6', 'rejected'],
      ]);
    });

    it('error: an id of the caller that the venue refuses as used is a rejection', async () => {
      const t = makeManager({ port: { saysIdUsed: () => true } });
      const promise = outcomeOf(t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c' }));
      (await t.call('place')).answer.reject(new OrderRejectedError('used', { code: 'used' }));
      expect(isOrderRejectedError(await promise)).toBe(true);
      expect(t.calls).toHaveLength(1);
    });
  });

  describe('events', () => {
    it('behavior: a fill that is faster than the answer is emitted after its order', async () => {
      const t = makeManager();
      const promise = t.desk.placeOrder({ ...LIMIT, clientOrderId: 'c1' });
      const call = await t.call();
      t.desk.observeFill(makeFill());
      t.desk.observeFill(makeFill());
      t.desk.observeFill(makeFill({ id: 'other', symbol: 'GOLD', orderId: '77' }));
      expect(t.events).toEqual(['fill other']);
      call.answer.resolve(placed(call));
      await promise;
      expect(t.events).toEqual(['fill other', 'order 1 open', 'fill f1']);
      t.desk.observeFill(makeFill({ id: 'f2' }));
      t.desk.observeFill(makeFill({ id: 'f1', source: 'reconcile' }));
      expect(t.fills.map(({ id }) => id)).toEqual(['other', 'f1', 'f2']);
    });

    it('behavior: a held fill is never lost, whatever the outcome of the order', async () => {
      for (const how of ['reject', 'lose', 'close'] as const) {
        const t = makeManager();
        const promise = outcomeOf(t.desk.placeOrder(LIMIT));
        const call = await t.call();
        t.desk.observeFill(makeFill({ orderId: 'somebody' }));
        expect(t.fills).toEqual([]);
        if (how === 'reject') call.answer.reject(new OrderRejectedError('no', { code: '1' }));
        if (how === 'lose') call.answer.reject(new Error('lost'));
        if (how === 'close') t.desk.close(new ClosedError('closed'));
        await promise;
        expect(t.fills).toHaveLength(1);
      }
    });

    it('behavior: more fills than can be held go out oldest first', async () => {
      const t = makeManager();
      void t.desk.placeOrder(LIMIT);
      await t.call();
      for (let i = 0; i < 1010; i += 1) t.desk.observeFill(makeFill({ id: `f${i}`, orderId: 'x' }));
      expect(t.fills.map(({ id }) => id).slice(0, 2)).toEqual(['f0', 'f1']);
      expect(t.fills).toHaveLength(10);
    });

    it('behavior: an order event only when something changed', () => {
      const t = makeManager();
      t.desk.observe(makeOrder());
      t.desk.observe(makeOrder({ receivedTime: 5 }));
      t.desk.observe(makeOrder({ status: 'filled', filledQuantity: '1' }));
      t.desk.observe(makeOrder());
      expect(t.events).toEqual(['order 1 open', 'order 1 filled']);
    });

    it('behavior: more filled than ordered is a warning, once', () => {
      const t = makeManager();
      t.desk.observe(makeOrder({ filledQuantity: '1.2' }));
      t.desk.observe(makeOrder({ filledQuantity: '1.2', account: 'a' }));
      expect(t.warnings).toMatchObject([{ code: 'overfill', message: expect.stringContaining('1.2 of 1') }]);
    });

    it('behavior: a journal that cannot note an outcome is a warning and no failure', async () => {
      const t = makeManager({
        journal: {
          append: async () => {},
          settle: () => {
            throw new Error('disk full');
          },
          unsettled: async () => [],
        },
      });
      const promise = t.desk.placeOrder(LIMIT);
      const call = await t.call();
      call.answer.resolve(placed(call));
      expect((await promise).id).toBe('1');
      await t.settle();
      expect(t.warnings).toMatchObject([{ code: 'journal', error: { message: 'disk full' } }]);
    });
  });

  it('behavior: rules of the venue hold', async () => {
    const t = makeManager({ rules: { ...RULES, orderTypes: ['market'] } });
    expect(isUnsupportedError(await outcomeOf(t.desk.placeOrder(LIMIT)))).toBe(true);
    expect(isClosedError(await outcomeOf(t.desk.placeOrder(LIMIT)))).toBe(false);
  });
});
