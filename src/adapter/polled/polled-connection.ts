import type { Clock } from '../../core/clock';
import type { VenueId } from '../../core/venue-id';

/** The limits of one request of a poll. */
export interface PollLimits {
  /** Aborted when the connection ends. */
  readonly signal: AbortSignal;
  /** How long the request may take, in ms. */
  readonly timeoutMs: number;
  /** Polls go before the reads of users: the connection counts as lost where they are not answered. */
  readonly priority: 'control';
}

/** A poll to which nothing was answered. */
export interface PollFailure {
  readonly error: Error;
  /** When it began, monotonic ms. */
  readonly begun: number;
  /** Pause until the next poll, in ms. */
  readonly pauseMs: number;
}

/** What polled channels need of their connection, whose only sign of life they are. */
export interface PolledConnection {
  readonly venue: VenueId;
  readonly clock: Clock;
  /** UTC epoch ms. */
  now(): number;
  /** A poll was answered. @param latencyMs - how long that took */
  answered(latencyMs: number): void;
  /** A poll failed, and no other channel that is polled by the same loop works. */
  failed(failure: PollFailure): void;
  report(code: string, message: string, error?: unknown): void;
}
