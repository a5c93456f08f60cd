import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import type { FrameTapEvent } from '../../src/broker';
import { startEmulator } from '../../src/emulators';
import type { Order } from '../../src/model';
import { PoloniexBroker } from '../../src/venues/poloniex';
import { XapiBroker } from '../../src/venues/xapi';
import { type BenchRow, median } from './measure';

const WARM_UP = 60;
const ORDERS = 40;
/** XAPI takes a command every 200 ms: an order that waits for its turn would cost a timer as well. */
const PAUSE_MS = 210;
const LIMIT_US = 100;

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** CPU time of `send`, in microseconds, until it calls `sent`. */
async function costs(pauseMs: number, send: (sent: () => void) => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let order = 0; order < WARM_UP + ORDERS; order += 1) {
    await sleep(pauseMs);
    const began = cpuUs();
    let took = Number.NaN;
    await send(() => {
      if (Number.isNaN(took)) took = cpuUs() - began;
    });
    if (order >= WARM_UP) all.push(took);
  }
  return median(all);
}

async function bareSocket(): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(socket, 'open');
  const price = { command: 'tradeTransaction', arguments: { tradeTransInfo: { cmd: 2, symbol: 'EURUSD' } } };
  const took = await costs(5, async (sent) => {
    socket.send(JSON.stringify({ ...price, customTag: String(Math.random()) }));
    sent();
  });
  socket.terminate();
  server.close();
  return took;
}

async function bareRequest(): Promise<number> {
  const server = createServer((asked, answer) => asked.resume().on('end', () => answer.end('{}')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const took = await costs(5, async (sent) => {
    const asked = request({ port, method: 'POST', path: '/orders', agent });
    asked.end(JSON.stringify({ symbol: 'BTC_USDT', side: 'BUY', price: String(Math.random()) }));
    sent();
    const [answer] = await once(asked, 'response');
    await once(answer.resume(), 'end');
  });
  agent.destroy();
  server.close();
  return took;
}

interface Placing {
  readonly broker: { placeOrder(): Promise<Order> };
  /** What to call when the order has left. */
  onOut: (event: FrameTapEvent) => void;
}

/** From the call of `placeOrder` to the frame that leaves. */
const placed = (placing: Placing, pauseMs: number, isOrder: (data: string) => boolean): Promise<number> =>
  costs(pauseMs, (sent) => {
    placing.onOut = ({ direction, data }) => {
      if (direction === 'out' && isOrder(data)) sent();
    };
    return placing.broker.placeOrder();
  });

async function xapi(): Promise<number> {
  const emulator = await startEmulator('xapi', { processingMs: 1, announcePending: false });
  emulator.market.pause();
  const { main: mainUrl, stream: streamUrl } = emulator.endpoints.ws;
  const tap = (event: FrameTapEvent): void => placing.onOut(event);
  const broker = new XapiBroker({ mainUrl, streamUrl, tap, ...emulator.credentials });
  const order = { symbol: 'EURUSD', side: 'buy', type: 'limit', quantity: '0.01', price: '0.9' } as const;
  const placing: Placing = { broker: { placeOrder: () => broker.placeOrder(order) }, onOut: () => {} };
  await broker.connect();
  const took = await placed(placing, PAUSE_MS, (data) => data.includes('"tradeTransaction"'));
  await broker.close();
  await emulator.close();
  return took;
}

async function poloniex(): Promise<number> {
  const emulator = await startEmulator('poloniex', { rateLimits: false });
  emulator.market.pause();
  const { http, ws } = emulator.endpoints;
  const tap = (event: FrameTapEvent): void => placing.onOut(event);
  const urls = { baseUrl: http.url, publicUrl: ws.public, privateUrl: ws.private };
  const broker = new PoloniexBroker({ ...urls, tap, ...emulator.credentials });
  const order = {
    symbol: 'BTC_USDT',
    side: 'buy',
    type: 'limit',
    quantity: '0.001',
    price: '20000',
  } as const;
  const placing: Placing = { broker: { placeOrder: () => broker.placeOrder(order) }, onOut: () => {} };
  await broker.connect();
  const took = await placed(placing, 45, (data) => data.includes('BTC_USDT') && data.includes('LIMIT'));
  await broker.close();
  await emulator.close();
  return took;
}

/** CPU time from `placeOrder` to the bytes of the order, in microseconds, above that of a bare send. */
export async function benchPlaceOrder(): Promise<BenchRow[]> {
  const row = (id: string, us: number): BenchRow => ({
    id,
    ratio: us,
    perSecond: Math.round(1e6 / us),
    limit: LIMIT_US,
  });
  return [
    row('place-order-xapi-us', (await xapi()) - (await bareSocket())),
    row('place-order-poloniex-us', (await poloniex()) - (await bareRequest())),
  ];
}
