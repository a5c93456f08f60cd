import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { type Faults, type PoloniexCommand, startEmulator } from '../../src/emulators';
import { createBroker } from '../../src/index';
import { VirtualClock } from '../../src/testing';
import { PoloniexClient, PoloniexError } from '../../src/venues/poloniex';
import { closeWorlds, SHARE, connected as tehran } from './finnotech/broker-world';
import { SYMBOL, World } from './poloniex/broker-world';
import { Bench } from './xapi/broker-harness';

/*
 * A look-up of one thing, or a list of what belongs to it, that the venue answers with an empty list: nothing is there,
 * and no protocol is broken.
 */

afterEach(closeWorlds);

const ALWAYS = { times: Number.POSITIVE_INFINITY };
const EMPTY = (): string => '[]';

describe('poloniex', () => {
  test.each<[PoloniexCommand, (client: PoloniexClient) => Promise<unknown>]>([
    ['getOrder', (it) => it.getOrder({ id: '1' })],
    ['getOrder', (it) => it.getOrder({ clientOrderId: 'a' })],
    ['getSmartOrder', (it) => it.getSmartOrder({ id: '1' })],
    ['getSmartOrder', (it) => it.getSmartOrder({ clientOrderId: 'a' })],
  ])('error: client: [] of %s means no such order', async (command, look) => {
    await using world = await World.start();
    const client = clientOf(world);
    world.emulator.faults.status(200, { body: '[]' }, { command });
    const error = await world.refused(look(client));
    expect(error).toBeInstanceOf(PoloniexError);
    expect(error).toMatchObject({
      kind: 'orderGone',
      code: 'notFound',
      refused: false,
      retryable: false,
      sent: true,
    });
  });

  test.each<[PoloniexCommand, (client: PoloniexClient) => Promise<unknown>]>([
    ['getMarket', (it) => it.getMarket({ symbol: SYMBOL })],
    ['getPrice', (it) => it.getPrice({ symbol: SYMBOL })],
    ['getMarkPrice', (it) => it.getMarkPrice({ symbol: SYMBOL })],
    ['getTicker', (it) => it.getTicker24h({ symbol: SYMBOL })],
    ['getCurrency', (it) => it.getCurrency({ currency: 'BTC' })],
    ['getCurrencyV2', (it) => it.getCurrencyV2({ currency: 'BTC' })],
    ['getAccountBalances', (it) => it.getAccountBalances({ accountId: '1234' })],
  ])('error: client: [] of %s means that there is none', async (command, look) => {
    await using world = await World.start();
    world.emulator.faults.rewrite(command, EMPTY);
    const error = await world.refused(look(clientOf(world)));
    expect(error).toBeInstanceOf(PoloniexError);
    expect(error).toMatchObject({ kind: 'request', code: 'notFound' });
  });

  test('behavior: broker: an order that every look-up answers with [] is not found', async () => {
    await using world = await World.live();
    for (const command of ['getOrder', 'getSmartOrder'] as const)
      world.emulator.faults.status(200, { body: '[]' }, { command });
    const id = world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price: '40000',
      quantity: '0.01',
    });
    await world.until(() => world.last(id) !== undefined);
    world.emulator.cancelOrder(id);
    await world.until(() => world.last(id)?.status === 'canceled');
    const error = await world.refused(world.broker.fetchOrder({ id: '4711' }));
    expect(error).toMatchObject({ code: 'notFound' });
    expect(await world.drive(world.broker.resolveOrder({ clientOrderId: 'nobodys' }))).toMatchObject({
      outcome: 'notPlaced',
    });
  });

  test('behavior: client: an order without trades has none', async () => {
    await using world = await World.start();
    world.emulator.faults.rewrite('getOrderTrades', EMPTY);
    const id = world.emulator.placeOrder({
      symbol: SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      price: '40000',
      quantity: '0.01',
    });
    expect(await world.drive(clientOf(world).getOrderTrades({ id }))).toEqual([]);
  });

  function clientOf(world: World): PoloniexClient {
    const { emulator, clock } = world;
    const client = new PoloniexClient({
      baseUrl: emulator.endpoints.http.url,
      ...emulator.credentials,
      clock,
      logger: silentLogger,
    });
    onTestFinished(() => client.close());
    return client;
  }
});

describe('xapi', () => {
  const list = (text: string): string => {
    const reply = JSON.parse(text) as { returnData: unknown };
    return JSON.stringify({ ...reply, returnData: [] });
  };

  test('behavior: empty lists of trades, history and ticks', async () => {
    await using bench = await Bench.live();
    const { emulator, broker } = bench;
    for (const command of ['getTrades', 'getTradesHistory', 'getTradeRecords'] as const)
      emulator.faults.rewrite(command, list, ALWAYS);
    expect(await bench.refused(broker.fetchOrder({ id: '4711' }))).toMatchObject({ code: 'notFound' });
    expect(await bench.drive(broker.fetchPositions())).toEqual([]);
    // The history has no pending order that was canceled: the absence of one that may be old proves nothing.
    expect(await bench.drive(broker.resolveOrder({ clientOrderId: 'nobodys' }))).toMatchObject({
      outcome: 'unknown',
    });
    const noTicks = (text: string): string =>
      JSON.stringify({ ...(JSON.parse(text) as object), returnData: { quotations: [] } });
    emulator.faults.rewrite('getTickPrices', noTicks, ALWAYS);
    expect(await bench.drive(broker.fetchQuotes(['EURUSD']))).toMatchObject([{ symbol: 'EURUSD' }]);
    expect(await bench.drive(broker.fetchOrderBook({ symbol: 'EURUSD' }))).toMatchObject({
      bids: [],
      asks: [],
    });
  });
});

describe('chp', () => {
  const noData = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), data: [] });

  test('behavior: empty lists of portfolio data, quotes and trades', async () => {
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
      await clock.advanceUntil(() => settled, { limitMs: 180_000 });
      return work;
    };
    await drive(broker.connect());
    const reads = ['GetMyPortfolioData', 'UpdateQuote', 'GetTrades', 'GetBars', 'UpdateBidAsk'] as const;
    for (const command of reads) emulator.faults.rewrite(command, noData, ALWAYS);
    await expect(drive(broker.fetchOrder({ id: '4711' }))).rejects.toMatchObject({ code: 'notFound' });
    expect(await drive(broker.fetchOpenOrders())).toEqual([]);
    expect(await drive(broker.fetchTrades({ symbol: 'GAZP', limit: 5 }))).toEqual([]);
    expect(await drive(broker.fetchQuotes(['GAZP']))).toEqual([]);
    expect(await drive(broker.fetchOrderBook({ symbol: 'GAZP' }))).toMatchObject({ bids: [], asks: [] });
  });
});

describe('finnotech', () => {
  const noResult = (text: string): string => JSON.stringify({ ...(JSON.parse(text) as object), result: [] });

  test('behavior: an empty result of trades', async () => {
    const made = await tehran();
    const { emulator, broker } = made;
    await made.drive(broker.fetchQuotes([SHARE]));
    const faults: Faults = emulator.faults;
    for (const command of new Set(emulator.orders.requests.map(({ command }) => command)))
      if (!/token/i.test(command)) faults.rewrite(command, noResult, ALWAYS);
    expect(await made.drive(broker.fetchQuotes([SHARE]))).toEqual([]);
  });
});
