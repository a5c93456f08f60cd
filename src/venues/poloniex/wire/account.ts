import { z } from 'zod';
import { wireId, wireList } from '../../../adapter/schema/values';
import { record, wireDecimal, wireName } from './values';

/** @example {"accountId":"123","accountType":"SPOT","accountState":"NORMAL"} */
export const accountRecord = record({ accountId: wireId, accountType: wireName, accountState: wireName });

const currencyBalance = record(
  { currency: wireName, available: wireDecimal, hold: wireDecimal },
  { currencyId: wireId },
);

/**
 * A row of GET /accounts/balances.
 * @example {"accountId":"123","accountType":"SPOT","balances":[{"currencyId":"214","currency":"USDT","available":"1000",
 *   "hold":"0"}]}
 */
export const accountBalancesRecord = record({
  accountId: wireId,
  accountType: wireName,
  balances: wireList(currencyBalance),
});

/** @example {"trxDiscount":false,"makerRate":"0.00145","takerRate":"0.00155","volume30D":"0.00"} */
export const feeInfoRecord = record(
  { trxDiscount: z.boolean(), makerRate: wireDecimal, takerRate: wireDecimal, volume30D: wireDecimal },
  {
    specialFeeRates: wireList(record({ symbol: wireName, makerRate: wireDecimal, takerRate: wireDecimal })),
  },
);
