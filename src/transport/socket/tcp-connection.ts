import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Connection, OpenOptions } from './connection';
import { errorCode, runningFailure } from './connection-failure';
import { type Handshake, openingError, openWithin } from './opening';
import { WireConnection } from './wire-connection';

/** Where a TCP connection goes. Whether plain text is allowed there is for `checkEndpoint` to say, before. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  /**
   * Plain text or TLS. The certificate is always verified: `ca` (PEM) replaces the system's authorities, `serverName`
   * the name that the certificate must bear.
   */
  readonly tls: boolean | { readonly ca?: string | readonly string[]; readonly serverName?: string };
}

/** How long the connection may be idle before the system itself probes it: a backstop below the venue's own pings. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Opens a TCP connection, with TLS where the target says so.
 *
 * @throws ConnectionError `refused`, `dns`, `unreachable`, `tls` or `handshake`; TimeoutError when the handshake takes
 *   too long; AbortedError; all with `sent: false`
 */
export function openTcp(target: TcpTarget, options: OpenOptions): Promise<Connection> {
  const where = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  return openWithin(where, options, () => startTcp(target, where, options));
}

function startTcp(target: TcpTarget, where: string, options: OpenOptions): Handshake {
  const socket = target.tls === false ? plainSocket(target) : tlsSocket(target, target.tls);
  const done = new Promise<Connection>((resolve, reject) => {
    const onFailure = (error?: unknown): void => reject(openingError(where, error));
    // 'close' alone comes when the peer ends the socket in the middle of the handshake.
    socket.once('error', onFailure);
    socket.once('close', onFailure);
    socket.once(target.tls === false ? 'connect' : 'secureConnect', () => {
      socket.off('error', onFailure);
      socket.off('close', onFailure);
      resolve(adopt(socket, where, options));
    });
  });
  // The listener that stays: a socket that fails after it was abandoned must not end the process.
  socket.on('error', () => {});
  return { done, destroy: () => socket.destroy() };
}

function plainSocket({ host, port }: TcpTarget): Socket {
  return connectTcp({ host, port, noDelay: true });
}

function tlsSocket({ host, port }: TcpTarget, tls: Exclude<TcpTarget['tls'], false>): Socket {
  const { ca, serverName } = tls === true ? {} : tls;
  // An IP address must not be sent as a server name; the certificate is then checked against the address itself.
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined);
  const socket = connectTls({
    host,
    port,
    minVersion: 'TLSv1.2',
    // Written out because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    ...(servername === undefined ? {} : { servername }),
    ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
  });
  socket.setNoDelay(true);
  return socket;
}

function adopt(socket: Socket, where: string, options: OpenOptions): Connection {
  const connection = new WireConnection(
    {
      get bufferedBytes() {
        return socket.writableLength;
      },
      get writable() {
        return socket.writable;
      },
      write: (data) => void socket.write(data),
      end: () => void socket.end(),
      destroy: () => void socket.destroy(),
    },
    where,
    options,
  );
  let failure: unknown;
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('error', (error) => {
    failure = error;
  });
  // Nothing useful follows the peer's end, and waiting for what it no longer reads could last without limit.
  socket.on('end', () => connection.ended({ failure: 'closed' }));
  socket.on('close', () =>
    connection.ended({ failure: runningFailure(failure), errorCode: errorCode(failure), cause: failure }),
  );
  // The opener gets the connection first: its promise resolves before the next turn of the loop.
  setImmediate(() => socket.on('data', (chunk: Buffer) => connection.deliver(chunk)));
  return connection;
}
