import { z } from 'zod';
import { optionalNumber, optionalText, wireInteger, wireNumber } from '../../../adapter/schema/values';

/**
 * A row of GetSymbols.
 * @example {"row":0,"nrows":46618,"symbol":"6A.CME.H2015","short_name":"6A.CME.H2015","long_name":"...","type":"FUT",
 *   "decimals":4,"lot_size":1,"punkt":0.0001,"step":0.0001,"sec_ext_id":null,"sec_exch_name":"CME",
 *   "expiryDate":"2015-03-19T00:00:00","days_before_expiry":-2000,"strike":0}
 * @see CHP_client, GetSymbols
 */
export const symbolRecord = z.looseObject({
  row: wireInteger,
  nrows: wireInteger,
  symbol: z.string().min(1),
  short_name: z.string().nullable(),
  long_name: z.string().nullable(),
  type: z.string().nullable(),
  decimals: wireInteger.min(0),
  lot_size: wireNumber,
  punkt: wireNumber,
  step: wireNumber,
  sec_ext_id: optionalText,
  sec_exch_name: optionalText,
  expiryDate: optionalText,
  days_before_expiry: optionalNumber,
  strike: optionalNumber,
});
