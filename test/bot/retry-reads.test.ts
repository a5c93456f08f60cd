import fc from 'fast-check';
import { describe, expect, it, test, vi } from 'vitest';
import { retryReads, seededRandom, VirtualClock, withRetriedReads } from '../../src';
import type { Broker } from '../../src/broker';
import {
  AbortedError,
  AuthenticationError,
  ClosedError,
  ConnectionError,
  HttpStatusError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
  RateLimitError,
  TimeoutError,
  UnsupportedError,
  ValidationError,
} from '../../src/errors';

const random = seededRandom(1);
const lost = new ConnectionError('reset', { failure: 'reset', operation: 'getCandles', sent: true });

/** Fails with each error in turn, then gives the number of the attempt. */
function failing(...errors: readonly unknown[]) {
  return vi.fn(async (attempt: number): Promise<number> => {
    if (attempt <= errors.length) throw errors[attempt - 1];
    return attempt;
  });
}

describe('retryReads', () => {
  it('default: repeats what is retryable, with pauses that grow', async () => {
    const clock = new VirtualClock();
    const pauses: number[] = [];
    const read = failing(lost, new TimeoutError('late'), new NotConnectedError('down'), lost);
    const onRetry = (_error: unknown, pauseMs: number): void => void pauses.push(pauseMs);
    const done = retryReads(read, { clock, random: { next: () => 0.999 }, onRetry });
    await clock.advance(10_000);
    await expect(done).resolves.toBe(5);
    expect(pauses.map(Math.round)).toEqual([500, 999, 1998, 3996]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('default: after the last attempt its error is thrown', async () => {
    const clock = new VirtualClock();
    const last = new TimeoutError('late');
    const read = failing(lost, lost, last);
    const done = retryReads(read, { clock, random, attempts: 3 });
    done.catch(() => {});
    await clock.advance(60_000);
    await expect(done).rejects.toBe(last);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('behavior: waits at least as long as the venue asked, and no longer than the bounds allow', async () => {
    const options = fc.record({
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }),
      seed: fc.nat(),
      failures: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(options, async ({ retryAfterMs, seed, failures }) => {
        const clock = new VirtualClock();
        const pauses: number[] = [];
        const error = new RateLimitError('slow down', { retryAfterMs });
        const done = retryReads(failing(...Array.from({ length: failures }, () => error)), {
          attempts: Number.POSITIVE_INFINITY,
          clock,
          random: seededRandom(seed),
          onRetry: (_error, pauseMs) => void pauses.push(pauseMs),
        });
        await clock.advance(60_000 * failures);
        await done;
        expect(pauses).toHaveLength(failures);
        pauses.forEach((pause, at) => {
          const least = retryAfterMs ?? 0;
          expect(pause).toBeGreaterThanOrEqual(least);
          expect(pause).toBeLessThan(least + Math.min(30_000, 500 * 2 ** at));
        });
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ['what no repetition can change', new ValidationError('symbol', 'is unknown')],
    ['refused credentials', new AuthenticationError('no')],
    ['an operation that does not exist', new UnsupportedError('no')],
    ['an end by the caller', new AbortedError('no')],
    ['a closed broker', new ClosedError('no')],
    ['an error that is none of the SDK', new Error('no')],
    ['a write of unknown outcome', new OrderOutcomeUnknownError('no', { operation: 'placeOrder' })],
    ['a refused order', new OrderRejectedError('market closed', { code: 'BE006', retryable: true })],
    ...[
      'placeOrder',
      'modifyOrder',
      'cancelOrder',
      'cancelAllOrders',
      'closePosition',
      'modifyPosition',
      'tradeTransaction',
      'createOrder',
      'createSmartOrder',
      'replaceOrder',
      'cancelOrders',
      'moveOrder',
      'setKillSwitch',
    ].map((operation) => [
      `${operation}, though it is retryable`,
      new HttpStatusError('down', { status: 503, operation, sent: true }),
    ]),
  ] as [string, Error][])('error: %s is not repeated', async (_name, error) => {
    const read = failing(error);
    await expect(retryReads(read, { clock: new VirtualClock(), random })).rejects.toBe(error);
    expect(read).toHaveBeenCalledTimes(1);
  });

  test.each([
    'fetchCandles',
    'getTradesHistory',
    'tradeTransactionStatus',
    'closedTrades',
    'updateQuote',
    undefined,
  ])('default: %s is repeated', async (operation) => {
    const clock = new VirtualClock();
    const done = retryReads(failing(new HttpStatusError('down', { status: 503, operation })), {
      clock,
      random,
    });
    await clock.advance(1000);
    await expect(done).resolves.toBe(2);
  });

  it('error: a signal ends an attempt and a pause, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const hanging = new AbortController();
    const first = retryReads(() => new Promise(() => {}), { clock, random, signal: hanging.signal });
    hanging.abort();
    await expect(first).rejects.toThrow(AbortedError);
    const pausing = new AbortController();
    const onRetry = (): void => queueMicrotask(() => pausing.abort());
    const second = retryReads(failing(lost, lost), { clock, random, signal: pausing.signal, onRetry });
    await expect(second).rejects.toThrow(AbortedError);
    expect(clock.pendingTimers).toBe(0);
    const read = failing();
    await expect(retryReads(read, { signal: pausing.signal })).rejects.toThrow(AbortedError);
    expect(read).not.toHaveBeenCalled();
  });

  test.each([
    ['attempts', { attempts: 0 }],
    ['attempts', { attempts: 1.5 }],
    ['backoff.baseMs', { baseMs: 0 }],
    ['backoff.factor', { factor: 0.5 }],
    ['backoff.maxMs', { maxMs: 1 }],
  ])('error: %s out of range', async (field, options) => {
    const read = failing();
    await expect(retryReads(read, options)).rejects.toThrow(new RegExp(`^${field} must`));
    expect(read).not.toHaveBeenCalled();
  });
});

describe('withRetriedReads', () => {
  it('default: has the reads of a broker, and nothing else', async () => {
    const clock = new VirtualClock();
    const fetchQuotes = vi.fn(async (symbols: readonly string[]) => {
      if (fetchQuotes.mock.calls.length === 1) throw lost;
      return symbols;
    });
    const placeOrder = vi.fn();
    const broker = { fetchQuotes, placeOrder, status: {} } as unknown as Broker & { fetchLater?: unknown };
    const reads = withRetriedReads(broker, { clock, random });
    const done = reads.fetchQuotes(['EURUSD']);
    await clock.advance(1000);
    await expect(done).resolves.toEqual(['EURUSD']);
    const all = reads as unknown as Record<string, unknown>;
    for (const name of ['placeOrder', 'subscribe', 'candlePages', 'status', 'fetchLater']) {
      expect(all[name]).toBeUndefined();
    }
    expect(fetchQuotes.mock.contexts[1]).toBe(broker);
    expect(placeOrder).not.toHaveBeenCalled();
  });
});
