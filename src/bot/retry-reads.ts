import { type Clock, systemClock } from '../core/clock';
import { type Random, systemRandom } from '../core/random';
import {
  type BrokerError,
  isBrokerError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isRateLimitError,
  ValidationError,
} from '../errors';
import { backoffDelay } from '../transport/backoff';
import { abortReason, raceAbort } from '../transport/deadline';
import { sleep } from '../transport/sleep';

/** How often a read is repeated, and when. */
export interface RetryReadsOptions {
  /** Most attempts, the first included: a whole number of at least 1, or `Infinity`. @defaultValue 5 */
  readonly attempts?: number | undefined;
  /** Upper bound of the first pause in ms, above 0. @defaultValue 500 */
  readonly baseMs?: number | undefined;
  /** Growth of the bound with each attempt, at least 1. @defaultValue 2 */
  readonly factor?: number | undefined;
  /** Largest bound in ms, at least `baseMs`. @defaultValue 30000 */
  readonly maxMs?: number | undefined;
  /** Ends the read and the pauses. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each pause. */
  readonly onRetry?: ((error: BrokerError, pauseMs: number) => void) | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** @defaultValue the machine's random numbers */
  readonly random?: Random | undefined;
}

/** Names of operations and of venues' commands that may change something: `placeOrder`, `cancelAllOrders`, `createSmartOrder`. */
const WRITES =
  /^(place|create|submit|modify|amend|move|replace|cancel|close|transfer|withdraw)(?![a-z])|^(tradeTransaction|setKillSwitch)$/;

/**
 * Reads, and reads again when that fails with a retryable error: a lost connection, a time-out, too many requests.
 *
 * The pause before each attempt is drawn evenly from 0 to a bound that grows, on top of what the venue asked for
 * (`retryAfterMs`). Each attempt has the time limit of its own call. The broker itself repeats a read at most once, when the
 * venue refused its token or time stamp and a new one could be had.
 *
 * It is for one read: `retryReads(() => broker.fetchCandles(request))`. A failed write is never repeated, whatever its
 * error says of being retryable. A function that writes and then reads would write again, so do not give it one;
 * `withRetriedReads` gives a broker that cannot write.
 *
 * @param read - given the number of the attempt, from 1
 * @throws what the last attempt threw; at once when the error is not retryable, or is that of a write
 * @throws AbortedError when the signal is aborted
 * @throws ValidationError when an option is out of range
 */
export async function retryReads<T>(
  read: (attempt: number) => Promise<T>,
  options: RetryReadsOptions = {},
): Promise<T> {
  const { attempts = 5, baseMs = 500, factor = 2, maxMs = 30_000, onRetry } = options;
  const { signal = new AbortController().signal, clock = systemClock, random = systemRandom } = options;
  if (!(attempts === Number.POSITIVE_INFINITY || (Number.isSafeInteger(attempts) && attempts >= 1))) {
    throw new ValidationError('attempts', 'must be a whole number of at least 1, or Infinity', {
      value: attempts,
    });
  }
  const pauses = { baseMs, factor, maxMs };
  backoffDelay(0, pauses, random); // checks the options before the first attempt
  for (let attempt = 1; ; attempt += 1) {
    if (signal.aborted) throw abortReason(signal, 'retryReads');
    try {
      return await raceAbort(read(attempt), signal, 'retryReads');
    } catch (error) {
      if (attempt >= attempts || signal.aborted || !mayBeRepeated(error)) throw error;
      const asked = isRateLimitError(error) ? (error.retryAfterMs ?? 0) : 0;
      const pauseMs = asked + backoffDelay(attempt - 1, pauses, random);
      onRetry?.(error, pauseMs);
      await sleep(clock, pauseMs, signal);
    }
  }
}

function mayBeRepeated(error: unknown): error is BrokerError {
  if (!isBrokerError(error) || !error.retryable) return false;
  // A refused order may be called retryable, as an order that may be placed again by whoever wants it.
  if (isOrderRejectedError(error) || isOrderOutcomeUnknownError(error)) return false;
  return !WRITES.test(error.operation ?? '');
}
