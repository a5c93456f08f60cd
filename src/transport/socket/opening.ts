import type { Socket } from 'node:net';
import { LIMITS } from '../../core/limits';
import { isTimeoutError, TimeoutError } from '../../errors';
import { type Deadline, raceDeadline, startDeadline, withSent } from '../deadline';
import type { ProxyServer } from '../proxy/proxy-server';
import { openTunnel, type TunnelTarget } from '../proxy/tunnel';
import type { Connection, OpenOptions } from './connection';

/** The handshake of one socket, from its creation to its first usable moment. */
export interface Handshake {
  /** Resolves when the connection is usable, rejects when it cannot be. */
  readonly done: Promise<Connection>;
  /** Destroys the socket. */
  destroy(): void;
}

/** Where a socket goes. */
interface Destination extends TunnelTarget {
  /** As errors name it. */
  readonly where: string;
  readonly ca?: string | readonly string[] | undefined;
  readonly proxy?: ProxyServer | undefined;
}

/**
 * Runs a handshake under its deadline and the caller's signal; whatever ends it early destroys the socket. What the
 * proxy takes counts.
 *
 * @param start - gets the tunnel through the proxy, where there is one
 * @throws TimeoutError, AbortedError or ConnectionError, all with `sent: false`; ConfigurationError when the package for
 *   the proxy is missing
 */
export async function openWithin(
  { where, proxy, ...to }: Destination,
  options: OpenOptions,
  start: (tunnel?: Socket) => Handshake,
): Promise<Connection> {
  const timeoutMs = options.handshakeTimeoutMs ?? LIMITS.handshakeMs;
  const operation = 'connect';
  const deadline = startDeadline({ clock: options.clock, timeoutMs, signal: options.signal, operation });
  let tunnel: Socket | undefined;
  let handshake: Handshake | undefined;
  try {
    tunnel = proxy && (await openTunnel(proxy, to, { signal: deadline.signal, ca: to.ca }));
    handshake = start(tunnel);
    return await raceDeadline(handshake.done, deadline);
  } catch (error) {
    handshake?.destroy();
    tunnel?.destroy();
    const through = proxy === undefined ? where : `${where} through ${proxy.name}`;
    throw deadline.reason ? early(through, deadline, timeoutMs) : error;
  } finally {
    deadline.dispose();
  }
}

function early(where: string, { reason }: Deadline, timeoutMs: number): unknown {
  return isTimeoutError(reason)
    ? new TimeoutError(`${where} did not finish the handshake within ${timeoutMs} ms`, {
        operation: 'connect',
        sent: false,
        timeoutMs,
      })
    : reason && withSent(reason, false);
}
