import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';
import { isAbortedError } from '../../src/errors';
import { sleep } from '../../src/transport/sleep';

describe('sleep', () => {
  test('default: waits on the clock', async () => {
    const clock = new VirtualClock();
    let awake = false;
    const waiting = sleep(clock, 100, new AbortController().signal).then(() => {
      awake = true;
    });
    await clock.advance(99);
    expect(awake).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: ends with its signal, before and while it waits', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const waiting = sleep(clock, 100, controller.signal).catch((error: unknown) => error);
    controller.abort();
    expect(isAbortedError(await waiting)).toBe(true);
    expect(isAbortedError(await sleep(clock, 100, controller.signal).catch((error: unknown) => error))).toBe(
      true,
    );
    expect(clock.pendingTimers).toBe(0);
  });
});
