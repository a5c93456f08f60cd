import type { Connection, OpenOptions } from './connection';
import { openTcp, type TcpTarget } from './tcp-connection';
import { openWebSocket, type WebSocketTarget } from './websocket-connection';

/** Where a connection goes, and how. */
export type SocketTarget =
  | ({ readonly kind: 'tcp' } & TcpTarget)
  | ({ readonly kind: 'websocket' } & WebSocketTarget);

/** The name of a target in sentences, without anything that could be secret. */
export function targetName(target: SocketTarget): string {
  if (target.kind === 'tcp') return `${target.host}:${target.port}`;
  const { protocol, host, pathname } = new URL(target.url);
  return `${protocol}//${host}${pathname}`;
}

/** @throws ConnectionError, TimeoutError, AbortedError; all with `sent: false` */
export function openTarget(target: SocketTarget, options: OpenOptions): Promise<Connection> {
  return target.kind === 'tcp' ? openTcp(target, options) : openWebSocket(target, options);
}
