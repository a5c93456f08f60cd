import type { RestSettings } from '../../adapter/rest/client';
import {
  checkAuthorities,
  clientOptionsOf,
  countOf,
  credential,
  flag,
  listener,
  parseOptions,
  restShape,
  shaped,
} from '../../adapter/schema/options';
import * as z from '../../adapter/schema/zod';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import { BOURSE_SCOPES, HOSTS } from './endpoints';
import type { FinnotechClientOptions } from './generated/records';
import type { FinnotechBrokerOptions } from './types/broker';
import type { FinnotechTokenStore } from './types/client';

/** The options of a {@link FinnotechClient} with every default in place. */
export interface FinnotechSettings extends RestSettings {
  readonly scopes: readonly string[];
  readonly tokenStore?: FinnotechTokenStore | undefined;
  readonly onWarning?: ((error: Error) => void) | undefined;
}

/** Who asks for a token. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface FinnotechCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly nid: string;
}

const CLIENT_ID_RULE = 'must be 1 to 100 letters, digits, dots, hyphens and underscores';
const NID_RULE = 'must be a national id of 10 digits';
const SCOPE_RULE = 'must be a scope, such as bourse:trades-realtime:get';

/**
 * Who a {@link FinnotechClient} is, where it connects and how it behaves.
 * @arguments FinnotechClientOptions
 */
export const schema = z.strictObject({
  // A colon would end it in the Basic header, a slash in the path.
  clientId: z.string(CLIENT_ID_RULE).regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/, CLIENT_ID_RULE),
  clientSecret: credential,
  /** National id of the client's owner, 10 digits. */
  nid: z.string(NID_RULE).regex(/^\d{10}$/, NID_RULE),
  /** What the token is to open. @defaultValue the scopes of all seven bourse services */
  scopes: z
    .array(
      z.string(SCOPE_RULE).regex(/^[A-Za-z][A-Za-z0-9-]*(?::[A-Za-z0-9-]+)+$/, SCOPE_RULE),
      'must be an array',
    )
    .min(1, 'must not be empty')
    .default([...BOURSE_SCOPES]),
  /** @defaultValue 'sandbox' */
  environment: z.enum(['sandbox', 'production'], "must be 'sandbox' or 'production'").default('sandbox'),
  /** Another host than the environment's, such as `https://api.finnotech.ir`. */
  baseUrl: z.string('must be a URL').optional(),
  tokenStore: shaped<FinnotechTokenStore>(['load', 'save'], 'must have load and save').optional(),
  /** Called with what went wrong in the background: a refresh that failed, a store that threw. */
  onWarning: listener<(error: Error) => void>().optional(),
  ...restShape,
});

const pollShape = {
  /** How long after each full minute the venue is asked, in ms, 0 to 59999: its data changes once a minute. @defaultValue 5000 */
  pollDelayMs: countOf(0, 59_999, 'ms').default(5000),
  /** Pause after a poll that failed, in ms. @defaultValue 5000 */
  retryDelayMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(5000),
  /** How long one request of a poll may take, in ms. @defaultValue 10000 */
  pollTimeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(10_000),
  /** Failed polls in a row after which the connection counts as lost. @defaultValue 3 */
  maxFailedPolls: countOf(1, 1000, 'polls').default(3),
  /**
   * Whether the venue is asked once a minute, for one company, also while nothing is subscribed, so that `status` tells
   * the truth. It costs a call of the quota each minute. @defaultValue true
   */
  heartbeat: flag.default(true),
};
/**
 * How the venue is polled.
 * @arguments FinnotechPollOptions
 */
export const pollSchema = z.object(pollShape);

/** The options of polling with every default in place. */
export type PollSettings = Readonly<z.output<typeof pollSchema>>;

/** Values that must not stand in an error. */
const secretFields = new Set(['clientSecret', 'nid', 'ca', 'baseUrl']);

/**
 * Checks the options of a {@link FinnotechClient} and puts the defaults in place.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 * @throws ConfigurationError for `ca` with a URL that is not HTTPS
 */
export function parseClientOptions(options: FinnotechClientOptions): {
  readonly settings: FinnotechSettings;
  readonly credentials: FinnotechCredentials;
} {
  const owner = { venue: 'finnotech', owner: 'FinnotechClient', secretFields };
  const parsed = parseOptions(schema, options, owner);
  const { clientId, clientSecret, nid, environment, ...rest } = parsed;
  const baseUrl = parsed.baseUrl ?? HOSTS[environment];
  const { secure } = checkEndpoint(baseUrl, {
    allowInsecure: rest.allowInsecure,
    schemes: ['https', 'http'],
    field: 'baseUrl',
  });
  checkAuthorities(rest.ca, secure, 'an https URL', 'finnotech');
  return {
    settings: { ...rest, scopes: [...new Set(rest.scopes)], baseUrl },
    credentials: { clientId, clientSecret, nid },
  };
}

/**
 * Splits the options of a broker: those of polling are its own, the rest is the client's and the base's.
 * @throws ValidationError naming the option and its rule
 */
export function parseBrokerOptions(options: FinnotechBrokerOptions) {
  const context = { venue: 'finnotech', owner: 'FinnotechBroker', secretFields } as const;
  const polling = parseOptions(pollSchema, options, context);
  return { polling, client: clientOptionsOf(options, pollShape, context.owner) };
}
