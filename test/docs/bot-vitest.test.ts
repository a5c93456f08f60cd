import { VirtualClock } from 'venuekit';
import { startEmulator } from 'venuekit/emulators';
import { PoloniexBroker } from 'venuekit/poloniex';
import { expect, test } from 'vitest';

test('behavior: a limit order is filled when the price comes', async () => {
  const clock = new VirtualClock();
  await using emulator = await startEmulator('poloniex', { seed: 7, clock });
  const { http, ws } = emulator.endpoints;
  await using broker = new PoloniexBroker({
    baseUrl: http.url,
    publicUrl: ws.public,
    privateUrl: ws.private,
    clock,
    ...emulator.credentials,
  });
  emulator.market.pause(); // from here on only the test moves prices
  emulator.market.setPrice('BTC_USDT', '46000', '46000.02');
  await clock.drive(broker.connect());

  const order = await clock.drive(
    broker.placeOrder({ symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.01', price: '45000' }),
  );
  expect(order.status).toBe('open');

  emulator.market.setPrice('BTC_USDT', '44990', '44990.02');
  await clock.advance(1000);
  const filled = await clock.drive(broker.fetchOrder({ id: order.id }));
  expect(filled.status).toBe('filled');
  expect(emulator.orders.ofKind('pending', 'fill').map(({ kind }) => kind)).toEqual(['pending', 'fill']);
  await clock.drive(broker.close());
});
