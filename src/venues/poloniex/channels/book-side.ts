import { numberOf } from '../../../adapter/schema/text-parts';
import type { BookLevel } from '../../../model';
import { compareDecimals, type Decimal, decimalFromText } from '../../../model/decimal';
import type { PoloniexLevel } from '../types/open';

/** One side of a book, best price first, kept sorted. */
export class BookSide {
  readonly #levels: BookLevel[] = [];
  /** The prices as numbers, signed so that they rise: only for finding a place, never for a value. */
  readonly #keys: number[] = [];
  readonly #sign: 1 | -1;
  #view: readonly BookLevel[] | undefined;

  constructor(side: 'bids' | 'asks') {
    this.#sign = side === 'asks' ? 1 : -1;
  }

  get best(): Decimal | undefined {
    return this.#levels[0]?.[0];
  }

  /** An immutable picture; the same object while nothing has changed. */
  get view(): readonly BookLevel[] {
    this.#view ??= this.#levels.slice();
    return this.#view;
  }

  clear(): void {
    this.#levels.length = 0;
    this.#keys.length = 0;
    this.#view = undefined;
  }

  /**
   * Takes the changed levels, and keeps so many: of what lies deeper the venue sends no more changes, so it must not come
   * back as if it were known.
   */
  update(levels: readonly PoloniexLevel[], depth: number): void {
    for (let at = 0; at < levels.length; at += 1) this.set(levels[at] as PoloniexLevel);
    if (this.#levels.length <= depth) return;
    this.#levels.length = depth;
    this.#keys.length = depth;
    this.#view = undefined;
  }

  /** Puts a quantity at a price; `0` takes the level away. Hot. */
  set(sent: PoloniexLevel): void {
    const key = this.#sign * numberOf(sent[0]);
    const price = decimalFromText(sent[0]);
    const quantity = decimalFromText(sent[1]);
    const at = this.#placeOf(key, price);
    const exists = at < this.#levels.length && (this.#levels[at] as BookLevel)[0] === price;
    if (quantity === '0') {
      if (!exists) return;
      removeAt(this.#levels, at);
      removeAt(this.#keys, at);
    } else {
      const level: BookLevel = price === sent[0] && quantity === sent[1] ? sent : [price, quantity];
      if (exists) this.#levels[at] = level;
      else {
        insertAt(this.#levels, at, level);
        insertAt(this.#keys, at, key);
      }
    }
    this.#view = undefined;
  }

  /** Where the price is or belongs. Prices that one double cannot tell apart are compared as decimals. */
  #placeOf(key: number, price: Decimal): number {
    const keys = this.#keys;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    while (
      low < keys.length &&
      keys[low] === key &&
      compareDecimals((this.#levels[low] as BookLevel)[0], price) === -this.#sign
    ) {
      low += 1;
    }
    return low;
  }
}

/** As `splice`, without the list that it makes: sides are short, and change with each frame. */
function insertAt<T>(list: T[], at: number, item: T): void {
  list.push(item);
  for (let index = list.length - 1; index > at; index -= 1) list[index] = list[index - 1] as T;
  list[at] = item;
}

function removeAt(list: unknown[], at: number): void {
  for (let index = at + 1; index < list.length; index += 1) list[index - 1] = list[index];
  list.pop();
}
