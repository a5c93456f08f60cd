/**
 * The bytes of one connection, over any transport. Callbacks are set once, before any byte arrives.
 *
 * What arrives is a `Buffer`; its type here is `Uint8Array`, so that the declarations need no types of Node.
 */
export interface SocketConnection {
  readonly kind: 'tcp' | 'websocket';
  /** The client's address. */
  readonly address: string;
  /** Called with what arrived: a chunk over TCP, a message over WebSocket. */
  onBytes: (bytes: Uint8Array) => void;
  /** Called once, when the connection is gone for whatever reason. */
  onClosed: () => void;
  /** Sends a whole frame in one write, or as one message. */
  write(bytes: Uint8Array): void;
  /** Sends a piece of a frame: a write of its own over TCP, a fragment over WebSocket. */
  writePart(bytes: Uint8Array, last: boolean): void;
  /** Ends in the regular way: FIN over TCP, a close frame over WebSocket. */
  finish(): void;
  /** Ends with FIN under whatever protocol runs above it. */
  cut(): void;
  /** Ends with RST. */
  reset(): void;
  /** Stops reading: the client's bytes pile up in the kernel. */
  pause(): void;
  resume(): void;
}
