/** How long a topic may be silent before the venue is asked whether it has something newer, in ms. */
const SILENT_AFTER_MS = 30_000;

/** How long what the venue was found to have may still be on its way, in ms. */
export const SILENCE_TOLERANCE_MS = 2000;

/** Pauses between reads of a quiet topic, and between repairs of a dead one, grow from the first to the second. */
const FIRST_PAUSE_MS = 30_000;
const LAST_PAUSE_MS = 300_000;

/** A topic that still lives so long after its repair was repaired; one that dies sooner gets the longer pause. */
const STEADY_MS = 60_000;

/**
 * What is known of the silence of one topic: when the venue is to be asked, when the topic is dead, when it is to be
 * subscribed again. Silence alone proves nothing; what the venue has does.
 *
 * Times are monotonic, and nothing happens by itself.
 */
export class SilentTopic {
  #slackMs: number;
  /** Since when it is silent: a sign of life, its opening, or the end of a silence of the whole connection. */
  #since: number;
  /** When it was last noticed to live, or first opened. */
  heard: number;
  hasHeard = false;
  #probeAt = Number.NEGATIVE_INFINITY;
  lastAsked = Number.NEGATIVE_INFINITY;
  #quietMs = FIRST_PAUSE_MS;
  #repairedAt = Number.NEGATIVE_INFINITY;
  #repairAt = Number.NEGATIVE_INFINITY;
  #repairMs = FIRST_PAUSE_MS;
  /** When the venue was found to have something newer; it may still be on its way. */
  #suspectedAt: number | undefined;

  /** @param slackMs - how much longer than others it may be silent: what the venue holds back on purpose */
  constructor(now: number, slackMs = 0) {
    this.#slackMs = slackMs;
    this.#since = now;
    this.heard = now;
  }

  get isSuspected(): boolean {
    return this.#suspectedAt !== undefined;
  }

  /** It was subscribed again, perhaps with another slack. */
  reopened(now: number, slackMs = 0): void {
    this.#slackMs = slackMs;
    this.restartTimer(now);
  }

  restartTimer(now: number): void {
    this.#since = now;
    this.#suspectedAt = undefined;
  }

  hear(now: number): void {
    this.heard = now;
    this.hasHeard = true;
    this.#probeAt = now;
    this.#quietMs = FIRST_PAUSE_MS;
    if (now - this.#repairedAt >= STEADY_MS) this.#repairMs = FIRST_PAUSE_MS;
    this.restartTimer(now);
  }

  isDue(now: number): boolean {
    const isSilent = now - this.#since >= SILENT_AFTER_MS + this.#slackMs;
    return isSilent && this.#suspectedAt === undefined && now >= this.#probeAt;
  }

  /** The venue is being asked: while it has nothing new, the pauses grow. */
  asked(now: number): void {
    this.lastAsked = now;
    this.#probeAt = now + this.#quietMs;
    this.#quietMs = Math.min(this.#quietMs * 2, LAST_PAUSE_MS);
  }

  /** The answer was worth nothing: it may be asked again at once. */
  unanswered(now: number): void {
    this.#probeAt = now;
  }

  /** The venue has something that the topic has not brought. */
  suspect(now: number): void {
    this.#suspectedAt = now;
  }

  /** The venue has nothing newer after all. */
  clear(): void {
    this.#suspectedAt = undefined;
  }

  /** Whether what the venue was found to have has had its time to come, and did not. */
  isOverdue(now: number): boolean {
    const at = this.#suspectedAt;
    return at !== undefined && now - at >= SILENCE_TOLERANCE_MS + this.#slackMs;
  }

  /** Whether something is missing for sure: the time of what the venue was found to have has passed. */
  markStale(now: number): boolean {
    if (!this.isOverdue(now)) return false;
    this.clear();
    this.#quietMs = FIRST_PAUSE_MS;
    return true;
  }

  /** Whether it is to be subscribed again now; the next reading waits for the next repair. */
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
