import type { CallOptions, OrderRef, OrderResolution } from '../../broker';
import { isTimeoutError } from '../../errors';
import { checkOrderRef } from '../../orders/check-order';
import { isInferred } from '../../orders/merge-order';
import { raceDeadline } from '../../transport/deadline';
import { handled } from './intents';
import type { OrderManagerCore } from './manager-core';
import { orderKey, placeKey, SEARCH_BACK_MS } from './pending-resolutions';

/** Finds out what became of an order; `unknown` when the deadline passes first. */
export function resolveOrder(
  core: OrderManagerCore,
  ref: OrderRef,
  options?: CallOptions,
): Promise<OrderResolution> {
  return handled(
    core.runner.limit('resolveOrder', options, async (deadline) => {
      const checked = checkOrderRef(ref);
      try {
        return await raceDeadline(resolve(core, checked, deadline.signal), deadline);
      } catch (error) {
        if (isTimeoutError(deadline.reason)) return { outcome: 'unknown', ref: checked };
        throw error;
      }
    }),
  );
}

async function resolve(core: OrderManagerCore, ref: OrderRef, signal: AbortSignal): Promise<OrderResolution> {
  const { tracker } = core.options;
  // What an earlier process sent is known by its journal; one that cannot be read has been warned of.
  await core.recover?.().catch(() => {});
  const clientOrderId = ref.clientOrderId ?? tracker.find(ref)?.clientOrderId;
  if (clientOrderId !== undefined) {
    await core.intents.idle(clientOrderId);
    const key = placeKey(clientOrderId);
    if (core.resolver.has(key)) return core.resolver.wait(key, signal);
  }

  let known = tracker.latest(ref);
  while (known) {
    const { id } = known;
    const key = [orderKey('cancel', id), orderKey('modify', id)].find((open) => core.resolver.has(open));
    if (key === undefined) break;
    await core.resolver.wait(key, signal);
    known = tracker.latest(ref) ?? known;
  }
  if (known && !isInferred(known)) {
    return { outcome: known.status === 'rejected' ? 'rejected' : 'accepted', order: known };
  }
  const givenUp = clientOrderId === undefined ? undefined : core.givenUp(clientOrderId);
  if (givenUp) return givenUp;
  const found = await seek(core, ref, signal, known && core.options.clock.now());
  if (found.outcome !== 'notPlaced' || !known) return found;
  // The venue had it once: that it is nowhere to be found now means that it ended, as we concluded.
  return { outcome: 'accepted', order: tracker.latest(ref) ?? known };
}

/** An order this process knows nothing of: the venue is searched. */
function seek(
  core: OrderManagerCore,
  ref: OrderRef,
  signal: AbortSignal,
  sentTime: number | undefined,
): Promise<OrderResolution> {
  const key = ref.clientOrderId === undefined ? orderKey('place', ref.id ?? '') : placeKey(ref.clientOrderId);
  const since = Math.max(0, core.options.serverTime() - SEARCH_BACK_MS);
  core.resolver.add({ key, kind: 'place', ref, since, sentTime, own: false });
  return core.resolver.wait(key, signal);
}
