import { isIP, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

/** Whom a TLS connection is with. */
export interface TlsPeer {
  readonly host: string;
  readonly port: number;
  /** PEM; replaces the system's authorities. */
  readonly ca?: string | readonly string[] | undefined;
  /** The name that the certificate must bear. @defaultValue the host */
  readonly serverName?: string | undefined;
  /** A connection to the host that is open already; absent where one is to be made. */
  readonly tunnel?: Socket | undefined;
}

/** Starts a TLS connection whose certificate is always verified. */
export function startTls({ host, port, ca, serverName, tunnel }: TlsPeer): TLSSocket {
  // An IP address must not be sent as a server name; the certificate is then checked against the address itself.
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined);
  return connect({
    host,
    port,
    minVersion: 'TLSv1.2',
    // Written out because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    ...(servername === undefined ? {} : { servername }),
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
    ...(tunnel === undefined ? {} : { socket: tunnel }),
  });
}
