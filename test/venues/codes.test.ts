import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { startEmulator } from '../../src/emulators';
import { createBroker, isOrderRejectedError } from '../../src/index';
import { VirtualClock } from '../../src/testing';
import { closeWorlds, SHARE, connected as tehran } from './finnotech/broker-world';
import { SYMBOL, World } from './poloniex/broker-world';
import { Bench } from './xapi/broker-harness';

afterEach(closeWorlds);

const ALWAYS = { times: Number.POSITIVE_INFINITY };

/** The case of every letter turned round. */
const swapped = (code: string): string =>
  code === code.toUpperCase() ? code.toLowerCase() : code.toUpperCase();

/** A frame or answer whose texts of these names have the other case; names of members keep theirs. */
const recase =
  (...names: readonly string[]) =>
  (text: string): string =>
    text.replace(
      new RegExp(`"(${names.join('|')})":"([^"]*)"`, 'g'),
      (_, name: string, code: string) => `"${name}":"${swapped(code)}"`,
    );

/** What a record says, without its times, the ids that are made here, and the texts that are kept as they came. */
function meaning(record: object): object {
  const left = /Time$|^time$|^clientOrderId$|^venueStatus$|^venueType$|^raw$/;
  return Object.fromEntries(Object.entries(record).filter(([name]) => !left.test(name)));
}

describe('poloniex', () => {
  const ORDER_CODES = [
    'channel',
    'eventType',
    'type',
    'side',
    'state',
    'matchRole',
    'source',
    'orderSource',
    'timeInForce',
    'accountType',
  ];

  /** All that a session tells of one order of each kind. */
  async function told(change: (text: string) => string) {
    await using world = await World.live({ emulator: { partialFills: false } });
    const { emulator, broker } = world;
    for (const command of ['orders', 'getOrder', 'getOpenOrders', 'getTrades', 'getSmartOrder'] as const)
      emulator.faults.rewrite(command, change, ALWAYS);
    const lists = [
      'getOrderHistory',
      'getOpenSmartOrders',
      'getSmartOrderHistory',
      'getOrderTrades',
    ] as const;
    for (const command of lists) emulator.faults.rewrite(command, change, ALWAYS);
    const market = { symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.01' } as const;
    const sold = await world.drive(broker.placeOrder(market));
    await world.until(() => world.fills.length > 0);
    const limit = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '40000', quantity: '0.01' } as const;
    const resting = await world.drive(broker.placeOrder({ ...limit, postOnly: true, timeInForce: 'gtc' }));
    const read = await world.drive(broker.fetchOrder({ id: resting.id }));
    const open = await world.drive(broker.fetchOpenOrders());
    const canceled = await world.drive(broker.cancelOrder({ id: resting.id }));
    const stop = {
      symbol: SYMBOL,
      side: 'buy',
      type: 'stop',
      stopPrice: '46400',
      quoteQuantity: '100',
    } as const;
    const { id } = await world.drive(broker.placeOrder(stop));
    emulator.market.setPrice(SYMBOL, '46400', '46400.02');
    await world.until(() => world.last(id)?.status === 'filled');
    // A range ends before now.
    await world.clock.advance(10);
    const fills = await world.drive(broker.fetchFills({ from: world.clock.now() - 60_000 }));
    const orders = [sold, resting, read, canceled, ...open, ...world.orders];
    return {
      orders: orders.map(meaning),
      fills: [...world.fills, ...fills].map(meaning),
      warnings: world.warnings,
    };
  }

  test('behavior: orders, smart orders, fills and reads mean the same in either case', async () => {
    const usual = await told((text) => text);
    expect(usual.fills.length).toBeGreaterThan(2);
    expect(await told(recase(...ORDER_CODES))).toEqual(usual);
  });

  test('behavior: a frame of orders with the event TRADE gives its fill', async () => {
    await using world = await World.live({ emulator: { partialFills: false } });
    world.emulator.faults.rewrite(
      'orders',
      (text) => text.replace('"eventType":"trade"', '"eventType":"TRADE"'),
      ALWAYS,
    );
    const market = { symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.01' } as const;
    const { id } = await world.drive(world.broker.placeOrder(market));
    await world.until(() => world.fillsOf(id).length > 0, 5000);
    expect(world.fillsOf(id)).toMatchObject([{ quantity: '0.01', liquidity: 'taker', source: 'stream' }]);
  });

  test('behavior: unknown codes are kept as they came', async () => {
    await using world = await World.live();
    world.emulator.faults.rewrite('orders', (text) =>
      text
        .replace('"state":"NEW"', '"state":"Parked"')
        .replace('"type":"LIMIT"', '"type":"Iceberg"')
        .replace('"eventType":"place"', '"eventType":"Parked"'),
    );
    const id = world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price: '40000',
      quantity: '0.01',
    });
    await world.until(() => world.last(id) !== undefined);
    expect(world.last(id)).toMatchObject({
      status: 'unknown',
      venueStatus: 'Parked',
      venueType: 'Iceberg',
      type: 'limit',
    });
  });

  test('behavior: public channels, their actions, sides and acknowledgements', async () => {
    await using world = await World.live();
    const codes = recase('channel', 'event', 'action', 'takerSide');
    for (const command of [
      'trades',
      'book_lv2',
      'ticker',
      'candles_minute_1',
      'subscribe',
      'unsubscribe',
      'ping',
    ] as const)
      world.emulator.faults.rewrite(command, codes, ALWAYS);
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const books = await world.drive(world.broker.subscribe('book', { symbols: [SYMBOL] }));
    const quotes = await world.drive(world.broker.subscribe('quotes', { symbols: [SYMBOL] }));
    const candles = await world.drive(
      world.broker.subscribe('candles', { symbols: [SYMBOL], interval: '1m' }),
    );
    const seen: string[] = [];
    trades.on('data', ({ side }) => seen.push(`trade ${side}`));
    books.on('data', ({ bids }) => seen.push(`book ${bids[0]?.[0]}`));
    quotes.on('data', ({ last }) => seen.push(`quote ${last}`));
    candles.on('data', ({ close }) => seen.push(`candle ${close}`));
    world.emulator.placeOrder({ symbol: SYMBOL, side: 'BUY', type: 'MARKET', amount: '100' });
    world.emulator.market.setPrice(SYMBOL, '46301', '46301.02');
    const wanted = ['trade buy', 'book 46301', 'quote 46301', 'candle 46301'];
    await world.until(() => wanted.every((one) => seen.includes(one)), 10_000);
    await world.drive(trades.close());
    // Pongs count too: without them the connection would be taken for dead.
    await world.pass(60_000);
    expect(world.states.at(-1)).toBe('live');
    expect(world.states.indexOf('live')).toBe(world.states.length - 1);
  });

  test('behavior: states of markets and accounts', async () => {
    await using world = await World.start();
    const pause = (text: string): string => text.replace('"state":"NORMAL"', '"state":"pause"');
    world.emulator.faults.rewrite('getMarkets', pause, ALWAYS);
    world.emulator.faults.rewrite('getAccounts', recase('accountState'));
    await world.drive(world.broker.connect());
    const paused = (await world.drive(world.broker.fetchInstruments())).filter(({ tradable }) => !tradable);
    expect(paused).toHaveLength(1);
    expect(await world.drive(world.broker.fetchAccounts())).toMatchObject([{ tradable: true }]);
  });
});

describe('xapi', () => {
  test('behavior: names of stream records, states of trades and error codes', async () => {
    await using bench = await Bench.live();
    const { emulator, broker } = bench;
    for (const command of ['trade', 'tradeStatus', 'balance', 'keepAlive', 'tickPrices', 'profit'] as const)
      emulator.faults.rewrite(command, recase('command', 'state'), ALWAYS);
    const quotes = await bench.drive(broker.subscribe('quotes', { symbols: ['EURUSD'] }));
    let seen = 0;
    quotes.on('data', () => {
      seen += 1;
    });
    emulator.market.setPrice('EURUSD', '1.1', '1.10002');
    await bench.until(() => seen > 0, 20_000);
    const limit = { symbol: 'EURUSD', side: 'buy', type: 'limit', price: '1', quantity: '0.1' } as const;
    const order = await bench.drive(broker.placeOrder(limit));
    expect(order).toMatchObject({ status: 'open' });
    await bench.drive(broker.cancelOrder({ id: order.id }));
    await bench.until(() => bench.orders.some(({ status }) => status === 'canceled'), 20_000);
    expect(bench.warnings).toEqual([]);
    emulator.faults.fail('tradeTransaction', 'be005');
    const error = await bench.refused(broker.placeOrder(limit));
    expect(isOrderRejectedError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ code: 'be005' });
  });
});

describe('chp', () => {
  test('behavior: "already subscribed" and "already authorized" are no failures in either case', async () => {
    const clock = new VirtualClock();
    const emulator = await startEmulator('chp', { clock, seed: 3 });
    const { host, port } = emulator.endpoints.http;
    const broker = await createBroker('chp', {
      ...{ host, port, clock, ...emulator.credentials },
      ...{ random: seededRandom(5), logger: silentLogger },
    });
    onTestFinished(() => emulator.close());
    onTestFinished(() => broker.close());
    const drive = async <T>(work: Promise<T>): Promise<T> => {
      let settled = false;
      const done = (): void => {
        settled = true;
      };
      work.then(done, done);
      await clock.advanceUntil(() => settled, { limitMs: 60_000 });
      return work;
    };
    emulator.faults.fail('Connected', 'ERROR #2', { applied: true });
    emulator.faults.fail('ListenPortfolio', 'error #20', { applied: true });
    await drive(broker.connect());
    expect(broker.status.state).toBe('live');
    emulator.faults.fail('ListenQuotes', 'error #20', { applied: true });
    await drive(broker.subscribe('quotes', { symbols: ['GAZP'] }));
  });
});

describe('finnotech', () => {
  test('behavior: states of answers and flags', async () => {
    const made = await tehran();
    const codes = (text: string): string =>
      recase(
        'state',
        'status',
      )(text).replace(/:(true|false)\b/g, (_, flag: string) => `:"${flag.toUpperCase()}"`);
    for (const command of ['trades/realtime', 'companiesIdInquiry', 'token'] as const)
      made.emulator.faults.rewrite(command, codes, ALWAYS);
    const [quote] = await made.drive(made.broker.fetchQuotes([SHARE]));
    expect(quote).toMatchObject({ symbol: SHARE });
  });
});
