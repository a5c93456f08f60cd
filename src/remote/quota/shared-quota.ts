import { type Clock, systemClock } from '../../core/clock';
import { Deferred } from '../../core/deferred';
import { ConfigurationError } from '../../errors';
import type { PacerRule } from '../../transport/pace/pacer';
import type { SharedPace, SharedQuota } from '../../transport/pace/shared-pace';
import { checkBusName, redisClientOf } from '../bus/open-redis-bus';
import type { RedisClient } from '../bus/redis-client';
import { busError } from '../bus/redis-client';
import { type Limiters, RedisPace } from './redis-pace';

/** What a shared quota is made with. */
export interface SharedQuotaOptions {
  /**
   * Names the key or the address that the venue counts by: processes of one name share a quota. Letters, digits, `.`, `:`, `_`
   * and `-`.
   */
  readonly name: string;
  /**
   * How many processes share it at most. Each may then go on while Redis is away, with its part of a quarter of the quota, which
   * the others leave alone at all times.
   * @defaultValue none may go on: requests are refused while Redis is away
   */
  readonly processes?: number | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/** A {@link SharedQuota} on a Redis server. */
export interface RedisQuota extends SharedQuota, AsyncDisposable {
  /** Ends the connection to Redis; idempotent. Clients that use it refuse their requests from then on. */
  close(): Promise<void>;
}

/**
 * A quota that several processes share, counted on a Redis server, 6.2 or newer: however many clients use it, the venue has
 * no more requests in any of its windows than its rule allows one. It goes into the option `sharedQuota` of clients and
 * brokers over HTTP. It needs the packages `redis`, 5 or newer, and `rate-limiter-flexible`, 11 or newer.
 *
 * @param redis - a URL, `redis://` or `rediss://`, or a client of the package `redis` that has not been connected
 * @throws ConfigurationError where a package is not installed, and for a name, a number or a URL that cannot be one
 * @throws ConnectionError when the server cannot be reached
 * @throws AuthenticationError when it refuses access
 */
export async function sharedQuota(
  redis: string | RedisClient,
  { name, processes = 0, clock = systemClock }: SharedQuotaOptions,
): Promise<RedisQuota> {
  checkBusName(name);
  if (!Number.isInteger(processes) || processes < 0 || processes > 10_000)
    throw new ConfigurationError('processes must be a whole number from 1 to 10000');
  const limiters = await limitersOf();
  const client = await redisClientOf(redis);
  const failed = new Deferred<never>();
  client.on('error', (error) => failed.reject(busError(error)));
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await client.destroy();
  };
  try {
    await Promise.race([client.connect(), failed.promise]);
  } catch (error) {
    await close();
    throw error;
  }
  const paceOf = (of: string, rule: PacerRule): SharedPace =>
    new RedisPace({ client, clock, limiters, prefix: `venuekit:{${name}}:quota`, name: of, rule, processes });
  return { paceOf, close, [Symbol.asyncDispose]: close };
}

async function limitersOf(): Promise<Limiters> {
  try {
    const { RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible');
    return { RateLimiterRedis, RateLimiterRes };
  } catch {
    throw new ConfigurationError(
      'A shared quota needs the package rate-limiter-flexible, version 11 or newer: npm install rate-limiter-flexible',
    );
  }
}
