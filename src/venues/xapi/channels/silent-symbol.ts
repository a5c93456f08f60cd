import type { Quote } from '../../../model';
import { SILENCE_TOLERANCE_MS, SilentTopic } from '../../../streaming/topics/silent-topic';

/** What counts of a tick: which one it is, and the venue's time. */
export interface SeenTick {
  readonly timestamp: number;
}

/** A quote that the venue has and whose tick has not come. */
interface NewerQuote {
  readonly quote: Quote;
  readonly time: number;
}

/** What is known of one symbol's topic. Times are monotonic where nothing else is said; nothing happens by itself. */
export class SilentSymbol {
  /** A read together with others was refused: it may be this one that the venue does not know. */
  alone = false;
  readonly #topic: SilentTopic<NewerQuote>;
  #tick: SeenTick | undefined;
  /** The venue's time of the newest quote that we have, streamed or read. */
  #known: number;

  /** @param serverTime - the venue's clock; a quote of before the topic was written is none that it lacks */
  constructor(minArrivalTime: number, now: number, serverTime: number) {
    this.#topic = new SilentTopic(now, minArrivalTime);
    this.#known = serverTime;
  }

  /** Whether ticks are known to be missing. */
  get isDead(): boolean {
    return this.#topic.isDead;
  }

  /** Whether a tick was ever seen. */
  get hasTicked(): boolean {
    return this.#tick !== undefined;
  }

  /** When the last tick was noticed, or the topic first written. */
  get heard(): number {
    return this.#topic.heard;
  }

  /** The venue's time of the newest quote that we have. */
  get known(): number {
    return this.#known;
  }

  /** The topic was written again, perhaps with other parameters. */
  rewritten(minArrivalTime: number, now: number): void {
    this.#topic.reopened(now, minArrivalTime);
  }

  /** Gives it its full time again. */
  restartTimer(now: number): void {
    this.#topic.restartTimer(now);
  }

  /** Takes note of the last tick; whether it is another than at the last look. */
  hear(tick: SeenTick | undefined, now: number): boolean {
    if (tick === undefined || tick === this.#tick) return false;
    this.#tick = tick;
    this.#known = Math.max(this.#known, tick.timestamp);
    this.#topic.hear(now);
    return true;
  }

  /** A tick came after ticks were missing. */
  recover(): void {
    this.#topic.recover();
  }

  /** Whether the venue is to be asked. */
  isDue(now: number): boolean {
    return this.#topic.isDue(now);
  }

  /** The venue is being asked: while it has nothing newer, the pauses grow. */
  asked(now: number): void {
    this.#topic.asked(now);
  }

  /** It was asked together with others and refused: it is asked again, by itself. */
  separate(now: number): void {
    this.alone = true;
    this.#topic.unanswered(now);
  }

  /** Takes the venue's quote, of that time at the venue. */
  suspect(quote: Quote, time: number, now: number): void {
    if (time > this.#known + SILENCE_TOLERANCE_MS) this.#topic.suspect({ quote, time }, now);
  }

  /** The newer quote whose tick has had its time to come and did not; the symbol is then dead. */
  markStale(now: number): Quote | undefined {
    const newer = this.#topic.markStale(now);
    if (newer === undefined) return undefined;
    this.#known = newer.time;
    return newer.quote;
  }

  /** Whether the topic is to be written again now; the next reading waits for the next repair. */
  repair(now: number): boolean {
    return this.#topic.repair(now);
  }
}
