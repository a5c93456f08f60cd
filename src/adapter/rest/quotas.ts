import type { VenueId } from '../../core/venue-id';
import { ClosedError } from '../../errors';
import { createPace, paceWithin } from '../../transport/pace/pace-rule';
import { Pacer, type PacerOptions, type PacerRule } from '../../transport/pace/pacer';

/** The pace of a class of requests. */
export type QuotaRule = PacerRule & {
  /** Another class, against whose quota the requests of this one count as well. */
  readonly within?: string;
};

/** The queues in front of a venue's quotas, one a class of requests. */
export class RestQuotas {
  readonly #pacers: ReadonlyMap<string, Pacer>;

  constructor(rules: Readonly<Record<string, QuotaRule>>, options: Omit<PacerOptions, 'rule' | 'pace'>) {
    const entries = Object.entries(rules);
    const paces = new Map(entries.map(([name, rule]) => [name, createPace(rule)]));
    this.#pacers = new Map(
      entries.map(([name, { within }]) => {
        const own = paces.get(name);
        const around = within === undefined ? undefined : paces.get(within);
        return [name, new Pacer({ ...options, pace: own && around ? paceWithin(own, around) : own })];
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
