import { LIMITS } from '../../core/limits';
import { ClosedError, isVenueError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { type MapContext, present } from '../../model/map-context';
import type { VenueClock } from '../../streaming/time/venue-clock';
import { startDeadline } from '../../transport/deadline';
import { parseJson } from '../../transport/json/integers';
import type { RestSettings } from '../rest/client';
import { mismatchError } from '../schema/mismatch';
import { type Reader, RecordMismatch } from '../schema/reader';
import { type ConnectionHooks, ConnectionMonitor, longestSilence } from './connection-monitor';
import { FramedSocket, type FramedSocketOptions } from './framed-socket';
import { RequestsInFlight } from './requests-in-flight';
import { type CallContext, SocketCall } from './socket-call';

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** Reads a row of a channel and takes it. What it throws makes the frame unreadable. Hot. */
export type RowHandler = (data: unknown, context: MapContext) => void;

/** The rows of a channel: what reads one, the record that it becomes, and what takes that. */
export function mappedRows<R, T>(
  read: Reader<R>,
  map: (row: R, context: MapContext) => T,
  take: (record: T, row: R) => void,
): RowHandler {
  return (data, context) => {
    const row = read(data);
    take(map(row, context), row);
  };
}

/** A frame: the answer to a request, or a row of a channel. */
export interface ChannelFrame {
  /** Of the request that it answers; absent where it answers none. */
  readonly id?: string | undefined;
  /** Makes the error of a refusal; absent where the request was accepted. */
  readonly refusal?: ((call: CallContext) => Error) | undefined;
  /** Absent where the frame answers a request. */
  readonly channel?: string | undefined;
  readonly data?: unknown;
}

/** What a {@link NumberedConnection} works with. */
export interface NumberedConnectionOptions<N extends string>
  extends Pick<FramedSocketOptions, 'venue' | 'silence' | 'pace'> {
  /** The request that asks for a sign of life. */
  readonly ping: object;
  readonly settings: RestSettings;
  readonly hooks: ConnectionHooks;
  readonly redactor: Redactor;
  /** What sends the requests of REST: it knows the venue's clock, and ends with the connection. */
  readonly rest: { readonly venueClock: VenueClock; nextId(): string; close(): void };
  /** Where each socket leads. */
  readonly urls: Readonly<Record<N, string>>;
  /** What takes the rows of each channel; a row of another one makes its frame unreadable. */
  readonly channels: Readonly<Record<string, RowHandler>>;
  readFrame(value: unknown): ChannelFrame;
  /** A frame of this socket could not be read, and nobody knows what it said. */
  onUnreadable(socket: N): void;
}

interface NumberedSocket {
  readonly socket: FramedSocket;
  readonly requests: RequestsInFlight<void>;
  lastId: number;
}

/**
 * WebSockets of JSON frames whose requests carry an `id` that their answers repeat. They live and die together: one epoch
 * covers all that is known.
 */
export class NumberedConnection<N extends string> extends ConnectionMonitor {
  readonly #options: NumberedConnectionOptions<N>;
  readonly #sockets = new Map<N, NumberedSocket>();

  constructor(options: NumberedConnectionOptions<N>) {
    const { clock, raw } = options.settings;
    super({ clock, raw, hooks: options.hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.#options = options;
  }

  serverTime(): number {
    return this.#options.rest.venueClock.now();
  }

  override get lastInboundAgeMs(): number | undefined {
    return longestSilence([...this.#sockets.values()].map(({ socket }) => socket));
  }

  /**
   * Sends a request over a socket and waits until the venue has accepted it.
   * @throws ClosedError when there is no connection; the error of a refusal; TimeoutError, AbortedError, ConnectionError,
   *   each with whether it was sent
   */
  async request(name: N, operation: string, members: object, signal?: AbortSignal): Promise<void> {
    await this.#request(this.#socket(name), operation, members, signal);
  }

  override terminate(): void {
    super.terminate();
    const reason = new ClosedError('The connection was ended', { venue: this.#options.venue });
    for (const { socket } of this.#sockets.values()) socket.terminate(reason);
    this.#sockets.clear();
  }

  /** Ends everything for good. */
  async close(reason: ClosedError): Promise<void> {
    super.terminate();
    await Promise.all([...this.#sockets.values()].map(({ socket }) => socket.close(reason)));
    this.#options.rest.close();
  }

  protected override begin(epoch: number): void {
    super.begin(epoch);
    // Object.keys forgets that the names are of N.
    for (const name of Object.keys(this.#options.urls) as N[])
      this.#sockets.set(name, this.#create(name, epoch));
  }

  /** Opens a socket of the attempt that has begun. @throws ClosedError when that is over, TransportError, AbortedError */
  protected async open(name: N, signal: AbortSignal): Promise<void> {
    const { socket } = this.#socket(name);
    await socket.open(signal);
    socket.watch();
  }

  #socket(name: N): NumberedSocket {
    const socket = this.#sockets.get(name);
    if (socket !== undefined) return socket;
    throw new ClosedError('There is no connection', { venue: this.#options.venue, sent: false });
  }

  #create(name: N, epoch: number): NumberedSocket {
    const { settings, urls, redactor, venue, silence, pace } = this.#options;
    const { clock, tap, ca, proxy } = settings;
    const socket = new FramedSocket({
      venue,
      label: name,
      target: { kind: 'websocket', url: urls[name], ...present({ ca, proxy }) },
      epoch,
      clock,
      redactor,
      tap,
      maxFrameBytes: LIMITS.maxStreamFrameBytes,
      pace,
      maxQueue: LIMITS.maxPendingRequests,
      silence,
      probe: () => void this.#ping(name, numbered),
      onText: (text) => this.#receive(name, numbered, text),
      onInbound: () => this.heard(),
      onStale: (ageMs) => this.markStale(`The ${name} socket is silent for ${Math.round(ageMs)} ms`, name),
      onFresh: () => this.clear(name),
      onEnd: (error) => {
        if (this.epoch === epoch) this.lose(error);
      },
    });
    const requests = new RequestsInFlight<void>(socket, LIMITS.maxPendingRequests);
    const numbered: NumberedSocket = { socket, requests, lastId: 0 };
    return numbered;
  }

  async #request(
    to: NumberedSocket,
    operation: string,
    members: object,
    signal?: AbortSignal,
  ): Promise<void> {
    const { settings, venue, redactor, rest } = this.#options;
    const { clock, timeoutMs } = settings;
    to.lastId += 1;
    const id = String(to.lastId);
    const deadline = startDeadline({ clock, operation, signal, timeoutMs });
    try {
      const call = new SocketCall<void>({ venue, operation, requestId: rest.nextId(), deadline });
      to.requests.send({ id, text: JSON.stringify({ id, ...members }), priority: 'control', call });
      await redactor.sealed(call.promise);
    } finally {
      deadline.dispose();
    }
  }

  async #ping(name: N, numbered: NumberedSocket): Promise<void> {
    const sentAt = this.clock.monotonic();
    try {
      await this.#request(numbered, 'ping', this.#options.ping);
      this.heard(this.clock.monotonic() - sentAt);
    } catch (error) {
      // Silence and the end of the connection are told by the socket.
      if (isVenueError(error)) this.#unreadable(name, error);
    }
  }

  #receive(name: N, { requests }: NumberedSocket, text: string): void {
    try {
      const { id, refusal } = this.#take(parseJson(text));
      const call = requests.take(id)?.call;
      if (refusal === undefined) call?.resolve();
      else call?.reject(refusal(call.context));
    } catch (error) {
      const { venue } = this.#options;
      const operation = `The ${name} socket`;
      this.#unreadable(
        name,
        error instanceof RecordMismatch ? mismatchError(error, { venue, operation }) : error,
      );
    }
  }

  /** Nobody knows what the frame said. */
  #unreadable(name: N, error: unknown): void {
    this.report('protocol', `A frame of the ${name} socket could not be read`, error);
    this.#options.onUnreadable(name);
  }

  /** Takes a row of a channel; what the frame says of a request is for whoever waits for it. */
  #take(value: unknown): ChannelFrame {
    const { channels, readFrame } = this.#options;
    const frame = readFrame(value);
    const { channel, data, id } = frame;
    if (channel === undefined) {
      if (id === undefined) throw new RecordMismatch('id', 'names no request, and the frame no channel');
      return frame;
    }
    const handle = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
    if (handle === undefined) throw new RecordMismatch('channel', 'is not known');
    handle(data, this.stampRaw('stream', this.keepsRaw ? data : undefined));
    return frame;
  }
}
