import type { CallOptions, OrderRef, OrderResolution } from '../../broker';
import { isTimeoutError } from '../../errors';
import { checkOrderRef } from '../../orders/check-order';
import { isInferred } from '../../orders/merge-order';
import { raceDeadline } from '../../transport/deadline';
import type { OrderManagerCore } from './manager-core';

/** Finds out what became of an order; `unknown` when the deadline passes first. */
export function resolveOrder(
  core: OrderManagerCore,
  ref: OrderRef,
  options?: CallOptions,
): Promise<OrderResolution> {
  return core.options.calls.limit('resolveOrder', options, async (deadline) => {
    const checked = checkOrderRef(ref);
    try {
      return await raceDeadline(resolve(core, checked, deadline.signal), deadline);
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
