import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ConnectionError, NotConnectedError } from '../../../src/errors';
import type { OpenOptions } from '../../../src/transport/socket/connection';
import { openWebSocket, type WebSocketTarget } from '../../../src/transport/socket/websocket-connection';
import {
  certificate,
  closedPort,
  eventually,
  recorder,
  startHttp,
  startTcp,
  type TestCertificate,
  turns,
} from '../servers';

async function startServer(
  onSocket: (socket: WebSocket, request: IncomingMessage) => void,
  tls?: TestCertificate,
) {
  const http = await startHttp((_, response) => response.end(), tls);
  const server = new WebSocketServer({ server: http.server });
  server.on('connection', (socket, request) => {
    socket.on('error', () => {});
    onSocket(socket, request);
  });
  onTestFinished(() => server.close());
  return { ...http, url: `${http.url.replace('http', 'ws')}/demo` };
}

/** A server that answers the upgrade request in its own way. */
async function startUpgrade(onUpgrade: (socket: Duplex) => void) {
  const http = await startHttp((_, response) => response.end());
  http.server.on('upgrade', (_request, socket: Duplex) => {
    socket.on('error', () => {});
    onUpgrade(socket);
  });
  return { ...http, url: `${http.url.replace('http', 'ws')}/demo?token=canary-22` };
}

async function connected(
  options: { open?: Partial<OpenOptions>; tls?: TestCertificate; target?: Partial<WebSocketTarget> } = {},
) {
  let peer: WebSocket | undefined;
  let request: IncomingMessage | undefined;
  const server = await startServer((socket, its) => {
    peer = socket;
    request = its;
  }, options.tls);
  const clock = new VirtualClock();
  const handlers = recorder();
  const connection = await openWebSocket(
    { url: server.url, ...options.target },
    { handlers, clock, ...options.open },
  );
  await eventually(() => peer !== undefined);
  return {
    connection,
    handlers,
    clock,
    server,
    peer: peer as WebSocket,
    request: request as IncomingMessage,
    raw: [...server.sockets][0]!,
  };
}

describe('openWebSocket', () => {
  test('default: messages go both ways, one call a message', async () => {
    const { connection, handlers, peer, request } = await connected({
      target: { headers: { 'X-Key': 'abc' } },
    });
    const received: string[] = [];
    peer.on('message', (data) => received.push(String(data)));
    connection.send('{"a":1}');
    connection.send('zażółć');
    await eventually(() => received.length === 2);
    expect(received).toEqual(['{"a":1}', 'zażółć']);
    peer.send('{"b":1}{"c":2}');
    peer.send(Buffer.from([1, 2]));
    await eventually(() => handlers.chunks.length === 2);
    expect(handlers.chunks[0]?.toString()).toBe('{"b":1}{"c":2}');
    expect(handlers.chunks[1]).toEqual(Buffer.from([1, 2]));
    expect(request.headers['x-key']).toBe('abc');
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    connection.terminate();
  });

  test('default: over TLS, with the certificate checked', async () => {
    const tls = await certificate();
    const { connection, handlers, peer, server } = await connected({ tls, target: { ca: tls.cert } });
    peer.send('secure');
    await eventually(() => handlers.text() === 'secure');
    connection.terminate();
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const opening = openWebSocket({ url: server.url }, { handlers: recorder(), clock: new VirtualClock() });
      await expect(opening).rejects.toMatchObject({ failure: 'tls', retryable: false, sent: false });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('behavior: what the server sends first waits for the opener', async () => {
    const order: string[] = [];
    const { url } = await startServer((socket) => socket.send('hello'));
    const handlers = { ...recorder(), onData: () => void order.push('data') };
    const connection = await openWebSocket({ url }, { handlers, clock: new VirtualClock() });
    order.push('open');
    await eventually(() => order.includes('data'));
    expect(order).toEqual(['open', 'data']);
    connection.terminate();
  });

  test('behavior: the server closes with a code and a reason', async () => {
    const { connection, handlers, peer } = await connected();
    peer.send('last');
    peer.close(1012, 'maintenance');
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.text()).toBe('last');
    expect(handlers.closes).toMatchObject([
      { byUs: false, code: 1012, reason: 'maintenance', error: { failure: 'closed', retryable: true } },
    ]);
    expect(handlers.closes[0]?.error.message).toMatch(/closed the connection with code 1012$/);
    expect(connection.isOpen).toBe(false);
    expect(() => connection.send('x')).toThrow(NotConnectedError);
  });

  test('behavior: a FIN without a close frame', async () => {
    const { handlers, raw } = await connected();
    raw.end();
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.closes).toMatchObject([{ byUs: false, code: 1006, error: { failure: 'closed' } }]);
    expect(handlers.closes[0]).not.toHaveProperty('reason');
  });

  test('behavior: a reset in the middle of a message', async () => {
    const { handlers, raw } = await connected();
    // A text frame that announces 100 bytes and brings three.
    raw.write(Buffer.from([0x81, 100, 0x7b, 0x22, 0x61]));
    await turns();
    raw.resetAndDestroy();
    await eventually(() => handlers.closes.length > 0);
    await turns();
    expect(handlers.chunks).toHaveLength(0);
    expect(handlers.closes).toMatchObject([{ byUs: false, code: 1006, error: { failure: 'reset' } }]);
  });

  test('behavior: close is answered by the server', async () => {
    const { connection, handlers, peer, clock } = await connected();
    const codes: number[] = [];
    peer.on('close', (code) => codes.push(code));
    connection.close();
    expect(connection.isOpen).toBe(false);
    await eventually(() => handlers.closes.length > 0 && codes.length > 0);
    expect(handlers.closes).toMatchObject([{ byUs: true, code: 1000 }]);
    expect(codes).toEqual([1000]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: a frozen connection is cut after the grace period', async () => {
    const { connection, handlers, peer, clock } = await connected();
    peer.pause();
    connection.close(500);
    await turns();
    await clock.advance(499);
    expect(handlers.closes).toHaveLength(0);
    await clock.advance(1);
    expect(handlers.closes).toMatchObject([{ byUs: true }]);
  });

  test('behavior: terminate ends a frozen connection at once', async () => {
    const { connection, handlers, peer } = await connected();
    peer.pause();
    connection.terminate();
    expect(handlers.closes).toHaveLength(0);
    await turns(2);
    expect(handlers.closes).toMatchObject([{ byUs: true }]);
    await turns();
    expect(handlers.closes).toHaveLength(1);
  });

  test('behavior: pings are answered and count as inbound activity', async () => {
    const { connection, handlers, peer } = await connected();
    let pongs = 0;
    peer.on('pong', () => {
      pongs += 1;
    });
    peer.ping();
    peer.pong();
    await eventually(() => pongs === 1 && handlers.signs.count === 2);
    expect(handlers.chunks).toHaveLength(0);
    connection.terminate();
  });

  test('error: a message over the bound', async () => {
    const { connection, handlers, peer } = await connected({ open: { maxFrameBytes: 1000 } });
    const codes: number[] = [];
    peer.on('close', (code) => codes.push(code));
    peer.send('x'.repeat(1000));
    peer.send('x'.repeat(1001));
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.chunks).toHaveLength(1);
    expect(handlers.closes).toMatchObject([{ byUs: false, code: 1009, error: { failure: 'closed' } }]);
    expect(handlers.closes[0]?.error.message).toMatch(/sent a message over the size limit$/);
    expect(connection.isOpen).toBe(false);
    await eventually(() => codes.length > 0);
    expect(codes).toEqual([1009]);
  });

  test('error: bytes that are no frame', async () => {
    const { handlers, raw } = await connected();
    raw.write('HTTP/1.1 200 OK\r\n\r\n');
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.closes).toMatchObject([{ byUs: false, code: 1002 }]);
    expect(handlers.closes[0]?.error.message).toMatch(/broke the WebSocket protocol$/);
  });

  test('error: a peer that stops reading: send fails at the bound', async () => {
    const { connection, peer } = await connected({ open: { maxOutboundBytes: 100_000 } });
    peer.pause();
    const block = 'y'.repeat(10_000);
    let error: unknown;
    for (let sent = 0; sent < 10_000 && !error; sent += 1) {
      try {
        connection.send(block);
      } catch (thrown) {
        error = thrown;
      }
      if (sent % 20 === 0) await turns(1);
    }
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ failure: 'backpressure', sent: false });
    expect(connection.isOpen).toBe(true);
    connection.terminate();
  });

  test.each([
    [503, 'no WebSocket upgrade', true],
    [429, 'no WebSocket upgrade', true],
    [403, 'no WebSocket upgrade', false],
    [200, 'no WebSocket upgrade', false],
    [302, 'a redirect, which is refused', false],
    [307, 'a redirect, which is refused', false],
  ])('error: %i instead of an upgrade, with an endless body', async (status, text, retryable) => {
    let other = 0;
    const elsewhere = await startHttp((_, response) => {
      other += 1;
      response.end();
    });
    const { url, host, sockets } = await startUpgrade((socket) => {
      socket.write(
        `HTTP/1.1 ${status} No\r\nLocation: ${elsewhere.url}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      );
      socket.write(`${(20).toString(16)}\r\n${'<html>canary-body'.padEnd(20)}\r\n`);
      socket.on('end', () => socket.destroy());
      socket.resume();
    });
    const handlers = recorder();
    const clock = new VirtualClock();
    const headers = { authorization: 'canary-22' };
    const opening = openWebSocket({ url, headers }, { handlers, clock });
    await expect(opening).rejects.toMatchObject({
      name: 'ConnectionError',
      failure: 'handshake',
      sent: false,
      retryable,
    });
    const error: unknown = await opening.catch((it: unknown) => it);
    expect((error as Error).message).toBe(`ws://${host}/demo answered ${status}: ${text}`);
    expect(`${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}`).not.toContain(
      'canary',
    );
    await eventually(() => sockets.size === 0);
    expect(other).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    expect(handlers.closes).toHaveLength(0);
  });

  test('error: an upgrade that never comes', async () => {
    const { url, host, sockets } = await startUpgrade((socket) => {
      socket.on('end', () => socket.destroy());
      socket.resume();
    });
    const clock = new VirtualClock();
    const opening = openWebSocket({ url }, { handlers: recorder(), clock, handshakeTimeoutMs: 3000 });
    opening.catch(() => {});
    await eventually(() => sockets.size === 1);
    await clock.advance(3000);
    await expect(opening).rejects.toMatchObject({
      name: 'TimeoutError',
      message: `ws://${host}/demo did not finish the handshake within 3000 ms`,
      sent: false,
    });
    await eventually(() => sockets.size === 0);
  });

  test('error: aborted during the handshake', async () => {
    const { url, sockets } = await startUpgrade((socket) => {
      socket.on('end', () => socket.destroy());
      socket.resume();
    });
    const controller = new AbortController();
    const clock = new VirtualClock();
    const opening = openWebSocket({ url }, { handlers: recorder(), clock, signal: controller.signal });
    opening.catch(() => {});
    await eventually(() => sockets.size === 1);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortedError', sent: false });
    await eventually(() => sockets.size === 0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: refused, and a server that is no HTTP server', async () => {
    const options = { handlers: recorder(), clock: new VirtualClock() };
    const refused = openWebSocket({ url: `ws://127.0.0.1:${await closedPort()}/` }, options);
    await expect(refused).rejects.toMatchObject({ failure: 'refused', sent: false });
    const { port } = await startTcp((socket) => socket.end('{"status":false}'));
    const wrong = openWebSocket({ url: `ws://127.0.0.1:${port}/` }, options);
    await expect(wrong).rejects.toMatchObject({ failure: 'handshake', sent: false });
  });

  test.each([
    ['a relative URL', { url: '/canary-22' }],
    ['another scheme', { url: 'ftp://127.0.0.1/canary-22' }],
    ['a fragment', { url: 'ws://127.0.0.1/#canary-22' }],
    ['a line break in a header', { url: 'ws://127.0.0.1:1/', headers: { key: 'canary-22\r\nx: y' } }],
  ])('args: %s', async (_, target) => {
    const opening = openWebSocket(target, { handlers: recorder(), clock: new VirtualClock() });
    await expect(opening).rejects.toMatchObject({ name: 'ValidationError', sent: false });
    const error: unknown = await opening.catch((it: unknown) => it);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('canary');
  });

  test('behavior: a connection shows no header', async () => {
    const { connection } = await connected({ target: { headers: { authorization: 'canary-22' } } });
    expect(inspect(connection, { depth: null, showHidden: true })).not.toContain('canary');
    connection.terminate();
  });
});
