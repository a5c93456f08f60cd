import type { ReconnectOptions } from '../../broker/broker-options';
import type { BrokerStatus } from '../../broker/status';
import type { Clock } from '../../core/clock';
import type { Logger } from '../../core/logger';
import type { Random } from '../../core/random';
import type { AuthenticationError } from '../../errors';
import type { Redactor } from '../../errors/redact';

/** One attempt and, if it succeeds, the connection it made. */
export interface SessionAttempt {
  /** Counts attempts. A callback of a socket passes it along, so that those of a replaced one do nothing. */
  readonly epoch: number;
  /** Whether the session had been live before. */
  readonly reconnect: boolean;
  /** Aborted, with the error, when the attempt or its connection ends. */
  readonly signal: AbortSignal;
  /** To be called by a venue that logs in while it connects, when a login may have left: logins are counted. */
  loginBegins(): void;
}

/** What a venue does to come up: a step that rejects ends the attempt, one that is aborted must leave nothing open. */
export interface SessionSteps {
  connect(attempt: SessionAttempt): Promise<void>;
  authenticate(attempt: SessionAttempt): Promise<void>;
  synchronize(attempt: SessionAttempt): Promise<void>;
  /** Ends the connection at once; called once for every epoch, whatever stage it reached. */
  teardown(epoch: number, reason: Error): void;
}

export interface SessionOptions {
  readonly steps: SessionSteps;
  readonly clock: Clock;
  readonly random: Random;
  readonly reconnect?: ReconnectOptions | undefined;
  readonly logger: Logger;
  /** Knows what a reason or an error must not show. @defaultValue one that knows nothing but telling names */
  readonly redactor?: Redactor | undefined;
  onStatus(status: BrokerStatus): void;
  /**
   * How many times in a row the venue is asked again after it has refused, with an `AuthenticationError`, what it had
   * accepted before: after 1, 5 and 30 s, then once a minute. A refused first login is never tried again.
   * @defaultValue no bound
   */
  refusalsAllowed?(error: AuthenticationError): number;
  /** Whether an attempt has a login, which counts. @defaultValue true */
  readonly logsIn?: boolean | undefined;
  /** Longest time from the start of an attempt to `live`, in ms. @defaultValue 30000 */
  readonly attemptTimeoutMs?: number | undefined;
}

export interface SessionStats {
  /** Connections made since the start. */
  readonly connects: number;
  /** Connections lost since the start, not counting those that we closed. */
  readonly disconnects: number;
  /** Whether the connection was lost three times or more without a stable period between. */
  readonly flapping: boolean;
}
