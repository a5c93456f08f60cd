import type { ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import { makeCertificate } from '../network/certificate';
import type { XapiInstrument } from './instruments';
import { resolveOptions, type XapiEmulatorOptions } from './options';
import { type ConnectionInfo, XapiServer } from './server';
import { XapiVenue } from './venue';

/** Where an emulator listens. */
export interface XapiEndpoints {
  readonly tcp: {
    readonly host: string;
    readonly mainPort: number;
    readonly streamPort: number;
    readonly tls: boolean;
  };
  /** URLs; the paths /real and /realStream are served as well. */
  readonly ws: { readonly main: string; readonly stream: string };
  /** PEM of the authority to trust, with TLS. */
  readonly ca?: string;
}

/** A running local XAPI venue. */
export interface XapiEmulator {
  readonly venue: 'xapi';
  readonly endpoints: XapiEndpoints;
  /** The first account. */
  readonly credentials: { readonly userId: string; readonly password: string };
  /** Prices, to be watched or set by hand. */
  readonly market: Market<XapiInstrument>;
  /** What the server really executed, and what it was asked. */
  readonly orders: ExecutedLog;
  readonly faults: Faults;
  /** The open connections. */
  connections(): ConnectionInfo[];
  /** Ends everything at once: sockets are destroyed, timers cancelled. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts an XAPI venue on loopback.
 * @throws Error when a port is taken, or TLS is asked for and selfsigned is not installed
 */
export async function startXapiEmulator(options: XapiEmulatorOptions = {}): Promise<XapiEmulator> {
  const resolved = resolveOptions(options);
  const [first] = resolved.accounts;
  if (!first) throw new RangeError('The emulator needs at least one account');
  const certificate = resolved.tls ? await makeCertificate() : undefined;
  const venue = new XapiVenue(resolved);
  const server = new XapiServer(venue, certificate);
  try {
    await server.listen();
  } catch (error) {
    server.close();
    throw error;
  }
  const { host, tls } = resolved;
  const scheme = tls ? 'wss' : 'ws';
  const close = async (): Promise<void> => server.close();
  return {
    venue: 'xapi',
    endpoints: {
      tcp: { host, mainPort: server.port('main'), streamPort: server.port('stream'), tls },
      ws: {
        main: `${scheme}://${host}:${server.port('wsMain')}/demo`,
        stream: `${scheme}://${host}:${server.port('wsStream')}/demoStream`,
      },
      ...(certificate ? { ca: certificate.cert } : {}),
    },
    credentials: { userId: first.userId, password: first.password },
    market: venue.market,
    orders: venue.log,
    faults: venue.faults,
    connections: () => server.connections(),
    close,
    [Symbol.asyncDispose]: close,
  };
}
