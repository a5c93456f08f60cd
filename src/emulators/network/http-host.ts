import type { FaultHost } from '../faults';
import type { HttpConnection } from './http-connection';
import type { HttpServer } from './http-server';

/** One open connection of an HTTP venue, for a look from outside. */
export interface HttpConnectionInfo {
  readonly id: number;
  readonly side: 'main';
  readonly transport: 'http';
  readonly address: string;
}

/** A venue on one HTTP port, as the fault layer sees it. What ends a session is the venue's own. */
export abstract class HttpHost implements FaultHost {
  protected abstract readonly http: HttpServer;

  /** The port that it listens on. */
  get port(): number {
    return this.http.port;
  }

  listen(): Promise<void> {
    return this.http.listen();
  }

  connections(): HttpConnectionInfo[] {
    return this.targets().map(({ id, address }) => ({ id, side: 'main', transport: 'http', address }));
  }

  targets(): readonly HttpConnection[] {
    return this.http.targets();
  }

  refuse(): void {
    this.http.refuse();
  }

  accept(): Promise<void> {
    return this.http.listen();
  }

  serveHeld(): void {
    this.http.serveHeld();
  }

  abstract kick(user: string | undefined): void;
  abstract lockAccount(minutes: number, user: string | undefined): void;
  abstract expireSession(user: string | undefined): void;
}
