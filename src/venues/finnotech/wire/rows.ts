import { z } from 'zod';
import { type Reader, recordReader } from '../../../adapter/schema/reader';
import type {
  FinnotechAssessment,
  FinnotechBalancedRow,
  FinnotechCompany,
  FinnotechRealtimeRow,
  FinnotechTradeRow,
} from '../types/rows';
import { amount, code, flagOrNone, text, wireCode } from './values';

/**
 * @example {"CoID":5,"BourseSymbol":"ومعادن","TseSymbolCode":"IRO1MADN0001","PrecedencyRight":false,
 *   "TradeDateGre":"2020/01/19 09:01:37","TradeDate":"1398/10/29","MaxPrice":5488,"minPrice":5480,"LastPrice":5488,...}
 * @see the seed page, "Successful result format"
 */
export const realtimeRow = z.looseObject({
  CoID: wireCode,
  BourseSymbol: text,
  TseSymbolCode: text,
  FullTitle: text,
  PrecedencyRight: flagOrNone,
  TradeDateGre: text,
  TradeDate: text,
  MaxPrice: amount,
  minPrice: amount,
  OpeningPrice: amount,
  ClosingPrice: amount,
  LastPrice: amount,
  TradeVolume: amount,
  TradeValue: amount,
  TradeQty: amount,
  PreviousClosingPrice: amount,
  ClosingPriceChange: amount,
  ClosingPChgPercent: amount,
  ShareCount: amount,
  MarketValue: amount,
  Type: code,
});

const tradeShape = {
  companyId: wireCode,
  precedencyRight: flagOrNone,
  companySymbol: text,
  fullTitle: text,
  tseSymbolCode: text,
  gregorianDate: text,
  jalaaliDate: text,
  maxPrice: amount,
  minPrice: amount,
  openingPrice: amount,
  closingPrice: amount,
  lastPrice: amount,
  tradeVolume: amount,
  tradeValue: amount,
  tradeQty: amount,
  previousClosingPrice: amount,
  closingPriceChange: amount,
  closingPriceChangePercent: amount,
  sharedCount: amount,
  marketValue: amount,
};

/** @see Finnotech, realTimeTrades and dailyTrades */
export const tradeRow = z.looseObject(tradeShape);

/** @see Finnotech, balancedTrades and balancedTradesById */
export const balancedRow = z.looseObject({
  ...tradeShape,
  baseVolume: amount,
  type: amount,
  comCType: amount,
  openingTypePrice: amount,
  maxTypePrice: amount,
  minTypePrice: amount,
  lastTypePrice: amount,
  closingTypePrice: amount,
  previousTypeClosingPrice: amount,
});

/** @see Finnotech, companiesIdInquiry */
export const company = z.looseObject({
  companyId: wireCode,
  companyCode: code,
  companyName: text,
  companyEnglishName: text,
  companySymbol: text,
  companyEnglishSymbol: text,
  floorID: code,
  floorTitle: text,
  industryID: code,
  industryTitle: text,
  tseCode: code,
  tseCIsinCode: text,
  tseSIsinCode: text,
  marketID: code,
  marketTitle: text,
  precedencyRight: flagOrNone,
  acceptionDate: text,
  acceptionDateGre: text,
  enlistedDate: text,
  enlistedDateGre: text,
  ipoDate: text,
  ipoDateGre: text,
  fundTypeID: code,
  fundTypeTitle: text,
  coSymbolPinglish: text,
  nationalCode: code,
});

/** @see Finnotech, companyAssessment */
export const assessment = z.looseObject({
  companyId: wireCode,
  financialIndex: code,
  financialIndexName: text,
  companySymbol: text,
  indexValue: amount,
  indexValueMin: amount,
  indexValueAve: amount,
  indexValueMax: amount,
  highTreshold: amount,
  lowTreshold: amount,
  companyScore: amount,
  weightStock: amount,
  dateMiladi: text,
  dateShamsi: text,
});

const readRealtime = recordReader(realtimeRow);

/** Venue quirk: the page's sample says TradeDateGre, its legend TradeDateGer. */
export const readRealtimeRow: Reader<FinnotechRealtimeRow> = (value) => {
  const row = readRealtime(value);
  if (row.TradeDateGre != null) return row;
  const other = Object.keys(row).find((key) => key.toLowerCase() === 'tradedateger');
  const time = other === undefined ? undefined : row[other];
  return typeof time === 'string' ? { ...row, TradeDateGre: time } : row;
};
export const readTradeRow: Reader<FinnotechTradeRow> = recordReader(tradeRow);
export const readBalancedRow: Reader<FinnotechBalancedRow> = recordReader(balancedRow);
export const readCompany: Reader<FinnotechCompany> = recordReader(company);
export const readAssessment: Reader<FinnotechAssessment> = recordReader(assessment);
