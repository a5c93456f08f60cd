import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { startEmulator } from '../../../src/emulators';
import type { Endpoints, FromServer } from './messages';

async function bareSocket(): Promise<Endpoints['bareSocket']> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) =>
    socket.on('message', () => socket.send('{"status":true,"returnData":{"order":43}}')),
  );
  await once(server, 'listening');
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bareRequest(): Promise<Endpoints['bareRequest']> {
  const server = createServer((asked, answer) => asked.resume().on('end', () => answer.end('{"id":"43"}')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port };
}

async function xapi(): Promise<object> {
  const emulator = await startEmulator('xapi', { processingMs: 1, announcePending: false });
  emulator.market.pause();
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  return { mainUrl, streamUrl, ...emulator.credentials };
}

async function poloniex(): Promise<object> {
  const emulator = await startEmulator('poloniex', { rateLimits: false });
  emulator.market.pause();
  const { http, ws } = emulator.endpoints;
  return { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private, ...emulator.credentials };
}

async function chp(): Promise<object> {
  const emulator = await startEmulator('chp');
  emulator.market.pause();
  const { host, port } = emulator.endpoints.http;
  return { host, port, pollIntervalMs: 200, ...emulator.credentials };
}

async function open(): Promise<FromServer> {
  return {
    type: 'opened',
    endpoints: {
      bareSocket: await bareSocket(),
      bareRequest: await bareRequest(),
      xapi: await xapi(),
      poloniex: await poloniex(),
      chp: await chp(),
    },
  };
}

const tell = (message: FromServer): void => void process.send?.(message);

process.on('message', () => {
  open().then(tell, (error: unknown) => tell({ type: 'failed', message: String(error) }));
});
