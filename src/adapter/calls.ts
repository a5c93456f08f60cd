import type { BrokerWarning, CallOptions } from '../broker';
import type { Clock } from '../core/clock';
import type { Random } from '../core/random';
import type { VenueId } from '../core/venue-id';
import { type ClosedError, ValidationError } from '../errors';
import { onAbort } from '../transport/abort-listeners';
import { checkTimeout, MAX_TIMEOUT_MS, raceDeadline, startDeadline, withSent } from '../transport/deadline';
import { CallIds } from './call-ids';
import { rateLimitWarning } from './rate-limits';

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

/** Runs calls: gives each its id and its deadline, and ends all of them when the broker closes. */
export class CallRunner {
  readonly #venue: VenueId;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #warn: ((warning: BrokerWarning) => void) | undefined;
  readonly #ids: CallIds;
  readonly #running = new Set<AbortController>();
  #closed: ClosedError | undefined;

  constructor(options: {
    venue: VenueId;
    clock: Clock;
    random: Random;
    timeoutMs: number;
    /** Hears what stops nothing. */
    warn?: (warning: BrokerWarning) => void;
  }) {
    this.#venue = options.venue;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs;
    this.#warn = options.warn;
    this.#ids = new CallIds(options.venue, options.random);
  }

  /** Calls that have not settled. */
  get running(): number {
    return this.#running.size;
  }

  /** An id that no other call of this process has. */
  nextRequestId(): string {
    return this.#ids.next();
  }

  /**
   * Runs `body` within the call's limit. The result settles at the limit even when `body` does not.
   * @throws ValidationError for bad call options, ClosedError once closed, TimeoutError, AbortedError
   */
  async run<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw this.#closed;
    const { signal, timeoutMs = this.#timeoutMs } = checkCallOptions(options);
    const controller = new AbortController();
    const forward = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) forward();
    const release = signal && onAbort(signal, forward);
    this.#running.add(controller);
    try {
      const deadline = startDeadline({ clock: this.#clock, timeoutMs, signal: controller.signal, operation });
      const requestId = this.nextRequestId();
      try {
        const call: Call = {
          operation,
          requestId,
          signal: deadline.signal,
          remainingMs: deadline.remainingMs,
          get timeoutMs() {
            return Math.max(1, Math.ceil(Math.min(deadline.remainingMs(), MAX_TIMEOUT_MS)));
          },
        };
        return await raceDeadline(body(call), deadline);
      } catch (error) {
        const warning = rateLimitWarning(error);
        if (warning) this.#warn?.(warning);
        const { reason } = deadline;
        if (reason === undefined || error !== reason) throw error;
        // The deadline does not know whose call it ends.
        throw withSent(reason, reason.sent, { venue: this.#venue, operation, requestId });
      } finally {
        deadline.dispose();
      }
    } finally {
      this.#running.delete(controller);
      release?.();
    }
  }

  /** Ends every call and refuses new ones. */
  close(error: ClosedError): void {
    this.#closed ??= error;
    for (const controller of this.#running) controller.abort(this.#closed);
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
