import type { TimeInForce } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';

/** Orders on their way whose terms are remembered. */
const REMEMBERED = 1000;

/** How long orders of ours hold: the stream does not tell, and an order told without it would be told twice. */
export class OrderTerms {
  readonly #byClientId = new RecentMap<TimeInForce>(REMEMBERED);

  /** To be called before the order leaves. @param wireClientId - the client id as the venue gets it */
  note(wireClientId: string, timeInForce: TimeInForce | undefined): void {
    if (timeInForce !== undefined) this.#byClientId.set(wireClientId, timeInForce);
  }

  of(wireClientId: string): TimeInForce | undefined {
    return this.#byClientId.get(wireClientId);
  }
}
