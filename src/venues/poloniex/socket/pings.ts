import type { Clock } from '../../../core/clock';
import type { SocketCall } from './call';
import type { SocketConnection } from './connection';
import { PING_TEXT } from './frames';

interface Ping {
  readonly sentAt: number;
  /** Absent for one that the socket sent by itself. */
  readonly call: SocketCall<number> | undefined;
}

/**
 * Pings and pongs. A pong says nothing of its ping, but the venue answers them in order, so the oldest is the one it
 * answers, also when its caller has stopped waiting.
 */
export class SocketPings {
  readonly #connection: SocketConnection;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #sent: Ping[] = [];
  readonly #calls = new Set<SocketCall<number>>();
  #latencyMs: number | undefined;

  constructor(connection: SocketConnection, clock: Clock, most: number) {
    this.#connection = connection;
    this.#clock = clock;
    this.#most = most;
  }

  /** Round trip of the last ping in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** Calls that wait for their pong. */
  get waiting(): number {
    return this.#calls.size;
  }

  /** Pings; a call, where one waits, resolves with the round trip in ms. */
  send(call?: SocketCall<number>): void {
    if (this.#sent.length >= this.#most || this.#calls.size >= this.#most) {
      call?.crowdedOut(this.#most);
      return;
    }
    if (call) {
      this.#calls.add(call);
      call.onSettled(() => this.#calls.delete(call));
    }
    const leaves = (): void => {
      call?.leaves();
      this.#sent.push({ sentAt: this.#clock.monotonic(), call });
    };
    this.#connection.send('control', PING_TEXT, leaves, call?.deadline).catch((error: unknown) => {
      call?.notSent(error);
    });
  }

  /** A pong came; returns whether a ping was under way. */
  pong(): boolean {
    const ping = this.#sent.shift();
    if (ping === undefined) return false;
    this.#latencyMs = this.#clock.monotonic() - ping.sentAt;
    ping.call?.resolve(this.#latencyMs);
    return true;
  }
}
