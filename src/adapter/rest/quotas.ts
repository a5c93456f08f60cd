import type { VenueId } from '../../core/venue-id';
import { ClosedError } from '../../errors';
import { Pacer, type PacerOptions, type PacerRule } from '../../transport/pace/pacer';

/** The queues in front of a venue's quotas, one a class of requests. */
export class RestQuotas {
  readonly #pacers: ReadonlyMap<string, Pacer>;

  constructor(rules: Readonly<Record<string, PacerRule>>, options: Omit<PacerOptions, 'rule'>) {
    this.#pacers = new Map(
      Object.entries(rules).map(([name, rule]) => [name, new Pacer({ ...options, rule })]),
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
