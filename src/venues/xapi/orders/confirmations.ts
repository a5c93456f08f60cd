import type { WriteContext } from '../../../adapter/orders/order-port';
import { LIMITS } from '../../../core/limits';
import { isBrokerError, isVenueError } from '../../../errors';
import type { Decimal } from '../../../model';
import { RecentMap } from '../../../orders/recent-map';
import { deadlineOf } from '../../../transport/deadline';
import { untilAborted } from '../../../transport/sleep';
import type { XapiConnection } from '../connection';
import type { StreamingTradeStatusRecord } from '../generated/records';
import { decimalOrUndefined, type Exactly } from '../map';

/** Codes of requestStatus. 0 means an error, which proves nothing either way. */
const PENDING = 1;
const ACCEPTED = 3;
const REJECTED = 4;

/** The first request of the status while the stream is silent, and how the pauses grow, in ms. */
const FIRST_POLL_MS = 400;
const POLL_GROWTH = 1.6;
const LONGEST_POLL_MS = 3000;

type TransactionStatus = Pick<StreamingTradeStatusRecord, 'order' | 'requestStatus' | 'message'> &
  Partial<Exactly<Pick<StreamingTradeStatusRecord, 'price'>, 'price'>>;

export interface PendingTransaction {
  readonly order: string;
  /** Whether it makes an order, whose number it then is. */
  readonly isNew: boolean;
  /** Whether the trade records show that it was carried out; asked when the status proves nothing. */
  isSeen(): Promise<boolean>;
}

/**
 * Waits for the status of transactions: the answer to `tradeTransaction` only means that it was received.
 *
 * The status stream is first; while it is silent the status is requested in growing pauses.
 * @see XAPI 2.5.0, tradeTransactionStatus; streaming getTradeStatus
 */
export class TransactionConfirmations {
  readonly #connection: XapiConnection;
  /** What the stream sent of transactions: it can come before their number, and while their status is asked for. */
  readonly #streamed = new RecentMap<TransactionStatus>(LIMITS.maxPendingRequests);
  readonly #waiting = new Map<string, () => void>();

  constructor(connection: XapiConnection) {
    this.#connection = connection;
    connection.client.stream.sink('tradeStatus', (status) => {
      if (status.requestStatus === PENDING || this.#isFinal(status.order)) return;
      this.#streamed.set(status.order, status);
      this.#waiting.get(status.order)?.();
    });
  }

  /**
   * Waits until the venue has accepted a transaction.
   * @returns the price of the execution, where the venue named it
   * @throws OrderRejectedError when the venue refuses; else what ended the wait
   */
  async wait(pending: PendingTransaction, context: WriteContext): Promise<Decimal | undefined> {
    const { order } = pending;
    try {
      for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * POLL_GROWTH, LONGEST_POLL_MS)) {
        await this.#pause(order, pause, context);
        const answer = this.#streamed.has(order) ? undefined : await this.#ask(order, context);
        // What the stream sends while the status is asked for is not lost, and ends the wait for a slow answer.
        const status = this.#streamed.get(order) ?? answer;
        if (status === undefined || status.requestStatus === PENDING) continue;
        if (status.requestStatus === ACCEPTED) return decimalOrUndefined(status.price);
        if (status.requestStatus === REJECTED) throw rejection(status, pending, context);
        // Taken once: what the stream sends meanwhile is taken next.
        this.#streamed.delete(order);
        if (await pending.isSeen()) return undefined;
      }
    } finally {
      this.#waiting.delete(order);
    }
  }

  #isFinal(order: string): boolean {
    const known = this.#streamed.get(order)?.requestStatus;
    return known === ACCEPTED || known === REJECTED;
  }

  /** Resolves when the stream has sent the status of a transaction. */
  #heard(order: string): Promise<undefined> {
    return new Promise((resolve) => {
      this.#waiting.set(order, () => resolve(undefined));
      if (this.#streamed.has(order)) resolve(undefined);
    });
  }

  /** Waits until the stream has sent the status of a transaction, and `ms` at most. */
  async #pause(order: string, ms: number, context: WriteContext): Promise<void> {
    if (this.#streamed.has(order)) return;
    await untilAborted<void>(deadlineOf(context) ?? context.signal, (resolve) => {
      const timer = this.#connection.clock.schedule(ms, resolve);
      this.#waiting.set(order, resolve);
      return () => timer.cancel();
    });
  }

  async #ask(order: string, { signal, requestId }: WriteContext): Promise<TransactionStatus | undefined> {
    const { client } = this.#connection;
    const heard = this.#heard(order);
    const answer = client.tradeTransactionStatus({ order }, { signal, requestId, priority: 'order' });
    answer.catch(() => {});
    try {
      return await Promise.race([heard, answer]);
    } catch (error) {
      // An answer that fails proves nothing about the transaction.
      if (isVenueError(error) || (isBrokerError(error) && error.retryable && client.isConnected)) {
        signal.throwIfAborted();
        return undefined;
      }
      throw error;
    }
  }
}

function rejection(
  { message, order }: TransactionStatus,
  { isNew }: PendingTransaction,
  context: WriteContext,
) {
  const venueText = message || undefined;
  const orderId = isNew ? order : undefined;
  const text = `The venue rejected ${context.operation}: ${venueText ?? 'it gives no reason'}`;
  return context.rejected({ code: 'REJECTED', venueText, orderId }, text);
}
