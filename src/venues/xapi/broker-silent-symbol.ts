import type { Quote } from '../../model';

/** How long ticks of a symbol may be missing before the venue is asked whether there were any, in ms. */
export const SILENT_AFTER_MS = 30_000;

/** How much newer the venue's quote must be than ours, and how long its tick may still be on its way, in ms. */
const TOLERANCE_MS = 2000;

/** Pauses between reads of a quiet symbol, and between repairs of a dead one, grow from the first to the second. */
const FIRST_PAUSE_MS = 30_000;
const LAST_PAUSE_MS = 300_000;

/** A stream that still ticks so long after its repair was repaired; one that dies sooner gets the longer pause. */
const STEADY_MS = 60_000;

/** What counts of a tick: which one it is, and the venue's time. */
export interface SeenTick {
  readonly timestamp: number;
}

/** What is known of one symbol's topic. Times are monotonic where nothing else is said; nothing happens by itself. */
export class SilentSymbol {
  /** A read together with others was refused: it may be this one that the venue does not know. */
  alone = false;
  #dead = false;
  #minArrivalTime: number;
  #tick: SeenTick | undefined;
  /** Since when it is silent: a tick, the writing of the topic, or the end of a silence of the whole link. */
  #since: number;
  #heard: number;
  /** The venue's time of the newest quote that we have, streamed or read. */
  #known: number;
  #probeAt = Number.NEGATIVE_INFINITY;
  #quietMs = FIRST_PAUSE_MS;
  #repairedAt = Number.NEGATIVE_INFINITY;
  #repairAt = Number.NEGATIVE_INFINITY;
  #repairMs = FIRST_PAUSE_MS;
  /** A newer quote was read; its tick may still be on its way. */
  #suspicion: { readonly quote: Quote; readonly time: number; readonly at: number } | undefined;

  /** @param serverTime - the venue's clock; a quote of before the topic was written is none that it lacks */
  constructor(minArrivalTime: number, now: number, serverTime: number) {
    this.#minArrivalTime = minArrivalTime;
    this.#since = now;
    this.#heard = now;
    this.#known = serverTime;
  }

  /** Whether ticks are known to be missing. */
  get isDead(): boolean {
    return this.#dead;
  }

  /** Whether a tick was ever seen. */
  get hasTicked(): boolean {
    return this.#tick !== undefined;
  }

  /** When the last tick was noticed, or the topic first written. */
  get heard(): number {
    return this.#heard;
  }

  /** The venue's time of the newest quote that we have. */
  get known(): number {
    return this.#known;
  }

  /** The topic was written again, perhaps with other parameters. */
  rewritten(minArrivalTime: number, now: number): void {
    this.#minArrivalTime = minArrivalTime;
    this.excuse(now);
  }

  /** Gives it its full time again. */
  excuse(now: number): void {
    this.#since = now;
    this.#suspicion = undefined;
  }

  /** Takes note of the last tick; whether it is another than at the last look. */
  hear(tick: SeenTick | undefined, now: number): boolean {
    if (tick === undefined || tick === this.#tick) return false;
    this.#tick = tick;
    this.#heard = now;
    this.#known = Math.max(this.#known, tick.timestamp);
    this.#probeAt = now;
    this.#quietMs = FIRST_PAUSE_MS;
    if (now - this.#repairedAt >= STEADY_MS) this.#repairMs = FIRST_PAUSE_MS;
    this.excuse(now);
    return true;
  }

  /** A tick came after ticks were missing. */
  revive(): void {
    this.#dead = false;
  }

  /** Whether the venue is to be asked. */
  isDue(now: number): boolean {
    const isSilent = now - this.#since >= SILENT_AFTER_MS + this.#minArrivalTime;
    return isSilent && this.#suspicion === undefined && now >= this.#probeAt;
  }

  /** The venue is being asked: while it has nothing newer, the pauses grow. */
  asked(now: number): void {
    this.#probeAt = now + this.#quietMs;
    this.#quietMs = Math.min(this.#quietMs * 2, LAST_PAUSE_MS);
  }

  /** It was asked together with others and refused: it is asked again, by itself. */
  separate(now: number): void {
    this.alone = true;
    this.#probeAt = now;
  }

  /** Takes the venue's quote, of that time at the venue. */
  suspect(quote: Quote, time: number, now: number): void {
    if (time > this.#known + TOLERANCE_MS) this.#suspicion = { quote, time, at: now };
  }

  /** The newer quote whose tick has had its time to come and did not; the symbol is then dead. */
  condemn(now: number): Quote | undefined {
    const suspicion = this.#suspicion;
    if (suspicion === undefined || now - suspicion.at < TOLERANCE_MS + this.#minArrivalTime) return undefined;
    this.#suspicion = undefined;
    this.#dead = true;
    this.#known = suspicion.time;
    this.#quietMs = FIRST_PAUSE_MS;
    return suspicion.quote;
  }

  /** Whether the topic is to be written again now; the next reading waits for the next repair. */
  repair(now: number): boolean {
    const isDue = now >= this.#repairAt;
    if (isDue) {
      this.#repairedAt = now;
      this.#repairAt = now + this.#repairMs;
      this.#repairMs = Math.min(this.#repairMs * 2, LAST_PAUSE_MS);
    }
    this.#probeAt = this.#repairAt;
    return isDue;
  }
}
