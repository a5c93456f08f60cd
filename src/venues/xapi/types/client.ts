import type { ClientCallOptions } from '../../../adapter/schema/table-call';
import type { BrokerError, VenueError } from '../../../errors';
import type { StreamRecords } from './stream';

/** What every call takes besides its arguments. */
export type XapiCallOptions = ClientCallOptions;

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
