import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { ConnectionError, NotConnectedError, ProtocolError } from '../../../src/errors';
import type { OpenOptions } from '../../../src/transport/socket/connection';
import { openTcp, type TcpTarget } from '../../../src/transport/socket/tcp-connection';
import {
  certificate,
  closedPort,
  eventually,
  recorder,
  startRelay,
  startTcp,
  type TestCertificate,
  turns,
} from '../servers';

let trusted: TestCertificate;
beforeAll(async () => {
  trusted = await certificate();
});

function plain(port: number): TcpTarget {
  return { host: '127.0.0.1', port, tls: false };
}

function secured(port: number): TcpTarget {
  return { host: '127.0.0.1', port, tls: { ca: trusted.cert } };
}

/** Accepts and never says a word. */
async function silentServer() {
  let ended = 0;
  const server = await startTcp((socket) => {
    socket.resume();
    socket.on('end', () => {
      ended += 1;
      socket.destroy();
    });
  });
  return { ...server, ended: () => ended };
}

async function connected(
  options: { tls?: boolean; onSocket?: (socket: Socket) => void; open?: Partial<OpenOptions> } = {},
) {
  let peer: Socket | undefined;
  const server = await startTcp(
    (socket) => {
      peer = socket;
      (options.onSocket ?? ((it) => it.resume()))(socket);
    },
    options.tls ? trusted : undefined,
  );
  const clock = new VirtualClock();
  const handlers = recorder();
  // A plain hop in between, because a server's TLS socket cannot send a reset.
  const hop = await startRelay(server.port);
  const target = options.tls ? secured(hop.port) : plain(hop.port);
  const connection = await openTcp(target, { handlers, clock, ...options.open });
  await eventually(() => peer !== undefined);
  return { connection, handlers, clock, peer: peer as Socket, reset: hop.reset };
}

describe.each([
  ['TCP', false],
  ['TLS', true],
])('openTcp over %s', (_, tls) => {
  test('default: bytes go both ways, in order', async () => {
    const received: Buffer[] = [];
    const { connection, handlers, peer } = await connected({
      tls,
      onSocket: (socket) => socket.on('data', (chunk: Buffer) => received.push(chunk)),
    });
    expect(connection.isOpen).toBe(true);
    connection.send('{"command":"ping"}');
    connection.send('zażółć 😀');
    await eventually(() => Buffer.concat(received).toString() === '{"command":"ping"}zażółć 😀');
    peer.write('{"status":');
    peer.write('true}\n\n');
    await eventually(() => handlers.text() === '{"status":true}\n\n');
    expect(connection.bufferedBytes).toBe(0);
    connection.terminate();
  });

  test('behavior: what the server sends first waits for the opener', async () => {
    const { port } = await startTcp((socket) => socket.write('hello'), tls ? trusted : undefined);
    const order: string[] = [];
    const handlers = { ...recorder(), onData: () => void order.push('data') };
    const connection = await openTcp(tls ? secured(port) : plain(port), {
      handlers,
      clock: new VirtualClock(),
    });
    order.push('open');
    await eventually(() => order.includes('data'));
    expect(order).toEqual(['open', 'data']);
    connection.terminate();
  });

  test('behavior: a FIN in the middle of a value ends it once', async () => {
    const { connection, handlers, peer } = await connected({ tls });
    peer.end('{"half":');
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.text()).toBe('{"half":');
    expect(handlers.closes[0]).toMatchObject({
      byUs: false,
      error: { name: 'ConnectionError', failure: 'closed', retryable: true },
    });
    expect(connection.isOpen).toBe(false);
    expect(() => connection.send('x')).toThrow(NotConnectedError);
    connection.close();
    connection.terminate();
    await turns();
    expect(handlers.closes).toHaveLength(1);
  });

  test('behavior: a reset ends it once', async () => {
    const { handlers, reset } = await connected({ tls });
    reset();
    await eventually(() => handlers.closes.length > 0);
    await turns();
    expect(handlers.closes).toHaveLength(1);
    expect(handlers.closes[0]).toMatchObject({ byUs: false, error: { failure: 'reset' } });
    expect(handlers.closes[0]?.error.message).toMatch(/^127\.0\.0\.1:\d+ broke the connection/);
  });

  test('behavior: close lets the last bytes leave and the last answer come', async () => {
    const received: Buffer[] = [];
    const { connection, handlers, clock } = await connected({
      tls,
      onSocket: (socket) => {
        socket.on('data', (chunk: Buffer) => received.push(chunk));
        socket.on('end', () => socket.end('bye'));
      },
    });
    connection.send('logout');
    connection.close();
    expect(connection.isOpen).toBe(false);
    expect(() => connection.send('late')).toThrow(NotConnectedError);
    await eventually(() => handlers.closes.length > 0);
    expect(Buffer.concat(received).toString()).toBe('logout');
    expect(handlers.text()).toBe('bye');
    expect(handlers.closes[0]).toMatchObject({ byUs: true, error: { failure: 'closed' } });
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: a peer that never answers the close is cut after the grace period', async () => {
    const { connection, handlers, clock } = await connected({ tls });
    connection.close(300);
    connection.close(1);
    await turns();
    await clock.advance(299);
    expect(handlers.closes).toHaveLength(0);
    await clock.advance(1);
    expect(handlers.closes).toMatchObject([{ byUs: true }]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('behavior: terminate ends a frozen connection at once, but not inside the call', async () => {
    const { connection, handlers, peer } = await connected({ tls, onSocket: (socket) => socket.pause() });
    connection.send('x'.repeat(500_000));
    connection.terminate();
    expect(connection.isOpen).toBe(false);
    expect(connection.bufferedBytes).toBe(0);
    expect(handlers.closes).toHaveLength(0);
    await turns(2);
    expect(handlers.closes).toMatchObject([{ byUs: true, error: { failure: 'closed' } }]);
    peer.write('late');
    await turns();
    expect(handlers.chunks).toHaveLength(0);
    expect(handlers.closes).toHaveLength(1);
  });

  test('error: a peer that stops reading: send fails at the bound, the connection stays', async () => {
    const { connection, handlers } = await connected({
      tls,
      onSocket: (socket) => socket.pause(),
      open: { maxOutboundBytes: 100_000 },
    });
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
    expect(connection.bufferedBytes).toBeLessThanOrEqual(100_000);
    expect(connection.isOpen).toBe(true);
    expect(handlers.closes).toHaveLength(0);
    connection.terminate();
  });

  test('error: a handler that throws ends the connection with its error as the cause', async () => {
    const handlers = recorder();
    const { connection, peer } = await connected({
      tls,
      open: {
        handlers: {
          ...handlers,
          onData: () => {
            throw new ProtocolError('garbage');
          },
        },
      },
    });
    peer.write('x');
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.closes[0]).toMatchObject({
      byUs: false,
      error: { failure: 'closed', cause: { name: 'ProtocolError' } },
    });
    expect(connection.isOpen).toBe(false);
  });

  test('behavior: terminate inside onData', async () => {
    const handlers = recorder();
    const { connection, peer } = await connected({
      tls,
      open: { handlers: { ...handlers, onData: () => connection.terminate() } },
    });
    peer.write('x');
    await eventually(() => handlers.closes.length > 0);
    expect(handlers.closes).toMatchObject([{ byUs: true }]);
  });
});

describe('openTcp', () => {
  test('error: a handshake that hangs ends at the deadline', async () => {
    const { port, ended } = await silentServer();
    const clock = new VirtualClock();
    const handlers = recorder();
    const opening = openTcp(secured(port), { handlers, clock, handshakeTimeoutMs: 3000 });
    opening.catch(() => {});
    await clock.advance(2999);
    await clock.advance(1);
    await expect(opening).rejects.toMatchObject({
      name: 'TimeoutError',
      message: `127.0.0.1:${port} did not finish the handshake within 3000 ms`,
      timeoutMs: 3000,
      sent: false,
      operation: 'connect',
    });
    await eventually(() => ended() === 1);
    expect(clock.pendingTimers).toBe(0);
    expect(handlers.closes).toHaveLength(0);
  });

  test('error: refused', async () => {
    const port = await closedPort();
    const clock = new VirtualClock();
    const opening = openTcp(plain(port), { handlers: recorder(), clock });
    await expect(opening).rejects.toMatchObject({
      name: 'ConnectionError',
      failure: 'refused',
      sent: false,
      retryable: true,
      message: `127.0.0.1:${port} refused the connection`,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test('error: refused on every address of a name', async () => {
    const port = await closedPort();
    const opening = openTcp(
      { host: 'localhost', port, tls: true },
      { handlers: recorder(), clock: new VirtualClock() },
    );
    await expect(opening).rejects.toMatchObject({
      failure: 'refused',
      message: `localhost:${port} refused the connection`,
    });
  });

  test.each([
    ['unknown authority', {}, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['another name', { name: 'other.example' }, { trust: true }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['expired', { expired: true }, { trust: true }, 'CERT_HAS_EXPIRED'],
  ])('error: a certificate that does not fit: %s', async (_, make, { trust }: { trust?: boolean }, code) => {
    const used = await certificate(make);
    const { port } = await startTcp((socket) => socket.resume(), used);
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const target = { host: 'localhost', port, tls: trust ? { ca: [used.cert] } : true };
      const opening = openTcp(target, { handlers: recorder(), clock: new VirtualClock() });
      await expect(opening).rejects.toMatchObject({ failure: 'tls', retryable: false, sent: false });
      await expect(opening).rejects.toThrow(code);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('args: serverName is what the certificate must bear', async () => {
    const used = await certificate({ name: 'broker.example' });
    const { port } = await startTcp((socket) => socket.resume(), used);
    const open = (serverName: string) =>
      openTcp(
        { host: '127.0.0.1', port, tls: { ca: used.cert, serverName } },
        { handlers: recorder(), clock: new VirtualClock() },
      );
    (await open('broker.example')).terminate();
    await expect(open('other.example')).rejects.toMatchObject({ failure: 'tls' });
  });

  test('error: a server that is no TLS server', async () => {
    const { port } = await startTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(
      openTcp(secured(port), { handlers: recorder(), clock: new VirtualClock() }),
    ).rejects.toMatchObject({
      failure: 'tls',
      sent: false,
    });
  });

  test('error: a server that closes during the TLS handshake', async () => {
    const { port } = await startTcp((socket) => socket.destroy());
    await expect(
      openTcp(secured(port), { handlers: recorder(), clock: new VirtualClock() }),
    ).rejects.toMatchObject({
      failure: 'handshake',
      sent: false,
      retryable: true,
    });
  });

  test('error: aborted before and during the handshake', async () => {
    const { port, sockets, ended } = await silentServer();
    const clock = new VirtualClock();
    const before = openTcp(secured(port), { handlers: recorder(), clock, signal: AbortSignal.abort() });
    await expect(before).rejects.toMatchObject({ name: 'AbortedError', sent: false });
    expect(sockets.size).toBe(0);
    const controller = new AbortController();
    const during = openTcp(secured(port), { handlers: recorder(), clock, signal: controller.signal });
    await eventually(() => sockets.size === 1);
    controller.abort();
    await expect(during).rejects.toMatchObject({ name: 'AbortedError', sent: false });
    await eventually(() => ended() === 1);
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([0, -1, Number.NaN, 2 ** 31])('args: handshakeTimeoutMs %s', async (handshakeTimeoutMs) => {
    const opening = openTcp(plain(1), {
      handlers: recorder(),
      clock: new VirtualClock(),
      handshakeTimeoutMs,
    });
    await expect(opening).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('behavior: the signal has no effect once it is open', async () => {
    const controller = new AbortController();
    const { connection, handlers } = await connected({ open: { signal: controller.signal } });
    controller.abort();
    await turns();
    expect(connection.isOpen).toBe(true);
    expect(handlers.closes).toHaveLength(0);
    connection.terminate();
  });

  test('behavior: what was sent is in no error', async () => {
    const { connection, handlers, reset } = await connected();
    connection.send('{"password":"canary-22"}');
    reset();
    await eventually(() => handlers.closes.length > 0);
    expect(inspect(handlers.closes, { depth: null, showHidden: true })).not.toContain('canary');
    expect(inspect(connection, { depth: null, showHidden: true })).not.toContain('canary');
  });
});
