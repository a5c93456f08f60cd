import type { HttpPort } from '../network/http-server';
import type { SocketPort, VenueConnection } from '../network/venue-server';
import { routeCall } from './rest/route-call';
import { PrivateConnection } from './socket/private-connection';
import { PublicConnection } from './socket/public-connection';
import type { PoloniexVenue } from './venue';

/** One open connection, as shown to a test. */
export interface PoloniexConnectionInfo {
  readonly id: number;
  readonly side: 'rest' | 'private' | 'public';
  readonly transport: 'http' | 'websocket';
  readonly address: string;
  /** The key that a private socket authenticated with. */
  readonly apiKey: string | undefined;
}

type SocketSide = 'private' | 'public';

const PATHS: ReadonlyMap<string, SocketSide> = new Map([
  ['/ws/private', 'private'],
  ['/ws/public', 'public'],
]);

/** The three ports of the venue. */
export function ports(venue: PoloniexVenue): {
  readonly rest: HttpPort;
  readonly private: SocketPort;
  readonly public: SocketPort;
} {
  const { ports: numbers } = venue.options;
  const socket = (side: SocketSide): SocketPort => ({
    protocol: 'websocket',
    port: numbers[side],
    side,
    // A slash at the end of a path is ignored.
    sideOf: (path) => PATHS.get(path.replace(/\/+$/, '')),
    connect: (terms) =>
      terms.side === 'private' ? new PrivateConnection(venue, terms) : new PublicConnection(venue, terms),
  });
  return {
    rest: {
      protocol: 'http',
      port: numbers.rest,
      side: 'rest',
      route: (call) => routeCall(venue, call),
      giant: (bytes) => JSON.stringify([{ symbol: 'x'.repeat(bytes) }]),
    },
    private: socket('private'),
    public: socket('public'),
  };
}

/** Describes a connection for a test. */
export function connectionInfo(connection: VenueConnection): PoloniexConnectionInfo {
  const { id, address } = connection;
  if (connection.transport === 'http')
    return { id, side: 'rest', transport: 'http', address, apiKey: undefined };
  return connection instanceof PrivateConnection
    ? { id, side: 'private', transport: 'websocket', address, apiKey: connection.account }
    : { id, side: 'public', transport: 'websocket', address, apiKey: undefined };
}
