import type { Random } from '../../core/random';
import { isAuthenticationError } from '../../errors';
import { sanitizeCause } from '../../errors/sanitize';
import { PollLoop } from '../../streaming/poll-loop';
import { type FailedPolls, type PollSchedule, pauseAfter, untilMinute } from './poll-schedule';
import type { PolledConnection } from './polled-connection';

/** How far chance may move the polls of a broker from those of others, in ms. */
const SPREAD_MS = 500;

/** What a poll came to. */
export interface PollOutcome {
  /** Whether the venue answered at least a part of it. */
  readonly answered: boolean;
  readonly isDown: boolean;
  /** Why it, or a part of it, failed. */
  readonly error?: Error | undefined;
  /** Takes what was answered, and settles those who wait for it. */
  settle(): void;
  /** Marks what failed; called unless the failure was the end of the connection. */
  mark(): void;
}

/** A channel that a group polls. */
export interface PollMember {
  readonly isIdle: boolean;
  /** Whether its last poll, or a part of it, failed. */
  readonly hasFailed: boolean;
  /** Never rejects. @param isRetry - whether only what failed is to be asked for again */
  poll(signal: AbortSignal, isRetry: boolean): Promise<PollOutcome>;
  stopped(): void;
}

export interface PollGroupOptions {
  readonly connection: PolledConnection;
  readonly random: Random;
  readonly schedule: PollSchedule;
  /** Asks for something small while all are idle, and tells whether it did. Absent: the loop ends then. */
  probe?(signal: AbortSignal, isRefused: boolean): Promise<boolean>;
}

interface Tick {
  readonly signal: AbortSignal;
  readonly isRetry: boolean;
  hasFailed: boolean;
  isReported: boolean;
}

/** One loop that polls one or several channels, all at once, each with a health of its own. */
export class PollGroup {
  readonly #options: PollGroupOptions;
  readonly #members: PollMember[] = [];
  /** Members whose last poll failed as a whole. */
  readonly #down = new Set<PollMember>();
  readonly #loop: PollLoop;
  readonly #spreadMs: number;
  #failed: FailedPolls | undefined;
  /** When all are due again, by the venue's clock; only those that failed are polled before. */
  #nextMinute = Number.NEGATIVE_INFINITY;

  constructor(options: PollGroupOptions) {
    this.#options = options;
    const { connection, random, schedule } = options;
    const isMinute = 'delayMs' in schedule;
    this.#spreadMs = isMinute ? Math.floor(random.next() * SPREAD_MS) : 0;
    this.#loop = new PollLoop({
      clock: connection.clock,
      random,
      intervalMs: () => this.#pause(),
      jitter: isMinute ? 0 : schedule.jitter,
      poll: (signal) => this.#poll(signal),
      onError: (error) => connection.report('pollFailed', `A poll broke off: ${error.message}`, error),
    });
  }

  add(member: PollMember): void {
    this.#members.push(member);
  }

  get isRunning(): boolean {
    return this.#loop.isRunning;
  }

  /** Begins: at once, or with the venue's next minute. Where it runs already, it polls as soon as it can. */
  start(): void {
    if ('delayMs' in this.#options.schedule) this.#loop.startLater();
    else if (this.#loop.isRunning) this.#loop.poke();
    else this.#loop.start();
  }

  poke(): void {
    this.#loop.poke();
  }

  /** Stops; those who wait for a poll get an error. */
  stop(): void {
    this.#loop.stop();
    this.#failed = undefined;
    this.#down.clear();
    this.#nextMinute = Number.NEGATIVE_INFINITY;
    for (const member of this.#members) member.stopped();
  }

  /** The venue has refused the credentials of somebody's call: polls show when it accepts them again. */
  refused(error: Error): void {
    if ((this.#failed?.refusals ?? 0) > 0 || !this.#loop.isRunning) return;
    this.#nextMinute = Number.NEGATIVE_INFINITY;
    this.#fail('The venue refuses a call', error, this.#options.connection.clock.monotonic());
    this.#loop.stop();
    this.#loop.startLater();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const isRetry = this.#isRetry();
    const active = this.#members.filter(({ isIdle }) => !isIdle);
    const due = active.filter(({ hasFailed }) => !isRetry || hasFailed);
    if (active.length === 0) return this.#probe(signal);
    const tick: Tick = { signal, isRetry, hasFailed: false, isReported: false };
    await Promise.all(due.map((member) => this.#pollOne(member, tick)));
    if (!signal.aborted && !tick.hasFailed) this.#failed = undefined;
  }

  async #pollOne(member: PollMember, tick: Tick): Promise<void> {
    const { connection } = this.#options;
    const { signal } = tick;
    const begun = connection.clock.monotonic();
    const { answered, isDown, error, settle, mark } = await member.poll(signal, tick.isRetry);
    if (signal.aborted) return;
    // Several that fail together are one failure.
    if (error && !tick.hasFailed) this.#note(error);
    if (error) tick.hasFailed = true;
    if (isDown) this.#down.add(member);
    else this.#down.delete(member);
    if (answered) connection.answered(connection.clock.monotonic() - begun);
    settle();
    if (error && !tick.isReported && this.#isDown()) {
      tick.isReported = true;
      this.#tell(error, begun);
    }
    if (!signal.aborted) mark();
  }

  #isDown(): boolean {
    return this.#members.every((member) => member.isIdle || this.#down.has(member));
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { connection, probe } = this.#options;
    const begun = connection.clock.monotonic();
    try {
      if (probe === undefined) this.#loop.stop();
      else if (!(await probe(signal, (this.#failed?.refusals ?? 0) > 0))) return;
    } catch (thrown) {
      if (signal.aborted) return;
      this.#fail('The venue could not be polled', sanitizeCause(thrown), begun);
      return;
    }
    if (signal.aborted) return;
    this.#failed = undefined;
    connection.answered(connection.clock.monotonic() - begun);
  }

  #isRetry(): boolean {
    const { schedule } = this.#options;
    if (!('delayMs' in schedule)) return false;
    const now = schedule.venueNow();
    if (now < this.#nextMinute) return true;
    this.#nextMinute = now + untilMinute(now, schedule.delayMs + this.#spreadMs);
    return false;
  }

  /** What no channel asked for failed. */
  #fail(what: string, error: Error, begun: number): void {
    const { connection } = this.#options;
    if (!this.#failed) connection.report('pollFailed', `${what}: ${error.message}`, error);
    this.#note(error);
    this.#tell(error, begun);
  }

  #note(error: Error): void {
    const { count = 0, refusals = 0 } = this.#failed ?? {};
    this.#failed = { error, count: count + 1, refusals: isAuthenticationError(error) ? refusals + 1 : 0 };
  }

  #tell(error: Error, begun: number): void {
    this.#options.connection.failed({ error, begun, pauseMs: this.#pause() });
  }

  #pause(): number {
    return pauseAfter(this.#options.schedule, this.#spreadMs, this.#failed);
  }
}
