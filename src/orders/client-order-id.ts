import type { Clock } from '../core/clock';
import { type Random, systemRandom } from '../core/random';
import { ValidationError } from '../errors';

/** The largest id that fits the narrowest venue: CHP's cookie is a 32-bit signed integer. */
const MAX_ID = 2 ** 31 - 1;

/**
 * A source of ids that are valid at every venue: decimal text from 1 to 2147483647.
 *
 * It starts at a random place and counts up: no id repeats within 2,147,483,647 calls, and two sources give the same id
 * only where their ranges overlap. Two runs of 1,000 orders each share an id with odds of 1 in 1,000,000; a hundred
 * such runs, one after the other or at once, with odds of 1 in 200. (Ids drawn at random each time would clash in the
 * latter case for certain.) Where a venue accepts longer ids, {@link makeClientOrderId} is better.
 */
export function clientOrderIdSource(random: Random): () => string {
  let last = Math.floor(random.next() * MAX_ID);
  return () => {
    last = last >= MAX_ID ? 1 : last + 1;
    return String(last);
  };
}

/**
 * A new client order id, valid at every venue: decimal text from 1 to 2147483647.
 *
 * Unique in this process. Two processes of 100,000 ids each share one with odds of 1 in 10,000.
 */
export const newClientOrderId: () => string = clientOrderIdSource(systemRandom);

/** The shape of a longer id. */
export interface ClientOrderIdShape {
  /** What ids begin with, of `[A-Za-z0-9_-]`. @defaultValue nothing */
  readonly prefix?: string | undefined;
  /** Most characters the venue takes. @defaultValue 24 */
  readonly maxLength?: number | undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LONGEST = 24;
/** Milliseconds in base 36 need nine characters from the year 2059 on, eight until then. */
const TIME_LENGTH = 9;
const LEAST_RANDOM = 4;

/**
 * A client order id for venues that accept longer ids: prefix, time, random characters; at most 24 characters of
 * `[A-Za-z0-9_-]`.
 *
 * Without a prefix 15 characters (90 bits) are random within each millisecond: no clash is to be expected in practice.
 * @throws ValidationError when the prefix leaves less than 4 random characters or has others than `[A-Za-z0-9_-]`
 */
export function makeClientOrderId(shape: ClientOrderIdShape, clock: Clock, random: Random): string {
  const { prefix = '', maxLength = LONGEST } = shape;
  if (!/^[A-Za-z0-9_-]{0,64}$/.test(prefix)) {
    throw new ValidationError('prefix', 'must be of letters, digits, _ and -', { value: prefix });
  }
  const room = Math.min(maxLength, LONGEST) - prefix.length - TIME_LENGTH;
  if (!(room >= LEAST_RANDOM)) {
    throw new ValidationError(
      'prefix',
      `must leave ${TIME_LENGTH + LEAST_RANDOM} characters of ${maxLength}`,
      {
        value: prefix,
      },
    );
  }
  const time = Math.max(0, Math.floor(clock.now()))
    .toString(36)
    .padStart(TIME_LENGTH, '0')
    .slice(-TIME_LENGTH);
  return prefix + time + randomText(room, random);
}

/** Two characters of each random number: sources have at least 32 bits of one. */
function randomText(length: number, random: Random): string {
  const size = ALPHABET.length;
  let text = '';
  while (text.length < length) {
    const pair = Math.floor(random.next() * size * size);
    text += (ALPHABET[Math.floor(pair / size)] as string) + ALPHABET[pair % size];
  }
  return text.slice(0, length);
}

/**
 * A source of ids for the orders that name none: {@link makeClientOrderId} where the venue accepts them, else numbers
 * of {@link clientOrderIdSource}.
 *
 * With longer ids two runs of 100,000 orders each share an id with odds far below 1 in 10^15. Without, with odds of 1
 * in 10,000, so that the ids which a journal names must be skipped.
 * @param pattern - what the venue takes
 */
export function clientOrderIdsFor(
  pattern: RegExp,
  clock: Clock,
  random: Random = systemRandom,
): () => string {
  const make = (): string => makeClientOrderId({}, clock, random);
  return make().search(pattern) < 0 ? clientOrderIdSource(random) : make;
}
