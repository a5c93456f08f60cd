import type { Clock, Timer } from '../../core/clock';
import { ConnectionError } from '../../errors';
import type { RecordSource } from '../../model';
import type { SessionAttempt } from '../../streaming/session';
import { Watchdog } from '../../streaming/watchdog';
import { rawOf, XapiClient } from './client';
import type { MapContext } from './map';
import type { XapiClientOptions } from './types/client';

/** The stream sends a keepAlive every 3 s: after two missing ones it is stale, after three it is lost. */
const STALE_AFTER_MS = 6800;
const LOST_AFTER_MS = 9500;

/** How long main may be silent before it is asked for a sign of life, and how long that may take. */
const PROBE_AFTER_MS = 5000;
const PROBE_TIMEOUT_MS = 4500;

/** How long a silent main connection is trusted while it owes an answer that takes the venue time to make. */
const BUSY_TIMEOUT_MS = 30_000;

/** Difference of the clocks from which the user is told. */
const SKEW_WARNING_MS = 5000;

/** What the link tells its broker; every call names the connection it is about. */
export interface LinkHooks {
  stale(epoch: number, reason: string): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

/** The client of a broker, watched: whether both connections are alive, and what the venue's clock says. */
export class XapiLink {
  readonly client: XapiClient;
  readonly clock: Clock;
  readonly #raw: boolean;
  readonly #hooks: LinkHooks;
  readonly #watchdog: Watchdog;
  #epoch = 0;
  #mainHeard = 0;
  #heardTime: number | undefined;
  #probe: Timer | undefined;
  #latencyMs: number | undefined;
  /** The venue's clock at a reading of our monotonic one. */
  #reference: { readonly server: number; readonly monotonic: number } | undefined;

  constructor(
    options: XapiClientOptions & { readonly clock: Clock; readonly raw: boolean },
    hooks: LinkHooks,
  ) {
    this.clock = options.clock;
    this.#raw = options.raw;
    this.#hooks = hooks;
    const { onInbound } = options;
    this.client = new XapiClient({
      ...options,
      onInbound: (connection) => {
        if (connection === 'stream') this.#watchdog.inbound();
        else this.#mainHeard = this.clock.monotonic();
        onInbound?.(connection);
      },
    });
    this.#watchdog = new Watchdog({
      clock: this.clock,
      staleAfterMs: STALE_AFTER_MS,
      lostAfterMs: LOST_AFTER_MS,
      onStale: (ageMs) => hooks.stale(this.#epoch, `The stream has been silent for ${Math.round(ageMs)} ms`),
      onFresh: () => hooks.fresh(this.#epoch),
      onLost: (ageMs) => this.#lost(`The stream has been silent for ${Math.round(ageMs)} ms`),
    });
    this.client.on('close', (error) => {
      this.#unwatch();
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
    return this.#reference === undefined ? undefined : this.#watchdog.lastInboundAgeMs;
  }

  /** When the stream was last known to be whole, our clock in UTC epoch ms. */
  get heardTime(): number | undefined {
    return this.#heardTime;
  }

  /** Opens both connections and logs in: the venue wants data within a second, so it is one step. */
  async connect(attempt: SessionAttempt): Promise<void> {
    this.#epoch = attempt.epoch;
    await this.client.connect({ signal: attempt.signal });
    this.#mainHeard = this.clock.monotonic();
    this.#watchdog.start();
    this.#armProbe();
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

  /** Reads the venue's clock; closed candles and expiries are judged by it. */
  async readServerTime(options: {
    readonly signal: AbortSignal;
    readonly requestId?: string;
  }): Promise<number> {
    const sent = this.clock.monotonic();
    const { time } = await this.client.getServerTime(options);
    const received = this.clock.monotonic();
    const first = this.#reference === undefined;
    this.#latencyMs = received - sent;
    this.#reference = { server: time, monotonic: (sent + received) / 2 };
    const skew = this.clock.now() - this.serverTime();
    if (first && Math.abs(skew) > SKEW_WARNING_MS) {
      const direction = skew > 0 ? 'ahead of' : 'behind';
      const text = `The local clock is ${Math.round(Math.abs(skew) / 1000)} s ${direction} the venue's`;
      this.#hooks.report('clockSkew', text);
    }
    return Math.floor(time);
  }

  /** The venue's clock, UTC epoch ms; ours until it has been read. A change of our wall clock does not move it. */
  serverTime(): number {
    const reference = this.#reference;
    if (reference === undefined) return this.clock.now();
    return Math.round(reference.server + this.clock.monotonic() - reference.monotonic);
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
    // The wall clocks drift apart slowly; the way of one frame is the only error of this reading.
    if (Math.abs(timestamp - this.serverTime()) > 1000) {
      this.#reference = { server: timestamp, monotonic: this.clock.monotonic() };
    }
  }

  #armProbe(): void {
    const epoch = this.#epoch;
    const due = this.#mainHeard + PROBE_AFTER_MS - this.clock.monotonic();
    this.#probe = this.clock.schedule(
      Math.max(due, 0),
      () => {
        if (this.clock.monotonic() - this.#mainHeard < PROBE_AFTER_MS) this.#armProbe();
        else void this.#ask(epoch);
      },
      { keepAlive: false },
    );
  }

  async #ask(epoch: number): Promise<void> {
    const sent = this.clock.monotonic();
    const timeoutMs = this.client.pendingRequests > 0 ? BUSY_TIMEOUT_MS : PROBE_TIMEOUT_MS;
    try {
      await this.client.ping({ timeoutMs, priority: 'control' });
      this.#latencyMs = this.clock.monotonic() - sent;
    } catch {
      // Bytes that came meanwhile are as good a sign of life as the answer.
      if (epoch === this.#epoch && this.#probe !== undefined && this.#mainHeard <= sent) {
        this.#lost('The main connection does not answer');
        return;
      }
    }
    if (epoch === this.#epoch && this.#probe !== undefined) this.#armProbe();
  }

  #lost(message: string): void {
    const epoch = this.#epoch;
    this.terminate();
    this.#hooks.lost(epoch, new ConnectionError(message, { failure: 'stale', venue: 'xapi' }));
  }

  #unwatch(): void {
    this.#watchdog.stop();
    this.#probe?.cancel();
    this.#probe = undefined;
  }
}
