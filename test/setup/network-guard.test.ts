import { execFile } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import axios from 'axios';
import { HttpResponse, http as mock } from 'msw';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { useMswServer } from './msw';
import { networkGuard } from './network-guard';

/** A documentation address: nobody listens there, and nothing may try. */
const OUTSIDE = '192.0.2.1';

/** Takes the refusals of a test that provokes them. */
const takeRefused = () => networkGuard.refused.splice(0);

describe('network guard', () => {
  const server = useMswServer(mock.get('https://api.example.test/time', () => HttpResponse.json({ now: 1 })));
  const open: Array<{ close(): unknown }> = [];
  afterEach(() => {
    vi.restoreAllMocks();
    for (const item of open.splice(0)) item.close();
  });

  async function listen(listener: net.Server): Promise<number> {
    open.push(listener);
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  }

  it.each([
    ['net', () => net.connect(443, OUTSIDE)],
    ['net options', () => net.connect({ port: 443, host: 'example.com' })],
    ['Socket.connect', () => new net.Socket().connect({ port: 443, host: '::' })],
    ['tls', () => tls.connect({ port: 443, host: OUTSIDE })],
    ['tls positional', () => tls.connect(443, OUTSIDE)],
  ])('error: %s outside loopback', async (_name, connect) => {
    const [error] = await once(connect(), 'error', { signal: AbortSignal.timeout(5_000) }).catch((e) => [e]);
    expect(error).toMatchObject({ code: 'ERR_NETWORK_GUARD' });
    expect(takeRefused()).toHaveLength(1);
  });

  it('error: fetch, http, axios and ws outside loopback', async () => {
    const report = vi.spyOn(console, 'error').mockReturnValue();
    await expect(fetch(`http://${OUTSIDE}/`)).rejects.toThrow();
    await expect(axios.get(`http://${OUTSIDE}/`, { proxy: false })).rejects.toThrow();
    await expect(
      new Promise((resolve, reject) => {
        http.get(`http://${OUTSIDE}/`, resolve).on('error', reject);
      }),
    ).rejects.toThrow();
    await expect(
      new Promise((resolve, reject) => {
        new WebSocket(`ws://${OUTSIDE}/`).on('open', resolve).on('error', reject);
      }),
    ).rejects.toThrow();
    expect(takeRefused()).toHaveLength(4);
    expect(report).toHaveBeenCalledTimes(4);
  });

  it('error: dgram outside loopback', async () => {
    const socket = dgram.createSocket('udp4');
    open.push(socket);
    expect(() => socket.send('x', 53, OUTSIDE)).toThrow(/network guard refused/);
    expect(() => socket.connect(53, OUTSIDE)).toThrow(/network guard refused/);
    expect(takeRefused()).toHaveLength(2);
  });

  it('behavior: child processes inherit the guard', async () => {
    const code = `require('node:net').connect(443, '${OUTSIDE}')`;
    const run = promisify(execFile)(process.execPath, ['-e', code]);
    await expect(run).rejects.toThrow(/network guard refused/);
  });

  it('behavior: loopback sockets, requests and handshakes pass beside msw', async () => {
    const port = await listen(net.createServer((socket) => socket.end('hello')));
    const socket = net.connect(port, 'localhost');
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toBe('hello');

    const httpServer = http.createServer((_request, response) => response.end('{"ok":true}'));
    const sockets = new WebSocketServer({ server: httpServer });
    sockets.on('connection', (peer) => peer.send('welcome'));
    const httpPort = await listen(httpServer);
    expect(await (await fetch(`http://127.0.0.1:${httpPort}/`)).json()).toEqual({ ok: true });
    expect((await axios.get(`http://localhost:${httpPort}/`, { proxy: false })).data).toEqual({ ok: true });

    const client = new WebSocket(`ws://127.0.0.1:${httpPort}/`);
    const [message] = await once(client, 'message');
    expect(String(message)).toBe('welcome');
    client.terminate();
    sockets.close();
  });

  it('behavior: msw answers for hosts outside, and only those with a handler', async () => {
    const reply = await axios.get('https://api.example.test/time', { proxy: false });
    expect(reply.data).toEqual({ now: 1 });
    server.use(mock.get('https://api.example.test/time', () => HttpResponse.json({ now: 2 })));
    expect(await (await fetch('https://api.example.test/time')).json()).toEqual({ now: 2 });

    const report = vi.spyOn(console, 'error').mockReturnValue();
    await expect(axios.get('https://api.example.test/other', { proxy: false })).rejects.toThrow();
    expect(report).toHaveBeenCalledOnce();
    expect(takeRefused()).toHaveLength(1);
  });

  it.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', '[::1]', '::ffff:127.0.0.1', undefined])(
    'default: %s is loopback',
    (host) => {
      expect(networkGuard.isLoopback(host)).toBe(true);
    },
  );

  it.each(['example.com', '10.0.0.1', '0.0.0.0', '::', '127.evil.com', 'localhost.evil.com'])(
    'default: %s is not loopback',
    (host) => {
      expect(networkGuard.isLoopback(host)).toBe(false);
    },
  );
});
