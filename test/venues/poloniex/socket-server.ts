import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { silentLogger } from '../../../src/core/logger';
import { seededRandom } from '../../../src/core/random';
import { VirtualClock } from '../../../src/core/virtual-clock';
import { Redactor } from '../../../src/errors/redact';
import type { SocketContext } from '../../../src/venues/poloniex/socket/context';
import { PoloniexPrivateSocket } from '../../../src/venues/poloniex/socket/private-socket';
import { PoloniexPublicSocket } from '../../../src/venues/poloniex/socket/public-socket';
import type { PoloniexSocketEvents } from '../../../src/venues/poloniex/types/stream';

export type Frame = Record<string, unknown> & {
  readonly event?: string;
  readonly channel?: readonly string[];
  readonly id?: string;
};

/** One connection as the server sees it. */
export interface Peer {
  /** Sends an object as JSON, or a text as it is. */
  send(frame: unknown): void;
  readonly socket: WebSocket;
}

/** What a test makes the server do with a frame; `false` leaves it to the server's own answer. */
type Script = (frame: Frame, peer: Peer) => unknown;

/** A venue that does what a test tells it, and by default what the documents say. */
export class SocketServer {
  readonly frames: { readonly frame: Frame; readonly at: number }[] = [];
  readonly peers: Peer[] = [];
  /** Codes of the connections that ended. */
  readonly closes: number[] = [];
  script: Script = () => false;
  readonly #server: WebSocketServer;
  readonly #clock: VirtualClock;

  private constructor(server: WebSocketServer, clock: VirtualClock) {
    this.#server = server;
    this.#clock = clock;
    server.on('connection', (socket) => {
      const peer: Peer = {
        socket,
        send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
      };
      this.peers.push(peer);
      socket.on('error', () => {});
      socket.on('close', (code) => this.closes.push(code));
      socket.on('message', (data) => this.#receive(JSON.parse(String(data)) as Frame, peer));
    });
  }

  static async start(clock: VirtualClock): Promise<SocketServer> {
    const listener = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(listener, 'listening');
    onTestFinished(() => {
      for (const socket of listener.clients) socket.terminate();
      listener.close();
    });
    return new SocketServer(listener, clock);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`;
  }

  /** The last connection. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (peer === undefined) throw new Error('Nobody has connected');
    return peer;
  }

  /** Frames with this event, in order. */
  of(event: string): readonly Frame[] {
    return this.frames.filter(({ frame }) => frame.event === event).map(({ frame }) => frame);
  }

  #receive(frame: Frame, peer: Peer): void {
    this.frames.push({ frame, at: this.#clock.monotonic() });
    if (this.script(frame, peer) === false) answer(frame, peer);
  }
}

function answer(frame: Frame, peer: Peer): void {
  const { event, channel, id, symbols } = frame;
  if (event === 'ping') peer.send({ event: 'pong' });
  else if (event === 'unsubscribe_all') peer.send({ event, channel: 'all' });
  else if (event === 'list_subscriptions') peer.send({ subscriptions: ['ticker'] });
  else if (channel?.[0] === 'auth') peer.send({ data: { success: true, ts: 1 }, channel: 'auth' });
  else if (id !== undefined) peer.send({ id, data: [accepted] });
  else for (const name of channel ?? []) peer.send({ channel: name, event, symbols });
}

const accepted = { orderId: '1', clientOrderId: '', message: '', code: 200 };

export const SECRET = 'canary-signature-47dV/+=';

/** A socket, its server, a clock that stands still, and what the socket has said. */
export async function socketWorld<N extends 'public' | 'private'>(
  name: N,
  overrides: Partial<SocketContext> = {},
) {
  const clock = new VirtualClock();
  const server = await SocketServer.start(clock);
  const redactor = new Redactor();
  redactor.add(SECRET);
  let calls = 0;
  const context: SocketContext = {
    name,
    url: server.url,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    timeoutMs: 15_000,
    maxFrameBytes: 1 << 20,
    maxPendingRequests: 1000,
    raw: false,
    redactor,
    nextId: () => `call-${++calls}`,
    ...(name === 'private' ? { authenticate: () => Promise.resolve(authFrame) } : {}),
    ...overrides,
  };
  const Socket = (name === 'public' ? PoloniexPublicSocket : PoloniexPrivateSocket) as new (
    context: SocketContext,
  ) => N extends 'public' ? PoloniexPublicSocket : PoloniexPrivateSocket;
  const socket = new Socket(context);
  onTestFinished(() => socket.disconnect());
  const said: { readonly event: string; readonly value: unknown }[] = [];
  for (const event of ['close', 'error', 'stale', 'fresh', 'unknown'] as const) {
    const listen = (value?: unknown): void => void said.push({ event, value });
    (socket as PoloniexPublicSocket).on(event, listen as PoloniexSocketEvents[typeof event]);
  }
  const events = (): readonly string[] => said.map(({ event }) => event);
  /** Lets sockets work until the condition holds, without moving time. */
  const until = (condition: () => boolean): Promise<void> => clock.advanceUntil(condition, { stepMs: 0.01 });
  return { clock, server, socket, said, events, until, context };
}

const authFrame = JSON.stringify({
  event: 'subscribe',
  channel: ['auth'],
  params: { key: 'canary-key', signTimestamp: '1', signature: SECRET },
});

/** The error that a promise is rejected with. */
export async function failure<T extends Error = Error>(promise: Promise<unknown>): Promise<T> {
  return promise.then(
    () => {
      throw new Error('It was not rejected');
    },
    (error: unknown) => error as T,
  );
}
