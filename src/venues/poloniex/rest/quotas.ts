import type { QuotaRule } from '../../../adapter/rest/quotas';
import type { WindowRule } from '../../../transport/pace/pacer';
import { QUOTAS, type QuotaClass } from '../endpoints';

/** How much of a quota is used: the rest is for what else counts there, such as what an earlier process has just sent. */
const USED = 0.96;

/** For a venue that counts by a clock of its own, in ms. */
const MARGIN_MS = 10;

/**
 * The pace of one class. What is heavy counts towards both quotas, for the documents do not say whether it does.
 * @param share - above 0 to 1, what this program may use of the quota
 */
export function paceOf(name: QuotaClass, share: number): WindowRule & QuotaRule {
  const { perSecond, ...around }: { readonly perSecond: number; readonly within?: QuotaClass } = QUOTAS[name];
  const used = perSecond * USED * share;
  const most = Math.max(1, Math.floor(used));
  // One at least: where a share is smaller than that, it takes longer than a second.
  return { ...around, most, windowMs: used < 1 ? 1000 / used : 1000, marginMs: MARGIN_MS };
}

/** The pace of each class. */
export function pacesOf(share: number): Readonly<Record<QuotaClass, QuotaRule>> {
  return {
    public: paceOf('public', share),
    heavyPublic: paceOf('heavyPublic', share),
    private: paceOf('private', share),
    heavyPrivate: paceOf('heavyPrivate', share),
  };
}
