import type { Clock, Timer } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { ConnectionError, type ConnectionFailure, NotConnectedError } from '../../errors';
import type { Connection, ConnectionHandlers, OpenOptions } from './connection';
import { failureSentence } from './connection-failure';

/** What a kind of socket must provide for a {@link Connection}. */
export interface Wire {
  readonly bufferedBytes: number;
  readonly writable: boolean;
  write(data: string): void;
  /** Starts the regular close. */
  end(): void;
  /** Ends at once. */
  destroy(): void;
}

/** How a wire ended. */
export interface WireEnd {
  readonly failure: ConnectionFailure;
  /** Replaces the usual sentence. */
  readonly message?: string;
  readonly errorCode?: string | undefined;
  readonly cause?: unknown;
  readonly code?: number;
  readonly reason?: string;
}

/**
 * The lifecycle of a connection, the same for every kind of socket: one end, bounded sending.
 *
 * The socket's events come in through `deliver` and `ended`; once it is closed they do nothing, whatever the socket
 * still emits.
 */
export class WireConnection implements Connection {
  readonly #wire: Wire;
  readonly #where: string;
  readonly #handlers: ConnectionHandlers;
  readonly #clock: Clock;
  readonly #maxOutboundBytes: number;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #grace: Timer | undefined;

  /** @param where - the endpoint as errors name it, without query or credentials */
  constructor(wire: Wire, where: string, options: OpenOptions) {
    this.#wire = wire;
    this.#where = where;
    this.#handlers = options.handlers;
    this.#clock = options.clock;
    this.#maxOutboundBytes = options.maxOutboundBytes ?? LIMITS.maxOutboundBytes;
  }

  get isOpen(): boolean {
    return this.#state === 'open' && this.#wire.writable;
  }

  get bufferedBytes(): number {
    return this.#state === 'closed' ? 0 : this.#wire.bufferedBytes;
  }

  send(data: string, beforeWrite?: () => void): void {
    if (!this.isOpen) throw new NotConnectedError(`The connection to ${this.#where} is not open`);
    const buffered = this.#wire.bufferedBytes;
    if (buffered + Buffer.byteLength(data) > this.#maxOutboundBytes) {
      throw new ConnectionError(
        `${failureSentence('backpressure', this.#where)}: ${buffered} bytes wait, the bound is ${this.#maxOutboundBytes}`,
        { failure: 'backpressure', sent: false },
      );
    }
    beforeWrite?.();
    this.#wire.write(data);
  }

  close(graceMs: number = LIMITS.closeMs): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#grace = this.#clock.schedule(graceMs, () => this.terminate());
    this.#wire.end();
  }

  terminate(): void {
    if (this.#state === 'closed') return;
    this.#finish();
    // Later, not now: the caller is in the middle of a change of state of its own.
    queueMicrotask(() => this.#announce({ failure: 'closed' }, true));
  }

  /** The socket received bytes. */
  deliver(chunk: Buffer, isLater = false): void {
    if (this.#state === 'closed') return;
    try {
      this.#handlers.onData(chunk, isLater);
    } catch (error) {
      this.#unhandled(error);
    }
  }

  /** The socket received a message, which stands in a text. @returns whether that is all of it, or it is to be delivered */
  deliverUsual(text: string, from: number, to: number, isLater: boolean): boolean {
    if (this.#state === 'closed') return true;
    try {
      return this.#handlers.onUsual?.(text, from, to, isLater) === true;
    } catch (error) {
      this.#unhandled(error);
      return true;
    }
  }

  /** The socket received a ping or a pong. */
  signOfLife(): void {
    if (this.#state !== 'closed') this.#handlers.onSignOfLife?.();
  }

  /** The socket received a part of a message. */
  partial(): void {
    if (this.#state !== 'closed') this.#handlers.onPartial?.();
  }

  /** The socket ended or failed. */
  ended(end: WireEnd): void {
    if (this.#state === 'closed') return;
    const byUs = this.#state === 'closing';
    this.#finish();
    this.#announce(end, byUs);
  }

  #unhandled(cause: unknown): void {
    this.ended({ failure: 'closed', message: `What ${this.#where} sent could not be handled`, cause });
  }

  #finish(): void {
    this.#state = 'closed';
    this.#grace?.cancel();
    this.#wire.destroy();
  }

  #announce(end: WireEnd, byUs: boolean): void {
    const { failure, cause, code, reason } = end;
    const message = byUs
      ? `The connection to ${this.#where} was closed on our side`
      : (end.message ?? failureSentence(failure, this.#where, end.errorCode));
    const error = new ConnectionError(message, { failure: byUs ? 'closed' : failure, cause });
    this.#handlers.onClose({
      error,
      byUs,
      ...(code === undefined ? {} : { code }),
      ...(reason === undefined || reason === '' ? {} : { reason }),
    });
  }
}
