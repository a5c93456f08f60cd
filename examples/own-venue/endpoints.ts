import { type ArgumentsSchema, type Reader, type RestEndpoint, z } from 'venuekit/adapter';
import { readers } from './wire/rows';

/** One request of the REST interface. */
export interface LarkEndpoint<T = unknown> extends RestEndpoint<T> {
  readonly isSigned?: boolean;
}

// [doc:endpoints]
const nothing = z.strictObject({});
const symbol = z.strictObject({ symbol: z.string() });
const span = z.strictObject({ from: z.int(), to: z.int() });
const name = z.strictObject({ id: z.string().optional(), clientOrderId: z.string().optional() });
const newOrder = z.strictObject({
  clientOrderId: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.enum(['market', 'limit']),
  quantity: z.string(),
  price: z.string().optional(),
});

const get = <T, A>(path: string, read: Reader<T>, args: ArgumentsSchema<A>) =>
  ({ method: 'GET', path, priority: 'read', read, args }) as const;

const own = <T, A>(path: string, read: Reader<T>, args: ArgumentsSchema<A>) =>
  ({ ...get(path, read, args), isSigned: true }) as const;

/** Every request by the client's name of it. Candles, orders and fills are those of a span, at most 500. */
export const ENDPOINTS = {
  getTime: { ...get('/time', readers.time, nothing), priority: 'control' },
  getInstruments: get('/instruments', readers.instruments, nothing),
  getTicker: get('/ticker', readers.ticker, symbol),
  getCandles: get('/candles', readers.candles, symbol.extend(span.shape)),
  getBalances: own('/balances', readers.balances, nothing),
  getOpenOrders: own('/orders/open', readers.orders, nothing),
  getOrders: own('/orders', readers.orders, span),
  getFills: own('/fills', readers.fills, span),
  getOrder: { ...own('/order', readers.order, name), priority: 'lookup' },
  createOrder: {
    ...own('/order', readers.order, newOrder),
    method: 'POST',
    priority: 'order',
    parts: (args: object) => ({ body: JSON.stringify(args) }),
  },
  cancelOrder: { ...own('/order', readers.order, name), method: 'DELETE', priority: 'cancel' },
} as const satisfies Readonly<Record<string, LarkEndpoint>>;
// [/doc:endpoints]
