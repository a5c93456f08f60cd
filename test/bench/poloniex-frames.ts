import { type Random, seededRandom } from '../../src/core/random';

/** The symbols of all frames. */
export const BENCH_SYMBOLS: readonly string[] = [
  'BTC_USDT',
  'ETH_USDT',
  'TRX_USDT',
  'LINK_USDC',
  'DOGE_USDT',
  'XRP_USDT',
  'ELON_USDC',
  'TRX_BTC',
];
const CURRENCIES = ['BTC', 'ETH', 'USDT', 'USDC', 'TRX', 'LINK', 'DOGE', 'XRP'];
const START = 1_700_000_000_000;

/** Prices and quantities of 2 to 8 decimals, as the venue sends them. */
function decimal(random: Random, whole: number, places: number): string {
  return (random.next() * whole + 1).toFixed(places);
}

function many(count: number, make: (index: number, random: Random) => unknown, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => JSON.stringify(make(index, random)));
}

/** Frames of the orders channel, no two alike: one placed, one traded, one canceled in turn, all 22 fields. */
export function orderFrames(count: number): string[] {
  const kinds = [
    { eventType: 'place', state: 'NEW' },
    { eventType: 'trade', state: 'PARTIALLY_FILLED' },
    { eventType: 'canceled', state: 'CANCELED' },
  ] as const;
  return many(
    count,
    (index, random) => {
      const { eventType, state } = kinds[index % 3] as (typeof kinds)[number];
      const traded = eventType === 'trade';
      const price = decimal(random, 47_000, 2);
      const done = traded ? decimal(random, 5, 4) : '0';
      const ts = START + index * 7;
      const row = {
        symbol: BENCH_SYMBOLS[index % BENCH_SYMBOLS.length],
        type: 'LIMIT',
        quantity: decimal(random, 100, 4),
        orderId: String(32_471_407_854_219_264n + BigInt(index)),
        tradeFee: traded ? decimal(random, 1, 8) : '0',
        clientOrderId: index % 2 === 0 ? '' : `vk-${index}`,
        accountType: 'SPOT',
        feeCurrency: traded ? 'USDT' : '',
        eventType,
        source: 'API',
        side: index % 2 === 0 ? 'BUY' : 'SELL',
        filledQuantity: done,
        filledAmount: traded ? (Number(done) * Number(price)).toFixed(6) : '0',
        matchRole: traded ? 'TAKER' : 'MAKER',
        state,
        tradeTime: traded ? ts : 0,
        tradeAmount: traded ? (Number(done) * Number(price)).toFixed(6) : '0',
        orderAmount: '0',
        createTime: ts - 10,
        price,
        tradeQty: done,
        tradePrice: traded ? price : '0',
        tradeId: traded ? String(62_561_238 + index) : '0',
        ts,
      };
      return { channel: 'orders', data: [row] };
    },
    1,
  );
}

/** Frames of the balances channel, no two alike, each with an id of 17 digits. */
export function balanceFrames(count: number): string[] {
  const frames = many(
    count,
    (index, random) => {
      const row = {
        changeTime: START + index * 7,
        accountId: '1234',
        eventType: index % 3 === 0 ? 'place_order' : 'match_order',
        available: decimal(random, 9_999_999_983, 3),
        currency: CURRENCIES[index % CURRENCIES.length],
        id: 0,
        userId: 12_345,
        hold: decimal(random, 100, 3),
        ts: START + index * 7 + 32,
      };
      return { channel: 'balances', data: [row] };
    },
    2,
  );
  // A double cannot hold the id, so JSON.stringify cannot write it.
  return frames.map((text, index) =>
    text.replace('"id":0,', `"id":${60_018_450_912_695_041n + BigInt(index)},`),
  );
}

/** Frames of the ticker channel, no two alike. */
export function tickerFrames(count: number): string[] {
  return many(
    count,
    (index, random) => {
      const row = {
        symbol: BENCH_SYMBOLS[index % BENCH_SYMBOLS.length],
        dailyChange: (random.next() / 10 - 0.05).toFixed(4),
        high: decimal(random, 47_000, 2),
        amount: decimal(random, 9_000_000, 8),
        quantity: decimal(random, 200, 6),
        tradeCount: Math.floor(random.next() * 90_000),
        low: decimal(random, 47_000, 2),
        closeTime: START + index * 7,
        startTime: START - 86_400_000 + index * 7,
        close: decimal(random, 47_000, 2),
        open: decimal(random, 47_000, 2),
        ts: START + index * 7 + 11,
        markPrice: decimal(random, 47_000, 2),
      };
      return { channel: 'ticker', data: [row] };
    },
    3,
  );
}

/** Frames of the trades channel, no two alike, with ids that rise. */
export function tradeFrames(count: number): string[] {
  return many(
    count,
    (index, random) => {
      const row = {
        symbol: BENCH_SYMBOLS[index % BENCH_SYMBOLS.length],
        amount: decimal(random, 5000, 6),
        takerSide: index % 2 === 0 ? 'buy' : 'sell',
        quantity: decimal(random, 5, 6),
        createTime: START + index * 7,
        price: decimal(random, 47_000, 2),
        id: 60_000_000 + index,
        ts: START + index * 7 + 11,
      };
      return { channel: 'trades', data: [row] };
    },
    4,
  );
}

const LEVELS = 20;

function level(price: number, random: Random): [string, string] {
  return [(price / 100).toFixed(2), decimal(random, 5, 6)];
}

/**
 * The snapshot of a book of 20 levels a side, and updates of 1 to 6 levels a side, no two alike: new quantities, levels
 * that go and levels that come, and never a crossed book.
 */
export function bookFrames(count: number): { readonly snapshot: string; readonly updates: string[] } {
  const random = seededRandom(5);
  const middle = 4_700_000;
  const side = (sign: 1 | -1): [string, string][] =>
    Array.from({ length: LEVELS }, (_, at) => level(middle + sign * (at + 1) * 10, random));
  const changes = (sign: 1 | -1): [string, string][] => {
    const places = new Set<number>();
    const size = 1 + Math.floor(random.next() * 6);
    while (places.size < size) places.add(1 + Math.floor(random.next() * LEVELS));
    return [...places].map((place) => {
      const [price, quantity] = level(middle + sign * place * 10, random);
      return [price, random.next() < 0.2 ? '0' : quantity];
    });
  };
  const frame = (index: number, action: string, asks: unknown, bids: unknown): string => {
    const time = START + index * 7;
    const row = {
      symbol: 'BTC_USDT',
      createTime: time,
      asks,
      bids,
      lastId: 1000 + index,
      id: 1001 + index,
      ts: time + 3,
    };
    return JSON.stringify({ channel: 'book_lv2', data: [row], action });
  };
  const snapshot = frame(-1, 'snapshot', side(1), side(-1));
  const updates = Array.from({ length: count }, (_, index) =>
    frame(index, 'update', changes(1), changes(-1)),
  );
  return { snapshot, updates };
}
