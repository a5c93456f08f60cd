import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { VirtualClock } from '../../../src/core/virtual-clock';
import { JsonValueSplitter } from '../../../src/transport/json/splitter';
import type { XapiClientOptions } from '../../../src/venues/xapi/generated/records';

export type Request = Record<string, unknown> & { readonly command: string; readonly customTag?: string };

/** One connection as the server sees it. */
export interface Peer {
  /** Writes a value as the venue does: JSON and two line breaks. */
  send(value: unknown): void;
  /** Writes anything; over WebSocket one message. */
  write(data: string | Buffer): void;
  /** Writes a piece of a value: over WebSocket a fragment of one message, which the last piece ends. */
  part(data: string | Buffer, last: boolean): void;
  end(): void;
  destroy(): void;
}

export interface Received {
  readonly connection: 'main' | 'stream';
  readonly request: Request;
  readonly text: string;
  /** Virtual ms since the server was made. */
  readonly at: number;
}

export const SESSION_ID = 'canary-stream-8469308861804289383';

/** A server that does what a test tells it, and by default what a venue does. */
export class ScriptedServer {
  readonly received: Received[] = [];
  readonly mains: Peer[] = [];
  readonly streams: Peer[] = [];
  /** Replaces the answer to a request of main; returning false leaves it to the default. */
  onMain: (request: Request, peer: Peer) => unknown = () => false;
  readonly #clock: VirtualClock;
  readonly #close: (() => void)[] = [];
  #logins = 0;

  private constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  static async start(clock: VirtualClock, transport: 'tcp' | 'websocket') {
    const server = new ScriptedServer(clock);
    const listen = transport === 'tcp' ? server.#tcp : server.#webSocket;
    const mainPort = await listen.call(server, 'main');
    const streamPort = await listen.call(server, 'stream');
    const options: XapiClientOptions =
      transport === 'tcp'
        ? {
            userId: '1000',
            password: 'canary-password',
            transport,
            host: '127.0.0.1',
            mainPort,
            streamPort,
            tls: false,
            clock,
          }
        : {
            userId: '1000',
            password: 'canary-password',
            mainUrl: `ws://127.0.0.1:${mainPort}/demo`,
            streamUrl: `ws://127.0.0.1:${streamPort}/demoStream`,
            clock,
          };
    return { server, options };
  }

  /** The commands that came in, in order. */
  commands(connection: 'main' | 'stream'): readonly string[] {
    return this.received.filter((item) => item.connection === connection).map((item) => item.request.command);
  }

  last(connection: 'main' | 'stream'): Received | undefined {
    return this.received.findLast((item) => item.connection === connection);
  }

  close(): void {
    for (const close of this.#close.splice(0)) close();
  }

  #connected(connection: 'main' | 'stream', peer: Peer): (chunk: Buffer) => void {
    (connection === 'main' ? this.mains : this.streams).push(peer);
    const splitter = new JsonValueSplitter({
      maxBytes: 1e6,
      onValue: (text) => {
        const request = JSON.parse(text) as Request;
        this.received.push({ connection, request, text, at: this.#clock.monotonic() });
        if (connection === 'main' && this.onMain(request, peer) === false) this.#answer(request, peer);
      },
    });
    return (chunk) => splitter.push(chunk);
  }

  #answer(request: Request, peer: Peer): void {
    const { customTag } = request;
    if (request.command === 'login') {
      this.#logins += 1;
      peer.send({ status: true, streamSessionId: `${SESSION_ID}-${this.#logins}`, customTag });
    } else if (request.command === 'getVersion') {
      peer.send({ status: true, returnData: { version: '2.5.0' }, customTag });
    } else if (request.command === 'ping' || request.command === 'logout') {
      peer.send({ status: true, customTag });
    }
  }

  async #tcp(connection: 'main' | 'stream'): Promise<number> {
    const sockets = new Set<net.Socket>();
    const listener = net.createServer((socket) => {
      sockets.add(socket);
      // Nagle's algorithm would hold a second small reply back for 40 real ms, an age of virtual time.
      socket.setNoDelay(true);
      socket.on('error', () => {});
      const receive = this.#connected(connection, {
        send: (value) => void socket.write(`${JSON.stringify(value)}\n\n`),
        write: (data) => void socket.write(data),
        part: (data) => void socket.write(data),
        end: () => void socket.end(),
        destroy: () => void socket.destroy(),
      });
      socket.on('data', receive);
    });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    this.#close.push(() => {
      for (const socket of sockets) socket.destroy();
      listener.close();
    });
    return (listener.address() as AddressInfo).port;
  }

  async #webSocket(connection: 'main' | 'stream'): Promise<number> {
    const listener = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(listener, 'listening');
    listener.on('connection', (socket) => {
      socket.on('error', () => {});
      const receive = this.#connected(connection, {
        send: (value) => socket.send(`${JSON.stringify(value)}\n\n`),
        write: (data) => socket.send(data),
        part: (data, fin) => socket.send(data, { fin }),
        end: () => socket.close(),
        destroy: () => socket.terminate(),
      });
      socket.on('message', (data) => receive(data as Buffer));
    });
    this.#close.push(() => {
      for (const socket of listener.clients) socket.terminate();
      listener.close();
    });
    return (listener.address() as AddressInfo).port;
  }
}
