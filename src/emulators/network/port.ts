import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from './certificate';

/** How a port is set up. */
export interface PortSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** TLS when present. */
  readonly certificate: Certificate | undefined;
  /** Called with each socket once its TLS handshake is over, and with the TCP socket below it. */
  readonly onSocket: (socket: Socket, raw: Socket) => void;
  /** Whether a new TCP connection is only accepted and then left unserved; until {@link Port.serveHeld}. */
  readonly holds?: () => boolean;
}

/** One TCP or TLS port that can stop and resume accepting connections while the open ones stay. */
export class Port {
  readonly #settings: PortSettings;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #held = new Set<Socket>();
  readonly #handshake: (raw: Socket) => void;
  #port: number;
  #closed = false;

  constructor(settings: PortSettings) {
    const { certificate, onSocket } = settings;
    this.#settings = settings;
    this.#port = settings.port;
    const secureContext = certificate && createSecureContext(certificate);
    this.#handshake = (raw) => {
      if (!secureContext) {
        onSocket(raw, raw);
        return;
      }
      const secured = new TLSSocket(raw, { isServer: true, secureContext });
      secured.on('error', () => raw.destroy());
      secured.once('secure', () => onSocket(secured, raw));
    };
    this.#server = createServer({ noDelay: true }, (raw) => this.#accept(raw));
  }

  /** The port; known once it listens, and kept when it listens again. */
  get port(): number {
    return this.#port;
  }

  /** Begins, or begins again, to accept connections. */
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

  /** Stops accepting connections: clients are refused. Open ones stay. */
  refuse(): void {
    if (this.#server.listening) this.#server.close();
  }

  /** Serves the connections that are no longer held. */
  serveHeld(): void {
    for (const raw of [...this.#held]) {
      if (this.#settings.holds?.()) continue;
      this.#held.delete(raw);
      if (!raw.destroyed) this.#handshake(raw);
    }
  }

  /** Destroys every socket and stops. */
  close(): void {
    this.#closed = true;
    this.refuse();
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(raw: Socket): void {
    this.#sockets.add(raw);
    raw.once('close', () => this.#sockets.delete(raw));
    raw.on('error', () => {});
    if (this.#settings.holds?.()) this.#held.add(raw);
    else this.#handshake(raw);
  }
}
