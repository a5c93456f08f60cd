import type { BrokerState, CallOptions, JournalEntry, JournalOutcome } from '../broker';
import {
  type ClosedError,
  type ErrorContext,
  isOrderOutcomeUnknownError,
  isOrderRejectedError,
  NotConnectedError,
  type OrderOutcomeUnknownError,
  type OrderRejectedError,
} from '../errors';
import { type Deadline, raceDeadline, startDeadline } from '../transport/deadline';
import { checkCallOptions } from './calls';
import { lostAnswer, unsent, Write, type WriteSubject } from './order-desk-context';
import type { OrderDeskOptions, WriteContext } from './order-desk-types';

/** A write that has passed its checks. */
export interface PreparedWrite<T, R = T> {
  readonly subject: WriteSubject;
  readonly symbol?: string | undefined;
  /** The request as data, for the journal. */
  readonly request: object;
  /** Hands it to the venue. */
  send(context: WriteContext): Promise<R>;
  /** Takes in what the venue accepted. */
  accept(result: R, deadline: Deadline, context: ErrorContext): T | Promise<T>;
  /** Takes in a refusal; throws what the caller shall see. */
  refuse(error: OrderRejectedError, deadline: Deadline, context: ErrorContext): Promise<T>;
  /** The answer was lost: from here on it is found out in the background. */
  lose(error: OrderOutcomeUnknownError): void;
  /** Nobody waits any more, however it ended. */
  finished?(): void;
  /** The answer came after all, when nobody waited any more. */
  late?(result: R): void;
  lateRefusal?(error: OrderRejectedError): void;
}

/** A write as the runner takes it. */
export interface WritePlan<T, R = T> {
  readonly operation: JournalEntry['operation'];
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
  readonly #options: OrderDeskOptions;
  readonly #running = new Set<AbortController>();
  readonly #prefix: string;
  #count = 0;
  #closed: ClosedError | undefined;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    this.#prefix = Math.floor(options.random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
  }

  get closed(): ClosedError | undefined {
    return this.#closed;
  }

  /** Ends all calls and refuses new ones. */
  close(error: ClosedError): void {
    this.#closed ??= error;
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
    signal?.addEventListener('abort', forward);
    this.#running.add(controller);
    try {
      return await body(deadline);
    } finally {
      this.#running.delete(controller);
      signal?.removeEventListener('abort', forward);
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

  /** Tells the journal what became of a write; its failure stops nothing. */
  settle(subject: WriteSubject, outcome: JournalOutcome['outcome']): void {
    const { journal, clock, emit } = this.#options;
    const settling = async (): Promise<void> => journal.settle({ ...subject, outcome, time: clock.now() });
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
    await this.#append(plan, prepared, deadline);

    try {
      return await this.#send(prepared, write, deadline, context);
    } finally {
      prepared.finished?.();
    }
  }

  async #send<T, R>(
    prepared: PreparedWrite<T, R>,
    write: Write,
    deadline: Deadline,
    context: ErrorContext,
  ): Promise<T> {
    const start = async (): Promise<R> => prepared.send(write);
    const sending = start();
    let result: R;
    try {
      result = await raceDeadline(sending, deadline);
    } catch (error) {
      if (isOrderRejectedError(error)) {
        this.settle(prepared.subject, 'rejected');
        return await prepared.refuse(error, deadline, context);
      }
      if (!write.sent) {
        this.settle(prepared.subject, 'notSent');
        throw error;
      }
      const lost = lostAnswer(error, prepared.subject, context);
      prepared.lose(lost);
      if (deadline.reason !== undefined) this.#awaitLate(prepared, sending);
      throw lost;
    }
    try {
      const accepted = await prepared.accept(result, deadline, context);
      this.settle(prepared.subject, 'accepted');
      return accepted;
    } catch (error) {
      if (isOrderRejectedError(error)) this.settle(prepared.subject, 'rejected');
      throw error;
    }
  }

  async #append<T, R>(
    plan: WritePlan<T, R>,
    prepared: PreparedWrite<T, R>,
    deadline: Deadline,
  ): Promise<void> {
    const { journal, venue, clock } = this.#options;
    const { subject, symbol, request } = prepared;
    const appending = (async () =>
      journal.append({
        venue,
        time: clock.now(),
        operation: plan.operation,
        ...subject,
        ...(symbol !== undefined && { symbol }),
        request: { ...request },
      }))();
    try {
      await raceDeadline(appending, deadline);
    } catch (error) {
      // It may be written down yet, and must not look like an open question for ever.
      if (deadline.reason !== undefined)
        appending.then(() => this.settle(subject, 'notSent')).catch(() => {});
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
