import { typed } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { OpenNumber } from '../types/open';
import { wireNumber, wireTime } from './values';

/**
 * Answer of getCurrentUserData.
 * @record CurrentUserData
 * @example {"companyUnit":8,"currency":"PLN","group":"demoPLeurSTANDARD200","ibAccount":false,"leverage":1,"leverageMultiplier":0.25,"spreadType":"FLOAT","trailingStop":false}
 * @see XAPI 2.5.0, getCurrentUserData
 */
export const currentUserData = z.looseObject({
  companyUnit: wireNumber,
  currency: z.string(),
  group: z.string(),
  ibAccount: z.boolean(),
  /** Inactive, always 1. */
  leverage: wireNumber,
  /** The leverage is this divided by 100. */
  leverageMultiplier: wireNumber,
  spreadType: z.string().nullable(),
  trailingStop: z.boolean(),
});

/**
 * Amounts in the account's currency.
 * @record MarginLevel
 * @example {"balance":995800269.43,"credit":1000.00,"currency":"PLN","equity":995985397.56,"margin":572634.43,"margin_free":995227635.00,"margin_level":173930.41}
 * @see XAPI 2.5.0, getMarginLevel
 */
export const marginLevel = z.looseObject({
  balance: wireNumber,
  credit: wireNumber,
  currency: z.string(),
  /** Balance and all profits. */
  equity: wireNumber,
  margin: wireNumber,
  margin_free: wireNumber,
  /** In percent. */
  margin_level: wireNumber,
});

/**
 * Answer of getMarginTrade.
 * @record MarginTrade
 * @example {"margin":4399.350}
 * @see XAPI 2.5.0, getMarginTrade
 */
export const marginTrade = z.looseObject({
  /** In the account's currency. */
  margin: wireNumber,
});

/**
 * Answer of getCommissionDef.
 * @record CommissionDef
 * @example {"commission":0.51,"rateOfExchange":0.1609}
 * @see XAPI 2.5.0, getCommissionDef
 */
export const commissionDef = z.looseObject({
  /** In the account's currency; null where not applicable. */
  commission: wireNumber.nullable(),
  /** Account currency to the instrument's base currency; null where not applicable. */
  rateOfExchange: wireNumber.nullable(),
});

/**
 * Answer of getProfitCalculation.
 * @record ProfitCalculation
 * @example {"profit":714.303}
 * @see XAPI 2.5.0, getProfitCalculation
 */
export const profitCalculation = z.looseObject({
  /** In the account's currency. */
  profit: wireNumber,
});

/**
 * A trade of a client of an introducing broker; null stands where the account may not look.
 * @record IbRecord
 * @example {"closePrice":1.39302,"login":"12345","nominal":6.00,"openPrice":1.39376,"side":0,"surname":"IB_Client_1","symbol":"EURUSD","timestamp":1395755870000,"volume":1.0}
 * @see XAPI 2.5.0, getIbsHistory, IB_RECORD
 */
export const ibRecord = z.looseObject({
  closePrice: wireNumber.nullable(),
  login: z.string().nullable(),
  nominal: wireNumber.nullable(),
  openPrice: wireNumber.nullable(),
  /** 0 buy, 1 sell. */
  side: typed<OpenNumber<0 | 1>>(wireNumber).nullable(),
  surname: z.string().nullable(),
  symbol: z.string().nullable(),
  /** UTC epoch ms. */
  timestamp: wireTime.nullable(),
  /** In lots. */
  volume: wireNumber.nullable(),
});
