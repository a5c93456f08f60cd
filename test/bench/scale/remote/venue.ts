import { once } from 'node:events';
import type { Socket } from 'node:net';
import { seededRandom } from '../../../../src/core/random';
import { type PoloniexEmulator, startEmulator } from '../../../../src/emulators';
import { proxyWebSocket, webSocketFrame } from '../../end-to-end/flood-socket';
import { PriceWalk } from '../../price-walk';
import { type FromVenue, sharedMicros, type ToVenue, UNITS, type VenueOrder } from './messages';

/** How often frames are written, in ms. */
const TICK_MS = 2;
const SEED = 7;

const tell = (message: FromVenue): void => void process.send?.(message);

let emulator: PoloniexEmulator;
let target: Socket | undefined;
let sent = 0;
/** Counts what was asked for: a later request ends the sending of an earlier one. */
let run = 0;

async function open(markets: number, answerMs: number): Promise<void> {
  emulator = await startEmulator('poloniex', { symbols: markets, seed: SEED });
  emulator.market.pause();
  if (answerMs > 0) emulator.faults.latency(answerMs, { side: 'rest', command: 'createOrder' });
  const { endpoints, credentials } = emulator;
  const port = await proxyWebSocket((socket) => {
    target = socket;
  }, endpoints.ws.public);
  const publicUrl = `ws://127.0.0.1:${port}/ws/public`;
  const options = {
    baseUrl: endpoints.http.url,
    publicUrl,
    privateUrl: endpoints.ws.private,
    ...credentials,
  };
  const symbols = emulator.market.instruments().map(({ symbol }) => symbol);
  tell({ type: 'opened', options, symbols });
}

/** A ticker, or a trade, of the next market each. The quantity is the time at which the frame was made. */
function frames(symbols: readonly string[], trades: boolean): () => string {
  const random = seededRandom(SEED);
  const walks = symbols.map((symbol) => new PriceWalk(random, symbol, 1 + random.next() * 100, 4, 8));
  let count = 0;
  return () => {
    const turn = trades ? count >> 1 : count;
    const walk = walks[turn % walks.length] as PriceWalk;
    const isTrade = trades && count % 2 === 1;
    count += 1;
    const ts = Date.now();
    const { bid, ask } = walk.step();
    const price = walk.text(bid);
    const stamp = sharedMicros();
    if (isTrade) {
      return (
        `{"channel":"trades","data":[{"symbol":"${walk.symbol}","amount":"${stamp}","takerSide":"buy",` +
        `"quantity":"${stamp}","createTime":${ts},"price":"${price}","id":${60_000_000 + count},"ts":${ts}}]}`
      );
    }
    return (
      `{"channel":"ticker","data":[{"symbol":"${walk.symbol}","dailyChange":"0.0123","high":"${walk.text(walk.high)}",` +
      `"amount":"${(1e6 + count).toFixed(4)}","quantity":"${stamp}","tradeCount":${count},` +
      `"low":"${walk.text(walk.low)}","closeTime":${ts},"startTime":${ts - 86_400_000},"close":"${price}",` +
      `"open":"${walk.text(walk.low)}","ts":${ts},"markPrice":"${walk.text(ask)}"}]}`
    );
  };
}

/** Writes at an even pace. What nobody is connected to read is not sent later. */
async function send(symbols: readonly string[], perSecond: number, trades: boolean): Promise<void> {
  run += 1;
  const mine = run;
  const next = frames(symbols, trades);
  let began = performance.now();
  let count = 0;
  while (mine === run) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    const socket = target;
    if (socket === undefined || socket.destroyed || socket.writableNeedDrain) {
      began = performance.now();
      count = 0;
      await (socket?.writableNeedDrain === true
        ? Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {})
        : pause());
      continue;
    }
    const bytes: Buffer[] = [];
    for (; count < due && bytes.length < 500; count += 1) bytes.push(webSocketFrame(next()));
    sent += bytes.length;
    if (bytes.length > 0) socket.write(Buffer.concat(bytes));
    await pause();
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TICK_MS));

async function nextOrder(): Promise<void> {
  const isOrder = ({ command }: { readonly command: string }): boolean => command === 'createOrder';
  const { requests } = emulator.orders;
  let seen = requests.length;
  for (;;) {
    await pause();
    if (requests.slice(seen).some(isOrder)) break;
    seen = requests.length;
  }
  tell({ type: 'order' });
}

function report(): void {
  const { requests, executed } = emulator.orders;
  const orders = new Map<string, { requests: number; placed: number; filled: number }>();
  const of = (id: unknown) => {
    const key = String(id);
    const known = orders.get(key) ?? { requests: 0, placed: 0, filled: 0 };
    orders.set(key, known);
    return known;
  };
  const topics = new Map<string, number>();
  let logins = 0;
  for (const { command, members, side } of requests) {
    if (command === 'createOrder') of(members['clientOrderId']).requests += 1;
    else if (command === 'auth') logins += 1;
    else if (side === 'public' && command === 'subscribe') {
      for (const channel of members['channel'] as string[])
        for (const symbol of (members['symbols'] ?? []) as string[]) {
          const topic = `${channel} ${symbol}`;
          topics.set(topic, (topics.get(topic) ?? 0) + 1);
        }
    }
  }
  for (const { kind, customComment, volume } of executed) {
    if (customComment === null) continue;
    if (kind === 'open' || kind === 'pending') of(customComment).placed += 1;
    if (kind === 'fill') of(customComment).filled += Math.round(Number(volume) * UNITS);
  }
  tell({
    type: 'report',
    orders: [...orders].map(([clientOrderId, order]): VenueOrder => ({ clientOrderId, ...order })),
    logins,
    doubled: [...topics].filter(([, count]) => count > 1).map(([topic]) => topic),
    topics: topics.size,
    requests: requests.length,
    sent,
  });
}

async function take(message: ToVenue): Promise<void> {
  if (message.type === 'open') await open(message.markets, message.answerMs);
  else if (message.type === 'send') void send(message.symbols, message.perSecond, message.trades);
  else if (message.type === 'pause') run += 1;
  else if (message.type === 'nextOrder') await nextOrder();
  else report();
}

process.on('message', (message: ToVenue) => {
  take(message).catch((error: unknown) =>
    tell({ type: 'failed', message: String((error as Error).stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
