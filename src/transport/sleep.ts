import type { Clock } from '../core/clock';
import { Deferred } from '../core/deferred';
import { raceAbort } from './deadline';

/**
 * Waits `ms` on the clock.
 * @throws what the signal was aborted with, as one of our errors
 */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const done = new Deferred<void>();
  const timer = clock.schedule(ms, () => done.resolve());
  try {
    await raceAbort(done.promise, signal);
  } finally {
    timer.cancel();
  }
}
