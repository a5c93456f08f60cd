import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/core/virtual-clock';
import { AbortedError, ClosedError, ConnectionError, TimeoutError, ValidationError } from '../../src/errors';
import { onAbort } from '../../src/transport/abort-listeners';
import { raceDeadline, startDeadline, withDeadline, withSent } from '../../src/transport/deadline';

const never = new Promise<never>(() => {});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

describe('startDeadline', () => {
  test('behavior: below another deadline there is no more time than that has', () => {
    const clock = new VirtualClock();
    const { signal } = startDeadline({ clock, timeoutMs: 1000 });
    const below = startDeadline({ clock, timeoutMs: 5000, signal });
    const within = startDeadline({ clock, timeoutMs: 300, signal: below.signal });
    const open = startDeadline({ clock, signal: below.signal });
    clock.advanceSync(200);
    expect([below, within, open].map((one) => one.remainingMs())).toEqual([800, 100, 800]);
    expect(startDeadline({ clock }).remainingMs()).toBe(Number.POSITIVE_INFINITY);
  });

  test('behavior: one that is due with the one above it has no timer, and ends with its reason', () => {
    const clock = new VirtualClock();
    const above = startDeadline({ clock, timeoutMs: 1000, operation: 'placeOrder' });
    const call = withDeadline({ signal: above.signal, timeoutMs: 1000 }, above);
    const below = startDeadline({ clock, call, timeoutMs: 1000 });
    const late = startDeadline({ clock, signal: above.signal, timeoutMs: 2000 });
    startDeadline({ clock, call, timeoutMs: 1000 }).dispose();
    expect(clock.pendingTimers).toBe(1);
    clock.advanceSync(1000);
    expect(above.reason).toMatchObject({ name: 'TimeoutError', operation: 'placeOrder' });
    expect([below.reason, late.reason]).toEqual([above.reason, above.reason]);
    expect(clock.pendingTimers).toBe(0);
    expect(() => startDeadline({ clock, call })).toThrow('placeOrder did not finish within 1000 ms');
  });

  test('behavior: its own time still ends one whose deadline above has been disposed', () => {
    const clock = new VirtualClock();
    const above = startDeadline({ clock, timeoutMs: 1000 });
    const below = startDeadline({ clock, timeoutMs: 1500, signal: above.signal });
    clock.advanceSync(500);
    above.dispose();
    clock.advanceSync(999);
    expect(below.reason).toBeUndefined();
    clock.advanceSync(1);
    expect(below.reason).toMatchObject({ name: 'TimeoutError', timeoutMs: 1500 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: one that is armed later counts from its start, and makes its timer then', () => {
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 1000, isArmedLater: true });
    const below = startDeadline({ clock, timeoutMs: 1000, call: deadline });
    clock.advanceSync(400);
    expect([clock.pendingTimers, deadline.remainingMs()]).toEqual([0, 600]);
    deadline.arm();
    expect(clock.pendingTimers).toBe(1);
    clock.advanceSync(600);
    expect(deadline.reason).toBeInstanceOf(TimeoutError);
    expect(below.reason).toBe(deadline.reason);
  });

  test('behavior: one that is over before it is armed makes no timer', () => {
    const clock = new VirtualClock();
    const disposed = startDeadline({ clock, timeoutMs: 1000, isArmedLater: true });
    disposed.dispose();
    disposed.arm();
    const ended = startDeadline({ clock, timeoutMs: 1000, isArmedLater: true });
    ended.end(new ClosedError('over'));
    ended.arm();
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: one that is started below a disposed one has a timer of its own', () => {
    const clock = new VirtualClock();
    const above = startDeadline({ clock, timeoutMs: 1000 });
    above.dispose();
    const below = startDeadline({ clock, timeoutMs: 1000, call: above });
    clock.advanceSync(1000);
    expect(below.reason).toBeInstanceOf(TimeoutError);
  });

  test('behavior: options name the deadline only as they are, a copy of them has its signal', () => {
    const clock = new VirtualClock();
    const above = startDeadline({ clock, timeoutMs: 1000 });
    const call = withDeadline({ signal: above.signal }, above);
    const other = new AbortController();
    const copy = startDeadline({ clock, call: { ...call } });
    const changed = startDeadline({ clock, call: { ...call, signal: other.signal } });
    above.end(new ClosedError('bye'));
    expect(copy.reason).toBe(above.reason);
    expect(changed.reason).toBeUndefined();
    other.abort();
    expect(changed.reason).toBeInstanceOf(AbortedError);
  });

  test('behavior: the signal is aborted before the callbacks run, and one that is removed meanwhile does not', () => {
    const deadline = startDeadline({ clock: new VirtualClock() });
    const seen: unknown[] = [];
    deadline.whenEnded((reason) => {
      seen.push(reason, deadline.signal.aborted);
      remove();
      deadline.whenEnded(() => seen.push('late'));
    });
    const remove = deadline.whenEnded(() => seen.push('removed'));
    onAbort(deadline.signal, () => seen.push('signal'));
    const reason = new ClosedError('bye');
    deadline.end(reason);
    deadline.end(new ClosedError('again'));
    expect(seen).toEqual([reason, true, 'signal']);
  });

  test('default: the time passes', async () => {
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 1000, operation: 'fetchQuotes' });
    const raced = raceDeadline(never, deadline);
    clock.advanceSync(400);
    expect(deadline.remainingMs()).toBe(600);
    expect(deadline.reason).toBeUndefined();
    clock.advanceSync(600);
    expect(deadline.remainingMs()).toBe(0);
    expect(deadline.signal.aborted).toBe(true);
    expect(deadline.signal.reason).toBe(deadline.reason);
    await expect(raced).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'fetchQuotes did not finish within 1000 ms',
      timeoutMs: 1000,
      operation: 'fetchQuotes',
      retryable: true,
    });
  });

  test('behavior: it does not claim to know whether something was sent', () => {
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 1 });
    clock.advanceSync(1);
    expect(deadline.reason).toBeInstanceOf(TimeoutError);
    expect(deadline.reason?.sent).toBeUndefined();
  });

  test('behavior: the caller aborts', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const deadline = startDeadline({
      clock,
      timeoutMs: 1000,
      signal: controller.signal,
      operation: 'placeOrder',
    });
    const raced = raceDeadline(never, deadline);
    controller.abort();
    await expect(raced).rejects.toMatchObject({
      name: 'AbortedError',
      message: 'placeOrder was aborted by its caller',
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: a reason of the caller becomes the cause', () => {
    const controller = new AbortController();
    const deadline = startDeadline({ clock: new VirtualClock(), signal: controller.signal });
    controller.abort(new RangeError('user stopped the bot'));
    expect(deadline.reason).toMatchObject({
      name: 'AbortedError',
      cause: { message: 'user stopped the bot' },
    });
  });

  test('behavior: an error of the SDK as the reason of a signal is the reason itself', () => {
    for (const reason of [
      new ClosedError('bye'),
      new TimeoutError('outer', { timeoutMs: 5 }),
      new ConnectionError('gone', { failure: 'reset' }),
    ]) {
      const controller = new AbortController();
      const deadline = startDeadline({ clock: new VirtualClock(), signal: controller.signal });
      controller.abort(reason);
      expect(deadline.reason).toBe(reason);
    }
  });

  test('behavior: without limits it never ends', () => {
    const deadline = startDeadline({ clock: new VirtualClock() });
    expect(deadline.remainingMs()).toBe(Number.POSITIVE_INFINITY);
    expect(deadline.signal.aborted).toBe(false);
  });

  test('behavior: dispose leaves no timer and no effect', () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const deadline = startDeadline({ clock, timeoutMs: 10, signal: controller.signal });
    deadline.dispose();
    expect(clock.pendingTimers).toBe(0);
    clock.advanceSync(20);
    controller.abort();
    expect(deadline.signal.aborted).toBe(false);
  });

  test('behavior: the wall clock may jump', () => {
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 1000 });
    clock.setWallTime(0);
    expect(deadline.remainingMs()).toBe(1000);
  });

  test('behavior: many calls share one signal without a warning', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const controller = new AbortController();
    const deadlines = Array.from({ length: 50 }, () =>
      startDeadline({ clock: new VirtualClock(), signal: controller.signal }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    for (const deadline of deadlines) deadline.dispose();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'args: timeoutMs %s',
    (timeoutMs) => {
      const clock = new VirtualClock();
      expect(() => startDeadline({ clock, timeoutMs })).toThrow(ValidationError);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('args: the longest limit is taken', () => {
    const timeoutMs = 2 ** 31 - 1;
    expect(startDeadline({ clock: new VirtualClock(), timeoutMs }).remainingMs()).toBe(timeoutMs);
  });

  test('error: a signal that is aborted already', () => {
    const clock = new VirtualClock();
    const error = thrownBy(() => startDeadline({ clock, timeoutMs: 5, signal: AbortSignal.abort() }));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ sent: false });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('raceDeadline', () => {
  test('default: the promise comes first', async () => {
    const deadline = startDeadline({ clock: new VirtualClock(), timeoutMs: 5 });
    await expect(raceDeadline(Promise.resolve(7), deadline)).resolves.toBe(7);
    await expect(raceDeadline(Promise.reject(new Error('own')), deadline)).rejects.toThrow('own');
    deadline.dispose();
  });

  test('behavior: it starts after the end', async () => {
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 5 });
    clock.advanceSync(5);
    await expect(raceDeadline(never, deadline)).rejects.toBeInstanceOf(TimeoutError);
  });

  test('behavior: a late failure of the promise is no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown): void => void unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    const clock = new VirtualClock();
    const deadline = startDeadline({ clock, timeoutMs: 5 });
    let fail: (error: Error) => void = () => {};
    const raced = raceDeadline(
      new Promise<never>((_, reject) => {
        fail = reject;
      }),
      deadline,
    );
    clock.advanceSync(5);
    await expect(raced).rejects.toBeInstanceOf(TimeoutError);
    fail(new Error('late'));
    await clock.advance(1);
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });
});

describe('withSent', () => {
  test('default: the same error with whether it was sent', () => {
    const context = { venue: 'xapi', requestId: 'r1', operation: 'ping' };
    const timeout = withSent(new TimeoutError('late', { ...context, timeoutMs: 9 }), true);
    expect(timeout).toMatchObject({
      name: 'TimeoutError',
      message: 'late',
      ...context,
      timeoutMs: 9,
      sent: true,
    });
    expect(timeout).toBeInstanceOf(TimeoutError);
    expect(withSent(new ConnectionError('gone', { failure: 'tls' }), false)).toMatchObject({
      name: 'ConnectionError',
      failure: 'tls',
      retryable: false,
      sent: false,
    });
    expect(withSent(new ClosedError('bye', { cause: new Error('why') }), false, context)).toMatchObject({
      ...context,
      cause: { message: 'why' },
    });
  });
});
