import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../../src/broker';
import type { Quote } from '../../../src/model';
import { ASK, BID, OTHER, SYMBOL, World } from './broker-world';

function subscribe(world: World, symbols = [SYMBOL]): Promise<Subscription<Quote>> {
  return world.drive(world.broker.subscribe('quotes', { symbols }));
}

function collect(quotes: Subscription<Quote>): Quote[] {
  const seen: Quote[] = [];
  quotes.on('data', (quote) => seen.push(quote));
  return seen;
}

const channels = (world: World, command: string): string[] =>
  world.asked(command).map(({ channel, symbols }) => `${channel} ${symbols ?? ''}`.trim());

/** The text of a frame of a channel of the public socket. */
function frame(channel: 'ticker' | 'book', ts: number, fields: Record<string, unknown> = {}): string {
  const ticker = { open: '46000', low: '45000', high: '47000', close: '46300', quantity: '5', amount: '9' };
  const book = { bids: [['46300.00', '1']], asks: [['46301', '2']], id: ts, createTime: ts };
  const row = channel === 'ticker' ? { ...ticker, tradeCount: 3, startTime: 1, closeTime: ts } : { ...book };
  return JSON.stringify({ channel, data: [{ symbol: SYMBOL, ...row, ts, ...fields }] });
}

/** Sends frames past the market and waits until the last of them has been read. */
async function send(world: World, ...frames: string[]): Promise<void> {
  // One write each: a write is a frame.
  for (const text of frames) world.emulator.faults.rawBytes(text, { side: 'public' });
  await world.pass(50);
}

describe('quotes', () => {
  test('default: join the last price of one channel with the best prices of the other', async () => {
    await using world = await World.live();
    const quotes = await subscribe(world);
    const seen = collect(quotes);
    await world.until(() => seen.length >= 2);
    const ticker = await world.drive(world.broker.fetchQuotes([SYMBOL]));
    const { bids, asks } = await world.drive(world.broker.fetchOrderBook({ symbol: SYMBOL, depth: 5 }));
    expect(seen.at(-1)).toEqual({
      venue: 'poloniex',
      symbol: SYMBOL,
      source: 'stream',
      receivedTime: expect.any(Number),
      time: expect.any(Number),
      bid: BID,
      ask: ASK,
      bidQuantity: bids[0]?.[1],
      askQuantity: asks[0]?.[1],
      last: BID,
      open: ticker[0]?.open,
      high: ticker[0]?.high,
      low: ticker[0]?.low,
      volume: ticker[0]?.volume,
    });
    expect([quotes.confirmedBy, quotes.state]).toEqual(['ack', 'live']);
    expect(
      channels(world, 'subscribe')
        .filter((name) => name.includes(SYMBOL))
        .sort(),
    ).toEqual([`book ${SYMBOL}`, `ticker ${SYMBOL}`]);
  });

  test('behavior: follow the market; a book that changed below its best prices is no change', async () => {
    await using world = await World.live();
    const seen = collect(await subscribe(world));
    await world.until(() => seen.length >= 2);
    world.emulator.market.setPrice(SYMBOL, '46400.5', '46400.6');
    await world.until(() => seen.at(-1)?.ask === '46400.6' && seen.at(-1)?.last === '46400.5');
    const count = seen.length;
    const ts = world.clock.now();
    await send(
      world,
      frame('book', ts, { bids: [['1', '1']], asks: [['2', '1']] }),
      frame('book', ts, {
        bids: [
          ['1.0', '1.00'],
          ['0.5', '1'],
        ],
        asks: [['2', '1']],
      }),
    );
    expect(seen.length).toBe(count + 1);
    expect(seen.at(-1)).toMatchObject({ bid: '1', ask: '2', last: '46400.5' });
  });

  test('behavior: an older row never undoes a newer one, whichever channel it comes on', async () => {
    await using world = await World.live();
    const seen = collect(await subscribe(world));
    await world.until(() => seen.length >= 2);
    const ts = world.clock.now();
    await send(
      world,
      frame('ticker', ts + 100, { close: '1' }),
      frame('ticker', ts + 99, { close: '2' }),
      frame('book', ts + 100, { bids: [['0.1', '1']] }),
      frame('book', ts + 98, { bids: [['0.2', '1']] }),
      frame('ticker', ts + 100, { close: '3' }),
    );
    const times = seen.map(({ time }) => time as number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(seen.some(({ last }) => last === '2')).toBe(false);
    expect(seen.at(-1)).toMatchObject({ last: '3', bid: '0.1', time: ts + 100 });
  });

  test('behavior: a price with a time far ahead is not shown and stops nothing', async () => {
    await using world = await World.live();
    const seen = collect(await subscribe(world));
    await world.until(() => seen.length >= 2);
    await send(world, frame('ticker', world.clock.now() + 3_600_000, { close: '7' }));
    expect(seen.at(-1)?.last).not.toBe('7');
    for (let second = 0; second < 20; second += 1) {
      const price = (46_000 + second).toFixed(2);
      world.emulator.market.setPrice(SYMBOL, price, (46_001 + second).toFixed(2));
      await world.pass(1000);
    }
    expect(seen.at(-1)).toMatchObject({ last: '46019', bid: '46019', ask: '46020' });
  });

  test('behavior: nothing of before a cut is joined with what comes after it', async () => {
    await using world = await World.live();
    const seen = collect(await subscribe(world));
    await world.until(() => seen.length >= 2);
    world.emulator.faults.refuse();
    world.emulator.faults.reset();
    await world.until(() => world.state !== 'live');
    await world.pass(2000);
    world.emulator.market.setPrice(SYMBOL, '50000', '50001');
    const before = seen.length;
    await world.emulator.faults.accept();
    await world.until(() => world.state === 'live' && seen.length >= before + 2);
    for (const quote of seen.slice(before)) {
      expect([undefined, '50000']).toContain(quote.last);
      expect([undefined, '50000']).toContain(quote.bid);
    }
    expect(seen.at(-1)).toMatchObject({ last: '50000', bid: '50000', ask: '50001' });
  });

  test('behavior: two listeners share one subscription, and the last to leave ends it', async () => {
    await using world = await World.live();
    const [first, second] = [await subscribe(world), await subscribe(world)];
    const seen = [collect(first), collect(second)];
    // The second one need not wait for the market to move.
    await world.until(() => seen.every((list) => list.at(-1)?.bid === BID && list.at(-1)?.last === BID));
    const asked = channels(world, 'subscribe').filter((name) => name.includes(SYMBOL));
    expect(asked).toHaveLength(2);
    await world.drive(first.close());
    expect(channels(world, 'unsubscribe')).toEqual([]);
    world.emulator.market.setPrice(SYMBOL, '47000', '47001');
    await world.until(() => seen[1]?.at(-1)?.bid === '47000');
    expect(seen[0]?.at(-1)?.bid).toBe(BID);
    await world.drive(second.close());
    expect(channels(world, 'unsubscribe').sort()).toEqual([`book ${SYMBOL}`, `ticker ${SYMBOL}`]);
    expect(channels(world, 'subscribe')).toHaveLength(asked.length + 2);
  });

  test('behavior: a burst on a paused iterator keeps the latest quote of each symbol', async () => {
    await using world = await World.live();
    const quotes = await world.drive(
      world.broker.subscribe('quotes', { symbols: [SYMBOL, OTHER], bufferSize: 2 }),
    );
    for (let step = 1; step <= 40; step += 1) {
      world.emulator.market.setPrice(SYMBOL, (46_000 + step).toFixed(2), (46_001 + step).toFixed(2));
      if (step % 10 === 0) world.emulator.market.setPrice(OTHER, (3000 + step).toFixed(2), '4000');
      await world.pass(20);
    }
    const bids = new Map<string, string | undefined>();
    const iterator = quotes[Symbol.asyncIterator]();
    while (quotes.buffered > 0) {
      const { value } = await world.drive(iterator.next());
      if (value) bids.set(value.symbol, value.bid);
    }
    expect([...bids].sort()).toEqual([
      [SYMBOL, '46040'],
      [OTHER, '3040'],
    ]);
  });
});
