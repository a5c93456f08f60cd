import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { LIMITS } from '../../core/limits';
import { ConnectionError, ValidationError } from '../../errors';
import { checkEndpoint } from '../endpoint-url';
import type { ProxyServer } from '../proxy/proxy-server';
import type { Connection, OpenOptions } from './connection';
import { errorCode, openingError, runningFailure } from './connection-failure';
import { readFrames } from './frame-reader';
import { type Handshake, openWithin } from './opening';
import { startTls } from './tls-socket';
import { WireConnection, type WireEnd } from './wire-connection';

/** Where a WebSocket goes. Whether `ws:` is allowed there is for `checkEndpoint` to say, before. */
export interface WebSocketTarget {
  readonly url: string;
  /** PEM; replaces the system's authorities. The certificate is always verified. */
  readonly ca?: string | readonly string[] | undefined;
  /** Sent with the upgrade request; never in errors or taps. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Leads there; absent for a direct connection. TLS is with the host, through the proxy. */
  readonly proxy?: ProxyServer | undefined;
}

/**
 * Opens a WebSocket: no compression, no redirects, a bound on messages, a deadline on the handshake.
 *
 * @throws ConnectionError `refused`, `dns`, `unreachable`, `tls`, or `handshake` with the HTTP status when the answer
 *   was no upgrade; TimeoutError when the handshake takes too long; AbortedError; all with `sent: false`
 * @throws ValidationError when the URL or a header cannot be used
 */
export async function openWebSocket(target: WebSocketTarget, options: OpenOptions): Promise<Connection> {
  const where = endpointName(target.url);
  const { ca, proxy, url } = target;
  const { host, port, secure } = checkEndpoint(url, {
    allowInsecure: 'i-understand',
    schemes: ['wss', 'ws'],
  });
  return openWithin({ where, host, port, ca, proxy }, options, (tunnel) => {
    const connect = tunnel && (() => (secure ? startTls({ host, port, ca, tunnel }) : tunnel));
    return startWebSocket(target, where, options, connect);
  });
}

/** The endpoint without query and credentials, which may be secret. */
function endpointName(url: string): string {
  if (!URL.canParse(url)) throw new ValidationError('url', 'must be an absolute WebSocket URL');
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function createSocket(target: WebSocketTarget, options: OpenOptions, connect?: () => Socket): WebSocket {
  const { url, ca, headers } = target;
  try {
    return new WebSocket(url, {
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: options.maxFrameBytes ?? LIMITS.maxReplyBytes,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
      ...(headers === undefined ? {} : { headers: { ...headers } }),
      ...(connect === undefined ? {} : { createConnection: connect }),
    });
  } catch {
    // No cause: the library's message may quote the URL.
    throw new ValidationError('url', 'or a header cannot be used for a WebSocket');
  }
}

function startWebSocket(
  target: WebSocketTarget,
  where: string,
  options: OpenOptions,
  connect?: () => Socket,
): Handshake {
  const socket = createSocket(target, options, connect);
  const done = new Promise<Connection>((resolve, reject) => {
    let transport: IncomingMessage['socket'] | undefined;
    socket.once('upgrade', (response) => {
      transport = response.socket;
    });
    // The rejection destroys the socket, and with it a body that is not read.
    socket.once('unexpected-response', (_request: ClientRequest, response: IncomingMessage) =>
      reject(noUpgrade(where, response.statusCode)),
    );
    const onFailure = (error: unknown): void => reject(openingError(where, error));
    socket.once('error', onFailure);
    socket.once('open', () => {
      socket.off('error', onFailure);
      resolve(adopt(socket, transport, where, options));
    });
  });
  // The listener that stays: destroying a socket that still connects makes it emit an error.
  socket.on('error', () => {});
  return { done, destroy: () => socket.terminate() };
}

function noUpgrade(where: string, status = 0): ConnectionError {
  const what = status >= 300 && status < 400 ? 'a redirect, which is refused' : 'no WebSocket upgrade';
  return new ConnectionError(`${where} answered ${status}: ${what}`, {
    failure: 'handshake',
    operation: 'connect',
    sent: false,
    // 4xx means that the request itself is wrong; only a full or throttled server may accept it later.
    retryable: status === 429 || status === 408 || status >= 500,
  });
}

function adopt(
  socket: WebSocket,
  transport: IncomingMessage['socket'] | undefined,
  where: string,
  options: OpenOptions,
): Connection {
  const connection = new WireConnection(
    {
      get bufferedBytes() {
        return socket.bufferedAmount;
      },
      get writable() {
        return socket.readyState === WebSocket.OPEN;
      },
      write: (data) => socket.send(data),
      end: () => socket.close(1000),
      destroy: () => socket.terminate(),
    },
    where,
    options,
  );
  let failure: unknown;
  // ws reports a reset as a close without a frame; the socket below has the real reason.
  transport?.on('error', (error) => {
    failure = error;
  });
  // A message over the bound or against the protocol: ws has written its close frame, and would wait 30 s for another.
  socket.on('error', (error) => connection.ended(brokenFrame(where, error)));
  socket.on('close', (code, reason) => {
    const errno = errorCode(failure);
    connection.ended({
      failure: runningFailure(failure),
      ...(errno === undefined
        ? { message: closeSentence(where, code) }
        : { errorCode: errno, cause: failure }),
      code,
      reason: reason.toString(),
    });
  });
  // Whether the bytes at hand have brought something whole.
  let isWhole = false;
  const onControl = (): void => {
    isWhole = true;
    connection.signOfLife();
  };
  socket.on('ping', onControl);
  socket.on('pong', onControl);
  const onMessage = (data: Buffer): void => {
    const isLater = isWhole;
    isWhole = transport !== undefined;
    connection.deliver(data, isLater);
  };
  socket.on('message', onMessage);
  const onUsual = (text: string, from: number, to: number): boolean => {
    const isLater = isWhole;
    isWhole = true;
    return connection.deliverUsual(text, from, to, isLater);
  };
  if (transport)
    readFrames(socket, transport, {
      maxBytes: options.maxFrameBytes ?? LIMITS.maxReplyBytes,
      onUsual: options.handlers.onUsual && onUsual,
      onMessage,
    });
  // Only complete messages are reported. The reader of frames came first: what is complete in the bytes has been by now.
  transport?.on('data', () => {
    if (!isWhole) connection.partial();
    isWhole = false;
  });
  // The opener gets the connection first: its promise resolves before the next turn of the loop.
  socket.pause();
  setImmediate(() => socket.resume());
  return connection;
}

function closeSentence(where: string, code: number): string {
  return code === 1006
    ? `${where} closed the connection`
    : `${where} closed the connection with code ${code}`;
}

function brokenFrame(where: string, error: unknown): WireEnd {
  const code = errorCode(error);
  const tooLarge = code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return {
    failure: 'closed',
    message: tooLarge
      ? `${where} sent a message over the size limit`
      : `${where} broke the WebSocket protocol`,
    errorCode: code,
    cause: error,
    code: tooLarge ? 1009 : 1002,
  };
}
