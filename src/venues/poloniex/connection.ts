import type { Clock } from '../../core/clock';
import { type AuthenticationError, isAuthenticationError } from '../../errors';
import type { RecordSource } from '../../model';
import type { MapContext } from '../../model/map-context';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueTimes } from '../../streaming/time/venue-times';
import { PoloniexClient, rawOf } from './client/client';
import type { RestCall } from './rest/call';
import type { PoloniexCallOptions, PoloniexClientOptions, PoloniexSocketName } from './types/client';
import type { PoloniexSocketEvents } from './types/stream';

/** Difference of the clocks from which the user is told, in ms: the venue refuses what is signed 5 s beside its own. */
const SKEW_WARNING_MS = 5000;

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** The code of an answer that takes the key for no good; others are about the account that a request names. */
const KEY_REFUSED = '401';

function isKeyRefused(error: unknown): error is AuthenticationError {
  return isAuthenticationError(error) && error.code === KEY_REFUSED;
}

/** A client that tells when a request is refused for its key. */
class ReportingClient extends PoloniexClient {
  readonly #onRefused: (error: AuthenticationError) => void;

  constructor(options: PoloniexClientOptions, onRefused: (error: AuthenticationError) => void) {
    super(options);
    this.#onRefused = onRefused;
  }

  protected override async call<T>(call: RestCall<T>, options?: PoloniexCallOptions): Promise<T> {
    try {
      return await super.call(call, options);
    } catch (error) {
      if (isKeyRefused(error)) this.#onRefused(error);
      throw error;
    }
  }
}

/** What the connection tells its broker; every call names the connection it is about. */
export interface ConnectionHooks {
  stale(epoch: number, reason: string): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

/** What both sockets have in common. */
interface SocketLife {
  on<K extends keyof PoloniexSocketEvents>(event: K, listener: PoloniexSocketEvents[K]): unknown;
}

/** The client of a broker, watched: both sockets live and die together, so that one epoch covers all that is known. */
export class PoloniexConnection {
  readonly client: PoloniexClient;
  readonly clock: Clock;
  /** Tells the times of records that lie beyond the venue's clock. */
  readonly times: VenueTimes;
  readonly #raw: boolean;
  readonly #hooks: ConnectionHooks;
  readonly #stale = new Set<string>();
  #epoch = 0;
  /** Whether the connection of the epoch is one that can be lost. */
  #isUp = false;
  #isChecking = false;
  #skewTold = false;
  #lostTime: number | undefined;

  constructor(
    options: PoloniexClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: ConnectionHooks,
  ) {
    this.clock = options.clock;
    this.#raw = options.raw;
    this.#hooks = hooks;
    this.client = new ReportingClient(options, (error) => this.#refused(error));
    this.times = new VenueTimes({
      clock: this.clock,
      now: () => this.serverTime(),
      toleranceMs: TIME_TOLERANCE_MS,
      report: (code, message) => hooks.report(code, message),
    });
    this.#watch('public', this.client.publicSocket);
    this.#watch('private', this.client.privateSocket);
  }

  /** Whether both sockets are up and heard. */
  get isHeard(): boolean {
    return this.#isUp && this.#stale.size === 0;
  }

  /** Whether records carry the venue's own objects. */
  get keepsRaw(): boolean {
    return this.#raw;
  }

  /** Round trip of the last ping of the private socket, in ms. */
  get latencyMs(): number | undefined {
    return this.client.privateSocket.latencyMs ?? this.client.publicSocket.latencyMs;
  }

  /** Age of the last byte of the socket that has been silent for longer, in ms. */
  get lastInboundAgeMs(): number | undefined {
    const { publicSocket, privateSocket } = this.client;
    const ages = [publicSocket.lastInboundAgeMs, privateSocket.lastInboundAgeMs];
    return ages.reduce(
      (oldest, age) => (age === undefined || (oldest ?? -1) > age ? oldest : age),
      undefined,
    );
  }

  /**
   * Until when the connection that was lost is known to have been whole, our clock in UTC epoch ms; absent before the
   * first loss.
   */
  get lostTime(): number | undefined {
    return this.#lostTime;
  }

  /** Opens the public socket. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.#epoch = attempt.epoch;
    this.#stale.clear();
    await this.client.publicSocket.connect({ signal: attempt.signal });
  }

  /** Measures the venue's clock, which signatures need, and opens the private socket. */
  async authenticate(attempt: SessionAttempt): Promise<void> {
    const { client } = this;
    await client.syncTime({ signal: attempt.signal });
    this.#tellSkew();
    await client.privateSocket.connect({ signal: attempt.signal });
    this.#isUp = true;
  }

  /** Ends both connections at once. */
  terminate(): void {
    if (this.#isUp) this.#lostTime = this.clock.now() - (this.lastInboundAgeMs ?? 0);
    this.#isUp = false;
    this.client.publicSocket.disconnect();
    this.client.privateSocket.disconnect();
  }

  /** Ends everything for good. */
  async close(): Promise<void> {
    this.#isUp = false;
    await this.client.close();
  }

  /** The venue's clock, UTC epoch ms; ours until it has been read. A change of our wall clock does not move it. */
  serverTime(): number {
    return this.client.serverTime();
  }

  /** What mapping needs to know of a record that has just arrived. */
  stamp(source: RecordSource, record?: object): MapContext {
    const receivedTime = this.clock.now();
    return this.#raw && record !== undefined
      ? { receivedTime, source, raw: rawOf(record) }
      : { receivedTime, source };
  }

  /** The venue's own object of a record, where the option `raw` asks for it. */
  rawOf(record: object): unknown {
    return this.#raw ? rawOf(record) : undefined;
  }

  report(code: string, message: string, error?: unknown): void {
    this.#hooks.report(code, message, error);
  }

  #watch(name: PoloniexSocketName, socket: SocketLife): void {
    const hooks = this.#hooks;
    // Also while the other one is still being opened: the attempt is over then.
    socket.on('close', (error) => {
      // Before the other one is ended: it may be the one that was heard last.
      const epoch = this.#epoch;
      this.terminate();
      hooks.lost(epoch, error);
    });
    socket.on('stale', (ageMs) => {
      this.#stale.add(name);
      hooks.stale(this.#epoch, `The ${name} socket has been silent for ${Math.round(ageMs)} ms`);
    });
    socket.on('fresh', () => {
      this.#stale.delete(name);
      if (this.#stale.size === 0) hooks.fresh(this.#epoch);
    });
    socket.on('error', (error) => hooks.report('protocol', error.message, error));
    socket.on('unknown', () =>
      hooks.report('unknownValue', `The ${name} socket sent a frame of a kind that is not known`),
    );
  }

  /**
   * A key that was accepted is refused. A read that every key may make tells whether it is the key, or one request; the
   * connection is then made again, which asks the venue on the schedule of refused logins and not with every request.
   */
  #refused(error: AuthenticationError): void {
    if (!this.#isUp || this.#isChecking) return;
    this.#isChecking = true;
    const epoch = this.#epoch;
    this.client
      .getAccounts()
      .catch((again: unknown) => {
        if (!isKeyRefused(again) || !this.#isUp || epoch !== this.#epoch) return;
        this.terminate();
        this.#hooks.lost(epoch, error);
      })
      .finally(() => {
        this.#isChecking = false;
      });
  }

  #tellSkew(): void {
    const skew = this.clock.now() - this.serverTime();
    const wasTold = this.#skewTold;
    this.#skewTold = Math.abs(skew) > SKEW_WARNING_MS;
    if (wasTold || !this.#skewTold) return;
    const direction = skew > 0 ? 'ahead of' : 'behind';
    const text = `The local clock is ${Math.round(Math.abs(skew) / 1000)} s ${direction} the venue's`;
    this.#hooks.report('clockSkew', text);
  }
}
