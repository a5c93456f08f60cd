import { afterEach, describe, expect, test } from 'vitest';
import type { Balance, Candle, News, OrderBook, Position, Quote } from '../../../src/model';
import { Bench, type Setup } from './broker-harness';

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench[Symbol.asyncDispose]();
});
async function live(setup?: Setup): Promise<Bench> {
  const bench = await Bench.live(setup);
  benches.push(bench);
  return bench;
}

/** What the emulator was asked for a symbol's prices, in order. */
function tickCommands(bench: Bench, symbol: string): string[] {
  return bench.emulator.orders.requests
    .filter(
      ({ side, command, members }) =>
        side === 'stream' && command.endsWith('TickPrices') && members['symbol'] === symbol,
    )
    .map(
      ({ command, members }) =>
        `${command} ${members['minArrivalTime'] ?? '-'} ${members['maxLevel'] ?? '-'}`,
    );
}

describe.each(['tcp', 'websocket'] as const)('streams over %s', (transport) => {
  test('default: quotes to listeners and to an iterator', async () => {
    const bench = await live({ transport });
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD', 'GOLD'] }));
    expect([quotes.confirmedBy, quotes.state, quotes.channel]).toEqual(['sent', 'live', 'quotes']);
    const seen: Quote[] = [];
    quotes.on('data', (quote) => seen.push(quote));
    const iterator = quotes[Symbol.asyncIterator]();
    const first = await bench.drive(iterator.next());
    expect(first.value).toMatchObject({ venue: 'xapi', source: 'stream' });
    await bench.until(() => new Set(seen.map(({ symbol }) => symbol)).size === 2);
    expect(seen.every(({ bid, ask }) => Number(ask) > Number(bid))).toBe(true);
    await quotes.close();
    for (let next = await iterator.next(); !next.done; next = await iterator.next());
    await bench.until(() => tickCommands(bench, 'GOLD').length === 2);
    expect(tickCommands(bench, 'GOLD')).toEqual(['getTickPrices - 0', 'stopTickPrices - -']);
  });
});

describe('quotes and book', () => {
  test('behavior: share one topic a symbol, parameters widen and the last one out stops it', async () => {
    const bench = await live();
    const slow = await bench.drive(
      bench.broker.subscribe('quotes', { symbols: ['EURUSD'], minArrivalTime: 1000 }),
    );
    const book = await bench.drive(bench.broker.subscribe('book', { symbols: ['EURUSD'], depth: 3 }));
    const quick = await bench.drive(
      bench.broker.subscribe('quotes', { symbols: ['EURUSD'], minArrivalTime: 1 }),
    );
    expect(tickCommands(bench, 'EURUSD').filter((command) => command.startsWith('get'))).toEqual([
      'getTickPrices 1000 0',
      'getTickPrices - 2',
      'getTickPrices 1 2',
    ]);
    const books: OrderBook[] = [];
    book.on('data', (record) => books.push(record));
    await bench.until(() => books.some(({ bids }) => bids.length === 3));
    expect(books.every(({ bids }) => bids.length <= 3)).toBe(true);
    const best = books.find(({ bids }) => bids.length === 3);
    const bids = best?.bids.map(([price]) => Number(price)) ?? [];
    expect(bids).toEqual([...bids].sort((a, b) => b - a));
    for (const subscription of [slow, book, quick]) await bench.drive(subscription.close());
    expect(tickCommands(bench, 'EURUSD').at(-1)).toBe('stopTickPrices - -');
    expect(bench.broker.health().subscriptions).toEqual([]);
  });

  test('behavior: each subscriber of a book receives its own depth', async () => {
    const bench = await live();
    const one = await bench.drive(bench.broker.subscribe('book', { symbols: ['EURUSD'], depth: 1 }));
    const all = await bench.drive(bench.broker.subscribe('book', { symbols: ['EURUSD'] }));
    const depths = { one: new Set<number>(), all: 0 };
    one.on('data', ({ bids }) => depths.one.add(bids.length));
    all.on('data', ({ bids }) => {
      depths.all = Math.max(depths.all, bids.length);
    });
    await bench.until(() => depths.all > 2);
    expect([...depths.one]).toEqual([1]);
  });

  test.each([
    ['symbols', 'quotes', { symbols: ['EURUSD', 'NOPE'] }],
    ['symbols', 'quotes', { symbols: [] }],
    ['depth', 'book', { symbols: ['EURUSD'], depth: 0 }],
    ['minArrivalTime', 'quotes', { symbols: ['EURUSD'], minArrivalTime: -1 }],
    ['interval', 'candles', { symbols: ['EURUSD'], interval: '4h' }],
    ['bufferSize', 'quotes', { symbols: ['EURUSD'], bufferSize: 0 }],
  ])('error: bad %s, nothing is sent but the look-up of the symbol', async (field, channel, options) => {
    const bench = await live();
    const before = bench.emulator.orders.requests.length;
    const refused = await bench.refused(bench.broker.subscribe(channel as 'quotes', options as never));
    expect(refused).toMatchObject({ name: 'ValidationError', field });
    const sent = bench.emulator.orders.requests.slice(before);
    expect(sent.filter(({ command }) => command !== 'getSymbol')).toEqual([]);
    expect(bench.broker.health().subscriptions).toEqual([]);
  });

  test('error: a stream that the venue lacks', async () => {
    const bench = await live();
    const error = await bench.refused(
      bench.broker.subscribe('trades' as never, { symbols: ['EURUSD'] } as never),
    );
    expect(error).toMatchObject({ name: 'UnsupportedError', sent: false });
  });

  test('error: a later refusal ends the subscription it means and no other', async () => {
    const bench = await live();
    const gold = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['GOLD'] }));
    let heard = 0;
    gold.on('data', () => {
      heard += 1;
    });
    await bench.until(() => heard > 0);
    // Known to us, not to the venue any more.
    bench.emulator.market.removeInstrument('SILVER');
    const silver = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['SILVER'] }));
    const error = await bench.refused(silver[Symbol.asyncIterator]().next());
    expect(error).toMatchObject({ name: 'VenueError' });
    expect(silver.state).toBe('closed');
    expect(gold.state).toBe('live');
  });

  test('behavior: the signal closes a subscription', async () => {
    const bench = await live();
    const controller = new AbortController();
    const quotes = await bench.drive(
      bench.broker.subscribe('quotes', { symbols: ['GOLD'], signal: controller.signal }),
    );
    controller.abort();
    expect(quotes.state).toBe('closed');
    await bench.until(() => tickCommands(bench, 'GOLD').length === 2);
  });
});

describe('candles, news and private streams', () => {
  test('behavior: a closed candle a minute, after a chart was requested', async () => {
    const bench = await live();
    const candles = await bench.drive(
      bench.broker.subscribe('candles', { symbols: ['EURUSD'], interval: '1m' }),
    );
    expect(bench.received('getChartLastRequest')).toBe(1);
    bench.emulator.faults.duplicate('candle', { times: 5 });
    const seen: Candle[] = [];
    candles.on('data', (candle) => seen.push(candle));
    await bench.until(() => seen.length === 3, 240_000);
    const times = seen.map(({ openTime }) => openTime);
    expect(times).toEqual([times[0], (times[0] ?? 0) + 60_000, (times[0] ?? 0) + 120_000]);
    expect(seen.every(({ closed, interval }) => closed && interval === '1m')).toBe(true);
    const read = await bench.drive(
      bench.broker.fetchCandles({ symbol: 'EURUSD', interval: '1m', from: times[0] ?? 0 }),
    );
    const core = ({ openTime, open, high, low, close, volume }: Candle) => ({
      openTime,
      open,
      high,
      low,
      close,
      volume,
    });
    expect(read.map(core)).toEqual(seen.map(core));
  });

  test('behavior: news', async () => {
    const bench = await live({ emulator: { newsIntervalMs: 60_000 } });
    const news = await bench.drive(bench.broker.subscribe('news', {}));
    const seen: News[] = [];
    news.on('data', (item) => seen.push(item));
    await bench.until(() => seen.length > 0, 120_000);
    expect(seen[0]).toMatchObject({
      venue: 'xapi',
      source: 'stream',
      id: expect.any(String),
      title: expect.any(String),
    });
  });

  test('behavior: balances, and the profit of positions while there is a subscriber', async () => {
    const bench = await live();
    const positions = await bench.drive(bench.broker.subscribe('positions', {}));
    const balances = await bench.drive(bench.broker.subscribe('balances', {}));
    const profits: Position[] = [];
    const sums: Balance[] = [];
    positions.on('data', (position) => profits.push(position));
    balances.on('data', (balance) => sums.push(balance));
    await bench.drive(
      bench.broker.placeOrder({ symbol: 'EURUSD', side: 'buy', type: 'market', quantity: '0.2' }),
    );
    await bench.until(() => new Set(profits.map(({ unrealizedProfit }) => unrealizedProfit)).size > 2);
    expect(profits.every(({ quantity }) => quantity === '0.2')).toBe(true);
    expect(sums.at(-1)).toMatchObject({ currency: 'USD', held: expect.stringMatching(/^[1-9]/) });
    await bench.drive(positions.close());
    await bench.until(() => bench.received('stopProfits') === 1);
  });

  test('behavior: a listener that throws stops nothing', async () => {
    const bench = await live();
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD'] }));
    let heard = 0;
    quotes.on('data', () => {
      heard += 1;
      throw new Error('mine');
    });
    await bench.until(() => heard > 3);
    expect(bench.warnings.length).toBeGreaterThan(0);
    expect(bench.state).toBe('live');
  });

  test('behavior: unknown values are kept and stop nothing', async () => {
    const bench = await live();
    bench.emulator.faults.unknownEnum();
    expect((await bench.drive(bench.broker.fetchInstruments())).length).toBeGreaterThan(0);
    const quotes = await bench.drive(bench.broker.subscribe('quotes', { symbols: ['EURUSD'] }));
    expect((await bench.drive(quotes[Symbol.asyncIterator]().next())).value).toMatchObject({
      symbol: 'EURUSD',
    });
  });
});
