import type { CallOptions, JournalEntry, JournalOperation } from '../../broker';
import { isPending, type MaybePromise } from '../../core/maybe-promise';
import {
  BrokerError,
  type ErrorContext,
  isBrokerError,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  isValidationError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  OrderRejectedError,
} from '../../errors';
import type { Order } from '../../model';
import { type Deadline, raceDeadline, withDeadline } from '../../transport/deadline';
import { reportRateLimit } from '../rate-limits';
import { findOut } from './find-out';
import type { JournalNote } from './journal-writer';
import type { OrderManagerCore } from './manager-core';
import type { Refusal, SendOptions, WriteContext } from './order-port';

/** A write that has passed its checks: what it is, how it is sent, and what the venue's word on it means. */
export interface WritePlan<T> {
  /** From it alone an outcome is found out that the venue did not tell, by this process or by a later one. */
  readonly note: JournalNote;
  send(write: Write): Promise<T>;
  /** Takes in what the venue accepted, also when nobody waits for it any more. */
  take(result: T): T;
  /** What the caller gets of what was taken in. @defaultValue the same */
  conclude?(taken: T, write: Write): T | Promise<T>;
  /** Takes in a refusal, also when nobody waits for it any more. */
  refused?(error: OrderRejectedError): void;
  /** What the caller gets for a refusal. @defaultValue the refusal is thrown */
  afterRefusal?(error: OrderRejectedError, write: Write): Promise<T>;
}

/** One write under way: knows whether a byte may have left, and lets none leave once it has ended. */
export class Write implements WriteContext {
  readonly operation: string;
  readonly requestId: string;
  readonly deadline: Deadline;
  /** The journal's entry, which the outcome settles; absent before it is made. */
  entry: JournalEntry | undefined;
  /** Runs when nobody waits any more, however the write ended. */
  onEnd: (() => void) | undefined;
  readonly #core: OrderManagerCore;
  #isSent = false;
  #hasEnded = false;

  constructor(core: OrderManagerCore, operation: string, requestId: string, deadline: Deadline) {
    this.#core = core;
    this.operation = operation;
    this.requestId = requestId;
    this.deadline = deadline;
    // A port hands it on as the options of a read, or waits on its deadline.
    withDeadline(this, deadline);
  }

  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  get timeoutMs(): number {
    return Math.max(1, Math.floor(this.deadline.remainingMs()));
  }

  get replacementId(): string | undefined {
    return this.entry?.request['replacementId'] as string | undefined;
  }

  get isSent(): boolean {
    return this.#isSent;
  }

  /** What its errors say: whose call it is, and of which order. */
  get context() {
    const { operation, requestId, entry } = this;
    const { venue } = this.#core.options;
    return { venue, operation, requestId, clientOrderId: entry?.clientOrderId, orderId: entry?.orderId };
  }

  async send<T>(request: (options: SendOptions) => Promise<T>): Promise<T> {
    const { deadline, requestId, timeoutMs } = this;
    let kept: { readonly error: unknown } | undefined;
    const beforeSend = (): void => {
      try {
        this.markSent();
      } catch (error) {
        kept = { error };
        throw error;
      }
    };
    try {
      const options: SendOptions = {
        get signal() {
          return deadline.signal;
        },
        requestId,
        timeoutMs,
        beforeSend,
      };
      return await request(withDeadline(options, deadline));
    } catch (error) {
      // What kept it from leaving is the answer, not that the client could not send it.
      if (kept) throw kept.error;
      const refusal = isOrderRejectedError(error) ? error : this.#core.options.port.refusalOf(error);
      if (!refusal) {
        if (this.#core.options.port.provesUnsent?.(error)) this.#isSent = false;
        throw error;
      }
      throw this.rejected(refusal, error instanceof Error ? error.message : undefined, error);
    }
  }

  markSent(): void {
    this.checkSendable();
    this.#isSent = true;
  }

  /** @throws what keeps it from leaving now */
  checkSendable(): void {
    if (this.deadline.reason) throw this.deadline.reason;
    if (this.#hasEnded) throw new NotConnectedError(`${this.operation} has ended`, this.context);
    // It may have waited for its turn while the connection went away.
    this.gate();
    this.#core.options.guard?.();
  }

  /** @throws NotConnectedError unless the broker's state lets such a write pass */
  gate(): void {
    this.#core.gate(this.operation, this.requestId);
  }

  acknowledge(id: string): void {
    const { clientOrderId } = this.context;
    if (clientOrderId !== undefined) this.#core.options.tracker.linkClientOrderId(id, clientOrderId);
  }

  rejected({ code, venueText, orderId }: Refusal, message?: string, cause?: unknown): OrderRejectedError {
    const { context } = this;
    return new OrderRejectedError(message ?? `The venue refused ${this.operation}: ${venueText ?? code}`, {
      ...context,
      orderId: orderId ?? context.orderId,
      sent: this.#isSent,
      code,
      venueText,
      retryable: isBrokerError(cause) ? cause.retryable : undefined,
      cause,
    });
  }

  /** The error of a write that has left and whose answer is not known. */
  lost(cause: unknown): OrderOutcomeUnknownError {
    const why = cause instanceof Error ? cause.message : 'the wait for the answer ended';
    const message = `${this.operation} was sent and its outcome is not known: ${why}`;
    return new OrderOutcomeUnknownError(message, { ...this.context, cause });
  }

  /** From here on the outcome is found out in the background. @param own - as of {@link findOut} */
  findOut(own?: boolean): void {
    if (this.entry) findOut(this.#core, this.entry, own);
  }

  end(): void {
    this.#hasEnded = true;
    this.onEnd?.();
  }
}

/**
 * Carries out a write under one rule: what fails before the first byte was not sent, what fails after it without a word
 * of the venue is unknown. Nothing is sent twice, and nothing is sent for a call that has ended. Where nothing has to be
 * waited for, the first byte leaves before this returns.
 * @param prepare - all that comes before the first byte; `done` ends the call without a write
 */
export async function runWrite<T extends object>(
  core: OrderManagerCore,
  operation: JournalOperation,
  options: CallOptions | undefined,
  prepare: (write: Write) => MaybePromise<WritePlan<T> | { readonly done: T }>,
): Promise<T> {
  const { calls, venue } = core.options;
  const requestId = calls.nextRequestId();
  let write: Write | undefined;
  try {
    return await calls.limit(operation, options, async (deadline) => {
      write = new Write(core, operation, requestId, deadline);
      write.gate();
      const preparing = prepare(write);
      const plan = isPending(preparing) ? await raceDeadline(preparing, deadline) : preparing;
      if ('done' in plan) return plan.done;
      write.gate();
      const noting = core.journal.append(operation, plan.note, deadline);
      write.entry = isPending(noting) ? await noting : noting;
      return await carryOut(core, plan, write, write.entry);
    });
  } catch (error) {
    if (isOrderRejectedError(error) || isOrderOutcomeUnknownError(error)) throw error;
    throw write?.isSent ? write.lost(error) : unsent(error, { venue, operation, requestId });
  } finally {
    write?.end();
  }
}

/** Sends a write and settles its entry; what stays unknown is settled by whoever finds it out. */
async function carryOut<T extends object>(
  core: OrderManagerCore,
  plan: WritePlan<T>,
  write: Write,
  entry: JournalEntry,
): Promise<T> {
  try {
    const accepted = await outcomeOf(core, plan, write);
    const isOrder = entry.operation !== 'modifyPosition';
    core.journal.settle(entry, 'accepted', isOrder ? (accepted as unknown as Order) : undefined);
    return accepted;
  } catch (error) {
    if (!write.isSent && !isOrderOutcomeUnknownError(error)) core.journal.settle(entry, 'notSent');
    else if (isOrderRejectedError(error)) core.journal.settle(entry, 'rejected');
    throw error;
  }
}

async function outcomeOf<T>(core: OrderManagerCore, plan: WritePlan<T>, write: Write): Promise<T> {
  const { redactor, report } = core.options;
  const sending = redactor.sealed((async () => plan.send(write))());
  let result: T;
  try {
    result = await raceDeadline(sending, write.deadline);
  } catch (error) {
    reportRateLimit(error, report);
    if (isOrderRejectedError(error)) {
      plan.refused?.(error);
      if (plan.afterRefusal) return plan.afterRefusal(error, write);
    } else if (write.isSent) {
      write.findOut();
      if (write.deadline.reason !== undefined) takeLate(core, plan, sending);
      throw write.lost(error);
    }
    throw error;
  }
  const taken = plan.take(result);
  return plan.conclude?.(taken, write) ?? taken;
}

/** The answer may come after all, when nobody waits any more. */
function takeLate<T>(core: OrderManagerCore, plan: WritePlan<T>, sending: Promise<T>): void {
  sending.then(
    (result) => {
      if (!core.signal.aborted) plan.take(result);
    },
    (error: unknown) => {
      if (!core.signal.aborted && isOrderRejectedError(error)) plan.refused?.(error);
    },
  );
}

/** The failure of a write of which no byte has left. */
function unsent(error: unknown, context: ErrorContext): BrokerError {
  if (!isBrokerError(error)) {
    const message = `${context.operation} failed before anything was sent`;
    return new BrokerError(message, { ...context, cause: error, sent: false });
  }
  if (error.sent === false || isValidationError(error)) return error;
  // The other classes take the fields that they have, so that spreading one is a copy of it.
  const Type = error.constructor as new (message: string, fields: ErrorContext) => BrokerError;
  return new Type(error.message, { ...context, ...error, cause: error.cause, sent: false });
}
