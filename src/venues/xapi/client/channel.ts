import type { FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import {
  type BrokerError,
  ConnectionError,
  isProtocolError,
  NotConnectedError,
  ProtocolError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { onAbort } from '../../../transport/abort-listeners';
import { JsonValueSplitter } from '../../../transport/json/splitter';
import { Pacer, type Priority, type WaitLimit } from '../../../transport/pace/pacer';
import { ChunkInbox } from '../../../transport/socket/chunk-inbox';
import type { Connection, ConnectionClose, ConnectionHandlers } from '../../../transport/socket/connection';
import { openTcp } from '../../../transport/socket/tcp-connection';
import { openWebSocket } from '../../../transport/socket/websocket-connection';
import { REQUEST_INTERVAL_MS, SHORT_INTERVALS } from '../endpoints';
import type { XapiTarget } from '../options';
import { UNFINISHED_MS, UnfinishedValue } from './unfinished-value';

/** What a channel needs. */
export interface ChannelOptions {
  readonly label: 'main' | 'stream';
  readonly epoch: number;
  readonly target: XapiTarget;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly maxFrameBytes: number;
  readonly maxQueue: number;
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  readonly onInbound?: ((connection: 'main' | 'stream') => void) | undefined;
  /** How long a value that begins now may grow, in ms; absent where a value is one small frame. */
  readonly answerableMs?: (() => number) | undefined;
  /** The text of one JSON value, in order. What it throws ends the channel. */
  onValue(text: string): void;
  /** All values of a chunk have been handed on. */
  onChunkEnd?(): void;
  /** The connection ended by itself; not called after `terminate`. */
  onEnd(error: BrokerError): void;
}

/** The name of a target in sentences, without anything that could be secret. */
export function targetName(target: XapiTarget): string {
  if (target.kind === 'tcp') return `${target.host}:${target.port}`;
  const { protocol, host, pathname } = new URL(target.url);
  return `${protocol}//${host}${pathname}`;
}

/**
 * One of the two connections: JSON values in, requests out at the venue's pace.
 *
 * It lives for one session. Nothing of its socket is heard any more once it has ended.
 */
export class Channel {
  readonly #options: ChannelOptions;
  readonly #splitter: JsonValueSplitter;
  readonly #inbox: ChunkInbox;
  readonly #pacer: Pacer;
  readonly #unfinished: UnfinishedValue;
  #connection: Connection | undefined;
  #opening: AbortController | undefined;
  #ended: BrokerError | undefined;
  #values = 0;
  /** Whether a value has been finished by the bytes in hand. */
  #heard = false;
  #sequence = { in: 0, out: 0 };
  #lastSent: number;
  #lastInbound = Number.NEGATIVE_INFINITY;

  constructor(options: ChannelOptions) {
    this.#options = options;
    this.#lastSent = options.clock.monotonic();
    this.#splitter = new JsonValueSplitter({
      maxBytes: options.maxFrameBytes,
      onValue: (text) => this.#receive(text),
    });
    this.#unfinished = new UnfinishedValue({
      clock: options.clock,
      limitMs: () => options.answerableMs?.() || UNFINISHED_MS,
      onOverdue: (ageMs) => {
        const text = `A JSON value was cut short: it is unfinished after ${Math.round(ageMs)} ms`;
        this.#garbage(new ProtocolError(text));
      },
    });
    this.#inbox = new ChunkInbox(
      (piece, isLast) => this.#take(piece, isLast),
      (error) => this.#failed(error),
    );
    this.#pacer = new Pacer({
      clock: options.clock,
      rule: { minIntervalMs: REQUEST_INTERVAL_MS, burst: SHORT_INTERVALS },
      maxQueue: options.maxQueue,
    });
  }

  get isOpen(): boolean {
    return this.#ended === undefined && this.#connection?.isOpen === true;
  }

  /** Monotonic ms of the last request; of the channel's making before the first. */
  get lastSent(): number {
    return this.#lastSent;
  }

  /** Monotonic ms of the last value that was finished, or of the last bytes of an answer that still grows. */
  get lastInbound(): number {
    return this.#lastInbound;
  }

  /**
   * Opens the connection.
   * @throws TransportError, AbortedError, all with `sent: false`
   */
  async open(signal: AbortSignal): Promise<void> {
    const { target, clock, maxFrameBytes, label } = this.#options;
    const opening = new AbortController();
    const giveUp = (): void => opening.abort(signal.reason);
    if (signal.aborted) giveUp();
    const release = onAbort(signal, giveUp);
    this.#opening = opening;
    const handlers: ConnectionHandlers = {
      onData: (chunk) => this.#onData(chunk),
      // What came before the end counts before it.
      onClose: (close) => this.#inbox.drained(() => this.#onClose(close)),
      onSignOfLife: () => this.#unfinished.finished(),
      onPartial: () => this.#grew(false),
    };
    const options = { handlers, clock, signal: opening.signal, label, maxFrameBytes };
    try {
      const connection = await (target.kind === 'tcp'
        ? openTcp(target, options)
        : openWebSocket(target, options));
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
   * Writes a request when it is its turn.
   * @param beforeWrite - called right before the first byte leaves; what it throws keeps the request from leaving
   * @throws with `sent: false` whatever keeps it from being written
   */
  send(priority: Priority, text: string, beforeWrite: () => void, limit?: WaitLimit): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return this.#pacer.schedule(
      priority,
      () => {
        const connection = this.#connection;
        if (!connection) throw new NotConnectedError('There is no connection', { venue: 'xapi' });
        connection.send(text, beforeWrite);
        this.#lastSent = this.#options.clock.monotonic();
        this.#watch('out', text);
      },
      limit,
    );
  }

  /** Holds requests back as {@link Pacer.pause} does. */
  pause(ms: number, met: Priority): void {
    this.#pacer.pause(ms, met);
  }

  /** Ends at once; requests that wait for their turn reject with `error`. */
  terminate(error: BrokerError): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#unfinished.stop();
    this.#pacer.close(error);
    this.#opening?.abort(error);
    this.#connection?.terminate();
  }

  #onData(chunk: Buffer): void {
    if (this.#ended) return;
    this.#inbox.push(chunk);
  }

  #take(piece: Buffer, isLast: boolean): void {
    if (this.#ended) return;
    this.#heard = false;
    try {
      this.#splitter.push(piece);
      if (this.#splitter.pendingBytes === 0) this.#whole();
      else if (this.#options.target.kind === 'tcp' || !isLast) this.#grew(this.#heard);
      else throw new ProtocolError('A JSON value was cut short: its message has ended');
      this.#options.onChunkEnd?.();
    } catch (error) {
      this.#options.onChunkEnd?.();
      this.#garbage(error, piece);
    }
  }

  /** Nothing is unfinished: what came was values, or white space between them. */
  #whole(): void {
    this.#unfinished.finished();
    if (!this.#heard && !this.#ended) this.#inbound();
  }

  /** The bytes of an answer may be many; a value of the stream is a sign of life only when it is whole. */
  #grew(isNew: boolean): void {
    if (this.#ended) return;
    if (this.#options.answerableMs) this.#inbound();
    this.#unfinished.grew(isNew);
  }

  #receive(text: string): void {
    if (this.#ended) return;
    if (!this.#heard) {
      this.#heard = true;
      this.#inbound();
      // Whoever heard that the connection is fresh again may have ended it; the compiler cannot see that.
      if (this.#ended as BrokerError | undefined) return;
    }
    this.#watch('in', text);
    this.#options.onValue(text);
    this.#values += 1;
  }

  #inbound(): void {
    this.#lastInbound = this.#options.clock.monotonic();
    this.#options.onInbound?.(this.#options.label);
  }

  #onClose({ error, code, reason }: ConnectionClose): void {
    if (this.#ended) return;
    const detail = reason === undefined || reason === '' ? '' : `: ${this.#options.redactor.text(reason)}`;
    const message =
      code === undefined || detail === '' ? error.message : `${error.message} (${code}${detail})`;
    this.#options.onEnd(
      new ConnectionError(message, { failure: error.failure, venue: 'xapi', cause: error.cause }),
    );
  }

  /** Ends the channel for a value that cannot be read, found in a later turn of the loop. */
  giveUp(error: ProtocolError): void {
    if (!this.#ended) this.#garbage(error, Buffer.alloc(0));
  }

  /** A mistake of ours in a later turn of the loop: what came is lost, so that the channel cannot go on. */
  #failed(cause: unknown): void {
    if (this.#ended) return;
    const message = `What ${targetName(this.#options.target)} sent could not be handled`;
    this.#options.onEnd(new ConnectionError(message, { failure: 'closed', venue: 'xapi', cause }));
  }

  /** Bytes that are no JSON cannot be followed any further. */
  #garbage(error: unknown, chunk?: Buffer): void {
    if (!isProtocolError(error)) throw error;
    if (this.#ended) return;
    const { sample } = error;
    const { label, target } = this.#options;
    const where = targetName(target);
    const message =
      chunk !== undefined && label === 'main' && this.#values === 0
        ? `${where} is no XAPI server: it answered with ${kindOf(chunk)}`
        : `${where} sent what cannot be read on the ${label} connection: ${error.message}`;
    this.#options.onEnd(
      new ProtocolError(message, {
        venue: 'xapi',
        cause: error,
        ...(sample === undefined ? {} : { sample }),
      }),
    );
  }

  #watch(direction: 'in' | 'out', data: string): void {
    const { tap, clock, label: connection, epoch, redactor } = this.#options;
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

/** What a server that is no XAPI server seems to be, from its first bytes. */
function kindOf(chunk: Buffer): string {
  const start = chunk.toString('latin1', 0, 64).trimStart();
  if (start.startsWith('HTTP/')) return 'HTTP';
  if (/^<(!doctype|html|\?xml|head|body)/i.test(start)) return 'a web page';
  return start.startsWith('{') || start.startsWith('[') ? 'broken JSON' : 'something else than JSON';
}
