import type { Clock, Timer } from '../../../core/clock';
import { SilentTopic } from '../../../streaming/topics/silent-topic';

/** How often the topics are looked at, in ms; each look begins at most one read. */
const LOOK_EVERY_MS = 2000;
/** Deadline of a read in ms. */
const READ_MS = 10_000;

/** What the watch needs of the connection. */
export interface SilenceConnection {
  readonly clock: Clock;
  /** Whether the connection is up and heard: while the whole connection is silent, that is the connection's matter. */
  readonly isHeard: boolean;
  report(code: string, message: string): void;
}

/** What the watch needs of those who take the frames of a channel. A key names one of its topics. */
export interface SilenceRoutes {
  /** The channel, as the warning names it. */
  readonly channel: string;
  /** Topics that one read asks about. */
  readonly atOnce: number;
  /**
   * Something that is another one after each frame; undefined while the topic is not to be judged, for it is being
   * repaired already.
   */
  lastFrame(key: string): unknown;
  /** Asks the venue; those of the topics that have not told something which it has. */
  lacking(keys: readonly string[], options: { readonly timeoutMs: number }): Promise<readonly string[]>;
  /** The topic is dead: those who listen are to know; the frame after it is told to {@link SilenceWatch.heard}. */
  fellSilent(key: string): void;
  /** Subscribes the topic again. */
  renew(key: string): void;
}

interface Watched {
  readonly routes: SilenceRoutes;
  readonly key: string;
  readonly topic: SilentTopic<true>;
  frame: unknown;
}

/**
 * Finds topics that are silent on a live connection although the venue has something that they ought to have told, says so,
 * and subscribes them again.
 *
 * Silence alone proves nothing, markets are quiet: two reads, with time between them for a frame to come, decide.
 */
export class SilenceWatch {
  readonly #connection: SilenceConnection;
  readonly #topics = new Map<string, Watched>();
  #timer: Timer | undefined;
  /** The read under way. */
  #reading: object | undefined;

  constructor(connection: SilenceConnection) {
    this.#connection = connection;
  }

  /** The topic was subscribed, for the first time or anew. */
  opened(routes: SilenceRoutes, key: string): void {
    const now = this.#connection.clock.monotonic();
    const id = idOf(routes, key);
    const watched = this.#topics.get(id);
    if (watched) watched.topic.reopened(now);
    else {
      const frame = routes.lastFrame(key);
      this.#topics.set(id, { routes, key, topic: new SilentTopic(now), frame });
    }
    this.#arm();
  }

  /** A frame came on a topic that was dead. */
  heard(routes: SilenceRoutes, key: string): void {
    this.#topics.get(idOf(routes, key))?.topic.recover();
  }

  /** Nobody listens to the topic any more. */
  drop(routes: SilenceRoutes, key: string): void {
    this.#topics.delete(idOf(routes, key));
    if (this.#topics.size === 0) this.reset();
  }

  /** The connection is gone: topics are opened anew on the next one, and the states are the connection's. */
  reset(): void {
    this.#topics.clear();
    this.#reading = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#timer ??= this.#connection.clock.schedule(
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
    const now = this.#connection.clock.monotonic();
    const { isHeard } = this.#connection;
    const due: Watched[] = [];
    for (const watched of this.#topics.values()) {
      const { topic, routes, key } = watched;
      const frame = routes.lastFrame(key);
      if (!isHeard || frame === undefined) topic.restartTimer(now);
      else if (frame !== watched.frame) topic.hear(now);
      else if (topic.isOverdue(now) || topic.isDue(now)) due.push(watched);
      watched.frame = frame;
    }
    if (this.#reading === undefined && due.length > 0) void this.#read(due, now);
  }

  /** Asks about the topic that is nearest to a verdict, else about the one that was asked about longest ago. */
  async #read(due: readonly Watched[], now: number): Promise<void> {
    const first = due.reduce((a, b) => (isBefore(b, a, now) ? b : a));
    const { routes } = first;
    const batch = due.filter((watched) => watched.routes === routes && watched !== first);
    const asked = [first, ...batch].slice(0, routes.atOnce);
    const reading = {};
    this.#reading = reading;
    for (const { topic } of asked) topic.asked(now);
    try {
      const lacking = new Set(
        await routes.lacking(
          asked.map(({ key }) => key),
          { timeoutMs: READ_MS },
        ),
      );
      if (this.#reading !== reading) return;
      for (const watched of asked) this.#judge(watched, lacking.has(watched.key));
    } catch {
      // What cannot be read proves nothing; it is asked again after a pause.
      for (const { topic } of asked) topic.clear();
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  #judge(watched: Watched, lacks: boolean): void {
    const { routes, key, topic } = watched;
    const now = this.#connection.clock.monotonic();
    const isCurrent = this.#topics.get(idOf(routes, key)) === watched;
    // A frame that came meanwhile may have told just that.
    if (!isCurrent || !this.#connection.isHeard || routes.lastFrame(key) !== watched.frame) return;
    if (!lacks) topic.clear();
    else if (topic.markStale(now)) this.#dead(watched, now);
    else if (!topic.isSuspected) topic.suspect(true, now);
  }

  #dead({ routes, key, topic }: Watched, now: number): void {
    routes.fellSilent(key);
    const age = Math.round((now - topic.heard) / 1000);
    const name = `${routes.channel} of ${key}`;
    const text = `The channel ${name} has been silent for ${age} s, but the venue has something newer`;
    this.#connection.report('silentStream', text);
    if (topic.repair(now)) routes.renew(key);
  }
}

function idOf({ channel }: SilenceRoutes, key: string): string {
  return `${channel} ${key}`;
}

function isBefore(a: Watched, b: Watched, now: number): boolean {
  const [left, right] = [a, b].map(({ topic }) =>
    topic.isOverdue(now) ? Number.NEGATIVE_INFINITY : topic.lastAsked,
  );
  // Among equals the one whose read answers for most.
  return left === right ? a.routes.atOnce > b.routes.atOnce : (left as number) < (right as number);
}
