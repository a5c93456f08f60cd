import { expect, test } from 'vitest';
import { startEmulator } from '../../../src/emulators';
import { PoloniexHarness } from './harness';

test('args: TLS serves REST and sockets under a certificate made at start', async () => {
  const venue = await PoloniexHarness.start({ tls: true });
  try {
    expect(venue.emulator.endpoints).toMatchObject({
      http: { tls: true, url: expect.stringMatching(/^https:/) },
      ws: { private: expect.stringMatching(/^wss:.*\/ws\/private$/), public: expect.stringMatching(/^wss:/) },
      ca: expect.stringContaining('BEGIN CERTIFICATE'),
    });
    expect(await venue.ok('GET', '/accounts')).toHaveLength(1);
    expect(await venue.ask(await venue.connect('public'), { event: 'ping' })).toBe('{"event":"pong"}');
  } finally {
    await venue.close();
  }
});

test('args: as many markets as requested, the built-in ones first; the same seed gives the same prices', async () => {
  const names: string[][] = [];
  const prices: number[] = [];
  for (const seed of [7, 7, 8]) {
    const venue = await PoloniexHarness.start({ symbols: 20, seed });
    names.push(venue.emulator.market.instruments().map(({ symbol }) => symbol));
    prices.push(venue.emulator.market.best('ETH_USDT').bid);
    await venue.close();
  }
  expect(names[0]).toHaveLength(20);
  expect(names[0]?.slice(0, 2)).toEqual(['BTC_USDT', 'ETH_USDT']);
  expect(prices[0]).toBe(prices[1]);
  expect(prices[0]).not.toBe(prices[2]);
});

test('error: options out of range, and a port that is taken', async () => {
  for (const symbols of [-1, 1.5, 2001]) {
    await expect(startEmulator('poloniex', { symbols })).rejects.toThrow(RangeError);
  }
  await expect(startEmulator('poloniex', { accounts: [] })).rejects.toThrow(RangeError);
  const same = { apiKey: 'k', apiSecret: 's' };
  await expect(startEmulator('poloniex', { accounts: [same, same] })).rejects.toThrow(RangeError);
  await using first = await startEmulator('poloniex');
  const ports = { rest: first.endpoints.http.port };
  await expect(startEmulator('poloniex', { ports })).rejects.toThrow(/EADDRINUSE/);
  expect(() => first.balance('BTC', 'nobody')).toThrow(RangeError);
});
