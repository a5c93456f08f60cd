import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { PoloniexClient } from '../../../src/venues/poloniex';
import { expectTruth } from './broker-oracle';
import { SYMBOL, World } from './broker-world';

/*
 * What was captured live in October 2026, and what the documents have of trailing stops and mark prices.
 */

function clientOf({ emulator, clock }: World): PoloniexClient {
  const client = new PoloniexClient({
    baseUrl: emulator.endpoints.http.url,
    publicUrl: emulator.endpoints.ws.public,
    privateUrl: emulator.endpoints.ws.private,
    ...emulator.credentials,
    clock,
    logger: silentLogger,
  });
  onTestFinished(() => client.close());
  return client;
}

describe('frames as captured live', () => {
  test('behavior: orders, fills and balances are those of the documented frames', async () => {
    await using world = await World.live({ emulator: { frames: 'captured', partialFills: false } });
    const { broker } = world;
    const sold = await world.drive(
      broker.placeOrder({ symbol: SYMBOL, side: 'sell', type: 'market', quantity: '0.01' }),
    );
    await world.until(() => world.fillsOf(sold.id).length > 0, 5000);
    expect(world.fillsOf(sold.id)).toMatchObject([
      { source: 'stream', quantity: '0.01', price: '46300', side: 'sell', liquidity: 'taker' },
    ]);
    const limit = { symbol: SYMBOL, side: 'buy', type: 'limit', price: '40000', quantity: '0.01' } as const;
    const { id } = await world.drive(broker.placeOrder(limit));
    expect(world.last(id)).toMatchObject({ status: 'open', createdTime: expect.any(Number) });
    await world.until(() =>
      world.balances.some(({ currency, held }) => currency === 'USDT' && held === '400'),
    );
    expect(world.balances.at(-1)).toMatchObject({ source: 'stream' });
    expect(await world.drive(broker.cancelOrder({ id }))).toMatchObject({ status: 'canceled' });
    await expectTruth(world);
    expect(world.warnings).toEqual([]);
  });

  test('behavior: the rows of the client are as they came', async () => {
    await using world = await World.start({ emulator: { frames: 'captured' } });
    const client = clientOf(world);
    const rows: unknown[] = [];
    client.privateSocket.on('balances', (row) => rows.push(row));
    await world.drive(client.privateSocket.connect());
    await world.drive(client.privateSocket.subscribe({ channel: 'balances' }));
    world.emulator.deposit('USDT', '1');
    await world.until(() => rows.length > 0);
    expect(rows).toMatchObject([
      { eventType: 'DEPOSIT', id: '60018450912695041', version: expect.anything() },
    ]);
  });

  test('behavior: a sink of balances gets the whole row where a listener asks for it, else what a balance needs', () => {
    const { privateSocket } = new PoloniexClient({ apiKey: 'KEY', apiSecret: 'SECRET' });
    const change = { changeTime: 1_657_312_008_411, accountId: '1234', available: '0.5', currency: 'BTC' };
    const rest = {
      accountType: 'SPOT',
      eventType: 'DEPOSIT',
      userId: '12345',
      version: 7,
      ts: 1_657_312_008_443,
    };
    const amounts = { id: '60018450912695041', hold: '16.332' };
    const text =
      '{"channel":"balances","data":[{"changeTime":1657312008411,"accountId":"1234","accountType":"SPOT","eventType":"DEPOSIT","available":"0.5","currency":"BTC","id":"60018450912695041","userId":12345,"hold":"16.332","version":7,"ts":1657312008443}]}';
    const taken: unknown[] = [];
    const rows: unknown[] = [];
    privateSocket.sink('balances', (row) => taken.push(row));
    // Frames that another test made the decoder miss may have put it to rest.
    for (let tries = 0; tries < 1100; tries += 1) privateSocket.receive(text);
    expect(taken.pop()).toEqual({ ...change, ...amounts });
    privateSocket.on('balances', (row) => rows.push(row));
    privateSocket.receive(text);
    expect(rows).toEqual([{ ...change, ...amounts, ...rest }]);
    expect(taken.at(-1)).toBe(rows[0]);
  });
});

describe('trailing stops', () => {
  test('default: placed by the client, one Order of the broker until it is filled', async () => {
    await using world = await World.live({ emulator: { partialFills: false } });
    const client = clientOf(world);
    const { id } = await world.drive(
      client.createSmartOrder({
        ...{ symbol: SYMBOL, side: 'SELL', type: 'TRAILING_STOP_LIMIT', quantity: '0.01' },
        ...{ trailingOffset: '100', limitOffset: '0.5%', stopPrice: '46350', operator: 'GTE' },
      }),
    );
    expect(await world.drive(client.getSmartOrder({ id }))).toMatchObject({
      ...{ state: 'PENDING_NEW', type: 'TRAILING_STOP_LIMIT', trailingOffset: '100', limitOffset: '0.5%' },
      ...{ operator: 'GTE', activationPrice: '46350', stopPrice: '46350' },
    });
    const order = await world.drive(world.broker.fetchOrder({ id }));
    expect(order).toMatchObject({ type: 'stopLimit', venueType: 'TRAILING_STOP_LIMIT', status: 'open' });
    expect(order.price).toBeUndefined();
    world.emulator.market.setPrice(SYMBOL, '46400', '46400.02');
    world.emulator.market.setPrice(SYMBOL, '46300', '46300.02');
    await world.until(() => world.last(id)?.status === 'filled');
    expect(world.last(id)).toMatchObject({ type: 'stopLimit', filledQuantity: '0.01' });
    await expectTruth(world);
  });
});

test('default: mark prices, their components, and a book that is grouped', async () => {
  await using world = await World.start();
  const client = clientOf(world);
  const price = await world.drive(client.getMarkPrice({ symbol: SYMBOL }));
  expect(await world.drive(client.getMarkPrices())).toContainEqual(price);
  const made = await world.drive(client.getMarkPriceComponents({ symbol: SYMBOL }));
  expect(made).toMatchObject({ symbol: SYMBOL, markPrice: price.markPrice });
  expect(made.components.length).toBeGreaterThan(0);
  const book = await world.drive(client.getOrderBook({ symbol: SYMBOL, scale: '10', limit: 5 }));
  expect(book).toMatchObject({ scale: '10' });
  expect(book.bids[0]).toBe('46300.00');
  expect(book.asks[0]).toBe('46310.00');
});

test('behavior: symbols in lower case are subscribed, and rows have the upper case', async () => {
  await using world = await World.start();
  const client = clientOf(world);
  const symbols: string[] = [];
  client.publicSocket.on('ticker', ({ symbol }) => symbols.push(symbol));
  await world.drive(client.publicSocket.connect());
  await world.drive(client.publicSocket.subscribe({ channel: 'ticker', symbols: ['btc_usdt'] }));
  await world.until(() => symbols.length > 0);
  expect(symbols[0]).toBe(SYMBOL);
});
