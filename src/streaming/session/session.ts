import type { CallOptions } from '../../broker/call-options';
import type { BrokerState, BrokerStatus } from '../../broker/status';
import type { Timer } from '../../core/clock';
import { Deferred } from '../../core/deferred';
import {
  AuthenticationError,
  ClosedError,
  isAuthenticationError,
  isConfigurationError,
  isConnectionError,
  TimeoutError,
} from '../../errors';
import { Redactor } from '../../errors/redact';
import { checkTimeout, raceAbort, raceDeadline, startDeadline } from '../../transport/deadline';
import { ReconnectPolicy } from './reconnect-policy';
import type { SessionAttempt, SessionOptions, SessionStats } from './session-steps';

export type { SessionAttempt, SessionOptions, SessionStats, SessionSteps } from './session-steps';

const ATTEMPT_TIMEOUT_MS = 30_000;

const ignore = (): void => {};

/** The attempt under way, or the connection it has made. */
interface Connection {
  readonly attempt: SessionAttempt;
  readonly controller: AbortController;
  isMade: boolean;
  hasLogin: boolean;
}

/** What another attempt cannot heal: wrong options, a wrong certificate. */
function isFatal(error: Error): boolean {
  return isConnectionError(error) ? error.failure === 'tls' : isConfigurationError(error);
}

/**
 * Brings a venue up and keeps it up.
 *
 * `idle` → `connecting` → `authenticating` → `syncing` → `live` ⇄ `stale`; a lost connection leads over `reconnecting`
 * back to `connecting`. The first start fails for good when its attempt fails; so does a session for which another
 * attempt is useless or not allowed: `failed`, until somebody starts it again. `closed` is final.
 *
 * Credentials that are refused at the first start are wrong. Refused after they were accepted, the venue or what stands
 * before it may be at fault: it is asked again after 1, 5 and 30 s, then once a minute, as far as the venue allows it.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #attemptTimeoutMs: number;
  readonly #policy: ReconnectPolicy;
  readonly #redactor: Redactor;
  readonly #waiters = new Set<Deferred<void>>();
  #status: BrokerStatus;
  #epoch = 0;
  #connection: Connection | undefined;
  /** Limits the attempt, waits for the next one, or for the stable period to pass: never two of them at once. */
  #timer: Timer | undefined;
  #hasBeenLive = false;
  /** Whether a failed attempt is followed by another: not before the start in hand has succeeded. */
  #persistent = false;
  #connects = 0;
  #disconnects = 0;
  #lock: AuthenticationError | undefined;

  /** @throws ValidationError when an option is out of range */
  constructor(options: SessionOptions) {
    const { attemptTimeoutMs = ATTEMPT_TIMEOUT_MS, reconnect = {}, random } = options;
    checkTimeout(attemptTimeoutMs, 'attemptTimeoutMs');
    this.#options = options;
    this.#redactor = options.redactor ?? new Redactor();
    this.#attemptTimeoutMs = attemptTimeoutMs;
    this.#policy = new ReconnectPolicy(reconnect, random);
    this.#status = Object.freeze({ state: 'idle', since: options.clock.now(), epoch: 0 });
  }

  get status(): BrokerStatus {
    return this.#status;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get stats(): SessionStats {
    return { connects: this.#connects, disconnects: this.#disconnects, flapping: this.#policy.flapping };
  }

  /** Whether the epoch is that of the attempt under way or of the connection it made. */
  isCurrent(epoch: number): boolean {
    return this.#connection?.attempt.epoch === epoch;
  }

  /**
   * Resolves when live. Calls made meanwhile share the attempt; it is given up when the last of them stops waiting.
   * While the session reconnects by itself a call waits for that.
   * @throws the error of the first attempt; ClosedError after {@link close}; AbortedError and TimeoutError by `options`;
   * AuthenticationError, without sending anything, as long as the venue has locked us out
   */
  start(options: CallOptions = {}): Promise<void> {
    const started = this.#start(options);
    started.catch(ignore);
    return started;
  }

  /** The connection of the epoch is gone, or must be given up. */
  lost(epoch: number, error: Error): void {
    if (this.#connection?.attempt.epoch === epoch) this.#end(this.#connection, this.#redactor.error(error));
  }

  /**
   * Nothing has been heard for too long, or nothing good: only for the epoch that is live.
   * @param nextAttemptTime - when the venue is asked again, UTC epoch ms; told anew each time it is given
   */
  stale(epoch: number, reason: string, nextAttemptTime?: number): void {
    const { state } = this.#status;
    const again = state === 'stale' && nextAttemptTime !== undefined;
    if (!this.isCurrent(epoch) || !(state === 'live' || again)) return;
    // A silent connection is not a stable one.
    this.#setTimer(undefined);
    const next = nextAttemptTime === undefined ? {} : { nextAttemptTime };
    this.#set('stale', { reason: this.#redactor.own(reason), ...next });
  }

  fresh(epoch: number): void {
    if (!this.isCurrent(epoch) || this.#status.state !== 'stale') return;
    this.#awaitStable();
    this.#set('live');
  }

  /** Ends everything at once; waiting starts reject with `ClosedError`. Never rejects, may be repeated. */
  close(): Promise<void> {
    if (this.#status.state === 'closed') return Promise.resolve();
    const error = new ClosedError('The session was closed', { operation: 'connect' });
    const connection = this.#connection;
    this.#connection = undefined;
    this.#setTimer(undefined);
    this.#set('closed');
    if (connection) this.#tearDown(connection, error);
    this.#settle(error);
    return Promise.resolve();
  }

  async #start(options: CallOptions): Promise<void> {
    if (this.#status.state === 'closed')
      throw new ClosedError('The session was closed', { operation: 'connect' });
    const deadline = startDeadline({ ...options, clock: this.#options.clock, operation: 'connect' });
    try {
      const { state } = this.#status;
      if (state === 'live' || state === 'stale') return;
      if (state === 'idle' || state === 'failed') this.#checkLock();
      const waiter = new Deferred<void>();
      this.#waiters.add(waiter);
      if (state === 'idle' || state === 'failed') {
        this.#policy.reset();
        this.#persistent = false;
        this.#begin();
      }
      try {
        await raceDeadline(waiter.promise, deadline);
      } finally {
        this.#waiters.delete(waiter);
      }
    } catch (error) {
      const { reason } = deadline;
      if (reason && this.#waiters.size === 0 && !this.#persistent && this.#connection)
        this.#end(this.#connection, reason);
      throw error;
    } finally {
      deadline.dispose();
    }
  }

  #checkLock(): void {
    const lock = this.#lock;
    if (lock?.until === undefined || this.#options.clock.now() >= lock.until) return;
    throw new AuthenticationError(lock.message, { ...lock, cause: lock, sent: false });
  }

  #begin(): void {
    this.#epoch += 1;
    const { clock } = this.#options;
    const controller = new AbortController();
    const connection: Connection = {
      attempt: Object.freeze({
        epoch: this.#epoch,
        reconnect: this.#hasBeenLive,
        signal: controller.signal,
        loginBegins: () => {
          if (connection.hasLogin) return;
          connection.hasLogin = true;
          this.#policy.loginBegins(clock.monotonic());
        },
      }),
      controller,
      isMade: false,
      hasLogin: false,
    };
    this.#connection = connection;
    const timeoutMs = this.#attemptTimeoutMs;
    this.#setTimer(timeoutMs, () => {
      this.#end(
        connection,
        new TimeoutError(`The attempt was not live within ${timeoutMs} ms`, {
          operation: 'connect',
          timeoutMs,
        }),
      );
    });
    void this.#run(connection);
  }

  async #run(connection: Connection): Promise<void> {
    const { steps, clock, logsIn = true } = this.#options;
    const { attempt } = connection;
    const { signal } = attempt;
    // A step that does not heed its signal is not waited for.
    const run = (step: () => Promise<void>): Promise<void> => {
      const work = async (): Promise<void> => {
        // A listener of the status may have ended it.
        signal.throwIfAborted();
        await step();
      };
      return raceAbort(work(), signal);
    };
    try {
      this.#set('connecting');
      await run(() => steps.connect(attempt));
      // It may have ended between the end of the step and this turn.
      if (this.#connection !== connection) return;
      connection.isMade = true;
      this.#connects += 1;
      this.#set('authenticating');
      await run(() => {
        if (logsIn) attempt.loginBegins();
        return steps.authenticate(attempt);
      });
      if (this.#connection !== connection) return;
      this.#policy.loginEnds(clock.monotonic());
      this.#set('syncing');
      await run(() => steps.synchronize(attempt));
      if (this.#connection !== connection) return;
      this.#hasBeenLive = true;
      this.#persistent = true;
      this.#lock = undefined;
      this.#awaitStable();
      this.#set('live');
      // A listener may have closed the session, and then the waiting starts have their answer.
      if (this.#connection === connection) this.#settle();
    } catch (error) {
      this.#end(connection, this.#redactor.error(error));
    }
  }

  #end(connection: Connection, error: Error): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#setTimer(undefined);
    if (connection.isMade) {
      this.#disconnects += 1;
      this.#policy.lost();
    }
    if (isAuthenticationError(error)) this.#lock = error;
    this.#tearDown(connection, error);
    if (this.#status.state === 'closed') return;
    if (!this.#persistent || isFatal(error) || this.#policy.isExhausted || this.#isLatched(error)) {
      // Before the listener runs: it may start anew, and that start is not meant.
      this.#settle(error);
      this.#set('failed', { reason: error.message, error });
    } else {
      this.#reconnect(connection, error);
    }
  }

  #reconnect(connection: Connection, error: Error): void {
    const { clock } = this.#options;
    const until = isAuthenticationError(error) ? error.until : undefined;
    const waitMs = until === undefined ? 0 : until - clock.now();
    const delayMs = this.#policy.nextDelay(clock.monotonic(), connection.hasLogin, error, waitMs);
    this.#setTimer(delayMs, () => this.#begin());
    this.#set('reconnecting', { reason: error.message, error, nextAttemptTime: clock.now() + delayMs });
  }

  /** Whether the venue has refused us as often as it may be asked again. */
  #isLatched(error: Error): boolean {
    if (!isAuthenticationError(error)) return false;
    const { refusalsAllowed } = this.#options;
    return refusalsAllowed !== undefined && this.#policy.refusals >= refusalsAllowed(error);
  }

  #tearDown(connection: Connection, error: Error): void {
    connection.controller.abort(error);
    try {
      this.#options.steps.teardown(connection.attempt.epoch, error);
    } catch (failure) {
      this.#options.logger.error('Tearing a connection down failed', {
        error: this.#redactor.error(failure).message,
      });
    }
  }

  #awaitStable(): void {
    this.#setTimer(this.#policy.stableMs, () => this.#policy.reset(), false);
  }

  #setTimer(delayMs: number | undefined, run: () => void = ignore, keepAlive = true): void {
    this.#timer?.cancel();
    this.#timer =
      delayMs === undefined ? undefined : this.#options.clock.schedule(delayMs, run, { keepAlive });
  }

  #set(state: BrokerState, details: Pick<BrokerStatus, 'reason' | 'error' | 'nextAttemptTime'> = {}): void {
    const { clock, logger } = this.#options;
    // Copied before the listener runs: it may bring about the next state.
    const status = Object.freeze({ state, since: clock.now(), epoch: this.#epoch, ...details });
    this.#status = status;
    logger.debug('Session', {
      state,
      epoch: status.epoch,
      ...(details.reason && { reason: details.reason }),
    });
    try {
      this.#options.onStatus(status);
    } catch (error) {
      logger.error('A status listener failed', { error: this.#redactor.error(error).message });
    }
  }

  #settle(error?: Error): void {
    for (const waiter of [...this.#waiters]) {
      if (error) waiter.reject(error);
      else waiter.resolve();
    }
    this.#waiters.clear();
  }
}
