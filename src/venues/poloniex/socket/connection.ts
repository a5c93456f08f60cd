import { LIMITS } from '../../../core/limits';
import { type BrokerError, ConnectionError, NotConnectedError } from '../../../errors';
import { onAbort } from '../../../transport/abort-listeners';
import { Pacer, type Priority, type WaitLimit } from '../../../transport/pace/pacer';
import type { Connection, ConnectionClose } from '../../../transport/socket/connection';
import { openWebSocket } from '../../../transport/socket/websocket-connection';
import type { SocketContext } from './context';

/** The venue allows 500 requests a second on a connection; any second holds at most 450 of these. */
const REQUEST_RATE = { capacity: 100, refillPerSecond: 350 } as const;

/** What a connection needs. */
export interface SocketLinkOptions {
  readonly epoch: number;
  readonly context: SocketContext;
  onText(text: string): void;
  /** A byte has come, of a frame or of the protocol below. */
  onInbound(): void;
  /** The connection ended by itself; not called after `terminate` or `close`. */
  onEnd(error: BrokerError): void;
}

/**
 * One WebSocket: texts in, texts out at the venue's pace.
 *
 * It lives for one session. Nothing of its connection is heard any more once it has ended.
 */
export class SocketConnection {
  readonly #options: SocketLinkOptions;
  readonly #pacer: Pacer;
  readonly #sequence = { in: 0, out: 0 };
  #connection: Connection | undefined;
  #opening: AbortController | undefined;
  #ended: BrokerError | undefined;
  #whenClosed: (() => void) | undefined;
  #lastSent: number;

  constructor(options: SocketLinkOptions) {
    this.#options = options;
    const { clock, maxPendingRequests } = options.context;
    this.#lastSent = clock.monotonic();
    this.#pacer = new Pacer({ clock, rule: REQUEST_RATE, maxQueue: maxPendingRequests });
  }

  get isOpen(): boolean {
    return this.#ended === undefined && this.#connection?.isOpen === true;
  }

  /** Monotonic ms of the last frame that was sent; of the connection's making before the first. */
  get lastSent(): number {
    return this.#lastSent;
  }

  /**
   * Opens the connection.
   * @throws TransportError, AbortedError, all with `sent: false`; the reason of `terminate`
   */
  async open(signal: AbortSignal): Promise<void> {
    const { url, ca, clock, maxFrameBytes, name } = this.#options.context;
    const opening = new AbortController();
    const giveUp = (): void => opening.abort(signal.reason);
    if (signal.aborted) giveUp();
    const release = onAbort(signal, giveUp);
    this.#opening = opening;
    const handlers = {
      onData: (chunk: Buffer) => this.#onData(chunk),
      onClose: (close: ConnectionClose) => this.#onClose(close),
      onSignOfLife: () => {
        if (this.#ended === undefined) this.#options.onInbound();
      },
    };
    try {
      const target = ca === undefined ? { url } : { url, ca };
      const options = { handlers, clock, signal: opening.signal, label: name, maxFrameBytes };
      const connection = await openWebSocket(target, options);
      if (this.#ended) {
        connection.terminate();
        throw this.#ended;
      }
      this.#connection = connection;
    } finally {
      release();
    }
  }

  /**
   * Writes a frame when it is its turn.
   * @param beforeWrite - called right before the first byte leaves; what it throws keeps the frame from leaving
   * @throws with `sent: false` whatever keeps it from being written
   */
  send(priority: Priority, text: string, beforeWrite: () => void, limit?: WaitLimit): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return this.#pacer.schedule(
      priority,
      () => {
        const connection = this.#connection;
        if (!connection) throw new NotConnectedError('There is no connection', { venue: 'poloniex' });
        connection.send(text, beforeWrite);
        this.#lastSent = this.#options.context.clock.monotonic();
        this.#watch('out', text);
      },
      limit,
    );
  }

  /** Holds frames back as {@link Pacer.pause} does. */
  pause(ms: number, met: Priority): void {
    this.#pacer.pause(ms, met);
  }

  /** Ends at once; frames that wait for their turn reject with `error`. */
  terminate(error: BrokerError): void {
    if (this.#ended === undefined) this.#end(error);
    this.#connection?.terminate();
  }

  /** Ends politely; resolves when the connection is over, one second on the clock at the latest. */
  close(error: BrokerError): Promise<void> {
    if (this.#ended !== undefined) return Promise.resolve();
    const connection = this.#connection;
    this.#end(error);
    if (!connection?.isOpen) {
      connection?.terminate();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#whenClosed = resolve;
      connection.close(LIMITS.closeMs);
    });
  }

  #end(error: BrokerError): void {
    this.#ended = error;
    this.#pacer.close(error);
    this.#opening?.abort(error);
  }

  #onData(chunk: Buffer): void {
    if (this.#ended) return;
    const text = chunk.toString();
    this.#options.onInbound();
    this.#watch('in', text);
    // The tap, or whoever heard that the connection is fresh again, may have ended it.
    if (!this.#ended) this.#options.onText(text);
  }

  #onClose({ error, code, reason }: ConnectionClose): void {
    this.#whenClosed?.();
    if (this.#ended) return;
    const { redactor } = this.#options.context;
    const message =
      code === undefined || reason === undefined
        ? error.message
        : `${error.message} (${code}: ${redactor.text(reason)})`;
    const { failure, cause } = error;
    const ended = new ConnectionError(message, { failure, venue: 'poloniex', cause });
    this.#end(ended);
    this.#options.onEnd(ended);
  }

  #watch(direction: 'in' | 'out', data: string): void {
    const { context, epoch } = this.#options;
    const { tap, clock, name: connection, redactor } = context;
    if (!tap) return;
    this.#sequence[direction] += 1;
    const event = { direction, connection, epoch, sequence: this.#sequence[direction], time: clock.now() };
    try {
      tap({ ...event, data: redactor.text(data) });
    } catch {
      // A tap is an observer: its failure is its own.
    }
  }
}
