import type { RestSettings } from '../../adapter/rest/client';
import { ownFields } from '../../adapter/schema/arguments';
import {
  checkAuthorities,
  countOf,
  credential,
  flag,
  parseOptions,
  restShape,
  splitOptions,
} from '../../adapter/schema/options';
import { typed } from '../../adapter/schema/values';
import * as z from '../../adapter/schema/zod';
import { systemRandom } from '../../core/random';
import { ValidationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import { DEFAULT_PORT, REQUESTS_PER_SECOND } from './endpoints';
import type { ChpApiOptions, ChpClientOptions } from './generated/records';
import type { ChpBrokerOptions } from './types/broker';
import type { ChpMode } from './types/open';

/** The options of a {@link ChpApi} or {@link ChpClient} with every default in place. */
export interface ChpSettings extends RestSettings {
  /** Plain text that leaves this machine. */
  readonly exposed: boolean;
  readonly requestsPerSecond: number;
}

/** Who logs in. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface ChpCredentials {
  readonly login: string;
  readonly password: string;
  readonly token: string;
  readonly mode: ChpMode;
}

const PORT_RULE = 'must be a port of 1 to 65535, as a number or in digits';
const port = z
  .union([z.int(), z.string().regex(/^\d{1,5}$/)], PORT_RULE)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, PORT_RULE);
const { random, raw, allowInsecure, ca, ...shared } = restShape;
const apiShape = {
  ...shared,
  /**
   * Plain HTTP is the document's default, so it needs no permission here; the option is taken as on other venues.
   * Beyond loopback one warning is logged either way.
   */
  allowInsecure,
  /** Certificate authorities (PEM) instead of the system's; only with `tls`. */
  ca,
  host: z.string('must be a host name or an IP address'),
  /** @defaultValue 5001 */
  port: port.default(DEFAULT_PORT),
  /** HTTPS; the document calls it `ssh`. Certificates are always verified. @defaultValue false */
  tls: flag.default(false),
  /**
   * Requests a second that are sent, 1 to 10000; what comes faster waits within its deadline, and is refused as not sent
   * where its turn would come too late. The documents name no limit; the server passes calls to one SmartCOM session,
   * which takes them one after the other.
   * @defaultValue 50
   */
  requestsPerSecond: countOf(1, 10_000, 'requests').default(REQUESTS_PER_SECOND),
};
/**
 * Where a {@link ChpApi} sends its requests, and within which bounds.
 * @arguments ChpApiOptions
 */
export const apiSchema = z.strictObject(apiShape);
/**
 * Where a {@link ChpClient} connects, who it is and how it behaves.
 * @arguments ChpClientOptions
 */
export const clientSchema = z.strictObject({
  ...apiShape,
  login: credential,
  password: credential,
  /** Access token of the server. */
  token: credential,
  /** 0 demo, 1 production; the venue does not use it yet. @defaultValue 0 */
  mode: typed<ChpMode>(z.literal([0, 1], 'must be 0 (demo) or 1 (production)')).default(0),
  random,
  raw,
});
const ACCOUNT_RULE = 'must be the name of a portfolio';
const JITTER_RULE = 'must be from 0 to 1';
const pollShape = {
  /** Pause between the end of a poll of market data and the next one of the same feed, in ms. @defaultValue 500 */
  pollIntervalMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(500),
  /** The same for the feeds of orders, own trades, positions and accounts. @defaultValue 1000 */
  accountPollIntervalMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(1000),
  /** Share of the pause that chance may add to it, 0 to 1. @defaultValue 0.1 */
  pollJitter: z.number(JITTER_RULE).min(0, JITTER_RULE).max(1, JITTER_RULE).default(0.1),
  /** How long one poll may take in ms; what it was to answer counts as lost then. @defaultValue 5000 */
  pollTimeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(5000),
  /** Failed polls in a row after which the connection counts as lost. @defaultValue 3 */
  maxFailedPolls: countOf(1, 1000, 'polls').default(3),
};
const brokerShape = {
  ...pollShape,
  account: z
    .string(ACCOUNT_RULE)
    .refine((name) => name.trim() !== '', ACCOUNT_RULE)
    .optional(),
};

/**
 * How the feeds are polled.
 * @arguments ChpPollOptions
 */
export const pollSchema = z.object(pollShape);

/** The options of polling with every default in place. */
export type PollSettings = Readonly<z.output<z.ZodObject<typeof pollShape>>>;

/** Values that must not stand in an error. */
const secretFields = new Set(['login', 'password', 'token', 'ca', 'host']);

/**
 * Checks the options of a {@link ChpApi} and puts the defaults in place.
 * @throws ValidationError naming the option and its rule
 * @throws ConfigurationError for `ca` without `tls`
 */
export function parseApiOptions(options: ChpApiOptions): ChpSettings {
  const parsed = parseOptions(apiSchema, options, { venue: 'chp', owner: 'ChpApi', secretFields });
  return settingsOf({ ...parsed, random: systemRandom, raw: false });
}

/**
 * Checks the options of a {@link ChpClient}.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 * @throws ConfigurationError for `ca` without `tls`
 */
export function parseClientOptions(options: ChpClientOptions): {
  readonly settings: ChpSettings;
  readonly credentials: ChpCredentials;
} {
  const parsed = parseOptions(clientSchema, options, { venue: 'chp', owner: 'ChpClient', secretFields });
  const { login, password, token, mode, ...rest } = parsed;
  return { settings: settingsOf(rest), credentials: { login, password, token, mode } };
}

type ApiOptions = Omit<z.output<typeof clientSchema>, keyof ChpCredentials>;

function settingsOf({ host, port: number, tls, ...rest }: ApiOptions): ChpSettings {
  checkAuthorities(rest.ca, tls, 'tls: true', 'chp');
  const address = { host, port: number, tls };
  const endpoint = checkEndpoint(address, { allowInsecure: 'i-understand', field: 'host' });
  const name = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return {
    ...rest,
    // The document's default: a warning takes the place of a refusal.
    allowInsecure: 'i-understand',
    baseUrl: `${tls ? 'https' : 'http'}://${name}:${number}`,
    exposed: !tls && !endpoint.loopback,
  };
}

/**
 * Splits the options of a broker: those of polling and of accounts are its own, the rest is the client's and the base's.
 * @throws ValidationError naming the option and its rule
 */
export function parseBrokerOptions(options: ChpBrokerOptions) {
  const owner = { venue: 'chp', owner: 'ChpBroker', secretFields } as const;
  const { own, client } = splitOptions(options, brokerShape, owner);
  const { account, ...polling } = own;
  return { polling, account, client };
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
