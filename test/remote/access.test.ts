import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { createClient } from 'redis';
import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../../src/core/logger';
import { startEmulator } from '../../src/emulators';
import { RemoteBroker, redisBus, startConnector } from '../../src/remote';
import { PoloniexBroker } from '../../src/venues/poloniex/broker';
import { hasRedis, startRedis } from './support/redis-server';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The rules of docs/remote.md, for a password. */
function documentedRules(password: string): readonly (readonly string[])[] {
  const page = readFileSync(new URL('../../docs/remote.md', import.meta.url), 'utf8');
  const lines = page.match(/^ACL SETUSER .*$/gm) ?? [];
  return lines.map((line) => line.replace('PASSWORD', password).split(' '));
}

test.skipIf(!hasRedis)(
  'default: the users of docs/remote.md can do what a connector and a bot need, and a bot no more',
  async () => {
    const server = await startRedis();
    closing.push(() => server.close());
    const admin = await createClient({ url: server.url }).connect();
    closing.push(() => admin.destroy());
    const rules = documentedRules('word');
    expect(rules.map(([, , user]) => user)).toEqual(['connector', 'bot']);
    for (const rule of rules) await admin.sendCommand([...rule]);
    await admin.sendCommand(['ACL', 'SETUSER', 'default', 'off']);

    const open = async (user: string) => {
      const url = server.url.replace('redis://', `redis://${user}:word@`);
      const bus = await redisBus({ redis: url, name: 'xapi' });
      closing.push(() => bus.close());
      return bus;
    };
    const emulator = await startEmulator('poloniex');
    closing.push(() => emulator.close());
    const { credentials, endpoints } = emulator;
    const options = {
      ...credentials,
      baseUrl: endpoints.http.url,
      publicUrl: endpoints.ws.public,
      privateUrl: endpoints.ws.private,
      logger: silentLogger,
    };
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
    const bus = await open('connector');
    const connector = await startConnector(() => new PoloniexBroker(options), { bus, logger });
    closing.push(() => connector.close());
    const botBus = await open('bot');
    const broker = new RemoteBroker('poloniex', { bus: botBus, bot: 'one', logger });
    closing.push(() => broker.close());
    await broker.connect();
    const quotes = await broker.subscribe('quotes', { symbols: ['BTC_USDT'] });
    const { value } = await quotes[Symbol.asyncIterator]().next();
    expect(value).toMatchObject({ symbol: 'BTC_USDT' });
    const trades = await broker.subscribe('trades', { symbols: ['BTC_USDT'] });
    const order = await broker.placeOrder({
      symbol: 'BTC_USDT',
      side: 'buy',
      type: 'limit',
      quantity: '0.001',
      price: '40000',
    });
    expect((await broker.cancelOrder({ id: order.id })).status).toBe('canceled');
    await trades.close();
    const command = { id: 'none', bot: 'one', name: 'one none', namedUntil: 4e12, epoch: '' };
    expect(await botBus.recall(command)).toEqual({ state: 'open' });

    const lease = { token: 1, epoch: '' };
    await expect(botBus.takeLease('bot', 1000, 0)).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringMatching(/refuses access: .*its user needs .*\+hset.* ~venuekit:\{xapi\}:lease/),
    });
    await expect(botBus.leaveLease(lease)).rejects.toThrow(
      /refuses access: .*its user needs \+.* ~venuekit:\{xapi\}:/,
    );
    await expect(botBus.unanswered()).rejects.toThrow(
      /refuses access: .*its user needs \+.* ~venuekit:\{xapi\}:/,
    );
    await expect(botBus.publish('state', 'forged', lease)).rejects.toThrow(
      /refuses access: .*its user needs \+.* ~venuekit:\{xapi\}:/,
    );
    expect(connector.state).toBe('leading');
    expect(warnings).toEqual([]);
  },
  30_000,
);

test.skipIf(!hasRedis)('error: a password that is wrong is said at once, and repeated nowhere', async () => {
  const server = await startRedis();
  closing.push(() => server.close());
  const url = server.url.replace('redis://', 'redis://default:a-wrong-word@');
  const admin = await createClient({ url: server.url }).connect();
  closing.push(() => admin.destroy());
  await admin.sendCommand(['CONFIG', 'SET', 'requirepass', 'another']);
  const began = performance.now();
  const error: Error = await redisBus({ redis: url, name: 'xapi' }).then(
    () => new Error('It was let in'),
    (failure: Error) => failure,
  );
  expect(error).toMatchObject({ name: 'AuthenticationError', code: 'WRONGPASS' });
  expect(inspect(error)).not.toContain('a-wrong-word');
  // The limit of an answer is 5 s.
  expect(performance.now() - began).toBeLessThan(4000);
});

test.skipIf(!hasRedis)(
  'error: a bot whose rights are taken away fails, and does not go on asking',
  async () => {
    const server = await startRedis();
    closing.push(() => server.close());
    const admin = await createClient({ url: server.url }).connect();
    closing.push(() => admin.destroy());
    await admin.sendCommand(['ACL', 'SETUSER', 'bot', 'on', '>word', '~*', '&*', '+@all']);
    const bus = await redisBus({ redis: server.url.replace('redis://', 'redis://bot:word@'), name: 'xapi' });
    closing.push(() => bus.close());
    await admin.sendCommand(['ACL', 'SETUSER', 'bot', 'resetkeys', '~venuekit:{xapi}:epoch']);
    const broker = new RemoteBroker('xapi', { bus, bot: 'one', logger: silentLogger });
    closing.push(() => broker.close());
    await expect(broker.connect()).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringMatching(/~venuekit:\{xapi\}:(value|log)/),
    });
    expect(broker.status.state).toBe('failed');
  },
);
