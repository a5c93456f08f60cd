import { listOf, type Reader, readerOf } from '../../../adapter/schema/reader';
import type { PoloniexBatchRow } from '../types/trading';
import { accountBalancesRecord, accountRecord, feeInfoRecord } from './account';
import { oneOf } from './readers';
import {
  batchRefusal,
  cancelResult,
  killSwitchRecord,
  orderIds,
  orderRecord,
  smartOrderRecord,
  tradeRecord,
} from './trading';

const balances = readerOf(accountBalancesRecord);
const ids = readerOf(orderIds);
const refusal = readerOf(batchRefusal);
const order = readerOf(orderRecord);
const smartOrder = readerOf(smartOrderRecord);
const result = readerOf(cancelResult);

/** What reads the answer of each request. */
export const readAccounts = listOf(readerOf(accountRecord));
export const readBalances = listOf(balances);
export const readAccountBalances = oneOf(balances);
export const readFeeInfo = readerOf(feeInfoRecord);
export const readOrderIds = ids;
export const readOrders = listOf(order);
export const readOrder = oneOf(order);
export const readSmartOrders = listOf(smartOrder);
export const readSmartOrder = oneOf(smartOrder);
export const readCancelResult = oneOf(result);
export const readCancelResults = listOf(result);
export const readTrades = listOf(readerOf(tradeRecord));
export const readKillSwitch = readerOf(killSwitchRecord);

/** A row with a code is a refusal, unless the code is that of a success. */
const batchRow: Reader<PoloniexBatchRow> = (value) => {
  const { code } = (value ?? {}) as { readonly code?: unknown };
  if (code !== undefined && code !== null && String(code) !== '200') return refusal(value);
  const { id, clientOrderId } = ids(value);
  return { id, clientOrderId };
};

export const readBatchRows = listOf(batchRow);
