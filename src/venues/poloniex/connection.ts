import {
  type ConnectionHooks,
  ConnectionMonitor,
  longestSilence,
} from '../../adapter/connection/connection-monitor';
import type { TableCall } from '../../adapter/schema/table-call';
import type { Clock } from '../../core/clock';
import { type AuthenticationError, isAuthenticationError } from '../../errors';
import type { SessionAttempt } from '../../streaming/session/session';
import { PoloniexClient } from './client/client';
import type { PoloniexClientOptions } from './generated/records';
import type { PoloniexCallOptions, PoloniexSocketName } from './types/client';
import type { PoloniexSocketEvents } from './types/stream';

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** The code of an answer that takes the key for no good; others are about the account that a request names. */
const KEY_REFUSED = '401';

function isKeyRefused(error: unknown): error is AuthenticationError {
  return isAuthenticationError(error) && error.code === KEY_REFUSED;
}

/** A client that reports when a request is refused for its key. */
class ReportingClient extends PoloniexClient {
  readonly #onRefused: (error: AuthenticationError) => void;

  constructor(options: PoloniexClientOptions, onRefused: (error: AuthenticationError) => void) {
    super(options);
    this.#onRefused = onRefused;
  }

  protected override async call<T>(call: TableCall<T>, options?: PoloniexCallOptions): Promise<T> {
    try {
      return await super.call(call, options);
    } catch (error) {
      if (isKeyRefused(error)) this.#onRefused(error);
      throw error;
    }
  }
}

/** What both sockets have in common. */
interface SocketLife {
  on<K extends keyof PoloniexSocketEvents>(event: K, listener: PoloniexSocketEvents[K]): unknown;
}

/** The client of a broker, watched: both sockets live and die together, so that one epoch covers all that is known. */
export class PoloniexConnection extends ConnectionMonitor {
  readonly client: PoloniexClient;
  #isChecking = false;

  constructor(
    options: PoloniexClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: ConnectionHooks,
  ) {
    super({ clock: options.clock, raw: options.raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.client = new ReportingClient(options, (error) => this.#refused(error));
    this.#watch('public', this.client.publicSocket);
    this.#watch('private', this.client.privateSocket);
  }

  /** Round trip of the last ping of the private socket, in ms. */
  override get latencyMs(): number | undefined {
    return this.client.privateSocket.latencyMs ?? this.client.publicSocket.latencyMs;
  }

  override get lastInboundAgeMs(): number | undefined {
    return longestSilence([this.client.publicSocket, this.client.privateSocket]);
  }

  /** Opens the public socket. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.begin(attempt.epoch);
    await this.client.publicSocket.connect({ signal: attempt.signal });
  }

  /** Measures the venue's clock, which signatures need, and opens the private socket. */
  async authenticate(attempt: SessionAttempt): Promise<void> {
    const { client } = this;
    await client.syncTime({ signal: attempt.signal });
    this.checkSkew();
    await client.privateSocket.connect({ signal: attempt.signal });
    this.established();
  }

  override terminate(): void {
    super.terminate();
    this.client.publicSocket.disconnect();
    this.client.privateSocket.disconnect();
  }

  /** Ends everything for good. */
  async close(): Promise<void> {
    super.terminate();
    await this.client.close();
  }

  serverTime(): number {
    return this.client.serverTime();
  }

  #watch(name: PoloniexSocketName, socket: SocketLife): void {
    // Also while the other one is still being opened: the attempt is over then.
    socket.on('close', (error) => this.lose(error));
    socket.on('stale', (ageMs) =>
      this.markStale(`The ${name} socket has been silent for ${Math.round(ageMs)} ms`, name),
    );
    socket.on('fresh', () => this.clear(name));
    socket.on('error', (error) => this.report('protocol', error.message, error));
    socket.on('unknown', () =>
      this.report('unknownValue', `The ${name} socket sent a frame of a kind that is not known`),
    );
  }

  /**
   * A key that was accepted is refused. A read that every key may make shows whether it is the key, or one request; the
   * connection is then made again, which asks the venue on the schedule of refused logins and not with every request.
   */
  #refused(error: AuthenticationError): void {
    if (!this.isUp || this.#isChecking) return;
    this.#isChecking = true;
    const { epoch } = this;
    this.client
      .getAccounts()
      .catch((again: unknown) => {
        if (isKeyRefused(again) && epoch === this.epoch) this.lose(error);
      })
      .finally(() => {
        this.#isChecking = false;
      });
  }
}
