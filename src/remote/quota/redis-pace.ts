import type { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../../core/clock';
import { RateLimitError } from '../../errors';
import { abortReason, withSent } from '../../transport/deadline';
import { Pacer, type PacerRule, type Priority } from '../../transport/pace/pacer';
import type { SharedPace, WaitLimit } from '../../transport/pace/shared-pace';
import { sleep } from '../../transport/sleep';
import type { RedisClient } from '../bus/redis-client';
import { SETTLE, takeScript } from './script';

/** How long Redis may take to answer, in ms. */
const ANSWER_MS = 1000;
/** How long Redis is not asked again that was away, in ms. */
const AWAY_MS = 1000;
/** The longest pause before the quota is asked again, in ms: requests of others are settled meanwhile. */
const MOST_PAUSE_MS = 200;
/** The part of a quota that processes may use while Redis is away. */
const ALONE = 1 / 4;

/** What the package `rate-limiter-flexible` has for it. */
export interface Limiters {
  readonly RateLimiterRedis: typeof RateLimiterRedis;
  readonly RateLimiterRes: typeof RateLimiterRes;
}

export interface RedisPaceOptions {
  readonly client: RedisClient;
  readonly clock: Clock;
  readonly limiters: Limiters;
  readonly prefix: string;
  readonly name: string;
  readonly rule: PacerRule;
  readonly processes: number;
}

/** A class of requests, counted on a Redis server. */
export class RedisPace implements SharedPace {
  readonly #options: RedisPaceOptions;
  readonly #windowMs: number;
  readonly #most: number;
  /** By how many requests there may be: urgent ones may use all, the others leave a part. */
  readonly #limiters = new Map<number, RateLimiterRedis>();
  /** What this process may send while Redis is away; undefined for nothing. */
  readonly #alone: Pacer | undefined;
  /** Why Redis was away when it was asked last; for a while, so that not every request waits for it. */
  #away: Error | undefined;

  constructor(options: RedisPaceOptions) {
    const { clock, processes } = options;
    const { most, windowMs } = windowOf(options.rule);
    const alone = processes === 0 ? 0 : Math.floor((most * ALONE) / processes);
    this.#options = options;
    this.#windowMs = windowMs;
    this.#most = most - alone * processes;
    this.#alone = alone === 0 ? undefined : new Pacer({ clock, rule: { most: alone, windowMs } });
  }

  async take(priority: Priority, limit: WaitLimit): Promise<() => void> {
    const { signal = new AbortController().signal } = limit;
    for (;;) {
      if (signal.aborted) throw withSent(abortReason(signal), false);
      const turn = this.#away ?? (await this.#ask(priority));
      if (turn instanceof Error) return this.#goAlone(priority, limit, turn);
      if (turn.settle !== undefined) return turn.settle;
      if (turn.waitMs > (limit.remainingMs?.() ?? Number.POSITIVE_INFINITY)) throw tooLate(turn.waitMs);
      await sleep(this.#options.clock, Math.min(turn.waitMs, MOST_PAUSE_MS), signal).catch(
        (error: unknown) => {
          throw signal.aborted ? withSent(abortReason(signal), false) : error;
        },
      );
    }
  }

  async #ask(priority: Priority): Promise<{ readonly waitMs: number; settle?: () => void } | Error> {
    const { client, clock, limiters, name, prefix } = this.#options;
    let late: { cancel(): void } | undefined;
    const silence = new Promise<never>((_resolve, reject) => {
      late = clock.schedule(ANSWER_MS, () =>
        reject(new Error(`Redis did not answer within ${ANSWER_MS} ms`)),
      );
    });
    try {
      const { msBeforeNext: id } = await Promise.race([this.#limiterOf(priority).consume(name), silence]);
      const settle = (): void => {
        const call = { keys: [`${prefix}:${name}`], arguments: [String(id)] };
        // One that is lost counts for longer.
        client.eval(SETTLE, call).catch(() => {});
      };
      return { waitMs: 0, settle };
    } catch (refusal) {
      if (refusal instanceof limiters.RateLimiterRes) return { waitMs: refusal.msBeforeNext };
      this.#away = refusal instanceof Error ? refusal : new Error(String(refusal));
      const back = (): void => {
        this.#away = undefined;
      };
      clock.schedule(AWAY_MS, back, { keepAlive: false });
      return this.#away;
    } finally {
      late?.cancel();
    }
  }

  #limiterOf(priority: Priority): RateLimiterRedis {
    const { client, limiters, prefix } = this.#options;
    const points = allowedTo(priority, this.#most);
    let limiter = this.#limiters.get(points);
    if (limiter === undefined) {
      limiter = new limiters.RateLimiterRedis({
        storeClient: client,
        useRedisPackage: true,
        keyPrefix: prefix,
        points,
        duration: Math.max(1, Math.ceil(this.#windowMs / 1000)),
        // The package's own counts in windows that stand still, of which two halves may hold twice as much.
        customIncrTtlLuaScript: takeScript(this.#windowMs),
      });
      this.#limiters.set(points, limiter);
    }
    return limiter;
  }

  async #goAlone(priority: Priority, limit: WaitLimit, cause: Error): Promise<() => void> {
    if (this.#alone === undefined) {
      const message = `Not sent: the shared quota cannot be asked: ${cause.message}`;
      throw new RateLimitError(message, { sent: false, cause });
    }
    // Until it is settled it counts as running.
    return new Promise((resolve, reject) => {
      const going = this.#alone?.schedule(
        priority,
        () => new Promise<void>((settle) => resolve(settle)),
        limit,
      );
      going?.catch(reject);
    });
  }
}

/** The window in which no more requests may be than the rule allows. */
function windowOf(rule: PacerRule): { readonly most: number; readonly windowMs: number } {
  if ('most' in rule) {
    const { most, windowMs, marginMs = windowMs / 20 } = rule;
    return { most: Math.floor(most), windowMs: Math.ceil(windowMs + marginMs) };
  }
  // What never passes the capacity within the time of a whole refill passes no bucket.
  if ('capacity' in rule) {
    const most = Math.max(1, Math.floor(rule.capacity));
    return { most, windowMs: Math.ceil((most / rule.refillPerSecond) * 1000) };
  }
  const { minIntervalMs, marginMs = minIntervalMs / 4 } = rule;
  return { most: 1, windowMs: Math.ceil(minIntervalMs + marginMs) };
}

/** As a pacer divides a window: reads leave a quarter of it, all but cancels and look-ups a tenth. */
function allowedTo(priority: Priority, most: number): number {
  if (priority === 'cancel' || priority === 'lookup') return most;
  return most - Math.floor(most / (priority === 'read' ? 4 : 10));
}

function tooLate(waitMs: number): RateLimitError {
  const message = `Not sent: the shared quota has room in ${waitMs} ms, too late for its deadline`;
  return new RateLimitError(message, { sent: false, retryAfterMs: waitMs });
}
