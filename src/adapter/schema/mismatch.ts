import type { VenueId } from '../../core/venue-id';
import { ProtocolError } from '../../errors';
import { joinPath, type RecordMismatch } from './reader';

/** Longest path that an error names: the names in it are the venue's. */
const MAX_PATH = 200;

/** The error that leaves the SDK for a message that breaks its schema. */
export function mismatchError(
  mismatch: RecordMismatch,
  context: {
    readonly venue: VenueId;
    readonly operation: string;
    /** Absent where no call asked for the message. */
    readonly requestId?: string | undefined;
    /** Path of the value that was read, such as `data`; absent for the whole message. */
    readonly at?: string;
    /** A piece of the message, secrets removed. */
    readonly sample?: string | undefined;
  },
): ProtocolError {
  const { at = '', operation, requestId, sample, venue } = context;
  const { count } = mismatch;
  const path = joinPath(at, mismatch.path).slice(0, MAX_PATH);
  const more = count > 1 ? ` (${count} in this frame)` : '';
  return new ProtocolError(
    `${operation}: ${path === '' ? 'The answer' : path} breaks the protocol: ${mismatch.rule}${more}`,
    {
      venue,
      operation,
      requestId,
      sent: true,
      ...(count > 1 ? { count } : {}),
      ...(sample === undefined ? {} : { sample }),
      ...(path === '' ? {} : { path }),
    },
  );
}

/** The row that a mismatch names, or the whole list. */
export function pieceAt(list: unknown, path: string): unknown {
  const index = /^\[(\d+)\]/.exec(path)?.[1];
  return index !== undefined && Array.isArray(list) ? list[Number(index)] : list;
}
