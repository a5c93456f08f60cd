import type { Clock } from '../../core/clock';
import { ConnectionError, isAuthenticationError } from '../../errors';
import type { RecordSource } from '../../model';
import type { SessionAttempt } from '../../streaming/session/session';
import { VenueClock } from '../../streaming/time/venue-clock';
import { VenueTimes } from '../../streaming/time/venue-times';
import { Watchdog } from '../../streaming/watchdog';
import { rawOf, XapiClient } from './client/client';
import type { MapContext } from './map';
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

/** Difference of the clocks from which the user is told. */
const SKEW_WARNING_MS = 5000;

/** How far ahead of the venue's clock, in ms, the time of a record may lie. */
const TIME_TOLERANCE_MS = 60_000;

/** How often the venue is asked for its time at most, until two of its answers agree. */
const TIME_QUESTIONS = 3;

/** What the connection tells its broker; every call names the connection it is about. */
export interface ConnectionHooks {
  stale(epoch: number, reason: string): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

type ConnectionName = keyof typeof LIMITS;

/** The client of a broker, watched: whether both connections are alive, and what the venue's clock says. */
export class XapiConnection {
  readonly client: XapiClient;
  readonly clock: Clock;
  /** Tells the times of records that lie beyond the venue's clock. */
  readonly times: VenueTimes;
  readonly #venueClock: VenueClock;
  readonly #raw: boolean;
  readonly #hooks: ConnectionHooks;
  readonly #watchdogs: { readonly main: Watchdog; readonly stream: Watchdog };
  readonly #stale = new Set<ConnectionName>();
  #epoch = 0;
  #heardTime: number | undefined;
  #latencyMs: number | undefined;
  #isSkewTold = false;

  constructor(
    options: XapiClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: ConnectionHooks,
  ) {
    this.clock = options.clock;
    this.#raw = options.raw;
    this.#hooks = hooks;
    this.#venueClock = new VenueClock(this.clock);
    this.times = new VenueTimes({
      clock: this.clock,
      now: () => this.serverTime(),
      toleranceMs: TIME_TOLERANCE_MS,
      report: (code, message) => hooks.report(code, message),
    });
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
      this.#unwatch();
      // What comes of the stream is not to be trusted when another program has taken the login.
      if (isAuthenticationError(error)) hooks.stale(this.#epoch, error.message);
      hooks.lost(this.#epoch, error);
    });
    this.client.on('error', (error) => hooks.report('protocol', error.message, error));
    this.client.stream.on('keepAlive', ({ timestamp }) => this.#heard(timestamp));
  }

  /** Round trip of the last probe in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  get lastInboundAgeMs(): number | undefined {
    return this.#venueClock.isKnown ? this.#watchdogs.stream.lastInboundAgeMs : undefined;
  }

  /** When the stream was last known to be whole, our clock in UTC epoch ms. */
  get heardTime(): number | undefined {
    return this.#heardTime;
  }

  /** Opens both connections and logs in: the venue wants data within a second, so it is one step. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.#epoch = attempt.epoch;
    await this.client.connect({ signal: attempt.signal, beforeSend: () => attempt.loginBegins() });
    this.#stale.clear();
    this.#watchdogs.main.start();
    this.#watchdogs.stream.start();
  }

  /** Ends both connections at once. */
  terminate(): void {
    this.#unwatch();
    this.client.disconnect();
  }

  /** Logs out, best effort. */
  async close(): Promise<void> {
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
    this.#tellSkew();
    return Math.floor(time);
  }

  /** The venue's clock, UTC epoch ms; ours until it has been read. A change of our wall clock does not move it. */
  serverTime(): number {
    return this.#venueClock.now();
  }

  /** What mapping needs to know of a record that has just arrived. */
  stamp(source: RecordSource, record?: object): MapContext {
    const receivedTime = this.clock.now();
    return this.#raw && record !== undefined
      ? { receivedTime, source, raw: rawOf(record) }
      : { receivedTime, source };
  }

  /** The same with the venue's own object at hand. */
  stampRaw(source: RecordSource, raw: unknown): MapContext {
    const receivedTime = this.clock.now();
    return raw === undefined ? { receivedTime, source } : { receivedTime, source, raw };
  }

  #heard(timestamp: number): void {
    this.#heardTime = this.clock.now();
    const at = this.clock.monotonic();
    this.#venueClock.observeStamp(timestamp, { sentAt: at, receivedAt: at });
  }

  #tellSkew(): void {
    const skew = this.clock.now() - this.serverTime();
    if (this.#isSkewTold || Math.abs(skew) <= SKEW_WARNING_MS) return;
    this.#isSkewTold = true;
    const direction = skew > 0 ? 'ahead of' : 'behind';
    const text = `The local clock is ${Math.round(Math.abs(skew) / 1000)} s ${direction} the venue's`;
    this.#hooks.report('clockSkew', text);
  }

  #watch(name: ConnectionName, probe?: () => void): Watchdog {
    const silence = (ageMs: number): string =>
      `The ${name} connection has been silent for ${Math.round(ageMs)} ms`;
    return new Watchdog({
      clock: this.clock,
      ...LIMITS[name],
      ...(probe && { probe }),
      onStale: (ageMs) => {
        this.#stale.add(name);
        this.#hooks.stale(this.#epoch, silence(ageMs));
      },
      onFresh: () => {
        this.#stale.delete(name);
        if (this.#stale.size === 0) this.#hooks.fresh(this.#epoch);
      },
      onLost: (ageMs) => {
        const epoch = this.#epoch;
        this.terminate();
        this.#hooks.lost(epoch, new ConnectionError(silence(ageMs), { failure: 'stale', venue: 'xapi' }));
      },
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
