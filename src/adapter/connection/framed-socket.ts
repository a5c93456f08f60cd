import type { FrameTapEvent } from '../../broker';
import type { Clock, Timer } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { VenueId } from '../../core/venue-id';
import { type BrokerError, ConnectionError, NotConnectedError, ProtocolError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { Watchdog, type WatchdogOptions } from '../../streaming/watchdog';
import { onAbort } from '../../transport/abort-listeners';
import { JsonValues, type ValueShortCut } from '../../transport/json/json-values';
import { kindOfBytes } from '../../transport/json/text-shape';
import { Pacer, type PacerRule, type Priority, type WaitLimit } from '../../transport/pace/pacer';
import type { Connection, ConnectionClose, ConnectionHandlers } from '../../transport/socket/connection';
import { openTarget, type SocketTarget, targetName } from '../../transport/socket/socket-target';
import { callTap } from '../../transport/tap';
import type { SocketCall } from './socket-call';

/** When silence counts, in ms. */
export type SilenceLimits = Pick<WatchdogOptions, 'probeAfterMs' | 'staleAfterMs' | 'lostAfterMs'>;

/** What sends requests: a {@link FramedSocket} for those that match its answers. */
export type RequestSocket = Pick<FramedSocket, 'clock' | 'ended' | 'send' | 'track' | 'whenEnded'>;

/** What a {@link FramedSocket} works with. */
export interface FramedSocketOptions {
  readonly venue: VenueId;
  /** Names the connection in taps and errors. */
  readonly label: string;
  readonly target: SocketTarget;
  /** Counts the attempts to connect. */
  readonly epoch: number;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  readonly maxFrameBytes: number;
  /** How fast the venue lets a client send. */
  readonly pace: PacerRule;
  /** How many frames of one priority may wait for their turn. */
  readonly maxQueue: number;
  /** Frames are JSON values that follow one another in the bytes. Absent where a WebSocket message is a frame. */
  readonly json?: {
    /** The name of the protocol, where a server of another one is to be told by its first answer. */
    readonly protocol?: string;
    /** How long a value that begins now may grow, in ms; absent where a value is one small frame. */
    answerableMs?(): number;
    /** All values of a chunk have been handed on. */
    onChunkEnd?(): void;
    /** Reads usual values, which then do not come as texts; not used where a tap wants to see each. */
    readonly shortCut?: ValueShortCut;
  };
  readonly silence: SilenceLimits;
  /** Asks for a sign of life, once in each silence. */
  probe?(): void;
  /** Longest time in ms without a frame of ours, before `keepAlive` is called. Absent where probes are enough. */
  readonly keepAliveMs?: number;
  keepAlive?(): void;
  /** A frame has come. What it throws ends the connection. Hot. */
  onText(text: string): void;
  /**
   * Takes a usual frame, a part of a text in which each character is one byte; returns whether it did, else `onText` gets
   * it. Where all of it is ASCII it is the text of the frame. Not called where a tap wants to see each frame. Hot.
   */
  onUsual?(text: string, from: number, to: number): boolean;
  /** A sign of life has come. */
  onInbound?(): void;
  /** Nothing has been heard for so many ms. */
  onStale(ageMs: number): void;
  /** Something has been heard again. */
  onFresh(): void;
  /** The connection ended by itself; not called after `terminate` or `close`. */
  onEnd(error: BrokerError): void;
}

/**
 * One connection from its opening to its end: frames in, frames out at the venue's pace, and one watch over its silence.
 *
 * Nothing of it is heard any more once it has ended; the calls that wait on it reject then, each with the truth about
 * whether it was sent.
 */
export class FramedSocket {
  readonly clock: Clock;
  readonly #options: FramedSocketOptions;
  readonly #pacer: Pacer;
  readonly #watchdog: Watchdog;
  readonly #json: JsonValues | undefined;
  readonly #calls = new Set<Pick<SocketCall<unknown>, 'ended' | 'deadline'>>();
  readonly #whenEnded: (() => void)[] = [];
  readonly #opening = new AbortController();
  readonly #sequence = { in: 0, out: 0 };
  #connection: Connection | undefined;
  #ended: BrokerError | undefined;
  #whenClosed: (() => void) | undefined;
  #isWatched = false;
  #keepAlive: Timer | undefined;
  #lastSent: number;
  #hasRead = false;

  constructor(options: FramedSocketOptions) {
    const { clock, target, maxFrameBytes, pace, maxQueue, silence, json } = options;
    this.#options = options;
    target.proxy?.redactFor(options.redactor);
    this.clock = clock;
    this.#lastSent = clock.monotonic();
    this.#pacer = new Pacer({ clock, rule: pace, maxQueue });
    this.#watchdog = new Watchdog({
      clock,
      ...silence,
      probe: () => options.probe?.(),
      onStale: (ageMs) => options.onStale(ageMs),
      onFresh: () => options.onFresh(),
      onLost: (ageMs) => {
        const message = `${this.name} fell silent: nothing came for ${Math.round(ageMs)} ms`;
        this.#fail(new ConnectionError(message, { failure: 'stale', venue: options.venue }));
      },
    });
    this.#json =
      json &&
      new JsonValues({
        clock,
        maxBytes: maxFrameBytes,
        isMessages: target.kind === 'websocket',
        answerableMs: json.answerableMs,
        shortCut: options.tap === undefined ? json.shortCut : undefined,
        onText: (text) => this.#receive(text),
        onChunkEnd: () => json.onChunkEnd?.(),
        onInbound: () => this.#inbound(),
        onBroken: (error, chunk) => this.giveUp(error, chunk),
        onFailure: (cause) => {
          const message = `What ${this.name} sent could not be handled`;
          this.#fail(new ConnectionError(message, { failure: 'closed', venue: options.venue, cause }));
        },
      });
  }

  /** The endpoint in sentences, without anything that could be secret. */
  get name(): string {
    return targetName(this.#options.target);
  }

  get isOpen(): boolean {
    return this.#ended === undefined && this.#connection?.isOpen === true;
  }

  /** Why it is over; undefined while it is not. */
  get ended(): BrokerError | undefined {
    return this.#ended;
  }

  /** Calls that wait for their turn or their answer. */
  get pendingRequests(): number {
    let count = 0;
    for (const { deadline } of this.#calls) if (deadline !== undefined) count += 1;
    return count;
  }

  /** Age of the last sign of life, in ms; undefined before the first. */
  get lastInboundAgeMs(): number | undefined {
    return this.#watchdog.lastInboundAgeMs;
  }

  /**
   * Opens the connection.
   * @throws TransportError, AbortedError, all with `sent: false`; the reason of `terminate`
   */
  async open(signal: AbortSignal): Promise<void> {
    const { target, clock, maxFrameBytes } = this.#options;
    const opening = this.#opening;
    const giveUp = (): void => opening.abort(signal.reason);
    if (signal.aborted) giveUp();
    const release = onAbort(signal, giveUp);
    try {
      const options = { handlers: this.#handlers(), clock, signal: opening.signal, maxFrameBytes };
      const connection = await openTarget(target, options);
      if (this.#ended) {
        connection.terminate();
        throw this.#ended;
      }
      this.#connection = connection;
    } finally {
      release();
    }
  }

  /** Begins to send something when nothing else is sent for a while. */
  keepAlive(): void {
    const { keepAliveMs } = this.#options;
    if (keepAliveMs !== undefined && this.#ended === undefined) this.#armKeepAlive(keepAliveMs, keepAliveMs);
  }

  /** Begins to watch for silence, which counts from here; a watch that stands goes on. */
  watch(): void {
    if (this.#ended !== undefined || this.#isWatched) return;
    this.#isWatched = true;
    this.#watchdog.start();
  }

  /** Ends the watch: nothing regular is to be expected. */
  unwatch(): void {
    this.#isWatched = false;
    this.#watchdog.stop();
  }

  /** Runs `end` when the connection ends, before its calls reject. */
  whenEnded(end: () => void): void {
    this.#whenEnded.push(end);
  }

  /** Rejects a call when the connection ends before it has settled. */
  track<T>(call: SocketCall<T>): void {
    this.#calls.add(call);
    call.onSettled(() => this.#calls.delete(call));
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
        if (!connection)
          throw new NotConnectedError('There is no connection', { venue: this.#options.venue });
        connection.send(text, beforeWrite);
        this.#lastSent = this.clock.monotonic();
        this.#tap('out', text);
      },
      limit,
    );
  }

  /**
   * Holds frames back for `ms`, at least 1 s and at most 30 s: what a venue asks for with a rate limit. A longer pause
   * stays. Cancels, look-ups and control continue, unless one of them met the limit.
   * @param met - the priority of the request that was refused
   */
  pause(ms: number, met: Priority): void {
    this.#pacer.pause(ms, met);
  }

  /** Ends at once: what waits rejects, each call with the truth about whether it was sent. Idempotent. */
  terminate(reason: BrokerError): void {
    this.#end(reason);
    this.#connection?.terminate();
  }

  /** Ends politely; resolves when the connection is over, one second on the clock at the latest. */
  close(reason: BrokerError): Promise<void> {
    if (this.#ended !== undefined) return Promise.resolve();
    this.#end(reason);
    const connection = this.#connection;
    if (!connection?.isOpen) {
      connection?.terminate();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#whenClosed = resolve;
      connection.close(LIMITS.closeMs);
    });
  }

  /** Ends the connection for bytes that cannot be followed any further. @param chunk - those that came last */
  giveUp(error: ProtocolError, chunk?: Uint8Array): void {
    const { label, venue, json } = this.#options;
    const message =
      chunk !== undefined && json?.protocol !== undefined && !this.#hasRead
        ? `${this.name} is no ${json.protocol} server: it answered with ${kindOfBytes(chunk)}`
        : `${this.name} sent what cannot be read on the ${label} connection: ${error.message}`;
    const sample = error.sample === undefined ? {} : { sample: error.sample };
    this.#fail(new ProtocolError(message, { venue, cause: error, ...sample }));
  }

  #handlers(): ConnectionHandlers {
    const json = this.#json;
    if (json === undefined) {
      return {
        onData: (chunk, isLater) => this.#onMessage(chunk, isLater),
        onUsual: this.#usual(),
        onClose: (close) => this.#onClose(close),
        onSignOfLife: () => this.#inbound(),
      };
    }
    return {
      onData: (chunk) => json.push(chunk),
      // What came before the end counts before it.
      onClose: (close) => json.drained(() => this.#onClose(close)),
      onSignOfLife: () => json.finished(),
      onPartial: () => json.partial(),
    };
  }

  #onMessage(chunk: Buffer, isLater: boolean): void {
    if (this.#ended) return;
    const text = chunk.toString();
    // What comes in one go is one sign of life: the clock is read once for it.
    if (!isLater) this.#inbound();
    this.#receive(text);
  }

  #usual(): ConnectionHandlers['onUsual'] {
    const { onUsual, tap } = this.#options;
    if (onUsual === undefined || tap !== undefined) return undefined;
    return (text, from, to, isLater) => {
      if (this.#ended) return true;
      if (!isLater) this.#inbound();
      // Whoever heard that the connection is fresh again may have ended it.
      if (this.#ended) return true;
      const isTaken = onUsual(text, from, to);
      this.#hasRead ||= isTaken;
      return isTaken;
    };
  }

  #receive(text: string): void {
    this.#tap('in', text);
    // The tap, or whoever heard that the connection is fresh again, may have ended it.
    if (this.#ended) return;
    this.#options.onText(text);
    this.#hasRead = true;
  }

  #inbound(): void {
    if (this.#ended) return;
    this.#watchdog.inbound();
    this.#options.onInbound?.();
  }

  #onClose({ error, code, reason }: ConnectionClose): void {
    this.#whenClosed?.();
    const { redactor, venue } = this.#options;
    const detail = reason === undefined ? '' : ` (${code}: ${redactor.text(reason)})`;
    const { failure, cause } = error;
    this.#fail(new ConnectionError(`${error.message}${detail}`, { failure, venue, cause }));
  }

  #fail(error: BrokerError): void {
    if (this.#ended) return;
    this.terminate(error);
    this.#options.onEnd(error);
  }

  #end(reason: BrokerError): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#keepAlive?.cancel();
    this.#watchdog.stop();
    this.#json?.stop();
    for (const end of this.#whenEnded) end();
    for (const call of [...this.#calls]) call.ended(reason);
    this.#pacer.close(reason);
    this.#opening.abort(reason);
  }

  /** However much comes in, the venue wants to hear something; the timer does not keep the process alive. */
  #armKeepAlive(intervalMs: number, delayMs: number): void {
    const check = (): void => {
      if (this.#ended) return;
      const restMs = this.#lastSent + intervalMs - this.clock.monotonic();
      if (restMs <= 0) this.#options.keepAlive?.();
      this.#armKeepAlive(intervalMs, restMs <= 0 ? intervalMs : restMs);
    };
    this.#keepAlive = this.clock.schedule(delayMs, check, { keepAlive: false });
  }

  #tap(direction: 'in' | 'out', data: string): void {
    const { tap, label: connection, epoch, redactor } = this.#options;
    if (!tap) return;
    this.#sequence[direction] += 1;
    const sequence = this.#sequence[direction];
    const time = this.clock.now();
    callTap(tap, { direction, connection, epoch, sequence, time, data: redactor.text(data) });
  }
}
