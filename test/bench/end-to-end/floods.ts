import type { Subscription } from '../../../src/broker';
import type { PoloniexBroker, PoloniexClient } from '../../../src/venues/poloniex';
import type { XapiBroker, XapiClient } from '../../../src/venues/xapi';
import {
  balanceFrames,
  bookFrames,
  orderFrames,
  POLONIEX_SYMBOLS,
  tickerFrames,
  tradeFrames,
} from './frames/poloniex';
import { tickFrames, XAPI_SYMBOLS } from './frames/xapi';

/** The largest CPU time that passes, as a multiple of the bare contender's. */
export interface Limits {
  readonly client?: number;
  readonly listener: number;
  readonly forAwait: number;
}

interface FloodOf<C, B> {
  readonly transport: 'websocket' | 'tcp';
  /** Which connection carries the frames. */
  readonly socket: 'stream' | 'public' | 'private';
  readonly limits: Limits;
  /** Frames, no two alike, one record each. @param start - the time of the first, UTC epoch ms */
  frames(count: number, start: number): string[];
  /** Connects the raw client, subscribes, and calls `heard` with each record. */
  client(client: C, heard: () => void): Promise<void>;
  /** Subscribes through the public broker. */
  subscribe(broker: B): Promise<Subscription<unknown>>;
}

/** Frames that a server sends as fast as they are read, and how each contender asks for them. */
export type Flood =
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

const ORDERS: Limits = { listener: 1.1, forAwait: 1.3 };
const BALANCES: Limits = { listener: 0.7, forAwait: 1 };

/** Every flood by the beginning of its rows' names. */
export const FLOODS: Readonly<Record<string, Flood>> = {
  'xapi-tick-ws': xapiTicks('websocket', { listener: 1, forAwait: 1.3 }),
  'xapi-tick-tcp': xapiTicks('tcp', { listener: 1.1, forAwait: 1.5 }),
  'poloniex-orders': privateFlood('orders', ORDERS, (count, start) => orderFrames(count, start, 'captured')),
  'poloniex-orders-documented': privateFlood('orders', ORDERS, (count, start) =>
    orderFrames(count, start, 'documented'),
  ),
  'poloniex-balances': privateFlood('balances', BALANCES, (count, start) =>
    balanceFrames(count, start, 'captured'),
  ),
  'poloniex-balances-documented': privateFlood('balances', BALANCES, (count, start) =>
    balanceFrames(count, start, 'documented'),
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
