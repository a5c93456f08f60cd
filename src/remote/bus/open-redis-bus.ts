import { ConfigurationError } from '../../errors';
import type { Bus } from './bus';
import { RedisBus } from './redis-bus';
import type { RedisClient } from './redis-client';

/** Where the bus of a venue connection is. */
export interface RedisBusOptions {
  /**
   * A URL, `redis://` or `rediss://` with user and password where the server wants them; or a client, cluster or sentinel of
   * the official package `redis` that has not been connected, made with whatever options it takes.
   */
  readonly redis: string | RedisClient;
  /** Names the connection: connectors and bots of one name belong together. Letters, digits, `.`, `:`, `_` and `-`. */
  readonly name: string;
}

/**
 * Connects to the bus of a venue connection on a Redis server, 6.2 or newer. It needs the package `redis`, 5 or newer.
 * @throws ConfigurationError where the package is not installed, and for a name or a URL that cannot be one
 * @throws ConnectionError when the server cannot be reached
 * @throws AuthenticationError when it refuses the user or the password
 */
export async function redisBus({ redis, name }: RedisBusOptions): Promise<Bus> {
  checkBusName(name);
  return RedisBus.open(await redisClientOf(redis), name);
}

/** @throws ConfigurationError for a name that cannot stand in keys */
export function checkBusName(name: string): void {
  if (/^[\w.:-]{1,100}$/.test(name)) return;
  throw new ConfigurationError(`There can be no connection called ${name}`);
}

/** The client of a URL, or the one that was given. @throws ConfigurationError */
export async function redisClientOf(url: string | RedisClient): Promise<RedisClient> {
  if (typeof url !== 'string') return url;
  let made: typeof import('redis');
  try {
    made = await import('redis');
  } catch {
    throw new ConfigurationError('The bus needs the package redis, version 5 or newer: npm install redis');
  }
  try {
    // A command that waits for a server that is gone would come late, and be believed.
    return made.createClient({ url, disableOfflineQueue: true });
  } catch {
    // The cause may quote the URL, which may hold a password.
    throw new ConfigurationError(
      'The address of the bus must be a URL that begins with redis:// or rediss://',
    );
  }
}
