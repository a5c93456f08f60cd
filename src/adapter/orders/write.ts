import { randomUUID } from 'node:crypto';
import type { BrokerState, CallOptions, JournalEntry, JournalOperation, JournalOutcome } from '../../broker';
import {
  type ClosedError,
  type ErrorContext,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  NotConnectedError,
  type OrderOutcomeUnknownError,
  type OrderRejectedError,
} from '../../errors';
import type { Order } from '../../model';
import { onAbort } from '../../transport/abort-listeners';
import { type Deadline, raceDeadline, startDeadline } from '../../transport/deadline';
import { checkCallOptions } from '../calls';
import { rateLimitWarning } from '../rate-limits';
import { lostAnswer, unsent, Write, type WriteSubject } from './context';
import type { OrderManagerOptions, WriteContext } from './types';

/** A write that has passed its checks. */
export interface PreparedWrite<T, R = T> {
  readonly subject: WriteSubject;
  readonly symbol?: string | undefined;
  /** The order that is cancelled or changed, for the journal. */
  readonly order?: Order | undefined;
  /** The client id of the order that takes the place of a changed one. */
  readonly replacementId?: string | undefined;
  /** The request as data, for the journal. */
  readonly request: object;
  /** Hands it to the venue. */
  send(context: WriteContext): Promise<R>;
  /** Takes in what the venue accepted. An outcome that is left unknown settles `entry` when it becomes known. */
  accept(result: R, deadline: Deadline, context: ErrorContext, entry: JournalEntry): T | Promise<T>;
  /** Takes in a refusal; throws what the caller shall see. */
  refuse(
    error: OrderRejectedError,
    deadline: Deadline,
    context: ErrorContext,
    entry: JournalEntry,
  ): Promise<T>;
  /** The answer was lost: from here on it is found out in the background, and settles `entry`. */
  lose(error: OrderOutcomeUnknownError, entry: JournalEntry): void;
  /** Nobody waits any more, however it ended. */
  finished?(): void;
  /** The answer came after all, when nobody waited any more. */
  late?(result: R): void;
  lateRefusal?(error: OrderRejectedError): void;
}

/** A write as the runner takes it. */
export interface WritePlan<T, R = T> {
  readonly operation: JournalOperation;
  readonly options: CallOptions | undefined;
  /** Cancels pass while the broker is syncing or stale, other writes do not. */
  readonly kind: 'order' | 'cancel';
  /** All that comes before the first byte. `done` ends the call without a write. */
  prepare(context: WriteContext): Promise<PreparedWrite<T, R> | { readonly done: T }>;
}

/**
 * Carries out writes under one rule: what fails before the first byte was not sent, what fails after it without a word
 * of the venue is unknown. Nothing is sent twice, and nothing is sent for a call that has ended.
 */
export class WriteRunner {
  readonly #options: OrderManagerOptions;
  readonly #running = new Set<AbortController>();
  /** Entries of the journal that have no outcome yet. */
  readonly #open = new Set<string>();
  readonly #ending = new AbortController();
  readonly #prefix: string;
  #count = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderManagerOptions) {
    this.#options = options;
    this.#prefix = Math.floor(options.random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
  }

  /** Aborted when the broker closes. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  get closed(): ClosedError | undefined {
    return this.#closed;
  }

  /** Ends all calls and refuses new ones. */
  close(error: ClosedError): void {
    this.#closed ??= error;
    this.#ending.abort(this.#closed);
    for (const controller of this.#running) controller.abort(this.#closed);
  }

  /** Runs `body` within a call's limit. */
  async limit<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    if (this.#closed) throw this.#closed;
    const { signal, timeoutMs = this.#options.defaultTimeoutMs } = checkCallOptions(options);
    const controller = new AbortController();
    const forward = (): void => controller.abort(signal?.reason);
    if (signal?.aborted) forward();
    const deadline = startDeadline({
      clock: this.#options.clock,
      timeoutMs,
      signal: controller.signal,
      operation,
    });
    const release = signal && onAbort(signal, forward);
    this.#running.add(controller);
    try {
      return await body(deadline);
    } finally {
      this.#running.delete(controller);
      release?.();
      deadline.dispose();
    }
  }

  /** Runs a write from its checks to the venue's word. */
  async run<T, R>(plan: WritePlan<T, R>): Promise<T> {
    const { venue } = this.#options;
    const requestId = this.#options.nextRequestId?.() ?? `${venue}-w${this.#prefix}-${++this.#count}`;
    const context: ErrorContext = { venue, operation: plan.operation, requestId };
    let write: Write | undefined;
    try {
      return await this.limit(plan.operation, plan.options, async (deadline) => {
        write = new Write(requestId, plan.operation, deadline, () => this.gate(plan.kind, context));
        return await this.#carryOut(plan, write, deadline, context);
      });
    } catch (error) {
      if (isOrderRejectedError(error) || isOrderOutcomeUnknownError(error)) throw error;
      throw write?.sent ? lostAnswer(error, {}, context) : unsent(error, context);
    } finally {
      write?.end();
    }
  }

  /** @throws NotConnectedError unless the broker's state lets such a write pass */
  gate(kind: WritePlan<unknown>['kind'], context: ErrorContext): void {
    const state: BrokerState = this.#options.state();
    if (state === 'live' || (kind === 'cancel' && (state === 'syncing' || state === 'stale'))) return;
    throw new NotConnectedError(`${context.operation} was not sent, the broker is ${state}`, context);
  }

  /** Whether an entry of the journal is waiting for its outcome. */
  isOpen(entryId: string): boolean {
    return this.#open.has(entryId);
  }

  /** Takes up an entry that an earlier process left without an outcome. */
  reopen({ entryId }: JournalEntry): void {
    this.#open.add(entryId);
  }

  /** Tells the journal what became of a write, once; its failure stops nothing. */
  settle(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    if (this.#open.delete(entry.entryId)) this.correct(entry, outcome, order);
  }

  /** Tells the journal what became of a write after all, whatever it was told before. */
  correct(entry: JournalEntry, outcome: JournalOutcome['outcome'], order?: Order): void {
    const { journal, emit, serverTime } = this.#options;
    const { entryId, operation, clientOrderId } = entry;
    const orderId = order?.id || entry.orderId;
    const settling = async (): Promise<void> =>
      journal.settle({
        entryId,
        operation,
        ...(clientOrderId !== undefined && { clientOrderId }),
        ...(orderId !== undefined && { orderId }),
        outcome,
        ...(order && { order: withoutRaw(order) }),
        time: serverTime(),
      });
    settling().catch((error: unknown) => {
      const known = error instanceof Error ? { error } : {};
      emit.warning({ code: 'journal', message: `The journal did not take the outcome ${outcome}`, ...known });
    });
  }

  async #carryOut<T, R>(
    plan: WritePlan<T, R>,
    write: Write,
    deadline: Deadline,
    context: ErrorContext,
  ): Promise<T> {
    this.gate(plan.kind, context);
    const prepared = await raceDeadline(plan.prepare(write), deadline);
    if ('done' in prepared) return prepared.done;
    this.gate(plan.kind, context);
    const entry = await this.#append(plan, prepared, deadline);
    write.replacementId = prepared.replacementId;

    try {
      return await this.#send(prepared, entry, write, deadline, context);
    } finally {
      prepared.finished?.();
    }
  }

  async #send<T, R>(
    prepared: PreparedWrite<T, R>,
    entry: JournalEntry,
    write: Write,
    deadline: Deadline,
    context: ErrorContext,
  ): Promise<T> {
    const start = async (): Promise<R> => prepared.send(write);
    const sending = this.#options.redactor.sealed(start());
    let result: R;
    try {
      result = await raceDeadline(sending, deadline);
    } catch (error) {
      const warning = rateLimitWarning(error);
      if (warning) this.#options.emit.warning(warning);
      if (isOrderRejectedError(error)) {
        const refusal = write.sent ? 'rejected' : 'notSent';
        return await this.#conclude(entry, refusal, async () =>
          prepared.refuse(error, deadline, context, entry),
        );
      }
      if (!write.sent) {
        this.settle(entry, 'notSent');
        throw error;
      }
      const lost = lostAnswer(error, prepared.subject, context);
      prepared.lose(lost, entry);
      if (deadline.reason !== undefined) this.#awaitLate(prepared, sending);
      throw lost;
    }
    return this.#conclude(entry, 'rejected', async () => prepared.accept(result, deadline, context, entry));
  }

  /** Settles the entry as `work` ends; what stays unknown is settled by whoever finds it out. */
  async #conclude<T>(
    entry: JournalEntry,
    refusal: 'rejected' | 'notSent',
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      const accepted = await work();
      this.settle(entry, 'accepted', entry.operation === 'modifyPosition' ? undefined : (accepted as Order));
      return accepted;
    } catch (error) {
      if (isOrderRejectedError(error)) this.settle(entry, refusal);
      throw error;
    }
  }

  async #append<T, R>(
    plan: WritePlan<T, R>,
    prepared: PreparedWrite<T, R>,
    deadline: Deadline,
  ): Promise<JournalEntry> {
    const { journal, venue, serverTime } = this.#options;
    const { subject, symbol, order, request } = prepared;
    const entry: JournalEntry = {
      // Not from the injected source: two processes with one seed must not share an id.
      entryId: randomUUID(),
      venue,
      time: serverTime(),
      operation: plan.operation,
      ...subject,
      ...(symbol !== undefined && { symbol }),
      ...(order && { order: withoutRaw(order) }),
      request: { ...request },
    };
    const appending = (async () => journal.append(entry))();
    this.#open.add(entry.entryId);
    try {
      await raceDeadline(appending, deadline);
      return entry;
    } catch (error) {
      // It may be written down yet, and must not look like an open question for ever.
      if (deadline.reason !== undefined) appending.then(() => this.settle(entry, 'notSent')).catch(() => {});
      else this.#open.delete(entry.entryId);
      throw error;
    }
  }

  #awaitLate<T, R>(prepared: PreparedWrite<T, R>, sending: Promise<R>): void {
    sending.then(
      (result) => {
        if (!this.#closed) prepared.late?.(result);
      },
      (error: unknown) => {
        if (!this.#closed && isOrderRejectedError(error)) prepared.lateRefusal?.(error);
      },
    );
  }
}

/** Orders in a journal are data: the venue's own object stays out of it. */
function withoutRaw({ raw: _, ...order }: Order): Order {
  return order;
}
