import { afterEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/core/random';
import { ASK, BID, OTHER, type Setup, SYMBOL, World } from './broker-world';

const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

async function live(setup?: Setup): Promise<World> {
  const world = await World.live(setup);
  worlds.push(world);
  return world;
}

const codes = (world: World, code: string): string[] =>
  world.warnings.filter((warning) => warning.code === code).map(({ message }) => message);

const place = (world: World) =>
  world.broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'limit', price: '46000', quantity: '0.01' });

describe('frames that are none', () => {
  test.each(['public', 'private'] as const)(
    'behavior: garbage on the %s socket is reported and the connection continues',
    async (side) => {
      const world = await live();
      const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
      const garbage = [
        '{',
        'null',
        '[]',
        '"x"',
        '{"channel":1}',
        '{"channel":"trades","data":{}}',
        '\u0000',
        '',
      ];
      for (const text of garbage) world.emulator.faults.rawBytes(text, { side });
      world.emulator.faults.rawBytes('{"channel":"trades","data":[{"symbol":5}]}', { side: 'public' });
      await world.pass(200);
      expect(codes(world, 'protocol').length).toBeGreaterThanOrEqual(4);
      expect([world.state, trades.state]).toEqual(['live', 'live']);
      world.emulator.market.setPrice(SYMBOL, '46310', '46311');
      await world.until(() => trades.buffered === 1);
    },
  );

  test('behavior: thousands of broken frames stop nothing', async () => {
    const world = await live();
    const random = seededRandom(404);
    const model = JSON.stringify({
      channel: 'book_lv2',
      action: 'update',
      data: [
        { symbol: SYMBOL, bids: [['1', '1']], asks: [['2', '1']], id: 2, lastId: 1, ts: 3, createTime: 3 },
      ],
    });
    const books = await world.drive(world.broker.subscribe('book', { symbols: [SYMBOL] }));
    for (let count = 0; count < 3000; count += 1) {
      const at = Math.floor(random.next() * model.length);
      const how = Math.floor(random.next() * 3);
      const wrong = String.fromCharCode(32 + Math.floor(random.next() * 90));
      const text = how === 0 ? model.slice(0, at) : model.slice(0, at) + wrong + model.slice(at + how - 1);
      world.emulator.faults.rawBytes(text, { side: 'public' });
      if (count % 200 === 0) await world.pass(20);
    }
    await world.pass(500);
    await world.until(() => books.state === 'live', 300_000);
    expect(world.state).toBe('live');
    const seen: (string | undefined)[] = [];
    books.on('data', ({ bids }) => seen.push(bids[0]?.[0]));
    world.emulator.market.setPrice(SYMBOL, '46310', '46311');
    await world.until(() => seen.at(-1) === '46310', 300_000);
  }, 60_000);

  test.each(['public', 'private'] as const)(
    'behavior: a frame over the cap on the %s socket ends its connection',
    async (side) => {
      const world = await live();
      const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
      await world.reconnect(() => world.emulator.faults.giant(2 * 1024 * 1024, { side }));
      expect(trades.state).toBe('live');
      world.emulator.market.setPrice(SYMBOL, '46310', '46311');
      await world.until(() => trades.buffered === 1);
    },
  );

  test('behavior: many events in one instant come in order', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const prices: number[] = [];
    trades.on('data', ({ price }) => prices.push(Math.round(Number(price))));
    for (let price = 46_000; price < 46_500; price += 1)
      world.emulator.market.setPrice(SYMBOL, price.toFixed(2), price.toFixed(2));
    await world.until(() => prices.length === 500);
    expect(prices).toEqual(Array.from({ length: 500 }, (_, at) => 46_000 + at));
  });
});

describe('clocks', () => {
  test.each([600_000, -600_000])(
    'behavior: a clock that is %i ms off is reported, once, and orders are still sent',
    async (skew) => {
      const world = await World.start();
      worlds.push(world);
      world.emulator.faults.skew(skew);
      await world.drive(world.broker.connect());
      expect(codes(world, 'clockSkew')).toEqual([expect.stringContaining('600 s')]);
      expect((await world.drive(place(world))).status).toBe('open');
      const time = await world.drive(world.broker.fetchServerTime());
      expect(Math.abs(time - world.clock.now() - skew)).toBeLessThan(1000);
      await world.reconnect();
      expect(codes(world, 'clockSkew')).toHaveLength(1);
      expect((await world.drive(world.broker.fetchOpenOrders())).length).toBe(1);
    },
  );

  test('behavior: a step of the local clock moves neither signatures nor candles', async () => {
    const world = await live();
    world.emulator.market.resume();
    const candles = await world.drive(
      world.broker.subscribe('candles', { symbols: [SYMBOL], interval: '1m' }),
    );
    const closed: number[] = [];
    candles.on('data', (candle) => {
      if (candle.closed) closed.push(candle.openTime);
    });
    await world.pass(67_000);
    // One clock serves both here: the venue's is set back by as much.
    world.clock.setWallTime(world.clock.now() + 600_000);
    world.emulator.faults.skew(-600_000);
    expect((await world.drive(place(world))).status).toBe('open');
    await world.pass(5000);
    // A step looks like a sleep: the venue is asked for a sign of life, and that is all.
    await world.until(() => world.state === 'live', 15_000);
    expect(world.asked('auth')).toHaveLength(1);
    expect(new Set(closed).size).toBe(closed.length);
  });

  test('behavior: after a suspension of the machine its streams are stale until the venue sends something', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const states: string[] = [];
    trades.on('state', (state) => states.push(state));
    await world.pass(5000);
    world.emulator.faults.freeze();
    world.clock.setWallTime(world.clock.now() + 3_600_000);
    await world.until(() => trades.state === 'stale', 10_000);
    world.emulator.faults.thaw();
    await world.until(() => trades.state === 'live', 60_000);
    expect(states[0]).toBe('stale');
  });

  test('behavior: after a loop that was blocked for 30 s the connection is checked by what has arrived', async () => {
    const world = await live();
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    await world.pass(1000);
    world.clock.advanceSync(31_000);
    await world.until(() => world.state === 'live' && trades.state === 'live', 120_000);
    world.emulator.market.setPrice(SYMBOL, '46310', '46311');
    await world.until(() => trades.buffered === 1);
  });
});

describe('the end', () => {
  const states: readonly (readonly [string, (world: World) => Promise<unknown>])[] = [
    ['idle', async () => {}],
    [
      'connecting',
      async (world) => {
        world.emulator.faults.hangHandshake();
        world.broker.connect().catch(() => {});
        await world.until(() => world.state === 'connecting');
      },
    ],
    [
      'authenticating',
      async (world) => {
        world.emulator.faults.dropBeforeApply('auth', { drop: 'reply' });
        world.broker.connect().catch(() => {});
        await world.until(() => world.asked('auth').length === 1);
      },
    ],
    [
      'syncing',
      async (world) => {
        world.emulator.faults.latency(5000, { side: 'rest', command: 'getBalances' });
        world.broker.connect().catch(() => {});
        await world.until(() => world.state === 'syncing');
      },
    ],
    ['live', (world) => world.drive(world.broker.connect())],
    [
      'backing off',
      async (world) => {
        await world.drive(world.broker.connect());
        world.emulator.faults.refuse();
        world.emulator.faults.reset();
        await world.until(() => world.state === 'reconnecting');
      },
    ],
    [
      'frozen',
      async (world) => {
        await world.drive(world.broker.connect());
        world.emulator.faults.freeze();
      },
    ],
  ];

  test.each(states)(
    'behavior: closing while %s takes at most a second and settles everything',
    async (_name, bring) => {
      const world = await World.start();
      worlds.push(world);
      await bring(world);
      const isUp = world.state === 'live';
      const calls = isUp
        ? [
            world.broker.subscribe('quotes', { symbols: [SYMBOL, OTHER] }),
            world.broker.fetchQuotes([SYMBOL]),
            world.broker.subscribe('book', { symbols: [SYMBOL] }),
          ]
        : [];
      const outcomes = Promise.allSettled(calls);
      const since = world.clock.monotonic();
      await world.drive(world.broker.close());
      await world.drive(world.broker.close());
      expect(world.clock.monotonic() - since).toBeLessThanOrEqual(1100);
      const settled = await world.drive(outcomes);
      expect(world.clock.monotonic() - since).toBeLessThanOrEqual(1200);
      for (const outcome of settled) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'ClosedError' });
      }
      expect(world.state).toBe('closed');
      expect(await world.refused(world.broker.connect())).toMatchObject({ name: 'ClosedError' });
      await world.emulator.faults.clear();
      await world.emulator.close();
      await world.pass(5000);
      expect(world.clock.pendingTimers).toBe(0);
    },
  );
});

describe('a user without listeners', () => {
  test('behavior: no fault ends the program, and promises may be ignored', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    try {
      const world = await World.start();
      worlds.push(world);
      const broker = world.newBroker();
      void broker.connect();
      await world.until(() => broker.status.state === 'live');
      for (const channel of ['quotes', 'trades', 'book'] as const)
        void broker.subscribe(channel, { symbols: [SYMBOL] });
      void broker.subscribe('candles', { symbols: [SYMBOL], interval: '1m' });
      void broker.subscribe('trades', { symbols: ['XXX_USDT'] });
      void broker.fetchQuotes(['XXX_USDT']);
      await world.pass(500);
      const { faults, market } = world.emulator;
      const spoil: readonly (() => unknown)[] = [
        () => faults.rawBytes('{'),
        () => faults.skipSeq(1),
        () => faults.crossBook(),
        () => faults.unknownEnum(),
        () => faults.reset(),
        () => faults.closeAll(),
        () => faults.kick(),
        () => faults.freeze(),
        () => faults.clear(),
        () => faults.html(502, { side: 'rest' }),
        () => faults.silence('ticker'),
        () => faults.expireSession(),
        () => faults.clear(),
        () => faults.lockAccount(1),
        () => faults.reset(),
      ];
      for (const [at, step] of spoil.entries()) {
        void step();
        market.setPrice(SYMBOL, (46_000 + at).toFixed(2), (46_001 + at).toFixed(2));
        void broker.fetchOrderBook({ symbol: SYMBOL });
        void broker.placeOrder({ symbol: SYMBOL, side: 'buy', type: 'limit', price: '1', quantity: '2' });
        await world.pass(25_000);
      }
      expect(broker.status.state).toBe('reconnecting');
      void broker.close();
      await world.until(() => broker.status.state === 'closed');
      await world.pass(1000);
      await new Promise((resolve) => setImmediate(resolve));
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
      process.off('uncaughtException', note);
    }
  }, 60_000);

  test('behavior: what happens after all of it is as before it', async () => {
    const world = await live();
    const quotes = await world.drive(world.broker.subscribe('quotes', { symbols: [SYMBOL] }));
    const bids: (string | undefined)[] = [];
    quotes.on('data', ({ bid }) => bids.push(bid));
    for (const end of [
      () => world.emulator.faults.reset(),
      () => world.emulator.faults.kick(),
      () => world.emulator.faults.closeAll({ side: 'public' }),
    ])
      await world.reconnect(end);
    await world.until(() => bids.at(-1) === BID);
    world.emulator.market.setPrice(SYMBOL, ASK, '46301');
    await world.until(() => bids.at(-1) === ASK);
    expect(world.broker.health()).toMatchObject({ connects: 4, disconnects: 3 });
  });
});
