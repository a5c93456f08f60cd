import type { TokenBucketRule } from '../../../transport/pace/pacer';
import { QUOTAS, type QuotaClass } from '../endpoints';

/** How much of a quota is used: the rest is for what the network does to the distance of two requests. */
const MARGIN = 0.9;

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

/** The pace of each class. */
export function pacesOf(share: number): Readonly<Record<QuotaClass, TokenBucketRule>> {
  return {
    public: paceOf('public', share),
    heavyPublic: paceOf('heavyPublic', share),
    private: paceOf('private', share),
    heavyPrivate: paceOf('heavyPrivate', share),
  };
}
