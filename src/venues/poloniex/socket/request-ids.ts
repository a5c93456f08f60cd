import type { Random } from '../../../core/random';

let makers = 0;

/**
 * Names for the requests of order entry, none of which was ever used before: of two requests with one id the venue
 * drops the second.
 *
 * Within the process a count keeps them apart, whatever the source of random numbers; between processes 96 random bits.
 */
export class SocketRequestIds {
  readonly #prefix: string;
  #count = 0;

  constructor(random: Random) {
    makers += 1;
    const draw = (): string => Math.floor(random.next() * 2 ** 48).toString(36);
    this.#prefix = `${draw()}-${draw()}-${makers.toString(36)}`;
  }

  /** A new id of at most 40 characters. */
  next(): string {
    this.#count += 1;
    return `${this.#prefix}-${this.#count.toString(36)}`;
  }
}
