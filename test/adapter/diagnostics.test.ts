import { AsyncLocalStorage } from 'node:async_hooks';
import { channel, subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { CallRunner } from '../../src/adapter/calls';
import { BrokerDiagnostics } from '../../src/adapter/diagnostics';
import type { BrokerState, CallMessage, OrderJournal } from '../../src/broker';
import { noJournal } from '../../src/broker';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { NotConnectedError, OrderOutcomeUnknownError } from '../../src/errors';
import { Redactor } from '../../src/errors/redact';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function heard<T>(name: string): T[] {
  const messages: T[] = [];
  const listener = (message: unknown): void => void messages.push(message as T);
  subscribe(name, listener);
  ends.push(() => unsubscribe(name, listener));
  return messages;
}

function setUp() {
  const clock = new VirtualClock(1000);
  const redactor = new Redactor();
  redactor.add('s3cr3t-pass');
  const calls = new CallRunner({ venue: 'test', clock, random: seededRandom(1), timeoutMs: 1000 });
  return { clock, calls, diagnostics: new BrokerDiagnostics({ calls, clock, redactor }) };
}

const status = (state: BrokerState, epoch = 1) => ({ state, since: 1000, epoch }) as const;

describe('calls', () => {
  test('behavior: the request id of the message is that of the call, and its duration that of the clock', async () => {
    const { clock, calls, diagnostics } = setUp();
    const started = heard<CallMessage>('tracing:venuekit:call:start');
    const ended = heard<CallMessage>('tracing:venuekit:call:asyncEnd');
    const call = diagnostics.call('read', () =>
      calls.run('read', undefined, async ({ requestId }) => {
        await new Promise<void>((resolve) => clock.schedule(40, resolve));
        return requestId;
      }),
    );
    await clock.advance(40);
    const requestId = await call;
    expect(started).toEqual(ended);
    expect(ended).toEqual([
      { venue: 'test', broker: calls.id, operation: 'read', requestId, durationMs: 40 },
    ]);
    // The id was for that call alone.
    expect(calls.nextRequestId()).not.toBe(requestId);
  });

  test('error: what was rejected with is published without credentials, and reaches the caller as it is', async () => {
    const { diagnostics } = setUp();
    const errors = heard<CallMessage>('tracing:venuekit:call:error');
    const error = new NotConnectedError('s3cr3t-pass is down');
    await expect(diagnostics.call('read', () => Promise.reject(error))).rejects.toBe(error);
    expect(errors[0]).toMatchObject({ operation: 'read', sent: false });
    expect(errors[0]?.error).toBe(error);
    expect(error.message).toBe('[redacted] is down');
  });

  test('behavior: a store bound to the start runs through the call', async () => {
    const { diagnostics } = setUp();
    const store = new AsyncLocalStorage<string>();
    const { start } = tracingChannel<string, CallMessage>('venuekit:call');
    start.bindStore(store, ({ operation }) => operation);
    ends.push(() => start.unbindStore(store));
    const seen = await diagnostics.call('read', async () => {
      await Promise.resolve();
      return store.getStore();
    });
    expect([seen, store.getStore()]).toEqual(['read', undefined]);
  });

  test('behavior: a call without a subscriber makes no message and takes no id', async () => {
    const { calls, diagnostics } = setUp();
    const work = Promise.resolve(1);
    // The very promise: nothing was put around it.
    expect(diagnostics.call('read', () => work)).toBe(work);
    expect(calls.nextRequestId()).toBe(`${calls.id}-1`);
  });
});

describe('other channels', () => {
  test('behavior: nothing is published while nobody subscribes', () => {
    const { diagnostics } = setUp();
    const names = ['status', 'reconnect', 'gap', 'resynced', 'warning', 'order', 'dropped'];
    const spies = names.map((name) => vi.spyOn(channel(`venuekit:${name}`), 'publish'));
    // Reading a member would be the beginning of a copy.
    const untouched = <T extends object>(): T =>
      new Proxy({} as T, {
        get: () => expect.fail('a message was made'),
        ownKeys: () => expect.fail('a message was made'),
      });
    diagnostics.gap('broker', untouched());
    diagnostics.resynced(untouched());
    diagnostics.warning(untouched());
    diagnostics.dropped('trades', 1);
    diagnostics.unknownOutcome(new OrderOutcomeUnknownError('x'));
    for (const state of ['live', 'reconnecting', 'live'] as const) diagnostics.status(status(state));
    void diagnostics.journal(noJournal).settle(untouched());
    for (const spy of spies) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });

  test('behavior: a reconnect tells how long it was not live and how many attempts it took', () => {
    const { clock, calls, diagnostics } = setUp();
    const messages = heard('venuekit:reconnect');
    for (const state of ['connecting', 'live'] as const) diagnostics.status(status(state));
    diagnostics.status(status('reconnecting'));
    clock.advanceSync(300);
    for (const state of ['connecting', 'reconnecting'] as const) diagnostics.status(status(state, 2));
    clock.advanceSync(500);
    for (const state of ['connecting', 'live', 'stale', 'live'] as const)
      diagnostics.status(status(state, 3));
    expect(messages).toEqual([{ venue: 'test', broker: calls.id, downMs: 800, attempts: 2, epoch: 3 }]);
  });

  test('behavior: after a failure the next connection is no reconnect', () => {
    const { diagnostics } = setUp();
    const messages = heard('venuekit:reconnect');
    for (const state of ['live', 'reconnecting', 'failed'] as const) diagnostics.status(status(state));
    diagnostics.status(status('live', 2));
    expect(messages).toEqual([]);
  });

  test('behavior: a journal is handed on as it is, and its outcomes are published', async () => {
    const { diagnostics } = setUp();
    const messages = heard('venuekit:order');
    class Kept implements OrderJournal {
      readonly settled: unknown[] = [];
      async append(): Promise<void> {}
      async settle(outcome: object): Promise<void> {
        this.settled.push(outcome);
      }
      async unsettled() {
        return [];
      }
      async clientOrderIds() {
        return [String(this.settled.length)];
      }
    }
    const journal = new Kept();
    const published = diagnostics.journal(journal);
    const outcome = {
      entryId: 'e',
      operation: 'placeOrder',
      outcome: 'accepted',
      orderId: '7',
      time: 1,
    } as const;
    await published.settle(outcome);
    expect(journal.settled).toEqual([outcome]);
    expect(await published.clientOrderIds?.('test')).toEqual(['1']);
    expect(diagnostics.journal(noJournal).clientOrderIds).toBeUndefined();
    expect(messages).toEqual([
      {
        venue: 'test',
        broker: expect.any(String),
        operation: 'placeOrder',
        outcome: 'accepted',
        orderId: '7',
      },
    ]);
  });
});
