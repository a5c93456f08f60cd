import { z } from 'zod';
import { wireNumber, wireTime } from './values';

/**
 * Answer of getCurrentUserData.
 * @example {"companyUnit":8,"currency":"PLN","group":"demoPLeurSTANDARD200","ibAccount":false,"leverage":1,"leverageMultiplier":0.25,"spreadType":"FLOAT","trailingStop":false}
 * @see XAPI 2.5.0, getCurrentUserData
 */
export const currentUserData = z.looseObject({
  companyUnit: wireNumber,
  currency: z.string(),
  group: z.string(),
  ibAccount: z.boolean(),
  leverage: wireNumber,
  leverageMultiplier: wireNumber,
  spreadType: z.string().nullable(),
  trailingStop: z.boolean(),
});

/**
 * Answer of getMarginLevel.
 * @example {"balance":995800269.43,"credit":1000.00,"currency":"PLN","equity":995985397.56,"margin":572634.43,"margin_free":995227635.00,"margin_level":173930.41}
 * @see XAPI 2.5.0, getMarginLevel
 */
export const marginLevel = z.looseObject({
  balance: wireNumber,
  credit: wireNumber,
  currency: z.string(),
  equity: wireNumber,
  margin: wireNumber,
  margin_free: wireNumber,
  margin_level: wireNumber,
});

/**
 * Answer of getMarginTrade.
 * @example {"margin":4399.350}
 */
export const marginTrade = z.looseObject({ margin: wireNumber });

/**
 * Answer of getCommissionDef.
 * @example {"commission":0.51,"rateOfExchange":0.1609}
 */
export const commissionDef = z.looseObject({
  commission: wireNumber.nullable(),
  rateOfExchange: wireNumber.nullable(),
});

/**
 * Answer of getProfitCalculation.
 * @example {"profit":714.303}
 */
export const profitCalculation = z.looseObject({ profit: wireNumber });

/**
 * IB_RECORD of getIbsHistory.
 * @example {"closePrice":1.39302,"login":"12345","nominal":6.00,"openPrice":1.39376,"side":0,"surname":"IB_Client_1","symbol":"EURUSD","timestamp":1395755870000,"volume":1.0}
 * @see XAPI 2.5.0, getIbsHistory
 */
export const ibRecord = z.looseObject({
  closePrice: wireNumber.nullable(),
  login: z.string().nullable(),
  nominal: wireNumber.nullable(),
  openPrice: wireNumber.nullable(),
  side: wireNumber.nullable(),
  surname: z.string().nullable(),
  symbol: z.string().nullable(),
  timestamp: wireTime.nullable(),
  volume: wireNumber.nullable(),
});
