import { listOf, readerOf } from '../../../../adapter/schema/reader';
import type { Priority } from '../../../../transport/pace/pacer';
import type {
  TradeRecord,
  TradeRecordsArguments,
  TradesArguments,
  TradesHistoryArguments,
  TradeTransactionReceipt,
  TradeTransactionStatus,
  TradeTransactionStatusArguments,
  TradeTransInfo,
} from '../../generated/records';
import {
  checkArguments,
  openHistoryArguments,
  orderArguments,
  tradeRecordsArguments,
  tradesArguments,
  tradeTransInfo,
} from '../../wire/arguments';
import { tradeRecord, tradeTransactionReceipt, tradeTransactionStatus } from '../../wire/trade';
import { type Command, command } from './command';
import { numberText, objectText, packTexts, stringText } from './json-text';

const DELETE = 4;
const readTrades = listOf<TradeRecord>(readerOf(tradeRecord));

export const getTradeRecords: Command<TradeRecordsArguments, readonly TradeRecord[]> = {
  name: 'getTradeRecords',
  priority: () => 'read',
  write: (args, room) => {
    const { orders } = checkArguments(tradeRecordsArguments, args, 'getTradeRecords');
    const around = (list: string) => objectText({ orders: list });
    return packTexts(orders, room - around('').length).map(around);
  },
  read: readTrades,
  join: (answers) => answers.flat(),
};

export const getTrades = command<TradesArguments, readonly TradeRecord[]>(
  'getTrades',
  (args) => objectText({ openedOnly: String(checkArguments(tradesArguments, args, 'getTrades').openedOnly) }),
  readTrades,
);

export const getTradesHistory = command<TradesHistoryArguments, readonly TradeRecord[]>(
  'getTradesHistory',
  (args) => {
    const { end, start } = checkArguments(openHistoryArguments, args, 'getTradesHistory');
    return objectText({ end: numberText(end), start: numberText(start) });
  },
  readTrades,
);

/** Deleting a pending order goes before everything, other transactions before reads. */
function transactionPriority(info: TradeTransInfo): Priority {
  return info?.type === DELETE ? 'cancel' : 'order';
}

export const tradeTransaction = command<TradeTransInfo, TradeTransactionReceipt>(
  'tradeTransaction',
  (args) => {
    const info = checkArguments(tradeTransInfo, args, 'tradeTransaction');
    // Every field of the document's example is sent, also those at rest: the document marks none as optional.
    return objectText({
      tradeTransInfo: objectText({
        cmd: numberText(info.cmd),
        customComment: stringText(info.customComment),
        expiration: numberText(info.expiration),
        offset: numberText(info.offset),
        order: info.order,
        price: info.price,
        sl: info.sl,
        symbol: stringText(info.symbol),
        tp: info.tp,
        type: numberText(info.type),
        volume: info.volume,
      }),
    });
  },
  readerOf(tradeTransactionReceipt),
  transactionPriority,
);

export const getTradeTransactionStatus = command<TradeTransactionStatusArguments, TradeTransactionStatus>(
  'tradeTransactionStatus',
  (args) => objectText({ order: checkArguments(orderArguments, args, 'tradeTransactionStatus').order }),
  readerOf(tradeTransactionStatus),
  () => 'control',
);
