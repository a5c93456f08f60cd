import { once } from 'node:events';
import type { Socket } from 'node:net';
import { startEmulator } from '../../../src/emulators';
import { proxyWebSocket, webSocketFrame } from '../end-to-end/flood-socket';
import { endlessFrames } from './frames';

/** How often frames are written, in ms. */
const TICK_MS = 5;

/** From the bench. */
export type ToVenue =
  | { readonly type: 'open'; readonly markets: number }
  | { readonly type: 'send'; readonly symbols: readonly string[]; readonly perSecond: number };

export type FromVenue =
  | { readonly type: 'opened'; readonly options: object }
  /** What was sent in the second that has passed. */
  | { readonly type: 'sent'; readonly count: number }
  | { readonly type: 'failed'; readonly message: string };

const tell = (message: FromVenue): void => void process.send?.(message);

let target: Socket | undefined;

async function open(markets: number): Promise<void> {
  const emulator = await startEmulator('poloniex', { symbols: markets });
  emulator.market.pause();
  const { endpoints, credentials } = emulator;
  const use = (socket: Socket): void => {
    target = socket;
  };
  const port = await proxyWebSocket(use, endpoints.ws.public);
  const publicUrl = `ws://127.0.0.1:${port}/ws/public`;
  const options = {
    baseUrl: endpoints.http.url,
    publicUrl,
    privateUrl: endpoints.ws.private,
    ...credentials,
  };
  tell({ type: 'opened', options });
}

/** Writes at an even pace; what could not be written in time is written later, and none is left out. */
async function send(symbols: readonly string[], perSecond: number): Promise<void> {
  const next = endlessFrames(symbols);
  const began = performance.now();
  let count = 0;
  setInterval(() => tell({ type: 'sent', count }), 1000);
  for (;;) {
    const due = Math.floor(((performance.now() - began) / 1000) * perSecond);
    const frames: Buffer[] = [];
    for (; count < due && frames.length < 500; count += 1) frames.push(webSocketFrame(next()));
    if (target === undefined || target.destroyed) throw new Error('Nobody is connected');
    if (frames.length > 0 && !target.write(Buffer.concat(frames))) await once(target, 'drain');
    else await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

process.on('message', (message: ToVenue) => {
  const step = message.type === 'open' ? open(message.markets) : send(message.symbols, message.perSecond);
  step.catch((error: unknown) => tell({ type: 'failed', message: String(error) }));
});
