import {
  type FaultHost,
  type FaultSide,
  Faults,
  type FaultTarget,
  HttpServer,
  Listener,
} from 'venuekit/emulators';
import { LarkExchange } from './exchange';
import type { LarkSettings } from './options';
import { routeCall } from './routes';
import { LarkSocket } from './socket';

const HOST = '127.0.0.1';

type SocketSide = 'private' | 'public';

/** The three ports of the venue and the connections on them. */
export class LarkServer implements FaultHost {
  readonly sides: readonly FaultSide[] = ['rest', 'private', 'public'];
  readonly faults = new Faults();
  readonly exchange: LarkExchange;
  readonly settings: LarkSettings;
  readonly #http: HttpServer;
  readonly #listeners: Readonly<Record<SocketSide, Listener>>;
  readonly #sockets = new Set<LarkSocket>();
  #lastId = 0;

  constructor(settings: LarkSettings) {
    const { clock } = settings;
    const { faults } = this;
    this.settings = settings;
    this.exchange = new LarkExchange(settings);
    this.#http = new HttpServer({
      host: HOST,
      port: 0,
      certificate: undefined,
      clock,
      faults,
      log: this.exchange.log,
      side: 'rest',
      route: (call) => routeCall(this.exchange, settings, call),
      giant: (bytes) => JSON.stringify({ filler: 'x'.repeat(bytes) }),
    });
    this.#listeners = { private: this.#listener('private'), public: this.#listener('public') };
    faults.attach(this);
  }

  async listen(): Promise<void> {
    await Promise.all([this.#http, ...Object.values(this.#listeners)].map((port) => port.listen()));
  }

  get endpoints() {
    const { private: own, public: all } = this.#listeners;
    return {
      baseUrl: `http://${HOST}:${this.#http.port}`,
      privateUrl: `ws://${HOST}:${own.port}/private`,
      publicUrl: `ws://${HOST}:${all.port}/public`,
    };
  }

  /** Open connections of REST. */
  get httpConnections(): number {
    return this.#http.targets().length;
  }

  close(): void {
    this.#http.close();
    for (const listener of Object.values(this.#listeners)) listener.close();
    this.exchange.market.close();
  }

  forget(socket: LarkSocket): void {
    this.#sockets.delete(socket);
  }

  targets(): readonly FaultTarget[] {
    return [...this.#http.targets(), ...this.#sockets];
  }

  refuse(side: FaultSide): void {
    this.#portOf(side).refuse();
  }

  accept(side: FaultSide): Promise<void> {
    return this.#portOf(side).listen();
  }

  serveHeld(): void {
    this.#http.serveHeld();
    for (const listener of Object.values(this.#listeners)) listener.serveHeld();
  }

  /** Ends the logins that stand. */
  kick(): void {
    for (const socket of [...this.#sockets]) if (socket.side === 'private') socket.finish();
  }

  /** A key is never locked here. */
  lockAccount(): void {}

  expireSession(): void {
    this.kick();
  }

  #listener(side: SocketSide): Listener {
    const { faults } = this;
    return new Listener({
      host: HOST,
      port: 0,
      protocol: 'websocket',
      certificate: undefined,
      policy: { holds: () => faults.holds(side), answers: () => undefined },
      onLink: (link) => {
        this.#lastId += 1;
        this.#sockets.add(new LarkSocket(this, side, link, this.#lastId));
      },
    });
  }

  #portOf(side: FaultSide): HttpServer | Listener {
    return side === 'private' || side === 'public' ? this.#listeners[side] : this.#http;
  }
}
