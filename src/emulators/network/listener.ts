import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Certificate } from './certificate';
import { Port } from './port';
import type { SocketConnection } from './socket-connection';
import { TcpConnection } from './tcp-connection';
import { WebSocketConnection } from './websocket-connection';

/** An answer to a handshake instead of a connection. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a listener checks before it serves a connection. */
export interface ListenerPolicy {
  /** Whether a new TCP connection is only accepted and then left unserved. */
  holds(): boolean;
  /** An HTTP answer to a WebSocket handshake; undefined to accept it. */
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
  readonly onConnection: (connection: SocketConnection, path: string) => void;
}

/** One port: TCP, TLS, WebSocket or WebSocket over TLS. */
export class Listener {
  readonly #settings: ListenerSettings;
  readonly #port: Port;
  readonly #http: HttpServer | undefined;

  constructor(settings: ListenerSettings) {
    const { host, port, certificate, policy } = settings;
    this.#settings = settings;
    if (settings.protocol === 'websocket') this.#http = this.#webSockets();
    this.#port = new Port({
      host,
      port,
      certificate,
      holds: () => policy.holds(),
      onSocket: (socket, raw) => this.#serve(socket, raw),
    });
  }

  /** The port; known once it listens, and kept when it listens again. */
  get port(): number {
    return this.#port.port;
  }

  /** Begins, or begins again, to accept connections. */
  listen(): Promise<void> {
    return this.#port.listen();
  }

  /** Stops accepting connections: clients are refused. Open ones stay. */
  refuse(): void {
    this.#port.refuse();
  }

  /** Serves the connections that the policy no longer holds. */
  serveHeld(): void {
    this.#port.serveHeld();
  }

  /** Destroys every socket and stops. */
  close(): void {
    this.#port.close();
    this.#http?.closeAllConnections();
  }

  #serve(socket: Socket, raw: Socket): void {
    if (this.#http) this.#http.emit('connection', Object.assign(socket, { raw }));
    else this.#settings.onConnection(new TcpConnection(socket, raw), '');
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
        this.#settings.onConnection(new WebSocketConnection(webSocket, socket.raw ?? socket), path);
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
