import { type Reader, recordReader } from '../../../adapter/schema/reader';
import * as z from '../../../adapter/schema/zod';
import type {
  FinnotechAssessment,
  FinnotechBalancedRow,
  FinnotechCompany,
  FinnotechRealtimeRow,
  FinnotechTradeRow,
} from '../generated/records';
import { amount, code, flagOrNone, text, wallTime, wireCode } from './values';

/**
 * A row of `trades/realtime`. Prices and values in rials; every amount is an exact decimal in a string, for the venue's
 * whole numbers may pass 2^53. Keys are the seed page's, whatever case the server writes them in.
 * @record FinnotechRealtimeRow open
 * @decode decodeMinute CoID!- BourseSymbol!- TseSymbolCode!- FullTitle!- PrecedencyRight!- TradeDateGre! TradeDate!- MaxPrice!
 *   minPrice! OpeningPrice! ClosingPrice!- LastPrice! TradeVolume! TradeValue!- TradeQty!- PreviousClosingPrice!-
 *   ClosingPriceChange!- ClosingPChgPercent!- ShareCount!- MarketValue!- Type!-
 * @example {"CoID":5,"BourseSymbol":"ومعادن","TseSymbolCode":"IRO1MADN0001","FullTitle":"...","PrecedencyRight":false,
 *   "TradeDateGre":"2020/01/19 09:01:37","TradeDate":"1398/10/29","MaxPrice":5488,"minPrice":5480,"OpeningPrice":5488,
 *   "ClosingPrice":5477,"LastPrice":5488,"TradeVolume":51205,"TradeValue":281013040,"TradeQty":16,
 *   "PreviousClosingPrice":5477,"ClosingPriceChange":0,"ClosingPChgPercent":0,"ShareCount":40300000000,
 *   "MarketValue":220723100000000,"Type":null}
 * @see Finnotech, GET /bourse/v2/clients/{clientId}/trades/realtime, "Results Format"
 */
export const realtimeRow = z.looseObject({
  /** شناسه شرکت */
  CoID: wireCode,
  /** The Persian symbol, in the spelling of the venue. */
  BourseSymbol: text,
  /** 12 characters, such as `IRO1MADN0001`. */
  TseSymbolCode: text,
  FullTitle: text,
  /** True for the right (حق تقدم), false for the share, as in the sample; the page's legend says the reverse. */
  PrecedencyRight: flagOrNone,
  /** Tehran wall time, `2020/01/19 09:01:37`. Venue quirk: the legend spells it `TradeDateGer`; either key is read. */
  TradeDateGre: wallTime,
  /** Jalali date, `1398/10/29`. */
  TradeDate: text,
  MaxPrice: amount,
  minPrice: amount,
  OpeningPrice: amount,
  /** The day's volume-weighted closing price, not the last trade. */
  ClosingPrice: amount,
  LastPrice: amount,
  /** Securities. */
  TradeVolume: amount,
  /** Rials. */
  TradeValue: amount,
  /** Number of trades. */
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
  /** Tehran wall time or date, `2020/01/19 09:01:37` or `2020/01/19`. */
  gregorianDate: text,
  /** Jalali date, `1398/10/29`. */
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

/**
 * A row of `realTimeTrades` and `dailyTrades`: as {@link FinnotechRealtimeRow}, in the newer services' names.
 * @record FinnotechTradeRow open
 * @see Finnotech, bourse:realTime-trades:get, bourse:daily-trades:get
 */
export const tradeRow = z.looseObject(tradeShape);

/**
 * A row of `balancedTrades` and `balancedTradesById`: the `*Type*` prices are adjusted for capital increases and
 * dividends, as the parameter `type` asks.
 * @record FinnotechBalancedRow open
 * @see Finnotech, bourse:balanced-trades:get, bourse:balanced-trades-byId:get
 */
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

/**
 * A row of `companiesIdInquiry`. Ids are strings: `tseCode` has more digits than a number can hold.
 * @record FinnotechCompany open
 * @see Finnotech, bourse:companies-id-inquiry:get
 */
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
  /** 1 bourse, 2 farabourse, 16 base market. */
  marketID: code,
  marketTitle: text,
  /** Sent as 0 or 1. */
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

/**
 * A row of `companyAssessment`: one financial index of a company. Fields beyond these are kept as they came.
 * @record FinnotechAssessment open
 * @see Finnotech, bourse:company-assessment:get
 */
export const assessment = z.looseObject({
  companyId: wireCode,
  financialIndex: code,
  financialIndexName: text,
  companySymbol: text,
  indexValue: amount,
  indexValueMin: amount,
  indexValueAve: amount,
  indexValueMax: amount,
  /** Venue quirk: spelt so by the venue. */
  highTreshold: amount,
  lowTreshold: amount,
  /** 1 to 10. */
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
