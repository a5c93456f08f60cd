import type { FaultSide } from '../fault-rules';
import type { SocketPort, VenueConnection } from '../network/venue-server';
import type { SocketTerms } from '../network/venue-socket';
import { MainConnection } from './connections/main';
import type { XapiSocket } from './connections/socket';
import { CommandError } from './errors';
import { StreamConnection } from './stream/connection';
import type { XapiVenue } from './venue';

/** One open connection, as shown to a test. */
export interface ConnectionInfo {
  readonly id: number;
  readonly side: FaultSide;
  readonly transport: 'tcp' | 'websocket';
  readonly address: string;
  /** The user logged in on a main connection. */
  readonly userId: string | undefined;
}

const PATHS: ReadonlyMap<string, FaultSide> = new Map([
  ['/demo', 'main'],
  ['/real', 'main'],
  ['/demoStream', 'stream'],
  ['/realStream', 'stream'],
]);

type Endpoint = 'main' | 'stream' | 'wsMain' | 'wsStream';

/** The four ports of the venue: two sides, each over TCP and over WebSocket. */
export function ports(venue: XapiVenue): Readonly<Record<Endpoint, SocketPort>> {
  const port = (endpoint: Endpoint, side: 'main' | 'stream'): SocketPort => ({
    protocol: endpoint === side ? 'tcp' : 'websocket',
    port: venue.options.ports[endpoint],
    side,
    sideOf: (path) => PATHS.get(path),
    connect: (terms) => connect(venue, terms),
  });
  return {
    main: port('main', 'main'),
    stream: port('stream', 'stream'),
    wsMain: port('wsMain', 'main'),
    wsStream: port('wsStream', 'stream'),
  };
}

function connect(venue: XapiVenue, terms: SocketTerms): XapiSocket | undefined {
  const socket =
    terms.side === 'main' ? new MainConnection(venue, terms) : new StreamConnection(venue, terms);
  if (terms.sameAddress < venue.options.maxConnections) return socket;
  socket.turnAway(new CommandError('EX008'));
  return undefined;
}

/** Describes a connection for a test. */
export function connectionInfo(connection: VenueConnection): ConnectionInfo {
  const { id, side, transport, address } = connection;
  return {
    id,
    side,
    // This venue has no HTTP port.
    transport: transport === 'tcp' ? 'tcp' : 'websocket',
    address,
    userId: connection instanceof MainConnection ? connection.userId : undefined,
  };
}
