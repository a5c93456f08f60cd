import type { BrokerState, CallOptions, JournalEntry, JournalOperation } from '../../broker';
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
import type { JournalWriter } from './journal-writer';
import type { OrderManagerOptions } from './manager-options';
import type { WriteContext } from './order-port';
import { lostAnswer, unsent, Write, type WriteHooks, type WriteSubject } from './write';

/** A write that has left: what its outcome is told by. */
export interface SentWrite {
  readonly deadline: Deadline;
  readonly context: ErrorContext;
  /** An outcome that is left unknown settles it when it becomes known. */
  readonly entry: JournalEntry;
}

/** A write that has passed its checks. */
export interface PreparedWrite<T> {
  readonly subject: WriteSubject;
  readonly symbol?: string | undefined;
  /** The order that is cancelled or changed, for the journal. */
  readonly order?: Order | undefined;
  /** The client id of the order that takes the place of a changed one. */
  readonly replacementId?: string | undefined;
  /** The request as data, for the journal. */
  readonly request: object;
  /** Hands it to the venue. */
  send(context: WriteContext): Promise<T>;
  /** Takes in what the venue accepted. */
  accept(result: T, sent: SentWrite): T | Promise<T>;
  /** Takes in a refusal; throws what the caller shall see. @defaultValue throws the refusal */
  refuse?(error: OrderRejectedError, sent: SentWrite): Promise<T>;
  /** The answer was lost: from here on the outcome is found out in the background. */
  lose(error: OrderOutcomeUnknownError, entry: JournalEntry): void;
  /** Nobody waits any more, however it ended. */
  finished?(): void;
  /** The answer came after all, when nobody waited any more. */
  late?(result: T): void;
  lateRefusal?(error: OrderRejectedError): void;
}

/** A write as the runner takes it. */
export interface WritePlan<T> {
  readonly operation: JournalOperation;
  readonly options: CallOptions | undefined;
  /** Cancels pass while the broker is syncing or stale, other writes do not. */
  readonly kind: 'order' | 'cancel';
  /** All that comes before the first byte. `done` ends the call without a write. */
  prepare(context: WriteContext): Promise<PreparedWrite<T> | { readonly done: T }>;
}

/**
 * Carries out writes under one rule: what fails before the first byte was not sent, what fails after it without a word
 * of the venue is unknown. Nothing is sent twice, and nothing is sent for a call that has ended.
 */
export class WriteRunner {
  readonly #options: OrderManagerOptions;
  readonly #journal: JournalWriter;
  readonly #hooks: Omit<WriteHooks, 'gate'>;
  readonly #running = new Set<AbortController>();
  readonly #ending = new AbortController();
  readonly #prefix: string;
  #count = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderManagerOptions, journal: JournalWriter) {
    this.#options = options;
    this.#journal = journal;
    const { port, random, tracker } = options;
    this.#hooks = {
      refusalOf: (error) => port.refusalOf(error),
      link: (orderId, clientOrderId) => tracker.linkClientOrderId(orderId, clientOrderId),
    };
    this.#prefix = Math.floor(random.next() * 36 ** 4)
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
  async run<T>(plan: WritePlan<T>): Promise<T> {
    const { venue } = this.#options;
    const { operation, options, kind } = plan;
    const requestId = this.#options.nextRequestId?.() ?? `${venue}-w${this.#prefix}-${++this.#count}`;
    const context = { venue, operation, requestId };
    let write: Write | undefined;
    try {
      return await this.limit(operation, options, async (deadline) => {
        write = new Write(context, deadline, { ...this.#hooks, gate: () => this.gate(kind, context) });
        return await this.#carryOut(plan, write, deadline);
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

  async #carryOut<T>(plan: WritePlan<T>, write: Write, deadline: Deadline): Promise<T> {
    const { context } = write;
    this.gate(plan.kind, context);
    const prepared = await raceDeadline(plan.prepare(write), deadline);
    if ('done' in prepared) return prepared.done;
    this.gate(plan.kind, context);
    const { subject, symbol, order, request, replacementId } = prepared;
    const entry = await this.#journal.append(
      {
        operation: plan.operation,
        ...subject,
        ...(symbol !== undefined && { symbol }),
        ...(order && { order }),
        request: { ...request },
      },
      deadline,
    );
    write.subject = subject;
    write.replacementId = replacementId;
    try {
      return await this.#send(prepared, write, { deadline, context, entry });
    } finally {
      prepared.finished?.();
    }
  }

  async #send<T>(prepared: PreparedWrite<T>, write: Write, sent: SentWrite): Promise<T> {
    const { deadline, context, entry } = sent;
    const start = async (): Promise<T> => prepared.send(write);
    const sending = this.#options.redactor.sealed(start());
    let result: T;
    try {
      result = await raceDeadline(sending, deadline);
    } catch (error) {
      const warning = rateLimitWarning(error);
      if (warning) this.#options.emit.warning(warning);
      if (isOrderRejectedError(error)) {
        return await this.#conclude(entry, write.sent ? 'rejected' : 'notSent', async () => {
          if (prepared.refuse) return prepared.refuse(error, sent);
          throw error;
        });
      }
      if (!write.sent) {
        this.#journal.settle(entry, 'notSent');
        throw error;
      }
      const lost = lostAnswer(error, prepared.subject, context);
      prepared.lose(lost, entry);
      if (deadline.reason !== undefined) this.#awaitLate(prepared, sending);
      throw lost;
    }
    return this.#conclude(entry, 'rejected', async () => prepared.accept(result, sent));
  }

  /** Settles the entry as `work` ends; what stays unknown is settled by whoever finds it out. */
  async #conclude<T>(
    entry: JournalEntry,
    refusal: 'rejected' | 'notSent',
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      const accepted = await work();
      const order = entry.operation === 'modifyPosition' ? undefined : (accepted as Order);
      this.#journal.settle(entry, 'accepted', order);
      return accepted;
    } catch (error) {
      if (isOrderRejectedError(error)) this.#journal.settle(entry, refusal);
      throw error;
    }
  }

  #awaitLate<T>(prepared: PreparedWrite<T>, sending: Promise<T>): void {
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
