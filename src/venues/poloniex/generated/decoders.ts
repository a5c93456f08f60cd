// Generated from the definitions of src/venues/poloniex by `npm run generate`; do not edit.

import { RowDecoder } from '../../../adapter/schema/row-decoder';
import {
  COUNT,
  fromTextId,
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
} from '../../../adapter/schema/text-parts';
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
import { fromTextSide, textSide, textText } from '../wire/values';
import type {
  PoloniexBalanceUpdate,
  PoloniexBook,
  PoloniexBookUpdate,
  PoloniexOrderUpdate,
  PoloniexTickerUpdate,
  PoloniexTradeUpdate,
} from './records';

/** Rows of `orderUpdate` as the venue writes them. */
export const decodeOrderRow = new RowDecoder<PoloniexOrderUpdate>(
  row`{"symbol":${NAME},"type":${NAME},"quantity":${textAmount},"orderId":${textId},"tradeFee":${orEmpty(textDecimal)},"clientOrderId":${textText},"accountType":${TEXT},"feeCurrency":${textText},"eventType":${NAME},"source":${TEXT},"side":${textSide},"filledQuantity":${textAmount},"filledAmount":${textAmount}${maybe(row`,"matchRole":${textText}`)},"state":${NAME},"tradeTime":${COUNT},"tradeAmount":${orEmpty(textAmount)},"orderAmount":${textAmount},"createTime":${COUNT},"price":${textAmount},"tradeQty":${orEmpty(textAmount)},"tradePrice":${orEmpty(textAmount)},"tradeId":${orEmpty(textId)},"ts":${COUNT}}`,
  (parts) => {
    const row: { -readonly [K in keyof PoloniexOrderUpdate]: PoloniexOrderUpdate[K] } = {
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
      tradeTime: Number(parts[16]),
      tradeAmount: ownText(parts[17] as string),
      orderAmount: ownText(parts[18] as string),
      createTime: Number(parts[19]),
      price: ownText(parts[20] as string),
      tradeQty: ownText(parts[21] as string),
      tradePrice: ownText(parts[22] as string),
      tradeId: fromTextId(parts[23] as string),
      ts: Number(parts[24]),
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
  row`{"changeTime":${COUNT},"accountId":${textId}${maybe(row`,"accountType":${TEXT}`)},"eventType":${NAME},"available":${textDecimal},"currency":${NAME},"id":${textId},"userId":${textId},"hold":${textDecimal}${maybe(row`,"version":${skipped(SCALAR)}`)},"ts":${COUNT}}`,
  (parts) => {
    const row: { -readonly [K in keyof PoloniexBalanceUpdate]: PoloniexBalanceUpdate[K] } = {
      changeTime: Number(parts[1]),
      accountId: fromTextId(parts[2] as string),
      eventType: knownWord(parts[4] as string),
      available: ownText(parts[5] as string),
      currency: knownWord(parts[6] as string),
      id: fromTextId(parts[7] as string),
      userId: fromTextId(parts[8] as string),
      hold: ownText(parts[9] as string),
      ts: Number(parts[10]),
    };
    if (parts[3] !== undefined) row.accountType = ownText(parts[3] as string);

    return row;
  },
);

/** Rows of `tickerUpdate` as the venue writes them. */
export const decodeTickerRow = new RowDecoder<PoloniexTickerUpdate>(
  row`{"symbol":${NAME}${maybe(row`,"dailyChange":${textOptionalDecimal}`)},"high":${textDecimal},"amount":${textDecimal},"quantity":${textDecimal},"tradeCount":${COUNT},"low":${textDecimal},"closeTime":${COUNT},"startTime":${COUNT},"close":${textAmount},"open":${textDecimal},"ts":${COUNT}${maybe(row`,"markPrice":${textOptionalDecimal}`)}}`,
  (parts) => {
    const row: { -readonly [K in keyof PoloniexTickerUpdate]: PoloniexTickerUpdate[K] } = {
      symbol: knownWord(parts[1] as string),
      high: ownText(parts[3] as string),
      amount: ownText(parts[4] as string),
      quantity: ownText(parts[5] as string),
      tradeCount: Number(parts[6]),
      low: ownText(parts[7] as string),
      closeTime: Number(parts[8]),
      startTime: Number(parts[9]),
      close: ownText(parts[10] as string),
      open: ownText(parts[11] as string),
      ts: Number(parts[12]),
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
    createTime: Number(parts[5]),
    price: ownText(parts[6] as string),
    id: fromTextId(parts[7] as string),
    ts: Number(parts[8]),
  }),
);

/** Rows of `book` as the venue writes them. */
export const decodeBook = new RowDecoder<PoloniexBook>(
  row`{"symbol":${NAME},"createTime":${COUNT},"asks":${textLevels},"bids":${textLevels},"id":${textBookId},"ts":${COUNT}}`,
  (parts) => ({
    symbol: knownWord(parts[1] as string),
    createTime: Number(parts[2]),
    asks: fromTextLevels(parts[3] as string),
    bids: fromTextLevels(parts[4] as string),
    id: fromTextBookId(parts[5] as string),
    ts: Number(parts[6]),
  }),
);

/** Rows of `bookUpdate` as the venue writes them. */
export const decodeBookRow = new RowDecoder<PoloniexBookUpdate>(
  row`{"symbol":${NAME},"createTime":${COUNT},"asks":${textLevels},"bids":${textLevels}${maybe(row`,"lastId":${textBookId}`)},"id":${textBookId},"ts":${COUNT}}`,
  (parts) => {
    const row: { -readonly [K in keyof PoloniexBookUpdate]: PoloniexBookUpdate[K] } = {
      symbol: knownWord(parts[1] as string),
      createTime: Number(parts[2]),
      asks: fromTextLevels(parts[3] as string),
      bids: fromTextLevels(parts[4] as string),
      id: fromTextBookId(parts[6] as string),
      ts: Number(parts[7]),
    };
    if (parts[5] !== undefined) row.lastId = fromTextBookId(parts[5] as string);

    return row;
  },
);
