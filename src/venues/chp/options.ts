import { z } from 'zod';
import { type Clock, systemClock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { defaultLogger, type Logger } from '../../core/logger';
import { type Random, systemRandom } from '../../core/random';
import { ConfigurationError, ValidationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import { DEFAULT_PORT } from './endpoints';
import type { ChpApiOptions, ChpClientOptions } from './types/client';
import type { ChpMode } from './types/open';
import { ownFields } from './wire/arguments';
import { pathText } from './wire/reader';

/** The options of a {@link ChpApi} with every default in place. */
export interface ChpApiSettings {
  readonly baseUrl: string;
  /** Plain text that leaves this machine. */
  readonly exposed: boolean;
  readonly ca?: string | readonly string[];
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tap?: ChpApiOptions['tap'];
}

/** Who logs in. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface ChpCredentials {
  readonly login: string;
  readonly password: string;
  readonly token: string;
  readonly mode: ChpMode;
}

/** The options of a {@link ChpClient}. */
export interface ChpClientSettings {
  readonly api: ChpApiOptions;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly raw: boolean;
}

const CREDENTIAL_RULE =
  'must be a string of 1 to 200 characters without spaces around it or control characters';
const credential = z
  .string(CREDENTIAL_RULE)
  .min(1, CREDENTIAL_RULE)
  .max(200, CREDENTIAL_RULE)
  .refine((value) => value.trim() === value && !/[\p{Cc}\p{Cs}]/u.test(value), CREDENTIAL_RULE);

const PORT_RULE = 'must be a port of 1 to 65535, as a number or in digits';
const port = z
  .union([z.int(), z.string().regex(/^\d{1,5}$/)], PORT_RULE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, PORT_RULE);
const count = (least: number, most: number, unit: string) => {
  const rule = `must be a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
};
const CA_RULE = 'must be PEM text or an array of it';

/** An object of ours that is passed through as it is: it has a prototype that a copy would lose. */
const shaped = <T>(methods: readonly string[], rule: string) =>
  z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof Reflect.get(value, name) === 'function'),
    rule,
  );

const FLAG_RULE = 'must be true or false';
const apiShape = {
  host: z.string('must be a host name or an IP address'),
  port: port.default(DEFAULT_PORT),
  tls: z.boolean(FLAG_RULE).default(false),
  ca: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], CA_RULE).optional(),
  allowInsecure: z.literal('i-understand', "must be 'i-understand' or absent").optional(),
  timeoutMs: count(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  maxBodyBytes: count(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  clock: shaped<Clock>(['now', 'monotonic', 'schedule'], 'must be a clock').default(systemClock),
  logger: shaped<Logger>(['debug', 'info', 'warn', 'error'], 'must be a logger').default(defaultLogger),
  tap: z
    .custom<NonNullable<ChpApiOptions['tap']>>((value) => typeof value === 'function', 'must be a function')
    .optional(),
};
const apiSchema = z.strictObject(apiShape);
const clientSchema = z.strictObject({
  ...apiShape,
  login: credential,
  password: credential,
  token: credential,
  mode: z.literal([0, 1], 'must be 0 (demo) or 1 (production)').default(0),
  random: shaped<Random>(['next'], 'must be a source of random numbers').default(systemRandom),
  raw: z.boolean(FLAG_RULE).default(false),
});

/** Values that must not stand in an error. */
const SECRET_FIELDS = new Set(['login', 'password', 'token', 'ca', 'host']);

function parse<T>(schema: z.ZodType<T>, options: unknown, owner: string): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ValidationError('options', 'must be an object', { venue: 'chp', secret: true });
  }
  const own = ownFields(options);
  const result = schema.safeParse(own);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw new ValidationError(String(issue.keys[0]), `is no option of ${owner}`, { venue: 'chp' });
  }
  const path = issue?.path ?? [];
  const field = String(path[0] ?? 'options');
  const shown = SECRET_FIELDS.has(field) ? { secret: true } : { value: own[field] };
  throw new ValidationError(pathText(path), issue?.message ?? 'is invalid', { venue: 'chp', ...shown });
}

/**
 * Checks the options of a {@link ChpApi} and puts the defaults in place.
 * @throws ValidationError naming the option and its rule
 * @throws ConfigurationError for `ca` without `tls`
 */
export function parseApiOptions(options: ChpApiOptions): ChpApiSettings {
  const parsed = parse(apiSchema, options, 'ChpApi');
  const { host, tls, ca, tap, timeoutMs, maxBodyBytes, clock, logger } = parsed;
  if (ca !== undefined && !tls) {
    // It would be ignored, and the caller would believe that the connection is encrypted.
    throw new ConfigurationError('ca needs tls: true', { venue: 'chp', sent: false });
  }
  const address = { host, port: parsed.port, tls };
  const endpoint = checkEndpoint(address, { allowInsecure: 'i-understand', field: 'host' });
  const name = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return {
    baseUrl: `${tls ? 'https' : 'http'}://${name}:${parsed.port}`,
    exposed: !tls && !endpoint.loopback,
    timeoutMs,
    maxBodyBytes,
    clock,
    logger,
    ...(ca === undefined ? {} : { ca }),
    ...(tap === undefined ? {} : { tap }),
  };
}

/**
 * Checks the options of a {@link ChpClient}.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 */
export function parseClientOptions(options: ChpClientOptions): {
  readonly settings: ChpClientSettings;
  readonly credentials: ChpCredentials;
} {
  const parsed = parse(clientSchema, options, 'ChpClient');
  const { login, password, token, mode, random, raw, ...api } = parsed;
  const { timeoutMs, clock } = api;
  return {
    settings: { api, timeoutMs, clock, random, raw },
    credentials: { login, password, token, mode },
  };
}

/**
 * The options out of what a constructor was given: one object, or four positions and the rest by name.
 * @throws ValidationError for a token at a fifth position
 */
export function optionsOf(given: readonly unknown[]): ChpClientOptions {
  if (given.length <= 1) return given[0] as ChpClientOptions;
  const [host, port, login, password, named] = given;
  if (given.length > 5 || typeof named !== 'object' || named === null || Array.isArray(named)) {
    // The document: the token is passed by name only.
    throw new ValidationError('token', 'must be given by name, as { token }, behind the password', {
      venue: 'chp',
    });
  }
  for (const field of ['host', 'port', 'login', 'password']) {
    if (Object.hasOwn(named, field)) {
      throw new ValidationError(field, 'was given by position already', { venue: 'chp' });
    }
  }
  return { ...ownFields(named), host, port, login, password } as unknown as ChpClientOptions;
}
