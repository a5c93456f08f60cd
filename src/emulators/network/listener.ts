import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  STATUS_CODES,
} from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { WebSocketServer } from 'ws';
import type { Certificate } from './certificate';
import type { Link } from './link';
import { TcpLink } from './tcp-link';
import { WsLink } from './ws-link';

/** An answer to a handshake instead of a connection. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a listener asks before it serves. */
export interface ListenerPolicy {
  /** Whether a new TCP connection is only accepted and then left alone. */
  holds(): boolean;
  /** An HTTP answer to a WebSocket handshake; undefined to go on. */
  answers(path: string): HttpAnswer | undefined;
}

/** How a listener is set up. */
export interface ListenerSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly protocol: 'tcp' | 'websocket';
  /** TLS when present. */
  readonly certificate: Certificate | undefined;
  readonly policy: ListenerPolicy;
  /** Called with each connection once its handshakes are over; `path` is '' over TCP. */
  readonly onLink: (link: Link, path: string) => void;
}

/** One port: TCP, TLS, WebSocket or WebSocket over TLS. */
export class Listener {
  readonly #settings: ListenerSettings;
  readonly #server: Server;
  readonly #http: HttpServer | undefined;
  readonly #secure: SecureContext | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #held = new Set<Socket>();
  #port: number;
  #closed = false;

  constructor(settings: ListenerSettings) {
    this.#settings = settings;
    this.#port = settings.port;
    this.#secure = settings.certificate && createSecureContext(settings.certificate);
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    if (settings.protocol === 'websocket') this.#http = this.#webSockets();
  }

  /** The port; known once it listens, and kept when it listens again. */
  get port(): number {
    return this.#port;
  }

  /** Begins, or begins again, to take connections. */
  async listen(): Promise<void> {
    if (this.#server.listening || this.#closed) return;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#settings.host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address && typeof address === 'object') this.#port = address.port;
  }

  /** Stops taking connections: clients are refused. Open ones stay. */
  refuse(): void {
    if (this.#server.listening) this.#server.close();
  }

  /** Goes on with the connections that the policy holds no longer. */
  serveHeld(): void {
    for (const raw of [...this.#held]) {
      if (this.#settings.policy.holds()) continue;
      this.#held.delete(raw);
      if (!raw.destroyed) this.#handshake(raw);
    }
  }

  /** Destroys every socket and stops. */
  close(): void {
    this.#closed = true;
    this.refuse();
    for (const socket of this.#sockets) socket.destroy();
    this.#http?.closeAllConnections();
  }

  #accept(raw: Socket): void {
    this.#sockets.add(raw);
    raw.once('close', () => this.#sockets.delete(raw));
    raw.on('error', () => {});
    if (this.#settings.policy.holds()) this.#held.add(raw);
    else this.#handshake(raw);
  }

  #handshake(raw: Socket): void {
    if (!this.#secure) {
      this.#serve(raw, raw);
      return;
    }
    const secured = new TLSSocket(raw, { isServer: true, secureContext: this.#secure });
    secured.on('error', () => raw.destroy());
    secured.once('secure', () => this.#serve(secured, raw));
  }

  #serve(socket: Socket, raw: Socket): void {
    if (this.#http) this.#http.emit('connection', Object.assign(socket, { raw }));
    else this.#settings.onLink(new TcpLink(socket, raw), '');
  }

  #webSockets(): HttpServer {
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    const http = createHttpServer((_request, response) => {
      response.writeHead(426, { 'content-type': 'text/plain', connection: 'close' }).end('Upgrade Required');
    });
    http.on('clientError', (_error, socket) => socket.destroy());
    http.on('upgrade', (request: IncomingMessage, socket: Socket & { raw?: Socket }, head: Buffer) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const answer = this.#settings.policy.answers(path);
      if (answer) {
        socket.end(httpText(answer));
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#settings.onLink(new WsLink(webSocket, socket.raw ?? socket), path);
      });
    });
    return http;
  }
}

/** An HTTP response as text, closing the connection. */
export function httpText({ status, headers, body }: HttpAnswer): string {
  const lines = Object.entries({
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
