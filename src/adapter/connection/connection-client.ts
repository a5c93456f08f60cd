import { inspect } from 'node:util';
import { INSPECT } from '../../core/inspect-symbol';
import { EventPublisher } from '../../streaming/event-publisher';
import type { Closable, ConnectionSlot } from './connection-slot';

/** What the connection of a client tells of itself. */
export interface ClientConnection extends Closable {
  readonly pendingRequests: number;
  readonly lastInboundAgeMs: number | undefined;
  readonly latencyMs: number | undefined;
}

/** A client with a connection of its own, which may end and be made again. */
export abstract class ConnectionClient<E extends object> extends EventPublisher<E> {
  /** @internal */
  protected abstract readonly slot: ConnectionSlot<ClientConnection>;

  /** Whether a connection is up, and whoever has to log in on it has done so. */
  get isConnected(): boolean {
    return this.slot.isConnected;
  }

  /** Counts the attempts to connect; taps carry it. */
  get epoch(): number {
    return this.slot.epoch;
  }

  /** Requests that wait for their turn or their answer. */
  get pendingRequests(): number {
    return this.slot.newest?.pendingRequests ?? 0;
  }

  /** Age of the last that came over the newest connection, in ms; undefined before the first. */
  get lastInboundAgeMs(): number | undefined {
    return this.slot.newest?.lastInboundAgeMs;
  }

  /** Round trip of the last ping of the newest connection, in ms; undefined before the first. */
  get latencyMs(): number | undefined {
    return this.slot.newest?.latencyMs;
  }

  /** Ends the connection at once. Everything that waits rejects with `ClosedError`; there is no `close` event. */
  disconnect(): void {
    this.slot.disconnect();
  }

  /** What may be shown of the client: nothing secret. */
  abstract toJSON(): Record<string, unknown>;

  [INSPECT](): string {
    return `${this.constructor.name} ${inspect(this.toJSON())}`;
  }
}
