import { once } from 'node:events';
import type { Socket } from 'node:net';
import { startEmulator } from '../../../src/emulators';
import { XapiBroker } from '../../../src/venues/xapi';
import { FloodAnswers } from './flood-answers';
import { proxyTcp, proxyWebSocket, webSocketFrame } from './flood-socket';
import { type Flood, floodOf } from './floods';
import type { Endpoints, FromServer, ToServer } from './messages';

/** What is written at once; a piece ends with a whole frame, as the proxy's own frames may come in between. */
const PIECE_BYTES = 64 * 1024;

/** The connection that the next flood goes to. */
let target: Socket | undefined;

const use = (socket: Socket): void => {
  target = socket;
};

/** Where a polled venue's answers come from. */
let answers: FloodAnswers | undefined;
let bodies: readonly string[] = [];

async function openPolled({ socket }: Flood): Promise<Endpoints> {
  const emulator = await startEmulator('chp');
  emulator.market.pause();
  const { endpoints, credentials } = emulator;
  answers = new FloodAnswers(socket);
  const { host, port: emulated } = endpoints.http;
  const port = await answers.listen({ host, port: emulated });
  const pace = { pollIntervalMs: 1, pollJitter: 0, requestsPerSecond: 10_000 };
  return {
    bare: { url: `http://${host}:${port}${socket}`, port },
    options: { host, port, ...pace, ...credentials },
  };
}

async function open(flood: Flood): Promise<Endpoints> {
  if (flood.venue === 'chp') return openPolled(flood);
  if (flood.venue === 'xapi') {
    // No values of its own: every record is one of the flood.
    const emulator = await startEmulator('xapi', { snapshots: false });
    emulator.market.pause();
    const { endpoints, credentials } = emulator;
    if (flood.prepare) {
      const { main, stream } = endpoints.ws;
      await using broker = new XapiBroker({ mainUrl: main, streamUrl: stream, ...credentials });
      await broker.connect();
      await flood.prepare(broker);
    }
    if (flood.transport === 'tcp') {
      const [port, bare] = await Promise.all([proxyTcp(use, endpoints.tcp.streamPort), proxyTcp(use)]);
      const { host, mainPort } = endpoints.tcp;
      const options = { transport: 'tcp', host, mainPort, streamPort: port, tls: false, ...credentials };
      return { bare: { url: '', port: bare }, options };
    }
    const port = await proxyWebSocket(use, endpoints.ws.stream);
    const url = `ws://127.0.0.1:${port}`;
    const options = { mainUrl: endpoints.ws.main, streamUrl: `${url}/demoStream`, ...credentials };
    return { bare: { url: `${url}/bare`, port }, options };
  }
  const emulator = await startEmulator('poloniex');
  emulator.market.pause();
  const { endpoints, credentials } = emulator;
  if (flood.transport === 'http') {
    answers = new FloodAnswers(flood.socket);
    const { host, port: emulated } = endpoints.http;
    const port = await answers.listen({ host, port: emulated });
    const { public: publicUrl, private: privateUrl } = endpoints.ws;
    const baseUrl = `http://${host}:${port}`;
    return {
      bare: { url: baseUrl + flood.socket, port },
      options: { baseUrl, publicUrl, privateUrl, ...credentials },
    };
  }
  const isPublic = flood.socket === 'public';
  const port = await proxyWebSocket(use, isPublic ? endpoints.ws.public : endpoints.ws.private);
  const url = `ws://127.0.0.1:${port}`;
  const options = {
    baseUrl: endpoints.http.url,
    publicUrl: isPublic ? `${url}/ws/public` : endpoints.ws.public,
    privateUrl: isPublic ? endpoints.ws.private : `${url}/ws/private`,
    ...credentials,
  };
  return { bare: { url: `${url}/bare`, port }, options };
}

/** The bytes of all frames in pieces. */
function piecesOf(flood: Flood, count: number): Buffer[] {
  const encode = flood.transport === 'tcp' ? (text: string) => Buffer.from(`${text}\n\n`) : webSocketFrame;
  const pieces: Buffer[] = [];
  let piece: Buffer[] = [];
  let size = 0;
  const end = (): void => {
    if (size > 0) pieces.push(Buffer.concat(piece));
    piece = [];
    size = 0;
  };
  for (const text of flood.frames(count, Date.now())) {
    const bytes = encode(text);
    if (size + bytes.length > PIECE_BYTES) end();
    piece.push(bytes);
    size += bytes.length;
  }
  end();
  return pieces;
}

/** Writes no faster than it is read: what the kernel holds is all that waits. */
async function send(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) throw new Error('The connection was lost');
    if (!socket.write(piece)) await once(socket, 'drain');
  }
}

let flood: Flood | undefined;
let pieces: readonly Buffer[] = [];

const tell = (message: FromServer): void => void process.send?.(message);

async function handle(message: ToServer): Promise<void> {
  if (message.type === 'open') {
    flood = floodOf(message.flood);
    tell({ type: 'opened', endpoints: await open(flood) });
    return;
  }
  if (message.type === 'generate') {
    await flood?.ready?.();
    if (answers !== undefined) bodies = (flood as Flood).frames(message.frames, Date.now());
    else pieces = piecesOf(flood as Flood, message.frames);
    tell({ type: 'generated', bytes: pieces.reduce((sum, { length }) => sum + length, 0) });
    return;
  }
  if (answers !== undefined) {
    answers.send(bodies);
    return;
  }
  if (target === undefined) throw new Error('Nobody is connected');
  await send(target, pieces);
}

process.on('message', (message: ToServer) => {
  handle(message).catch((error: unknown) => tell({ type: 'failed', message: String(error) }));
});
