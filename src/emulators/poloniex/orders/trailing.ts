import type { Members } from '../members';
import { textOf } from '../members';
import { Decimal } from '../money';
import { badParameter } from '../refusal';
import type { SpotSide } from './request';

/** A distance from a price: of so many quote units, or a share of it. */
export interface Offset {
  /** As it was given: a decimal, with `%` for a share. */
  readonly text: string;
  distanceFrom(price: Decimal): Decimal;
}

/** How a trailing stop follows the market. */
export interface Trailing {
  readonly trailingOffset: Offset;
  /** How far its limit is from the market price at the trigger; undefined for an order at the market. */
  readonly limitOffset: Offset | undefined;
  /** How the last price is compared with the activation price; undefined where the client did not state it. */
  readonly operator: 'GTE' | 'LTE' | undefined;
}

/** Reads the terms of a trailing stop. @throws PoloniexRefusal */
export function trailingOf(members: Members, isLimit: boolean): Trailing {
  const operator = textOf(members, 'operator').toUpperCase();
  if (operator !== '' && operator !== 'GTE' && operator !== 'LTE') throw badParameter('operator');
  return {
    trailingOffset: offsetOf(members, 'trailingOffset'),
    limitOffset: isLimit ? offsetOf(members, 'limitOffset') : undefined,
    operator: operator === '' ? undefined : operator,
  };
}

function offsetOf(members: Members, name: string): Offset {
  const text = textOf(members, name);
  const [, digits, percent] = /^(\d{1,30}(?:\.\d{1,30})?)(%?)$/.exec(text) ?? [];
  const value = new Decimal(digits ?? 0);
  // A stop that trails by the full price could never be reached.
  if (value.lte(0) || (percent === '%' && value.gte(100))) throw badParameter(name);
  return { text, distanceFrom: (price) => (percent === '%' ? price.times(value).div(100) : value) };
}

/** The furthest that a market has gone while a trailing stop follows it. */
export class Trail {
  readonly #side: SpotSide;
  readonly #offset: Offset;
  #furthest: Decimal;

  /** @param last - the last price as it begins to follow */
  constructor(side: SpotSide, { trailingOffset }: Trailing, last: Decimal) {
    this.#side = side;
    this.#offset = trailingOffset;
    this.#furthest = last;
  }

  /** Follows the last price; whether the market has come back by the offset. */
  follow(last: Decimal): boolean {
    const sells = this.#side === 'SELL';
    this.#furthest = sells ? Decimal.max(this.#furthest, last) : Decimal.min(this.#furthest, last);
    const distance = this.#offset.distanceFrom(this.#furthest);
    return sells ? last.lte(this.#furthest.minus(distance)) : last.gte(this.#furthest.plus(distance));
  }
}
