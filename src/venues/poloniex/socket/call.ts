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
  VenueError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { onAbort } from '../../../transport/abort-listeners';
import { type Deadline, type DeadlineReason, withSent } from '../../../transport/deadline';

/** What a call is made of. */
export interface SocketCallOptions {
  readonly operation: string;
  /** Names the call; its errors carry it. */
  readonly requestId: string;
  /** Watched until the call settles; disposing it is for its maker. */
  readonly deadline: Deadline;
  /** Called right before the request is handed to the network; what it throws keeps the request from leaving. */
  readonly beforeSend?: (() => void) | undefined;
}

/** One call of a socket: it settles once, and knows whether the venue may have seen its request. */
export class SocketCall<T> {
  readonly promise: Promise<T>;
  readonly deadline: Deadline;
  readonly #options: SocketCallOptions;
  readonly #watchers: (() => void)[] = [];
  readonly #release: () => void;
  #settle: { resolve(value: T): void; reject(error: Error): void } | undefined;
  #sent = false;

  constructor(options: SocketCallOptions) {
    this.#options = options;
    this.deadline = options.deadline;
    this.promise = new Promise<T>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // A connection may end before its maker has come to wait.
    this.promise.catch(() => {});
    const { deadline } = options;
    this.#release = onAbort(deadline.signal, () => this.#giveUp());
    if (deadline.reason) this.#giveUp();
  }

  get isSettled(): boolean {
    return this.#settle === undefined;
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
    this.#options.beforeSend?.();
    this.#sent = true;
  }

  resolve(value: T): void {
    this.#end((settle) => settle.resolve(value));
  }

  reject(error: Error): void {
    this.#end((settle) => settle.reject(error));
  }

  /** Rejects with what kept the request from being written. */
  notSent(error: unknown): void {
    const context = { ...this.context, sent: false };
    this.reject(
      isReadable(error)
        ? withSent(error as DeadlineReason, false, this.context)
        : new TransportError('The request could not be written', { ...context, cause: error }),
    );
  }

  /** Rejects because the connection is over. */
  ended(cause: BrokerError): void {
    const { operation } = this.#options;
    const sent = this.#sent;
    const context = { ...this.context, sent };
    const what = sent ? `${operation} was not answered` : `${operation} was not sent`;
    const message = `${what}: ${cause.message}`;
    const failure = isConnectionError(cause) ? cause.failure : 'closed';
    const retryable = isTransportError(cause) ? cause.retryable : true;
    this.reject(
      isClosedError(cause)
        ? new ClosedError(message, context)
        : new ConnectionError(message, { ...context, failure, retryable, cause }),
    );
  }

  /** Rejects because the venue said no, in words that name no request. */
  refused(text: string, redactor: Redactor): void {
    this.reject(refusal(text, redactor, { ...this.context, sent: true }));
  }

  /** Rejects because too many of its kind wait. */
  crowdedOut(most: number): void {
    const context = { ...this.context, sent: false, retryable: true };
    this.reject(new OverflowError(`${most} requests wait already`, context));
  }

  /** What every error of the call says. */
  get context(): { readonly venue: 'poloniex'; readonly operation: string; readonly requestId: string } {
    const { operation, requestId } = this.#options;
    return { venue: 'poloniex', operation, requestId };
  }

  #giveUp(): void {
    const { reason } = this.deadline;
    if (reason) this.reject(withSent(reason, this.#sent, this.context));
  }

  #end(run: (settle: { resolve(value: T): void; reject(error: Error): void }) => void): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    this.#settle = undefined;
    this.#release();
    run(settle);
    for (const watcher of this.#watchers.splice(0)) watcher();
  }
}

/** Errors that take the fields that they have, so that a copy can say more about the call. */
function isReadable(error: unknown): boolean {
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

/** The venue's error that names neither a code nor a request. */
export function refusal(
  text: string,
  redactor: Redactor,
  context: { readonly operation?: string; readonly requestId?: string; readonly sent?: boolean } = {},
): VenueError {
  const venueText = redactor.sample(text);
  return new VenueError(`The venue refused: ${venueText}`, {
    venue: 'poloniex',
    ...context,
    code: 'error',
    venueText,
  });
}
