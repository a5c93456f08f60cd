import { z } from 'zod';
import {
  caText,
  clientShape,
  countOf,
  credential,
  listener,
  parseOptions as parse,
  port,
  splitOptions,
} from '../../adapter/schema/options';
import { LIMITS } from '../../core/limits';
import { ConfigurationError } from '../../errors';
import { checkEndpoint } from '../../transport/endpoint-url';
import type { SocketTarget } from '../../transport/socket/socket-target';
import { HOSTS, PING_INTERVAL_MS, PORTS, SILENCE_LIMIT_MS, WEBSOCKET_URLS } from './endpoints';
import type { XapiBrokerOptions } from './types/broker';
import type { XapiClientOptions } from './types/client';

/** Who logs in. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface XapiCredentials {
  readonly userId: string;
  readonly password: string;
  readonly appName?: string | undefined;
}

const schema = z.strictObject({
  ...clientShape,
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
  userId: credential,
  password: credential,
  appName: credential.optional(),
  pingIntervalMs: countOf(1000, SILENCE_LIMIT_MS / 2, 'ms').default(PING_INTERVAL_MS),
  maxReplyBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  maxStreamFrameBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxStreamFrameBytes),
  maxPendingRequests: countOf(1, 1_000_000, 'requests').default(LIMITS.maxPendingRequests),
  onInbound: listener<NonNullable<XapiClientOptions['onInbound']>>().optional(),
});
type Parsed = Readonly<z.output<typeof schema>>;

interface Targets {
  readonly main: SocketTarget;
  readonly stream: SocketTarget;
}

/** The options with every default in place. */
export type XapiSettings = Omit<Parsed, keyof XapiCredentials> & { readonly targets: Targets };

/** Two frames of one trade come within a second; asking sooner would ask of what is on its way. */
const TRADE_FRAME_WAIT_MS = 2000;

const brokerShape = { tradeFrameWaitMs: countOf(100, 60_000, 'ms').default(TRADE_FRAME_WAIT_MS) };

/** Values that must not stand in an error. */
const secretFields = new Set(['userId', 'password', 'appName', 'ca', 'tls', 'mainUrl', 'streamUrl']);

/** Splits the options of a broker. @throws ValidationError naming the option and its rule */
export function parseBrokerOptions(options: XapiBrokerOptions) {
  return splitOptions(options, brokerShape, { venue: 'xapi', owner: 'XapiBroker', secretFields });
}

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
  const { userId, password, appName, ...rest } = parsed;
  const targets = parsed.transport === 'tcp' ? tcpTargets(parsed) : webSocketTargets(parsed);
  return { settings: { ...rest, targets }, credentials: { userId, password, appName } };
}

function tcpTargets(parsed: Parsed): Targets {
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

function webSocketTargets(parsed: Parsed): Targets {
  refuseTogether(parsed, 'websocket', ['host', 'mainPort', 'streamPort']);
  if (parsed.tls !== true) {
    throw contradiction("tls belongs to transport 'tcp'; a WebSocket takes wss: or ws: in its URL, and ca");
  }
  if ((parsed.mainUrl === undefined) !== (parsed.streamUrl === undefined)) {
    throw contradiction('mainUrl and streamUrl belong together: give both or none');
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

/** An option of the other transport would be ignored: with real money at stake that must be an error. */
function refuseTogether(parsed: Parsed, transport: string, fields: readonly (keyof Parsed)[]): void {
  const field = fields.find((name) => parsed[name] !== undefined);
  if (field !== undefined) throw contradiction(`${field} does not belong to transport '${transport}'`);
}

function contradiction(message: string): ConfigurationError {
  return new ConfigurationError(message, { venue: 'xapi', sent: false });
}
