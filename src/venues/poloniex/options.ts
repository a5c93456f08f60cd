import { auditIntervalOf } from '../../adapter/account/audit-options';
import type { RestSettings } from '../../adapter/rest/client';
import {
  checkAuthorities,
  clientOptionsOf,
  countOf,
  credential,
  parseOptions as parse,
  restShape,
} from '../../adapter/schema/options';
import * as z from '../../adapter/schema/zod';
import { LIMITS } from '../../core/limits';
import { ConfigurationError, ValidationError } from '../../errors';
import { checkEndpoint } from '../../transport/endpoint-url';
import type { PoloniexCredentials } from './auth';
import { MAX_RECV_WINDOW_MS, REST_URL, SOCKET_URLS } from './endpoints';
import type { PoloniexClientOptions } from './generated/records';
import type { PoloniexBrokerOptions } from './types/broker';

/** The options with every default in place. */
export interface PoloniexSettings extends RestSettings {
  readonly publicUrl: string;
  readonly privateUrl: string;
  readonly recvWindow?: number | undefined;
  readonly quotaShare: number;
  readonly maxFrameBytes: number;
  readonly maxPendingRequests: number;
}

const SHARE_RULE = 'must be a number above 0 and at most 1';
const url = z.string('must be a URL');

/**
 * Where a `PoloniexClient` connects, who it is and how it behaves.
 * @arguments PoloniexClientOptions
 */
export const schema = z.strictObject({
  /** The key of the API; absent for public data alone. */
  apiKey: credential.optional(),
  /** Its secret; goes with `apiKey`. */
  apiSecret: credential.optional(),
  /** @defaultValue 'https://api.poloniex.com' */
  baseUrl: url.default(REST_URL),
  /** @defaultValue 'wss://ws.poloniex.com/ws/public' */
  publicUrl: url.default(SOCKET_URLS.public),
  /** @defaultValue 'wss://ws.poloniex.com/ws/private' */
  privateUrl: url.default(SOCKET_URLS.private),
  ...restShape,
  /**
   * How old a signed request may be when the venue sees it, in ms, 1 to 60000.
   * @defaultValue the venue's own: no `recvWindow` is sent
   */
  recvWindow: countOf(1, MAX_RECV_WINDOW_MS, 'ms').optional(),
  /**
   * Share of the venue's quotas that this client may use, above 0 to 1: several programs of one key divide them.
   * @defaultValue 1
   */
  quotaShare: z.number(SHARE_RULE).gt(0, SHARE_RULE).max(1, SHARE_RULE).default(1),
  /** Largest frame of a socket in bytes. @defaultValue 1 MiB */
  maxFrameBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxStreamFrameBytes),
  /** Requests that may wait for their turn or answer. @defaultValue 1000 */
  maxPendingRequests: countOf(1, 1_000_000, 'requests').default(LIMITS.maxPendingRequests),
});

/** Values that must not stand in an error. */
const secretFields = new Set(['apiKey', 'apiSecret', 'ca', 'baseUrl', 'publicUrl', 'privateUrl']);

/**
 * Checks the options of a client and puts the defaults in place.
 * @returns the settings, and apart from them, so that nothing that is shown or logged can hold it, who signs
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 * @throws ConfigurationError for one half of the credentials, or `ca` where nothing is encrypted
 */
export function parseOptions(options: PoloniexClientOptions): {
  readonly settings: PoloniexSettings;
  readonly credentials: PoloniexCredentials | undefined;
} {
  const parsed = parse(schema, options, { venue: 'poloniex', owner: 'PoloniexClient', secretFields });
  const { apiKey, apiSecret, ...settings } = parsed;
  checkUrls(settings);
  return { settings, credentials: credentialsOf(apiKey, apiSecret) };
}

/**
 * Splits the options of a broker: the interval of audits is its own, the rest is the client's and the base's.
 * @throws ValidationError naming the first option that breaks its rule
 */
export function parseBrokerOptions(options: PoloniexBrokerOptions) {
  const auditIntervalMs = auditIntervalOf(options, 'poloniex');
  const client = clientOptionsOf(options, {}, 'PoloniexBroker');
  // Names first: what is missing may only be misspelt.
  parse(schema, client, { venue: 'poloniex', owner: 'PoloniexBroker', secretFields });
  for (const field of ['apiKey', 'apiSecret'] as const) {
    if (options[field] !== undefined) continue;
    const rule = 'is required: public data alone comes from PoloniexClient';
    throw new ValidationError(field, rule, { venue: 'poloniex', secret: true });
  }
  return { auditIntervalMs, client };
}

function credentialsOf(
  apiKey: string | undefined,
  apiSecret: string | undefined,
): PoloniexCredentials | undefined {
  if (apiKey !== undefined && apiSecret !== undefined) return { apiKey, apiSecret };
  if (apiKey === undefined && apiSecret === undefined) return undefined;
  const message = 'apiKey and apiSecret go together: give both, or neither for public data alone';
  throw new ConfigurationError(message, { venue: 'poloniex', sent: false });
}

function checkUrls(urls: PoloniexSettings): void {
  const fields = ['baseUrl', 'publicUrl', 'privateUrl'] as const;
  const endpoints = fields.map((field) => {
    const schemes = field === 'baseUrl' ? ['https', 'http'] : ['wss', 'ws'];
    return checkEndpoint(urls[field], { allowInsecure: urls.allowInsecure, schemes, field });
  });
  const isSecure = endpoints.some(({ secure }) => secure);
  checkAuthorities(urls.ca, isSecure, 'an https or wss URL', 'poloniex');
  if (endpoints.some(({ secure, loopback }) => !secure && !loopback)) {
    const message =
      'Plain text leaves this machine: the API key, signatures and orders can be read on the way';
    urls.logger.warn(message, { venue: 'poloniex' });
  }
}
