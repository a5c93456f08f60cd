import { Deferred } from '../../core/deferred';
import type { VenueId } from '../../core/venue-id';
import {
  type BrokerError,
  ClosedError,
  ConnectionError,
  isAbortedError,
  isBrokerError,
  isClosedError,
  isConnectionError,
  isNotConnectedError,
  isOverflowError,
  isRateLimitError,
  isTransportError,
  OverflowError,
  TransportError,
} from '../../errors';
import { type Deadline, type DeadlineReason, withSent } from '../../transport/deadline';

/** What every error of a call says. */
export interface CallContext {
  readonly venue: VenueId;
  readonly operation: string;
  readonly requestId: string;
}

/** What a call is made of. */
export interface SocketCallOptions extends CallContext {
  /** Watched until the call settles; disposing it is for its maker. Absent for what the connection sends by itself. */
  readonly deadline?: Deadline | undefined;
  /** Called right before the request is handed to the network; what it throws keeps the request from leaving. */
  readonly beforeSend?: (() => void) | undefined;
}

/** One call of a socket: it settles once, and knows whether the venue may have seen its request. */
export class SocketCall<T> {
  readonly deadline: Deadline | undefined;
  readonly context: CallContext;
  readonly #beforeSend: (() => void) | undefined;
  readonly #watchers: (() => void)[] = [];
  readonly #release: (() => void) | undefined;
  // A connection may end before its maker has come to wait.
  readonly #outcome = new Deferred<T>();
  #isSettled = false;
  #sent = false;

  constructor({ venue, operation, requestId, deadline, beforeSend }: SocketCallOptions) {
    this.context = { venue, operation, requestId };
    this.deadline = deadline;
    this.#beforeSend = beforeSend;
    this.#release = deadline?.whenEnded(() => this.#giveUp());
    this.#giveUp();
  }

  get promise(): Promise<T> {
    return this.#outcome.promise;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Whether the venue may have seen the request. */
  get isSent(): boolean {
    return this.#sent;
  }

  /** Runs `watcher` when the call settles, whatever the way. */
  onSettled(watcher: () => void): void {
    if (this.isSettled) watcher();
    else this.#watchers.push(watcher);
  }

  /** The request is about to leave. @throws what `beforeSend` throws */
  leaves(): void {
    this.#beforeSend?.();
    this.#sent = true;
  }

  resolve(value: T): void {
    this.#end(() => this.#outcome.resolve(value));
  }

  reject(error: Error): void {
    this.#end(() => this.#outcome.reject(error));
  }

  /** Rejects with what kept the request from being written. */
  notSent(error: unknown): void {
    const context = { ...this.context, sent: false };
    this.reject(
      isCopyable(error)
        ? withSent(error as DeadlineReason, false, this.context)
        : new TransportError('The request could not be written', { ...context, cause: error }),
    );
  }

  /** Rejects because the connection is over. */
  ended(cause: BrokerError): void {
    this.reject(endedError(cause, this.context, this.#sent));
  }

  /** Rejects because too many of its kind wait. */
  crowdedOut(most: number): void {
    const context = { ...this.context, sent: false, retryable: true };
    this.reject(new OverflowError(`${most} requests wait already`, context));
  }

  #giveUp(): void {
    const reason = this.deadline?.reason;
    if (reason) this.reject(withSent(reason, this.#sent, this.context));
  }

  #end(settle: () => void): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#release?.();
    settle();
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** The error of a call whose connection ended before its caller had the answer. */
export function endedError(cause: BrokerError, call: CallContext, sent: boolean): BrokerError {
  const context = { ...call, sent };
  const message = `${call.operation} was not ${sent ? 'answered' : 'sent'}: ${cause.message}`;
  const failure = isConnectionError(cause) ? cause.failure : 'closed';
  const retryable = isTransportError(cause) ? cause.retryable : true;
  if (isClosedError(cause)) return new ClosedError(message, context);
  return new ConnectionError(message, { ...context, failure, retryable, cause });
}

/** Errors that take the fields that they have, so that a copy can say more about the call. */
function isCopyable(error: unknown): boolean {
  return (
    isBrokerError(error) &&
    (isTransportError(error) ||
      isAbortedError(error) ||
      isClosedError(error) ||
      isNotConnectedError(error) ||
      isOverflowError(error) ||
      isRateLimitError(error))
  );
}
