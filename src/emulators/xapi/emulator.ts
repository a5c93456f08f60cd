import type { Faults } from '../faults';
import { startVenue, type VenueContext, type VenueEmulator } from '../start-venue';
import { type XapiCommand, type XapiEvent, xapiFaults } from './faults';
import { listInstruments, type XapiInstrument } from './instruments';
import { resolveOptions, type XapiEmulatorOptions } from './options';
import { type ConnectionInfo, connectionInfo, ports } from './ports';
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
export interface XapiEmulator extends VenueEmulator<XapiInstrument, Faults<XapiCommand, XapiEvent>> {
  readonly venue: 'xapi';
  readonly endpoints: XapiEndpoints;
  /** The first account. */
  readonly credentials: { readonly userId: string; readonly password: string };
  /** The open connections. */
  connections(): ConnectionInfo[];
}

/**
 * Starts an XAPI venue on loopback.
 * @throws Error when a port is taken, or TLS is asked for and selfsigned is not installed
 */
export async function startXapiEmulator(options: XapiEmulatorOptions = {}): Promise<XapiEmulator> {
  const resolved = resolveOptions(options);
  const [first] = resolved.accounts;
  if (!first) throw new RangeError('The emulator needs at least one account');
  const started = await startVenue({
    options: resolved,
    instruments: listInstruments(resolved.instruments, resolved.hours),
    faults: xapiFaults(),
    rules: (context: VenueContext<XapiInstrument>) => new XapiVenue(context, resolved),
    ports,
  });
  const { host, tls } = resolved;
  return {
    venue: 'xapi',
    ...started.emulator,
    endpoints: {
      tcp: { host, mainPort: started.port('main'), streamPort: started.port('stream'), tls },
      ws: {
        main: started.webSocket('wsMain', '/demo'),
        stream: started.webSocket('wsStream', '/demoStream'),
      },
      ...started.authority,
    },
    credentials: { userId: first.userId, password: first.password },
    connections: () => started.connections().map(connectionInfo),
  };
}
