import type { Clock } from '../core/clock';
import { onAbort } from './abort-listeners';
import { abortReason } from './deadline';

/**
 * Waits `ms` on the clock.
 * @throws what the signal was aborted with, as one of our errors
 */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal));
      return;
    }
    const release = onAbort(signal, () => {
      timer.cancel();
      reject(abortReason(signal));
    });
    const timer = clock.schedule(ms, () => {
      release();
      resolve();
    });
  });
}
