import { readFileSync } from 'node:fs';
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
    expect(await botBus.findAnswer('one', 'none')).toBeUndefined();

    const lease = { token: 1, epoch: '' };
    await expect(botBus.takeLease('bot', 1000, 0)).rejects.toThrow(/NOPERM|permission|can't run/i);
    await expect(botBus.leaveLease(lease)).rejects.toThrow(/NOPERM|permission|can't run/i);
    await expect(botBus.unanswered()).rejects.toThrow(/NOPERM|permission|can't run/i);
    await expect(botBus.publish('state', 'forged', lease)).rejects.toThrow(/NOPERM|permission|can't run/i);
    expect(connector.state).toBe('leading');
    expect(warnings).toEqual([]);
  },
  30_000,
);
