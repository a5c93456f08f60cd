import { LIMITS } from '../../core/limits';
import { ConnectionError, isTimeoutError, TimeoutError } from '../../errors';
import { type Deadline, raceDeadline, startDeadline, withSent } from '../deadline';
import type { Connection, OpenOptions } from './connection';
import { errorCode, failureSentence, openingFailure } from './connection-failure';

/** The handshake of one socket, from its creation to its first usable moment. */
export interface Handshake {
  /** Resolves when the connection is usable, rejects when it cannot be. */
  readonly done: Promise<Connection>;
  /** Destroys the socket. */
  destroy(): void;
}

/**
 * Runs a handshake under its deadline and the caller's signal; whatever ends it early destroys the socket.
 *
 * @param where - the endpoint as errors name it
 * @throws TimeoutError, AbortedError or ConnectionError, all with `sent: false`
 */
export async function openWithin(
  where: string,
  options: OpenOptions,
  start: () => Handshake,
): Promise<Connection> {
  const timeoutMs = options.handshakeTimeoutMs ?? LIMITS.handshakeMs;
  const operation = 'connect';
  const deadline = startDeadline({ clock: options.clock, timeoutMs, signal: options.signal, operation });
  let handshake: Handshake | undefined;
  try {
    handshake = start();
    return await raceDeadline(handshake.done, deadline);
  } catch (error) {
    handshake?.destroy();
    throw deadline.reason ? early(where, deadline, timeoutMs) : error;
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

/** The error of a socket that failed before it was open. */
export function openingError(where: string, error: unknown): ConnectionError {
  const failure = openingFailure(error);
  return new ConnectionError(failureSentence(failure, where, errorCode(error)), {
    failure,
    operation: 'connect',
    sent: false,
    cause: error,
  });
}
