import type { VenueId } from '../../core/venue-id';
import { ClosedError } from '../../errors';
import { createPace, paceWithin } from '../../transport/pace/pace-rule';
import { Pacer, type PacerOptions, type PacerRule } from '../../transport/pace/pacer';
import { type SharedQuota, sharedWithin } from '../../transport/pace/shared-pace';

/** The pace of a class of requests. */
export type QuotaRule = PacerRule & {
  /** Another class, against whose quota the requests of this one count as well. */
  readonly within?: string;
};

/** The queues in front of a venue's quotas, one a class of requests. */
export class RestQuotas {
  readonly #pacers: ReadonlyMap<string, Pacer>;

  /** @param quota - shared with other processes */
  constructor(
    rules: Readonly<Record<string, QuotaRule>>,
    options: Omit<PacerOptions, 'rule' | 'pace' | 'shared'>,
    quota?: SharedQuota,
  ) {
    const entries = Object.entries(rules);
    const paces = new Map(entries.map(([name, rule]) => [name, createPace(rule)]));
    const shared = new Map(entries.map(([name, rule]) => [name, quota?.paceOf(name, rule)]));
    this.#pacers = new Map(
      entries.map(([name, { within = '' }]) => {
        const join = <T>(all: ReadonlyMap<string, T | undefined>, joined: (own: T, wider: T) => T) => {
          const [own, wider] = [all.get(name), all.get(within)];
          return own && wider ? joined(own, wider) : own;
        };
        const pace = join(paces, paceWithin);
        return [name, new Pacer({ ...options, pace, shared: join(shared, sharedWithin) })];
      }),
    );
  }

  /** The queue of a class; undefined where the venue counts nothing of the kind. */
  of(name: string | undefined): Pacer | undefined {
    return name === undefined ? undefined : this.#pacers.get(name);
  }

  close(venue: VenueId): void {
    const error = new ClosedError('The client was closed', { venue, sent: false });
    for (const pacer of this.#pacers.values()) pacer.close(error);
  }
}
