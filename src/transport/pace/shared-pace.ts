import type { Deadline } from '../deadline';
import type { PacerRule, Priority } from './pace-rule';

/** What limits the wait for a turn; a {@link Deadline} does. */
export type WaitLimit = Partial<Pick<Deadline, 'reason' | 'remainingMs' | 'signal' | 'whenEnded'>>;

/** One class of requests of a quota that several processes share. */
export interface SharedPace {
  /**
   * Waits until the quota has room for one more request, which then leaves at once.
   * @returns what is to be called when the request was answered, or failed
   * @throws RateLimitError, or what the signal was aborted with; all with `sent: false`
   */
  take(priority: Priority, limit: WaitLimit): Promise<() => void>;
}

/** The quotas of a venue for one key, or one address, that several processes share; `sharedQuota` makes one. */
export interface SharedQuota {
  /**
   * The part of a class of requests.
   * @param name - the same in each process
   * @param rule - what the venue allows all of them together; the same in each process
   */
  paceOf(name: string, rule: PacerRule): SharedPace;
}

/** Requests that count against a quota of their own and against a wider one. */
export function sharedWithin(own: SharedPace, wider: SharedPace): SharedPace {
  return {
    async take(priority, limit) {
      const settleOwn = await own.take(priority, limit);
      try {
        const settleWider = await wider.take(priority, limit);
        return () => {
          settleOwn();
          settleWider();
        };
      } catch (error) {
        settleOwn();
        throw error;
      }
    },
  };
}
