import type { Clock, Timer } from '../../core/clock';
import type { ExecutedLog } from '../execution-log';
import type { FaultSide } from '../fault-rules';
import type { Faults, FaultTarget } from '../faults';
import { Outbox } from './outbox';
import type { SocketConnection } from './socket-connection';

/** A new connection, as the server passes it to a venue. */
export interface SocketTerms {
  readonly connection: SocketConnection;
  /** Counted from 1, over all sockets of the venue. */
  readonly id: number;
  readonly side: FaultSide;
  /** How many connections the client's address has open already. */
  readonly sameAddress: number;
  /** Called once, when the connection is gone. */
  readonly onGone: () => void;
}

/** What a connection needs of the venue that it belongs to. */
export interface SocketContext {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: ExecutedLog;
}

/** One TCP or WebSocket connection: faults, silence and timers. The venue handles what arrives. */
export abstract class VenueSocket implements FaultTarget {
  readonly side: FaultSide;
  readonly id: number;
  protected readonly connection: SocketConnection;
  readonly #context: SocketContext;
  readonly #outbox: Outbox;
  readonly #idleMs: number;
  readonly #onGone: () => void;
  readonly #timers = new Set<Timer>();
  #idle: Timer | undefined;
  #lastReceived: number;
  #closed = false;

  /** @param idleMs - how long the client may be silent; Infinity for no limit */
  constructor({ connection, id, side, onGone }: SocketTerms, context: SocketContext, idleMs: number) {
    const { clock, faults } = context;
    this.side = side;
    this.id = id;
    this.connection = connection;
    this.#context = context;
    this.#outbox = new Outbox(connection, side, faults.rules, clock);
    this.#idleMs = idleMs;
    this.#onGone = onGone;
    this.#lastReceived = clock.monotonic();
    connection.onBytes = (bytes) => {
      if (!this.#closed) this.receive(bytes);
    };
    connection.onClosed = () => this.gone();
  }

  /** Starts the timers; called once, by the server, when the connection is complete. */
  open(): void {
    this.#armIdle(this.#idleMs);
    this.#context.faults.adopt(this);
  }

  /** A chunk over TCP, a message over WebSocket; a `Buffer`, so an override may declare it as one. */
  protected abstract receive(bytes: Uint8Array): void;
  /** A valid frame of at least so many bytes. */
  protected abstract giant(bytes: number): string;
  /** The connection is gone. */
  protected abstract ended(): void;

  /** The client was silent for too long. */
  protected idle(): void {
    this.drop();
  }

  get address(): string {
    return this.connection.address;
  }

  get transport(): SocketConnection['kind'] {
    return this.connection.kind;
  }

  protected get closed(): boolean {
    return this.#closed;
  }

  /** Records that the client sent something. @returns the monotonic time of it */
  protected heard(): number {
    this.#lastReceived = this.#context.clock.monotonic();
    return this.#lastReceived;
  }

  /** Writes a request into the log. @param members - secrets masked */
  protected logRequest(command: string, members: Readonly<Record<string, unknown>>): void {
    const { clock, log } = this.#context;
    log.receive({ time: clock.now(), connection: this.id, side: this.side, command, members });
  }

  /** Whether a fault loses this request before it is executed. */
  protected isLost(command: string): boolean {
    const lost = this.#context.faults.rules.take('dropBeforeApply', this.side, command);
    if (lost?.drop === 'connection') this.reset();
    return lost !== undefined;
  }

  /** Sends a frame; `command` is what it answers, or the name of the stream event. */
  protected push(text: string, command: string): void {
    this.#outbox.push(Buffer.from(text), command);
  }

  /** Does something later, unless the connection is gone by then. */
  protected later(delayMs: number, run: () => void): Timer {
    const timer = this.#context.clock.schedule(
      delayMs,
      () => {
        this.#timers.delete(timer);
        if (!this.#closed) run();
      },
      { keepAlive: false },
    );
    this.#timers.add(timer);
    return timer;
  }

  /** Ends in the regular way once everything before was sent. */
  protected finishAfterwards(): void {
    this.#outbox.finish();
  }

  /** Closes without a message, as after a broken rule. */
  drop(): void {
    this.connection.cut();
    this.gone();
  }

  writeRaw(bytes: Uint8Array): void {
    this.connection.write(bytes);
  }

  writeGiant(bytes: number): void {
    this.connection.write(Buffer.from(this.giant(bytes)));
  }

  freeze(): void {
    this.#outbox.freeze();
    this.connection.pause();
  }

  thaw(): void {
    this.connection.resume();
    this.#outbox.thaw();
  }

  pauseReading(): void {
    this.connection.pause();
  }

  resumeReading(): void {
    this.connection.resume();
  }

  release(): void {
    this.connection.resume();
    this.#outbox.release();
  }

  finish(): void {
    this.connection.finish();
  }

  cut(): void {
    this.connection.cut();
  }

  reset(): void {
    this.connection.reset();
  }

  /** Cancels the timers and calls the listeners of the end; once. */
  protected gone(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#idle?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#outbox.close();
    this.ended();
    this.#onGone();
  }

  /** One timer that checks again when it is due, instead of one for every request. */
  #armIdle(delayMs: number): void {
    if (!Number.isFinite(delayMs)) return;
    const { clock } = this.#context;
    const check = (): void => {
      const left = this.#lastReceived + this.#idleMs - clock.monotonic();
      if (left > 0) {
        this.#armIdle(left);
        return;
      }
      this.idle();
      if (!this.#closed) this.#armIdle(this.#idleMs);
    };
    this.#idle = clock.schedule(delayMs, check, { keepAlive: false });
  }
}
