import { type ConnectionHooks, ConnectionMonitor } from '../../adapter/connection/connection-monitor';
import type { Clock } from '../../core/clock';
import { isAuthenticationError } from '../../errors';
import type { MapContext } from '../../model/map-context';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueClock } from '../../streaming/time/venue-clock';
import { XapiClient } from './client/client';
import { MAIN_SILENCE } from './endpoints';
import type { XapiClientOptions } from './generated/records';
import type { XapiCallOptions } from './types/client';

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** How often the venue is asked for its time at most, until two of its answers agree. */
const TIME_QUESTIONS = 3;

/** The client of a broker, watched: whether both connections are alive, and what the venue's clock says. */
export class XapiConnection extends ConnectionMonitor {
  readonly client: XapiClient;
  readonly #venueClock: VenueClock;

  constructor(
    options: XapiClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: ConnectionHooks,
  ) {
    super({ clock: options.clock, raw: options.raw, hooks, timeToleranceMs: TIME_TOLERANCE_MS });
    this.#venueClock = new VenueClock(this.clock);
    this.client = new XapiClient(options, MAIN_SILENCE);
    this.client.on('stale', (ageMs, name) =>
      this.markStale(`The ${name} connection has been silent for ${Math.round(ageMs)} ms`, name),
    );
    this.client.on('fresh', (name) => this.clear(name));
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
    return this.client.latencyMs;
  }

  override get lastInboundAgeMs(): number | undefined {
    return this.#venueClock.isKnown ? this.client.lastInboundAgeMs : undefined;
  }

  /** Opens both connections and logs in: the venue wants data within a second, so it is one step. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.begin(attempt.epoch);
    await this.client.connect({ signal: attempt.signal, beforeSend: () => attempt.loginBegins() });
    this.established();
  }

  override terminate(): void {
    super.terminate();
    this.client.disconnect();
  }

  /** Logs out, best effort. */
  async close(): Promise<void> {
    super.terminate();
    await this.client.close();
  }

  /**
   * Reads the venue's clock; closed candles and expiries are judged by it. An answer far from what is known is believed
   * when the next one agrees with it.
   * @returns the last answer
   */
  async readServerTime(options: XapiCallOptions): Promise<number> {
    let time = 0;
    for (let questions = 0; questions < TIME_QUESTIONS; questions += 1) {
      const sentAt = this.clock.monotonic();
      ({ time } = await this.client.getServerTime(options));
      const receivedAt = this.clock.monotonic();
      if (this.#venueClock.observe(time, { sentAt, receivedAt })) break;
    }
    this.checkSkew();
    return Math.floor(time);
  }

  serverTime(): number {
    return this.#venueClock.now();
  }

  /** What mapping needs to know of a record of the stream. @param frame - the venue's own object */
  stampFrame(frame: unknown): MapContext {
    return this.stampRaw('stream', this.keepsRaw ? frame : undefined);
  }

  #heard(timestamp: number): void {
    this.heard();
    const at = this.clock.monotonic();
    this.#venueClock.observeStamp(timestamp, { sentAt: at, receivedAt: at });
  }
}
