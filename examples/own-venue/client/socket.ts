import { isVenueError, ProtocolError } from 'venuekit';
import {
  FramedSocket,
  type FramedSocketOptions,
  LIMITS,
  mismatchError,
  parseJson,
  RecordMismatch,
  RequestsInFlight,
  SocketCall,
  startDeadline,
} from 'venuekit/adapter';
import { toError } from '../errors';
import { CHANNEL_READERS, type ChannelRows, readFrame } from '../wire/rows';

/** A row of a channel, as its reader made it. */
export type ChannelEvent = {
  [C in keyof ChannelRows]: { readonly channel: C; readonly row: ChannelRows[C]; readonly raw: unknown };
}[keyof ChannelRows];

/** What a socket works with. */
export interface LarkSocketOptions
  extends Pick<
    FramedSocketOptions,
    'clock' | 'redactor' | 'tap' | 'epoch' | 'onStale' | 'onFresh' | 'onEnd'
  > {
  readonly name: 'public' | 'private';
  readonly url: string;
  readonly ca?: string | readonly string[] | undefined;
  readonly timeoutMs: number;
  nextId(): string;
  onEvent(event: ChannelEvent): void;
  /** A ping was answered, or something else has come. */
  onInbound(latencyMs?: number): void;
  /** A frame cannot be read, and nobody knows what it said. */
  onUnreadable(error: Error): void;
}

/** How a request is limited. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One WebSocket from its opening to its end. */
export class LarkSocket {
  readonly #options: LarkSocketOptions;
  readonly #socket: FramedSocket;
  readonly #requests: RequestsInFlight<void>;
  #lastId = 0;

  constructor(options: LarkSocketOptions) {
    const { name, url, ca, ...others } = options;
    this.#options = options;
    // [doc:socket]
    this.#socket = new FramedSocket({
      ...others,
      venue: 'lark',
      label: name,
      target: { kind: 'websocket', url, ...(ca === undefined ? {} : { ca: ca as string | string[] }) },
      maxFrameBytes: LIMITS.maxStreamFrameBytes,
      pace: { capacity: 50, refillPerSecond: 50 },
      maxQueue: LIMITS.maxPendingRequests,
      silence: { staleAfterMs: 10_000, lostAfterMs: 15_000 },
      probe: () => void this.#ping(),
      onText: (text) => this.#receive(text),
      onInbound: () => options.onInbound(),
    });
    this.#requests = new RequestsInFlight(this.#socket, LIMITS.maxPendingRequests);
    // [/doc:socket]
  }

  get lastInboundAgeMs(): number | undefined {
    return this.#socket.lastInboundAgeMs;
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#socket.open(signal);
    this.#socket.watch();
  }

  // [doc:request]
  /** Sends a request and waits for its answer. @throws what the venue refuses it with; TransportError */
  async request(op: string, fields: object = {}, { signal }: RequestOptions = {}): Promise<void> {
    const { clock, timeoutMs, nextId, redactor } = this.#options;
    this.#lastId += 1;
    const id = String(this.#lastId);
    const deadline = startDeadline({ clock, operation: op, signal, timeoutMs });
    try {
      const call = new SocketCall<void>({ venue: 'lark', operation: op, requestId: nextId(), deadline });
      const priority = 'control';
      this.#requests.send({ id, text: JSON.stringify({ id, op, ...fields }), priority, call });
      await redactor.sealed(call.promise);
    } finally {
      deadline.dispose();
    }
  }
  // [/doc:request]

  terminate(reason: Parameters<FramedSocket['terminate']>[0]): void {
    this.#socket.terminate(reason);
  }

  close(reason: Parameters<FramedSocket['close']>[0]): Promise<void> {
    return this.#socket.close(reason);
  }

  async #ping(): Promise<void> {
    const { clock, onInbound } = this.#options;
    const sentAt = clock.monotonic();
    try {
      await this.request('ping');
      onInbound(clock.monotonic() - sentAt);
    } catch (error) {
      // Silence and the end of the connection are told by the socket.
      if (isVenueError(error)) this.#options.onUnreadable(error);
    }
  }

  #receive(text: string): void {
    try {
      const { id, error, channel, data } = readFrame(parseJson(text));
      if (id !== undefined) this.#answer(id, error);
      else this.#event(channel ?? '', data);
    } catch (error) {
      this.#options.onUnreadable(this.#unreadable(error));
    }
  }

  #answer(id: string, error: { readonly code: string; readonly message: string } | undefined): void {
    const request = this.#requests.take(id);
    if (request === undefined) return;
    const { call } = request;
    if (error === undefined) call.resolve();
    else
      call.reject(toError(undefined, error.code, this.#options.redactor.text(error.message), call.context));
  }

  #event(channel: string, data: unknown): void {
    if (!Object.hasOwn(CHANNEL_READERS, channel)) throw new RecordMismatch('channel', 'is not known');
    const name = channel as keyof ChannelRows;
    // The reader of a channel makes the row of the channel; the compiler cannot follow the choice.
    const event = { channel: name, row: CHANNEL_READERS[name](data), raw: data } as ChannelEvent;
    this.#options.onEvent(event);
  }

  #unreadable(error: unknown): Error {
    const operation = `${this.#options.name} socket`;
    if (error instanceof RecordMismatch) return mismatchError(error, { venue: 'lark', operation });
    return error instanceof Error ? error : new ProtocolError('A frame cannot be read', { venue: 'lark' });
  }
}
