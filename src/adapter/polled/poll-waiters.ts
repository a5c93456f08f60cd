import { onAbort } from '../../transport/abort-listeners';
import { abortReason } from '../../transport/deadline';

interface Waiter {
  /** The first poll that answers it: one that was under way when it came may have missed what it is about. */
  readonly due: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Reads that wait for a poll which began after they did. */
export class PollWaiters {
  readonly #waiters = new Set<Waiter>();

  /**
   * Resolves when a poll of this number, or a later one, was taken.
   * @throws what {@link settle} is given, or what the signal was aborted with
   */
  wait(due: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortReason(signal));
      const end = (): void => {
        this.#waiters.delete(waiter);
        release();
      };
      const waiter: Waiter = {
        due,
        resolve: () => {
          end();
          resolve();
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      const release = onAbort(signal, () => waiter.reject(abortReason(signal)));
      this.#waiters.add(waiter);
    });
  }

  /** The poll of this number has ended. */
  settle(number: number, error?: Error): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.due > number) continue;
      if (error) waiter.reject(error);
      else waiter.resolve();
    }
  }
}
