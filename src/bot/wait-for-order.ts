import { type Broker, type OrderRef, supports } from '../broker';
import { type Clock, systemClock } from '../core/clock';
import { Deferred } from '../core/deferred';
import { type Random, systemRandom } from '../core/random';
import { ClosedError, NotConnectedError, UnsupportedError, ValidationError } from '../errors';
import type { Order } from '../model';
import { checkOrderRef } from '../orders/check-request';
import { isFinal } from '../orders/merge-order';
import { raceDeadline, startDeadline } from '../transport/deadline';
import { OrderFollower } from './order-follower';

const operation = 'waitForOrder';

/** What to wait for, and for how long. */
export interface WaitForOrderOptions {
  /**
   * - `filled`: executed completely;
   * - `final`: ended in any way: filled, canceled, rejected or expired;
   * - a function: called with every state of the order until it returns true, an end included.
   */
  readonly until: 'filled' | 'final' | ((order: Order) => boolean);
  /** Longest wait in ms, 1 to 2147483647. @defaultValue no limit: an order may rest for days */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait; the order is left as it is. */
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** @defaultValue the machine's random numbers */
  readonly random?: Random | undefined;
}

/**
 * Waits until an order is filled, has ended, or is as a function wants it, and resolves with it.
 *
 * It listens first and then reads the order, so an execution between the answer to `placeOrder` and this call is not
 * missed. It goes on waiting while the broker reconnects, and reads the order again afterwards. Executed quantities never
 * fall, whichever of a read and an event comes first. An order that `modifyOrder` replaced by another is followed to its
 * successor; for that reason a canceled order counts as ended only a second later, where a change replaces the order (`capabilities.modifyReplaces`).
 * The wait changes nothing at the venue.
 *
 * @param ref - the order that `placeOrder` returned, or its id or client id; it must have been placed already
 * @throws OrderEndedError when the order ended otherwise; the order is in it
 * @throws TimeoutError, AbortedError when the time is over or the signal was aborted; the order may still be open
 * @throws ClosedError when the broker was closed; when it failed, the error of its status
 * @throws NotConnectedError when the broker was never connected
 * @throws VenueError when the venue has no such order
 * @throws UnsupportedError when the venue has no reads or no events of orders
 * @throws ValidationError when the reference or an option breaks a rule
 */
export async function waitForOrder(
  broker: Broker,
  ref: OrderRef,
  options: WaitForOrderOptions,
): Promise<Order> {
  const { until, timeoutMs, signal, clock = systemClock, random = systemRandom } = options;
  const isReached = conditionOf(until);
  const checked = checkOrderRef(ref);
  const { venue } = broker;
  if (!supports(broker, 'fetchOrder') || !supports(broker, 'subscribe:orders')) {
    throw new UnsupportedError('waitForOrder needs fetchOrder and events of orders', { venue, operation });
  }
  checkState(broker);
  const deadline = startDeadline({ clock, timeoutMs, signal, operation });
  const end = new Deferred<Order>();
  const follower = new OrderFollower({ broker, ref: checked, clock, random, end, isReached });
  const onStatus = (): void => {
    try {
      checkState(broker);
      if (broker.status.state === 'live') follower.read();
    } catch (error) {
      end.reject(error);
    }
  };
  broker.on('status', onStatus);
  try {
    follower.start(isOrder(ref) ? ref : undefined);
    return await raceDeadline(end.promise, deadline);
  } finally {
    deadline.dispose();
    broker.off('status', onStatus);
    follower.stop();
  }
}

function isOrder(ref: OrderRef): ref is Order {
  return 'status' in ref && 'filledQuantity' in ref;
}

function conditionOf(until: unknown): (order: Order) => boolean {
  if (until === 'filled') return ({ status }) => status === 'filled';
  if (until === 'final') return ({ status }) => isFinal(status);
  if (typeof until === 'function') return until as (order: Order) => boolean;
  throw new ValidationError('until', "must be 'filled', 'final' or a function", { value: until });
}

/** @throws when the broker is in a state in which no order can change any more */
function checkState({ status, venue }: Broker): void {
  const context = { venue, operation };
  if (status.state === 'idle') throw new NotConnectedError('waitForOrder needs a connected broker', context);
  if (status.state === 'closed') throw new ClosedError('The broker was closed', context);
  if (status.state === 'failed') throw status.error ?? new ClosedError('The broker failed', context);
}
