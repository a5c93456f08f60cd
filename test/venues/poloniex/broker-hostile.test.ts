import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { startEmulator } from '../../../src/emulators';
import { PoloniexBroker } from '../../../src/venues/poloniex/broker';
import { SYMBOL, World } from './broker-world';

const closing: { [Symbol.asyncDispose](): PromiseLike<void> }[] = [];
afterEach(async () => {
  for (const resource of closing.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

describe('a certificate of an untrusted authority', () => {
  test('error: it fails closed and is not tried again; with the authority it connects', async () => {
    const emulator = await startEmulator('poloniex', { tls: true });
    closing.push(emulator);
    const { http, ws } = emulator.endpoints;
    const options = {
      baseUrl: http.url,
      publicUrl: ws.public,
      privateUrl: ws.private,
      ...emulator.credentials,
      logger: silentLogger,
      reconnect: { baseMs: 1, maxMs: 2 },
    };
    const distrusting = new PoloniexBroker(options);
    closing.push(distrusting);
    const states: string[] = [];
    distrusting.on('status', ({ state }) => states.push(state));
    const error = await distrusting.connect().catch((thrown: unknown) => thrown);
    expect((error as Error).message).toMatch(/no trusted TLS connection.*SELF_SIGNED/);
    expect(states).not.toContain('reconnecting');
    expect(distrusting.status.state).not.toBe('live');
    const trusting = new PoloniexBroker({ ...options, ca: emulator.endpoints.ca ?? '' });
    closing.push(trusting);
    await trusting.connect();
    expect(trusting.status.state).toBe('live');
  });
});

describe('a burst', () => {
  test('behavior: an iterator that pauses has a bounded buffer, loses the oldest and counts them, and an order is emitted meanwhile', async () => {
    const world = await World.live();
    closing.push(world);
    const trades = await world.drive(world.broker.subscribe('trades', { symbols: [SYMBOL] }));
    const iterator = trades[Symbol.asyncIterator]();
    const BURST = 20_000;
    for (let at = 0; at < BURST; at += 1) {
      const row = `{"symbol":"${SYMBOL}","amount":"1","takerSide":"buy","quantity":"1","createTime":${world.clock.now()},"price":"46300","id":"${9_000_000 + at}","ts":${world.clock.now()}}`;
      world.emulator.faults.rawBytes(`{"channel":"trades","data":[${row}]}`, { side: 'public' });
    }
    const placed = await world.drive(
      world.broker.placeOrder({
        symbol: SYMBOL,
        side: 'buy',
        type: 'limit',
        price: '46000',
        quantity: '0.01',
      }),
    );
    await world.until(() => trades.buffered + trades.dropped >= BURST, 30_000);
    expect([trades.buffered, trades.dropped, trades.state]).toEqual([10_000, 10_000, 'live']);
    const { value } = await iterator.next();
    expect(value?.id).toBe(String(9_000_000 + 10_000));
    expect(world.orders.some(({ id }) => id === placed.id)).toBe(true);
    await iterator.return?.();
  });
});

describe('a body beyond the limit', () => {
  test('error: it is cut off at the limit, reported as such, and the broker continues', async () => {
    const world = await World.live({ broker: { maxBodyBytes: 100_000 } });
    closing.push(world);
    const { broker, emulator } = world;
    const body = JSON.stringify('x'.repeat(400_000));
    emulator.faults.status(200, { body }, { side: 'rest', command: 'getOrderBook' });
    const error = await world.refused(broker.fetchOrderBook({ symbol: SYMBOL }));
    expect(error.name).toBe('ProtocolError');
    expect(error.message).toMatch(/with more than 100000 bytes$/);
    await emulator.faults.clear();
    const book = await world.drive(broker.fetchOrderBook({ symbol: SYMBOL }));
    expect(book.bids.length).toBeGreaterThan(0);
    expect(world.state).toBe('live');
  });
});
