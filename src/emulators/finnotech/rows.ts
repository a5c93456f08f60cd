import type { FinnotechInstrument } from './companies';
import { gregorianDate, gregorianText, jalaliText, type TehranDay, tehranDay } from './tehran';
import type { Trading } from './trading-days';

/** The values of a body. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One record of an answer. */
export type Row = { readonly [name: string]: Json };

/** A row of trading before it gets the field names of a service. */
export interface TradingRow {
  readonly instrument: FinnotechInstrument;
  readonly trading: Trading;
  /** The closing price of the day, and of the trading day before. */
  readonly closing: number;
  readonly previousClosing: number;
}

const percent = (change: number, base: number): number =>
  base === 0 ? 0 : Math.round((change / base) * 10_000) / 100;

/** A row of `trades/realtime`, in the seed page's names and order. */
export function realtimeRow({ instrument, trading, closing, previousClosing }: TradingRow): Row {
  const { coId, persianSymbol, symbol, name, precedencyRight, shareCount } = instrument;
  return {
    CoID: coId,
    BourseSymbol: persianSymbol,
    TseSymbolCode: symbol,
    FullTitle: name,
    PrecedencyRight: precedencyRight,
    TradeDateGre: gregorianText(trading.lastTime),
    TradeDate: jalaliText(tehranDay(trading.lastTime)),
    MaxPrice: trading.high,
    minPrice: trading.low,
    OpeningPrice: trading.open,
    ClosingPrice: closing,
    LastPrice: trading.last,
    TradeVolume: trading.volume,
    TradeValue: trading.value,
    TradeQty: trading.count,
    PreviousClosingPrice: previousClosing,
    ClosingPriceChange: closing - previousClosing,
    ClosingPChgPercent: percent(closing - previousClosing, previousClosing),
    ShareCount: shareCount,
    MarketValue: shareCount * closing,
    Type: null,
  };
}

/** A row of `realTimeTrades` and `dailyTrades`; daily ones have no time of day. */
export function tradeRow(
  { instrument, trading, closing, previousClosing }: TradingRow,
  day?: TehranDay,
): Row {
  const { coId, persianSymbol, symbol, name, precedencyRight, shareCount } = instrument;
  return {
    companyId: coId,
    precedencyRight,
    companySymbol: persianSymbol,
    fullTitle: name,
    tseSymbolCode: symbol,
    gregorianDate: day === undefined ? gregorianText(trading.lastTime) : gregorianDate(day),
    jalaaliDate: jalaliText(day ?? tehranDay(trading.lastTime)),
    maxPrice: trading.high,
    minPrice: trading.low,
    openingPrice: trading.open,
    closingPrice: closing,
    lastPrice: trading.last,
    tradeVolume: trading.volume,
    tradeValue: trading.value,
    tradeQty: trading.count,
    previousClosingPrice: previousClosing,
    closingPriceChange: closing - previousClosing,
    closingPriceChangePercent: percent(closing - previousClosing, previousClosing),
    sharedCount: shareCount,
    marketValue: shareCount * closing,
  };
}

/** Adjusted prices, not yet rounded. */
export interface AdjustedPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly last: number;
  readonly closing: number;
  readonly previousClosing: number;
}

/** A row of `balancedTrades` and `balancedTradesById`. */
export function balancedRow(
  row: TradingRow,
  day: TehranDay,
  terms: { readonly type: number; readonly comCType: number; readonly adjusted: AdjustedPrices },
): Row {
  const { adjusted } = terms;
  return {
    ...tradeRow(row, day),
    baseVolume: Math.round(row.instrument.shareCount * 0.0004),
    type: terms.type,
    comCType: terms.comCType,
    openingTypePrice: Math.round(adjusted.open),
    maxTypePrice: Math.round(adjusted.high),
    minTypePrice: Math.round(adjusted.low),
    lastTypePrice: Math.round(adjusted.last),
    closingTypePrice: Math.round(adjusted.closing),
    previousTypeClosingPrice: Math.round(adjusted.previousClosing),
  };
}

/** A row of `companiesIdInquiry`. */
export function companyRow(instrument: FinnotechInstrument): Row {
  const { coId, name, englishSymbol, persianSymbol, symbol, tseCode, industry, marketId } = instrument;
  return {
    companyId: coId,
    companyCode: englishSymbol.slice(0, 4),
    companyName: name,
    companyEnglishName: `${englishSymbol} Co.`,
    companySymbol: persianSymbol,
    companyEnglishSymbol: englishSymbol,
    floorID: marketId,
    floorTitle: marketId === 1 ? 'بورس تهران' : 'فرابورس ایران',
    industryID: industry[0],
    industryTitle: industry[1],
    tseCode,
    tseCIsinCode: `${symbol.slice(0, 8)}0007`,
    tseSIsinCode: symbol,
    marketID: marketId,
    marketTitle: marketId === 1 ? 'بازار اول' : 'بازار دوم',
    precedencyRight: instrument.precedencyRight ? 1 : 0,
    acceptionDate: '1375/04/12',
    acceptionDateGre: '1996/07/02',
    enlistedDate: '1375/05/01',
    enlistedDateGre: '1996/07/22',
    ipoDate: null,
    ipoDateGre: null,
    fundTypeID: null,
    fundTypeTitle: null,
    coSymbolPinglish: englishSymbol.toLowerCase(),
    nationalCode: String(10_100_000_000 + coId),
  };
}

const INDICES = ['نسبت جاری', 'بازده حقوق صاحبان سهام', 'حاشیه سود خالص'] as const;

/** Rows of `companyAssessment`: ids are texts here. */
export function assessmentRows({ coId, persianSymbol }: FinnotechInstrument, day: TehranDay): readonly Row[] {
  return INDICES.map((financialIndexName, index) => ({
    financialIndex: index + 1,
    financialIndexName,
    companyId: String(coId),
    companySymbol: persianSymbol,
    indexValue: 1.25 + index * 0.5 + (coId % 10) / 10,
    indexValueMin: 0.75,
    indexValueAve: 1.5 + index * 0.5,
    indexValueMax: 3.5 + index,
    highTreshold: 3,
    lowTreshold: 1,
    companyScore: 1 + ((coId + index) % 10),
    weightStock: 0.5,
    dateMiladi: gregorianDate(day),
    dateShamsi: jalaliText(day),
  }));
}
