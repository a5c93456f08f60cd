import type { CallOptions, FrameTapEvent } from '../../../broker';
import type { Clock } from '../../../core/clock';
import type { Logger } from '../../../core/logger';
import type { Random } from '../../../core/random';
import type { BrokerError, VenueError } from '../../../errors';
import type { Priority } from '../../../transport/pace/pacer';
import type { StreamRecords } from './stream';

/** Where an {@link XapiClient} connects, who it is and how it behaves. */
export interface XapiClientOptions {
  /** @defaultValue 'demo' */
  readonly environment?: 'demo' | 'real' | undefined;
  /** @defaultValue 'websocket' */
  readonly transport?: 'tcp' | 'websocket' | undefined;
  /** Host of both TCP connections. @defaultValue 'xapia.x-station.eu' */
  readonly host?: string | undefined;
  /** TCP port of the main connection. @defaultValue 5124 for demo, 5112 for real */
  readonly mainPort?: number | undefined;
  /** TCP port of the stream connection. @defaultValue 5125 for demo, 5113 for real */
  readonly streamPort?: number | undefined;
  /**
   * TLS of the TCP connections: certificates are always verified, `ca` (PEM) replaces the system's authorities.
   * False is for loopback, or with `allowInsecure`.
   * @defaultValue true
   */
  readonly tls?: boolean | { readonly ca?: string | readonly string[] | undefined } | undefined;
  /** WebSocket address of the main connection. @defaultValue 'wss://ws.xapi.pro/demo' or '/real' */
  readonly mainUrl?: string | undefined;
  /** WebSocket address of the stream connection. @defaultValue 'wss://ws.xapi.pro/demoStream' or '/realStream' */
  readonly streamUrl?: string | undefined;
  /** Certificate authorities (PEM) instead of the system's, for both transports. */
  readonly ca?: string | readonly string[] | undefined;
  /** Allows a connection without TLS beyond loopback: login and password can then be read on the way. */
  readonly allowInsecure?: 'i-understand' | undefined;
  readonly userId: string;
  readonly password: string;
  /** Sent with login. */
  readonly appName?: string | undefined;
  /** Default deadline of a call in ms, 1 to 2147483647. @defaultValue 15000 */
  readonly timeoutMs?: number | undefined;
  /** Longest silence in ms before a connection is pinged; the venue drops it after 600000. @defaultValue 120000 */
  readonly pingIntervalMs?: number | undefined;
  /** Largest reply of the main connection in bytes. @defaultValue 64 MiB */
  readonly maxReplyBytes?: number | undefined;
  /** Largest frame of the stream in bytes. @defaultValue 1 MiB */
  readonly maxStreamFrameBytes?: number | undefined;
  /** Requests that may wait for their turn or their answer. @defaultValue 1000 */
  readonly maxPendingRequests?: number | undefined;
  /** Keep the venue's own object of every record, for `rawOf`. @defaultValue false */
  readonly raw?: boolean | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
  /** Sees every frame, secrets removed; it must not block. */
  readonly tap?: ((event: FrameTapEvent) => void) | undefined;
  /** Called for values that arrive whole, and for answers that grow, for a watchdog; it must be quick. */
  readonly onInbound?: ((connection: 'main' | 'stream') => void) | undefined;
}

/** What every command takes besides its arguments. */
export interface XapiCallOptions extends CallOptions {
  /** Place in the queue of requests. @defaultValue by command: deleting orders, other orders, control, reads */
  readonly priority?: Priority | undefined;
  /**
   * Called right before the first byte leaves: from then on the venue may have seen the request.
   * What it throws keeps the request from leaving, and the call rejects with it as the cause and `sent: false`.
   */
  readonly beforeSend?: (() => void) | undefined;
  /** Names the call in errors, taps and in its `customTag`; at most 100 characters. @defaultValue a new one */
  readonly requestId?: string | undefined;
}

/** Events of an {@link XapiClient}. */
export interface XapiClientEvents {
  /**
   * The session ended by itself: one of its connections broke or the venue ended it. Both are closed, every waiting call
   * has rejected. Once per epoch, and not after `disconnect`, `close` or a failed `connect`.
   */
  close: (error: Error) => void;
  /** Something that belongs to no call: a reply that answers nothing, a frame that breaks the protocol. */
  error: (error: BrokerError) => void;
  /** A connection has been silent for so many ms: main although it was pinged, the stream although it owes keepAlive. */
  stale: (ageMs: number, connection: 'main' | 'stream') => void;
  /** Something has been heard again. */
  fresh: (connection: 'main' | 'stream') => void;
}

/** Events of an {@link XapiStream}: a record of each kind, as validated and as it came. */
export type XapiStreamEvents = {
  readonly [C in keyof StreamRecords]: (record: StreamRecords[C], raw: unknown) => void;
} & {
  /** The venue refused something on the stream; it does not say what. */
  error: (error: VenueError) => void;
  /** A command that this SDK does not know, as it came. */
  unknown: (value: unknown) => void;
};

/** What a client has seen that it could not use. */
export interface XapiCounters {
  /** Replies that answer no request that waits. */
  readonly strayReplies: number;
  /** Replies to requests that had been given up. */
  readonly lateReplies: number;
  /** Records and frames that break the protocol. */
  readonly invalidFrames: number;
  /** Frames of the stream with a command that is not known. */
  readonly unknownFrames: number;
}
