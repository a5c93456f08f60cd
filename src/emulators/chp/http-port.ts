import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from '../network/certificate';

/** How a port is set up. */
export interface HttpPortSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** HTTPS when present. */
  readonly certificate: Certificate | undefined;
  /** Called with the socket that requests come from, and the TCP socket below it. */
  readonly onSocket: (socket: Socket, raw: Socket) => void;
  readonly onRequest: RequestListener;
}

/** One HTTP port that can stop and begin again to take connections while the open ones stay. */
export class HttpPort {
  readonly #settings: HttpPortSettings;
  readonly #server: Server;
  readonly #http: HttpServer;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #closed = false;

  constructor(settings: HttpPortSettings) {
    const { certificate } = settings;
    this.#settings = settings;
    this.#port = settings.port;
    // Idle connections are ended by faults and by closing, never by a timer of the machine.
    this.#http = createHttpServer(
      { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
      settings.onRequest,
    );
    this.#http.on('clientError', (_error, socket) => socket.destroy());
    const secureContext = certificate && createSecureContext(certificate);
    this.#server = createServer({ noDelay: true }, (raw) => {
      this.#sockets.add(raw);
      raw.once('close', () => this.#sockets.delete(raw));
      raw.on('error', () => {});
      if (!secureContext) {
        this.#serve(raw, raw);
        return;
      }
      const secured = new TLSSocket(raw, { isServer: true, secureContext });
      secured.on('error', () => raw.destroy());
      secured.once('secure', () => this.#serve(secured, raw));
    });
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

  /** Destroys every socket and stops. */
  close(): void {
    this.#closed = true;
    this.refuse();
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket, raw: Socket): void {
    this.#settings.onSocket(socket, raw);
    this.#http.emit('connection', socket);
  }
}
