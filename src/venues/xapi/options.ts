import { z } from 'zod';
import {
  allowInsecure,
  caText,
  clockOption,
  countOf,
  credential,
  flag,
  listener,
  loggerOption,
  parseOptions as parse,
  port,
  randomOption,
  tapOption,
} from '../../adapter/schema/options';
import type { Clock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import type { Logger } from '../../core/logger';
import type { Random } from '../../core/random';
import { ConfigurationError } from '../../errors';
import { MAX_TIMEOUT_MS } from '../../transport/deadline';
import { checkEndpoint } from '../../transport/endpoint-url';
import type { SocketTarget } from '../../transport/socket/socket-target';
import { HOSTS, PING_INTERVAL_MS, PORTS, SILENCE_LIMIT_MS, WEBSOCKET_URLS } from './endpoints';
import type { XapiTradeOptions } from './types/broker';
import type { XapiClientOptions } from './types/client';

/** The options with every default in place. */
export interface XapiSettings {
  readonly targets: { readonly main: SocketTarget; readonly stream: SocketTarget };
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

const schema = z.strictObject({
  environment: z.enum(['demo', 'real'], "must be 'demo' or 'real'").default('demo'),
  transport: z.enum(['tcp', 'websocket'], "must be 'tcp' or 'websocket'").default('websocket'),
  host: z.string('must be a host name').optional(),
  mainPort: port.optional(),
  streamPort: port.optional(),
  tls: z
    .union([z.boolean(), z.strictObject({ ca: caText.optional() })], 'must be true, false or { ca }')
    .default(true),
  mainUrl: z.string('must be a URL').optional(),
  streamUrl: z.string('must be a URL').optional(),
  ca: caText.optional(),
  allowInsecure,
  userId: credential,
  password: credential,
  appName: credential.optional(),
  timeoutMs: countOf(1, MAX_TIMEOUT_MS, 'ms').default(LIMITS.callMs),
  pingIntervalMs: countOf(1000, SILENCE_LIMIT_MS / 2, 'ms').default(PING_INTERVAL_MS),
  maxReplyBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  maxStreamFrameBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxStreamFrameBytes),
  maxPendingRequests: countOf(1, 1_000_000, 'requests').default(LIMITS.maxPendingRequests),
  raw: flag.default(false),
  clock: clockOption,
  random: randomOption,
  logger: loggerOption,
  tap: tapOption,
  onInbound: listener<NonNullable<XapiClientOptions['onInbound']>>().optional(),
});
type Parsed = z.output<typeof schema>;

/** Two frames of one trade come within a second; asking sooner would ask of what is on its way. */
const TRADE_FRAME_WAIT_MS = 2000;

const tradeSchema = z.strictObject({
  tradeFrameWaitMs: countOf(100, 60_000, 'ms').default(TRADE_FRAME_WAIT_MS),
});

/**
 * How long a trade may be half told, in ms.
 * @throws ValidationError
 */
export function tradeFrameWaitOf({ tradeFrameWaitMs }: XapiTradeOptions): number {
  const context = { venue: 'xapi', owner: 'XapiBroker', secretFields: new Set<string>() } as const;
  return parse(tradeSchema, { tradeFrameWaitMs }, context).tradeFrameWaitMs;
}

/** Values that must not stand in an error. */
const secretFields = new Set(['userId', 'password', 'appName', 'ca', 'tls', 'mainUrl', 'streamUrl']);

/**
 * Checks the options once and puts the defaults in place.
 * @throws ValidationError naming the option and its rule, without the value where that may be secret
 * @throws ConfigurationError when options contradict each other
 */
export function parseOptions(options: XapiClientOptions): {
  readonly settings: XapiSettings;
  readonly credentials: XapiCredentials;
} {
  const parsed = parse(schema, options, { venue: 'xapi', owner: 'XapiClient', secretFields });
  const { userId, password, appName, clock, random, logger, tap, onInbound, ...rest } = parsed;
  return {
    settings: {
      targets: targetsOf(parsed),
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

function targetsOf(parsed: Parsed): XapiSettings['targets'] {
  return parsed.transport === 'tcp' ? tcpTargets(parsed) : webSocketTargets(parsed);
}

function tcpTargets(parsed: Parsed): XapiSettings['targets'] {
  refuseTogether(parsed, 'tcp', ['mainUrl', 'streamUrl']);
  const { environment, allowInsecure, ca: commonCa } = parsed;
  const given = typeof parsed.tls === 'object' ? parsed.tls.ca : undefined;
  const authorities = given ?? commonCa;
  const tls = parsed.tls === false ? false : authorities === undefined ? true : { ca: authorities };
  const target = (portNumber: number): SocketTarget => {
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
  const target = (url: string, field: string): SocketTarget => {
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
