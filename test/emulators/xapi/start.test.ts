import { describe, expect, test } from 'vitest';
import { EMULATOR_VENUES, startEmulator } from '../../../src/emulators';
import { RawClient, settle } from '../raw-client';
import { VenueHarness } from '../venue-harness';

describe('startEmulator', () => {
  test('default: serves TCP and WebSocket at once, on every path', async () => {
    const venue = await VenueHarness.start();
    expect(EMULATOR_VENUES).toContain('xapi');
    expect(venue.emulator.credentials).toEqual({ userId: '1000', password: 'PASSWORD' });
    const real = RawClient.ws(venue.emulator.endpoints.ws.main.replace('/demo', '/real'));
    const stream = RawClient.ws(venue.emulator.endpoints.ws.main.replace('/demo', '/realStream'));
    await settle(() => venue.emulator.connections().length === 2);
    expect(
      venue.emulator
        .connections()
        .map(({ side }) => side)
        .sort(),
    ).toEqual(['main', 'stream']);
    for (const client of [real, stream]) client.destroy();
    await venue.close();
  });

  test('args: tls serves TLS and wss with a certificate that its ca verifies', async () => {
    const venue = await VenueHarness.start({ tls: true });
    expect(venue.emulator.endpoints.ca).toMatch(/^-----BEGIN CERTIFICATE/);
    expect(venue.emulator.endpoints.ws.main).toMatch(/^wss:/);
    for (const kind of ['tcp', 'ws'] as const) {
      const { main, token } = await venue.login(kind);
      const stream = await venue.connect('stream', kind);
      await venue.stream(stream, 'getKeepAlive', token);
      await venue.clock.advance(3000);
      await settle(() => stream.events('keepAlive').length === 1);
      venue.emulator.faults.reset();
      await settle(() => main.closed && stream.closed);
    }
    const { mainPort } = venue.emulator.endpoints.tcp;
    const untrusting = RawClient.tcp(mainPort, '');
    await settle(() => untrusting.error !== undefined);
    const plain = RawClient.tcp(mainPort);
    plain.send({ command: 'ping' });
    await settle(() => plain.closed);
    venue.emulator.faults.hangHandshake();
    const hanging = venue.dial();
    await venue.clock.advance(100);
    expect(hanging.open).toBe(false);
    await venue.close();
  });

  test('error: an unknown venue, no account, a bad step, a port in use', async () => {
    await expect(startEmulator('nasdaq' as 'xapi')).rejects.toThrow('no emulator of nasdaq');
    await expect(startEmulator('xapi', { accounts: [] })).rejects.toThrow('account');
    await expect(startEmulator('xapi', { tickMs: 333 })).rejects.toThrow('tickMs');
    const first = await startEmulator('xapi');
    await expect(startEmulator('xapi', { ports: { stream: first.endpoints.tcp.mainPort } })).rejects.toThrow(
      'EADDRINUSE',
    );
    await first.close();
  });
});

describe('determinism', () => {
  /** Everything that two connections see in a lively minute. */
  async function session(seed: number): Promise<string> {
    const venue = await VenueHarness.start({ seed });
    const { main, token } = await venue.login();
    const stream = await venue.connect('stream', 'ws');
    for (const command of [
      'getTrades',
      'getTradeStatus',
      'getBalance',
      'getProfits',
      'getKeepAlive',
      'getNews',
    ]) {
      await venue.stream(stream, command, token);
    }
    await venue.data(main, 'getChartRangeRequest', {
      info: { symbol: 'GOLD', period: 5, start: Date.UTC(2026, 0, 5), ticks: -20 },
    });
    for (const symbol of ['EURUSD', 'GOLD']) await venue.stream(stream, 'getTickPrices', token, { symbol });
    for (const symbol of ['EURUSD', 'GOLD']) await venue.stream(stream, 'getCandles', token, { symbol });
    await venue.place(main, { price: 1.1, sl: 0, tp: 0 });
    await venue.place(main, { symbol: 'GOLD', price: 2000, cmd: 1 });
    await venue.clock.advance(61_000);
    await venue.data(main, 'getTrades', { openedOnly: false });
    await settle(() => stream.events('candle').length === 1);
    const text = main.text + stream.text;
    await venue.close();
    return text;
  }

  test('behavior: the same seed and clock give the same bytes, another seed others', async () => {
    const [first, second] = [await session(7), await session(7)];
    const other = await session(8);
    expect(first.length).toBeGreaterThan(20_000);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });
});
