import type { CallOptions } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Logger } from '../../core/logger';
import type { VenueId } from '../../core/venue-id';
import { type BrokerError, ClosedError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { listenerText, type SafeEmitterOptions } from '../../streaming/safe-emitter';
import { type Deadline, raceDeadline, startDeadline } from '../../transport/deadline';

/** What a slot holds: one connection, or several that live and die together. */
export interface Closable {
  readonly isOpen: boolean;
  /** Why it is over; undefined while it is not. */
  readonly ended: BrokerError | undefined;
  /** Ends at once. Idempotent. */
  terminate(reason: BrokerError): void;
}

/** What a {@link ConnectionSlot} works with. */
export interface ConnectionSlotOptions<C> {
  readonly venue: VenueId;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** Deadline of a call that names none, in ms. */
  readonly timeoutMs: number;
  /** Makes a connection that is not open yet. */
  create(epoch: number): C;
  /** A connection that `connect` had resolved with ended by itself. */
  onClose(error: BrokerError): void;
}

/** The place of a client's connection: at most one at a time, from the attempt to its end. */
export class ConnectionSlot<C extends Closable> {
  readonly #options: ConnectionSlotOptions<C>;
  /** The connection of the last attempt, from its beginning to its end. */
  #current: C | undefined;
  #newest: C | undefined;
  /** The connection that `connect` has resolved with: the one whose end is told. */
  #live: C | undefined;
  #connecting: Promise<void> | undefined;
  #epoch = 0;

  constructor(options: ConnectionSlotOptions<C>) {
    this.#options = options;
  }

  get current(): C | undefined {
    return this.#current;
  }

  /** The connection of the last attempt, also when it has ended. */
  get newest(): C | undefined {
    return this.#newest;
  }

  get live(): C | undefined {
    return this.#live;
  }

  get isConnected(): boolean {
    return this.#live?.isOpen === true;
  }

  /** Whether an attempt is under way. */
  get isConnecting(): boolean {
    return this.#connecting !== undefined;
  }

  /** Counts the attempts to connect. */
  get epoch(): number {
    return this.#epoch;
  }

  /**
   * Brings a connection up, unless there is one. Calls at the same time share one attempt, each with limits of its own.
   * @param open - opens the connection within the deadline
   * @throws what `open` throws; TimeoutError, AbortedError
   */
  async connect(
    options: CallOptions,
    open: (connection: C, deadline: Deadline) => Promise<void>,
  ): Promise<void> {
    if (this.isConnected) return;
    const connecting = this.#connecting;
    if (connecting !== undefined) {
      return this.within('connect', options, (deadline) => raceDeadline(connecting, deadline));
    }
    const opening = this.within('connect', options, (deadline) =>
      this.#open((connection) => open(connection, deadline)),
    );
    const attempt = this.#options.redactor.sealed(opening);
    this.#connecting = attempt;
    return attempt.finally(() => {
      if (this.#connecting === attempt) this.#connecting = undefined;
    });
  }

  /** Ends the connection at once and without an event: what waits on it rejects with `ClosedError`. */
  disconnect(): void {
    const { venue } = this.#options;
    this.take()?.terminate(new ClosedError('The connection was ended on our side', { venue }));
  }

  /** Takes the connection out: nothing of it is told any more. */
  take(): C | undefined {
    const connection = this.#current;
    this.#current = undefined;
    this.#live = undefined;
    this.#connecting = undefined;
    return connection;
  }

  /** The client ends the connection: its end is no event any more. */
  expectEnd(): void {
    this.#live = undefined;
  }

  /** A connection ended by itself. */
  ended(connection: C, error: BrokerError): void {
    if (this.#current !== connection) return;
    const wasLive = this.#live === connection;
    this.#current = undefined;
    this.#live = undefined;
    if (!wasLive) return;
    this.#options.redactor.seal(error);
    this.#options.onClose(error);
  }

  /** Runs a call under its limit. */
  async within<T>(operation: string, call: CallOptions, run: (deadline: Deadline) => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    const { timeoutMs = this.#options.timeoutMs } = call;
    const deadline = startDeadline({ clock, operation, call, timeoutMs });
    try {
      return await run(deadline);
    } finally {
      deadline.dispose();
    }
  }

  async #open(open: (connection: C) => Promise<void>): Promise<void> {
    // What is left of a connection that has not been noticed to be over.
    this.disconnect();
    let connection: C | undefined;
    try {
      this.#epoch += 1;
      connection = this.#options.create(this.#epoch);
      this.#current = connection;
      this.#newest = connection;
      await open(connection);
      // It may have ended while the promise was on its way here.
      if (connection.ended) throw connection.ended;
      this.#live = connection;
    } catch (error) {
      if (this.#current === connection) this.#current = undefined;
      connection?.terminate(error as BrokerError);
      throw error;
    }
  }
}

/** How the events of a client tell what goes wrong with their listeners. */
export function emitterOptions(
  { logger, redactor }: { readonly logger: Logger; readonly redactor: Redactor },
  fields: { readonly venue: VenueId } & Readonly<Record<string, string>>,
): SafeEmitterOptions {
  return {
    onListenerError: (event, error) => {
      const stack = error instanceof Error && error.stack ? { stack: redactor.text(error.stack) } : {};
      logger.error(redactor.text(listenerText(event, error)), { ...fields, ...stack });
    },
    onUnheardError: (error) => logger.warn(error.message, fields),
  };
}
