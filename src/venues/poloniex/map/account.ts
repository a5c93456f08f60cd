import { isCode } from '../../../adapter/schema/codes';
import type { Account, Balance, Instrument } from '../../../model';
import { addDecimals, decimalFromText } from '../../../model/decimal';
import { type MapContext, recordMeta } from '../../../model/map-context';
import type { BalanceChange } from '../client/frame-decoders';
import type { PoloniexAccount, PoloniexCurrencyBalance, PoloniexFeeInfo } from '../generated/records';

/** A row of the balances channel. @see Authenticated Channels, balances */
export function toStreamBalance(row: BalanceChange, receivedTime: number, raw?: unknown): Balance {
  const available = decimalFromText(row.available);
  const held = decimalFromText(row.hold);
  const total = addDecimals(available, held);
  const { accountId: account, currency } = row;
  return raw === undefined
    ? { venue: 'poloniex', receivedTime, source: 'stream', account, currency, total, available, held }
    : { venue: 'poloniex', receivedTime, source: 'stream', raw, account, currency, total, available, held };
}

/** A currency of GET /accounts/balances. */
export function toBalance(account: string, row: PoloniexCurrencyBalance, context: MapContext): Balance {
  const available = decimalFromText(row.available);
  const held = decimalFromText(row.hold);
  return {
    ...recordMeta('poloniex', context),
    account,
    currency: row.currency,
    total: addDecimals(available, held),
    available,
    held,
  };
}

/** A row of GET /accounts. */
export function toAccount(row: PoloniexAccount, context: MapContext): Account {
  return {
    ...recordMeta('poloniex', context),
    id: row.accountId,
    name: row.accountType,
    tradable: isCode(row.accountState, 'NORMAL'),
  };
}

type FeeRates = Required<Pick<Instrument, 'makerFeeRate' | 'takerFeeRate'>>;

/** The rates of each symbol by GET /feeinfo: those of the account, but for symbols that have rates of their own. */
export function toFeeRates(row: PoloniexFeeInfo): (symbol: string) => FeeRates {
  const ratesOf = ({ makerRate, takerRate }: Pick<PoloniexFeeInfo, 'makerRate' | 'takerRate'>): FeeRates => ({
    makerFeeRate: decimalFromText(makerRate),
    takerFeeRate: decimalFromText(takerRate),
  });
  const common = ratesOf(row);
  const special = new Map(row.specialFeeRates?.map((one) => [one.symbol, ratesOf(one)]));
  return (symbol) => special.get(symbol) ?? common;
}
