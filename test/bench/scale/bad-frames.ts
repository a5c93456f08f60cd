import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '../../../src/emulators';
import { longestHold } from '../../../src/testing/event-loop';
import { PoloniexBroker } from '../../../src/venues/poloniex';
import { XapiBroker } from '../../../src/venues/xapi';
import { proxyTcp, proxyWebSocket, webSocketFrame } from '../end-to-end/flood-socket';
import type { BenchRow } from '../measure';

/** Within the largest frame of a stream. */
const BYTES = 1_000_000;
const LIMIT_MS = 50;
/** Until the frame was read, and what it caused has begun: a reconnection at the latest. */
const WAIT_MS = 1000;

const repeated = (value: string, separator = ','): string =>
  Array.from({ length: Math.floor(BYTES / (value.length + separator.length)) }, () => value).join(separator);

const TICK = '{"command":"tickPrices","data":{"ask":"x","bid":1}}';
const TRADE = '{"symbol":"BTC_USDT","amount":"x","id":1}';

/** What a broken venue may send in one frame. */
const KINDS: Readonly<Record<string, string>> = {
  zeros: `[${repeated('0')}]`,
  arrays: `[${repeated('[]')}]`,
  objects: `[${repeated('{}')}]`,
  'long-integers': `{"command":"tickPrices","channel":"trades","data":[${repeated('12345678901234567890')}]}`,
  values: repeated('{}', '\n\n'),
  ticks: repeated(TICK, '\n\n'),
  rows: `{"channel":"trades","data":[${repeated(TRADE)}]}`,
};

interface Path {
  readonly name: string;
  /** Connects a broker; its socket, and how to write a text on it. */
  open(): Promise<{ socket(): Socket; close(): Promise<void>; encode(text: string): Buffer }>;
}

const ignore = (): void => {};

async function xapi(transport: 'websocket' | 'tcp'): ReturnType<Path['open']> {
  const emulator = await startEmulator('xapi', { snapshots: false });
  emulator.market.pause();
  let last: Socket | undefined;
  const use = (socket: Socket): void => {
    last = socket;
  };
  const { tcp, ws } = emulator.endpoints;
  const where =
    transport === 'tcp'
      ? {
          transport,
          host: tcp.host,
          mainPort: tcp.mainPort,
          streamPort: await proxyTcp(use, tcp.streamPort),
          tls: false,
        }
      : { mainUrl: ws.main, streamUrl: `ws://127.0.0.1:${await proxyWebSocket(use, ws.stream)}/demoStream` };
  const broker = new XapiBroker({ ...where, ...emulator.credentials });
  broker.on('warning', ignore);
  broker.on('error', ignore);
  await broker.connect();
  await broker.subscribe('quotes', { symbols: ['EURUSD'] });
  return {
    socket: () => last as Socket,
    encode: (text) => (transport === 'tcp' ? Buffer.from(`${text}\n\n`) : webSocketFrame(text)),
    close: async () => {
      await broker.close();
      await emulator.close();
    },
  };
}

async function poloniex(socket: 'public' | 'private'): ReturnType<Path['open']> {
  const emulator = await startEmulator('poloniex');
  emulator.market.pause();
  let last: Socket | undefined;
  const port = await proxyWebSocket((found) => {
    last = found;
  }, emulator.endpoints.ws[socket]);
  const { http, ws } = emulator.endpoints;
  const urls = { publicUrl: ws.public, privateUrl: ws.private, [`${socket}Url`]: `ws://127.0.0.1:${port}` };
  const broker = new PoloniexBroker({ baseUrl: http.url, ...urls, ...emulator.credentials });
  broker.on('warning', ignore);
  broker.on('error', ignore);
  await broker.connect();
  await broker.subscribe('trades', { symbols: ['BTC_USDT'] });
  return {
    socket: () => last as Socket,
    encode: webSocketFrame,
    close: async () => {
      await broker.close();
      await emulator.close();
    },
  };
}

const PATHS: readonly Path[] = [
  { name: 'xapi-ws', open: () => xapi('websocket') },
  { name: 'xapi-tcp', open: () => xapi('tcp') },
  { name: 'poloniex-public', open: () => poloniex('public') },
  { name: 'poloniex-private', open: () => poloniex('private') },
];

/** The longest time that one frame of a megabyte of bad values holds the event loop, on every path, in ms. */
export async function scaleBadFrames(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { name, open } of PATHS) {
    for (const [kind, text] of Object.entries(KINDS)) {
      const hold = await longestHold(async () => {
        const path = await open();
        path.socket().write(path.encode(text));
        await sleep(WAIT_MS);
        await path.close();
      }, LIMIT_MS);
      rows.push({
        id: `bad-frame-${name}-${kind}-ms`,
        ratio: hold.ms,
        perSecond: 0,
        limit: Math.round(hold.limitMs),
      });
    }
  }
  return rows;
}
