import { decimalFromText } from 'venuekit';
import { listOf, readerOf, wireId, wireInteger, z } from 'venuekit/adapter';

// [doc:wire]
/** An exact decimal in text. */
const decimal = z
  .string()
  .max(60)
  .regex(/^-?\d+(\.\d+)?$/, 'must be a decimal')
  .transform(decimalFromText);

const ticker = z.object({
  symbol: z.string(),
  bid: decimal,
  bidQuantity: decimal,
  ask: decimal,
  askQuantity: decimal,
  time: wireInteger,
});

const readTicker = readerOf(ticker);
// [/doc:wire]

const instrument = z.object({
  symbol: z.string(),
  name: z.string(),
  base: z.string(),
  quote: z.string(),
  tickSize: decimal,
  lotStep: decimal,
  minQuantity: decimal,
  maxQuantity: decimal,
});

const candle = z.object({
  openTime: wireInteger,
  open: decimal,
  high: decimal,
  low: decimal,
  close: decimal,
  volume: decimal,
});

const streamCandle = candle.extend({ symbol: z.string(), closed: z.boolean() });

const side = z.enum(['buy', 'sell']);

const order = z.object({
  id: wireId,
  clientOrderId: z.string(),
  symbol: z.string(),
  side,
  type: z.string(),
  price: decimal.optional(),
  quantity: decimal,
  filled: decimal,
  status: z.string(),
  createdTime: wireInteger,
  updatedTime: wireInteger,
});

const fill = z.object({
  id: wireId,
  orderId: wireId,
  symbol: z.string(),
  side,
  price: decimal,
  quantity: decimal,
  time: wireInteger,
});

const balance = z.object({
  currency: z.string(),
  available: decimal,
  held: decimal,
  version: wireInteger,
  time: wireInteger,
});

export type TickerRow = z.output<typeof ticker>;
export type InstrumentRow = z.output<typeof instrument>;
export type CandleRow = z.output<typeof candle>;
export type StreamCandleRow = z.output<typeof streamCandle>;
export type OrderRow = z.output<typeof order>;
export type FillRow = z.output<typeof fill>;
export type BalanceRow = z.output<typeof balance>;

/** A frame: the answer to a request, or an event of a channel. */
export const readFrame = readerOf(
  z.object({
    id: z.string().optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    channel: z.string().optional(),
    data: z.unknown().optional(),
  }),
);

/** The fields of a REST answer that is a refusal. */
export const readRefusal = readerOf(
  z.object({ code: z.string().optional(), message: z.string().optional() }),
);

const readOrder = readerOf(order);
const readFill = readerOf(fill);
const readBalance = readerOf(balance);

export const readers = {
  time: readerOf(z.object({ time: wireInteger })),
  ticker: readTicker,
  instruments: listOf(readerOf(instrument)),
  candles: listOf(readerOf(candle)),
  streamCandle: readerOf(streamCandle),
  order: readOrder,
  orders: listOf(readOrder),
  fill: readFill,
  fills: listOf(readFill),
  balance: readBalance,
  balances: listOf(readBalance),
};
