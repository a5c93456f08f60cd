import { type Random, seededRandom } from '../../../../src/core/random';
import { PriceWalk } from '../../price-walk';
import { timeOf } from './xapi';

/** What the emulator lists: symbol, price, digits, spread in points, decimals of quantities, decimals of amounts. */
const LISTED = [
  ['BTC_USDT', 46_300, 2, 2, 6, 2],
  ['ETH_USDT', 3300, 2, 2, 6, 2],
  ['TRX_USDT', 0.0712, 5, 1, 3, 5],
  ['DOGE_USDT', 0.1386, 5, 1, 3, 5],
  ['LINK_USDC', 17.2, 3, 5, 3, 3],
  ['ETH_BTC', 0.071_33, 6, 2, 6, 6],
] as const;

export const POLONIEX_SYMBOLS: readonly string[] = LISTED.map(([symbol]) => symbol);

interface Market {
  readonly walk: PriceWalk;
  readonly base: string;
  readonly quote: string;
  /** A quantity as the market has them: many small ones, few large ones, without trailing zeros. */
  quantity(): string;
  amount(price: string, quantity: string): string;
}

function shorten(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function marketsOf(random: Random): readonly Market[] {
  return LISTED.map(([symbol, price, digits, spread, quantityScale, amountScale]) => {
    const [base = '', quote = ''] = symbol.split('_');
    const usual = 2000 / (price * (quote === 'BTC' ? 46_300 : 1));
    return {
      walk: new PriceWalk(random, symbol, price, digits, spread),
      base,
      quote,
      quantity: () => {
        const wanted = (usual * random.next() ** 4 + 0.01 * usual).toFixed(quantityScale);
        return Number(wanted) > 0 ? shorten(wanted) : `0.${'1'.padStart(quantityScale, '0')}`;
      },
      amount: (at, quantity) => shorten((Number(at) * Number(quantity)).toFixed(amountScale + quantityScale)),
    };
  });
}

function many(
  count: number,
  seed: number,
  make: (market: Market, index: number, random: Random) => string,
): string[] {
  const random = seededRandom(seed);
  const markets = marketsOf(random);
  return Array.from({ length: count }, (_, index) =>
    make(markets[Math.floor(random.next() * markets.length)] as Market, index, random),
  );
}

/** How a frame of the private socket is written: as the document shows it, or as captured live in October 2026. */
export type PrivateForm = 'documented' | 'captured';

const FIRST_ORDER = 205_343_650_954_092_544n;

/**
 * Orders that all stay open: two of three frames tell of a new one, the third of a trade that filled a part of one that
 * was placed before we looked. Every order has an id of its own, so as many are open as there are frames.
 */
export function orderFrames(count: number, start: number, form: PrivateForm): string[] {
  return many(count, 21, ({ walk, quote, quantity, amount }, index, random) => {
    const traded = index % 3 === 2;
    const buys = random.next() < 0.5;
    const { bid, ask } = walk.step();
    const price = shorten(walk.text(buys ? bid : ask));
    const all = quantity();
    const filled = traded ? shorten((Number(all) * 0.37).toFixed(8)) : '0';
    const ts = timeOf(start, index);
    const event = traded ? 'trade' : 'place';
    const row = {
      symbol: walk.symbol,
      type: 'LIMIT',
      quantity: all,
      orderId: String(FIRST_ORDER + BigInt(index) * 7n),
      tradeFee: traded ? (Number(amount(price, filled)) * 0.00155).toFixed(8) : '0',
      clientOrderId: index % 2 === 0 ? '' : `bot-${index.toString(36)}`,
      accountType: 'SPOT',
      feeCurrency: traded ? quote : '',
      eventType: form === 'captured' ? event.toUpperCase() : event,
      source: 'API',
      side: buys ? 'BUY' : 'SELL',
      filledQuantity: filled,
      filledAmount: traded ? amount(price, filled) : '0',
      matchRole: 'MAKER',
      state: traded ? 'PARTIALLY_FILLED' : 'NEW',
      tradeTime: traded ? ts - 2 : 0,
      tradeAmount: traded ? amount(price, filled) : '0',
      orderAmount: '0',
      createTime: traded ? ts - 90_000 : ts - 3,
      price,
      tradeQty: filled,
      tradePrice: traded ? price : '0',
      tradeId: traded ? String(62_561_238 + index) : '0',
      ts,
    };
    return JSON.stringify({ channel: 'orders', data: [row] });
  });
}

const FIRST_CHANGE = 60_018_450_912_695_041n;

/** Changes of balances, each with an id that a double cannot hold. */
export function balanceFrames(count: number, start: number, form: PrivateForm): string[] {
  const totals = new Map<string, number>();
  return many(count, 22, ({ base, quote }, index, random) => {
    const currency = random.next() < 0.5 ? base : quote;
    const before = totals.get(currency) ?? 10_000 + random.next() * 90_000;
    const total = before + (random.next() - 0.5) * 20;
    totals.set(currency, total);
    const hold = total * random.next() * 0.2;
    const time = timeOf(start, index);
    const event = index % 3 === 0 ? 'place_order' : 'match_order';
    const id = String(FIRST_CHANGE + BigInt(index));
    const captured = form === 'captured';
    return (
      `{"channel":"balances","data":[{"changeTime":${time - 32},"accountId":"1234",` +
      `${captured ? '"accountType":"SPOT",' : ''}"eventType":"${captured ? event.toUpperCase() : event}",` +
      `"available":"${shorten((total - hold).toFixed(8))}",` +
      `"currency":"${currency}","id":${captured ? `"${id}"` : id},"userId":12345,` +
      `"hold":"${shorten(hold.toFixed(8))}",${captured ? `"version":${7 + index},` : ''}"ts":${time}}]}`
    );
  });
}

/** Tickers: the last price and the figures of 24 hours. */
export function tickerFrames(count: number, start: number): string[] {
  const counts = new Map<string, number>();
  return many(count, 23, ({ walk, amount }, index, random) => {
    const { bid, ask } = walk.step();
    const trades = (counts.get(walk.symbol) ?? 20_000) + 1;
    counts.set(walk.symbol, trades);
    const ts = timeOf(start, index);
    const quantity = (1000 + index / 3 + random.next()).toFixed(6);
    const row = {
      symbol: walk.symbol,
      dailyChange: shorten(((random.next() - 0.5) / 10).toFixed(4)),
      high: shorten(walk.text(walk.high)),
      amount: amount(walk.text(bid), quantity),
      quantity: shorten(quantity),
      tradeCount: trades,
      low: shorten(walk.text(walk.low)),
      closeTime: ts - 11,
      startTime: ts - 86_400_000,
      close: shorten(walk.text(bid)),
      open: shorten(walk.text(Math.round((walk.high + walk.low) / 2))),
      ts,
      markPrice: shorten(walk.text(ask)),
    };
    return JSON.stringify({ channel: 'ticker', data: [row] });
  });
}

/** Trades of the market, with ids that rise. */
export function tradeFrames(count: number, start: number): string[] {
  return many(count, 24, ({ walk, quantity, amount }, index, random) => {
    const buys = random.next() < 0.5;
    const { bid, ask } = walk.step();
    const price = shorten(walk.text(buys ? ask : bid));
    const size = quantity();
    const ts = timeOf(start, index);
    const row = {
      symbol: walk.symbol,
      amount: amount(price, size),
      takerSide: buys ? 'buy' : 'sell',
      quantity: size,
      createTime: ts - 22,
      price,
      id: 60_000_000 + index,
      ts,
    };
    return JSON.stringify({ channel: 'trades', data: [row] });
  });
}

const LEVELS = 20;
const MIDDLE = 4_630_000;

/** A book of 20 levels a side: a snapshot, then updates of 1 to 6 levels a side that never cross it. */
export function bookFrames(count: number, start: number): string[] {
  const random = seededRandom(25);
  const [market] = marketsOf(random);
  const { quantity } = market as Market;
  const level = (sign: 1 | -1, place: number): [string, string] => [
    shorten(((MIDDLE + sign * place * 3) / 100).toFixed(2)),
    quantity(),
  ];
  const side = (sign: 1 | -1): [string, string][] =>
    Array.from({ length: LEVELS }, (_, at) => level(sign, at + 1));
  const changes = (sign: 1 | -1): [string, string][] => {
    const places = new Set<number>();
    const size = 1 + Math.floor(random.next() * 6);
    while (places.size < size) places.add(1 + Math.floor(random.next() * LEVELS));
    return [...places].map((place) => {
      const [price, size] = level(sign, place);
      return [price, random.next() < 0.2 ? '0' : size];
    });
  };
  let id = 1_000_000;
  return Array.from({ length: count }, (_, index) => {
    const isFirst = index === 0;
    const lastId = id;
    id += 1 + Math.floor(random.next() * 4);
    const ts = timeOf(start, index);
    const row = {
      symbol: 'BTC_USDT',
      createTime: ts - 36,
      asks: isFirst ? side(1) : changes(1),
      bids: isFirst ? side(-1) : changes(-1),
      lastId,
      id,
      ts,
    };
    return JSON.stringify({ channel: 'book_lv2', data: [row], action: isFirst ? 'snapshot' : 'update' });
  });
}
