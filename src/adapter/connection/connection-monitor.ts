import type { Clock } from '../../core/clock';
import { atOnce, inSlices, mapSteps, type Steps, type Stopped } from '../../core/slices';
import type { RecordSource } from '../../model';
import type { MapContext } from '../../model/map-context';
import { VenueTimes } from '../../streaming/time/venue-times';
import { rawOf } from '../schema/raw-records';

/** Difference of the clocks from which the user is told, in ms. */
const SKEW_WARNING_MS = 5000;

/** The part of a connection that has only one. */
const WHOLE = 'connection';

/** What a connection tells its broker; every call but `report` names the connection it is about. */
export interface ConnectionHooks {
  /** @param nextAttemptTime - when the venue is asked again, UTC epoch ms; absent where nobody can say */
  stale(epoch: number, reason: string, nextAttemptTime?: number): void;
  fresh(epoch: number): void;
  lost(epoch: number, error: Error): void;
  report(code: string, message: string, error?: unknown): void;
}

/** What a {@link ConnectionMonitor} works with. */
export interface MonitorOptions {
  readonly clock: Clock;
  /** Whether records carry the venue's own objects. */
  readonly raw: boolean;
  readonly hooks: ConnectionHooks;
  /** How far ahead of the venue's clock, in ms, the time of a record may lie. */
  readonly timeToleranceMs: number;
}

/**
 * What is known of a venue's connection: which one it is, whether it can be trusted, when the venue was last heard, and
 * what time it is there. A venue's connection extends it with its client and with what it takes as a sign of life.
 *
 * A connection may have several parts (two sockets). It is stale as long as one of them is, and lost once.
 */
export abstract class ConnectionMonitor {
  readonly clock: Clock;
  /** Tells the times of records that lie beyond the venue's clock. */
  readonly times: VenueTimes;
  /** Whether records carry the venue's own objects. */
  readonly keepsRaw: boolean;
  readonly #hooks: ConnectionHooks;
  readonly #stale = new Set<string>();
  #epoch = 0;
  #state: 'ended' | 'opening' | 'up' = 'ended';
  #heardAt: number | undefined;
  #lostTime: number | undefined;
  #latencyMs: number | undefined;
  #isSkewReported = false;

  protected constructor({ clock, raw, hooks, timeToleranceMs }: MonitorOptions) {
    this.clock = clock;
    this.keepsRaw = raw;
    this.#hooks = hooks;
    this.times = new VenueTimes({
      clock,
      now: () => this.serverTime(),
      toleranceMs: timeToleranceMs,
      report: (code, message) => hooks.report(code, message),
    });
  }

  /** The venue's clock, UTC epoch ms: ours until the venue has told it. A change of our wall clock does not move it. */
  abstract serverTime(): number;

  /** Which connection this is: counts attempts. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the connection has been made and has not ended. */
  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** Whether it is up and none of its parts is silent. */
  get isHeard(): boolean {
    return this.isUp && this.#stale.size === 0;
  }

  /**
   * Until when the connection that was lost is known to have been whole, our clock in UTC epoch ms; undefined before the
   * first loss.
   */
  get lostTime(): number | undefined {
    return this.#lostTime;
  }

  /** How long ago the venue was last heard, in ms; undefined before the first time. */
  get lastInboundAgeMs(): number | undefined {
    return this.#heardAt === undefined ? undefined : this.clock.monotonic() - this.#heardAt;
  }

  /** How long the venue took to answer last, in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** Our clock in whole ms: one that is injected may have fractions. */
  now(): number {
    return Math.floor(this.clock.now());
  }

  /** The venue's time at a time of our clock, which is now where none is given. */
  venueTimeOf(localTime = this.now()): number {
    return this.serverTime() - Math.max(0, this.now() - localTime);
  }

  /** What mapping needs to know of a record that has just arrived. */
  stamp(source: RecordSource, record?: object): MapContext {
    return this.stampRaw(source, record === undefined ? undefined : this.rawOf(record));
  }

  /** The same for the rows of one answer, which arrived at one time, with what else their mapping needs. */
  stampRows<More extends object>(source: RecordSource, more: More): (row: object) => MapContext & More {
    const common = { receivedTime: this.now(), source, ...more };
    return this.keepsRaw ? (row) => ({ ...common, raw: rawOf(row) }) : () => common;
  }

  /** The same with the venue's own object at hand. */
  stampRaw(source: RecordSource, raw: unknown): MapContext {
    const receivedTime = this.now();
    return raw === undefined ? { receivedTime, source } : { receivedTime, source, raw };
  }

  /** The venue's own object of a record, where the option `raw` asks for it. */
  rawOf(record: object): unknown {
    return this.keepsRaw ? rawOf(record) : undefined;
  }

  /** Something to know that stops nothing. */
  report(code: string, message: string, error?: unknown): void {
    this.#hooks.report(code, message, error);
  }

  /** Takes each row by itself: those that cannot be read hinder no other and are one warning. */
  each<R>(rows: readonly R[], take: (row: R) => void): void {
    atOnce(this.#eachSteps(rows, take));
  }

  /** The same in slices, for a large answer. */
  eachInSlices<R>(rows: readonly R[], take: (row: R) => void, stopped?: Stopped): Promise<void> {
    return inSlices(this.#eachSteps(rows, take), stopped);
  }

  /** Ends the connection at once: nothing more is told of it. */
  terminate(): void {
    if (this.isUp) this.#lostTime = Math.floor(this.clock.now() - (this.lastInboundAgeMs ?? 0));
    this.#state = 'ended';
  }

  /** An attempt begins: what comes from now on is told of it. */
  protected begin(epoch: number): void {
    this.#epoch = epoch;
    this.#state = 'opening';
    this.#stale.clear();
  }

  /** The connection stands. */
  protected established(): void {
    this.#state = 'up';
  }

  /** The venue was heard. @param latencyMs - how long it took to answer; absent where nothing was asked */
  protected heard(latencyMs?: number): void {
    this.#heardAt = this.clock.monotonic();
    if (latencyMs !== undefined) this.#latencyMs = latencyMs;
  }

  /** A part of the connection is silent, or says nothing good. */
  protected markStale(reason: string, part = WHOLE, nextAttemptTime?: number): void {
    this.#stale.add(part);
    this.#hooks.stale(this.#epoch, reason, nextAttemptTime);
  }

  /** A part of the connection can be trusted again. */
  protected clear(part = WHOLE): void {
    if (this.#stale.delete(part) && this.#stale.size === 0) this.#hooks.fresh(this.#epoch);
  }

  /** The connection is of no use any more: told once. */
  protected lose(error: Error): void {
    if (this.#state === 'ended') return;
    this.terminate();
    this.#hooks.lost(this.#epoch, error);
  }

  /** Warns of a local clock that is far from the venue's, once until it is near again. */
  protected checkSkew(): void {
    const skew = this.clock.now() - this.serverTime();
    const wasReported = this.#isSkewReported;
    this.#isSkewReported = Math.abs(skew) > SKEW_WARNING_MS;
    if (wasReported || !this.#isSkewReported) return;
    const direction = skew > 0 ? 'ahead of' : 'behind';
    const seconds = Math.round(Math.abs(skew) / 1000);
    this.report('clockSkew', `The local clock is ${seconds} s ${direction} the venue's`);
  }

  *#eachSteps<R>(rows: readonly R[], take: (row: R) => void): Steps<void> {
    let count = 0;
    let first: unknown;
    yield* mapSteps(rows, (row) => {
      try {
        take(row);
      } catch (error) {
        first ??= error;
        count += 1;
      }
    });
    if (count === 0) return;
    const which = count === 1 ? 'A record' : `${count} of ${rows.length} records`;
    this.report('unreadable', `${which} of the venue could not be read`, first);
  }
}

/** Age of what the connection brought that has been silent for longest, in ms; undefined before the first. */
export function longestSilence(
  connections: readonly { readonly lastInboundAgeMs: number | undefined }[],
): number | undefined {
  const ages = connections.flatMap(({ lastInboundAgeMs = [] }) => lastInboundAgeMs);
  return ages.length === 0 ? undefined : Math.max(...ages);
}
