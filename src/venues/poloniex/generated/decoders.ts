// Generated from the definitions of src/venues/poloniex by `npm run generate`; do not edit.

import { type CutRow, RowDecoder } from '../../../adapter/schema/row-decoder';
import {
  BOOLEAN,
  COUNT,
  fromTextId,
  INTEGER,
  knownWord,
  maybe,
  NAME,
  orEmpty,
  ownText,
  row,
  SCALAR,
  skipped,
  TEXT,
  textId,
  wholeOf,
} from '../../../adapter/schema/text-parts';
import type { Mutable } from '../../../model/map-context';
import { fillUntraded } from '../wire/stream';
import {
  fromTextBookId,
  fromTextLevels,
  textAmount,
  textBookId,
  textDecimal,
  textLevels,
  textOptionalDecimal,
} from '../wire/stream-values';
import { fromTextSide, textSentDecimal, textSide, textText } from '../wire/values';
import type {
  PoloniexBalanceUpdate,
  PoloniexBook,
  PoloniexBookUpdate,
  PoloniexCandle,
  PoloniexOrder,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from './records';

/** Rows of `candleRecord` as the venue writes them. */
export const decodeCandle = new RowDecoder<
  CutRow<
    PoloniexCandle,
    never,
    'amount' | 'buyTakerAmount' | 'buyTakerQuantity' | 'tradeCount' | 'ts' | 'weightedAverage' | 'interval'
  >
>(
  row`[${textSentDecimal},${textSentDecimal},${textSentDecimal},${textSentDecimal},${skipped(textSentDecimal)},${textSentDecimal},${skipped(textSentDecimal)},${skipped(textSentDecimal)},${skipped(INTEGER)},${skipped(COUNT)},${skipped(textSentDecimal)},${skipped(TEXT)},${COUNT},${COUNT}]`,
  (parts) => ({
    low: ownText(parts[1] as string),
    high: ownText(parts[2] as string),
    open: ownText(parts[3] as string),
    close: ownText(parts[4] as string),
    quantity: ownText(parts[5] as string),
    startTime: wholeOf(parts[6] as string),
    closeTime: wholeOf(parts[7] as string),
  }),
);

/** Rows of `orderUpdate` as the venue writes them. */
export const decodeOrderRow = new RowDecoder<PoloniexOrderUpdate>(
  row`{"symbol":${NAME},"type":${NAME},"quantity":${textAmount},"orderId":${textId},"tradeFee":${orEmpty(textDecimal)},"clientOrderId":${textText},"accountType":${TEXT},"feeCurrency":${textText},"eventType":${NAME},"source":${TEXT},"side":${textSide},"filledQuantity":${textAmount},"filledAmount":${textAmount}${maybe(row`,"matchRole":${textText}`)},"state":${NAME},"tradeTime":${COUNT},"tradeAmount":${orEmpty(textAmount)},"orderAmount":${textAmount},"createTime":${COUNT},"price":${textAmount},"tradeQty":${orEmpty(textAmount)},"tradePrice":${orEmpty(textAmount)},"tradeId":${orEmpty(textId)},"ts":${COUNT}}`,
  (parts) => {
    const row: Mutable<PoloniexOrderUpdate> = {
      symbol: knownWord(parts[1] as string),
      type: knownWord(parts[2] as string),
      quantity: ownText(parts[3] as string),
      orderId: fromTextId(parts[4] as string),
      tradeFee: ownText(parts[5] as string),
      clientOrderId: ownText(parts[6] as string),
      accountType: ownText(parts[7] as string),
      feeCurrency: ownText(parts[8] as string),
      eventType: knownWord(parts[9] as string),
      source: ownText(parts[10] as string),
      side: fromTextSide(parts[11] as string),
      filledQuantity: ownText(parts[12] as string),
      filledAmount: ownText(parts[13] as string),
      state: knownWord(parts[15] as string),
      tradeTime: wholeOf(parts[16] as string),
      tradeAmount: ownText(parts[17] as string),
      orderAmount: ownText(parts[18] as string),
      createTime: wholeOf(parts[19] as string),
      price: ownText(parts[20] as string),
      tradeQty: ownText(parts[21] as string),
      tradePrice: ownText(parts[22] as string),
      tradeId: fromTextId(parts[23] as string),
      ts: wholeOf(parts[24] as string),
    };
    if (parts[14] !== undefined) row.matchRole = ownText(parts[14] as string);
    fillUntraded(row);
    if (
      row.tradeFee === '' ||
      row.tradeAmount === '' ||
      row.tradeQty === '' ||
      row.tradePrice === '' ||
      row.tradeId === ''
    )
      return undefined;
    return row;
  },
);

/** Rows of `balanceUpdate` as the venue writes them. */
export const decodeBalanceRow = new RowDecoder<PoloniexBalanceUpdate>(
  row`{"changeTime":${COUNT},"accountId":${textId}${maybe(row`,"accountType":${TEXT}`)},"eventType":${NAME},"available":${textDecimal},"currency":${NAME},"id":${textId},"userId":${textId},"hold":${textDecimal},"ts":${COUNT}}`,
  (parts) => {
    const row: Mutable<PoloniexBalanceUpdate> = {
      changeTime: wholeOf(parts[1] as string),
      accountId: fromTextId(parts[2] as string),
      eventType: knownWord(parts[4] as string),
      available: ownText(parts[5] as string),
      currency: knownWord(parts[6] as string),
      id: fromTextId(parts[7] as string),
      userId: fromTextId(parts[8] as string),
      hold: ownText(parts[9] as string),
      ts: wholeOf(parts[10] as string),
    };
    if (parts[3] !== undefined) row.accountType = ownText(parts[3] as string);

    return row;
  },
);

/** Rows of `balanceUpdate` as the venue writes them. */
export const decodeBalanceChange = new RowDecoder<
  CutRow<PoloniexBalanceUpdate, never, 'accountType' | 'eventType' | 'userId' | 'ts'>
>(
  row`{"changeTime":${COUNT},"accountId":${textId}${maybe(row`,"accountType":${skipped(TEXT)}`)},"eventType":${skipped(NAME)},"available":${textDecimal},"currency":${NAME},"id":${textId},"userId":${skipped(textId)},"hold":${textDecimal}${maybe(row`,"version":${skipped(SCALAR)}`)},"ts":${skipped(COUNT)}}`,
  (parts) => ({
    changeTime: wholeOf(parts[1] as string),
    accountId: fromTextId(parts[2] as string),
    available: ownText(parts[3] as string),
    currency: knownWord(parts[4] as string),
    id: fromTextId(parts[5] as string),
    hold: ownText(parts[6] as string),
  }),
);

/** Rows of `tickerUpdate` as the venue writes them. */
export const decodeTickerRow = new RowDecoder<PoloniexTickerUpdate>(
  row`{"symbol":${NAME}${maybe(row`,"dailyChange":${textOptionalDecimal}`)},"high":${textDecimal},"amount":${textDecimal},"quantity":${textDecimal},"tradeCount":${COUNT},"low":${textDecimal},"closeTime":${COUNT},"startTime":${COUNT},"close":${textAmount},"open":${textDecimal},"ts":${COUNT}${maybe(row`,"markPrice":${textOptionalDecimal}`)}}`,
  (parts) => {
    const row: Mutable<PoloniexTickerUpdate> = {
      symbol: knownWord(parts[1] as string),
      high: ownText(parts[3] as string),
      amount: ownText(parts[4] as string),
      quantity: ownText(parts[5] as string),
      tradeCount: wholeOf(parts[6] as string),
      low: ownText(parts[7] as string),
      closeTime: wholeOf(parts[8] as string),
      startTime: wholeOf(parts[9] as string),
      close: ownText(parts[10] as string),
      open: ownText(parts[11] as string),
      ts: wholeOf(parts[12] as string),
    };
    if (parts[2] !== undefined) row.dailyChange = ownText(parts[2] as string);
    if (parts[13] !== undefined) row.markPrice = ownText(parts[13] as string);

    return row;
  },
);

/** Rows of `tradeUpdate` as the venue writes them. */
export const decodeTradeRow = new RowDecoder<PoloniexTradeUpdate>(
  row`{"symbol":${NAME},"amount":${textAmount},"takerSide":${NAME},"quantity":${textAmount},"createTime":${COUNT},"price":${textAmount},"id":${textId},"ts":${COUNT}}`,
  (parts) => ({
    symbol: knownWord(parts[1] as string),
    amount: ownText(parts[2] as string),
    takerSide: knownWord(parts[3] as string),
    quantity: ownText(parts[4] as string),
    createTime: wholeOf(parts[5] as string),
    price: ownText(parts[6] as string),
    id: fromTextId(parts[7] as string),
    ts: wholeOf(parts[8] as string),
  }),
);

/** Rows of `book` as the venue writes them. */
export const decodeBook = new RowDecoder<PoloniexBook>(
  row`{"symbol":${NAME},"createTime":${COUNT},"asks":${textLevels},"bids":${textLevels},"id":${textBookId},"ts":${COUNT}}`,
  (parts) => ({
    symbol: knownWord(parts[1] as string),
    createTime: wholeOf(parts[2] as string),
    asks: fromTextLevels(parts[3] as string),
    bids: fromTextLevels(parts[4] as string),
    id: fromTextBookId(parts[5] as string),
    ts: wholeOf(parts[6] as string),
  }),
);

/** Rows of `bookUpdate` as the venue writes them. */
export const decodeBookRow = new RowDecoder<PoloniexBookUpdate>(
  row`{"symbol":${NAME},"createTime":${COUNT},"asks":${textLevels},"bids":${textLevels}${maybe(row`,"lastId":${textBookId}`)},"id":${textBookId},"ts":${COUNT}}`,
  (parts) => {
    const row: Mutable<PoloniexBookUpdate> = {
      symbol: knownWord(parts[1] as string),
      createTime: wholeOf(parts[2] as string),
      asks: fromTextLevels(parts[3] as string),
      bids: fromTextLevels(parts[4] as string),
      id: fromTextBookId(parts[6] as string),
      ts: wholeOf(parts[7] as string),
    };
    if (parts[5] !== undefined) row.lastId = fromTextBookId(parts[5] as string);

    return row;
  },
);

/** Rows of `orderRecord` as the venue writes them. */
export const decodeOrder = new RowDecoder<
  CutRow<PoloniexOrder, never, 'accountType' | 'avgPrice' | 'loan' | 'cancelReason'>
>(
  row`{"id":${textId},"clientOrderId":${textText},"symbol":${NAME},"state":${NAME}${maybe(row`,"accountType":${skipped(TEXT)}`)},"side":${textSide},"type":${NAME}${maybe(row`,"timeInForce":${TEXT}`)},"quantity":${textSentDecimal},"price":${textSentDecimal}${maybe(row`,"avgPrice":${skipped(textSentDecimal)}`)},"amount":${textSentDecimal},"filledQuantity":${textSentDecimal},"filledAmount":${textSentDecimal},"createTime":${COUNT},"updateTime":${COUNT}${maybe(row`,"orderSource":${TEXT}`)}${maybe(row`,"loan":${skipped(BOOLEAN)}`)}${maybe(row`,"cancelReason":${skipped(INTEGER)}`)}}`,
  (parts) => {
    const row: Mutable<CutRow<PoloniexOrder, never, 'accountType' | 'avgPrice' | 'loan' | 'cancelReason'>> = {
      id: fromTextId(parts[1] as string),
      clientOrderId: ownText(parts[2] as string),
      symbol: knownWord(parts[3] as string),
      state: knownWord(parts[4] as string),
      side: fromTextSide(parts[5] as string),
      type: knownWord(parts[6] as string),
      quantity: ownText(parts[8] as string),
      price: ownText(parts[9] as string),
      amount: ownText(parts[10] as string),
      filledQuantity: ownText(parts[11] as string),
      filledAmount: ownText(parts[12] as string),
      createTime: wholeOf(parts[13] as string),
      updateTime: wholeOf(parts[14] as string),
    };
    if (parts[7] !== undefined) row.timeInForce = knownWord(parts[7] as string);
    if (parts[15] !== undefined) row.orderSource = knownWord(parts[15] as string);

    return row;
  },
);
