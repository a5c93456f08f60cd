import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import { isClosedError } from '../../../errors';
import type { PoloniexTimeSync } from '../types/client';

/** How often the venue is asked in one synchronisation: the first answer may hold a handshake, one may meet a jam. */
const SAMPLES = 3;
/** Crystals drift by some 50 ppm: 30 ms in this time. */
const FRESH_MS = 10 * 60_000;
/** After a refresh that failed, the next is not tried sooner. */
const RETRY_MS = 30_000;
/** Answers whose times differ by more than this, in ms, and half their round trips, contradict each other. */
const AGREEMENT_MS = 1000;
/** How far from this machine's clock, in ms, a single answer is accepted. */
const NEAR_MS = 60_000;
/** A wall clock that moves this much against the monotonic one was set, or the machine slept. */
const JUMP_MS = 1000;

/** One answer of the venue about its time. */
export interface TimeSample {
  /** UTC epoch ms. */
  readonly serverTime: number;
  /** When the request left and when its answer was there, on the monotonic clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** What a {@link ServerClock} needs. */
export interface ServerClockOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks the venue for its time. */
  readonly sample: () => Promise<TimeSample>;
}

/** What is known of the venue's time since a synchronisation. */
interface Base extends PoloniexTimeSync {
  /** The venue's time minus the monotonic clock. */
  readonly offset: number;
  readonly at: number;
  /** The wall clock minus the monotonic one at that time. */
  readonly wall: number;
}

/** The sample with the shortest round trip: its answer was made at most half of that away from the middle. */
export function bestSample(samples: readonly TimeSample[]): TimeSample | undefined {
  return samples.reduce<TimeSample | undefined>(
    (best, sample) => (best === undefined || roundTripOf(sample) < roundTripOf(best) ? sample : best),
    undefined,
  );
}

/** The samples that others agree with: one answer alone moves the clock by no more than a little. */
function agreeing(samples: readonly TimeSample[], known: number, slackMs: number): readonly TimeSample[] {
  return samples.filter(
    (sample) =>
      Math.abs(offsetOf(sample) - known) <= slackMs + roundTripOf(sample) / 2 ||
      samples.some(
        (other) =>
          other !== sample &&
          Math.abs(offsetOf(sample) - offsetOf(other)) <=
            AGREEMENT_MS + (roundTripOf(sample) + roundTripOf(other)) / 2,
      ),
  );
}

function roundTripOf({ sentAt, receivedAt }: TimeSample): number {
  return receivedAt - sentAt;
}

/** The venue's time minus the monotonic clock. */
function offsetOf({ serverTime, sentAt, receivedAt }: TimeSample): number {
  return serverTime - (sentAt + receivedAt) / 2;
}

/** The venue's clock as seen from here, on a monotonic base: setting this machine's clock does not move it. */
export class ServerClock {
  readonly #options: ServerClockOptions;
  #base: Base | undefined;
  #flight: Promise<PoloniexTimeSync> | undefined;
  #isSuspect = false;
  #retryAt = Number.NEGATIVE_INFINITY;
  #version = 0;

  constructor(options: ServerClockOptions) {
    this.#options = options;
  }

  /** Whether the venue has been asked. */
  get hasTime(): boolean {
    return this.#base !== undefined;
  }

  /** Round trip of the sample that counts, in ms. */
  get roundTripMs(): number | undefined {
    return this.#base?.roundTripMs;
  }

  /** Counts synchronisations. */
  get version(): number {
    return this.#version;
  }

  /** The venue's time, UTC epoch ms; this machine's until the venue has been asked. */
  now(): number {
    const { clock } = this.#options;
    return this.#base === undefined ? clock.now() : Math.round(this.#base.offset + clock.monotonic());
  }

  /**
   * What a request that is to be signed must wait for; undefined when it may be signed now.
   *
   * It waits for the first synchronisation, for one after a refusal, and for one after a jump of the wall clock, for a
   * machine that slept may have stopped its monotonic clock; a time that is merely old is renewed beside it.
   */
  ready(): Promise<unknown> | undefined {
    const base = this.#base;
    if (base === undefined || this.#isSuspect) return this.sync();
    const { clock } = this.#options;
    const now = clock.monotonic();
    if (now < this.#retryAt) return undefined;
    // The old time is still the best guess when the venue does not answer.
    if (Math.abs(clock.now() - now - base.wall) > JUMP_MS) return this.#refresh();
    if (now - base.at > FRESH_MS) void this.#refresh();
    return undefined;
  }

  /** The venue has refused a time that was signed at this version: the next request waits for a new one. */
  markSuspect(version: number): void {
    if (version === this.#version) this.#isSuspect = true;
  }

  /** Asks the venue several times; calls at the same time share the answer. */
  sync(): Promise<PoloniexTimeSync> {
    this.#flight ??= this.#measure().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #measure(): Promise<PoloniexTimeSync> {
    const { clock, sample } = this.#options;
    const samples: TimeSample[] = [];
    let failure: unknown = new Error('its answers contradict each other');
    while (samples.length < SAMPLES) {
      try {
        samples.push(await sample());
      } catch (error) {
        // One answer that agrees with what is known is enough.
        failure = error;
        break;
      }
    }
    const now = clock.monotonic();
    const wall = clock.now() - now;
    const known = this.#base?.offset ?? wall;
    const best = bestSample(agreeing(samples, known, this.#base ? AGREEMENT_MS : NEAR_MS));
    if (best === undefined) throw failure;
    const offset = offsetOf(best);
    const sync = { offsetMs: Math.round(offset - wall), roundTripMs: roundTripOf(best) };
    this.#base = { ...sync, offset, wall, at: now };
    this.#isSuspect = false;
    this.#version += 1;
    return sync;
  }

  /** A synchronisation that may fail. */
  async #refresh(): Promise<void> {
    try {
      await this.sync();
    } catch (error) {
      if (isClosedError(error)) return;
      const { clock, logger } = this.#options;
      this.#retryAt = clock.monotonic() + RETRY_MS;
      const reason = error instanceof Error ? error.message : 'no reason';
      logger.warn(`The venue's time could not be refreshed: ${reason}`, { venue: 'poloniex' });
    }
  }
}
