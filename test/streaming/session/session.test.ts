import { describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import {
  AbortedError,
  AuthenticationError,
  ClosedError,
  ConfigurationError,
  ConnectionError,
  isAuthenticationError,
  isTimeoutError,
} from '../../../src/errors';
import { hang, reset, type StepName, setup } from '../session-setup';
import { turn } from '../subscription-setup';

const STEPS: readonly StepName[] = ['connect', 'authenticate', 'synchronize'];

describe('Session', () => {
  it('default: goes through its states to live, once each', async () => {
    const { session, steps, states, statuses, clock } = setup();
    expect(session.status).toEqual({ state: 'idle', since: clock.now(), epoch: 0 });
    await session.start();
    expect(states()).toBe('connecting authenticating syncing live');
    expect(steps.log).toEqual(['connect 1', 'authenticate 1', 'synchronize 1']);
    expect(steps.attempts[0]).toMatchObject({ epoch: 1, reconnect: false });
    expect([session.epoch, session.isCurrent(1), session.isCurrent(0)]).toEqual([1, true, false]);
    expect(session.stats).toEqual({ connects: 1, disconnects: 0, flapping: false });
    expect(statuses.every((status) => Object.isFrozen(status) && status.epoch === 1)).toBe(true);
  });

  it('behavior: starting while live resolves at once; concurrent starts share one attempt', async () => {
    const { session, steps } = setup();
    await Promise.all([session.start(), session.start(), session.start()]);
    await session.start();
    expect(steps.log.filter((line) => line.startsWith('connect'))).toHaveLength(1);
  });

  it.each(STEPS)(
    'error: a first start that fails in %s is failed, rejects, and may be repeated',
    async (name) => {
      const { session, steps, states, clock } = setup();
      const failure = reset();
      steps.behaviour[name] = failure;
      await expect(session.start()).rejects.toBe(failure);
      expect(states().endsWith('failed')).toBe(true);
      expect(session.status).toMatchObject({ state: 'failed', reason: failure.message, error: failure });
      expect(steps.teardowns).toEqual([{ epoch: 1, reason: failure }]);
      expect([clock.pendingTimers, session.isCurrent(1)]).toEqual([0, false]);
      await clock.advance(3_600_000);
      expect(steps.attempts).toHaveLength(1);
      steps.behaviour = {};
      await session.start();
      expect(session.status).toMatchObject({ state: 'live', epoch: 2 });
      expect(session.status.error).toBeUndefined();
    },
  );

  it('error: what steps throw that is no SDK error comes out as a sanitised copy', async () => {
    const { session, steps } = setup();
    const foreign = Object.assign(new Error('socket'), { config: { password: 'hunter22' } });
    steps.behaviour.connect = foreign;
    const error = await session.start().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ message: 'socket' });
    expect(error).not.toHaveProperty('config');
    steps.behaviour.connect = () => {
      throw new ConfigurationError('at once');
    };
    await expect(session.start()).rejects.toThrow('at once');
  });

  it.each(STEPS)(
    'behavior: a %s that hangs is cut off at the deadline, also when it ignores its signal',
    async (name) => {
      const { session, steps, clock } = setup({ attemptTimeoutMs: 5000 });
      steps.behaviour[name] = hang;
      const started = session.start().catch((error: unknown) => error);
      await clock.advance(4999);
      expect(session.status.state).not.toBe('failed');
      await clock.advance(1);
      expect(isTimeoutError(await started)).toBe(true);
      expect(steps.attempts[0]?.signal.aborted).toBe(true);
      expect([steps.teardowns.length, clock.pendingTimers]).toEqual([1, 0]);
    },
  );

  it('behavior: a step that ends after its attempt does nothing any more', async () => {
    const { session, steps, clock, states } = setup({ attemptTimeoutMs: 1000 });
    let release = () => {};
    steps.behaviour.connect = () => new Promise((resolve) => (release = resolve));
    const started = session.start().catch(() => 'rejected');
    await clock.advance(1000);
    expect(await started).toBe('rejected');
    release();
    await turn();
    expect(states()).toBe('connecting failed');
    expect(steps.log).toEqual(['connect 1', 'teardown 1']);
  });

  it.each(STEPS)('error: lost during %s fails the attempt', async (name) => {
    const { session, steps } = setup();
    steps.behaviour[name] = async (attempt) => {
      session.lost(attempt.epoch, reset());
      await hang();
    };
    await expect(session.start()).rejects.toThrow('reset');
    expect([session.status.state, steps.teardowns.length]).toEqual(['failed', 1]);
  });

  it.each(STEPS)('error: lost at whatever turn after %s is done is never overlooked', async (name) => {
    for (let turns = 0; turns < 10; turns += 1) {
      const { session, steps, states } = setup();
      steps.behaviour[name] = async (attempt) => {
        let later = Promise.resolve();
        for (let n = 0; n < turns; n += 1) later = later.then(() => {});
        void later.then(() => session.lost(attempt.epoch, reset()));
      };
      const outcome = await session.start().then(
        () => 'live',
        () => 'failed',
      );
      await turn();
      // Either it was live for a moment and has noticed the loss, or it never was.
      expect(session.status.state).toBe(outcome === 'live' ? 'reconnecting' : 'failed');
      expect(states().includes('live')).toBe(outcome === 'live');
      expect(steps.teardowns).toHaveLength(1);
      await session.close();
    }
  });

  it('behavior: a start is answered by the live state that lasts beyond its listeners', async () => {
    const made = setup({
      onStatus: ({ state, epoch }) => {
        if (state === 'live' && epoch === 1) made.session.lost(1, reset());
      },
    });
    const started = made.session.start();
    await turn();
    expect(made.session.status.state).toBe('reconnecting');
    await made.clock.advance(500);
    await started;
    expect(made.session.status).toMatchObject({ state: 'live', epoch: 2 });
  });

  it('behavior: callbacks of other epochs do nothing', async () => {
    const { session, steps, states } = setup();
    await session.start();
    const before = states();
    for (const epoch of [0, 2, -1, Number.NaN]) {
      session.lost(epoch, reset());
      session.stale(epoch, 'silence');
      session.fresh(epoch);
    }
    expect([states(), steps.teardowns.length]).toEqual([before, 0]);
  });

  it('behavior: stale and fresh move only a live session', async () => {
    const { session, states, statuses } = setup();
    session.stale(0, 'silence');
    await session.start();
    session.fresh(1);
    session.stale(1, 'nothing heard for 5 s');
    session.stale(1, 'again');
    await session.start();
    expect(session.status).toMatchObject({ state: 'stale', reason: 'nothing heard for 5 s' });
    session.fresh(1);
    expect(states()).toBe('connecting authenticating syncing live stale live');
    expect(statuses.at(-1)).not.toHaveProperty('reason');
    session.stale(1, 'x');
    session.lost(1, reset());
    session.fresh(1);
    expect(session.status.state).toBe('reconnecting');
  });

  it('behavior: after being live a loss closes the connection, waits, and reconnects with a new epoch', async () => {
    const { session, steps, clock, states } = setup();
    await session.start();
    const failure = reset();
    session.lost(1, failure);
    session.lost(1, new Error('an echo of the same end'));
    const { status } = session;
    expect(status).toMatchObject({
      state: 'reconnecting',
      reason: failure.message,
      error: failure,
      epoch: 1,
    });
    expect(status.nextAttemptTime).toBeGreaterThanOrEqual(clock.now());
    expect(status.nextAttemptTime).toBeLessThan(clock.now() + 500);
    expect(steps.attempts[0]?.signal.reason).toBe(failure);
    const waiting = session.start();
    await clock.advance(500);
    await waiting;
    expect(states()).toBe(
      'connecting authenticating syncing live reconnecting connecting authenticating syncing live',
    );
    expect(steps.log).toEqual([
      'connect 1',
      'authenticate 1',
      'synchronize 1',
      'teardown 1',
      'connect 2',
      'authenticate 2',
      'synchronize 2',
    ]);
    expect(steps.attempts[1]).toMatchObject({ epoch: 2, reconnect: true });
    expect(session.stats).toEqual({ connects: 2, disconnects: 1, flapping: false });
    expect(steps.times.connect[1]).toBeCloseTo((status.nextAttemptTime ?? 0) - status.since, 3);
  });

  it('behavior: a session that failed after it had been live is restarted as a reconnect', async () => {
    const { session, steps } = setup({ reconnect: { maxAttempts: 0 } });
    await session.start();
    session.lost(1, reset());
    expect(session.status.state).toBe('failed');
    await session.start();
    expect(steps.attempts[1]?.reconnect).toBe(true);
  });

  it.each([
    ['ConfigurationError', new ConfigurationError('no such server')],
    ['tls', new ConnectionError('certificate', { failure: 'tls' })],
  ])('error: %s after being live is final: nothing is tried by itself', async (_name, failure) => {
    const { session, steps, clock } = setup();
    await session.start();
    steps.behaviour.authenticate = failure;
    session.lost(1, reset());
    await clock.advance(3_600_000);
    expect([session.status.state, steps.attempts.length, clock.pendingTimers]).toEqual(['failed', 2, 0]);
    expect(session.status.error).toBe(failure);
  });

  it('error: while the venue has locked us out a start sends nothing', async () => {
    const { session, steps, clock } = setup();
    steps.behaviour.authenticate = new AuthenticationError('too many attempts', {
      until: clock.now() + 600_000,
      code: 'EX007',
    });
    await expect(session.start()).rejects.toThrow('too many attempts');
    for (let n = 0; n < 50; n += 1) {
      const error = await session.start().catch((reason: unknown) => reason);
      expect(isAuthenticationError(error) && [error.sent, error.code]).toEqual([false, 'EX007']);
      await clock.advance(10_000);
    }
    expect(steps.attempts).toHaveLength(1);
    await clock.advance(100_000);
    steps.behaviour = {};
    await session.start();
    expect(steps.attempts).toHaveLength(2);
  });

  it('error: a wrong password is one login in an hour', async () => {
    const { session, steps, clock } = setup();
    steps.behaviour.authenticate = new AuthenticationError('wrong password');
    await expect(session.start()).rejects.toThrow('wrong password');
    await clock.advance(3_600_000);
    expect(steps.times.authenticate).toHaveLength(1);
  });

  it('args: start takes a signal and a limit; the last to stop waiting ends the attempt', async () => {
    const { session, steps, clock } = setup();
    steps.behaviour.connect = hang;
    const controller = new AbortController();
    const limited = session.start({ timeoutMs: 1000 }).catch((error: unknown) => error);
    const aborted = session.start({ signal: controller.signal }).catch((error: unknown) => error);
    await clock.advance(1000);
    expect(isTimeoutError(await limited)).toBe(true);
    expect(session.status.state).toBe('connecting');
    controller.abort();
    expect(await aborted).toBeInstanceOf(AbortedError);
    await turn();
    expect([session.status.state, steps.teardowns.length, clock.pendingTimers]).toEqual(['failed', 1, 0]);
  });

  it('args: a signal that is aborted already, and limits out of range, start nothing', async () => {
    const { session, steps } = setup();
    await expect(session.start({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(AbortedError);
    await expect(session.start({ timeoutMs: 0 })).rejects.toThrow(/timeoutMs/);
    expect([steps.attempts.length, session.status.state]).toEqual([0, 'idle']);
  });

  it('behavior: an aborted wait for a reconnect does not end the reconnecting', async () => {
    const { session, clock } = setup();
    await session.start();
    session.lost(1, reset());
    await expect(session.start({ signal: AbortSignal.timeout(1) })).rejects.toBeInstanceOf(AbortedError);
    expect(session.status.state).toBe('reconnecting');
    await clock.advance(500);
    expect(session.status.state).toBe('live');
  });

  it.each([0, Number.NaN, -5])('args: attemptTimeoutMs %s is refused', (attemptTimeoutMs) => {
    expect(() => setup({ attemptTimeoutMs })).toThrow(/attemptTimeoutMs/);
  });

  it.each([
    { baseMs: 0 },
    { baseMs: Number.NaN },
    { factor: 0.5 },
    { maxMs: 100 },
    { maxMs: Number.POSITIVE_INFINITY },
    { stableMs: -1 },
    { maxAttempts: Number.NaN },
  ])('args: reconnect %j is refused', (reconnect) => {
    expect(() => setup({ reconnect })).toThrow(new RegExp(`reconnect.${Object.keys(reconnect)[0]} must`));
  });

  it('behavior: what teardown and status listeners throw is logged and changes nothing', async () => {
    const error = vi.fn();
    const { session, steps, clock } = setup({
      logger: { ...silentLogger, error },
      onStatus: () => {
        throw new Error('listener');
      },
    });
    steps.onTeardown = () => {
      throw new Error('teardown');
    };
    await session.start();
    session.lost(1, reset());
    await clock.advance(500);
    expect(session.status.state).toBe('live');
    expect(error.mock.calls.map(([, fields]) => fields.error)).toEqual(
      expect.arrayContaining(['listener', 'teardown']),
    );
  });

  it('behavior: a start that is not awaited causes no unhandled rejection', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const { session, steps } = setup();
    steps.behaviour.connect = reset();
    void session.start();
    await turn();
    void session.close();
    void session.start();
    await turn();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('Session.close', () => {
  it.each([...STEPS, 'idle', 'live', 'stale', 'reconnecting', 'failed'] as const)(
    'default: while in %s it is final, bounded, and leaves nothing',
    async (where) => {
      const { session, steps, clock, states } = setup();
      let started: Promise<unknown> = Promise.resolve('none');
      if (where === 'failed') steps.behaviour.connect = reset();
      else if (where !== 'idle' && where !== 'live' && where !== 'stale' && where !== 'reconnecting') {
        steps.behaviour[where] = hang;
      }
      if (where !== 'idle') started = session.start().catch((error: unknown) => error);
      await turn();
      if (where === 'stale') session.stale(1, 'x');
      if (where === 'reconnecting') session.lost(1, reset());
      await Promise.all([session.close(), session.close()]);
      await session.close();
      expect(session.status.state).toBe('closed');
      expect(states().match(/closed/g)).toHaveLength(1);
      expect(steps.teardowns.length).toBe(where === 'idle' ? 0 : 1);
      expect([clock.pendingTimers, session.isCurrent(1)]).toEqual([0, false]);
      if ((STEPS as readonly string[]).includes(where)) expect(await started).toBeInstanceOf(ClosedError);
      session.lost(1, reset());
      await clock.advance(3_600_000);
      await expect(session.start()).rejects.toBeInstanceOf(ClosedError);
      expect(steps.attempts.length).toBe(where === 'idle' ? 0 : 1);
    },
  );

  it.each(['connecting', 'authenticating', 'syncing', 'live', 'reconnecting', 'failed'])(
    'behavior: a status listener may close it on %s',
    async (state) => {
      const statuses: string[] = [];
      const made = setup({
        reconnect: { maxAttempts: state === 'failed' ? 0 : 5 },
        onStatus: (status) => {
          statuses.push(status.state);
          if (status.state === state) void made.session.close();
        },
      });
      const outcome = made.session.start().then(
        () => 'live',
        (error: unknown) => error,
      );
      await turn();
      made.session.lost(1, reset());
      await made.clock.advance(60_000);
      if (['connecting', 'authenticating', 'syncing', 'live'].includes(state)) {
        expect(await outcome).toBeInstanceOf(ClosedError);
      }
      expect(made.session.status.state).toBe('closed');
      expect(statuses.at(-1)).toBe('closed');
      expect(made.steps.teardowns).toHaveLength(1);
      expect([made.steps.attempts.length <= 1, made.clock.pendingTimers]).toEqual([true, 0]);
    },
  );

  it('behavior: a status listener may start it again when it has failed', async () => {
    let again: Promise<void> | undefined;
    const made = setup({
      onStatus: (status) => {
        if (status.state !== 'failed' || again !== undefined) return;
        made.steps.behaviour = {};
        again = made.session.start();
      },
    });
    made.steps.behaviour.connect = reset();
    await expect(made.session.start()).rejects.toThrow('reset');
    await again;
    expect(made.session.status.state).toBe('live');
  });

  it('behavior: a teardown that closes the session, or reports the loss again, is not called twice', async () => {
    const { session, steps, clock } = setup();
    await session.start();
    steps.onTeardown = () => {
      session.lost(1, reset());
      void session.close();
    };
    session.lost(1, reset());
    await clock.advance(60_000);
    expect([session.status.state, steps.teardowns.length, steps.attempts.length]).toEqual(['closed', 1, 1]);
  });
});
