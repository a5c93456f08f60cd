/**
 * One raw frame as it crossed the wire.
 *
 * Connections report it as it is; the client removes secrets before a user's tap sees it.
 */
export interface TapEvent {
  readonly direction: 'in' | 'out';
  /** The label of the connection, such as `main` or `stream`; `http` for HTTP. */
  readonly connection: string;
  /** UTC epoch milliseconds. */
  readonly time: number;
  readonly data: string | Uint8Array;
}

/** Watches raw frames. It is called in the middle of the traffic, so it should be quick; what it throws is dropped. */
export type Tap = (event: TapEvent) => void;

/** Calls a tap; a tap that throws must not disturb the traffic it watches. */
export function callTap<E>(tap: (event: E) => void, event: E): void {
  try {
    tap(event);
  } catch {
    // A tap is an observer: its failure is its own.
  }
}
