import { LIMITS } from '../../core/limits';
import { ClosedError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import type { MapContext } from '../../model/map-context';
import type { VenueClock } from '../../streaming/time/venue-clock';
import type { RestSettings } from '../rest/client';
import { type Reader, RecordMismatch } from '../schema/reader';
import { type ConnectionHooks, ConnectionMonitor, longestSilence } from './connection-monitor';
import { type NumberedFrame, NumberedSocket, type NumberedSocketOptions } from './numbered-socket';

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
export interface ChannelFrame extends NumberedFrame {
  /** Absent where the frame answers a request. */
  readonly channel?: string | undefined;
  readonly data?: unknown;
}

/** What a {@link NumberedConnection} works with. */
export interface NumberedConnectionOptions<N extends string>
  extends Pick<NumberedSocketOptions, 'venue' | 'ping' | 'silence' | 'pace'> {
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

/** Sockets of numbered requests that live and die together: one epoch covers all that is known. */
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
    return longestSilence([...this.#sockets.values()]);
  }

  /**
   * Sends a request over a socket and waits until the venue has accepted it.
   * @throws ClosedError when there is no connection, else as {@link NumberedSocket.request}
   */
  async request(name: N, operation: string, members: object, signal?: AbortSignal): Promise<void> {
    await this.#socket(name).request(operation, members, signal);
  }

  override terminate(): void {
    super.terminate();
    const reason = new ClosedError('The connection was ended', { venue: this.#options.venue });
    for (const socket of this.#sockets.values()) socket.terminate(reason);
    this.#sockets.clear();
  }

  /** Ends everything for good. */
  async close(reason: ClosedError): Promise<void> {
    super.terminate();
    await Promise.all([...this.#sockets.values()].map((socket) => socket.close(reason)));
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
    await this.#socket(name).open(signal);
  }

  #socket(name: N): NumberedSocket {
    const socket = this.#sockets.get(name);
    if (socket !== undefined) return socket;
    throw new ClosedError('There is no connection', { venue: this.#options.venue, sent: false });
  }

  #create(name: N, epoch: number): NumberedSocket {
    const { settings, urls, rest, onUnreadable, ...options } = this.#options;
    const { clock, tap, timeoutMs, ca } = settings;
    return new NumberedSocket({
      ...options,
      label: name,
      target: { kind: 'websocket', url: urls[name], ...(ca === undefined ? {} : { ca }) },
      epoch,
      clock,
      tap,
      timeoutMs,
      maxFrameBytes: LIMITS.maxStreamFrameBytes,
      maxQueue: LIMITS.maxPendingRequests,
      nextRequestId: () => rest.nextId(),
      onFrame: (value) => this.#take(value),
      onHeard: (latencyMs) => this.heard(latencyMs),
      onUnreadable: (error) => {
        this.report('protocol', `A frame of the ${name} socket could not be read`, error);
        onUnreadable(name);
      },
      onStale: (ageMs) => this.markStale(`The ${name} socket is silent for ${Math.round(ageMs)} ms`, name),
      onFresh: () => this.clear(name),
      onEnd: (error) => {
        if (this.epoch === epoch) this.lose(error);
      },
    });
  }

  #take(value: unknown): NumberedFrame {
    const { channels, readFrame } = this.#options;
    const { channel, data, ...frame } = readFrame(value);
    if (channel === undefined) {
      if (frame.id === undefined)
        throw new RecordMismatch('id', 'names no request, and the frame no channel');
      return frame;
    }
    const handle = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
    if (handle === undefined) throw new RecordMismatch('channel', 'is not known');
    handle(data, this.stampRaw('stream', this.keepsRaw ? data : undefined));
    return frame;
  }
}
