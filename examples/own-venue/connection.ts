import { ClosedError } from 'venuekit';
import { type ConnectionHooks, ConnectionMonitor, redactorOf, type SessionAttempt } from 'venuekit/adapter';
import { LarkClient } from './client/client';
import { type ChannelEvent, LarkSocket, type LarkSocketOptions } from './client/socket';
import type { LarkCredentials, LarkSettings } from './options';

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

type SocketName = LarkSocketOptions['name'];

/** What a connection tells its adapter. */
export interface LarkEvents {
  onEvent(event: ChannelEvent): void;
  onUnreadable(name: SocketName): void;
}

// [doc:connection]
/** The client and both sockets, which live and die together. */
export class LarkConnection extends ConnectionMonitor {
  readonly client: LarkClient;
  readonly #settings: LarkSettings;
  readonly #events: LarkEvents;
  #sockets: Readonly<Record<SocketName, LarkSocket>> | undefined;
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
    await socket.request('login', this.client.loginFields(), { signal });
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
  socket(name: SocketName): LarkSocket {
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

  #create(name: SocketName, epoch: number): LarkSocket {
    const { clock, tap, timeoutMs, ca, publicUrl, privateUrl } = this.#settings;
    const isCurrent = (): boolean => this.epoch === epoch;
    return new LarkSocket({
      name,
      url: name === 'public' ? publicUrl : privateUrl,
      ca,
      epoch,
      clock,
      tap,
      timeoutMs,
      redactor: redactorOf(this.client),
      nextId: () => this.client.nextId(),
      onEvent: (event) => this.#events.onEvent(event),
      onInbound: (latencyMs) => this.heard(latencyMs),
      onUnreadable: (error) => {
        this.report('protocol', `A frame of the ${name} socket could not be read`, error);
        this.#events.onUnreadable(name);
      },
      onStale: (ageMs) =>
        this.markStale(`The ${name} socket has been silent for ${Math.round(ageMs)} ms`, name),
      onFresh: () => this.clear(name),
      onEnd: (error) => {
        if (isCurrent()) this.lose(error);
      },
    });
  }
}
