import type { CallOptions, JournalEntry, OrderRef, OrderResolution } from '../../broker';
import { isTimeoutError } from '../../errors';
import { present } from '../../model/map-context';
import { checkOrderRef } from '../../orders/check-order';
import { isInferred } from '../../orders/merge-order';
import { raceDeadline } from '../../transport/deadline';
import { recover, restore } from './find-out';
import type { OrderManagerCore } from './manager-core';

/** Finds out what became of an order; `unknown` when the deadline passes first. */
export function resolveOrder(
  core: OrderManagerCore,
  ref: OrderRef,
  options?: CallOptions,
): Promise<OrderResolution> {
  return resolveWithin(core, ref, options, (checked, signal) => resolve(core, checked, signal));
}

/** What another process noted of a placing. */
export type NamedEntry = JournalEntry & { readonly clientOrderId: string };

/**
 * Finds out what became of a placing that another process sent, which sends nothing more; `unknown` when the deadline
 * passes first.
 * @param quietMs - for how long that process has sent nothing for certain, in ms
 */
export function resolveEntry(
  core: OrderManagerCore,
  entry: NamedEntry,
  quietMs: number,
  options?: CallOptions,
): Promise<OrderResolution> {
  const { clientOrderId, symbol } = entry;
  return resolveWithin(core, { clientOrderId, ...present({ symbol }) }, options, (checked, signal) => {
    restore(core, entry);
    recover(core, [entry], quietMs);
    return resolve(core, checked, signal);
  });
}

function resolveWithin(
  core: OrderManagerCore,
  ref: OrderRef,
  options: CallOptions | undefined,
  run: (ref: OrderRef, signal: AbortSignal) => Promise<OrderResolution>,
): Promise<OrderResolution> {
  return core.options.calls.limit('resolveOrder', options, async (deadline) => {
    const checked = checkOrderRef(ref);
    try {
      return await raceDeadline(run(checked, deadline.signal), deadline);
    } catch (error) {
      if (isTimeoutError(deadline.reason)) return { outcome: 'unknown', ref: checked };
      throw error;
    }
  });
}

async function resolve(core: OrderManagerCore, ref: OrderRef, signal: AbortSignal): Promise<OrderResolution> {
  const { tracker } = core.options;
  // What an earlier process sent is known by its journal; one that cannot be read has been warned of.
  await core.recover?.().catch(() => {});
  const clientOrderId = ref.clientOrderId ?? tracker.find(ref)?.clientOrderId;
  if (clientOrderId !== undefined) {
    await core.intents.idle(clientOrderId);
    if (core.resolver.get('place', { clientOrderId })) {
      return core.resolver.wait('place', { clientOrderId }, signal);
    }
  }

  let known = tracker.latest(ref);
  while (known) {
    const { id } = known;
    const open = core.resolver.get('cancel', { id }) ?? core.resolver.get('modify', { id });
    if (!open) break;
    await core.resolver.wait(open.kind, { id }, signal);
    known = tracker.latest(ref) ?? known;
  }
  if (known && !isInferred(known)) {
    return { outcome: known.status === 'rejected' ? 'rejected' : 'accepted', order: known };
  }
  const givenUp = clientOrderId === undefined ? undefined : core.resolver.givenUp(clientOrderId);
  if (givenUp) return givenUp;
  // An order this process knows nothing of, or has concluded to be gone: the venue is searched.
  const sentTime = known && core.options.clock.now();
  core.resolver.add({ kind: 'place', ref, since: core.searchStart, sentTime, own: false });
  const found = await core.resolver.wait('place', ref, signal);
  if (found.outcome !== 'notPlaced' || !known) return found;
  // The venue had it once: that it is nowhere to be found now means that it ended, as we concluded.
  return { outcome: 'accepted', order: tracker.latest(ref) ?? known };
}
