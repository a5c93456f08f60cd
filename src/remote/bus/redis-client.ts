import { type BrokerError, ConnectionError } from '../../errors';
import { openingFailure } from '../../transport/socket/connection-failure';
import { type Access, accessErrorOf, BUS_OPERATION } from './access-error';

/** What of the official client `redis` (5 or newer) a bus uses; a client, a cluster and a sentinel all have it. */
export interface RedisClient {
  connect(): Promise<unknown>;
  duplicate(): RedisClient;
  /** Ends at once. */
  destroy(): unknown;
  on(event: 'error' | 'ready' | 'reconnecting' | 'node-ready', listener: (error?: unknown) => void): unknown;
  eval(script: string, options: ScriptCall): Promise<unknown>;
  evalSha(sha: string, options: ScriptCall): Promise<unknown>;
  get(key: string): Promise<unknown>;
  hGetAll(key: string): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
}

interface ScriptCall {
  readonly keys: string[];
  readonly arguments: string[];
}

/**
 * States of a server in which it refuses a request before the first change: full, a replica, loading, busy with a script, without
 * the replicas it wants, unable to write to disk, or a part of a cluster that is down.
 */
const REFUSALS = /^(OOM|READONLY|LOADING|BUSY|NOREPLICAS|MISCONF|CLUSTERDOWN|MASTERDOWN) /;
/** The request did not leave. */
const NOT_SENT = /^The client is (offline|closed)$/;

/** Whether a client sends a request again by itself when the connection breaks before its answer: a sentinel's does. */
export function sendsAgain(client: RedisClient): boolean {
  return 'getSentinelNode' in client;
}

/**
 * The error of what a server, or the way to it, failed with; `sent: false` where it is certain that nothing came of the request.
 * @param isSentAgain - whether the client sends again by itself: the last sending says nothing about those before
 */
function connectionError(cause: unknown, isSentAgain: boolean): ConnectionError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const isRefused = REFUSALS.test(why);
  return new ConnectionError(`The bus ${isRefused ? 'refuses' : 'cannot be reached'}: ${why}`, {
    failure: isRefused ? 'refused' : openingFailure(cause) === 'tls' ? 'tls' : 'closed',
    operation: BUS_OPERATION,
    cause,
    ...(!isSentAgain && (isRefused || NOT_SENT.test(why)) && { sent: false }),
  });
}

/**
 * The error of what a server, or the way to it, failed with: of access where it refuses that.
 * @param isSentAgain - whether the client sends again by itself: the last sending says nothing about those before
 */
export function busError(cause: unknown, needed?: Access, isSentAgain = false): BrokerError {
  return accessErrorOf(cause, needed) ?? connectionError(cause, isSentAgain);
}
