import { seedOf } from '../market/hash';
import type { Session } from '../market/hours';
import type { Instrument, InstrumentKind } from '../market/instrument';

/** An instrument with the fields that only this venue has. */
export interface XapiInstrument extends Instrument {
  readonly categoryName: string;
  readonly groupName: string;
  readonly pipsPrecision: number;
  readonly quoteId: number;
  readonly stepRuleId: number;
  /** Null where the venue says that it does not apply. */
  readonly tickSize: string | null;
}

/** Lot steps that depend on the volume, as getStepRules lists them. */
export const STEP_RULES = [
  { id: 1, name: 'Forex', steps: [{ from: '0.01', step: '0.01' }] },
  {
    id: 2,
    name: 'Stocks DMA',
    steps: [
      { from: '1', step: '1' },
      { from: '100', step: '10' },
      { from: '1000', step: '50' },
    ],
  },
] as const;

const HOUR = 3_600_000;
const week = (days: readonly number[], from: number, to: number): Session[] =>
  days.map((day) => ({ day, fromMs: from * HOUR, toMs: to * HOUR }));
const SESSIONS: Readonly<Record<string, readonly Session[]>> = {
  forex: [...week([1, 2, 3, 4], 0, 24), ...week([5], 0, 22), ...week([7], 23, 24)],
  index: week([1, 2, 3, 4, 5], 1, 22),
  PL: week([1, 2, 3, 4, 5], 9, 17),
  US: week([1, 2, 3, 4, 5], 15.5, 22),
};

/** Symbol, name, currency, profit currency, digits, price, spread, volatility, margin, contract. */
type Row = readonly [string, string, string, string, number, number, number, number, number, number];

const FOREX: readonly Row[] = [
  ['EURUSD', 'Euro to American Dollar', 'EUR', 'USD', 5, 1.085, 0.00009, 0.005, 3.33, 100_000],
  ['GBPUSD', 'British Pound to American Dollar', 'GBP', 'USD', 5, 1.27, 0.00014, 0.006, 3.33, 100_000],
  ['USDJPY', 'American Dollar to Japanese Yen', 'USD', 'JPY', 3, 149.5, 0.012, 0.006, 3.33, 100_000],
  ['USDCHF', 'American Dollar to Swiss Franc', 'USD', 'CHF', 5, 0.885, 0.00015, 0.005, 3.33, 100_000],
  ['EURPLN', 'Euro to Polish Złoty', 'EUR', 'PLN', 5, 4.32, 0.0019, 0.004, 5, 100_000],
  ['USDPLN', 'American Dollar to Polish Złoty', 'USD', 'PLN', 5, 3.98, 0.0019, 0.006, 5, 100_000],
  ['EURGBP', 'Euro to British Pound', 'EUR', 'GBP', 5, 0.855, 0.00016, 0.004, 3.33, 100_000],
  ['AUDUSD', 'Australian Dollar to American Dollar', 'AUD', 'USD', 5, 0.655, 0.00012, 0.006, 5, 100_000],
];
const CFDS: readonly (readonly [InstrumentKind, ...Row])[] = [
  ['commodity', 'GOLD', 'Spot gold', 'USD', 'USD', 2, 2350, 0.35, 0.009, 5, 100],
  ['commodity', 'SILVER', 'Spot silver', 'USD', 'USD', 3, 28.4, 0.025, 0.015, 10, 5000],
  ['commodity', 'OIL.WTI', 'Crude oil WTI', 'USD', 'USD', 2, 78.5, 0.03, 0.018, 10, 1000],
  ['index', 'DE30', 'German blue chips', 'EUR', 'EUR', 1, 18_450, 0.9, 0.009, 5, 25],
  ['index', 'US500', 'American large caps', 'USD', 'USD', 1, 5300, 0.5, 0.008, 5, 50],
  ['index', 'W20', 'Polish blue chips', 'PLN', 'PLN', 1, 2450, 1.2, 0.011, 10, 20],
  ['crypto', 'BITCOIN', 'Bitcoin to American Dollar', 'USD', 'USD', 2, 68_000, 50, 0.03, 50, 1],
];
const STOCKS: readonly (readonly [string, ...Row])[] = [
  ['PL', 'PKN.PL', 'Orlen S.A.', 'PLN', 'PLN', 2, 65.2, 0.02, 0.015, 100, 1],
  ['PL', 'AGO.PL', 'Agora S.A.', 'PLN', 'PLN', 2, 11.3, 0.04, 0.015, 100, 1],
  ['US', 'T.US', 'AT&T Inc.', 'USD', 'USD', 2, 17.4, 0.01, 0.012, 100, 1],
  ['US', 'AAPL.US', 'Apple Inc.', 'USD', 'USD', 2, 192.3, 0.02, 0.014, 100, 1],
  ['CZ', 'KOMB.CZ', 'Komerční banka a.s.', 'CZK', 'CZK', 1, 812, 0.5, 0.012, 100, 1],
];

function common(
  kind: InstrumentKind,
  row: Row,
): Omit<XapiInstrument, 'categoryName' | 'groupName' | 'sessions'> {
  const [
    symbol,
    name,
    currency,
    profitCurrency,
    digits,
    price,
    spread,
    volatility,
    marginPercent,
    contractSize,
  ] = row;
  const points = (value: number): number => Math.round(value * 10 ** digits);
  return {
    symbol,
    name,
    kind,
    digits,
    tickPoints: 1,
    spreadPoints: points(spread),
    basePoints: points(price),
    volatility,
    contractSize,
    lotMin: '0.01',
    lotMax: '100',
    lotStep: '0.01',
    currency,
    profitCurrency,
    marginPercent,
    stopsLevelPoints: 0,
    longOnly: false,
    trailingEnabled: true,
    commissionRate: '0',
    swapLongPoints: 0,
    swapShortPoints: 0,
    levels: 3,
    pipsPrecision: Math.max(0, kind === 'forex' ? digits - 1 : digits),
    quoteId: 2,
    stepRuleId: 1,
    tickSize: String(1 / 10 ** digits),
  };
}

const forex = (row: Row): XapiInstrument => ({
  ...common('forex', row),
  categoryName: 'FX',
  groupName: row[0].includes('PLN') ? 'Minor' : 'Major',
  lotMax: '10000',
  stopsLevelPoints: 2,
  swapLongPoints: -6.2,
  swapShortPoints: 1.3,
  tickSize: row[4] === 5 ? '0.00001' : '0.001',
  levels: 5,
  sessions: SESSIONS['forex'] ?? [],
});

const cfd = ([kind, ...row]: readonly [InstrumentKind, ...Row]): XapiInstrument => ({
  ...common(kind, row),
  categoryName: kind === 'crypto' ? 'CRT' : kind === 'index' ? 'IND' : 'CMD',
  groupName: kind === 'crypto' ? 'Crypto' : kind === 'index' ? 'Indices' : 'Commodities',
  stopsLevelPoints: 5,
  // The venue sends null in some places; clients must accept it.
  tickSize: kind === 'crypto' ? null : (['0.1', '0.01', '0.001'][row[4] - 1] ?? null),
  ...(kind === 'crypto' ? {} : { sessions: SESSIONS['index'] ?? [] }),
});

const stock = ([country, ...row]: readonly [string, ...Row]): XapiInstrument => ({
  ...common('stock', row),
  categoryName: 'STC',
  groupName: country === 'PL' ? 'Poland' : country === 'US' ? 'USA' : 'Czech Republic',
  lotMin: '1',
  lotMax: '100000',
  lotStep: '1',
  lotSteps: STEP_RULES[1].steps,
  stepRuleId: 2,
  longOnly: true,
  trailingEnabled: false,
  commissionRate: '0.0019',
  quoteId: 3,
  tickSize: row[4] === 1 ? '0.5' : '0.01',
  tickPoints: row[4] === 1 ? 5 : 1,
  levels: 5,
  sessions: SESSIONS[country] ?? SESSIONS['PL'] ?? [],
});

const BUILT_IN: readonly XapiInstrument[] = [...FOREX.map(forex), ...CFDS.map(cfd), ...STOCKS.map(stock)];

/** A made-up share, for lists as long as the real venue's. */
function madeUp(index: number): XapiInstrument {
  const symbol = `S${String(index).padStart(5, '0')}.US`;
  const price = 5 + (seedOf(index, symbol) % 40_000) / 100;
  // As long as the real ones with their notes, so that 17,000 of them make 20 MB.
  const name = `Spółka przykładowa nr ${index} – American Depositary Receipt. ${'CLOSE ONLY until further notice. '.repeat(7)}`;
  return stock(['US', symbol, name, 'USD', 'USD', 2, price, 0.02, 0.015, 100, 1]);
}

/** The listed instruments. @param count - how many; undefined for the built-in ones */
export function listInstruments(count: number | undefined, hours: 'always' | 'venue'): XapiInstrument[] {
  const wanted = count ?? BUILT_IN.length;
  const list = BUILT_IN.slice(0, wanted);
  for (let index = list.length; index < wanted; index += 1) list.push(madeUp(index));
  if (hours === 'venue') return list;
  return list.map(({ sessions: _sessions, ...instrument }) => instrument);
}
