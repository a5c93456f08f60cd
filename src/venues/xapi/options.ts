import { z } from 'zod';
import { type Clock, systemClock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { defaultLogger, type Logger } from '../../core/logger';
import { type Random, systemRandom } from '../../core/random';
import { ConfigurationError, ValidationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import { HOSTS, PING_INTERVAL_MS, PORTS, SILENCE_LIMIT_MS, WEBSOCKET_URLS } from './endpoints';
import type { XapiClientOptions } from './types/client';
import { ownFields } from './wire/arguments';
import { pathText } from './wire/reader';

/** Where one connection goes. */
export type XapiTarget =
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls: boolean | { readonly ca?: string | readonly string[] };
    }
  | { readonly kind: 'websocket'; readonly url: string; readonly ca?: string | readonly string[] };

/** The options with every default in place. */
export interface XapiSettings {
  readonly targets: { readonly main: XapiTarget; readonly stream: XapiTarget };
  readonly timeoutMs: number;
  readonly pingIntervalMs: number;
  readonly maxReplyBytes: number;
  readonly maxStreamFrameBytes: number;
  readonly maxPendingRequests: number;
  readonly raw: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly tap?: XapiClientOptions['tap'];
  readonly onInbound?: XapiClientOptions['onInbound'];
}

/** Who logs in. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface XapiCredentials {
  readonly userId: string;
  readonly password: string;
  readonly appName?: string;
}

const CREDENTIAL_RULE =
  'must be a string of 1 to 200 characters without spaces around it or control characters';
const credential = z
  .string(CREDENTIAL_RULE)
  .min(1, CREDENTIAL_RULE)
  .max(200, CREDENTIAL_RULE)
  .refine((value) => value.trim() === value && !/[\p{Cc}\p{Cs}]/u.test(value), CREDENTIAL_RULE);

const PORT_RULE = 'must be a port of 1 to 65535';
const port = z.int(PORT_RULE).min(1, PORT_RULE).max(65_535, PORT_RULE);
const count = (least: number, most: number, unit: string) => {
  const rule = `must be a whole number of ${unit} from ${least} to ${most}`;
  return z.int(rule).min(least, rule).max(most, rule);
};
const CA_RULE = 'must be PEM text or an array of it';
const ca = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)], CA_RULE);

/** An object of ours that is passed through as it is: it has a prototype that a copy would lose. */
const shaped = <T>(methods: readonly string[], rule: string) =>
  z.custom<T>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof Reflect.get(value, name) === 'function'),
    rule,
  );
const listener = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function');

const schema = z.strictObject({
  environment: z.enum(['demo', 'real'], "must be 'demo' or 'real'").default('demo'),
  transport: z.enum(['tcp', 'websocket'], "must be 'tcp' or 'websocket'").default('websocket'),
  host: z.string('must be a host name').optional(),
  mainPort: port.optional(),
  streamPort: port.optional(),
  tls: z
    .union([z.boolean(), z.strictObject({ ca: ca.optional() })], 'must be true, false or { ca }')
    .default(true),
  mainUrl: z.string('must be a URL').optional(),
  streamUrl: z.string('must be a URL').optional(),
  ca: ca.optional(),
  allowInsecure: z.literal('i-understand', "must be 'i-understand' or absent").optional(),
  userId: credential,
  password: credential,
  appName: credential.optional(),
  timeoutMs: count(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  pingIntervalMs: count(1000, SILENCE_LIMIT_MS / 2, 'ms').default(PING_INTERVAL_MS),
  maxReplyBytes: count(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  maxStreamFrameBytes: count(1024, 2 ** 29, 'bytes').default(LIMITS.maxStreamFrameBytes),
  maxPendingRequests: count(1, 1_000_000, 'requests').default(LIMITS.maxPendingRequests),
  raw: z.boolean('must be true or false').default(false),
  clock: shaped<Clock>(['now', 'monotonic', 'schedule'], 'must be a clock').default(systemClock),
  random: shaped<Random>(['next'], 'must be a source of random numbers').default(systemRandom),
  logger: shaped<Logger>(['debug', 'info', 'warn', 'error'], 'must be a logger').default(defaultLogger),
  tap: listener<NonNullable<XapiClientOptions['tap']>>().optional(),
  onInbound: listener<NonNullable<XapiClientOptions['onInbound']>>().optional(),
});
type Parsed = z.output<typeof schema>;

/** Values that must not stand in an error. */
const SECRET_FIELDS = new Set(['userId', 'password', 'appName', 'ca', 'tls', 'mainUrl', 'streamUrl']);

/**
 * Checks the options once and puts the defaults in place.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 * @throws ConfigurationError when options contradict each other
 */
export function parseOptions(options: XapiClientOptions): {
  readonly settings: XapiSettings;
  readonly credentials: XapiCredentials;
} {
  if (typeof options !== 'object' || options === null) {
    throw new ValidationError('options', 'must be an object', { value: options, venue: 'xapi' });
  }
  const own = ownFields(options);
  const result = schema.safeParse(own);
  if (!result.success) throw refusal(result.error.issues[0], own);
  const { userId, password, appName, clock, random, logger, tap, onInbound, ...rest } = result.data;
  return {
    settings: {
      targets: targetsOf(result.data),
      timeoutMs: rest.timeoutMs,
      pingIntervalMs: rest.pingIntervalMs,
      maxReplyBytes: rest.maxReplyBytes,
      maxStreamFrameBytes: rest.maxStreamFrameBytes,
      maxPendingRequests: rest.maxPendingRequests,
      raw: rest.raw,
      clock,
      random,
      logger,
      ...(tap === undefined ? {} : { tap }),
      ...(onInbound === undefined ? {} : { onInbound }),
    },
    credentials: { userId, password, ...(appName === undefined ? {} : { appName }) },
  };
}

function refusal(issue: z.core.$ZodIssue | undefined, own: Record<string, unknown>): ValidationError {
  if (issue?.code === 'unrecognized_keys' && issue.path.length === 0) {
    return new ValidationError(String(issue.keys[0]), 'is no option of XapiClient', { venue: 'xapi' });
  }
  const path = issue?.path ?? [];
  const field = String(path[0] ?? 'options');
  const shown = SECRET_FIELDS.has(field) ? { secret: true } : { value: own[field] };
  return new ValidationError(pathText(path), issue?.message ?? 'is invalid', { venue: 'xapi', ...shown });
}

function targetsOf(parsed: Parsed): XapiSettings['targets'] {
  return parsed.transport === 'tcp' ? tcpTargets(parsed) : webSocketTargets(parsed);
}

function tcpTargets(parsed: Parsed): XapiSettings['targets'] {
  refuseTogether(parsed, 'tcp', ['mainUrl', 'streamUrl']);
  const { environment, allowInsecure, ca: commonCa } = parsed;
  const given = typeof parsed.tls === 'object' ? parsed.tls.ca : undefined;
  const authorities = given ?? commonCa;
  const tls = parsed.tls === false ? false : authorities === undefined ? true : { ca: authorities };
  const target = (portNumber: number): XapiTarget => {
    const wanted = { host: parsed.host ?? HOSTS[0], port: portNumber, tls };
    const { host } = checkEndpoint(wanted, { allowInsecure, field: 'host' });
    return { kind: 'tcp', host, port: portNumber, tls };
  };
  return {
    main: target(parsed.mainPort ?? PORTS[environment].main),
    stream: target(parsed.streamPort ?? PORTS[environment].stream),
  };
}

function webSocketTargets(parsed: Parsed): XapiSettings['targets'] {
  refuseTogether(parsed, 'websocket', ['host', 'mainPort', 'streamPort']);
  if (parsed.tls !== true) {
    throw new ConfigurationError(
      "tls belongs to transport 'tcp'; a WebSocket takes wss: or ws: in its URL, and ca",
      {
        venue: 'xapi',
        sent: false,
      },
    );
  }
  if ((parsed.mainUrl === undefined) !== (parsed.streamUrl === undefined)) {
    throw new ConfigurationError('mainUrl and streamUrl belong together: give both or none', {
      venue: 'xapi',
      sent: false,
    });
  }
  const urls = WEBSOCKET_URLS[parsed.environment];
  const target = (url: string, field: string): XapiTarget => {
    checkEndpoint(url, { allowInsecure: parsed.allowInsecure, schemes: ['wss', 'ws'], field });
    return { kind: 'websocket', url, ...(parsed.ca === undefined ? {} : { ca: parsed.ca }) };
  };
  return {
    main: target(parsed.mainUrl ?? urls.main, 'mainUrl'),
    stream: target(parsed.streamUrl ?? urls.stream, 'streamUrl'),
  };
}

/** An option of the other transport would be ignored: with real money at stake that must be said. */
function refuseTogether(parsed: Parsed, transport: string, fields: readonly (keyof Parsed)[]): void {
  const field = fields.find((name) => parsed[name] !== undefined);
  if (field === undefined) return;
  throw new ConfigurationError(`${field} does not belong to transport '${transport}'`, {
    venue: 'xapi',
    sent: false,
  });
}
