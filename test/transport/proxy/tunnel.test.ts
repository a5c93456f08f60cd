import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../../src/core/clock';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { HttpClient } from '../../../src/transport/http/client';
import { ProxyServer } from '../../../src/transport/proxy/proxy-server';
import { openTunnel } from '../../../src/transport/proxy/tunnel';
import { openTcp } from '../../../src/transport/socket/tcp-connection';
import { openWebSocket } from '../../../src/transport/socket/websocket-connection';
import { startProxy, type TestProxy, type TestProxyOptions } from '../../setup/proxies';
import {
  certificate,
  closedPort,
  eventually,
  recorder,
  startHttp,
  startTcp,
  type TestCertificate,
} from '../servers';

const LOGIN = 'canary-user:canary/pass@word:1';
const KINDS = ['http', 'https', 'socks5'] as const;
let trusted: TestCertificate;
let other: TestCertificate;
beforeAll(async () => {
  trusted = await certificate();
  other = await certificate({ name: 'other.example' });
});

async function proxyOf(kind: TestProxyOptions['kind'], login = LOGIN): Promise<TestProxy> {
  const proxy = await startProxy({ kind, login, ...(kind === 'https' ? { tls: trusted } : {}) });
  onTestFinished(() => proxy.close());
  return proxy;
}

const signal = () => new AbortController().signal;
const shown = (error: unknown): string =>
  inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);

describe.each(KINDS)('through a proxy of %s', (kind) => {
  test.each([
    ['TCP', false],
    ['TLS', true],
  ])('default: bytes of %s go both ways', async (_name, secure) => {
    const proxy = await proxyOf(kind);
    const server = await startTcp((socket) => socket.pipe(socket), secure ? trusted : undefined);
    const handlers = recorder();
    const connection = await openTcp(
      {
        host: '127.0.0.1',
        port: server.port,
        tls: secure ? { ca: trusted.cert } : false,
        proxy: new ProxyServer(kind === 'https' && !secure ? (await proxyOf('http')).url : proxy.url),
      },
      { handlers, clock: systemClock },
    );
    connection.send('{"command":"ping"}');
    await eventually(() => handlers.text() === '{"command":"ping"}');
    connection.close();
    await eventually(() => handlers.closes.length === 1 && proxy.open() === 0);
  });

  test.each(['ws', 'wss'])('default: messages of %s go both ways', async (scheme) => {
    const proxy = await proxyOf(kind);
    const http = await startHttp((_, response) => response.end(), scheme === 'wss' ? trusted : undefined);
    const venue = new WebSocketServer({ server: http.server });
    venue.on('connection', (socket) => socket.on('message', (data) => socket.send(`got ${data}`)));
    const handlers = recorder();
    const connection = await openWebSocket(
      { url: http.url.replace('http', 'ws'), ca: trusted.cert, proxy: new ProxyServer(proxy.url) },
      { handlers, clock: systemClock },
    );
    connection.send('hello');
    await eventually(() => handlers.text() === 'got hello');
    expect(proxy.targets).toEqual([http.host]);
    connection.terminate();
    await eventually(() => proxy.open() === 0);
    venue.close();
  });

  test.each(['http', 'https'])('default: requests of %s are answered, and share a socket', async (scheme) => {
    const proxy = await proxyOf(kind);
    const http = await startHttp(
      (request, response) => response.end(`got ${request.url}`),
      scheme === 'https' ? trusted : undefined,
    );
    const client = new HttpClient({
      baseUrl: http.url,
      clock: systemClock,
      ca: trusted.cert,
      proxy: new ProxyServer(proxy.url),
    });
    for (const path of ['/a', '/b']) {
      expect(await client.request({ method: 'GET', path })).toMatchObject({
        status: 200,
        text: `got ${path}`,
      });
    }
    expect(proxy.targets).toEqual([http.host]);
    client.close();
    await eventually(() => proxy.open() === 0);
  });

  test('error: the certificate of the venue is verified through the proxy', async () => {
    const proxy = new ProxyServer((await proxyOf(kind)).url);
    const server = await startTcp((socket) => socket.pipe(socket), other);
    const ca = [other.cert, trusted.cert];
    const tls = { host: '127.0.0.1', port: server.port, tls: { ca }, proxy };
    const options = { handlers: recorder(), clock: systemClock };
    await expect(openTcp(tls, options)).rejects.toMatchObject({ failure: 'tls', sent: false });
    const named = { ...tls, tls: { ca, serverName: 'other.example' } };
    (await openTcp(named, options)).terminate();
    const http = await startHttp((_, response) => response.end(), other);
    const client = new HttpClient({ baseUrl: http.url, clock: systemClock, ca, proxy });
    const answer = client.request({ method: 'GET', path: '/', operation: 'read' });
    await expect(answer).rejects.toMatchObject({ failure: 'tls', sent: false, operation: 'read' });
    client.close();
  });

  test.each(['refuse', 'cut', 'wrong login', 'wrong port', 'nobody'])(
    'error: %s is a ConnectionError, not sent, without the password',
    async (what) => {
      const proxy = await proxyOf(kind);
      if (what === 'refuse' || what === 'cut') proxy.set(what);
      const port = what === 'wrong port' ? await closedPort() : (await startTcp(() => {})).port;
      const url = new URL(proxy.url);
      if (what === 'wrong login') url.password = 'canary-wrong';
      if (what === 'nobody') url.port = String(await closedPort());
      const wanted = new ProxyServer(url.href);
      const client = new HttpClient({
        baseUrl: `http://127.0.0.1:${port}`,
        clock: systemClock,
        ca: trusted.cert,
        proxy: wanted,
      });
      const tunnel = openTunnel(wanted, { host: '127.0.0.1', port }, { signal: signal(), ca: trusted.cert });
      const answer = client.request({ method: 'POST', path: '/', operation: 'place' });
      for (const [work, operation] of [
        [tunnel, 'connect'],
        [answer, 'place'],
      ] as const) {
        const error: unknown = await work.then(
          () => undefined,
          (reason) => reason,
        );
        expect(error).toMatchObject({
          name: 'ConnectionError',
          operation,
          sent: false,
          failure: what === 'nobody' ? 'refused' : 'handshake',
          retryable: what !== 'refuse' && what !== 'wrong login',
          message: expect.stringContaining(wanted.name),
        });
        expect(shown(error)).not.toContain('canary');
      }
      client.close();
      await eventually(() => proxy.open() === 0);
    },
  );

  test('error: a proxy that says nothing ends with the deadline of the handshake, and its socket too', async () => {
    const proxy = await proxyOf(kind);
    proxy.set('hang');
    const clock = new VirtualClock();
    const target = {
      host: '127.0.0.1',
      port: 1,
      tls: { ca: trusted.cert },
      proxy: new ProxyServer(proxy.url),
    } as const;
    const opening = openTcp(target, { handlers: recorder(), clock, handshakeTimeoutMs: 3000 });
    opening.catch(() => {});
    await eventually(() => proxy.open() === 1);
    await clock.advance(3000);
    await expect(opening).rejects.toMatchObject({ name: 'TimeoutError', sent: false, timeoutMs: 3000 });
    // The library of SOCKS has no way to end what it waits for but its own timer.
    if (kind !== 'socks5') await eventually(() => proxy.open() === 0);
  });

  test('error: a request whose proxy says nothing ends with its deadline, not sent, and with close', async () => {
    const proxy = await proxyOf(kind);
    proxy.set('hang');
    const clock = new VirtualClock();
    const client = new HttpClient({
      baseUrl: 'https://127.0.0.1:1',
      clock,
      ca: trusted.cert,
      proxy: new ProxyServer(proxy.url),
    });
    const first = client.request({ method: 'GET', path: '/', timeoutMs: 3000 });
    first.catch(() => {});
    await eventually(() => proxy.open() === 1);
    await clock.advance(3000);
    await expect(first).rejects.toMatchObject({ name: 'TimeoutError', sent: false });
    const second = client.request({ method: 'GET', path: '/' });
    second.catch(() => {});
    const kept = kind === 'socks5' ? 1 : 0;
    await eventually(() => proxy.open() === kept + 1);
    client.close();
    await expect(second).rejects.toMatchObject({ name: 'ClosedError', sent: false });
    if (kind !== 'socks5') await eventually(() => proxy.open() === 0);
  });

  test('behavior: an abort ends the opening', async () => {
    const proxy = await proxyOf(kind);
    proxy.set('hang');
    const controller = new AbortController();
    const work = openTunnel(
      new ProxyServer(proxy.url),
      { host: '127.0.0.1', port: 1 },
      { signal: controller.signal, ca: trusted.cert },
    );
    work.catch(() => {});
    await eventually(() => proxy.open() === 1);
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortedError', sent: false });
  });

  test('error: a proxy that answers anything never ends the process', async () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const answer = kind === 'socks5' ? bytes.map((rest) => Uint8Array.of(5, 0, 5, 0, 0, ...rest)) : bytes;
    await fc.assert(
      fc.asyncProperty(fc.oneof(answer, bytes), async (said) => {
        const server = createServer((socket) =>
          socket
            .on('error', () => {})
            .resume()
            .end(said),
        );
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const { port } = server.address() as AddressInfo;
        const proxy = new ProxyServer(`${kind}://127.0.0.1:${port}`);
        const work = openTunnel(proxy, { host: '127.0.0.1', port: 1 }, { signal: signal() });
        await work.then(
          (socket) => socket.destroy(),
          (error) => expect(error.sent).toBe(false),
        );
        await new Promise((resolve) => server.close(resolve));
      }),
      { numRuns: 60 },
    );
  });
});

test('behavior: socks5h leaves the name of the venue to the proxy, socks5 resolves it here', async () => {
  const proxy = await proxyOf('socks5');
  const { port } = await startTcp(() => {});
  for (const scheme of ['socks5h', 'socks5']) {
    const url = proxy.url.replace('socks5', scheme);
    const socket = await openTunnel(new ProxyServer(url), { host: 'localhost', port }, { signal: signal() });
    socket.destroy();
  }
  expect(proxy.targets).toEqual([`localhost:${port}`, `127.0.0.1:${port}`]);
});
