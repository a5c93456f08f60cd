import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { LIMITS } from '../../core/limits';
import { ConfigurationError, ConnectionError } from '../../errors';
import { abortReason, raceAbort, withSent } from '../deadline';
import { errorCode, openingError } from '../socket/connection-failure';
import type { ProxyServer } from './proxy-server';

/** What a tunnel leads to. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** What limits a tunnel, and whom it trusts. */
export interface TunnelOptions {
  /** Ends the opening and destroys the socket; without effect once the tunnel is open. */
  readonly signal: AbortSignal;
  /** PEM; trusted for the proxy itself, where that is `https:`, beside the system's authorities. */
  readonly ca?: string | readonly string[] | undefined;
}

/** The part of both agents that opens a connection through the proxy: bytes from end to end, without TLS of its own. */
interface TunnelAgent {
  connect(
    request: ClientRequest,
    options: { host: string; port: number; secureEndpoint: false },
  ): Promise<unknown>;
}

/** How the proxy answered CONNECT. */
interface ConnectAnswer {
  readonly statusCode: number;
}

/**
 * Opens a TCP connection to a host through a proxy: a socket whose first byte, either way, is the host's.
 *
 * @throws ConnectionError for a proxy that cannot be reached, refuses, or ends before the tunnel is open: with
 *   `retryable: false` for a login or a target that it refuses; ConfigurationError when the package is missing; the
 *   reason of the signal; all with `sent: false`
 */
export async function openTunnel(
  proxy: ProxyServer,
  to: TunnelTarget,
  options: TunnelOptions,
): Promise<Socket> {
  const { signal } = options;
  const opening = connect(proxy, to, options);
  try {
    const socket = await raceAbort(opening, signal);
    // The library ends an open connection that is idle for as long as its handshake may take.
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.setNoDelay(true);
    return socket;
  } catch (error) {
    // What opens in spite of the signal is of no use to anybody.
    opening.then((socket) => socket.destroy()).catch(() => {});
    throw signal.aborted ? withSent(abortReason(signal), false) : error;
  }
}

async function connect(proxy: ProxyServer, to: TunnelTarget, options: TunnelOptions): Promise<Socket> {
  const isSocks = proxy.scheme.startsWith('socks');
  const agent = await (isSocks ? socksAgent(proxy) : httpAgent(proxy, options));
  // Both agents are made for requests of Node. All that they take from one are events.
  const request = new EventEmitter();
  let status = 200;
  request.once('proxyConnect', ({ statusCode }: ConnectAnswer) => {
    status = statusCode;
  });
  let socket: Socket;
  try {
    const place = { host: to.host, port: to.port, secureEndpoint: false } as const;
    // The options say that it is a socket: an agent is what they return for other requests.
    socket = (await agent.connect(request as unknown as ClientRequest, place)) as Socket;
  } catch (error) {
    throw isSocks ? socksFailure(proxy, to, error) : openingError(proxy.name, error);
  }
  // A tunnel that fails after its user has gone must not end the process.
  socket.on('error', () => {});
  if (status !== 200) {
    socket.destroy();
    throw refusal(proxy, to, status);
  }
  return socket;
}

/** The agent gets the login as a header and no URL with it: under `DEBUG` it prints its URL. */
async function httpAgent(proxy: ProxyServer, { ca, signal }: TunnelOptions): Promise<TunnelAgent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent').catch(() => missing('https-proxy-agent'));
  const login = proxy.login();
  const basic = login && Buffer.from(`${login.user}:${login.password}`).toString('base64');
  const authorities =
    ca === undefined ? undefined : [...rootCertificates, ...(typeof ca === 'string' ? [ca] : ca)];
  return new HttpsProxyAgent(proxy.name, {
    headers: basic === undefined ? {} : { 'Proxy-Authorization': `Basic ${basic}` },
    // The socket to the proxy is destroyed with the signal.
    signal,
    minVersion: 'TLSv1.2',
    // Written out because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
    rejectUnauthorized: true,
    ...(authorities === undefined ? {} : { ca: authorities }),
  });
}

async function socksAgent(proxy: ProxyServer): Promise<TunnelAgent> {
  const { SocksProxyAgent } = await import('socks-proxy-agent').catch(() => missing('socks-proxy-agent'));
  const url = new URL(proxy.name);
  const login = proxy.login();
  if (login) {
    url.username = encodeURIComponent(login.user);
    url.password = encodeURIComponent(login.password);
  }
  // The library has no other way to end what does not answer: its socket stays for this long behind an abort.
  return new SocksProxyAgent(url, { timeout: LIMITS.handshakeMs });
}

/** The error of CONNECT answered with anything but 200. */
function refusal(proxy: ProxyServer, to: TunnelTarget, status: number): ConnectionError {
  const why = status === 407 ? 'it does not accept the user name and password' : 'it opened no connection';
  return new ConnectionError(`${proxy.name} answered ${status} to CONNECT ${nameOf(to)}: ${why}`, {
    failure: 'handshake',
    operation: 'connect',
    sent: false,
    // 4xx means that the request itself is wrong; a proxy that is full, or cannot reach the host, may do so later.
    retryable: status === 429 || status === 408 || status >= 500,
  });
}

/** The library reports a failure of the socket, and of the protocol, by its text alone. */
function socksFailure(proxy: ProxyServer, to: TunnelTarget, error: unknown): ConnectionError {
  // Of the name look-up, which is made here.
  if (errorCode(error) !== undefined) return openingError(nameOf(to), error);
  const text = error instanceof Error ? error.message : '';
  const code = /\bE[A-Z]{4,}\b/.exec(text)?.[0];
  if (code !== undefined) return openingError(proxy.name, Object.assign(new Error(text), { code }));
  return new ConnectionError(`${proxy.name} opened no connection to ${nameOf(to)}: ${text}`, {
    failure: 'handshake',
    operation: 'connect',
    sent: false,
    retryable: !/authentication|NotAllowed/i.test(text),
  });
}

function nameOf({ host, port }: TunnelTarget): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A bundler leaves out a package that is not installed where its import() has a `catch`; else it fails. */
function missing(name: string): never {
  throw new ConfigurationError(`proxy needs the optional package "${name}": npm install ${name}`, {
    sent: false,
  });
}
