import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import type { Order, Quote } from '../../src/model';
import { remoteBrokerOf } from '../../src/remote/broker/remote-broker';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { startConnector } from '../../src/remote/connector/connector';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { profile } from '../../src/venues/poloniex/profile';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test('default: quotes, an order and its cancel through a connector', async () => {
  const emulator = await startEmulator('poloniex');
  closing.push(() => emulator.close());
  const bus = memoryBus();
  const { credentials, endpoints } = emulator;
  const options = {
    ...credentials,
    baseUrl: endpoints.http.url,
    publicUrl: endpoints.ws.public,
    privateUrl: endpoints.ws.private,
    logger: silentLogger,
  };
  const connector = await startConnector(() => new PoloniexBroker(options), {
    bus,
    logger: silentLogger,
  });
  closing.push(() => connector.close());
  const broker = remoteBrokerOf(profile, { bus, bot: 'one' });
  closing.push(() => broker.close());
  await broker.connect();
  expect(broker.status.state).toBe('live');
  const instruments = await broker.fetchInstruments();
  expect(instruments.length).toBeGreaterThan(3);
  const quotes = await broker.subscribe('quotes', { symbols: ['BTC_USDT'] } as never);
  const quote = await new Promise<Quote>((resolve) => quotes.on('data', resolve as never));
  expect(quote).toMatchObject({ venue: 'poloniex', symbol: 'BTC_USDT' });
  const orders: Order[] = [];
  broker.on('order', (order) => orders.push(order));
  const order = await broker.placeOrder({
    symbol: 'BTC_USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: '40000',
  });
  expect(order).toMatchObject({ status: 'open', origin: 'local' });
  expect(await broker.fetchOpenOrders()).toHaveLength(1);
  const canceled = await broker.cancelOrder(order);
  expect(canceled.status).toBe('canceled');
  expect(orders.map(({ status }) => status)).toEqual(['open', 'canceled']);
  const candles = await broker.fetchCandles({ symbol: 'BTC_USDT', interval: '1h', limit: 20 });
  expect(candles).toHaveLength(20);
  expect(systemClock.now() - (candles.at(-1)?.openTime ?? 0)).toBeLessThan(2 * 3_600_000);
  await expect(
    broker.placeOrder({ symbol: 'BTC_USDT', side: 'sell', type: 'market', quantity: '50' }),
  ).rejects.toThrow();
});
