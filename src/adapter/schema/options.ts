import type { FrameTapEvent } from '../../broker';
import { type Clock, systemClock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { adaptLogger, defaultLogger, type Logger } from '../../core/logger';
import { type Random, systemRandom } from '../../core/random';
import type { VenueId } from '../../core/venue-id';
import { ConfigurationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import type { SharedQuota } from '../../transport/pace/shared-pace';
import { ProxyServer } from '../../transport/proxy/proxy-server';
import { checkFields, type FieldsOwner, isUnwritable, madeBy } from './arguments';
import * as z from './zod';

const CREDENTIAL_RULE =
  'must be a string of 1 to 200 characters without spaces around it or control characters';

/** A login, password, token or key. */
export const credential = z
  .string(CREDENTIAL_RULE)
  .min(1, CREDENTIAL_RULE)
  .max(200, CREDENTIAL_RULE)
  .refine((value) => value.trim() === value && !isUnwritable(value), CREDENTIAL_RULE);

/** A whole number within bounds. */
export function countOf(least: number, most: number, unit: string) {
  const rule = `must be a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
}

const PORT_RULE = 'must be a port of 1 to 65535';
/** A port as a number. */
export const port = z.int(PORT_RULE).min(1, PORT_RULE).max(65_535, PORT_RULE);

const CA_RULE = 'must be PEM text or an array of it';
/** Certificate authorities. */
export const caText = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], CA_RULE);

export const flag = z.boolean('must be true or false');
export const allowInsecure = z.literal('i-understand', "must be 'i-understand' or absent").optional();

/** An object of ours, or of the user, that is passed through as it is: a copy would lose its prototype. */
export const shaped = <T>(methods: readonly string[], rule: string) =>
  z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof Reflect.get(value, name) === 'function'),
    rule,
  );

/** A function that is passed through as it is. */
export const listener = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function');

export const clockOption = shaped<Clock>(['now', 'monotonic', 'schedule'], 'must be a clock').default(
  systemClock,
);
export const loggerOption = shaped<Logger>(['debug', 'info', 'warn', 'error'], 'must be a logger')
  .default(defaultLogger)
  .transform(adaptLogger);
export const randomOption = shaped<Random>(['next'], 'must be a source of random numbers').default(
  systemRandom,
);
export const tapOption = listener<(event: FrameTapEvent) => void>().optional();

/** The options of every client. */
export const clientShape = {
  /** Certificate authorities (PEM) instead of the system's. */
  ca: caText.optional(),
  /** Allows plain text beyond loopback: credentials and orders can then be read on the way. */
  allowInsecure,
  /**
   * The proxy that every connection goes through: `http://`, `https://`, `socks5://`, or `socks5h://`, where the proxy
   * resolves host names; with `user:password@` where it wants a login. TLS is with the venue, through the proxy.
   * @defaultValue none; the environment is not asked
   */
  proxy: z
    .string('must be a URL')
    .transform((url) => new ProxyServer(url))
    .optional(),
  /** Deadline of a call in ms, over the whole answer, 1 to 2147483647. @defaultValue 15000 */
  timeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  clock: clockOption,
  random: randomOption,
  logger: loggerOption,
  /** Sees every frame, request and answer, secrets removed; it must not block. */
  tap: tapOption,
  /** Keep the venue's own object of every record, for `rawOf`. @defaultValue false */
  raw: flag.default(false),
};

/** The options of every client of a REST interface. */
export const restShape = {
  ...clientShape,
  /** Largest answer in bytes, after decompression. @defaultValue 64 MiB */
  maxBodyBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  /**
   * Sockets to the host that may be open at once, 1 to 1000; what comes beyond waits within its deadline: cancels first,
   * then orders, look-ups, control and reads.
   * @defaultValue 16
   */
  maxSockets: countOf(1, 1000, 'sockets').default(LIMITS.maxSockets),
  /**
   * The quota of the key and the address that several processes share, of `sharedQuota` in `venuekit/remote`. It is not closed with
   * the client.
   * @defaultValue none: the client counts its own requests alone
   */
  sharedQuota: shaped<SharedQuota>(['paceOf'], 'must be a shared quota').optional(),
};

/** What {@link restShape} reads. */
export type RestOptions = z.output<z.ZodObject<typeof restShape>>;

/** @throws ConfigurationError for authorities where nothing is encrypted: they would be ignored without a word */
export function checkAuthorities(ca: unknown, isSecure: boolean, rule: string, venue: VenueId): void {
  if (ca !== undefined && !isSecure) throw new ConfigurationError(`ca needs ${rule}`, { venue, sent: false });
}

/** Whose options are parsed. */
export type OptionsOwner = Omit<FieldsOwner, 'kind' | 'operation'>;

/**
 * Checks options once and puts the defaults in place; reads the object's own fields once.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 */
export function parseOptions<T>(schema: z.ZodType<T>, options: unknown, about: OptionsOwner): T {
  const secretFields = new Set(['proxy', ...(about.secretFields ?? [])]);
  return checkFields(schema, options, { ...about, secretFields, kind: 'option' });
}

/** Options of every broker that no client takes. */
const BROKER_ONLY = ['reconnect', 'journal', 'loadInstruments', 'auditIntervalMs'] as const;

/**
 * The options of a broker that are those of its client: all but the broker's own, which `own` has as members.
 * @param owner - the class of the broker, for the text of an error
 */
export function clientOptionsOf<T extends object, O extends object>(
  options: T,
  own: O,
  owner: string,
): Omit<T, keyof O | (typeof BROKER_ONLY)[number]> {
  const client = { ...options };
  const names = [...Object.keys(own), ...BROKER_ONLY];
  for (const name of names) Reflect.deleteProperty(client, name);
  return madeBy(client, { owner, names });
}

/** Splits the options of a broker: its own, of this shape and checked, and those of its client. @throws ValidationError */
export function splitOptions<T extends object, S extends z.ZodRawShape>(
  options: T,
  shape: S,
  context: OptionsOwner,
) {
  return {
    own: parseOptions(z.object(shape), options, context),
    client: clientOptionsOf(options, shape, context.owner),
  };
}
