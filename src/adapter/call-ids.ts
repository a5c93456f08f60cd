import type { Random } from '../core/random';
import type { VenueId } from '../core/venue-id';

/** Names for calls: unique in a process, and different between two clients that write to one log. */
export class CallIds {
  readonly #prefix: string;
  #count = 0;

  constructor(venue: VenueId, random: Random) {
    const part = Math.floor(random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
    this.#prefix = `${venue}-${part}`;
  }

  next(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count}`;
  }
}
