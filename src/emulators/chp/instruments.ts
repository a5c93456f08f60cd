import { seedOf } from '../market/hash';
import type { Instrument } from '../market/instrument';

/** An instrument with the fields that only this venue has. The engine counts lots, the protocol securities. */
export interface ChpInstrument extends Instrument {
  readonly longName: string;
  readonly secType: 'STK' | 'FUT' | 'BND';
  /** Securities in a lot; amounts on the wire are multiples of it. */
  readonly lotSize: number;
  /** What one step of the price is worth, in roubles. */
  readonly stepValue: number;
  readonly exchange: string;
  /** Wall time in Moscow; null for what does not expire. */
  readonly expiryDate: string | null;
}

/** Symbol, name, price, decimals, step in points, securities in a lot. */
type Row = readonly [string, string, number, number, number, number];

const SHARES: readonly Row[] = [
  ['GAZP', 'Газпром ПАО ао', 163.9, 2, 1, 10],
  ['SBER', 'Сбербанк России ПАО ао', 204.6, 2, 1, 10],
  ['SBERP', 'Сбербанк России ПАО ап', 199.4, 2, 1, 10],
  ['LKOH', 'ЛУКОЙЛ НК ПАО ао', 4250, 1, 5, 1],
  ['ROSN', 'Роснефть НК ПАО ао', 374.5, 2, 5, 1],
  ['GMKN', 'ГМК Норильский никель ПАО ао', 18_990, 0, 2, 1],
  ['NVTK', 'НОВАТЭК ПАО ао', 1105, 1, 2, 1],
  ['MGNT', 'Магнит ПАО ао', 4800, 1, 5, 1],
  ['TATN', 'Татнефть ПАО ао', 431, 1, 1, 1],
  ['VTBR', 'Банк ВТБ ПАО ао', 0.0341, 6, 5, 10_000],
  ['YNDX', 'Яндекс Н.В. ао', 4655, 1, 2, 1],
];
/** With the money value of a step and the expiry. */
const FUTURES: readonly (readonly [...Row, number, string])[] = [
  ['SiZ6', 'Si-12.26 Курс доллар - рубль', 78_250, 0, 1, 1, 1, '2026-12-17'],
  ['RIZ6', 'RTS-12.26 Индекс РТС', 118_400, 0, 10, 1, 15.5, '2026-12-17'],
  ['BRZ6', 'BR-12.26 Нефть Brent', 62.4, 2, 1, 1, 7.8, '2026-12-01'],
  ['GDZ6', 'GOLD-12.26 Золото', 1904.5, 1, 1, 1, 7.8, '2026-12-17'],
];
const BONDS: readonly Row[] = [
  ['SU26207RMFS9', 'ОФЗ-ПД 26207 03/02/27', 108.45, 3, 1, 1],
  ['SU26212RMFS9', 'ОФЗ-ПД 26212 19/01/28', 107.9, 3, 1, 1],
  ['RU000A0JX0J2', 'Роснефть БО 002P-03', 103.12, 2, 1, 1],
];

function common([symbol, name, price, digits, tickPoints, lotSize]: Row): Omit<
  ChpInstrument,
  'secType' | 'exchange' | 'expiryDate'
> {
  return {
    symbol,
    name: symbol,
    longName: name,
    kind: 'stock',
    digits,
    tickPoints,
    spreadPoints: tickPoints * 2,
    basePoints: Math.round(price * 10 ** digits),
    volatility: 0.015,
    contractSize: lotSize,
    lotSize,
    stepValue: tickPoints / 10 ** digits,
    lotMin: '1',
    lotMax: '1000000',
    lotStep: '1',
    currency: 'RUB',
    profitCurrency: 'RUB',
    marginPercent: 100,
    stopsLevelPoints: 0,
    longOnly: false,
    trailingEnabled: false,
    commissionRate: '0',
    swapLongPoints: 0,
    swapShortPoints: 0,
    levels: 10,
  };
}

const share = (row: Row): ChpInstrument => ({
  ...common(row),
  secType: 'STK',
  exchange: 'EQBR',
  expiryDate: null,
});

function future(row: Row, stepValue: number, expiry: string, exchange: string): ChpInstrument {
  const base = common(row);
  return {
    ...base,
    kind: 'index',
    secType: 'FUT',
    exchange,
    expiryDate: `${expiry}T00:00:00`,
    stepValue,
    // Roubles for a move of the price by one.
    contractSize: (stepValue * 10 ** base.digits) / base.tickPoints,
    marginPercent: 15,
  };
}

const bond = (row: Row): ChpInstrument => ({
  ...common(row),
  secType: 'BND',
  exchange: 'FISS',
  expiryDate: null,
  // The price is a percentage of 1,000 roubles.
  contractSize: 10,
  longOnly: true,
  volatility: 0.002,
});

const BUILT_IN: readonly ChpInstrument[] = [
  ...SHARES.map(share),
  ...FUTURES.map(([symbol, name, price, digits, step, lot, value, expiry]) =>
    future([symbol, name, price, digits, step, lot], value, expiry, 'FORTS'),
  ),
  ...BONDS.map(bond),
];

const ROOTS = ['6A', '6B', '6C', '6E', '6J', '6S', 'CL', 'ES', 'GC', 'NG', 'SI', 'ZB'] as const;
const MONTHS = 'FGHJKMNQUVXZ';

/** A made-up future with a name such as "6A.CME.H2015", for lists as long as the real venue's. */
function madeUp(index: number): ChpInstrument {
  const month = index % 12;
  const root = ROOTS[Math.floor(index / 12) % 12] ?? '6A';
  const series = Math.floor(index / 144);
  const year = 2027 + (series % 20);
  const letter = series < 20 ? '' : String(Math.floor(series / 20));
  const symbol = `${root}${letter}.CME.${MONTHS[month]}${year}`;
  const price = 0.5 + (seedOf(index, symbol) % 10_000) / 10_000;
  const expiry = `${year}-${String(month + 1).padStart(2, '0')}-19`;
  return future([symbol, `${symbol} (фьючерс № ${index})`, price, 4, 1, 1], 0.0001, expiry, 'CME');
}

/** The listed instruments. @param count - how many; undefined for the built-in ones */
export function listInstruments(count: number | undefined): ChpInstrument[] {
  const wanted = count ?? BUILT_IN.length;
  const list = BUILT_IN.slice(0, wanted);
  for (let index = list.length; index < wanted; index += 1) list.push(madeUp(index));
  return list;
}
