import { createServer as createHttp } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  AbortedError,
  ClosedError,
  type ConnectionError,
  NotConnectedError,
  ProtocolError,
  TimeoutError,
} from '../../../src/errors';
import { failure, SECRET, socketWorld } from './socket-server';
import { frameText } from './stream-fixture';

async function listen(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

describe('connect', () => {
  test('default: opens one connection, however often it is called', async () => {
    const { socket, server } = await socketWorld('public');
    expect([socket.isConnected, socket.epoch]).toEqual([false, 0]);
    await Promise.all([socket.connect(), socket.connect()]);
    await socket.connect();
    expect([socket.isConnected, socket.epoch, server.peers.length]).toEqual([true, 1, 1]);
  });

  test('error: nothing listens on the port', async () => {
    const server = net.createServer();
    const url = await listen(server);
    server.close();
    const { socket, events } = await socketWorld('public', { url });
    expect(await failure(socket.connect())).toMatchObject({ failure: 'refused', sent: false });
    expect([socket.isConnected, events()]).toEqual([false, []]);
  });

  test('error: the upgrade is refused', async () => {
    const url = await listen(createHttp((_request, response) => response.writeHead(503).end('<html>')));
    const { socket } = await socketWorld('public', { url });
    const error = await failure<ConnectionError>(socket.connect());
    expect(error).toMatchObject({ failure: 'handshake', sent: false, retryable: true });
    expect(error.message).toContain('503');
  });

  test('error: a handshake that never ends costs the time that it was given', async () => {
    const peers: net.Socket[] = [];
    const url = await listen(net.createServer((peer) => void peers.push(peer)));
    onTestFinished(() => peers.forEach((peer) => void peer.destroy()));
    const { socket, clock, until } = await socketWorld('public', { url });
    const connecting = failure(socket.connect({ timeoutMs: 500 }));
    await until(() => peers.length === 1);
    clock.advanceSync(500);
    expect(await connecting).toBeInstanceOf(TimeoutError);
  });

  test('args: a signal ends it, also one that is aborted before', async () => {
    const { socket, server } = await socketWorld('public');
    const signal = AbortSignal.abort();
    expect(await failure(socket.connect({ signal }))).toBeInstanceOf(AbortedError);
    const controller = new AbortController();
    const connecting = failure(socket.connect({ signal: controller.signal }));
    controller.abort();
    expect(await connecting).toMatchObject({ name: 'AbortedError', sent: false });
    expect(server.peers).toHaveLength(0);
  });

  test('behavior: each call that joins has limits of its own', async () => {
    const peers: net.Socket[] = [];
    const url = await listen(net.createServer((peer) => void peers.push(peer)));
    onTestFinished(() => peers.forEach((peer) => void peer.destroy()));
    const { socket, clock } = await socketWorld('public', { url });
    const first = failure(socket.connect());
    const second = failure(socket.connect({ timeoutMs: 5 }));
    clock.advanceSync(5);
    expect(await second).toMatchObject({ name: 'TimeoutError', timeoutMs: 5 });
    socket.disconnect();
    expect(await first).toBeInstanceOf(ClosedError);
  });

  test('behavior: disconnect ends an attempt, and another can follow', async () => {
    const { socket, events } = await socketWorld('public');
    const connecting = failure(socket.connect());
    socket.disconnect();
    expect(await connecting).toBeInstanceOf(ClosedError);
    await socket.connect();
    expect([socket.isConnected, socket.epoch, events()]).toEqual([true, 2, []]);
  });
});

describe('the end', () => {
  test('behavior: a connection that the venue ends is reported, with its reason and without secrets', async () => {
    const { socket, server, said, until } = await socketWorld('public');
    await socket.connect();
    server.peer.socket.close(4000, `maintenance ${SECRET}`);
    await until(() => said.length === 1);
    expect(said[0]).toMatchObject({ event: 'close', value: { failure: 'closed', venue: 'poloniex' } });
    expect(String(said[0]?.value)).toMatch(/4000: maintenance \[redacted\]/);
    expect([socket.isConnected, socket.pendingRequests, socket.latencyMs]).toEqual([false, 0, undefined]);
    await socket.connect();
    expect([socket.isConnected, socket.epoch]).toEqual([true, 2]);
  });

  test('behavior: a reset ends it as well, and what waits reports that it was sent', async () => {
    const { socket, server, said, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    const waiting = failure(socket.subscribe({ channel: 'ticker', symbols: ['all'] }));
    const behind = failure(socket.subscribe({ channel: 'trades', symbols: ['all'] }));
    await until(() => server.frames.length === 1);
    server.peer.socket.terminate();
    expect(await waiting).toMatchObject({ name: 'ConnectionError', sent: true, operation: 'subscribe' });
    expect(await behind).toMatchObject({ name: 'ConnectionError', sent: false, operation: 'subscribe' });
    expect(said.map(({ event }) => event)).toEqual(['close']);
  });

  test('behavior: disconnect is silent, and what waits rejects', async () => {
    const { socket, server, events, until } = await socketWorld('public');
    server.script = () => undefined;
    await socket.connect();
    const waiting = failure(socket.ping());
    await until(() => server.frames.length === 1);
    socket.disconnect();
    expect(await waiting).toMatchObject({ name: 'ClosedError', sent: true, operation: 'ping' });
    await until(() => server.closes.length === 1);
    expect([events(), socket.isConnected, socket.pendingRequests]).toEqual([[], false, 0]);
    expect(await failure(socket.ping())).toBeInstanceOf(NotConnectedError);
  });

  test('behavior: a connection that was replaced reports nothing any more', async () => {
    const { socket, server, events, until } = await socketWorld('public');
    const heard: unknown[] = [];
    socket.on('ticker', (row) => heard.push(row));
    await socket.connect();
    const [old] = server.peers;
    old?.send(frameText('ticker'));
    old?.send({ event: 'error', message: 'old' });
    socket.disconnect();
    await socket.connect();
    await socket.ping();
    await until(() => server.closes.length === 1);
    expect([heard, events(), socket.epoch]).toEqual([[], [], 2]);
  });

  test('default: close is regular and final', async () => {
    const { socket, server, events } = await socketWorld('public');
    await socket.connect();
    await Promise.all([socket.close(), socket.close()]);
    expect([server.closes, events(), socket.isConnected]).toEqual([[1000], [], false]);
    expect(await failure(socket.connect())).toBeInstanceOf(ClosedError);
    expect(await failure(socket.ping())).toMatchObject({ name: 'ClosedError', sent: false });
  });

  test('behavior: close of a connection that is frozen takes one second', async () => {
    const { socket, server, clock, until } = await socketWorld('public');
    await socket.connect();
    server.peer.socket.pause();
    let closed = false;
    const closing = socket.close().then(() => {
      closed = true;
    });
    await until(() => !socket.isConnected);
    await clock.advance(999);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
  });

  test('behavior: close while connecting ends the attempt', async () => {
    const { socket } = await socketWorld('public');
    const connecting = failure(socket.connect());
    await socket.close();
    expect(await connecting).toBeInstanceOf(ClosedError);
  });

  test('behavior: a listener may disconnect in the middle of a frame', async () => {
    const { socket, server, events, until } = await socketWorld('public');
    let heard = 0;
    socket.on('ticker', () => {
      heard += 1;
      socket.disconnect();
    });
    await socket.connect();
    server.peer.send(frameText('ticker'));
    server.peer.send(frameText('ticker'));
    await until(() => server.closes.length === 1);
    expect([heard, events()]).toEqual([1, []]);
  });
});

describe('what cannot be used', () => {
  test('error: garbage is reported and counted, and the connection stays', async () => {
    const { socket, server, said } = await socketWorld('public');
    await socket.connect();
    for (const text of ['<html>canary</html>', '7', '{"channel":"ticker","data":{}}', ''])
      server.peer.send(text);
    await socket.ping();
    expect(said).toHaveLength(4);
    for (const { event, value } of said) {
      expect(event).toBe('error');
      expect(value).toBeInstanceOf(ProtocolError);
      expect(inspect(value, { depth: null })).not.toContain('canary');
    }
    expect(socket.counters).toEqual({ invalidFrames: 4, unknownFrames: 0, lateAnswers: 0 });
    expect(socket.isConnected).toBe(true);
  });

  test('error: a bad row is named with its secrets removed; the good one beside it is emitted', async () => {
    const { socket, server, said } = await socketWorld('public');
    const heard: unknown[] = [];
    socket.on('trades', (row) => heard.push(row.id));
    await socket.connect();
    const frame = JSON.parse(frameText('trades')) as { data: Record<string, unknown>[] };
    frame.data.push({ ...frame.data[0], price: SECRET });
    server.peer.send(frame);
    await socket.ping();
    expect(heard).toEqual(['194']);
    expect(said).toMatchObject([{ event: 'error', value: { path: 'data[1].price', operation: 'trades' } }]);
    expect(inspect(said, { depth: null, showHidden: true })).not.toContain(SECRET);
  });

  test('error: a frame over the bound ends the connection', async () => {
    const { socket, server, said, until } = await socketWorld('public', { maxFrameBytes: 1000 });
    await socket.connect();
    server.peer.send('7'.repeat(1001));
    await until(() => said.length === 1);
    expect(String(said[0]?.value)).toContain('over the size limit');
  });

  test('behavior: frames and events of tomorrow are unknown, and counted', async () => {
    const { socket, server, said } = await socketWorld('public');
    await socket.connect();
    server.peer.send({ channel: 'tomorrow', data: [] });
    server.peer.send({ event: 'pong' });
    server.peer.send({ channel: 'ticker', event: 'subscribe' });
    await socket.ping();
    expect(said.map(({ event }) => event)).toEqual(['unknown', 'unknown']);
    expect(socket.counters.unknownFrames).toBe(1);
  });

  test('error: what a listener throws stays with it', async () => {
    const { socket, server } = await socketWorld('public');
    const heard: string[] = [];
    socket.on('trades', () => {
      throw new Error('mine');
    });
    socket.on('trades', async () => Promise.reject(new Error('mine too')));
    socket.on('trades', (row) => heard.push(row.id));
    await socket.connect();
    server.peer.send(frameText('trades'));
    await socket.ping();
    expect([heard, socket.isConnected]).toEqual([['194'], true]);
  });

  test('args: a listener must be a function', async () => {
    const { socket } = await socketWorld('public');
    expect(() => socket.on('ticker', 5 as never)).toThrow('must be a function');
  });

  test('behavior: once receives one event, and off none', async () => {
    const { socket, server } = await socketWorld('public');
    const heard: string[] = [];
    const never = (): void => void heard.push('never');
    socket
      .once('trades', () => heard.push('once'))
      .on('trades', never)
      .off('trades', never);
    await socket.connect();
    server.peer.send(frameText('trades'));
    server.peer.send(frameText('trades'));
    await socket.ping();
    expect(heard).toEqual(['once']);
  });
});

describe('what is shown', () => {
  test('behavior: taps receive every frame in order, secrets removed', async () => {
    const seen: unknown[] = [];
    const tap = (event: unknown): void => void seen.push(event);
    const { socket, server } = await socketWorld('private', { tap });
    await socket.connect();
    server.peer.send({ note: SECRET });
    await socket.ping();
    expect(seen).toMatchObject([
      { direction: 'out', connection: 'private', epoch: 1, sequence: 1 },
      { direction: 'in', sequence: 1 },
      { direction: 'out', sequence: 2, data: '{"event":"ping"}' },
      { direction: 'in', sequence: 2, data: '{"note":"[redacted]"}' },
      { direction: 'in', sequence: 3, data: '{"event":"pong"}' },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/canary/);
  });

  test('behavior: a tap that throws has no effect', async () => {
    const { socket } = await socketWorld('public', {
      tap: () => {
        throw new Error('mine');
      },
    });
    await socket.connect();
    expect(await socket.ping()).toBe(0);
  });

  test('behavior: inspection and JSON show nothing secret', async () => {
    const { socket, context } = await socketWorld('private');
    await socket.connect();
    const { url } = context;
    expect(JSON.parse(JSON.stringify(socket))).toEqual({
      venue: 'poloniex',
      socket: 'private',
      endpoint: url,
      isConnected: true,
      epoch: 1,
    });
    expect(inspect(socket, { depth: null, showHidden: true })).not.toMatch(/canary/);
  });
});
