import { describe, expect, test } from 'vitest';
import type { Gap, Resynced, Subscription } from '../../../src/broker';
import { seededRandom } from '../../../src/core/random';
import type { OrderBook } from '../../../src/model';
import { OTHER, SYMBOL, World } from './broker-world';

type Books = Subscription<OrderBook>;

/** Everything that a subscription tells, in order. */
function story(books: Books): string[] {
  const told: string[] = [];
  books.on('state', (state) => told.push(state));
  books.on('gap', () => told.push('gap'));
  books.on('resynced', () => told.push('resynced'));
  books.on('data', ({ symbol }) => told.push(symbol));
  return told;
}

/** The last book of a symbol. */
function lastOf(books: Books): Map<string, OrderBook> {
  const last = new Map<string, OrderBook>();
  books.on('data', (book) => void last.set(book.symbol, book));
  return last;
}

function subscribe(world: World, options: { symbols?: string[]; depth?: number } = {}): Promise<Books> {
  return world.drive(world.broker.subscribe('book', { symbols: [SYMBOL], ...options }));
}

let cents = 0;
/** A new price; each differs from the one before. */
function move(world: World, symbol = SYMBOL): void {
  cents = (cents + 1) % 500;
  const base = symbol === SYMBOL ? 46_300 : 3300;
  const [bid, ask] = [base + cents / 100, base + (cents + 2) / 100];
  world.emulator.market.setPrice(symbol, bid.toFixed(2), ask.toFixed(2));
}

/** The venue's book, as REST tells it. */
async function truth(world: World, depth = 20): Promise<Pick<OrderBook, 'bids' | 'asks'>> {
  const { bids, asks } = await world.drive(world.broker.fetchOrderBook({ symbol: SYMBOL, depth }));
  return { bids, asks };
}

const broken = (world: World): number => world.warnings.filter(({ code }) => code === 'brokenBook').length;
const subscribed = (world: World): number =>
  world.asked('subscribe').filter(({ channel }) => String(channel) === 'book_lv2').length;

describe('a book', () => {
  test('default: is the venue’s, whole at each event', async () => {
    await using world = await World.live();
    const books = await subscribe(world);
    expect(books.confirmedBy).toBe('ack');
    const last = lastOf(books);
    await world.until(() => last.size === 1);
    for (let step = 0; step < 10; step += 1) {
      const before = last.get(SYMBOL);
      move(world);
      await world.until(() => last.get(SYMBOL) !== before);
    }
    const { bids, asks, ...rest } = last.get(SYMBOL) as OrderBook;
    expect({ bids, asks }).toEqual(await truth(world));
    expect(bids).toHaveLength(20);
    expect(rest).toEqual({
      venue: 'poloniex',
      symbol: SYMBOL,
      source: 'stream',
      receivedTime: expect.any(Number),
      time: expect.any(Number),
    });
    expect([broken(world), subscribed(world)]).toEqual([0, 1]);
  });

  test('args: depth cuts each subscriber’s own view of the one subscription', async () => {
    await using world = await World.live();
    const whole = lastOf(await subscribe(world));
    const three = lastOf(await subscribe(world, { depth: 3 }));
    const wide = lastOf(await subscribe(world, { depth: 500 }));
    move(world);
    await world.until(() => [whole, three, wide].every((last) => last.size === 1));
    await world.pass(100);
    const book = whole.get(SYMBOL) as OrderBook;
    expect(three.get(SYMBOL)?.bids).toEqual(book.bids.slice(0, 3));
    expect(three.get(SYMBOL)?.asks).toEqual(book.asks.slice(0, 3));
    expect(wide.get(SYMBOL)?.bids).toEqual(book.bids);
    expect(subscribed(world)).toBe(1);
    const depth = world.broker.subscribe('book', { symbols: [SYMBOL], depth: 0 });
    expect(await world.refused(depth)).toMatchObject({ name: 'ValidationError', field: 'depth' });
  });

  test('behavior: one that joins a book without changes gets it at once', async () => {
    await using world = await World.live();
    const first = lastOf(await subscribe(world));
    await world.until(() => first.size === 1);
    const late = lastOf(await subscribe(world, { depth: 1 }));
    await world.until(() => late.size === 1);
    expect(late.get(SYMBOL)?.bids).toEqual(first.get(SYMBOL)?.bids.slice(0, 1));
  });

  test('behavior: one that joins as another is aborted still gets its book', async () => {
    await using world = await World.live();
    const ending = new AbortController();
    const given = world.broker.subscribe('book', { symbols: [SYMBOL], signal: ending.signal });
    given.catch(() => {});
    await world.until(() => subscribed(world) === 1);
    ending.abort();
    const last = lastOf(await subscribe(world));
    await world.until(() => last.size === 1, 30_000);
    await world.refused(given);
  });

  test('behavior: updates between two reads are not lost; at the limit the latest is kept', async () => {
    await using world = await World.live();
    const all = await subscribe(world);
    const latest = await world.drive(
      world.broker.subscribe('book', { symbols: [SYMBOL], bufferSize: 1, depth: 1 }),
    );
    const [reads, glimpses] = [all[Symbol.asyncIterator](), latest[Symbol.asyncIterator]()];
    await world.drive(reads.next());
    await world.drive(glimpses.next());
    const sent: string[] = [];
    for (let step = 0; step < 5; step += 1) {
      move(world);
      sent.push(String(world.emulator.market.best(SYMBOL).bid / 100));
      await world.pass(50);
    }
    const read: (string | undefined)[] = [];
    for (let step = 0; step < 5; step += 1) read.push((await world.drive(reads.next())).value?.bids[0]?.[0]);
    expect(read).toEqual(sent);
    const { value } = await world.drive(glimpses.next());
    expect([value?.bids[0]?.[0], value?.bids.length]).toEqual([sent.at(-1), 1]);
    expect([all.dropped, latest.buffered]).toEqual([0, 0]);
    await reads.return?.();
    expect([all.state, latest.state]).toEqual(['live', 'live']);
  });
});

describe('a book that breaks', () => {
  test.each([
    ['a number is missing', (world: World) => world.emulator.faults.skipSeq(1), true],
    ['it is crossed', (world: World) => world.emulator.faults.crossBook(SYMBOL), false],
    ['a frame is lost', (world: World) => world.emulator.faults.dropEvent('book_lv2', { times: 1 }), true],
    ['frames change places', (world: World) => world.emulator.faults.reorder('book_lv2', 'book_lv2'), true],
    [
      'a frame is broken',
      (world: World) => world.emulator.faults.corrupt(5, { command: 'book_lv2', side: 'public' }),
      true,
    ],
  ])('behavior: when %s, it is reported, stale meanwhile, and restored', async (_name, spoil, moves) => {
    await using world = await World.live();
    const books = await subscribe(world);
    const [told, last] = [story(books), lastOf(books)];
    const gaps: Gap[] = [];
    const resyncs: Resynced[] = [];
    books.on('gap', (gap) => gaps.push(gap));
    books.on('resynced', (resynced) => resyncs.push(resynced));
    await world.until(() => told.length === 1);
    const heard = world.clock.now();
    await world.pass(1000);
    spoil(world);
    if (moves) {
      move(world);
      await world.pass(50);
      if (!told.includes('gap')) move(world);
    }
    await world.until(() => told.includes('resynced') && books.state === 'live');
    await world.pass(100);
    expect(told.filter((event) => event !== SYMBOL)).toEqual(['gap', 'stale', 'resynced', 'live']);
    // Nothing is served between the break and the repair.
    expect(told.indexOf('resynced')).toBe(told.indexOf('gap') + 2);
    expect(last.get(SYMBOL)).toMatchObject(await truth(world));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ channel: 'book', reason: expect.stringContaining(SYMBOL) });
    expect(gaps[0]?.from).toBeGreaterThanOrEqual(heard - 100);
    expect(gaps[0]?.to).toBeGreaterThanOrEqual(gaps[0]?.from as number);
    expect(resyncs).toEqual([{ proved: ['book'], unproved: [] }]);
    expect([broken(world), subscribed(world), world.state]).toEqual([1, 2, 'live']);
  });

  test('behavior: the gap begins with the last row of this book, not of another', async () => {
    await using world = await World.live();
    const books = await subscribe(world, { symbols: [SYMBOL, OTHER] });
    const gaps: Gap[] = [];
    books.on('gap', (gap) => gaps.push(gap));
    const last = lastOf(books);
    await world.until(() => last.size === 2);
    const heard = last.get(SYMBOL)?.receivedTime;
    await world.pass(5000);
    const before = last.get(OTHER);
    move(world, OTHER);
    await world.until(() => last.get(OTHER) !== before);
    world.emulator.faults.crossBook(SYMBOL);
    await world.until(() => gaps.length === 1);
    expect(gaps[0]?.from).toBe(heard);
  });

  test('behavior: a snapshot that does not come is requested again', async () => {
    await using world = await World.live();
    world.emulator.faults.dropEvent('book_lv2', { times: 1 });
    const books = await subscribe(world);
    const told = story(books);
    const last = lastOf(books);
    await world.pass(4500);
    expect(told).toEqual([]);
    await world.until(() => last.size === 1, 10_000);
    expect(told).toEqual(['gap', 'stale', 'resynced', 'live', SYMBOL]);
    expect(last.get(SYMBOL)).toMatchObject(await truth(world));
  });

  test('behavior: one that breaks repeatedly is repaired at growing intervals, and is stable after a minute', async () => {
    await using world = await World.live();
    const books = await subscribe(world);
    const told = story(books);
    await world.until(() => told.length === 1);
    const repairs: number[] = [];
    for (let at = 0; at < 9; at += 1) {
      const before = subscribed(world);
      world.emulator.faults.crossBook(SYMBOL);
      const since = world.clock.now();
      await world.until(() => subscribed(world) > before && books.state === 'live');
      repairs.push(world.clock.now() - since);
      await world.pass(1000);
    }
    const seconds = repairs.map((ms) => Math.round(ms / 1000));
    expect(seconds).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
    await world.pass(61_000);
    const since = world.clock.now();
    world.emulator.faults.crossBook(SYMBOL);
    await world.until(() => told.at(-2) === 'live' || books.state === 'stale');
    await world.until(() => books.state === 'live');
    expect(world.clock.now() - since).toBeLessThan(1000);
  });

  test('behavior: closing in the middle of a repair, or in its event, leaves no timer', async () => {
    await using world = await World.live();
    await world.pass(1000);
    const before = world.clock.pendingTimers;
    for (const how of ['listener', 'later'] as const) {
      const books = await subscribe(world);
      await world.until(() => books.buffered === 1);
      if (how === 'listener') books.on('gap', () => void books.close());
      world.emulator.faults.dropEvent('book_lv2', { times: 3 });
      move(world);
      world.emulator.faults.skipSeq(1);
      move(world);
      move(world);
      world.emulator.faults.crossBook(SYMBOL);
      await world.pass(300);
      if (how === 'later') await world.drive(books.close());
      await world.emulator.faults.clear();
      await world.pass(20_000);
      expect([how, books.state]).toEqual([how, 'closed']);
      expect(world.clock.pendingTimers).toBeLessThanOrEqual(before);
    }
  });

  test('behavior: through random breaks nothing is emitted that is not the venue’s', async () => {
    await using world = await World.live();
    const books = await subscribe(world);
    const random = seededRandom(77);
    const states = new Set<string>();
    let wrong = 0;
    let count = 0;
    books.on('data', ({ bids, asks }) => {
      count += 1;
      states.add(books.state);
      const best = world.emulator.market.best(SYMBOL);
      // A frame may be one price behind the market, never more: the test waits after each.
      const known = [best.bid, last].map((points) => (points / 100).toString());
      if (!known.includes(bids[0]?.[0] as string)) wrong += 1;
      if (Number(bids[0]?.[0]) >= Number(asks[0]?.[0]) || bids.length !== 20) wrong += 1;
    });
    let last = world.emulator.market.best(SYMBOL).bid;
    for (let step = 0; step < 250; step += 1) {
      const fault = Math.floor(random.next() * 24);
      if (fault === 0) world.emulator.faults.skipSeq(1);
      if (fault === 1) world.emulator.faults.crossBook(SYMBOL);
      if (fault === 2) world.emulator.faults.dropEvent('book_lv2', { times: 1 });
      if (fault === 3) world.emulator.faults.duplicate('book_lv2', { times: 1 });
      last = world.emulator.market.best(SYMBOL).bid;
      move(world);
      await world.pass(400);
    }
    await world.emulator.faults.clear();
    await world.until(() => books.state === 'live', 200_000);
    expect([wrong, [...states]]).toEqual([0, ['live']]);
    expect(count).toBeGreaterThan(20);
    expect(broken(world)).toBeGreaterThan(5);
  });
});
