import type { Clock } from '../core/clock';
import { onAbort } from './abort-listeners';
import { abortReason, type Deadline } from './deadline';

/** What ends a wait; a deadline costs less than a signal of it. */
export type WaitEnd = AbortSignal | Pick<Deadline, 'reason' | 'whenEnded'>;

/**
 * Waits until `begin` calls back, or until the deadline ends or the signal is aborted.
 * @param begin - begins the wait, which must not end at once; what it returns is called when the wait ends
 * @throws the deadline's reason, or what the signal was aborted with, as an error of the SDK
 */
export function untilAborted<T>(
  limit: WaitEnd,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const reason = endOf(limit);
    if (reason) {
      reject(reason);
      return;
    }
    const end = (settle: () => void): void => {
      release();
      stop();
      settle();
    };
    const ended = (): void => end(() => reject(endOf(limit)));
    const release = 'whenEnded' in limit ? limit.whenEnded(ended) : onAbort(limit, ended);
    const stop = begin(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}

function endOf(limit: WaitEnd): Error | undefined {
  if ('whenEnded' in limit) return limit.reason;
  return limit.aborted ? abortReason(limit) : undefined;
}

/**
 * Waits `ms` on the clock.
 * @throws what the signal was aborted with, as an error of the SDK
 */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return untilAborted(signal, (resolve) => {
    const timer = clock.schedule(ms, resolve);
    return () => timer.cancel();
  });
}
