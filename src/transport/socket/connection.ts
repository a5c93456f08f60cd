import type { Clock } from '../../core/clock';
import type { ConnectionError } from '../../errors';

/** Receives what happens on one connection. Nothing is called before the promise of `open...` has resolved. */
export interface ConnectionHandlers {
  /**
   * Raw bytes; for WebSocket one call per message. The chunk belongs to the receiver.
   * What it throws ends the connection: `onClose` then carries it as the cause.
   * @param isLater - whether the same bytes brought a WebSocket message before it
   */
  onData(chunk: Buffer, isLater: boolean): void;
  /**
   * A WebSocket message of text, which has come in one frame, before `onData` gets it: a part of a text in which each
   * character is one byte, which may be of several. Returns whether it was taken; else `onData` gets it.
   */
  readonly onUsual?: ((text: string, from: number, to: number, isLater: boolean) => boolean) | undefined;
  /** The end: called exactly once, never inside `close` or `terminate`, and nothing is called after it. */
  onClose(close: ConnectionClose): void;
  /** A WebSocket ping or pong arrived: the connection works although there is no data. */
  onSignOfLife?(): void;
  /** Bytes of a WebSocket message arrived whose end did not. TCP has no messages: there `onData` gets all bytes. */
  onPartial?(): void;
}

/** How a connection ended. */
export interface ConnectionClose {
  /** The reason, as the error that waiting calls may get. */
  readonly error: ConnectionError;
  /** The WebSocket close code; absent on TCP. 1006 means that the peer sent none. */
  readonly code?: number;
  /** The venue's text of a WebSocket close, at most 123 bytes; absent when it gave none. */
  readonly reason?: string;
  /** Whether `close` or `terminate` was called before the other side ended it. */
  readonly byUs: boolean;
}

/** An open connection for bytes, whatever their meaning. */
export interface Connection {
  /** Whether a `send` can be tried: false from the first `close`, `terminate` or failure on. */
  readonly isOpen: boolean;
  /** Bytes that were sent here and have not left for the network yet. */
  readonly bufferedBytes: number;
  /**
   * Writes at once.
   * @param beforeWrite - called after every other check; what it throws prevents the send
   * @throws NotConnectedError when the connection is closed or closing
   * @throws ConnectionError with failure `backpressure` and `sent: false` when the outbound bound would be passed;
   *   the connection stays open
   */
  send(data: string, beforeWrite?: () => void): void;
  /**
   * Ends in the regular way: what was sent before still leaves, what still arrives is still delivered.
   * After `graceMs` on the clock the connection is cut.
   * @defaultValue 1000
   */
  close(graceMs?: number): void;
  /** Ends at once; what is buffered is dropped. The only way to end a frozen connection. */
  terminate(): void;
}

/** What every transport needs to open a connection. */
export interface OpenOptions {
  readonly handlers: ConnectionHandlers;
  readonly clock: Clock;
  /**
   * Limit in ms for name resolution, TCP, TLS and upgrade together.
   * @defaultValue 10000
   */
  readonly handshakeTimeoutMs?: number;
  /**
   * Bytes that may wait in the socket before `send` fails.
   * @defaultValue 1 MiB
   */
  readonly maxOutboundBytes?: number;
  /**
   * Largest WebSocket message; TCP has no frames, there the splitter holds the bound.
   * @defaultValue 64 MiB
   */
  readonly maxFrameBytes?: number;
  /** Ends the opening; without effect once the connection is open. */
  readonly signal?: AbortSignal;
}
