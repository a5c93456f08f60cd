import { type Reader, RecordMismatch, readerOf } from '../../../adapter/schema/reader';
import { typed, wireInteger, wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { PoloniexCurrency } from '../generated/records';
import type { OpenText } from '../types/open';
import { record, wireSentDecimal as wireDecimal, wireName } from './values';

/**
 * An entry of GET /currencies, the key of the venue's object among its fields.
 * @record PoloniexCurrency
 * @example {"BTC":{"id":28,"name":"Bitcoin","description":"BTC Clone","type":"address","withdrawalFee":"0.0008","minConf":2,
 *   "depositAddress":null,"blockchain":"BTC","delisted":false,"tradingState":"NORMAL","walletState":"ENABLED",
 *   "walletDepositState":"ENABLED","walletWithdrawalState":"ENABLED","parentChain":null,"isMultiChain":false,
 *   "isChildChain":false,"childChains":[],"supportCollateral":true,"supportBorrow":true}}
 */
export const currencyRecord = record(
  {
    /** Its name, such as `BTC`. */
    currency: wireName,
    id: wireInteger,
    name: z.string(),
  },
  {
    description: z.string().nullable(),
    type: z.string(),
    withdrawalFee: wireDecimal,
    minConf: wireInteger,
    depositAddress: z.string().nullable(),
    blockchain: z.string().nullable(),
    delisted: z.boolean(),
    tradingState: typed<OpenText<'NORMAL' | 'OFFLINE'>>(z.string()),
    walletState: typed<OpenText<'ENABLED' | 'DISABLED'>>(z.string()),
    walletDepositState: typed<OpenText<'ENABLED' | 'DISABLED'>>(z.string()),
    walletWithdrawalState: typed<OpenText<'ENABLED' | 'DISABLED'>>(z.string()),
    parentChain: z.string().nullable(),
    isMultiChain: z.boolean(),
    isChildChain: z.boolean(),
    childChains: wireList(z.string()),
    supportCollateral: z.boolean(),
    supportBorrow: z.boolean(),
  },
);

const readFields = readerOf(currencyRecord);

/** Reads the currency of an object `{"BTC": {...}}`, its key among its fields. */
export const readCurrency: Reader<PoloniexCurrency> = (value) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const [entry, ...others] = isObject ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) {
    throw new RecordMismatch('', 'expected an object of one currency');
  }
  const [name, fields] = entry as [string, unknown];
  if (typeof fields !== 'object' || fields === null) throw new RecordMismatch(name, 'expected an object');
  return readFields({ ...fields, currency: name });
};

/**
 * A network of a currency of GET /v2/currencies.
 * @record PoloniexNetwork
 */
export const networkRecord = record(
  {
    id: wireInteger,
    coin: wireName,
    blockchain: wireName,
    withdrawalEnable: z.boolean(),
    depositEnable: z.boolean(),
  },
  {
    name: z.string(),
    currencyType: z.string(),
    depositAddress: z.string().nullable(),
    withdrawMin: z.string().nullable(),
    decimals: wireInteger,
    withdrawFee: wireDecimal,
    minConfirm: wireInteger,
  },
);

/**
 * A row of GET /v2/currencies.
 * @record PoloniexCurrencyV2
 * @example {"id":1,"coin":"BTC","delisted":false,"tradeEnable":true,"name":"Bitcoin","networkList":[{"id":28,"coin":"BTC",
 *   "name":"Bitcoin","currencyType":"address","blockchain":"BTC","withdrawalEnable":true,"depositEnable":true,
 *   "depositAddress":null,"withdrawMin":"0.001","decimals":8,"withdrawFee":"0.0005","minConfirm":2}],
 *   "supportCollateral":true,"supportBorrow":true}
 */
export const currencyV2Record = record(
  {
    id: wireInteger,
    coin: wireName,
    delisted: z.boolean(),
    tradeEnable: z.boolean(),
    name: z.string(),
    networkList: wireList(networkRecord),
  },
  { supportCollateral: z.boolean(), supportBorrow: z.boolean() },
);
