import { optionalNumber, optionalText, wireInteger, wireNumber } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';

/**
 * An instrument.
 * @record ChpSymbol
 * @check checkSymbol whole
 * @decode decodeSymbol row- nrows- symbol short_name^ long_name^ type* decimals lot_size# punkt- step sec_ext_id!- sec_exch_name!*
 *   expiryDate!* days_before_expiry!- strike!-
 * @example {"row":0,"nrows":46618,"symbol":"6A.CME.H2015","short_name":"6A.CME.H2015","long_name":"...","type":"FUT",
 *   "decimals":4,"lot_size":1,"punkt":0.0001,"step":0.0001,"sec_ext_id":null,"sec_exch_name":"CME",
 *   "expiryDate":"2015-03-19T00:00:00","days_before_expiry":-2000,"strike":0}
 * @see CHP_client, GetSymbols
 */
export const symbolRecord = z.looseObject({
  /** Place in the answer, from 0. */
  row: wireInteger,
  /** Rows of the whole answer. */
  nrows: wireInteger,
  symbol: z.string().min(1),
  short_name: z.string().nullable(),
  long_name: z.string().nullable(),
  /** The venue's kind, such as `FUT`. */
  type: z.string().nullable(),
  /** Decimals of prices. */
  decimals: wireInteger.min(0),
  /** Units of one lot. */
  lot_size: wireNumber,
  /** The smallest price change. */
  punkt: wireNumber,
  /** Price step. */
  step: wireNumber,
  sec_ext_id: optionalText,
  sec_exch_name: optionalText,
  /** Moscow wall time; far in the past or null where it does not expire. */
  expiryDate: optionalText,
  days_before_expiry: optionalNumber,
  strike: optionalNumber,
});
