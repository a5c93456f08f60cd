import { typed, wireId, wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { OpenText, PoloniexAccountType } from '../types/open';
import { record, wireSentDecimal as wireDecimal, wireName } from './values';

/**
 * A row of GET /accounts.
 * @record PoloniexAccount
 * @example {"accountId":"123","accountType":"SPOT","accountState":"NORMAL"}
 */
export const accountRecord = record({
  accountId: wireId,
  accountType: typed<PoloniexAccountType>(wireName),
  accountState: typed<OpenText<'NORMAL' | 'LOCKED'>>(wireName),
});

/**
 * A currency of an account.
 * @record PoloniexCurrencyBalance
 */
export const currencyBalance = record(
  { currency: wireName, available: wireDecimal, hold: wireDecimal },
  { currencyId: wireId },
);

/**
 * A row of GET /accounts/balances.
 * @record PoloniexAccountBalances
 * @example {"accountId":"123","accountType":"SPOT","balances":[{"currencyId":"214","currency":"USDT","available":"1000",
 *   "hold":"0"}]}
 */
export const accountBalancesRecord = record({
  accountId: wireId,
  accountType: typed<PoloniexAccountType>(wireName),
  balances: wireList(currencyBalance),
});

/**
 * Answer of GET /feeinfo.
 * @record PoloniexFeeInfo
 * @example {"trxDiscount":false,"makerRate":"0.00145","takerRate":"0.00155","volume30D":"0.00"}
 */
export const feeInfoRecord = record(
  {
    trxDiscount: z.boolean(),
    /** A fraction: `0.00145` is 0.145 per cent. */
    makerRate: wireDecimal,
    takerRate: wireDecimal,
    volume30D: wireDecimal,
  },
  {
    specialFeeRates: wireList(record({ symbol: wireName, makerRate: wireDecimal, takerRate: wireDecimal })),
  },
);
