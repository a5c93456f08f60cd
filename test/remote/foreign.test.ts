import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { seededRandom } from '../../src/core/random';
import { VirtualClock } from '../../src/core/virtual-clock';
import { startEmulator } from '../../src/emulators';
import { remoteBrokerOf } from '../../src/remote/broker/remote-broker';
import { memoryBus } from '../../src/remote/bus/memory-bus';
import { startConnector } from '../../src/remote/connector/connector';
import { textOfWish } from '../../src/remote/messages/messages';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { profile } from '../../src/venues/poloniex/profile';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const LEASE = { token: 1000, epoch: '' };
const ORDER = { symbol: 'BTC_USDT', side: 'buy', type: 'limit', quantity: '0.001', price: '40000' } as const;

async function setup(keys: { readonly connector?: string; readonly bot?: string }) {
  const clock = new VirtualClock();
  const emulator = await startEmulator('poloniex', { clock, seed: 3 });
  closing.push(() => emulator.close());
  emulator.market.pause();
  const { credentials, endpoints } = emulator;
  const urls = {
    baseUrl: endpoints.http.url,
    publicUrl: endpoints.ws.public,
    privateUrl: endpoints.ws.private,
  };
  const common = { clock, random: seededRandom(5), logger: silentLogger };
  const bus = memoryBus({ clock });
  const connector = await startConnector(() => new PoloniexBroker({ ...credentials, ...urls, ...common }), {
    bus,
    clock,
    logger: silentLogger,
    key: keys.connector,
  });
  closing.push(() => connector.close());
  const bot = remoteBrokerOf(profile, { ...common, bus, key: keys.bot });
  closing.push(() => bot.close());
  return { bus, bot, clock, connector, emulator };
}

const command = (request: object, more: object = {}): string =>
  JSON.stringify({
    id: 'x',
    bot: 'x',
    operation: 'placeOrder',
    args: [request],
    time: 1,
    deadline: 9e15,
    ...more,
  });

test('error: what breaks its schema is counted and dropped, and nothing comes of it', async () => {
  const { bus, bot, clock, connector, emulator } = await setup({});
  await clock.drive(bot.connect());
  const foreign = [
    '',
    'null',
    '[]',
    '{"id":1}',
    command(ORDER, { deadline: 'soon' }),
    command(ORDER, { args: 'none' }),
    `${command(ORDER)} `.slice(0, 40),
  ];
  for (const text of foreign) await bus.send(text);
  await bus.append('account', '{"channel":"orders","record":{"id":1}}', 100, LEASE);
  await bus.append('account', 'no JSON', 100, LEASE);
  await bus.publish('state', '{"token":99,"state":"live"}', LEASE);
  await bus.wish('stranger', '["{\\"channel\\":\\"orders\\"}"]', 15_000);
  await bus.wish('another', 'no JSON', 15_000);
  await bus.wish('a third', '{"channel":"quotes"}', 15_000);
  await clock.advance(3000);
  expect(connector.dropped).toBeGreaterThanOrEqual(foreign.length + 3);
  expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(0);
  expect(bot.status.state).toBe('live');
  // What is no operation of a broker is none of a command either.
  await bus.send(command({}, { operation: 'close' }));
  await bus.send(command({}, { operation: '__proto__' }));
  await clock.advance(1000);
  expect(connector.state).toBe('leading');
  expect((await clock.drive(bot.placeOrder(ORDER))).status).toBe('open');
});

test('error: with a shared key nothing is obeyed, or believed, that is not signed with it', async () => {
  const { bus, bot, clock, connector, emulator } = await setup({ connector: 'ours', bot: 'theirs' });
  await bus.send(command(ORDER));
  await expect(clock.drive(bot.connect({ timeoutMs: 5000 }))).rejects.toThrow('connect did not finish');
  expect(connector.dropped).toBe(1);
  await bus.wish('stranger', JSON.stringify([textOfWish({ channel: 'trades', symbol: 'BTC_USDT' })]), 15_000);
  await clock.advance(3000);
  expect(connector.dropped).toBe(2);
  expect(emulator.orders.ofKind('open', 'pending')).toHaveLength(0);
});
