import type { Instrument } from '../market/instrument';

/**
 * An instrument with the fields that only this venue has: a share, or the right to new shares. The engine counts
 * shares.
 */
export interface FinnotechInstrument extends Instrument {
  readonly coId: number;
  /** In the spelling of the venue, which mixes Arabic and Persian forms of ye and kaf. */
  readonly persianSymbol: string;
  readonly englishSymbol: string;
  readonly precedencyRight: boolean;
  /** The exchange's own number of the instrument, beyond 2^53. */
  readonly tseCode: string;
  readonly shareCount: number;
  readonly industry: readonly [number, string];
  /** 1 bourse, 2 farabourse. */
  readonly marketId: 1 | 2;
}

/** Id, Persian symbol, TSE code, title, English symbol, price in rials, shares, industry, market. */
type Row = readonly [
  number,
  string,
  string,
  string,
  string,
  number,
  number,
  readonly [number, string],
  1 | 2,
];

const METALS = [27, 'فلزات اساسی'] as const;
const BANKS = [57, 'بانکها و موسسات اعتباری'] as const;
const CARS = [34, 'خودرو و ساخت قطعات'] as const;
const CHEMICALS = [44, 'محصولات شیمیایی'] as const;
const HOLDINGS = [39, 'شرکتهای چند رشته ای صنعتی'] as const;

const SHARES: readonly Row[] = [
  [
    5,
    'ومعادن',
    'IRO1MADN0001',
    'سرمایه گذاری توسعه معادن و فلزات',
    'MADN',
    5488,
    40_300_000_000,
    HOLDINGS,
    1,
  ],
  // Arabic ye, as much real data has it.
  [12, 'فملي', 'IRO1MSMI0001', 'ملی صنایع مس ایران', 'MSMI', 7240, 60_000_000_000, METALS, 1],
  [17, 'فولاد', 'IRO1FOLD0001', 'فولاد مبارکه اصفهان', 'FOLD', 4310, 293_000_000_000, METALS, 1],
  [23, 'خودرو', 'IRO1IKCO0001', 'ایران خودرو', 'IKCO', 2715, 30_165_607_000, CARS, 1],
  [24, 'خساپا', 'IRO1SIPA0001', 'سایپا', 'SIPA', 2480, 39_270_000_000, CARS, 1],
  [31, 'شپنا', 'IRO1PNES0001', 'پالایش نفت اصفهان', 'PNES', 8120, 99_000_000_000, CHEMICALS, 1],
  // Arabic kaf.
  [38, 'وبملت', 'IRO1BMLT0001', 'بانك ملت', 'BMLT', 3055, 207_000_000_000, BANKS, 1],
  [41, 'وتجارت', 'IRO1BTEJ0001', 'بانك تجارت', 'BTEJ', 1490, 223_926_000_000, BANKS, 1],
  [52, 'فارس', 'IRO1PKLJ0001', 'صنایع پتروشیمی خلیج فارس', 'PKLJ', 12_350, 475_000_000_000, CHEMICALS, 1],
  [63, 'كگل', 'IRO1GOLG0001', 'معدنی و صنعتی گل گهر', 'GOLG', 6905, 70_500_000_000, METALS, 1],
  [70, 'ذوب', 'IRO3ZOBZ0001', 'سهامی ذوب آهن اصفهان', 'ZOBZ', 2930, 61_521_490_000, METALS, 2],
  [88, 'شستا', 'IRO1TAMN0001', 'سرمایه گذاری تامین اجتماعی', 'TAMN', 1214, 160_000_000_000, HOLDINGS, 1],
];

/** Rights trade under a symbol that ends in ح and a code of their own, with the company's id. */
const RIGHTS: readonly Row[] = [
  [
    5,
    'ومعادنح',
    'IRR1MADN0101',
    'ح . سرمایه گذاری توسعه معادن و فلزات',
    'MADNR',
    4380,
    12_090_000_000,
    HOLDINGS,
    1,
  ],
  [24, 'خساپاح', 'IRR1SIPA0101', 'ح . سایپا', 'SIPAR', 1490, 19_635_000_000, CARS, 1],
];

const instrument =
  (precedencyRight: boolean) =>
  (row: Row, index: number): FinnotechInstrument => {
    const [coId, persianSymbol, symbol, name, englishSymbol, price, shareCount, industry, marketId] = row;
    return {
      symbol,
      name,
      coId,
      persianSymbol,
      englishSymbol,
      precedencyRight,
      tseCode: String(9_987_529_074_833_218n + BigInt(precedencyRight ? 500 + index : index) * 1_000_003n),
      shareCount,
      industry,
      marketId,
      kind: 'stock',
      digits: 0,
      tickPoints: 1,
      spreadPoints: 2,
      basePoints: price,
      volatility: 0.02,
      contractSize: 1,
      lotMin: '1',
      lotMax: '100000',
      lotStep: '1',
      currency: 'IRR',
      profitCurrency: 'IRR',
      marginPercent: 100,
      stopsLevelPoints: 0,
      longOnly: true,
      trailingEnabled: false,
      commissionRate: '0',
      swapLongPoints: 0,
      swapShortPoints: 0,
      levels: 5,
    };
  };

/** The listed instruments: twelve shares and two rights. */
export const INSTRUMENTS: readonly FinnotechInstrument[] = [
  ...SHARES.map(instrument(false)),
  ...RIGHTS.map(instrument(true)),
];
