import { describe, expect, test } from 'vitest';
import { CallRunner } from '../../src/adapter/calls';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import {
  ClosedError,
  isAbortedError,
  isClosedError,
  isTimeoutError,
  isValidationError,
} from '../../src/errors';

function runner(clock = new VirtualClock()) {
  return { clock, calls: new CallRunner({ venue: 'test', clock, random: seededRandom(1), timeoutMs: 1000 }) };
}
const never = (): Promise<never> => new Promise(() => {});
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('CallRunner', () => {
  test('default: passes the result on and gives each call an id of its own', async () => {
    const { calls } = runner();
    const ids = [
      await calls.run('a', undefined, async ({ requestId }) => requestId),
      await calls.run('b', {}, async ({ requestId }) => requestId),
    ];
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^test-[0-9a-z]{4}-1$/);
  });

  test('error: the deadline ends a call that ignores it', async () => {
    const { clock, calls } = runner();
    const outcome = caught(calls.run('slow', { timeoutMs: 50 }, never));
    expect(calls.running).toBe(1);
    await clock.advance(50);
    expect(isTimeoutError(await outcome)).toBe(true);
    expect([calls.running, clock.pendingTimers]).toEqual([0, 0]);
  });

  test('error: the signal ends a call, before and after its start', async () => {
    const { calls } = runner();
    const controller = new AbortController();
    const outcome = caught(calls.run('slow', { signal: controller.signal }, never));
    controller.abort();
    expect(isAbortedError(await outcome)).toBe(true);
    let ran = false;
    const late = caught(
      calls.run('late', { signal: controller.signal }, async () => {
        ran = true;
      }),
    );
    expect(isAbortedError(await late)).toBe(true);
    expect(ran).toBe(false);
  });

  test('behavior: close ends all and refuses new ones', async () => {
    const { calls } = runner();
    const outcomes = [caught(calls.run('a', {}, never)), caught(calls.run('b', {}, never))];
    calls.close(new ClosedError('closed'));
    for (const outcome of outcomes) expect(isClosedError(await outcome)).toBe(true);
    const late = await caught(calls.run('c', {}, async () => 1));
    expect(isClosedError(late)).toBe(true);
    expect(late).toMatchObject({ operation: 'c', sent: false });
  });

  test.each([
    ['timeoutMs 0', { timeoutMs: 0 }],
    ['timeoutMs NaN', { timeoutMs: Number.NaN }],
    ['a signal that is none', { signal: {} }],
    ['no object', 5],
  ])('error: %s', async (_name, options) => {
    const { calls } = runner();
    expect(isValidationError(await caught(calls.run('a', options as never, async () => 1)))).toBe(true);
  });
});
