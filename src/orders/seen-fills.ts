import type { Fill } from '../model';
import { RecentMap } from './recent-map';

/** The last fills of each side, to distinguish a repeated one from a new one. */
export class SeenFills {
  /** The symbol by the id: nearly every id is of one fill, and a key of all that names it would have to be made. */
  readonly #buys: RecentMap<string>;
  readonly #sells: RecentMap<string>;
  /** Fills whose id was that of another symbol before: some venues number trades by symbol. */
  readonly #repeatedIds: RecentMap<true>;

  /** @param limit - fills of a side that are kept */
  constructor(limit: number) {
    this.#buys = new RecentMap(limit);
    this.#sells = new RecentMap(limit);
    this.#repeatedIds = new RecentMap(limit);
  }

  get size(): number {
    return this.#buys.size + this.#sells.size + this.#repeatedIds.size;
  }

  /** Adds a fill; false when it was there. A trade with oneself has one id and two sides. Hot. */
  add({ id, symbol, side }: Fill): boolean {
    if (this.#repeatedIds.size > 0 && this.#repeatedIds.has(keyOf(id, symbol, side))) return false;
    const seen = side === 'buy' ? this.#buys : this.#sells;
    const known = seen.get(id);
    if (known === symbol) return false;
    if (known === undefined) seen.set(id, symbol);
    else this.#repeatedIds.set(keyOf(id, symbol, side), true);
    return true;
  }
}

function keyOf(id: string, symbol: string, side: Fill['side']): string {
  return `${symbol}\n${side}\n${id}`;
}
