import { seedOf } from '../market/hash';
import type { Instrument } from '../market/instrument';

/** A spot market. The engine counts lots, the protocol units of the base currency. */
export interface PoloniexInstrument extends Instrument {
  readonly base: string;
  readonly quote: string;
  /** Base units in one lot of the engine, a decimal. */
  readonly lotUnits: string;
  /** Decimal places of a quantity. */
  readonly quantityScale: number;
  /** Decimal places of an amount in quote units. */
  readonly amountScale: number;
  readonly minQuantity: string;
  readonly minAmount: string;
  readonly maxQuantity: string;
  readonly maxAmount: string;
}

/** Levels that a book has on each side. */
export const BOOK_LEVELS = 150;

/** Symbol, price, price scale, spread in points, quantity scale, amount scale, lot, least amount. */
type Row = readonly [string, number, number, number, number, number, string, string];

const BUILT_IN: readonly Row[] = [
  ['BTC_USDT', 46_300, 2, 2, 6, 2, '0.001', '1'],
  ['ETH_USDT', 3300, 2, 2, 6, 2, '0.01', '1'],
  ['TRX_USDT', 0.0712, 5, 1, 3, 5, '10', '1'],
  ['DOGE_USDT', 0.1386, 5, 1, 3, 5, '10', '1'],
  ['LINK_USDC', 17.2, 3, 5, 3, 3, '0.1', '1'],
  ['USDC_USDT', 1.0001, 4, 1, 2, 4, '100', '1'],
  ['ETH_BTC', 0.071_33, 6, 2, 6, 6, '0.01', '0.00001'],
  ['SHIB_USDT', 0.000_024_68, 9, 20, 0, 6, '10000', '1'],
  ['ELON_USDC', 0.000_000_987, 12, 900, 0, 6, '100000', '1'],
];

function listed([
  symbol,
  price,
  digits,
  spreadPoints,
  quantityScale,
  amountScale,
  lot,
  least,
]: Row): PoloniexInstrument {
  const [base = symbol, quote = ''] = symbol.split('_');
  return {
    symbol,
    name: `${base}/${quote}`,
    base,
    quote,
    kind: 'crypto',
    digits,
    tickPoints: 1,
    spreadPoints,
    basePoints: Math.round(price * 10 ** digits),
    volatility: base === 'USDC' ? 0.0005 : 0.03,
    contractSize: Number(lot),
    lotUnits: lot,
    lotMin: '1',
    lotMax: '1000000000',
    lotStep: '1',
    currency: base,
    profitCurrency: quote,
    marginPercent: 100,
    stopsLevelPoints: 0,
    longOnly: true,
    trailingEnabled: false,
    commissionRate: '0',
    swapLongPoints: 0,
    swapShortPoints: 0,
    levels: BOOK_LEVELS,
    quantityScale,
    amountScale,
    minQuantity: quantityScale === 0 ? '1' : `0.${'1'.padStart(quantityScale, '0')}`,
    minAmount: least,
    maxQuantity: '1000000000000',
    maxAmount: '10000000',
  };
}

/** A made-up market, for lists as long as the real venue's. */
function madeUp(index: number): PoloniexInstrument {
  const base = `C${String(index).padStart(4, '0')}`;
  const price = 0.5 + (seedOf(index, base) % 10_000) / 1000;
  return listed([`${base}_USDT`, price, 4, 2, 4, 4, '1', '1']);
}

/** The listed markets. @param count - how many; undefined for the built-in ones */
export function listInstruments(count: number | undefined): PoloniexInstrument[] {
  const wanted = count ?? BUILT_IN.length;
  const list = BUILT_IN.slice(0, wanted).map(listed);
  for (let index = list.length; index < wanted; index += 1) list.push(madeUp(index));
  return list;
}
