import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { openingError } from '../socket/connection-failure';
import { startTls } from '../socket/tls-socket';
import type { ProxyServer } from './proxy-server';
import { openTunnel } from './tunnel';

/** Where the sockets of an agent go. */
export interface TunnelAgentOptions {
  readonly proxy: ProxyServer;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly ca?: string | readonly string[] | undefined;
}

/** What a request adds to its options: the signal that ends the opening of a socket made for it. */
export interface TunnelRequest {
  readonly opening?: AbortSignal;
}

type OnSocket = (error: Error | null, socket?: Socket) => void;

/** A pool of sockets to one host through a proxy. A socket is handed out when TLS is done, so that no byte of a request has left before. */
export function createTunnelAgent(pool: http.AgentOptions, options: TunnelAgentOptions): http.Agent {
  const agent = options.secure ? new https.Agent(pool) : new http.Agent(pool);
  const createConnection = ({ opening }: TunnelRequest, done: OnSocket): void => {
    connect(options, opening ?? new AbortController().signal).then(
      (socket) => done(null, socket),
      (error: Error) => done(error),
    );
  };
  // Node's agent has this method to be replaced; its types leave it out.
  return Object.assign(agent, { createConnection });
}

async function connect(options: TunnelAgentOptions, signal: AbortSignal): Promise<Socket> {
  const { proxy, host, port, secure, ca } = options;
  const tunnel = await openTunnel(proxy, { host, port }, { signal, ca });
  if (!secure) return tunnel;
  return new Promise((resolve, reject) => {
    const socket = startTls({ host, port, ca, tunnel });
    const onAbort = (): void => void socket.destroy();
    const onFailure = (error?: unknown): void => {
      signal.removeEventListener('abort', onAbort);
      reject(openingError(`${host}:${port}`, error));
    };
    signal.addEventListener('abort', onAbort);
    socket.once('error', onFailure);
    // 'close' alone comes when the peer ends the socket in the middle of the handshake.
    socket.once('close', onFailure);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onFailure);
      socket.off('close', onFailure);
      resolve(socket);
    });
    // The listener that stays: a socket that fails after it was abandoned must not end the process.
    socket.on('error', () => {});
  });
}
