import type { VenueId } from '../core/venue-id';
import {
  addDecimals,
  type Balance,
  compareDecimals,
  type Decimal,
  divideDecimals,
  type Instrument,
  multiplyDecimals,
  type Quote,
} from '../model';

/** What is held, and what it is worth by. */
export interface ValueOfRequest {
  readonly balances: readonly Balance[];
  /** Of pairs, from any venues; those of other instruments are not used. */
  readonly quotes: readonly Quote[];
  /** State the two currencies of each pair; those without a quote are not used. */
  readonly instruments: readonly Instrument[];
  /** The currency of the result, as balances and instruments spell it. */
  readonly currency: string;
}

/** A balance and its value. */
export interface ValuedBalance {
  readonly balance: Balance;
  readonly value: Decimal;
  /** The symbols whose prices were used, none to two of them. */
  readonly symbols: readonly string[];
}

/** What balances are worth in one currency. */
export interface Valuation {
  readonly currency: string;
  /** The sum of all values: without the balances of `unvalued`. */
  readonly total: Decimal;
  readonly valued: readonly ValuedBalance[];
  /** `noAmount`: the balance states no total; `noPrice`: no quote leads to the currency. */
  readonly unvalued: readonly { readonly balance: Balance; readonly reason: 'noAmount' | 'noPrice' }[];
}

/** How many of `to` one of `from` is worth, as a fraction. */
interface Rate {
  readonly from: string;
  readonly to: string;
  readonly times: Decimal;
  readonly per: Decimal;
  readonly symbols: readonly string[];
}

/** Decimals of a value that a division gives. */
const DECIMALS = 18;

/**
 * What balances are worth in one currency, by the quotes of pairs.
 *
 * A pair is used in both directions, directly before through one other currency; of several ways the one whose first
 * quote stands first in the list. Its price is the mean of bid and ask, else `last`; a price of zero or below is none. The
 * amount is `total`, else the sum of `available` and `held`. Sums and products are exact; a value that needs a division is
 * rounded once, half to even at 18 decimals.
 */
// biome-ignore lint/suspicious/noShadowRestrictedNames: it is only ever called by its import
export function valueOf(request: ValueOfRequest): Valuation {
  const { balances, currency } = request;
  const rates = ratesOf(request);
  const valued: ValuedBalance[] = [];
  const unvalued: Valuation['unvalued'][number][] = [];
  for (const balance of balances) {
    const amount = amountOf(balance);
    if (amount === undefined) {
      unvalued.push({ balance, reason: 'noAmount' });
      continue;
    }
    const rate = rateBetween(balance.currency, currency, rates);
    if (rate) valued.push({ balance, value: convert(amount, rate), symbols: rate.symbols });
    else if (amount === '0') valued.push({ balance, value: '0', symbols: [] });
    else unvalued.push({ balance, reason: 'noPrice' });
  }
  const total = valued.reduce((sum, { value }) => addDecimals(sum, value), '0');
  return { currency, total, valued, unvalued };
}

function amountOf({ total, available, held }: Balance): Decimal | undefined {
  if (total !== undefined) return total;
  return available === undefined || held === undefined ? undefined : addDecimals(available, held);
}

/** Every quoted pair, in both directions. */
function ratesOf({ instruments, quotes }: ValueOfRequest): readonly Rate[] {
  const pairs = new Map(instruments.map((instrument) => [keyOf(instrument), instrument]));
  return quotes.flatMap((quote) => {
    const { base, quote: counter } = pairs.get(keyOf(quote)) ?? {};
    const price = priceOf(quote);
    if (base === undefined || counter === undefined || price === undefined) return [];
    const symbols = [quote.symbol];
    return [
      { from: base, to: counter, times: price, per: '1', symbols },
      { from: counter, to: base, times: '1', per: price, symbols },
    ];
  });
}

/** Venues may use the same symbol for different pairs. */
function keyOf({ venue, symbol }: { readonly venue: VenueId; readonly symbol: string }): string {
  return `${venue}\n${symbol}`;
}

function priceOf({ bid, ask, last }: Quote): Decimal | undefined {
  const mean =
    bid === undefined || ask === undefined ? undefined : multiplyDecimals(addDecimals(bid, ask), '0.5');
  const price = mean ?? last;
  return price !== undefined && compareDecimals(price, '0') > 0 ? price : undefined;
}

function rateBetween(from: string, to: string, rates: readonly Rate[]): Rate | undefined {
  if (from === to) return { from, to, times: '1', per: '1', symbols: [] };
  const direct = rates.find((rate) => rate.from === from && rate.to === to);
  if (direct) return direct;
  for (const first of rates) {
    if (first.from !== from) continue;
    const second = rates.find((rate) => rate.from === first.to && rate.to === to);
    if (second) return joined(first, second);
  }
  return undefined;
}

function joined(first: Rate, second: Rate): Rate {
  return {
    from: first.from,
    to: second.to,
    times: multiplyDecimals(first.times, second.times),
    per: multiplyDecimals(first.per, second.per),
    symbols: [...first.symbols, ...second.symbols],
  };
}

function convert(amount: Decimal, { times, per }: Rate): Decimal {
  const product = multiplyDecimals(amount, times);
  return per === '1' ? product : divideDecimals(product, per, DECIMALS);
}
