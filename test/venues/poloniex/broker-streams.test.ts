import { describe, expect, test } from 'vitest';
import type { Subscription } from '../../../src/broker';
import { OTHER, SYMBOL, World } from './broker-world';

const requests = (world: World, event: 'subscribe' | 'unsubscribe', channel: string) =>
  world.asked(event).filter(({ channel: name }) => String(name) === channel);

const symbolsOf = (asked: readonly Readonly<Record<string, unknown>>[]): string[] =>
  asked.flatMap(({ symbols }) => symbols as string[]);

const CHANNELS = ['quotes', 'trades', 'book', 'candles'] as const;
/** What the venue calls each, the one that is looked at. */
const WIRE = { quotes: 'ticker', trades: 'trades', book: 'book_lv2', candles: 'candles_minute_1' } as const;

type Stream = Subscription<{ readonly symbol: string }>;

function open(world: World, channel: (typeof CHANNELS)[number], symbols: readonly string[]): Promise<Stream> {
  return world.broker.subscribe(channel, { symbols, interval: '1m' } as never) as unknown as Promise<Stream>;
}

async function manyMarkets(): Promise<{ readonly world: World; readonly symbols: readonly string[] }> {
  const world = await World.live({ emulator: { symbols: 110 } });
  const all = world.emulator.market.instruments().map(({ symbol }) => symbol);
  return { world, symbols: all.slice(0, 100) };
}

describe.each(CHANNELS)('%s', (channel) => {
  test('behavior: a hundred symbols are opened, and closed, in a few requests', async () => {
    const { world, symbols } = await manyMarkets();
    await using _ = world;
    const stream = await world.drive(open(world, channel, symbols));
    const asked = requests(world, 'subscribe', WIRE[channel]);
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(symbolsOf(asked).sort()).toEqual([...symbols].sort());
    await world.drive(stream.close());
    const ended = requests(world, 'unsubscribe', WIRE[channel]);
    expect(ended.length).toBeLessThanOrEqual(3);
    expect(symbolsOf(ended).sort()).toEqual([...symbols].sort());
  });

  test('behavior: listeners share what the venue subscribes, and the last to leave ends it', async () => {
    await using world = await World.live();
    const first = await world.drive(open(world, channel, [SYMBOL]));
    const second = await world.drive(open(world, channel, [SYMBOL, OTHER]));
    const heard = [0, 0];
    first.on('data', () => (heard[0] = (heard[0] as number) + 1));
    second.on('data', () => (heard[1] = (heard[1] as number) + 1));
    expect(symbolsOf(requests(world, 'subscribe', WIRE[channel]))).toEqual([SYMBOL, OTHER]);
    world.emulator.market.setPrice(SYMBOL, '47000', '47001');
    await world.until(() => heard.every((count) => count > 0));
    await world.drive(first.close());
    expect(requests(world, 'unsubscribe', WIRE[channel])).toEqual([]);
    const [before] = heard;
    const count = heard[1] as number;
    world.emulator.market.setPrice(SYMBOL, '47100', '47101');
    await world.until(() => (heard[1] as number) > count);
    expect(heard[0]).toBe(before);
    await world.drive(second.close());
    expect(symbolsOf(requests(world, 'unsubscribe', WIRE[channel])).sort()).toEqual([SYMBOL, OTHER]);
    // Opened again it is fed again.
    const third = await world.drive(open(world, channel, [SYMBOL]));
    world.emulator.market.setPrice(SYMBOL, '47200', '47201');
    await world.until(() => third.buffered > 0);
  });

  test('error: a symbol that the venue does not know is refused before anything is sent', async () => {
    await using world = await World.live();
    const before = world.requests;
    for (const symbol of ['XXX_USDT', 'USDT_BTC', '__proto__', 'constructor', 'btc_usdt', '']) {
      const error = await world.refused(open(world, channel, [SYMBOL, symbol]));
      expect([symbol, error.name]).toEqual([symbol, 'ValidationError']);
    }
    expect(await world.refused(open(world, channel, []))).toMatchObject({ name: 'ValidationError' });
    expect(world.requests).toBe(before);
  });

  test('error: one that the venue refuses stops no other that is opened in the same request', async () => {
    const { world, symbols } = await manyMarkets();
    await using _ = world;
    const [gone] = symbols.slice(40, 41);
    world.emulator.market.removeInstrument(gone as string);
    const outcomes = Promise.allSettled(symbols.map((symbol) => open(world, channel, [symbol])));
    const settled = await world.drive(outcomes);
    const failed = settled.flatMap((outcome, at) => (outcome.status === 'rejected' ? [symbols[at]] : []));
    expect(failed).toEqual([gone]);
    const [reason] = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(reason).toMatchObject({ name: 'VenueError' });
    // In halves: not a request for each.
    expect(requests(world, 'subscribe', WIRE[channel]).length).toBeLessThan(25);
  });

  test('behavior: `break` ends the iterator, not the subscription', async () => {
    await using world = await World.live();
    const stream = await world.drive(open(world, channel, [SYMBOL]));
    const read = async (): Promise<string[]> => {
      const seen: string[] = [];
      for await (const { symbol } of stream) {
        seen.push(symbol);
        break;
      }
      return seen;
    };
    for (const price of ['47000', '47100']) {
      const reading = read();
      world.emulator.market.setPrice(SYMBOL, price, '48000');
      expect(await world.drive(reading)).toEqual([SYMBOL]);
    }
    expect(stream.state).toBe('live');
    const iterator = stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow('iterator');
    await world.drive(stream.close());
    let last = await world.drive(iterator.next());
    while (!last.done) last = await world.drive(iterator.next());
    expect(stream.state).toBe('closed');
  });
});

describe('streams', () => {
  test('behavior: a signal closes its subscription, and only that', async () => {
    await using world = await World.live();
    const ending = new AbortController();
    const first = await world.drive(
      world.broker.subscribe('trades', { symbols: [SYMBOL], signal: ending.signal }),
    );
    const second = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    ending.abort();
    await world.pass(100);
    expect([first.state, second.state]).toEqual(['closed', 'live']);
    expect(world.asked('unsubscribe')).toEqual([]);
  });

  test('behavior: listeners that throw or reject are isolated and reported', async () => {
    await using world = await World.live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    let heard = 0;
    trades.on('data', () => {
      throw new Error('mine');
    });
    trades.on('data', async () => {
      throw new Error('later');
    });
    trades.on('data', () => {
      heard += 1;
    });
    for (const price of ['47000', '47100']) world.emulator.market.setPrice(SYMBOL, price, '48000');
    await world.until(() => heard === 2);
    await world.pass(50);
    const codes = world.warnings.filter(({ code }) => code === 'listenerError');
    expect(codes).toHaveLength(4);
    expect(trades.state).toBe('live');
  });

  test('behavior: unknown values and fields pass, counted where they are no record', async () => {
    await using world = await World.live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const seen: { side?: string }[] = [];
    trades.on('data', (trade) => seen.push(trade));
    world.emulator.faults.unknownEnum();
    world.emulator.market.setPrice(SYMBOL, '47000', '48000');
    await world.until(() => seen.length === 1);
    world.emulator.faults.rawBytes('{"channel":"new_channel","data":[{"a":1}]}', { side: 'public' });
    world.emulator.faults.rawBytes('{"event":"new_event"}', { side: 'public' });
    await world.pass(100);
    expect(world.warnings.filter(({ code }) => code === 'unknownValue')).toHaveLength(2);
    expect([trades.state, world.state]).toEqual(['live', 'live']);
  });

  test('behavior: a symbol named as a property of objects is one like any other', async () => {
    await using world = await World.live();
    const [model] = world.emulator.market.instruments();
    world.emulator.market.addInstrument({ ...(model as NonNullable<typeof model>), symbol: '__proto__' });
    await world.drive(world.broker.fetchInstruments());
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: ['__proto__'] }));
    const seen: string[] = [];
    trades.on('data', ({ symbol }) => seen.push(symbol));
    world.emulator.market.setPrice('__proto__', '47000', '48000');
    await world.until(() => seen.length === 1);
    expect(seen).toEqual(['__proto__']);
  });

  test('behavior: a market that is delisted while subscribed does not affect the others', async () => {
    await using world = await World.live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL, OTHER] }));
    const errors: Error[] = [];
    trades.on('error', (error) => errors.push(error));
    world.emulator.market.removeInstrument(OTHER);
    await world.reconnect();
    expect(errors).toEqual([expect.objectContaining({ name: 'VenueError' })]);
    expect([trades.state, world.state]).toEqual(['stale', 'live']);
    const before = trades.buffered;
    world.emulator.market.setPrice(SYMBOL, '47000', '48000');
    await world.until(() => trades.buffered > before);
  });
});
