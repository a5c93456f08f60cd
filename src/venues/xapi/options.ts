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
import * as z from '../../adapter/schema/zod';
import { LIMITS } from '../../core/limits';
import { ConfigurationError } from '../../errors';
import { checkEndpoint } from '../../transport/endpoint-url';
import type { SocketTarget } from '../../transport/socket/socket-target';
import { HOSTS, PING_INTERVAL_MS, PORTS, SILENCE_LIMIT_MS, WEBSOCKET_URLS } from './endpoints';
import type { XapiClientOptions } from './generated/records';
import type { XapiBrokerOptions } from './types/broker';

/** Who logs in. Apart from the settings, so that nothing that is shown or logged can hold them. */
export interface XapiCredentials {
  readonly userId: string;
  readonly password: string;
  readonly appName?: string | undefined;
}

/**
 * Where an {@link XapiClient} connects, who it is and how it behaves.
 * @arguments XapiClientOptions
 */
export const schema = z.strictObject({
  ...clientShape,
  /** @defaultValue 'demo' */
  environment: z.enum(['demo', 'real'], "must be 'demo' or 'real'").default('demo'),
  /** @defaultValue 'websocket' */
  transport: z.enum(['tcp', 'websocket'], "must be 'tcp' or 'websocket'").default('websocket'),
  /** Host of both TCP connections. @defaultValue 'xapia.x-station.eu' */
  host: z.string('must be a host name').optional(),
  /** TCP port of the main connection. @defaultValue 5124 for demo, 5112 for real */
  mainPort: port.optional(),
  /** TCP port of the stream connection. @defaultValue 5125 for demo, 5113 for real */
  streamPort: port.optional(),
  /**
   * TLS of the TCP connections: certificates are always verified, `ca` (PEM) replaces the system's authorities.
   * False is for loopback, or with `allowInsecure`.
   * @defaultValue true
   */
  tls: z
    .union([z.boolean(), z.strictObject({ ca: caText.optional() })], 'must be true, false or { ca }')
    .default(true),
  /** WebSocket address of the main connection. @defaultValue 'wss://ws.xapi.pro/demo' or '/real' */
  mainUrl: z.string('must be a URL').optional(),
  /** WebSocket address of the stream connection. @defaultValue 'wss://ws.xapi.pro/demoStream' or '/realStream' */
  streamUrl: z.string('must be a URL').optional(),
  userId: credential,
  password: credential,
  /** Sent with login. */
  appName: credential.optional(),
  /** Longest silence in ms before a connection is pinged; the venue drops it after 600000. @defaultValue 120000 */
  pingIntervalMs: countOf(1000, SILENCE_LIMIT_MS / 2, 'ms').default(PING_INTERVAL_MS),
  /** Largest reply of the main connection in bytes. @defaultValue 64 MiB */
  maxReplyBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxReplyBytes),
  /** Largest frame of the stream in bytes. @defaultValue 1 MiB */
  maxStreamFrameBytes: countOf(1024, 2 ** 29, 'bytes').default(LIMITS.maxStreamFrameBytes),
  /** Requests that may wait for their turn or their answer. @defaultValue 1000 */
  maxPendingRequests: countOf(1, 1_000_000, 'requests').default(LIMITS.maxPendingRequests),
  /** Called for values that arrive whole, and for answers that grow, for a watchdog; it must be quick. */
  onInbound: listener<(connection: 'main' | 'stream') => void>().optional(),
});
type Parsed = Readonly<z.output<typeof schema>>;

interface Targets {
  readonly main: SocketTarget;
  readonly stream: SocketTarget;
}

type Defaulted =
  | 'timeoutMs'
  | 'pingIntervalMs'
  | 'maxReplyBytes'
  | 'maxStreamFrameBytes'
  | 'maxPendingRequests'
  | 'raw'
  | 'clock'
  | 'random'
  | 'logger';

/** What of the options a client works with, every default in place. Declarations name it, so that it names no schema. */
export type XapiSettings = { readonly [K in Defaulted]: NonNullable<XapiClientOptions[K]> } & Pick<
  XapiClientOptions,
  'tap' | 'onInbound'
> & { readonly targets: Targets };

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
  const { environment, allowInsecure, ca: commonCa, proxy } = parsed;
  const given = typeof parsed.tls === 'object' ? parsed.tls.ca : undefined;
  const authorities = given ?? commonCa;
  const tls = parsed.tls === false ? false : authorities === undefined ? true : { ca: authorities };
  const target = (portNumber: number): SocketTarget => {
    const wanted = { host: parsed.host ?? HOSTS[0], port: portNumber, tls };
    const { host } = checkEndpoint(wanted, { allowInsecure, field: 'host' });
    return { kind: 'tcp', host, port: portNumber, tls, proxy };
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
    const { ca, proxy } = parsed;
    return { kind: 'websocket', url, ca, proxy };
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
