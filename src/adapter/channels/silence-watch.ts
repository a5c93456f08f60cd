import type { Clock, Timer } from '../../core/clock';
import { isVenueError } from '../../errors';
import { SilentTopic } from '../../streaming/topics/silent-topic';
import type { SymbolState } from './symbol-state';

/** How often the topics are looked at, in ms; each look begins at most one read. */
const LOOK_EVERY_MS = 2000;

/** Deadline of a read in ms. */
const READ_MS = 10_000;

/** What the watch needs of the connection. */
export interface SilenceContext {
  readonly clock: Clock;
  /** Whether the connection is up and heard: while all of it is silent, the connection's own watch is responsible. */
  readonly isHeard: boolean;
  report(code: string, message: string): void;
}

/** How a venue is asked whether a silent symbol has something that the stream ought to have brought. */
export interface SilenceProbe<S> {
  /** Symbols that one read asks about. */
  readonly atOnce: number;
  /** Least time between two reads in ms. @defaultValue 0 */
  readonly pauseMs?: number;
  /** Whether a second read must find it too; where not, one read and no frame within the tolerance are enough. */
  readonly confirms: boolean;
  /** Another one after each frame; undefined before the first. Times of arrival would cost more on the hot path. */
  lastFrame(state: S): unknown;
  /** Whether the symbol is not to be judged, because it is being repaired already. */
  isExcused?(state: S): boolean;
  /** Those of the symbols for which the venue has something newer. */
  read(states: readonly S[], options: { readonly timeoutMs: number }): Promise<readonly S[]>;
  /** Something is missing, and those who listen have been marked. */
  silent?(state: S): void;
}

/** A probe that asks about one symbol at a time, and twice. */
export function probeEach<S>(
  isBehind: (state: S, options: { readonly timeoutMs: number }) => Promise<boolean>,
): Pick<SilenceProbe<S>, 'atOnce' | 'confirms' | 'read'> {
  return {
    atOnce: 1,
    confirms: true,
    read: async ([state], options) => {
      return state !== undefined && (await isBehind(state, options)) ? [state] : [];
    },
  };
}

/** A channel that is watched. */
export interface WatchedChannel {
  /** As the warning names it. */
  readonly name: string;
  readonly probe: SilenceProbe<SymbolState<unknown>>;
  /** Something is missing: those who listen are to know. */
  silent(state: SymbolState<unknown>): void;
  /** Subscribes it again. */
  renew(state: SymbolState<unknown>): void;
}

interface Watched {
  readonly channel: WatchedChannel;
  readonly state: SymbolState<unknown>;
  readonly topic: SilentTopic;
  frame: unknown;
  /** A read together with others was refused: it may be this one that the venue does not know. */
  isAlone: boolean;
}

/**
 * Finds symbols that are silent on a live connection although the venue has something newer, says so, and subscribes them
 * again.
 *
 * Silence alone proves nothing, because markets are quiet and close: what the venue has decides, with time for a frame
 * that is on its way.
 */
export class SilenceWatch {
  readonly #context: SilenceContext;
  readonly #watched = new Map<SymbolState<unknown>, Watched>();
  #timer: Timer | undefined;
  #reading: object | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(context: SilenceContext) {
    this.#context = context;
  }

  /**
   * The symbol was subscribed, for the first time or anew.
   * @param slackMs - how much longer it may be silent: what the venue holds back on purpose
   */
  opened(channel: WatchedChannel, state: SymbolState<unknown>, slackMs = 0): void {
    const now = this.#context.clock.monotonic();
    const watched = this.#watched.get(state);
    if (watched) watched.topic.reopened(now, slackMs);
    else {
      const frame = channel.probe.lastFrame(state);
      const topic = new SilentTopic(now, slackMs);
      this.#watched.set(state, { channel, state, topic, frame, isAlone: false });
    }
    this.#arm();
  }

  /**
   * A frame came on a symbol that was silent.
   * @returns since when something may be missing, UTC epoch ms; undefined where no frame was noticed before
   */
  recovered(state: SymbolState<unknown>): number | undefined {
    const watched = this.#watched.get(state);
    if (watched === undefined) return undefined;
    const { clock } = this.#context;
    const { heard, hasHeard } = watched.topic;
    // The look that noticed the last frame may have come a whole round after it.
    return hasHeard ? clock.now() - (clock.monotonic() - heard) - LOOK_EVERY_MS : undefined;
  }

  /** Nobody listens to the symbol any more. */
  drop(state: SymbolState<unknown>): void {
    this.#watched.delete(state);
    if (this.#watched.size === 0) this.reset();
  }

  /** The connection is gone: topics are opened anew on the next one, and the states are the connection's. */
  reset(): void {
    this.#watched.clear();
    this.#reading = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer ??= this.#context.clock.schedule(
      LOOK_EVERY_MS,
      () => {
        this.#timer = undefined;
        this.#arm();
        this.#look();
      },
      { keepAlive: false },
    );
  }

  #look(): void {
    const now = this.#context.clock.monotonic();
    const isHeard = this.#context.isHeard;
    const due: Watched[] = [];
    // A copy: those who are told may close what they listen to.
    for (const watched of [...this.#watched.values()]) {
      if (this.#watched.get(watched.state) !== watched) continue;
      const { topic, channel, state } = watched;
      const { probe } = channel;
      if (!isHeard || probe.isExcused?.(state) === true) topic.restartTimer(now);
      else if (this.#noticed(watched)) topic.hear(now);
      else if (topic.isOverdue(now)) {
        if (probe.confirms) due.push(watched);
        else this.#judge(watched, true);
      } else if (topic.isDue(now)) due.push(watched);
    }
    if (this.#reading === undefined && due.length > 0 && now >= this.#readAt) void this.#read(due, now);
  }

  /** Takes note of the last frame; whether it is another one than at the last look. */
  #noticed(watched: Watched): boolean {
    const frame = watched.channel.probe.lastFrame(watched.state);
    const before = watched.frame;
    watched.frame = frame;
    return frame !== undefined && frame !== before;
  }

  /** Asks about the symbol that is nearest to an outcome, else about the one that was asked about longest ago. */
  async #read(due: readonly Watched[], now: number): Promise<void> {
    const first = due.reduce((a, b) => (isBefore(b, a, now) ? b : a));
    const { probe } = first.channel;
    const others = due.filter(
      ({ channel, isAlone }) => channel.probe === probe && !isAlone && !first.isAlone,
    );
    const asked = [first, ...others.filter((watched) => watched !== first)].slice(0, probe.atOnce);
    const reading = {};
    this.#reading = reading;
    this.#readAt = now + (probe.pauseMs ?? 0);
    for (const { topic } of asked) topic.asked(now);
    try {
      const found = await probe.read(
        asked.map(({ state }) => state),
        { timeoutMs: READ_MS },
      );
      if (this.#reading !== reading) return;
      const lacking = new Set(found);
      for (const watched of asked) {
        watched.isAlone = false;
        this.#judge(watched, lacking.has(watched.state));
      }
    } catch (error) {
      for (const watched of asked) {
        // What cannot be read proves nothing; it is asked again after a pause.
        watched.topic.clear();
        // One symbol that the venue has taken away must not keep it from answering for the others.
        if (asked.length === 1 || !isVenueError(error)) continue;
        watched.isAlone = true;
        watched.topic.unanswered(now);
      }
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  #judge(watched: Watched, lacks: boolean): void {
    const { channel, state, topic } = watched;
    const now = this.#context.clock.monotonic();
    if (this.#watched.get(state) !== watched || !this.#context.isHeard) return;
    // A frame that came meanwhile may have brought just that.
    if (channel.probe.lastFrame(state) !== watched.frame) return;
    if (!lacks) topic.clear();
    else if (topic.markStale(now)) this.#markSilent(watched, now);
    else if (!topic.isSuspected) topic.suspect(now);
  }

  #markSilent({ channel, state, topic }: Watched, now: number): void {
    const age = Math.round((now - topic.heard) / 1000);
    const name = `${channel.name} of ${state.key}`;
    const text = `The stream ${name} has been silent for ${age} s, but the venue has something newer`;
    this.#context.report('silentStream', text);
    channel.silent(state);
    if (topic.repair(now)) channel.renew(state);
  }
}

function isBefore(a: Watched, b: Watched, now: number): boolean {
  const [left, right] = [a, b].map(({ topic, isAlone }) =>
    isAlone || topic.isOverdue(now) ? Number.NEGATIVE_INFINITY : topic.lastAsked,
  );
  // Among equals the one whose read answers for most.
  return left === right
    ? a.channel.probe.atOnce > b.channel.probe.atOnce
    : (left as number) < (right as number);
}
