import type { Clock } from '../core/clock';

/** Waits for `run` to settle, but no longer than `limitMs`; what it still does after that goes unheard. */
export function within(clock: Clock, limitMs: number, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.schedule(limitMs, resolve);
    run()
      .finally(() => timer.cancel())
      .then(resolve, reject);
  });
}
