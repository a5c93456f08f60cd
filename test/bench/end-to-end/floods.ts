import type { Subscription } from '../../../src/broker';
import type { ChpBroker, ChpClient } from '../../../src/venues/chp';
import type { PoloniexBroker, PoloniexClient } from '../../../src/venues/poloniex';
import type { XapiBroker, XapiClient } from '../../../src/venues/xapi';
import { chpBars, FIRST_OPEN, poloniexCandles, REPLY_ROWS } from '../reply-texts';
import { CHP_SYMBOLS, quoteAnswers } from './frames/chp';
import { orderCurveFrames } from './frames/order-curve';
import {
  bookFrames,
  orderFrames,
  POLONIEX_SYMBOLS,
  balanceFrames as poloniexBalanceFrames,
  tickerFrames,
  tradeFrames,
} from './frames/poloniex';
import {
  balanceFrames,
  candleFrames,
  newsFrames,
  profitFrames,
  tickFrames,
  tradeStatusFrames,
  XAPI_SYMBOLS,
} from './frames/xapi';

/** The largest CPU time that passes, as a multiple of the bare contender's. */
export interface Limits {
  readonly client?: number;
  readonly listener?: number;
  readonly forAwait?: number;
}

interface FloodOf<C, B> {
  readonly transport: 'websocket' | 'tcp' | 'http';
  /** Which connection carries the frames, or the end of the path that is polled. */
  readonly socket: string;
  readonly limits: Limits;
  /** Brings the emulator into the state that the frames tell of. */
  prepare?(broker: B): Promise<void>;
  /** Waits for a moment at which the frames can be sent. */
  ready?(): Promise<void>;
  /** Frames, no two alike, one record each; answers with several over HTTP. @param start - the time of the first, UTC epoch ms */
  frames(count: number, start: number): string[];
  /** Rows of one answer over HTTP. */
  readonly rows?: number;
  /** Reads once through the public broker, in the place of a subscription. */
  read?(broker: B): Promise<readonly unknown[]>;
  /** Connects the raw client, subscribes, and calls `heard` with each record. */
  client?(client: C, heard: () => void): Promise<void>;
  /** Subscribes through the public broker; absent where the frames make no record of a subscription. */
  subscribe?(broker: B): Promise<Subscription<unknown>>;
}

/** Frames that a server sends as fast as they are read, and how each contender asks for them. */
export type Flood =
  | ({ readonly venue: 'chp' } & FloodOf<ChpClient, ChpBroker>)
  | ({ readonly venue: 'xapi' } & FloodOf<XapiClient, XapiBroker>)
  | ({ readonly venue: 'poloniex' } & FloodOf<PoloniexClient, PoloniexBroker>);

function xapiTicks(transport: 'websocket' | 'tcp', limits: Limits): Flood {
  return {
    venue: 'xapi',
    transport,
    socket: 'stream',
    limits,
    frames: tickFrames,
    async client(client, heard) {
      await client.connect();
      client.stream.on('tickPrices', heard);
      for (const symbol of XAPI_SYMBOLS) await client.stream.getTickPrices({ symbol, maxLevel: 0 });
    },
    subscribe: (broker) => broker.subscribe('quotes', { symbols: XAPI_SYMBOLS }),
  };
}

type XapiFlood = Extract<Flood, { venue: 'xapi' }>;

function xapiStream(
  limits: Limits,
  parts: Omit<XapiFlood, 'venue' | 'transport' | 'socket' | 'limits'>,
): Flood {
  return { venue: 'xapi', transport: 'websocket', socket: 'stream', limits, ...parts };
}

const MINUTE_MS = 60_000;
/** What the slowest contender may take for all frames of one minute. */
const RUN_MS = 25_000;

/** Waits for the next minute where this one is nearly over: a candle of a minute that is over is not told of again. */
async function restOfMinute(): Promise<void> {
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < RUN_MS) await new Promise((resolve) => setTimeout(resolve, left + 100));
}

/** The positions that are open at the emulator. */
let positions: readonly string[] = [];

async function openPositions(broker: XapiBroker): Promise<void> {
  for (const symbol of ['EURUSD', 'GBPUSD', 'USDJPY', 'GOLD']) {
    await broker.placeOrder({ symbol, side: 'buy', type: 'market', quantity: '0.1' });
  }
  positions = (await broker.fetchPositions()).map(({ id }) => id);
}

type PoloniexFlood = Extract<Flood, { venue: 'poloniex' }>;

function publicFlood(
  channel: 'ticker' | 'trades' | 'bookLv2',
  limits: Limits,
  parts: Pick<PoloniexFlood, 'frames' | 'subscribe'>,
): Flood {
  const symbols = channel === 'bookLv2' ? ['BTC_USDT'] : POLONIEX_SYMBOLS;
  return {
    venue: 'poloniex',
    transport: 'websocket',
    socket: 'public',
    limits,
    async client({ publicSocket }, heard) {
      publicSocket.on(channel, heard);
      await publicSocket.connect();
      await publicSocket.subscribe({ channel: channel === 'bookLv2' ? 'book_lv2' : channel, symbols });
    },
    ...parts,
  };
}

function privateFlood(
  channel: 'orders' | 'balances',
  limits: Limits,
  frames: PoloniexFlood['frames'],
): Flood {
  return {
    venue: 'poloniex',
    transport: 'websocket',
    socket: 'private',
    limits,
    frames,
    async client({ privateSocket }, heard) {
      privateSocket.on(channel, heard);
      await privateSocket.connect();
      await privateSocket.subscribe({ channel, symbols: ['all'] });
    },
    subscribe: (broker) => broker.subscribe(channel, {}),
  };
}

/** Most candles of one answer. */
const POLONIEX_ROWS = 500;

/** Long answers, of which the first few come again: to make many would keep the server's process busy for too long. */
const ANSWERS = 20;

function answersOf(count: number, rows: number, make: (seed: number) => string): string[] {
  const answers = Array.from({ length: Math.min(ANSWERS, Math.ceil(count / rows)) }, (_, index) =>
    make(index + 1),
  );
  return Array.from({ length: Math.ceil(count / rows) }, (_, index) => answers[index % ANSWERS] as string);
}

const rangeOf = (first: number, end: number) => ({
  from: FIRST_OPEN + first * MINUTE_MS,
  to: FIRST_OPEN + end * MINUTE_MS,
});

const ORDERS: Limits = { listener: 1.1, forAwait: 1.3 };
const BALANCES: Limits = { listener: 0.7, forAwait: 1 };

/** Every flood by the beginning of its rows' names. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  'xapi-tick-ws': xapiTicks('websocket', { listener: 1, forAwait: 1.3 }),
  'xapi-tick-tcp': xapiTicks('tcp', { client: 3, listener: 1.1, forAwait: 1.5 }),
  // Nothing is asked of the next five: their limits are a little above what was measured.
  'xapi-balance': xapiStream(
    { listener: 8.5, forAwait: 8.5 },
    {
      frames: balanceFrames,
      async client(client, heard) {
        await client.connect();
        client.stream.on('balance', heard);
        await client.stream.getBalance();
      },
      subscribe: (broker) => broker.subscribe('balances', {}),
    },
  ),
  'xapi-candle': xapiStream(
    { listener: 12, forAwait: 12 },
    {
      ready: restOfMinute,
      frames: candleFrames,
      async client(client, heard) {
        await client.connect();
        client.stream.on('candle', heard);
        for (const symbol of XAPI_SYMBOLS) await client.stream.getCandles({ symbol });
      },
      subscribe: (broker) => broker.subscribe('candles', { symbols: XAPI_SYMBOLS, interval: '1m' }),
    },
  ),
  'xapi-news': xapiStream(
    { listener: 5, forAwait: 5 },
    {
      frames: newsFrames,
      async client(client, heard) {
        await client.connect();
        client.stream.on('news', heard);
        await client.stream.getNews();
      },
      subscribe: (broker) => broker.subscribe('news', {}),
    },
  ),
  'xapi-profit': xapiStream(
    { client: 3, listener: 5, forAwait: 5 },
    {
      prepare: openPositions,
      frames: (count) => profitFrames(count, positions),
      async client(client, heard) {
        await client.connect();
        client.stream.on('profit', heard);
        await client.stream.getProfits();
      },
      subscribe: (broker) => broker.subscribe('positions', {}),
    },
  ),
  // Only the broker itself reads these, to confirm its orders: no record of a subscription comes of them.
  'xapi-trade-status': xapiStream(
    { client: 2.2 },
    {
      frames: tradeStatusFrames,
      async client(client, heard) {
        await client.connect();
        client.stream.on('tradeStatus', heard);
        await client.stream.getTradeStatus();
      },
    },
  ),
  // Ten symbols in an answer; the next poll begins a millisecond after it.
  'chp-quote-poll': {
    venue: 'chp',
    transport: 'http',
    socket: '/Instruments/UpdateQuote',
    limits: { listener: 4, forAwait: 4 },
    rows: CHP_SYMBOLS.length,
    frames: quoteAnswers,
    subscribe: (broker) => broker.subscribe('quotes', { symbols: CHP_SYMBOLS }),
  },
  // Each answer has what one request may ask for; the next goes a millisecond after it. Nothing is asked of these two.
  'chp-candles-read': {
    venue: 'chp',
    transport: 'http',
    socket: '/Instruments/GetBars',
    limits: { listener: 5 },
    // The first candle of an answer shows that the range was reached.
    rows: REPLY_ROWS - 1,
    frames: (count) => answersOf(count, REPLY_ROWS - 1, chpBars),
    read: (broker) => broker.fetchCandles({ symbol: 'GAZP', interval: '1m', ...rangeOf(1, REPLY_ROWS) }),
  },
  'poloniex-candles-read': {
    venue: 'poloniex',
    transport: 'http',
    socket: '/markets/BTC_USDT/candles',
    limits: { listener: 4 },
    rows: POLONIEX_ROWS,
    frames: (count) => answersOf(count, POLONIEX_ROWS, (seed) => poloniexCandles(seed, POLONIEX_ROWS)),
    read: (broker) =>
      broker.fetchCandles({ symbol: 'BTC_USDT', interval: '1m', ...rangeOf(0, POLONIEX_ROWS) }),
  },
  'poloniex-orders': privateFlood('orders', ORDERS, (count, start) => orderFrames(count, start, 'captured')),
  'poloniex-orders-documented': privateFlood('orders', ORDERS, (count, start) =>
    orderFrames(count, start, 'documented'),
  ),
  'poloniex-balances': privateFlood('balances', BALANCES, (count, start) =>
    poloniexBalanceFrames(count, start, 'captured'),
  ),
  'poloniex-balances-documented': privateFlood('balances', BALANCES, (count, start) =>
    poloniexBalanceFrames(count, start, 'documented'),
  ),
  'poloniex-ticker': publicFlood(
    'ticker',
    { listener: 0.9, forAwait: 1.2 },
    {
      frames: tickerFrames,
      subscribe: (broker) => broker.subscribe('quotes', { symbols: POLONIEX_SYMBOLS }),
    },
  ),
  'poloniex-trades': publicFlood(
    'trades',
    { listener: 0.7, forAwait: 1 },
    {
      frames: tradeFrames,
      subscribe: (broker) => broker.subscribe('trades', { symbols: POLONIEX_SYMBOLS }),
    },
  ),
  'poloniex-book': publicFlood(
    'bookLv2',
    { listener: 1, forAwait: 1.1 },
    {
      frames: bookFrames,
      subscribe: (broker) => broker.subscribe('book', { symbols: ['BTC_USDT'] }),
    },
  ),
};

/** How many orders a broker follows before what is measured; no rows of the end-to-end table. */
export const CURVE: Readonly<Record<string, Flood>> = Object.fromEntries(
  [10, 1000, 100_000].map((open) => [
    `orders-curve-${open}`,
    privateFlood('orders', ORDERS, (_count, start) => orderCurveFrames(open, start)),
  ]),
);

/** @throws RangeError when there is none of the name */
export function floodOf(name: string): Flood {
  const flood = FLOODS[name] ?? CURVE[name];
  if (flood === undefined) throw new RangeError(`There is no flood ${name}`);
  return flood;
}
