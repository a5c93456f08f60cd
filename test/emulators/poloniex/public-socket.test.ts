import { afterEach, beforeEach, expect, test } from 'vitest';
import { quiet, type RawClient, settle } from '../raw-client';
import { framesOf, PoloniexHarness, type Row, rowsOf } from './harness';

let venue: PoloniexHarness;
let socket: RawClient;
beforeEach(async () => {
  venue = await PoloniexHarness.start();
  socket = await venue.connect('public');
});
afterEach(() => venue.close());

const symbols = ['BTC_USDT'];

async function subscribe(channel: string, extra: object = {}): Promise<string> {
  return venue.ask(socket, { event: 'subscribe', channel: [channel], symbols, ...extra });
}
const until = (channel: string, count: number): Promise<void> =>
  settle(() => framesOf(socket, channel).length >= count, `${count} frames of ${channel}`);

test('default: ticker rows have no bid or ask, and follow the price', async () => {
  expect(await subscribe('ticker')).toBe('{"channel":"ticker","event":"subscribe","symbols":["BTC_USDT"]}');
  venue.price('47000.00');
  await until('ticker', 2);
  const [first, second] = rowsOf(socket, 'ticker');
  expect(Object.keys(first ?? {}).sort()).toEqual(
    [
      ...['symbol', 'dailyChange', 'high', 'amount', 'quantity', 'tradeCount', 'low', 'closeTime'],
      ...['startTime', 'close', 'open', 'ts', 'markPrice'],
    ].sort(),
  );
  expect(second).toMatchObject({ symbol: 'BTC_USDT', close: '47000.00' });
});

test('default: trades of the market, of a price set by hand and of a taker', async () => {
  await subscribe('trades');
  venue.price('47000.00');
  const sell = { symbol: 'BTC_USDT', side: 'SELL', type: 'MARKET', quantity: '0.001' } as const;
  venue.emulator.placeOrder(sell);
  await until('trades', 2);
  expect(rowsOf(socket, 'trades')[1]).toEqual({
    ...{ symbol: 'BTC_USDT', amount: '47', takerSide: 'sell', quantity: '0.001', price: '47000.00' },
    ...{ createTime: venue.clock.now(), id: expect.any(Number), ts: venue.clock.now() },
  });
  venue.emulator.market.resume();
  for (let second = 0; second < 30; second += 1) await venue.clock.advance(1000);
  await until('trades', 8);
  const ids = rowsOf(socket, 'trades').map(({ id }) => Number(id));
  expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
});

test('default: candles are sent as they change, the finished one before the next', async () => {
  await subscribe('candles_minute_1');
  venue.price('47000.00');
  venue.price('46000.00');
  await until('candles_minute_1', 2);
  const last = rowsOf(socket, 'candles_minute_1').at(-1);
  expect(last).toMatchObject({ high: '47000.00', close: '46000.00' });
  expect(Number(last?.['low'])).toBeLessThanOrEqual(46_000);
  expect(Number(last?.['closeTime']) - Number(last?.['startTime'])).toBe(59_999);
  venue.emulator.market.resume();
  for (let second = 0; second < 62; second += 1) {
    await venue.clock.advance(1000);
    if (second % 20 === 0) await venue.ask(socket, { event: 'ping' });
  }
  await quiet();
  const starts = rowsOf(socket, 'candles_minute_1').map(({ startTime }) => Number(startTime));
  expect(new Set(starts).size).toBe(2);
  expect(starts).toEqual([...starts].sort((left, right) => left - right));
});

test('args: book comes whole at its depth each time', async () => {
  for (const depth of [5, 10, 20]) {
    await subscribe('book', { depth });
    venue.price('46300.00');
    await settle(
      () => rowsOf(socket, 'book').at(-1)?.['asks']?.['length'] === (depth as never),
      `depth ${depth}`,
    );
  }
  expect(rowsOf(socket, 'book').at(-1)).toMatchObject({
    symbol: 'BTC_USDT',
    asks: expect.arrayContaining([['46300.02', expect.any(String)]]),
  });
  await subscribe('book', { depth: 7 });
  await settle(() => socket.text.includes('Invalid depth value'), 'the refusal');
});

/** What a client without any care knows after all frames. */
function bookOf(frames: readonly Row[]): {
  asks: Map<string, string>;
  bids: Map<string, string>;
  gaps: number;
} {
  const book = { asks: new Map<string, string>(), bids: new Map<string, string>(), gaps: 0 };
  let last: Row | undefined;
  for (const frame of frames) {
    const row = (frame['data'] as unknown as Row[])[0] as Row;
    if (String(frame['action']) === 'snapshot') {
      book.asks.clear();
      book.bids.clear();
    } else if (row['lastId'] !== last?.['id']) book.gaps += 1;
    last = row;
    for (const side of ['asks', 'bids'] as const) {
      for (const [price, quantity] of row[side] as unknown as [string, string][]) {
        if (quantity === '0') book[side].delete(price);
        else book[side].set(price, quantity);
      }
    }
  }
  return book;
}

test('default: book_lv2 is a snapshot, then gapless updates that give the book of REST', async () => {
  await subscribe('book_lv2');
  venue.emulator.market.resume();
  for (let step = 0; step < 40; step += 1) await venue.clock.advance(500);
  venue.emulator.market.pause();
  venue.emulator.placeOrder({ symbol: 'BTC_USDT', side: 'BUY', type: 'MARKET', amount: '5000' });
  await until('book_lv2', 10);
  await quiet();
  const frames = framesOf(socket, 'book_lv2');
  expect(frames.map((frame) => String(frame['action']))).toEqual([
    'snapshot',
    ...Array(frames.length - 1).fill('update'),
  ]);
  const book = bookOf(frames);
  expect(book.gaps).toBe(0);
  const flat = await venue.read('/markets/BTC_USDT/orderBook?limit=20');
  for (const side of ['asks', 'bids'] as const) {
    expect(book[side].size).toBe(20);
    const pairs = flat[side] as unknown as string[];
    for (let at = 0; at < pairs.length; at += 2) expect(book[side].get(pairs[at] ?? '')).toBe(pairs[at + 1]);
  }
  const late = await venue.connect('public');
  await venue.ask(late, { event: 'subscribe', channel: ['book_lv2'], symbols });
  venue.price('46000.00');
  await settle(() => framesOf(late, 'book_lv2').length === 2, 'an update');
  expect(bookOf(framesOf(late, 'book_lv2')).gaps).toBe(0);
});

test('behavior: skipSeq leaves a gap, crossBook a bid above the ask; a new subscription corrects both', async () => {
  const { faults } = venue.emulator;
  await subscribe('book_lv2');
  faults.skipSeq(3);
  venue.price('46400.00');
  await until('book_lv2', 2);
  expect(bookOf(framesOf(socket, 'book_lv2')).gaps).toBe(1);
  faults.crossBook('BTC_USDT');
  await until('book_lv2', 3);
  const crossed = bookOf(framesOf(socket, 'book_lv2'));
  expect(Math.max(...[...crossed.bids.keys()].map(Number))).toBeGreaterThan(46_400.02);
  await subscribe('book_lv2');
  await until('book_lv2', 4);
  const healed = bookOf(framesOf(socket, 'book_lv2'));
  expect(Math.max(...[...healed.bids.keys()].map(Number))).toBe(46_400);
});

test('default: symbols, currencies and exchange begin with a snapshot; a change of mode is an update', async () => {
  for (const channel of ['symbols', 'currencies', 'exchange']) await subscribe(channel);
  await until('exchange', 1);
  expect(framesOf(socket, 'symbols')).toMatchObject([
    { action: 'snapshot', data: [{ symbol: 'BTC_USDT', state: 'NORMAL' }] },
  ]);
  expect(rowsOf(socket, 'currencies').length).toBeGreaterThan(5);
  venue.emulator.setMode({ postOnly: true });
  await until('exchange', 2);
  expect(framesOf(socket, 'exchange')).toMatchObject([
    { action: 'snapshot', data: [{ MM: 'OFF', POM: 'OFF' }] },
    { action: 'update', data: [{ MM: 'OFF', POM: 'ON' }] },
  ]);
});

test('behavior: "all" is every market; symbols are left one by one, a channel as a whole', async () => {
  await subscribe('ticker', { symbols: ['all'] });
  await until('ticker', 9);
  await venue.ask(socket, { event: 'unsubscribe', channel: ['ticker'], symbols });
  venue.price('47000.00');
  venue.emulator.market.step('ETH_USDT');
  await until('ticker', 10);
  expect(rowsOf(socket, 'ticker').at(-1)).toMatchObject({ symbol: 'ETH_USDT' });
  expect(await venue.ask(socket, { event: 'unsubscribe', channel: ['ticker'], symbols: ['all'] })).toBe(
    '{"channel":"ticker","event":"unsubscribe"}',
  );
  expect(await venue.ask(socket, { event: 'list_subscriptions' })).toBe('{"subscriptions":[]}');
});

test('error: unknown channels, symbols and events', async () => {
  expect(await subscribe('orders')).toContain('Invalid channel value');
  expect(await subscribe('ticker', { symbols: ['USDT_BTC'] })).toContain('Invalid symbol value');
  expect(await subscribe('ticker', { symbols: [] })).toContain('Invalid symbol value');
  expect(await venue.ask(socket, { event: 'createOrder', id: '1', params: {} })).toContain(
    'Invalid event value',
  );
  expect(venue.emulator.orders.requests.map(({ side }) => side)).toEqual(Array(4).fill('public'));
});
