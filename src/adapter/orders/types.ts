import type { BrokerState, BrokerWarning, JournalEntry, OrderJournal, OrderRef } from '../../broker';
import type { Clock } from '../../core/clock';
import type { Random } from '../../core/random';
import type { VenueId } from '../../core/venue-id';
import type { Redactor } from '../../errors/redact';
import type { Decimal, Fill, Instrument, Order, Position } from '../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../orders/check-order';
import type { OrderRules } from '../../orders/order-rules';
import type { OrderTracker } from '../../orders/order-tracker';

/** One write on its way to the venue. */
export interface WriteContext {
  readonly operation: string;
  readonly requestId: string;
  /** Aborted by the call's deadline, by the caller and when the broker closes. */
  readonly signal: AbortSignal;
  /** Milliseconds left of the call, at least 1. */
  readonly timeoutMs: number;
  /** The client id of the order that takes the place of a changed one; the journal has noted it. */
  readonly replacementId?: string | undefined;
  /**
   * To be called right before the first byte leaves, and before each later request of the same write. From the first
   * call on a failure means that the outcome is unknown.
   * @throws the error that ended the call in the meantime, or `NotConnectedError`: then nothing may be sent, and the
   * error must be let through
   */
  markSent(): void;
}

/**
 * What a venue implements to write orders.
 *
 * Each write resolves when the venue has accepted it and throws `OrderRejectedError` when the venue refuses it. Anything
 * else that is thrown after `markSent()` counts as an unknown outcome, before it as not sent. Nothing is ever sent twice.
 */
export interface OrderGateway {
  place(order: CheckedOrder, context: WriteContext): Promise<Order>;
  /**
   * Resolves with the whole order as it is afterwards, `replaces` set where it has a new id. Where a replacement failed
   * half way, the `OrderRejectedError` carries `canceled` and `replacement`, see `PartialReplace`.
   */
  modify?(order: Order, changes: CheckedModify, context: WriteContext): Promise<Order>;
  /** Where a change is a new order: a client id for it to travel under, which comes back as `context.replacementId`. */
  newReplacementId?(): string;
  /** Resolves with the order as known after the venue took the cancel; the desk waits where that is not its end yet. */
  cancel?(order: Order, context: WriteContext): Promise<Order>;
  closePosition?(
    request: { readonly position: Position; readonly quantity?: Decimal; readonly clientOrderId: string },
    context: WriteContext,
  ): Promise<Order>;
  modifyPosition?(position: Position, changes: CheckedLevels, context: WriteContext): Promise<Position>;
  /**
   * Searches the venue: open, pending and ended orders from `since` on (UTC epoch ms by the venue's clock). `undefined` means
   * that all of it was searched; a search that could not be finished rejects.
   */
  lookup(
    ref: OrderRef,
    options: { readonly since: number; readonly signal: AbortSignal },
  ): Promise<Order | undefined>;
  /**
   * Whether an order that a look-up did not find was never placed: the venue's lists are whole from then on. Without it
   * every search that ended is a proof.
   * @param sentTime - when it was sent, UTC epoch ms by our clock; absent where that is not known
   */
  provesAbsence?(sentTime: number | undefined): boolean;
  /** Whether this code of a refused cancel says that there is no such order, or that it has ended. */
  saysGone?(code: string): boolean;
  /** Takes in what an earlier process may have sent, before it is looked up. */
  restore?(entry: JournalEntry): void;
  findPosition?(
    id: string,
    context: Pick<WriteContext, 'signal' | 'requestId'>,
  ): Promise<Position | undefined>;
  /** The orders that are open now, for `cancelAllOrders`; without it those that the tracker knows are taken. */
  openOrders?(
    filter: { readonly symbol?: string | undefined; readonly account?: string | undefined },
    signal: AbortSignal,
  ): Promise<readonly Order[]>;
  /** `undefined` when the venue has no such symbol. */
  instrument(symbol: string, signal: AbortSignal): Promise<Instrument | undefined>;
}

/** How the fate of an order is found out. */
export interface ResolutionSettings {
  /** Least time in ms before an order that is not found counts as not placed. @defaultValue 5000 */
  readonly graceMs: number;
  /** Pause before the second look-up in ms; it doubles up to 4000. @defaultValue 500 */
  readonly retryMs: number;
  /** Look-ups in state `live` that must find nothing. @defaultValue 3 */
  readonly lookups: number;
}

/** What the desk tells the broker. None of these may throw. */
export interface OrderManagerEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  adopted(order: Order): void;
  warning(warning: BrokerWarning): void;
  /**
   * Whether a report must not be taken in, for its values cannot be true and the venue is asked again.
   * @defaultValue all are
   */
  doubtsOrder?(order: Order): boolean;
  /** As `doubtsOrder`. */
  doubtsFill?(fill: Fill): boolean;
}

/** What a desk is made of. */
export interface OrderManagerOptions {
  readonly venue: VenueId;
  readonly gateway: OrderGateway;
  readonly rules: OrderRules;
  readonly tracker: OrderTracker;
  readonly journal: OrderJournal;
  readonly clock: Clock;
  /** The venue's clock, UTC epoch ms: expiries and searches of history are judged by it. */
  serverTime(): number;
  readonly random: Random;
  state(): BrokerState;
  /** Deadline of a call that names none, in ms. */
  readonly defaultTimeoutMs: number;
  readonly emit: OrderManagerEvents;
  /** Takes the credentials out of a refusal, whose words become the `reason` of an order. */
  readonly redactor: Redactor;
  newClientOrderId(): string;
  /** @defaultValue ids of the desk's own */
  nextRequestId?(): string;
  readonly resolution?: Partial<ResolutionSettings> | undefined;
}
