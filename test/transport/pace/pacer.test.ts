import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ClosedError, NotConnectedError, TimeoutError, ValidationError } from '../../../src/errors';
import { startDeadline } from '../../../src/transport/deadline';
import { Pacer, type PacerRule, type Priority, type WaitLimit } from '../../../src/transport/pace/pacer';

const XAPI = { minIntervalMs: 200, burst: 4, marginMs: 50 };
const PRIORITIES: readonly Priority[] = ['read', 'control', 'lookup', 'order', 'cancel'];

function start(rule: PacerRule = XAPI, maxQueue = 1000) {
  const clock = new VirtualClock();
  const pacer = new Pacer({ clock, rule, maxQueue });
  const sent: { at: number; name: string }[] = [];
  const send = (priority: Priority, name: string = priority, limit?: WaitLimit): Promise<number> =>
    pacer.schedule(
      priority,
      () => {
        sent.push({ at: clock.monotonic(), name });
        return sent.length;
      },
      limit,
    );
  return { clock, pacer, sent, send, times: () => sent.map(({ at }) => at) };
}

/** The longest run of intervals under 200 ms. */
function longestRun(times: readonly number[]): number {
  let run = 0;
  let longest = 0;
  for (let at = 1; at < times.length; at += 1) {
    run = times[at]! - times[at - 1]! < 200 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

describe('Pacer with intervals', () => {
  test('default: a free slot runs inside the call', async () => {
    const { send, sent } = start();
    const promise = send('read', 'login');
    expect(sent).toEqual([{ at: 0, name: 'login' }]);
    await expect(promise).resolves.toBe(1);
  });

  test('default: four short intervals, then long ones', () => {
    const { clock, send, times } = start();
    for (let count = 0; count < 9; count += 1) void send('order');
    clock.advanceSync(10_000);
    expect(times()).toEqual([0, 0, 0, 0, 0, 250, 500, 500, 500]);
  });

  test('behavior: reads leave half of the burst to a cancel', () => {
    const { clock, send, sent } = start();
    for (let count = 0; count < 6; count += 1) void send('read', `read${count}`);
    expect(sent.map(({ name }) => name)).toEqual(['read0', 'read1', 'read2']);
    clock.advanceSync(100);
    void send('cancel');
    void send('order');
    expect(sent.slice(3)).toEqual([
      { at: 100, name: 'cancel' },
      { at: 100, name: 'order' },
    ]);
    clock.advanceSync(1000);
    expect(sent.slice(5).map(({ at }) => at)).toEqual([350, 600, 600]);
  });

  test('behavior: urgent first, equal ones in order', () => {
    const { clock, pacer, send, sent } = start({ minIntervalMs: 100, marginMs: 0 });
    void send('read', 'now');
    void send('read', 'read1');
    void send('control', 'ping');
    void send('order', 'order1');
    void send('read', 'read2');
    void send('order', 'order2');
    void send('cancel', 'cancel');
    expect(pacer.queued).toBe(6);
    clock.advanceSync(1000);
    expect(sent.map(({ name }) => name)).toEqual([
      'now',
      'cancel',
      'order1',
      'order2',
      'ping',
      'read1',
      'read2',
    ]);
    expect(pacer.queued).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: the margin is a quarter of the interval unless given', () => {
    const { clock, send, times } = start({ minIntervalMs: 200 });
    void send('order');
    void send('order');
    clock.advanceSync(1000);
    expect(times()).toEqual([0, 250]);
  });

  test('behavior: a long pause restores the whole burst', () => {
    const { clock, send, times } = start();
    for (let count = 0; count < 5; count += 1) void send('order');
    clock.advanceSync(1000);
    for (let count = 0; count < 5; count += 1) void send('order');
    expect(times().slice(5)).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  test('behavior: 10,000 commands in any rhythm keep the rule, also when the network shortens one interval', () => {
    const arrival = fc.record({
      wait: fc.constantFrom(0, 0, 0, 1, 60, 199, 240, 260, 1200),
      priority: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(arrival, { minLength: 500, maxLength: 500 }), fc.nat(499), (arrivals, spoiled) => {
        const { clock, send, times } = start();
        for (const { wait, priority } of arrivals) {
          clock.advanceSync(wait);
          void send(PRIORITIES[priority]!);
        }
        clock.advanceSync(1e6);
        const left = times();
        expect(left).toHaveLength(500);
        expect(longestRun(left)).toBeLessThanOrEqual(4);
        // At the server one request arrives as late as the next one.
        const arrived = left.map((time, at) =>
          at === spoiled ? Math.max(time, left[at + 1] ?? time) : time,
        );
        expect(longestRun(arrived)).toBeLessThanOrEqual(5);
        // Jitter below the margin changes nothing at all.
        const jittered = left.map((time, at) => time + ((at * 37) % 50));
        expect(longestRun(jittered)).toBeLessThanOrEqual(5);
      }),
      { numRuns: 20 },
    );
  });

  test('behavior: a request that schedules another from inside', async () => {
    const { clock, pacer, sent, send } = start({ minIntervalMs: 100, marginMs: 0 });
    await pacer.schedule('order', () => void send('order', 'inner'));
    expect(sent).toEqual([]);
    await clock.advance(100);
    expect(sent).toEqual([{ at: 100, name: 'inner' }]);
  });

  test('behavior: what run throws rejects, and its slot counts', async () => {
    const { clock, pacer, send, times } = start({ minIntervalMs: 100, marginMs: 0 });
    const failed = pacer.schedule('order', () => {
      throw new NotConnectedError('down');
    });
    void send('order');
    await expect(failed).rejects.toBeInstanceOf(NotConnectedError);
    clock.advanceSync(200);
    expect(times()).toEqual([100]);
  });

  test('behavior: a timer that fires early does not shorten an interval', () => {
    const clock = new VirtualClock();
    const early = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      schedule: (ms: number, run: () => void) => clock.schedule(ms > 5 ? ms - 1 : ms, run),
    };
    const pacer = new Pacer({ clock: early, rule: { minIntervalMs: 100, marginMs: 0 } });
    const times: number[] = [];
    for (let count = 0; count < 3; count += 1)
      void pacer.schedule('read', () => times.push(clock.monotonic()));
    clock.advanceSync(1000);
    expect(times).toEqual([0, 100, 200]);
  });
});

describe('Pacer with a token bucket', () => {
  test('default: the bucket at once, then the refill', () => {
    const { clock, send, times } = start({ capacity: 3, refillPerSecond: 10 });
    for (let count = 0; count < 6; count += 1) void send('order');
    clock.advanceSync(1000);
    expect(times().map(Math.round)).toEqual([0, 0, 0, 100, 200, 300]);
  });

  test('behavior: reads leave a quarter of the bucket', () => {
    const { send, sent } = start({ capacity: 8, refillPerSecond: 1 });
    for (let count = 0; count < 8; count += 1) void send('read');
    expect(sent).toHaveLength(6);
    void send('order');
    void send('cancel');
    expect(sent.slice(6).map(({ name }) => name)).toEqual(['order', 'cancel']);
  });

  test('behavior: never more than capacity + rate * time in any window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 20 }),
        (waits, capacity, refillPerSecond) => {
          const { clock, send, times } = start({ capacity, refillPerSecond });
          for (const [at, wait] of waits.entries()) {
            clock.advanceSync(wait);
            void send(PRIORITIES[at % 5]!);
          }
          clock.advanceSync(1e6);
          const left = times();
          expect(left).toHaveLength(waits.length);
          for (let from = 0; from < left.length; from += 1) {
            for (let to = from; to < left.length; to += 1) {
              const allowed = capacity + ((left[to]! - left[from]!) / 1000) * refillPerSecond;
              expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-6);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('Pacer waits', () => {
  test('behavior: a pause holds back orders and reads, a shorter one does not shorten it', () => {
    const { clock, pacer, send, sent } = start();
    pacer.pause(7000);
    pacer.pause(10);
    for (const priority of PRIORITIES) void send(priority);
    expect(sent.map(({ name }) => name)).toEqual(['control', 'lookup', 'cancel']);
    clock.advanceSync(6999);
    expect(sent).toHaveLength(3);
    clock.advanceSync(1);
    expect(sent.slice(3)).toEqual([
      { at: 7000, name: 'order' },
      { at: 7000, name: 'read' },
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['a far one to 30 s', 9_999_999_999_000, 30_000],
    ['one without end to 30 s', Number.POSITIVE_INFINITY, 30_000],
    ['one of nothing to 1 s', 0, 1000],
    ['a negative one to 1 s', -5, 1000],
  ])('behavior: a pause is bounded: %s', (_, ms, held) => {
    const { clock, pacer, send, times } = start();
    pacer.pause(ms);
    void send('order');
    clock.advanceSync(held - 1);
    expect(times()).toEqual([]);
    clock.advanceSync(1);
    expect(times()).toEqual([held]);
  });

  test.each(['cancel', 'lookup', 'control'] as const)(
    'behavior: a %s that is refused is tried once a second while the pause lasts, and the rest waits',
    (priority) => {
      const { clock, pacer, send, sent } = start();
      pacer.pause(3500, priority);
      for (let count = 0; count < 6; count += 1) void send(priority);
      void send('order');
      clock.advanceSync(10_000);
      const lane = sent.filter(({ name }) => name === priority).map(({ at }) => at);
      expect(lane.slice(0, 3)).toEqual([1000, 2000, 3000]);
      expect(lane.slice(3).every((at) => at >= 3500)).toBe(true);
      expect(sent.find(({ name }) => name === 'order')?.at).toBe(3500);
      expect(sent).toHaveLength(7);
    },
  );

  test('behavior: a cancel that is always refused is not repeated without pauses', () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, rule: { capacity: 100, refillPerSecond: 1000 } });
    const times: number[] = [];
    const attempt = (): void =>
      void pacer.schedule('cancel', () => {
        times.push(clock.monotonic());
        pacer.pause(0, 'cancel');
        attempt();
      });
    attempt();
    clock.advanceSync(10_000);
    expect(times.length).toBeLessThanOrEqual(11);
  });

  test('error: what a pause makes too late is refused at once, with the wait for it', async () => {
    const { clock, pacer, send, sent } = start({ minIntervalMs: 100, marginMs: 0 });
    const limited = (priority: Priority, timeoutMs: number) =>
      pacer.schedule(priority, () => clock.monotonic(), startDeadline({ clock, timeoutMs }));
    void send('order');
    const before = [limited('order', 5000), limited('order', 8000), limited('cancel', 150)];
    pacer.pause(7000);
    const after = limited('read', 6000);
    const refused = { name: 'RateLimitError', sent: false, retryable: true };
    await expect(before[0]).rejects.toMatchObject({ ...refused, retryAfterMs: 7000 });
    await expect(after).rejects.toMatchObject({ ...refused, retryAfterMs: 7000 });
    expect(sent).toHaveLength(1);
    clock.advanceSync(7000);
    await expect(before[1]).resolves.toBe(7000);
    await expect(before[2]).resolves.toBe(100);
  });

  test.each<[string, PacerRule]>([
    ['intervals', XAPI],
    ['a token bucket', { capacity: 10, refillPerSecond: 50 }],
  ])(
    'behavior: with %s nothing waits uselessly, and nothing is refused that would have had its turn',
    async (_, rule) => {
      const { clock, pacer } = start(rule);
      const left: number[] = [];
      const refused: unknown[] = [];
      const ended: unknown[] = [];
      for (let count = 0; count < 600; count += 1) {
        const deadline = startDeadline({ clock, timeoutMs: 5000 });
        const priority = PRIORITIES[count % PRIORITIES.length]!;
        pacer
          .schedule(priority, () => left.push(clock.monotonic()), deadline)
          .catch((error: unknown) => (clock.monotonic() === 0 ? refused : ended).push(error));
      }
      await clock.advance(0);
      const accepted = 600 - refused.length;
      await clock.advance(10_000);
      expect(left.length + refused.length + ended.length).toBe(600);
      expect(refused.length).toBeGreaterThan(100);
      // More urgent ones that came later have taken the turns of those that timed out.
      expect(accepted - left.length).toBe(ended.length);
      expect(left.every((at) => at <= 5000)).toBe(true);
      expect(left.at(-1)).toBeGreaterThan(4500);
    },
  );

  test('behavior: many orders leave every fifth turn to requests of lower priority', () => {
    const { clock, send, sent } = start({ capacity: 8, refillPerSecond: 50 });
    for (let count = 0; count < 200; count += 1) void send('order');
    for (let count = 0; count < 10; count += 1) void send('control');
    clock.advanceSync(1000);
    expect(sent.filter(({ name }) => name === 'control')).toHaveLength(10);
    expect(sent.length).toBeGreaterThanOrEqual(57);
    // The other way round it needs no rule: an order goes before whatever reads wait.
    for (let count = 0; count < 200; count += 1) void send('read');
    clock.advanceSync(20_000);
    expect(sent.slice(-150).every(({ name }) => name === 'read')).toBe(true);
  });

  test('behavior: a limit at once, and only cancels take the last places', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, maxRunning: 8 });
    const ends: (() => void)[] = [];
    const names: string[] = [];
    const send = (priority: Priority): void =>
      void pacer.schedule(priority, () => {
        names.push(priority);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    for (let count = 0; count < 20; count += 1) send('read');
    expect(names).toHaveLength(6);
    for (let count = 0; count < 20; count += 1) send('order');
    expect(names.slice(6)).toEqual(['order']);
    for (let count = 0; count < 5; count += 1) send('cancel');
    expect(names.slice(7)).toEqual(['cancel']);
    for (let count = 0; count < 4; count += 1) ends[count]!();
    await clock.advance(0);
    // Four that end make place for the four cancels that wait.
    expect(names.slice(8)).toEqual(['cancel', 'cancel', 'cancel', 'cancel']);
  });

  test('error: what has waited until no time is left for an answer is not sent', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, maxRunning: 1, answerMs: () => 500 });
    let end: (() => void) | undefined;
    void pacer.schedule('order', () => new Promise<void>((resolve) => (end = resolve)));
    const deadline = startDeadline({ clock, timeoutMs: 1000 });
    const waiting = pacer.schedule('order', () => 1, deadline);
    await clock.advance(600);
    end?.();
    await expect(waiting).rejects.toMatchObject({ name: 'RateLimitError', sent: false });
    // One that need not wait goes however little time it has.
    const short = startDeadline({ clock, timeoutMs: 100 });
    await expect(pacer.schedule('order', () => 2, short)).resolves.toBe(2);
  });

  test('behavior: a pause applies to requests that wait already', () => {
    const { clock, pacer, send, times } = start({ minIntervalMs: 100, marginMs: 0 });
    void send('order');
    void send('order');
    pacer.pause(5000);
    clock.advanceSync(10_000);
    expect(times()).toEqual([0, 5000]);
  });

  test('error: the deadline ends a wait, nothing was sent', async () => {
    const { clock, pacer, send, sent } = start({ minIntervalMs: 1000 });
    void send('order');
    const deadline = startDeadline({ clock, timeoutMs: 50, operation: 'placeOrder' });
    // Without the time that is left, by which it would be refused at once.
    const waiting = send('order', 'late', { whenEnded: (callback) => deadline.whenEnded(callback) });
    clock.advanceSync(50);
    await expect(waiting).rejects.toMatchObject({
      name: 'TimeoutError',
      operation: 'placeOrder',
      timeoutMs: 50,
      sent: false,
    });
    await expect(waiting).rejects.toBeInstanceOf(TimeoutError);
    expect(pacer.queued).toBe(0);
    clock.advanceSync(5000);
    expect(sent).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: what has been aborted never takes a slot', async () => {
    const { clock, send, sent } = start();
    const controller = new AbortController();
    const deadline = startDeadline({ clock, signal: controller.signal });
    controller.abort();
    await expect(send('order', 'no', deadline)).rejects.toMatchObject({
      name: 'AbortedError',
      sent: false,
    });
    expect(sent).toEqual([]);
  });

  test('behavior: an abort after the slot changes nothing', async () => {
    const { clock, send } = start();
    const controller = new AbortController();
    const done = send('order', 'yes', startDeadline({ clock, signal: controller.signal }));
    controller.abort();
    await expect(done).resolves.toBe(1);
  });

  test('error: the queue is full for reads, not for a cancel', async () => {
    const { pacer, send } = start({ minIntervalMs: 1000 }, 2);
    void send('read');
    void send('read');
    void send('read');
    await expect(send('read')).rejects.toMatchObject({
      name: 'RateLimitError',
      sent: false,
      retryable: true,
    });
    void send('cancel');
    expect(pacer.queued).toBe(3);
  });

  test('error: close ends those who wait and later ones', async () => {
    const { clock, pacer, send, sent } = start({ minIntervalMs: 1000 });
    void send('order');
    const waiting = [send('order'), send('read')];
    const error = new NotConnectedError('The connection broke');
    pacer.close(error);
    pacer.close();
    for (const one of [...waiting, send('cancel')]) await expect(one).rejects.toBe(error);
    clock.advanceSync(10_000);
    expect(sent).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: close without an error is a ClosedError, nothing was sent', async () => {
    const { pacer, send } = start();
    pacer.close();
    await expect(send('read')).rejects.toBeInstanceOf(ClosedError);
    await expect(send('read')).rejects.toMatchObject({ sent: false });
  });

  test('behavior: close from inside a request stops the rest', async () => {
    const { clock, pacer, send, sent } = start({ minIntervalMs: 100, marginMs: 0 });
    void send('order');
    void pacer.schedule('order', () => pacer.close());
    const rest = send('order');
    clock.advanceSync(100);
    await expect(rest).rejects.toBeInstanceOf(ClosedError);
    expect(sent).toHaveLength(1);
  });

  test.each([
    [{ minIntervalMs: -1 }, 'pacer.minIntervalMs'],
    [{ minIntervalMs: 200, burst: Number.NaN }, 'pacer.burst'],
    [{ minIntervalMs: 200, marginMs: Number.POSITIVE_INFINITY }, 'pacer.marginMs'],
    [{ capacity: 0, refillPerSecond: 1 }, 'pacer.capacity'],
    [{ capacity: 1, refillPerSecond: 0 }, 'pacer.refillPerSecond'],
  ])('args: %j', (rule, field) => {
    expect(() => start(rule)).toThrow(ValidationError);
    expect(() => start(rule)).toThrow(field);
  });
});

describe('Pacer with a window', () => {
  const rule = { most: 20, windowMs: 1000, marginMs: 0 };

  /** Requests that are answered after some ms each, and when each left. */
  function answering(ms: readonly number[]) {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, rule });
    const times: number[] = [];
    const send = (priority: Priority, at: number): void => {
      const run = (): Promise<void> => {
        times.push(clock.monotonic());
        return new Promise((resolve) => void clock.schedule(ms[at % ms.length]!, resolve));
      };
      void pacer.schedule(priority, run);
    };
    return { clock, times, send };
  }

  test('default: all that the window holds at once, the next when the first answers are a window old', async () => {
    const { clock, times, send } = answering([50]);
    for (let at = 0; at < 50; at += 1) send('cancel', at);
    await clock.advance(5000);
    expect(times.filter((time) => time === 0)).toHaveLength(20);
    expect(times.slice(20, 40)).toEqual(new Array(20).fill(1050));
  });

  test('behavior: an answer that is late keeps its place in the window', async () => {
    const { clock, times, send } = answering([0, 700]);
    for (let at = 0; at < 40; at += 1) send('cancel', at);
    await clock.advance(5000);
    expect(times.slice(0, 20)).toEqual(new Array(20).fill(0));
    expect(times.slice(20, 30)).toEqual(new Array(10).fill(1000));
    expect(times.slice(30, 40)).toEqual(new Array(10).fill(1700));
  });

  test('behavior: reads leave a quarter, orders a tenth to cancels', async () => {
    for (const [priority, most] of [
      ['read', 15],
      ['order', 18],
      ['control', 18],
      ['cancel', 20],
    ] as const) {
      const { times, send } = answering([10]);
      for (let at = 0; at < 30; at += 1) send(priority, at);
      expect(times).toHaveLength(most);
    }
  });

  test('behavior: what waits behind unanswered requests is refused only where no answer could come in time', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, rule: { most: 10, windowMs: 1000, marginMs: 0 } });
    const answered = (): Promise<void> => new Promise((resolve) => void clock.schedule(100, resolve));
    const results = Array.from({ length: 40 }, () =>
      pacer.schedule('cancel', answered, { remainingMs: () => 2500 - clock.monotonic() }).then(
        () => 'ran',
        (error: Error) => error.name,
      ),
    );
    await clock.advance(10_000);
    const ran = (await Promise.all(results)).filter((result) => result === 'ran');
    expect(ran).toHaveLength(30);
  });

  test('behavior: a request that fails counts like one that is answered', async () => {
    const clock = new VirtualClock();
    const pacer = new Pacer({ clock, rule: { most: 1, windowMs: 100, marginMs: 0 } });
    await expect(pacer.schedule('cancel', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const next = pacer.schedule('cancel', () => clock.monotonic());
    await clock.advance(100);
    await expect(next).resolves.toBe(100);
  });

  test.each([
    { most: 0, windowMs: 1000 },
    { most: 5, windowMs: -1 },
    { most: 5, windowMs: 1, marginMs: -1 },
  ])('error: %j is no rule', (bad) => {
    expect(() => new Pacer({ clock: new VirtualClock(), rule: bad })).toThrow(ValidationError);
  });
});
