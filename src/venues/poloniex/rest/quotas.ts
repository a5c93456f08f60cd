import { ClosedError } from '../../../errors';
import { Pacer, type PacerOptions, type Priority, type TokenBucketRule } from '../../../transport/pace/pacer';
import { RETRY_MS } from '../../../transport/pace/pauses';
import { QUOTAS, type QuotaClass } from '../endpoints';

/** How much of a quota is used: the rest is for what the network does to the distance of two requests. */
const MARGIN = 0.9;

const CLASSES = Object.keys(QUOTAS) as QuotaClass[];

/**
 * The pace of one class: `capacity` and one second's refill together stay below the quota, whatever second the venue
 * counts. A class leaves out what the heavy one beside it may use, for the documents do not say whether heavy requests
 * count towards both.
 * @param share - above 0 to 1, what this program may use of the quota
 */
export function paceOf(name: QuotaClass, share: number): TokenBucketRule {
  const quota: { readonly perSecond: number; readonly shared?: QuotaClass } = QUOTAS[name];
  const used = quota.shared === undefined ? 0 : QUOTAS[quota.shared].perSecond;
  const perSecond = (quota.perSecond - used) * MARGIN * share;
  const capacity = Math.max(1, Math.floor(perSecond / 3));
  // A bucket holds one at least: where a share is smaller than that, it fills the slower.
  return { capacity, refillPerSecond: Math.max(perSecond - capacity, perSecond / 4) };
}

/** The queues in front of the venue's quotas, one a class. */
export class RestQuotas {
  readonly #pacers: ReadonlyMap<QuotaClass, Pacer>;

  constructor(share: number, options: Omit<PacerOptions, 'rule'>) {
    this.#pacers = new Map(
      CLASSES.map((name) => [name, new Pacer({ ...options, rule: paceOf(name, share) })]),
    );
  }

  /** The queue of a class. */
  of(name: QuotaClass): Pacer {
    return this.#pacers.get(name) as Pacer;
  }

  /** The venue has answered a request of the class with 429: the class rests, but for the lanes of {@link Pacer.pause}. */
  pause(name: QuotaClass, met: Priority, retryAfterMs = RETRY_MS): void {
    this.of(name).pause(retryAfterMs, met);
  }

  /** Rejects what waits. */
  close(): void {
    const error = new ClosedError('The client was closed', { venue: 'poloniex', sent: false });
    for (const pacer of this.#pacers.values()) pacer.close(error);
  }
}
