import { z } from 'zod';
import { ownFields } from '../../adapter/schema/arguments';
import {
  allowInsecure,
  caText,
  clientOptionsOf,
  clockOption,
  countOf,
  credential,
  flag,
  loggerOption,
  parseOptions,
  randomOption,
  tapOption,
} from '../../adapter/schema/options';
import type { Clock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { Logger } from '../../core/logger';
import type { Random } from '../../core/random';
import { ConfigurationError, ValidationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import { DEFAULT_PORT, REQUESTS_PER_SECOND } from './endpoints';
import type { ChpBrokerOptions } from './profile';
import type { ChpApiOptions, ChpClientOptions } from './types/client';
import type { ChpMode } from './types/open';

/** The options of a {@link ChpApi} with every default in place. */
export interface ChpApiSettings {
  readonly baseUrl: string;
  /** Plain text that leaves this machine. */
  readonly exposed: boolean;
  readonly ca?: string | readonly string[];
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly maxSockets: number;
  readonly requestsPerSecond: number;
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

const PORT_RULE = 'must be a port of 1 to 65535, as a number or in digits';
const port = z
  .union([z.int(), z.string().regex(/^\d{1,5}$/)], PORT_RULE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, PORT_RULE);
const apiShape = {
  host: z.string('must be a host name or an IP address'),
  port: port.default(DEFAULT_PORT),
  tls: flag.default(false),
  ca: caText.optional(),
  allowInsecure,
  timeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  maxBodyBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  maxSockets: countOf(1, 1000, 'sockets').default(LIMITS.maxSockets),
  requestsPerSecond: countOf(1, 10_000, 'requests').default(REQUESTS_PER_SECOND),
  clock: clockOption,
  logger: loggerOption,
  tap: tapOption,
};
const apiSchema = z.strictObject(apiShape);
const clientSchema = z.strictObject({
  ...apiShape,
  login: credential,
  password: credential,
  token: credential,
  mode: z.literal([0, 1], 'must be 0 (demo) or 1 (production)').default(0),
  random: randomOption,
  raw: flag.default(false),
});
const ACCOUNT_RULE = 'must be the name of a portfolio';
const JITTER_RULE = 'must be from 0 to 1';
const pollShape = {
  pollIntervalMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(500),
  accountPollIntervalMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(1000),
  pollJitter: z.number(JITTER_RULE).min(0, JITTER_RULE).max(1, JITTER_RULE).default(0.1),
  pollTimeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(5000),
  maxFailedPolls: countOf(1, 1000, 'polls').default(3),
};
const brokerShape = {
  ...pollShape,
  account: z
    .string(ACCOUNT_RULE)
    .refine((name) => name.trim() !== '', ACCOUNT_RULE)
    .optional(),
};
const pollSchema = z.object(pollShape);
const brokerSchema = z.object(brokerShape);

/** The options of polling with every default in place. */
export type PollSettings = Readonly<z.output<typeof pollSchema>>;

/** Values that must not stand in an error. */
const secretFields = new Set(['login', 'password', 'token', 'ca', 'host']);

/**
 * Checks the options of a {@link ChpApi} and puts the defaults in place.
 * @throws ValidationError naming the option and its rule
 * @throws ConfigurationError for `ca` without `tls`
 */
export function parseApiOptions(options: ChpApiOptions): ChpApiSettings {
  const parsed = parseOptions(apiSchema, options, { venue: 'chp', owner: 'ChpApi', secretFields });
  const { host, tls, ca, tap, timeoutMs, maxBodyBytes, maxSockets, requestsPerSecond, clock, logger } =
    parsed;
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
    maxSockets,
    requestsPerSecond,
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
  const parsed = parseOptions(clientSchema, options, { venue: 'chp', owner: 'ChpClient', secretFields });
  const { login, password, token, mode, random, raw, ...api } = parsed;
  const { timeoutMs, clock } = api;
  return {
    settings: { api, timeoutMs, clock, random, raw },
    credentials: { login, password, token, mode },
  };
}

/**
 * Splits the options of a broker: those of polling and of accounts are its own, the rest is the client's and the base's.
 * @throws ValidationError naming the option and its rule
 */
export function parseBrokerOptions(options: ChpBrokerOptions) {
  const { account, ...polling } = parseOptions(brokerSchema, options, {
    venue: 'chp',
    owner: 'ChpBroker',
    secretFields,
  });
  return { polling, account, client: clientOptionsOf(options, brokerShape) };
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
