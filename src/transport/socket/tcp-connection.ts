import { connect as connectTcp, type Socket } from 'node:net';
import type { ProxyServer } from '../proxy/proxy-server';
import type { Connection, OpenOptions } from './connection';
import { errorCode, openingError, runningFailure } from './connection-failure';
import { type Handshake, openWithin } from './opening';
import { startTls } from './tls-socket';
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
  /** Leads there; absent for a direct connection. TLS is with the host, through the proxy. */
  readonly proxy?: ProxyServer | undefined;
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
  const { host, port, proxy, tls } = target;
  const ca = typeof tls === 'object' ? tls.ca : undefined;
  return openWithin({ where, host, port, ca, proxy }, options, (tunnel) =>
    startTcp(target, where, options, tunnel),
  );
}

function startTcp(target: TcpTarget, where: string, options: OpenOptions, tunnel?: Socket): Handshake {
  const socket =
    target.tls === false ? (tunnel ?? plainSocket(target)) : tlsSocket(target, target.tls, tunnel);
  const done = new Promise<Connection>((resolve, reject) => {
    const onFailure = (error?: unknown): void => reject(openingError(where, error));
    // 'close' alone comes when the peer ends the socket in the middle of the handshake.
    socket.once('error', onFailure);
    socket.once('close', onFailure);
    const onOpen = (): void => {
      socket.off('error', onFailure);
      socket.off('close', onFailure);
      resolve(adopt(socket, where, options));
    };
    if (socket === tunnel) onOpen();
    else socket.once(target.tls === false ? 'connect' : 'secureConnect', onOpen);
  });
  // The listener that stays: a socket that fails after it was abandoned must not end the process.
  socket.on('error', () => {});
  return { done, destroy: () => socket.destroy() };
}

function plainSocket({ host, port }: TcpTarget): Socket {
  return connectTcp({ host, port, noDelay: true });
}

function tlsSocket(
  { host, port }: TcpTarget,
  tls: Exclude<TcpTarget['tls'], false>,
  tunnel: Socket | undefined,
): Socket {
  const socket = startTls({ host, port, ...(tls === true ? {} : tls), tunnel });
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
