import { ClosedError } from 'venuekit';
import {
  type ConnectionHooks,
  ConnectionMonitor,
  LIMITS,
  type NumberedFrame,
  NumberedSocket,
  RecordMismatch,
  redactorOf,
  type SessionAttempt,
} from 'venuekit/adapter';
import { LarkClient } from './client/client';
import { toError } from './errors';
import type { LarkCredentials, LarkSettings } from './options';
import { CHANNEL_READERS, type ChannelRows, readFrame } from './wire/rows';

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

type SocketName = 'public' | 'private';

/** What takes the rows of each channel, each with the venue's own object where the option `raw` asks for it. */
type RowHandlers = { readonly [C in keyof ChannelRows]: (row: ChannelRows[C], raw: unknown) => void };

/** What a connection tells its adapter. */
export interface LarkEvents extends RowHandlers {
  /** A frame could not be read, and nobody knows what it said. */
  unreadable(name: SocketName): void;
}

// [doc:connection]
/** The client and both sockets, which live and die together. */
export class LarkConnection extends ConnectionMonitor {
  readonly client: LarkClient;
  readonly #settings: LarkSettings;
  readonly #events: LarkEvents;
  #sockets: Readonly<Record<SocketName, NumberedSocket>> | undefined;
  #lostTime: number | undefined;

  constructor(
    settings: LarkSettings,
    credentials: LarkCredentials,
    hooks: ConnectionHooks,
    events: LarkEvents,
  ) {
    const { clock, raw } = settings;
    super({ clock, raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.#settings = settings;
    this.#events = events;
    this.client = new LarkClient(settings, credentials);
  }

  serverTime(): number {
    return this.client.clock.now();
  }

  /** Opens the public socket. */
  async connect(attempt: SessionAttempt): Promise<void> {
    const { epoch, signal } = attempt;
    this.begin(epoch);
    await this.client.syncTime({ signal });
    this.checkSkew();
    this.#sockets = { public: this.#create('public', epoch), private: this.#create('private', epoch) };
    await this.#sockets.public.open(signal);
  }

  /** Opens the private socket and logs in: from then on the venue tells all that happens to the account. */
  async logIn({ signal }: SessionAttempt): Promise<void> {
    const socket = this.socket('private');
    await socket.open(signal);
    await socket.request('login', { op: 'login', ...this.client.loginFields() }, signal);
    this.established();
  }
  // [/doc:connection]

  /** Until when the connection that was lost is known to have been whole, our clock in UTC epoch ms. */
  get lostTime(): number | undefined {
    return this.#lostTime;
  }

  /** Age of what the socket brought that has been silent for longer, in ms. */
  override get lastInboundAgeMs(): number | undefined {
    const ages = Object.values(this.#sockets ?? {}).map((socket) => socket.lastInboundAgeMs ?? 0);
    return ages.length === 0 ? undefined : Math.max(...ages);
  }

  /** @throws ClosedError when there is no connection */
  socket(name: SocketName): NumberedSocket {
    const socket = this.#sockets?.[name];
    if (socket === undefined) throw new ClosedError('There is no connection', { venue: 'lark', sent: false });
    return socket;
  }

  override terminate(): void {
    if (this.isUp) this.#lostTime = this.clock.now() - (this.lastInboundAgeMs ?? 0);
    super.terminate();
    const reason = new ClosedError('The connection was ended', { venue: 'lark' });
    for (const socket of Object.values(this.#sockets ?? {})) socket.terminate(reason);
    this.#sockets = undefined;
  }

  /** Ends everything for good. */
  async close(reason: ClosedError): Promise<void> {
    super.terminate();
    await Promise.all(Object.values(this.#sockets ?? {}).map((socket) => socket.close(reason)));
    this.client.close();
  }

  // [doc:socket]
  #create(name: SocketName, epoch: number): NumberedSocket {
    const { clock, tap, timeoutMs, ca, publicUrl, privateUrl } = this.#settings;
    const url = name === 'public' ? publicUrl : privateUrl;
    return new NumberedSocket({
      venue: 'lark',
      label: name,
      target: { kind: 'websocket', url, ...(ca === undefined ? {} : { ca }) },
      epoch,
      clock,
      tap,
      timeoutMs,
      redactor: redactorOf(this.client),
      maxFrameBytes: LIMITS.maxStreamFrameBytes,
      maxQueue: LIMITS.maxPendingRequests,
      pace: { capacity: 50, refillPerSecond: 50 },
      silence: { staleAfterMs: 10_000, lostAfterMs: 15_000 },
      ping: { op: 'ping' },
      nextRequestId: () => this.client.nextId(),
      onFrame: (value) => this.#take(value),
      onHeard: (latencyMs) => this.heard(latencyMs),
      onUnreadable: (error) => {
        this.report('protocol', `A frame of the ${name} socket could not be read`, error);
        this.#events.unreadable(name);
      },
      onStale: (ageMs) => this.markStale(`The ${name} socket is silent for ${Math.round(ageMs)} ms`, name),
      onFresh: () => this.clear(name),
      onEnd: (error) => {
        if (this.epoch === epoch) this.lose(error);
      },
    });
  }

  #take(value: unknown): NumberedFrame {
    const { id, error, channel = '', data } = readFrame(value);
    if (id === undefined) {
      if (!Object.hasOwn(CHANNEL_READERS, channel)) throw new RecordMismatch('channel', 'is not known');
      this.#tell(channel as keyof ChannelRows, data);
    }
    if (error === undefined) return { id };
    const text = redactorOf(this.client).text(error.message);
    return { id, refusal: (call) => toError(undefined, error.code, text, call) };
  }

  #tell<C extends keyof ChannelRows>(channel: C, data: unknown): void {
    const handlers: RowHandlers = this.#events;
    handlers[channel](CHANNEL_READERS[channel](data), this.keepsRaw ? data : undefined);
  }
  // [/doc:socket]
}
