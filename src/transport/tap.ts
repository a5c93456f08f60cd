/**
 * One raw frame as it crossed the wire.
 *
 * Connections report it as it is; the client removes secrets before a user's tap receives it.
 */
export interface TapEvent {
  readonly direction: 'in' | 'out';
  /** The label of the connection, such as `main` or `stream`; `http` for HTTP. */
  readonly connection: string;
  /** UTC epoch milliseconds. */
  readonly time: number;
  readonly data: string | Uint8Array;
}

/** Receives raw frames. It is called synchronously, so it should be quick; what it throws is dropped. */
export type Tap = (event: TapEvent) => void;

/** Calls a tap; a tap that throws must not affect the connection. */
export function callTap<E>(tap: (event: E) => void, event: E): void {
  try {
    tap(event);
  } catch {
    // A failure of a tap is ignored.
  }
}
