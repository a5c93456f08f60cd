import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { AuthenticationError, ConnectionError, RateLimitError } from '../../src/errors';
import { backoffDelay } from '../../src/transport/backoff';
import { flapping, reset, setup } from './session-setup';

const refused = () => new ConnectionError('refused', { failure: 'refused' });

/** The most events in any window of this length. */
function peak(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((start, n) => sorted.slice(n).filter((time) => time < start + windowMs).length),
  );
}

describe('Session reconnecting', () => {
  it('default: attempts come at the times that the seeded source gives', async () => {
    const { session, steps, clock } = setup({ seed: 42 });
    await session.start();
    await clock.advance(60_000);
    steps.behaviour.connect = refused();
    const lostAt = clock.monotonic();
    session.lost(1, reset());
    await clock.advance(120_000);
    const random = seededRandom(42);
    let at = lostAt;
    const expected: number[] = [];
    for (let n = 0; n < steps.times.connect.length - 1; n += 1) {
      at += backoffDelay(n, { baseMs: 500, factor: 2, maxMs: 30_000 }, random);
      expected.push(at);
    }
    expect(expected.length).toBeGreaterThan(6);
    expect(steps.times.connect.slice(1).map(Math.round)).toEqual(expected.map(Math.round));
  });

  it('behavior: the count restarts only after a stable period', async () => {
    const { session, clock } = setup({
      reconnect: { baseMs: 1000, maxMs: 30_000, stableMs: 60_000 },
      random: { next: () => 0.999 },
    });
    const delays: number[] = [];
    await session.start();
    for (const liveMs of [10_000, 10_000, 59_000, 60_000, 10_000]) {
      await clock.advance(liveMs);
      session.lost(session.epoch, reset());
      delays.push(Math.round(session.status.nextAttemptTime! - clock.now()));
      await clock.advance(31_000);
      // It came up at some point of that; let it be as if it had just now.
      const up = session.status;
      expect(up.state).toBe('live');
      session.stale(session.epoch, 'x');
      session.fresh(session.epoch);
    }
    expect(delays).toEqual([999, 1998, 3996, 999, 1998]);
  });

  it('behavior: silence is not stability', async () => {
    const { session, clock } = setup();
    await session.start();
    for (let n = 0; n < 3; n += 1) {
      await clock.advance(50_000);
      session.lost(session.epoch, reset());
      await clock.advance(10_000);
    }
    expect(session.stats.flapping).toBe(true);
    session.stale(session.epoch, 'silence');
    await clock.advance(300_000);
    expect(session.stats.flapping).toBe(true);
    session.fresh(session.epoch);
    await clock.advance(60_000);
    expect(session.stats.flapping).toBe(false);
  });

  it('behavior: maxAttempts in a row fail it', async () => {
    const { session, steps, clock, statuses } = setup({ reconnect: { maxAttempts: 3 } });
    await session.start();
    steps.behaviour.connect = refused();
    session.lost(1, reset());
    await clock.advance(600_000);
    expect(steps.attempts).toHaveLength(4);
    expect(session.status).toMatchObject({ state: 'failed', reason: 'refused' });
    expect(statuses.at(-1)?.nextAttemptTime).toBeUndefined();
  });

  it('behavior: a venue that names a wait gets it', async () => {
    const { session, steps, clock } = setup();
    await session.start();
    await clock.advance(60_000);
    session.lost(1, new RateLimitError('slow down', { retryAfterMs: 45_000 }));
    await clock.advance(44_999);
    expect(steps.attempts).toHaveLength(1);
    await clock.advance(1000);
    expect(steps.attempts).toHaveLength(2);
  });

  it('behavior: hung attempts are cut off one after the other, and each is torn down once', async () => {
    const { session, steps, clock } = setup({ attemptTimeoutMs: 10_000 });
    await session.start();
    steps.behaviour.synchronize = () => new Promise(() => {});
    session.lost(1, reset());
    await clock.advance(600_000);
    const { epoch } = session;
    expect(epoch).toBeGreaterThan(5);
    expect(steps.teardowns.map((teardown) => teardown.epoch)).toEqual(
      Array.from({ length: steps.teardowns.length }, (_, n) => n + 1),
    );
    expect(epoch - steps.teardowns.length).toBeLessThanOrEqual(1);
    expect(clock.pendingTimers).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])(
    'behavior: a login that is kicked each time is tried at most twice a minute (seed %i)',
    async (seed) => {
      for (const kickedAfterMs of [0, 1, 1000, 9000]) {
        const { session, steps, clock } = flapping(kickedAfterMs, seed);
        await session.start();
        await clock.advance(3_600_000);
        expect(steps.times.authenticate.length).toBeGreaterThan(100);
        expect(peak(steps.times.authenticate, 60_000)).toBeLessThanOrEqual(2);
      }
    },
  );

  it('behavior: logins that fail each time are tried at most twice a minute too', async () => {
    const { session, steps, clock } = setup();
    await session.start();
    steps.behaviour.authenticate = reset();
    session.lost(1, reset());
    await clock.advance(3_600_000);
    expect(steps.times.authenticate.length).toBeGreaterThan(30);
    expect(peak(steps.times.authenticate, 60_000)).toBeLessThanOrEqual(2);
  });

  it('args: without a login a session that ends at once comes back as soon as the waits let it', async () => {
    const { session, steps, clock } = setup({
      logsIn: false,
      reconnect: { baseMs: 10, maxMs: 500 },
      onStatus: ({ state, epoch }) => {
        if (state === 'live') clock.schedule(1, () => session.lost(epoch, reset()));
      },
    });
    await session.start();
    await clock.advance(60_000);
    expect(steps.times.authenticate.length).toBeGreaterThan(60);
  });

  it('args: short waits make no more logins: a session that ends at once has two a minute', async () => {
    const { session, steps, clock } = setup({
      reconnect: { baseMs: 10, maxMs: 500 },
      onStatus: ({ state, epoch }) => {
        if (state === 'live') clock.schedule(1, () => session.lost(epoch, reset()));
      },
    });
    await session.start();
    await clock.advance(3_600_000);
    expect(steps.times.authenticate.length).toBeGreaterThan(100);
    expect(peak(steps.times.authenticate, 60_000)).toBeLessThanOrEqual(2);
  });

  it('behavior: a refusal after a login that worked is tried again after 1, 5 and 30 s, then once a minute', async () => {
    const { session, steps, clock, statuses } = setup();
    await session.start();
    await clock.advance(100_000);
    steps.behaviour.authenticate = new AuthenticationError('who are you?');
    session.lost(1, steps.behaviour.authenticate);
    await clock.advance(3_600_000);
    const waits = statuses
      .filter(({ state }) => state === 'reconnecting')
      .map(({ since, nextAttemptTime = 0 }) => nextAttemptTime - since);
    expect(waits.slice(0, 6)).toEqual([1000, 5000, 30_000, 60_000, 60_000, 60_000]);
    expect(steps.times.authenticate.slice(1, 5).map((time) => time - 100_000)).toEqual([
      1000, 6000, 36_000, 96_000,
    ]);
    expect(steps.times.authenticate.length).toBeLessThanOrEqual(64);
    expect(session.status).toMatchObject({ state: 'reconnecting', reason: 'who are you?' });
    steps.behaviour = {};
    await clock.advance(60_000);
    expect(session.status.state).toBe('live');
    // What held for a stable period has its short waits again.
    await clock.advance(60_000);
    session.lost(session.epoch, new AuthenticationError('who are you?'));
    expect((session.status.nextAttemptTime ?? 0) - session.status.since).toBe(1000);
  });

  it('args: refusalsAllowed 0 latches at the first refusal; a start by hand is one more attempt', async () => {
    const { session, steps, clock } = setup({ refusalsAllowed: () => 0 });
    await session.start();
    steps.behaviour.authenticate = new AuthenticationError('refused');
    session.lost(1, reset());
    await clock.advance(3_600_000);
    expect([session.status.state, steps.attempts.length, clock.pendingTimers]).toEqual(['failed', 2, 0]);
    expect(session.status.error).toBe(steps.behaviour.authenticate);
    await expect(session.start()).rejects.toThrow('refused');
    await clock.advance(3_600_000);
    expect([session.status.state, steps.attempts.length]).toEqual(['failed', 3]);
  });

  it('args: refusalsAllowed bounds them, and until is waited for', async () => {
    const { session, steps, clock } = setup({ refusalsAllowed: ({ code }) => (code === 'X' ? 2 : 0) });
    await session.start();
    steps.behaviour.authenticate = async () => {
      throw new AuthenticationError('in use', { code: 'X', until: clock.now() + 60_000 });
    };
    session.lost(1, reset());
    await clock.advance(3_600_000);
    expect(session.status.state).toBe('failed');
    const [, first = 0, ...later] = steps.times.authenticate;
    expect(later.map((time) => time - first)).toEqual([60_000, 120_000]);
  });

  it('behavior: stale may give the time of the next attempt, and updates it each time', async () => {
    const { session, statuses } = setup();
    await session.start();
    session.stale(1, 'silent');
    session.stale(1, 'still silent');
    session.stale(1, 'refused', 5);
    session.stale(1, 'refused again', 9);
    expect(statuses.slice(-3).map(({ reason, nextAttemptTime }) => [reason, nextAttemptTime])).toEqual([
      ['silent', undefined],
      ['refused', 5],
      ['refused again', 9],
    ]);
    session.fresh(1);
    expect(session.status.nextAttemptTime).toBeUndefined();
  });

  it('behavior: one kick alone is answered with an ordinary reconnect', async () => {
    const { session, clock } = setup();
    await session.start();
    session.lost(1, reset());
    await clock.advance(500);
    expect(session.status.state).toBe('live');
  });

  it('behavior: attempts against a refusing venue are bounded over a day', async () => {
    const { session, steps, clock } = setup();
    await session.start();
    steps.behaviour.connect = refused();
    session.lost(1, reset());
    await clock.advance(24 * 3_600_000);
    // A day of waits that are 15 s on average.
    expect(steps.attempts.length).toBeLessThan(6500);
    expect(steps.attempts.length).toBeGreaterThan(5000);
    expect(clock.pendingTimers).toBe(1);
  });

  it('behavior: a thousand drops of a flapping connection: attempts bounded, timers flat, flapping reported', async () => {
    const { session, steps, clock } = flapping(2000);
    await session.start();
    let timers = 0;
    while (session.stats.disconnects < 1000) {
      await clock.advance(10_000);
      timers = Math.max(timers, clock.pendingTimers);
    }
    // The session's one, and the test's own that cuts the connection.
    expect(timers).toBeLessThanOrEqual(2);
    expect(steps.attempts.length).toBeLessThanOrEqual(1001);
    expect(session.stats).toMatchObject({ disconnects: 1000, flapping: true });
    // Two a minute, not thirty.
    expect(clock.monotonic()).toBeGreaterThan(8 * 3_600_000);
  });

  it('behavior: a day with a drop each minute leaks nothing', async () => {
    const { session, steps, clock, statuses } = setup();
    await session.start();
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      session.lost(session.epoch, reset());
      statuses.length = 0;
      steps.log.length = 0;
      steps.attempts.length = 0;
      await clock.advance(60_000);
    }
    expect(session.stats.connects).toBeGreaterThan(1300);
    expect(clock.pendingTimers).toBe(1);
    await session.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it('behavior: two hundred clients that lose one venue do not reconnect at once', async () => {
    const clock = new VirtualClock();
    const clients = Array.from({ length: 200 }, (_, seed) => setup({ seed, clock }));
    await Promise.all(clients.map(({ session }) => session.start()));
    await clock.advance(60_000);
    const lostAt = clock.monotonic();
    for (const { session, steps } of clients) {
      steps.behaviour.connect = refused();
      session.lost(1, reset());
    }
    await clock.advance(60_000);
    for (const { steps } of clients) delete steps.behaviour.connect;
    await clock.advance(60_000);
    expect(clients.every(({ session }) => session.status.state === 'live')).toBe(true);
    const times = clients.flatMap(({ steps }) => steps.times.connect.slice(1).map((time) => time - lostAt));
    // No instant sees more than a few; after the first waits the venue sees a trickle.
    expect(peak(times, 10)).toBeLessThanOrEqual(20);
    expect(
      peak(
        times.filter((time) => time > 10_000),
        1000,
      ),
    ).toBeLessThanOrEqual(60);
    expect(
      peak(
        times.filter((time) => time > 30_000),
        1000,
      ),
    ).toBeLessThanOrEqual(30);
  });

  it('behavior: whatever happens, one teardown an epoch, at most one timer, and the last state is true', async () => {
    const event = fc.oneof(
      fc.constantFrom('lost', 'stale', 'fresh', 'start', 'oldLost' as const),
      fc.record({ wait: fc.integer({ min: 1, max: 40_000 }) }),
      fc.record({
        step: fc.constantFrom('connect' as const, 'authenticate' as const, 'synchronize' as const),
        does: fc.constantFrom('ok', 'fail', 'hang', 'refuse'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), fc.nat(1000), async (run, seed) => {
        const { session, steps, clock, statuses } = setup({ seed });
        for (const action of run) {
          if (action === 'lost') session.lost(session.epoch, reset());
          else if (action === 'oldLost') session.lost(session.epoch - 1, reset());
          else if (action === 'stale') session.stale(session.epoch, 'x');
          else if (action === 'fresh') session.fresh(session.epoch);
          else if (action === 'start') void session.start();
          else if (typeof action === 'object' && 'wait' in action) await clock.advance(action.wait);
          else if (typeof action === 'object') {
            if (action.does === 'ok') delete steps.behaviour[action.step];
            else if (action.does === 'fail') steps.behaviour[action.step] = reset();
            else if (action.does === 'hang') steps.behaviour[action.step] = () => new Promise(() => {});
            else steps.behaviour[action.step] = new AuthenticationError('refused');
          }
          expect(clock.pendingTimers).toBeLessThanOrEqual(1);
          expect(session.status).toBe(statuses.at(-1) ?? session.status);
          const torn = steps.teardowns.map((teardown) => teardown.epoch);
          expect(new Set(torn).size).toBe(torn.length);
          const up = session.isCurrent(session.epoch);
          expect(torn.length).toBe(session.epoch - (up ? 1 : 0));
          expect(up).toBe(!['idle', 'reconnecting', 'failed'].includes(session.status.state));
        }
        await session.close();
        expect(clock.pendingTimers).toBe(0);
        expect(steps.teardowns).toHaveLength(session.epoch);
        for (const attempt of steps.attempts) expect(attempt.signal.aborted).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
