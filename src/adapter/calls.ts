import type { CallOptions } from '../broker';
import type { Clock } from '../core/clock';
import type { Random } from '../core/random';
import type { VenueId } from '../core/venue-id';
import { type ClosedError, ValidationError } from '../errors';
import {
  checkTimeout,
  type Deadline,
  deadlineOf,
  MAX_TIMEOUT_MS,
  type OwnDeadline,
  raceDeadline,
  startDeadline,
  withDeadline,
  withSent,
} from '../transport/deadline';
import { reportRateLimit } from './rate-limits';

/** One call of a user: everything done for it shares its limit and its id. */
export interface Call {
  readonly operation: string;
  /** Runs through the errors, taps and diagnostics of the call. */
  readonly requestId: string;
  /** Aborted by the deadline, by the caller and when the broker closes. */
  readonly signal: AbortSignal;
  /** Milliseconds left. */
  remainingMs(): number;
  /** The same in whole ms, at least 1: a client that is given the call must not end it sooner with its own default. */
  readonly timeoutMs: number;
}

/** What a {@link CallRunner} needs. */
export interface CallRunnerOptions {
  readonly venue: VenueId;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeoutMs: number;
  /** Hears what stops nothing. */
  readonly report?: ((code: string, message: string, error: unknown) => void) | undefined;
}

/** Runs calls: gives each its id and its deadline, and ends all of them when the broker or the client closes. */
export class CallRunner {
  readonly #options: CallRunnerOptions;
  /** Different between two clients that write to one log. */
  readonly #prefix: string;
  readonly #running = new Set<OwnDeadline>();
  #count = 0;
  /** The id of the call that is about to begin. */
  #begun: string | undefined;
  #closed: ClosedError | undefined;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
    const part = Math.floor(options.random.next() * 36 ** 4).toString(36);
    this.#prefix = `${options.venue}-${part.padStart(4, '0')}`;
  }

  get timeoutMs(): number {
    return this.#options.timeoutMs;
  }

  get running(): number {
    return this.#running.size;
  }

  get venue(): VenueId {
    return this.#options.venue;
  }

  /** What the id of each of its calls begins with. */
  get id(): string {
    return this.#prefix;
  }

  /** An id that no other call of this process has. */
  nextRequestId(): string {
    const begun = this.#begun;
    this.#begun = undefined;
    if (begun !== undefined) return begun;
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }

  /** Begins a call whose id is known before it: the first id that `work` takes, in the same turn. */
  begin<T>(requestId: string, work: () => Promise<T>): Promise<T> {
    this.#begun = requestId;
    try {
      return work();
    } finally {
      this.#begun = undefined;
    }
  }

  /** Runs `body` within the call's limit; the result settles at the limit even when `body` does not. */
  run<T>(operation: string, options: CallOptions | undefined, body: (call: Call) => Promise<T>): Promise<T> {
    return this.limit(operation, options, async (deadline) => {
      const requestId = this.nextRequestId();
      const call: Call = {
        operation,
        requestId,
        get signal() {
          return deadline.signal;
        },
        remainingMs: () => deadline.remainingMs(),
        get timeoutMs() {
          return Math.max(1, Math.ceil(Math.min(deadline.remainingMs(), MAX_TIMEOUT_MS)));
        },
      };
      withDeadline(call, deadline);
      try {
        return await raceDeadline(body(call), deadline);
      } catch (error) {
        reportRateLimit(error, this.#options.report);
        const { reason } = deadline;
        if (reason === undefined || error !== reason) throw error;
        // The deadline does not know whose call it ends.
        throw withSent(reason, reason.sent, { venue: this.#options.venue, operation, requestId });
      }
    });
  }

  /** Runs `body` under the call's limit, which `body` has to heed: it settles when `body` does. */
  async limit<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const { clock, venue } = this.#options;
    if (this.#closed) throw withSent(this.#closed, false, { venue, operation });
    // The options of a call above need no check.
    const call = deadlineOf(options) ? options : checkCallOptions(options);
    const { timeoutMs = this.#options.timeoutMs } = call ?? {};
    const deadline = startDeadline({ clock, timeoutMs, call, operation, isArmedLater: true });
    this.#running.add(deadline);
    try {
      const running = body(deadline);
      // An order has left by now where nothing had to be waited for.
      deadline.arm();
      return await running;
    } finally {
      this.#running.delete(deadline);
      deadline.dispose();
    }
  }

  close(error: ClosedError): void {
    this.#closed ??= error;
    for (const deadline of this.#running) deadline.end(this.#closed);
  }
}

/** @throws ValidationError when a call's options are unusable */
export function checkCallOptions(options: CallOptions | undefined): CallOptions {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) {
    throw new ValidationError('options', 'must be an object', { value: options });
  }
  const { signal, timeoutMs } = options;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs);
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw new ValidationError('signal', 'must be an AbortSignal', { value: signal });
  }
  return { signal, timeoutMs };
}

// Not `instanceof`: a signal may come from another realm or a polyfill.
function isAbortSignal(value: unknown): value is AbortSignal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'aborted' in value &&
    typeof (value as AbortSignal).addEventListener === 'function'
  );
}
