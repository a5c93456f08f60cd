import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../src/core/logger';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { startEmulator } from '../../../src/emulators';
import { PoloniexClient } from '../../../src/venues/poloniex/client/client';
import type {
  PoloniexBalanceUpdate,
  PoloniexOrderUpdate,
} from '../../../src/venues/poloniex/generated/records';
import { CANDLE_CHANNELS } from '../../../src/venues/poloniex/socket/channels';
import { failure } from './socket-server';

/** A client of the local venue, both on one clock. */
async function emulatedWorld(credentials = {}) {
  const clock = new VirtualClock();
  const venue = await startEmulator('poloniex', { clock });
  onTestFinished(() => venue.close());
  const client = new PoloniexClient({
    ...venue.credentials,
    ...credentials,
    baseUrl: venue.endpoints.http.url,
    publicUrl: venue.endpoints.ws.public,
    privateUrl: venue.endpoints.ws.private,
    logger: silentLogger,
    clock,
  });
  onTestFinished(() => client.close());
  return { client, venue, clock };
}

describe('against the local venue', () => {
  test('default: an order of the socket is placed, reported on its channels, and cancelled', async () => {
    const { client, clock } = await emulatedWorld();
    const socket = client.privateSocket;
    const orders: PoloniexOrderUpdate[] = [];
    const balances: PoloniexBalanceUpdate[] = [];
    socket.on('orders', (row) => orders.push(row));
    socket.on('balances', (row) => balances.push(row));
    await socket.connect();
    await socket.subscribe({ channel: 'orders', symbols: ['all'] });
    await socket.subscribe({ channel: 'balances' });

    const { orderId } = await socket.createOrder({
      symbol: 'BTC_USDT',
      side: 'BUY',
      type: 'LIMIT',
      price: '100',
      quantity: '0.5',
      clientOrderId: 'mine-1',
    });
    expect(orderId).toBe('205343650954092544');
    await clock.advanceUntil(() => orders.length === 1 && balances.length === 1);
    expect(orders).toMatchObject([{ orderId, clientOrderId: 'mine-1', eventType: 'place', state: 'NEW' }]);
    expect(balances).toMatchObject([{ id: '60018450912695041', currency: 'USDT', hold: '50' }]);

    expect(await socket.cancelOrders({ orderIds: [orderId] })).toMatchObject([{ orderId, code: 200 }]);
    await clock.advanceUntil(() => orders.some(({ eventType }) => eventType === 'canceled'));
    expect(await socket.cancelAllOrders()).toEqual([]);
    expect(await socket.listSubscriptions()).toHaveLength(2);
    await socket.unsubscribeAll();
    expect(await socket.listSubscriptions()).toEqual([]);
  });

  test('error: an order that costs too much is refused', async () => {
    const { client } = await emulatedWorld();
    await client.privateSocket.connect();
    const order = { symbol: 'BTC_USDT', side: 'BUY', type: 'LIMIT', price: '100', quantity: '99' } as const;
    await client.privateSocket.createOrder(order);
    const error = await failure(client.privateSocket.createOrder({ ...order, quantity: '99999' }));
    expect(error).toMatchObject({ name: 'PoloniexError', sent: true, refused: true });
  });

  test('error: a wrong secret', async () => {
    const { client } = await emulatedWorld({ apiSecret: 'canary-wrong-secret' });
    const error = await failure(client.privateSocket.connect());
    expect(error).toMatchObject({ name: 'AuthenticationError', venue: 'poloniex' });
  });

  test('default: every public channel can be subscribed, and sends something', async () => {
    const { client, clock } = await emulatedWorld();
    const socket = client.publicSocket;
    const heard = new Set<string>();
    const names = [
      'ticker',
      'trades',
      'candles',
      'book',
      'bookLv2',
      'symbols',
      'currencies',
      'exchange',
    ] as const;
    for (const name of names) socket.on(name, () => void heard.add(name));
    const bad: unknown[] = [];
    socket.on('error', (error) => bad.push(error));
    socket.on('unknown', (value) => bad.push(value));
    await socket.connect();
    const channels = [...CANDLE_CHANNELS, 'ticker', 'trades', 'book', 'book_lv2', 'symbols'] as const;
    for (const channel of channels) await socket.subscribe({ channel, symbols: ['BTC_USDT'] });
    await socket.subscribe({ channel: 'currencies', symbols: ['all'] });
    await socket.subscribe({ channel: 'exchange' });
    await clock.advanceUntil(() => heard.size === names.length, { stepMs: 100, limitMs: 120_000 });
    expect(bad).toEqual([]);
  });

  test('behavior: an hour of silence costs no connection', async () => {
    const { client, clock } = await emulatedWorld();
    const said: string[] = [];
    for (const socket of [client.publicSocket, client.privateSocket]) await socket.connect();
    client.publicSocket.on('stale', () => said.push('stale')).on('close', () => said.push('close'));
    client.privateSocket.on('stale', () => said.push('stale')).on('close', () => said.push('close'));
    const end = clock.monotonic() + 3_600_000;
    await clock.advanceUntil(() => clock.monotonic() >= end, { stepMs: 3000, limitMs: 4_000_000 });
    expect([said, client.publicSocket.isConnected, client.privateSocket.isConnected]).toEqual([
      [],
      true,
      true,
    ]);
  });
});
