import { type ConnectionHooks, ConnectionMonitor } from '../../adapter/connection/connection-monitor';
import type { Clock } from '../../core/clock';
import { ConnectionError, isAuthenticationError } from '../../errors';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueClock } from '../../streaming/time/venue-clock';
import { Watchdog } from '../../streaming/watchdog';
import { XapiClient } from './client/client';
import type { XapiClientOptions } from './types/client';

/**
 * Silence in ms after which a connection is stale, and after which it is lost. The stream sends a keepAlive every 3 s:
 * two may be missing, and three are too many. Main is asked for a sign of life after 4 s, whatever it owes an answer to
 * besides: a connection that passes nothing and a venue that takes longer look alike, and orders must not wait to find out.
 */
const LIMITS = {
  stream: { staleAfterMs: 6800, lostAfterMs: 9500 },
  main: { staleAfterMs: 8000, lostAfterMs: 9500 },
} as const;

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** How often the venue is asked for its time at most, until two of its answers agree. */
const TIME_QUESTIONS = 3;

type ConnectionName = keyof typeof LIMITS;

/** The client of a broker, watched: whether both connections are alive, and what the venue's clock says. */
export class XapiConnection extends ConnectionMonitor {
  readonly client: XapiClient;
  readonly #venueClock: VenueClock;
  readonly #watchdogs: { readonly main: Watchdog; readonly stream: Watchdog };
  #latencyMs: number | undefined;

  constructor(
    options: XapiClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: ConnectionHooks,
  ) {
    super({ clock: options.clock, raw: options.raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.#venueClock = new VenueClock(this.clock);
    const { onInbound } = options;
    this.client = new XapiClient({
      ...options,
      onInbound: (connection) => {
        this.#watchdogs[connection].inbound();
        onInbound?.(connection);
      },
    });
    this.#watchdogs = { stream: this.#watch('stream'), main: this.#watch('main', () => this.#ping()) };
    this.client.on('close', (error) => {
      // What comes of the stream is not to be trusted when another program has taken the login.
      if (isAuthenticationError(error)) this.markStale(error.message);
      this.lose(error);
    });
    this.client.on('error', (error) => this.report('protocol', error.message, error));
    this.client.stream.on('keepAlive', ({ timestamp }) => this.#heard(timestamp));
  }

  /** Round trip of the last probe in ms. */
  override get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  override get lastInboundAgeMs(): number | undefined {
    return this.#venueClock.isKnown ? this.#watchdogs.stream.lastInboundAgeMs : undefined;
  }

  /** Opens both connections and logs in: the venue wants data within a second, so it is one step. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.begin(attempt.epoch);
    await this.client.connect({ signal: attempt.signal, beforeSend: () => attempt.loginBegins() });
    this.established();
    this.#watchdogs.main.start();
    this.#watchdogs.stream.start();
  }

  override terminate(): void {
    super.terminate();
    this.#unwatch();
    this.client.disconnect();
  }

  /** Logs out, best effort. */
  async close(): Promise<void> {
    super.terminate();
    this.#unwatch();
    await this.client.close();
  }

  /**
   * Reads the venue's clock; closed candles and expiries are judged by it. An answer far from what is known is believed
   * when the next one agrees with it.
   * @returns the last answer
   */
  async readServerTime(options: {
    readonly signal: AbortSignal;
    readonly requestId?: string;
  }): Promise<number> {
    let time = 0;
    for (let questions = 0; questions < TIME_QUESTIONS; questions += 1) {
      const sentAt = this.clock.monotonic();
      ({ time } = await this.client.getServerTime(options));
      const receivedAt = this.clock.monotonic();
      this.#latencyMs = receivedAt - sentAt;
      if (this.#venueClock.observe(time, { sentAt, receivedAt })) break;
    }
    this.checkSkew();
    return Math.floor(time);
  }

  serverTime(): number {
    return this.#venueClock.now();
  }

  #heard(timestamp: number): void {
    this.heard();
    const at = this.clock.monotonic();
    this.#venueClock.observeStamp(timestamp, { sentAt: at, receivedAt: at });
  }

  #watch(name: ConnectionName, probe?: () => void): Watchdog {
    const silence = (ageMs: number): string =>
      `The ${name} connection has been silent for ${Math.round(ageMs)} ms`;
    return new Watchdog({
      clock: this.clock,
      ...LIMITS[name],
      ...(probe && { probe }),
      onStale: (ageMs) => this.markStale(silence(ageMs), name),
      onFresh: () => this.clear(name),
      onLost: (ageMs) => this.lose(new ConnectionError(silence(ageMs), { failure: 'stale', venue: 'xapi' })),
    });
  }

  /** Whatever comes is as good a sign of life as the answer. */
  #ping(): void {
    const sent = this.clock.monotonic();
    this.client.ping({ timeoutMs: LIMITS.main.lostAfterMs, priority: 'control' }).then(
      () => {
        this.#latencyMs = this.clock.monotonic() - sent;
      },
      () => {},
    );
  }

  #unwatch(): void {
    this.#watchdogs.main.stop();
    this.#watchdogs.stream.stop();
  }
}
