import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { median } from '../measure';
import type { Endpoints, FromPlacer, Placer, ToPlacer } from './messages';

const LIMIT = { side: 'buy', type: 'limit' } as const;

/** Places one order, and resolves when the venue has accepted it. */
type Place = () => Promise<unknown>;

async function placeOf(placer: Placer, endpoints: Endpoints): Promise<Place> {
  switch (placer) {
    case 'bareSocket':
      return sendFrames(endpoints.bareSocket.url);
    case 'bareRequest':
      return sendRequests(endpoints.bareRequest.port);
    case 'xapi': {
      const { XapiBroker } = await import('../../../src/venues/xapi');
      const broker = new XapiBroker(endpoints.xapi as never);
      await broker.connect();
      return () => broker.placeOrder({ ...LIMIT, symbol: 'EURUSD', quantity: '0.01', price: '0.9' });
    }
    case 'poloniex': {
      const { PoloniexBroker } = await import('../../../src/venues/poloniex');
      const broker = new PoloniexBroker(endpoints.poloniex as never);
      await broker.connect();
      return () => broker.placeOrder({ ...LIMIT, symbol: 'BTC_USDT', quantity: '0.001', price: '20000' });
    }
    case 'chp': {
      const { ChpBroker } = await import('../../../src/venues/chp');
      const broker = new ChpBroker(endpoints.chp as never);
      await broker.connect();
      return () => broker.placeOrder({ ...LIMIT, symbol: 'GAZP', quantity: '10', price: '100' });
    }
  }
}

async function sendFrames(url: string): Promise<Place> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  const price = { cmd: 2, expiration: 0, offset: 0, order: 0, price: 0.9, sl: 0, symbol: 'EURUSD', tp: 0 };
  return async () => {
    const answer = once(socket, 'message');
    const customComment = String(Math.random());
    const tradeTransInfo = { ...price, type: 0, volume: 0.01, customComment };
    socket.send(JSON.stringify({ command: 'tradeTransaction', arguments: { tradeTransInfo } }));
    const [text] = await answer;
    return JSON.parse(String(text));
  };
}

async function sendRequests(port: number): Promise<Place> {
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/json' };
  return async () => {
    const asked = request({ port, method: 'POST', path: '/orders', agent, headers });
    const clientOrderId = String(Math.random());
    const order = { symbol: 'BTC_USDT', side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '20000' };
    asked.end(JSON.stringify({ ...order, clientOrderId }));
    const [answer] = await once(asked, 'response');
    let text = '';
    for await (const chunk of answer) text += chunk;
    return JSON.parse(text);
  };
}

/** What the bytes of an order hold; a frame is masked, and no other is sent meanwhile. */
const MARKS: Readonly<Record<Placer, string>> = {
  bareSocket: '',
  xapi: '',
  bareRequest: 'POST /orders',
  poloniex: 'POST /orders',
  chp: 'Order/Place',
};

type Written = readonly { readonly chunk: string | Buffer }[];

/** Calls back when a socket has handed bytes that hold a text to the operating system, whoever writes them. */
function watchWrites(mark: string, written: () => void): void {
  const { _write, _writev } = Socket.prototype;
  const note = (chunk: string | Buffer): void => {
    if (String(chunk).includes(mark)) written();
  };
  Socket.prototype._write = function (chunk, ...rest) {
    _write.call(this, chunk, ...rest);
    note(chunk);
  };
  Socket.prototype._writev = function (chunks: Written, ...rest) {
    _writev?.call(this, chunks as never, ...rest);
    for (const { chunk } of chunks) note(chunk);
  };
}

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

async function measure({ placer, endpoints, pauseMs, warmUp, orders }: ToPlacer): Promise<FromPlacer> {
  const place = await placeOf(placer, endpoints);
  const bytes: number[] = [];
  const whole: number[] = [];
  let began = 0;
  let isOut = true;
  watchWrites(MARKS[placer], () => {
    const now = cpuUs();
    if (!isOut) bytes.push(now - began);
    isOut = true;
  });
  for (let order = 0; order < warmUp + orders; order += 1) {
    await sleep(pauseMs);
    began = cpuUs();
    isOut = false;
    await place();
    whole.push(cpuUs() - began);
  }
  if (bytes.length !== whole.length) throw new Error(`${bytes.length} of ${whole.length} orders were seen`);
  const measured = { bytesUs: median(bytes.slice(warmUp)), wholeUs: median(whole.slice(warmUp)) };
  return { type: 'measured', measured };
}

const tell = (message: FromPlacer): void => void process.send?.(message);

process.on('message', (message: ToPlacer) => {
  measure(message).then(tell, (error: unknown) => tell({ type: 'failed', message: String(error) }));
});
