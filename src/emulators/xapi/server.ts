import type { FaultSide } from '../fault-rules';
import type { FaultHost } from '../faults';
import type { Certificate } from '../network/certificate';
import type { Link } from '../network/link';
import { type HttpAnswer, Listener } from '../network/listener';
import type { Connection } from './connections/connection';
import { MainConnection } from './connections/main';
import { CommandError } from './errors';
import { StreamConnection } from './stream/connection';
import type { XapiVenue } from './venue';

/** One open connection, for a look from outside. */
export interface ConnectionInfo {
  readonly id: number;
  readonly side: FaultSide;
  readonly transport: 'tcp' | 'websocket';
  readonly address: string;
  /** The user logged in on a main connection. */
  readonly userId: string | undefined;
}

const PATHS: ReadonlyMap<string, FaultSide> = new Map([
  ['/demo', 'main'],
  ['/real', 'main'],
  ['/demoStream', 'stream'],
  ['/realStream', 'stream'],
]);

type Endpoint = 'main' | 'stream' | 'wsMain' | 'wsStream';

/** The four ports of a venue and the connections on them. */
export class XapiServer implements FaultHost {
  readonly #venue: XapiVenue;
  readonly #listeners: Readonly<Record<Endpoint, Listener>>;
  readonly #connections = new Set<Connection>();
  #lastId = 0;

  constructor(venue: XapiVenue, certificate: Certificate | undefined) {
    this.#venue = venue;
    const listener = (endpoint: Endpoint, side: FaultSide): Listener => {
      const { host, ports } = venue.options;
      const protocol = endpoint === side ? 'tcp' : 'websocket';
      return new Listener({
        host,
        port: ports[endpoint],
        protocol,
        certificate,
        policy: { holds: () => venue.faults.holds(side), answers: (path) => this.#answer(path) },
        onLink: (link, path) => this.#connect(link, protocol === 'tcp' ? side : (PATHS.get(path) ?? side)),
      });
    };
    this.#listeners = {
      main: listener('main', 'main'),
      stream: listener('stream', 'stream'),
      wsMain: listener('wsMain', 'main'),
      wsStream: listener('wsStream', 'stream'),
    };
    venue.faults.attach(this);
  }

  async listen(): Promise<void> {
    await Promise.all(Object.values(this.#listeners).map((listener) => listener.listen()));
  }

  /** The port of an endpoint. */
  port(endpoint: Endpoint): number {
    return this.#listeners[endpoint].port;
  }

  connections(): ConnectionInfo[] {
    return [...this.#connections].map((connection) => ({
      id: connection.id,
      side: connection.side,
      transport: connection.transport,
      address: connection.address,
      userId: connection instanceof MainConnection ? connection.userId : undefined,
    }));
  }

  close(): void {
    for (const listener of Object.values(this.#listeners)) listener.close();
    for (const connection of [...this.#connections]) connection.drop();
    this.#venue.close();
  }

  targets(): readonly Connection[] {
    return [...this.#connections];
  }

  refuse(side: FaultSide): void {
    for (const listener of this.#of(side)) listener.refuse();
  }

  async accept(side: FaultSide): Promise<void> {
    await Promise.all(this.#of(side).map((listener) => listener.listen()));
  }

  serveHeld(): void {
    for (const listener of Object.values(this.#listeners)) listener.serveHeld();
  }

  kick(userId: string | undefined): void {
    for (const session of this.#venue.sessions.of(userId)) {
      this.#venue.sessions.end(session);
      for (const connection of [...this.#connections]) {
        if (connection.id === session.connection) connection.finish();
      }
    }
  }

  lockAccount(minutes: number, userId: string | undefined): void {
    const until = this.#venue.clock.now() + minutes * 60_000;
    for (const login of this.#venue.logins(userId))
      this.#venue.locks.lock(login.userId, login.password, until);
  }

  expireSession(userId: string | undefined): void {
    for (const session of this.#venue.sessions.of(userId)) this.#venue.sessions.end(session, 'timedOut');
  }

  #of(side: FaultSide): Listener[] {
    const { main, stream, wsMain, wsStream } = this.#listeners;
    return side === 'main' ? [main, wsMain] : [stream, wsStream];
  }

  #answer(path: string): HttpAnswer | undefined {
    const side = PATHS.get(path);
    if (!side) return { status: 404, headers: {}, body: '' };
    return this.#venue.faults.rules.take('status', side, '');
  }

  #connect(link: Link, side: FaultSide): void {
    this.#lastId += 1;
    const sameAddress = [...this.#connections].filter(({ address }) => address === link.address).length;
    const onGone = (): void => void this.#connections.delete(connection);
    const Kind = side === 'main' ? MainConnection : StreamConnection;
    const connection: Connection = new Kind(this.#venue, link, this.#lastId, onGone);
    if (sameAddress >= this.#venue.options.maxConnections) {
      connection.turnAway(new CommandError('EX008'));
      return;
    }
    this.#connections.add(connection);
    connection.open();
  }
}
