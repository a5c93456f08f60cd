import { typed, wireId, wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import type { PoloniexOrderUpdate } from '../generated/records';
import type {
  OpenText,
  PoloniexAccountType,
  PoloniexOrderSource,
  PoloniexOrderState,
  PoloniexOrderType,
  PoloniexSide,
} from '../types/open';
import { orderEvent } from './codes';
import {
  wireAmount,
  wireBookId,
  wireCount,
  wireDecimal,
  wireLevels,
  wireOptionalDecimal,
} from './stream-values';
import { wireName, wireSide, wireText } from './values';

/** Empty means 0 in what tells of a trade, unless there was one. */
export function fillUntraded(row: Partial<Record<keyof PoloniexOrderUpdate, unknown>>): void {
  if (typeof row.eventType === 'string' && orderEvent(row.eventType) === 'trade') return;
  if (row.tradeFee === '') row.tradeFee = '0';
  if (row.tradeAmount === '') row.tradeAmount = '0';
  if (row.tradeQty === '') row.tradeQty = '0';
  if (row.tradePrice === '') row.tradePrice = '0';
  if (row.tradeId === '') row.tradeId = '0';
}

const withoutTrade = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const row = { ...value };
  fillUntraded(row);
  return row;
};

/**
 * A row of the orders channel, every field of the document's table.
 * @record PoloniexOrderUpdate
 * @check checkOrderUpdate after fillUntraded
 * @decode decodeOrderRow symbol* type* quantity orderId tradeFee~ clientOrderId accountType feeCurrency eventType* source side filledQuantity filledAmount matchRole state* tradeTime tradeAmount~ orderAmount createTime price tradeQty~ tradePrice~ tradeId~ ts
 * @example {"symbol":"BTC_USDT","type":"LIMIT","quantity":"1","orderId":"32471407854219264","tradeFee":"0","clientOrderId":"","accountType":"SPOT","feeCurrency":"","eventType":"place","source":"API","side":"BUY","filledQuantity":"0","filledAmount":"0","matchRole":"MAKER","state":"NEW","tradeTime":0,"tradeAmount":"0","orderAmount":"0","createTime":1648708186922,"price":"47112.1","tradeQty":"0","tradePrice":"0","tradeId":"0","ts":1648708187469}
 * @see Authenticated Channels, orders
 */
export const orderUpdate = z.preprocess(
  withoutTrade,
  z.looseObject({
    symbol: wireName,
    type: typed<PoloniexOrderType>(wireName),
    /** Base units of the order. */
    quantity: wireAmount,
    orderId: wireId,
    // A maker may be paid.

    /** Fee of this trade; `0` when there was none, as the other figures of the trade. */
    tradeFee: wireDecimal,
    /** Empty where the order has none. */
    clientOrderId: wireText,
    accountType: typed<PoloniexAccountType>(z.string()),
    /** Empty before a trade. */
    feeCurrency: wireText,
    eventType: typed<OpenText<'place' | 'trade' | 'canceled'>>(wireName),
    source: typed<PoloniexOrderSource>(z.string()),
    side: typed<PoloniexSide>(wireSide),
    /** Base units filled of the order so far. */
    filledQuantity: wireAmount,
    /** Quote units filled of the order so far. */
    filledAmount: wireAmount,
    // Venue quirk: listed in the table, absent from the document's second example.

    /** Absent in the document's second example; can be empty. */
    matchRole: z.exactOptional(typed<OpenText<'MAKER' | 'TAKER' | ''>>(wireText)),
    state: typed<PoloniexOrderState>(wireName),
    /** UTC epoch ms; 0 when there was no trade. */
    tradeTime: wireCount,
    /** Quote units of this trade. */
    tradeAmount: wireAmount,
    /** Quote units of the order: what a market buy spends. */
    orderAmount: wireAmount,
    /** When the record was made, UTC epoch ms. */
    createTime: wireCount,
    /** Price that was set. */
    price: wireAmount,
    /** Base units of this trade. */
    tradeQty: wireAmount,
    tradePrice: wireAmount,
    /** `0` when there was no trade, also where the venue leaves it empty. */
    tradeId: wireId,
    /** When the record was pushed, UTC epoch ms. */
    ts: wireCount,
  }),
);

/**
 * A row of the balances channel, every field of the document's table; `id` and `userId` keep every digit.
 * @record PoloniexBalanceUpdate
 * @check checkBalanceUpdate
 * @decode decodeBalanceRow changeTime accountId accountType eventType* available currency* id userId hold ts
 * @decode decodeBalanceChange changeTime accountId accountType- eventType- available currency* id userId- hold version- ts-
 * @example {"changeTime":1657312008411,"accountId":"1234","eventType":"place_order","available":"9999999983.668","currency":"BTC","id":60018450912695040,"userId":12345,"hold":"16.332","ts":1657312008443}
 * @see Authenticated Channels, balances
 */
export const balanceUpdate = z.looseObject({
  /** UTC epoch ms. */
  changeTime: wireCount,
  accountId: wireId,
  accountType: z.exactOptional(typed<PoloniexAccountType>(z.string())),
  eventType:
    typed<
      OpenText<
        | 'place_order'
        | 'canceled_order'
        | 'match_order'
        | 'transfer_in'
        | 'transfer_out'
        | 'deposit'
        | 'withdraw'
      >
    >(wireName),
  // Of either sign: what was borrowed can leave less than nothing.
  available: wireDecimal,
  currency: wireName,
  /** Id of the asset update: a JSON number beyond 2^53 on the wire. */
  id: wireId,
  userId: wireId,
  hold: wireDecimal,
  /** When the record was pushed, UTC epoch ms. */
  ts: wireCount,
});

const figures = {
  symbol: wireName,
  amount: wireAmount,
  high: wireAmount,
  quantity: wireAmount,
  tradeCount: wireCount,
  low: wireAmount,
  closeTime: wireCount,
  startTime: wireCount,
  close: wireAmount,
  open: wireAmount,
  ts: wireCount,
};

/**
 * A row of the ticker channel.
 * @record PoloniexTickerUpdate
 * @check checkTickerUpdate
 * @decode decodeTickerRow symbol* dailyChange high amount quantity tradeCount low closeTime startTime close open ts markPrice
 * @example {"symbol":"BTC_USDT","dailyChange":"0.0104","high":"46303.62","amount":"72918.2","quantity":"1.58","tradeCount":34,"low":"45000","closeTime":1648812840000,"startTime":1648726440000,"close":"46303.62","open":"45828","ts":1648812841000,"markPrice":"46301.1"}
 * @see Poloniex API, WebSocket, ticker
 */
export const tickerUpdate = z.looseObject({
  ...figures,
  // Of either sign: a figure of the day that cannot be true is left out later, alone.
  amount: wireDecimal,
  high: wireDecimal,
  low: wireDecimal,
  open: wireDecimal,
  quantity: wireDecimal,
  dailyChange: z.exactOptional(wireOptionalDecimal),
  markPrice: z.exactOptional(wireOptionalDecimal),
});

/**
 * A row of the trades channel.
 * @record PoloniexTradeUpdate
 * @check checkTradeUpdate
 * @decode decodeTradeRow symbol* amount takerSide* quantity createTime price id ts
 * @example {"symbol":"BTC_USDT","amount":"70","takerSide":"buy","quantity":"4","createTime":1648059516810,"price":"104","id":1648059516810,"ts":1648059516832}
 * @see Poloniex API, WebSocket, trades
 */
export const tradeUpdate = z.looseObject({
  symbol: wireName,
  amount: wireAmount,
  takerSide: typed<OpenText<'buy' | 'sell'>>(wireName),
  quantity: wireAmount,
  createTime: wireCount,
  price: wireAmount,
  /** As text, whether the venue sent a number or a text. */
  id: wireId,
  ts: wireCount,
});

/**
 * A row of a candles channel.
 * @record PoloniexCandleUpdate
 * @example {"symbol":"BTC_USDT","amount":"0","high":"9999","quantity":"0","tradeCount":0,"low":"9999","closeTime":1648057199999,"startTime":1648057140000,"close":"9999","open":"9999","ts":1648057141081}
 * @see Poloniex API, WebSocket, candlesticks
 */
export const candleUpdate = z.looseObject(figures);

const bookShape = {
  symbol: wireName,
  createTime: wireCount,
  asks: wireLevels,
  bids: wireLevels,
  /** Counts the states of the book. Up to 15 digits as a number, a longer one as text. */
  id: wireBookId,
  ts: wireCount,
};

/**
 * A row of the book channel: the whole book to the depth that was asked for.
 * @record PoloniexBook
 * @decode decodeBook symbol* createTime asks bids id ts
 * @example {"symbol":"BTC_USDT","createTime":1648052239156,"asks":[["41100.56","0.5"]],"bids":[["41099.1","0.2"]],"id":1020,"ts":1648052239192}
 * @see Poloniex API, WebSocket, book
 */
export const book = z.looseObject(bookShape);

/**
 * A row of the book_lv2 channel: the whole book (20 levels) in a snapshot, what has changed in an update.
 * @record PoloniexBookUpdate
 * @check checkBookUpdate
 * @decode decodeBookRow symbol* createTime asks bids lastId id ts
 * @example {"symbol":"BTC_USDT","createTime":1648052239156,"asks":[],"bids":[["41099.1","0"]],"lastId":1020,"id":1021,"ts":1648052239192}
 * @see Poloniex API, WebSocket, book_lv2
 */
export const bookUpdate = z.looseObject({
  ...bookShape,
  /** The `id` before; an update follows the one that has it. */
  lastId: z.exactOptional(wireBookId),
});

/**
 * A row of the exchange channel.
 * @record PoloniexExchangeState
 * @example {"MM":"OFF","POM":"OFF"}
 * @see Poloniex API, WebSocket, exchange
 */
export const exchangeState = z.looseObject({
  /** Maintenance mode. */
  MM: typed<OpenText<'ON' | 'OFF'>>(z.string()),
  /** Post-only mode. */
  POM: typed<OpenText<'ON' | 'OFF'>>(z.string()),
});

/**
 * @example {"channel":"orders","event":"subscribe","symbols":["all"]}
 * @see Authenticated Channels, receipt confirmation
 */
export const acknowledgement = z.looseObject({
  channel: wireName,
  event: z.literal(['subscribe', 'unsubscribe']),
  symbols: z.exactOptional(wireList(z.string())),
});

/** @example {"success":false,"message":"Authentication failed!","ts":1648812841000} */
export const authentication = z.looseObject({
  success: z.boolean(),
  message: z.exactOptional(z.string().nullable()),
});

const emptyText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** @example {"orderId":205343650954092544,"clientOrderId":"","message":"","code":200} */
export const orderEntryRow = z.looseObject({
  // Venue quirk: the refusal of an order has `0` here, and `null` for the caller's own id.
  orderId: wireId,
  clientOrderId: emptyText,
  message: emptyText,
  code: wireCount,
  state: z.exactOptional(z.string()),
});
