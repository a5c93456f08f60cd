import { createHmac } from 'node:crypto';
import { parseDecimal } from 'venuekit';
import type { CallTerms, HttpCall, HttpCommand, HttpReply, Market } from 'venuekit/emulators';
import { type LarkExchange, LarkRefusal, type OrderIntent } from './exchange';
import type { LarkSettings } from './options';

/** How far the time of a signature may be from the venue's, in ms. */
const WINDOW_MS = 30_000;
/** Most candles, orders or fills of one answer. */
const PAGE = 500;

type Query = Readonly<Record<string, string | undefined>>;

/** One request of the venue. */
interface Route {
  readonly command: string;
  readonly isPrivate?: boolean;
  run(exchange: LarkExchange, query: Query, body: string): object;
}

/** A request of the account, which is signed. */
const own = (command: string, run: Route['run']): Route => ({ command, isPrivate: true, run });

const ROUTES: Readonly<Record<string, Route>> = {
  'GET /time': { command: 'getTime', run: (exchange) => ({ time: exchange.now() }) },
  'GET /instruments': {
    command: 'getInstruments',
    run: (exchange) =>
      exchange.market.instruments().map(({ symbol, name, base, quote, lotMin, lotMax, lotStep }) => {
        const grid = { tickSize: '0.01', lotStep, minQuantity: lotMin, maxQuantity: lotMax };
        return { symbol, name, base, quote, ...grid };
      }),
  },
  'GET /ticker': {
    command: 'getTicker',
    run: (exchange, { symbol }) => tickerOf(exchange, exchange.listed(symbol).symbol),
  },
  'GET /candles': {
    command: 'getCandles',
    run: (exchange, { symbol, from, to }) => {
      const { market } = exchange;
      const name = exchange.listed(symbol).symbol;
      const running = market.openMinute(name);
      const now = Math.floor(exchange.now() / 60_000);
      const ended = market.candles(name, 1, minuteOf(from), Math.min(minuteOf(to), now));
      const candles = running && minuteOf(to) > now && minuteOf(from) <= now ? [...ended, running] : ended;
      return candles.slice(0, PAGE).map((candle) => candleOf(exchange, candle));
    },
  },
  'GET /balances': own('getBalances', ({ wallet }) => wallet.rows()),
  'GET /orders/open': own('getOpenOrders', (exchange) =>
    exchange.orders().filter(({ status }) => status === 'open'),
  ),
  'GET /orders': own('getOrders', (exchange, query) =>
    page(exchange.orders(), ({ updatedTime }) => updatedTime, query),
  ),
  'GET /fills': own('getFills', (exchange, query) => page(exchange.fills(), ({ time }) => time, query)),
  'GET /order': own('getOrder', (exchange, { id, clientOrderId }) => exchange.order({ id, clientOrderId })),
  'POST /order': own('createOrder', (exchange, _query, body) => exchange.place(intentOf(body))),
  'DELETE /order': own('cancelOrder', (exchange, { id }) => exchange.cancel(id)),
};

/** The names of the requests. */
export const REQUESTS = Object.values(ROUTES).map(({ command }) => command);

/** The best prices of a market, and how much there is at each. */
export function tickerOf(exchange: LarkExchange, symbol: string): object {
  const [best] = exchange.market.book(symbol);
  const quantities = { bidQuantity: String(best?.bidVolume), askQuantity: String(best?.askVolume) };
  return { symbol, ...exchange.best(symbol), ...quantities };
}

type MarketCandle = NonNullable<ReturnType<Market['openMinute']>>;

/** A candle with decimals instead of points. */
export function candleOf(exchange: LarkExchange, candle: MarketCandle): object {
  const { time: openTime, open, high, low, close, volume } = candle;
  const price = (points: number) => exchange.price(points);
  const prices = { open: price(open), high: price(high), low: price(low), close: price(close) };
  return { openTime, ...prices, volume: String(volume) };
}

/** The command of a request. */
export function routeCall(
  exchange: LarkExchange,
  settings: LarkSettings,
  call: HttpCall,
): HttpCommand | HttpReply {
  const { method, path, search, body, headers } = call;
  const route = ROUTES[`${method} ${path}`];
  if (route === undefined) return refused(new LarkRefusal(404, 'unknownPath', 'There is no such path'));
  const query: Query = Object.fromEntries(new URLSearchParams(search));
  return {
    command: route.command,
    members: query,
    run({ fail }: CallTerms) {
      try {
        if (route.isPrivate === true) {
          checkSignature(settings, exchange.now(), {
            key: String(headers['lark-key']),
            time: String(headers['lark-time']),
            signature: String(headers['lark-signature']),
            text: `${method}\n${search === '' ? path : `${path}?${search}`}\n${body}`,
          });
        }
        if (fail && !fail.applied) throw new LarkRefusal(400, fail.errorCode, fail.errorDescr ?? '');
        const answer = route.run(exchange, query, body);
        if (fail) throw new LarkRefusal(400, fail.errorCode, fail.errorDescr ?? '');
        return { body: answer };
      } catch (error) {
        if (error instanceof LarkRefusal) return refused(error);
        throw error;
      }
    },
  };
}

/** @throws LarkRefusal when the signature is wrong or too old */
export function checkSignature(
  { apiKey, apiSecret }: LarkSettings,
  now: number,
  given: { readonly key: string; readonly time: string; readonly signature: string; readonly text: string },
): void {
  const signature = createHmac('sha256', apiSecret).update(`${given.time}\n${given.text}`).digest('hex');
  if (given.key !== apiKey || given.signature !== signature) {
    throw new LarkRefusal(401, 'badSignature', 'The key or the signature is wrong');
  }
  if (!(Math.abs(now - Number(given.time)) <= WINDOW_MS)) {
    throw new LarkRefusal(400, 'badTime', 'The signature is too old or of the future');
  }
}

function refused({ status, code, message }: LarkRefusal): HttpReply {
  return { status, body: { code, message } };
}

function minuteOf(time: string | undefined): number {
  const minute = Math.ceil(Number(time) / 60_000);
  if (!Number.isSafeInteger(minute)) throw new LarkRefusal(400, 'badRequest', 'A time is missing');
  return minute;
}

/** The rows of a span of time, oldest first. */
function page<T>(rows: readonly T[], timeOf: (row: T) => number, { from, to }: Query): readonly T[] {
  const isWithin = (row: T): boolean => timeOf(row) >= Number(from) && timeOf(row) < Number(to);
  return rows.filter(isWithin).slice(0, PAGE);
}

function intentOf(body: string): OrderIntent {
  try {
    const { quantity, price, ...others } = JSON.parse(body) as OrderIntent;
    return {
      ...others,
      quantity: parseDecimal(quantity),
      ...(price === undefined ? {} : { price: parseDecimal(price) }),
    };
  } catch {
    throw new LarkRefusal(400, 'badRequest', 'The body cannot be read');
  }
}
