import { describe, expect, test } from 'vitest';
import { failure, socketWorld } from './socket-server';
import { frameText } from './stream-fixture';

describe('pings', () => {
  test('default: returns the round trip', async () => {
    const { socket, server, clock, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    expect(socket.latencyMs).toBeUndefined();
    const ping = socket.ping();
    await until(() => server.frames.length === 1);
    await clock.advance(25);
    server.peer.send(frameText('pong'));
    expect(await ping).toBeCloseTo(25, 0);
    expect(socket.latencyMs).toBeCloseTo(25, 0);
  });

  test('behavior: pongs answer pings in order, also those of aborted calls', async () => {
    const { socket, server, clock, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    const first = failure(socket.ping({ timeoutMs: 10 }));
    await until(() => server.frames.length === 1);
    await clock.advance(10);
    expect(await first).toMatchObject({ name: 'TimeoutError', sent: true });
    let answered = false;
    const second = socket.ping().then(() => {
      answered = true;
    });
    await until(() => server.frames.length === 2);
    server.peer.send(frameText('pong'));
    await until(() => (socket.latencyMs ?? 0) >= 10);
    expect(answered).toBe(false);
    server.peer.send(frameText('pong'));
    await second;
  });

  test('error: too many wait', async () => {
    const { socket, server } = await socketWorld('public', { maxPendingRequests: 1 });
    server.script = () => undefined;
    await socket.connect();
    const first = failure(socket.ping());
    expect(await failure(socket.ping())).toMatchObject({ name: 'OverflowError', sent: false });
    socket.disconnect();
    await first;
  });

  test('behavior: something is sent every 15 s at the latest, however much comes in', async () => {
    const { socket, server, clock, until, events } = await socketWorld('public');
    let heard = 0;
    socket.on('ticker', () => {
      heard += 1;
    });
    await socket.connect();
    for (let second = 1; second <= 120; second += 1) {
      await clock.advance(1000);
      server.peer.send(frameText('ticker'));
      await until(() => heard === second);
    }
    const times = [0, ...server.frames.map(({ at }) => at), clock.monotonic()];
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15_000);
    expect(server.of('ping').length).toBeLessThanOrEqual(11);
    expect(events()).toEqual([]);
  });

  test('behavior: on a quiet connection a pong every few seconds keeps it fresh', async () => {
    const { socket, server, clock, events } = await socketWorld('public');
    await socket.connect();
    // Each step leaves the loopback the time for a pong.
    await clock.advanceUntil(() => clock.monotonic() > 60_000, { stepMs: 250 });
    expect([events(), socket.isConnected]).toEqual([[], true]);
    expect(server.of('ping').length).toBeGreaterThanOrEqual(8);
    expect(socket.lastInboundAgeMs).toBeLessThan(7000);
  });
});

describe('silence', () => {
  test('behavior: how long a connection had been silent is known when it is lost', async () => {
    const { socket, server, clock } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    server.peer.send(frameText('ticker'));
    await clock.advanceUntil(() => socket.lastInboundAgeMs !== undefined, { stepMs: 0.01 });
    const ages: (number | undefined)[] = [];
    socket.on('close', () => ages.push(socket.lastInboundAgeMs));
    await clock.advance(20_000);
    expect(ages).toEqual([expect.closeTo(18_000, -2)]);
  });

  test('behavior: stale after 12 s, given up after 18 s, though the connection is open', async () => {
    const { socket, server, clock, said, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    const since = clock.monotonic();
    const waiting = failure(socket.subscribe({ channel: 'ticker' }, { timeoutMs: 60_000 }));
    await until(() => server.frames.length === 1);
    await clock.advance(since + 11_999 - clock.monotonic());
    expect(said).toEqual([]);
    expect(server.of('ping')).toHaveLength(1);
    await clock.advance(1);
    expect(said).toMatchObject([{ event: 'stale' }]);
    await clock.advance(5999);
    expect([said.length, socket.isConnected]).toEqual([1, true]);
    await clock.advance(1);
    expect(said[1]).toMatchObject({ event: 'close', value: { failure: 'stale', venue: 'poloniex' } });
    expect(await waiting).toMatchObject({ name: 'ConnectionError', failure: 'stale', sent: true });
    expect(socket.isConnected).toBe(false);
    expect(clock.pendingTimers).toBe(0);
    await until(() => server.closes.length === 1);
  });

  test('behavior: any byte makes it fresh again, a ping of the protocol below as well', async () => {
    const { socket, server, clock, events, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    await clock.advance(12_000);
    server.peer.socket.ping();
    await until(() => events().length === 2);
    expect(events()).toEqual(['stale', 'fresh']);
    await clock.advance(17_000);
    expect(events()).toEqual(['stale', 'fresh', 'stale']);
    expect(socket.isConnected).toBe(true);
  });

  test('behavior: nothing is left running after the end', async () => {
    const { socket, clock, until, server } = await socketWorld('private');
    await socket.connect();
    socket.disconnect();
    await until(() => server.closes.length === 1);
    expect(clock.pendingTimers).toBe(0);
  });
});
