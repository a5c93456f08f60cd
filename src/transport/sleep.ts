import type { Clock } from '../core/clock';
import { onAbort } from './abort-listeners';
import { abortReason } from './deadline';

/**
 * Waits until `begin` calls back, or until the signal is aborted.
 * @param begin - begins the wait, which must not end at once; what it returns is called when the wait ends
 * @throws what the signal was aborted with, as an error of the SDK
 */
export function untilAborted<T>(
  signal: AbortSignal,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal));
      return;
    }
    const end = (settle: () => void): void => {
      release();
      stop();
      settle();
    };
    const release = onAbort(signal, () => end(() => reject(abortReason(signal))));
    const stop = begin(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
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
