import type { CallOptions, JournalOperation } from '../../broker';
import { isOrderOutcomeUnknownError, isOrderRejectedError, type OrderRejectedError } from '../../errors';
import type { Order } from '../../model';
import { raceDeadline } from '../../transport/deadline';
import { rateLimitWarning } from '../rate-limits';
import { findOut } from './find-out';
import type { JournalNote } from './journal-writer';
import type { OrderManagerCore } from './manager-core';
import { unsent, Write } from './write';

/** A write that has left, with its entry in the journal. */
export type SentWrite = Write & { readonly entry: NonNullable<Write['entry']> };

/** A write that has passed its checks: what it is, how it is sent, and what the venue's word on it means. */
export interface WritePlan<T> {
  /** From it alone an outcome is found out that the venue did not tell, by this process or by a later one. */
  readonly note: JournalNote;
  /** Hands it to the venue. */
  send(write: Write): Promise<T>;
  /** Takes in what the venue accepted, also when nobody waits for it any more. */
  take(result: T): T;
  /** What the caller gets of what was taken in. @defaultValue the same */
  conclude?(taken: T, write: SentWrite): T | Promise<T>;
  /** Takes in a refusal, also when nobody waits for it any more. */
  refused?(error: OrderRejectedError): void;
  /** What the caller gets for a refusal. @defaultValue the refusal is thrown */
  afterRefusal?(error: OrderRejectedError, write: SentWrite): Promise<T>;
}

/**
 * Carries out a write under one rule: what fails before the first byte was not sent, what fails after it without a word
 * of the venue is unknown. Nothing is sent twice, and nothing is sent for a call that has ended.
 * @param prepare - all that comes before the first byte; `done` ends the call without a write
 */
export async function runWrite<T extends object>(
  core: OrderManagerCore,
  operation: JournalOperation,
  options: CallOptions | undefined,
  prepare: (write: Write) => Promise<WritePlan<T> | { readonly done: T }>,
): Promise<T> {
  const { calls, venue } = core.options;
  const requestId = calls.nextRequestId();
  let write: Write | undefined;
  try {
    return await calls.limit(operation, options, async (deadline) => {
      write = new Write(core, operation, requestId, deadline);
      write.gate();
      const plan = await raceDeadline(prepare(write), deadline);
      if ('done' in plan) return plan.done;
      write.gate();
      write.entry = await core.journal.append(operation, plan.note, deadline);
      return await carryOut(core, plan, write as SentWrite);
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
  write: SentWrite,
): Promise<T> {
  const { entry } = write;
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

async function outcomeOf<T>(core: OrderManagerCore, plan: WritePlan<T>, write: SentWrite): Promise<T> {
  const { redactor, emit } = core.options;
  const sending = redactor.sealed((async () => plan.send(write))());
  let result: T;
  try {
    result = await raceDeadline(sending, write.deadline);
  } catch (error) {
    const warning = rateLimitWarning(error);
    if (warning) emit.warning(warning);
    if (isOrderRejectedError(error)) {
      plan.refused?.(error);
      if (plan.afterRefusal) return plan.afterRefusal(error, write);
    } else if (write.isSent) {
      findOut(core, write.entry);
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
