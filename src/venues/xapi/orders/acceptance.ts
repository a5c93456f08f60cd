import { sleep } from '../../../adapter/sleep';
import { LIMITS } from '../../../core/limits';
import { isBrokerError, isVenueError, OrderRejectedError } from '../../../errors';
import type { Decimal } from '../../../model';
import { onAbort } from '../../../transport/abort-listeners';
import type { XapiConnection } from '../connection';
import { decimalOrUndefined } from '../map';

/** Codes of requestStatus. 0 means an error, which proves nothing either way. */
const PENDING = 1;
const ACCEPTED = 3;
const REJECTED = 4;

/** The first question after the stream has said nothing, and how the pauses grow, in ms. */
const FIRST_POLL_MS = 400;
const POLL_GROWTH = 1.6;
const LONGEST_POLL_MS = 3000;

/** What the venue says of a transaction. */
interface TransactionStatus {
  readonly order: string;
  readonly requestStatus: number;
  readonly message: string | null;
  readonly price?: number | null;
}

/** How a transaction was accepted. */
export interface Acceptance {
  /** Price of the execution, where the venue named it. */
  readonly price?: Decimal | undefined;
}

/** The transaction that is waited for. */
export interface PendingTransaction {
  readonly order: string;
  readonly clientOrderId: string | undefined;
  readonly operation: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
  /** Whether the trade records show that it was carried out; asked when the status proves nothing. */
  isSeen(): Promise<boolean>;
}

/**
 * Waits for the venue's word on transactions: `tradeTransaction` only says that it was received.
 *
 * The status stream tells first; while it is silent the status is asked for in growing pauses.
 * @see XAPI 2.5.0, tradeTransactionStatus; streaming getTradeStatus
 */
export class TransactionConfirmations {
  readonly #connection: XapiConnection;
  /** Final words by order number: they can come before the number itself. */
  readonly #final = new Map<string, TransactionStatus>();
  readonly #waiting = new Map<string, (status: TransactionStatus) => void>();

  constructor(connection: XapiConnection) {
    this.#connection = connection;
    connection.client.stream.on('tradeStatus', (status) => this.#take(status));
  }

  /**
   * @throws OrderRejectedError when the venue refuses; else what ended the wait
   */
  async wait(awaited: PendingTransaction): Promise<Acceptance> {
    const { order, signal } = awaited;
    let streamed: TransactionStatus | undefined = this.#final.get(order);
    let wake: (() => void) | undefined;
    this.#waiting.set(order, (status) => {
      streamed = status;
      wake?.();
    });
    try {
      for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LONGEST_POLL_MS)) {
        if (streamed === undefined) {
          const told = new Promise<void>((resolve) => {
            wake = resolve;
          });
          await this.#pause(pause, signal, told);
        }
        const status: TransactionStatus | undefined = streamed ?? (await this.#ask(awaited));
        streamed = undefined;
        if (status === undefined || status.requestStatus === PENDING) continue;
        const answer = await this.#judge(status, awaited);
        if (answer) return answer;
      }
    } finally {
      this.#waiting.delete(order);
    }
  }

  async #judge(status: TransactionStatus, awaited: PendingTransaction): Promise<Acceptance | undefined> {
    if (status.requestStatus === ACCEPTED) return { price: decimalOrUndefined(status.price) };
    if (status.requestStatus === REJECTED) throw rejection(status, awaited);
    return (await awaited.isSeen()) ? {} : undefined;
  }

  /** Ends when the stream has told, or after the pause. */
  async #pause(ms: number, signal: AbortSignal, told: Promise<void>): Promise<void> {
    const ending = new AbortController();
    const release = onAbort(signal, () => ending.abort(signal.reason));
    const slept = sleep(this.#connection.clock, ms, signal.aborted ? signal : ending.signal);
    try {
      await Promise.race([slept, told]);
    } finally {
      release();
      slept.catch(() => {});
      ending.abort();
    }
  }

  async #ask({ order, signal, requestId }: PendingTransaction): Promise<TransactionStatus | undefined> {
    try {
      return await this.#connection.client.tradeTransactionStatus(
        { order },
        { signal, requestId, priority: 'order' },
      );
    } catch (error) {
      // What the venue answers to the question says nothing about the transaction.
      if (
        isVenueError(error) ||
        (isBrokerError(error) && error.retryable && this.#connection.client.isConnected)
      ) {
        signal.throwIfAborted();
        return undefined;
      }
      throw error;
    }
  }

  #take(status: TransactionStatus): void {
    if (status.requestStatus === PENDING) return;
    const { order } = status;
    if (status.requestStatus === ACCEPTED || status.requestStatus === REJECTED) {
      this.#final.set(order, status);
      if (this.#final.size > LIMITS.maxPendingRequests) {
        for (const oldest of this.#final.keys()) {
          this.#final.delete(oldest);
          break;
        }
      }
    }
    this.#waiting.get(order)?.(status);
  }
}

function rejection(status: TransactionStatus, awaited: PendingTransaction): OrderRejectedError {
  const { message } = status;
  const text = message === null || message === '' ? {} : { venueText: message };
  return new OrderRejectedError(
    `The venue rejected ${awaited.operation}: ${message || 'it gives no reason'}`,
    {
      venue: 'xapi',
      operation: awaited.operation,
      requestId: awaited.requestId,
      orderId: awaited.order,
      clientOrderId: awaited.clientOrderId,
      code: 'REJECTED',
      ...text,
    },
  );
}
