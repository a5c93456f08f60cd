import type { JournalEntry, OrderRef } from '../../broker';
import type { OrderRejectedError } from '../../errors';
import type { Order, Position, Quote } from '../../model';
import type { CheckedLevels, CheckedModify, CheckedOrder } from '../../orders/check-order';

/** How a request of a write is limited and named; the options of a client's call. */
export interface SendOptions {
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly timeoutMs: number;
  /** To be called right before the first byte leaves; what it throws must be let through. */
  beforeSend(): void;
}

/** What the venue said when it refused a write. */
export interface Refusal {
  readonly code: string;
  /** The venue's own words. */
  readonly venueText?: string | undefined;
  /** The id that the venue gave the refused order. */
  readonly orderId?: string | undefined;
}

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
   * Sends one request.
   * @throws OrderRejectedError where `refusalOf` of the port knows the failure for a refusal; else what the request throws
   */
  send<T>(request: (options: SendOptions) => Promise<T>): Promise<T>;
  /**
   * To be called right before the first byte leaves, and before each later request of the same write; {@link send} does
   * so. From the first call on a failure means that the outcome is unknown.
   * @throws the error that ended the call in the meantime, or `NotConnectedError`: then nothing may be sent
   */
  markSent(): void;
  /** The venue has given the new order this id: reports of it belong to this write from now on. */
  acknowledge(id: string): void;
  /** The error for a refusal that an answer contains. */
  rejected(refusal: Refusal, message?: string): OrderRejectedError;
}

/**
 * What the venue said when it accepted a write. How the order stands is told by its reports: the kit waits for them, reads,
 * and where neither tells, takes the order to be as requested.
 */
export interface Accepted {
  /** The id of the order, or after a change of the order that survives. Absent: of a new order, until a report shows it. */
  readonly id?: string | undefined;
  /** The whole order as it is afterwards, where the answer states it: then nothing is awaited or read. */
  readonly order?: Order | undefined;
  /** What the answer, or the venue's rules, say of the order beside the request; `undefined`: it has no such field. */
  readonly fields?: { readonly [K in keyof Order]?: Order[K] | undefined };
  /** How long the stream may take to show it in ms, at most half of what is left of the call. @defaultValue 0 */
  readonly waitMs?: number | undefined;
  /** Reads the order when the stream has not shown it. A failure proves nothing. */
  read?(): Promise<Order | undefined>;
}

/** What the answer to several cancels says of one of them, as `cancel` would: it resolves, or throws. */
export type CancelAnswer = (context: WriteContext) => Promise<Accepted>;

/** A request of the venue that cancels several orders by their ids. */
export interface CancelMany {
  /** Orders of one request, at least 2. */
  readonly most: number;
  /** Orders of one kind go into one request. */
  kindOf(order: Order): string;
  /**
   * Sends one request for orders of one kind.
   * @returns what it says of each, in their order; `undefined` where it says nothing, which leaves that outcome unknown
   */
  send(orders: readonly Order[], options: SendOptions): Promise<readonly (CancelAnswer | undefined)[]>;
}

/** Where and how far a look-up searches. */
export interface LookupOptions {
  /** UTC epoch ms by the venue's clock. */
  readonly since: number;
  readonly signal: AbortSignal;
  /** The client id under which a change of the order was sent as a new order, where its answer was lost. */
  readonly replacementId?: string | undefined;
}

/**
 * What a venue implements to write orders: it sends, and says what the venue answered. Checks, journal, deadline, waiting
 * for reports, look-ups and tracking are the kit's.
 *
 * Each write resolves when the venue has accepted it and throws `OrderRejectedError` when the venue refuses it. Anything
 * else that is thrown after `markSent()` counts as an unknown outcome, before it as not sent. Nothing is ever sent twice.
 */
export interface OrderPort {
  place(order: CheckedOrder, context: WriteContext): Promise<Accepted>;
  /**
   * Where a replacement failed half way, the `OrderRejectedError` carries `canceled` and `replacement`, see
   * `PartialReplace`. Where `capabilities.modifyReplaces` is set, the new order's client id is `context.replacementId`.
   */
  modify?(order: Order, changes: CheckedModify, context: WriteContext): Promise<Accepted>;
  /** The kit waits until the order has ended where `fields` do not say so. */
  cancel?(order: Order, context: WriteContext): Promise<Accepted>;
  /** For `cancelAllOrders`; without it orders are cancelled one by one. */
  readonly cancelMany?: CancelMany;
  /** @param order - the order that closes the position */
  closePosition?(order: ClosingOrder, position: Position, context: WriteContext): Promise<Accepted>;
  modifyPosition?(position: Position, changes: CheckedLevels, context: WriteContext): Promise<Position>;
  /** What a failed request proves to be a refusal; `undefined` where it proves nothing. */
  refusalOf(error: unknown): Refusal | undefined;
  /**
   * Whether a request failed although it left, and yet nothing of it came to the venue: what stands between says so.
   * @defaultValue never
   */
  provesUnsent?(error: unknown): boolean;
  /**
   * What became of a placing whose answer was lost, where what stands between us and the venue knows: the order as it ended,
   * or that it never comes to the venue. Asked before each look-up, in every state.
   * @returns `undefined` where that is not known, or not yet
   */
  recall?(clientOrderId: string): Promise<Order | 'unsent' | undefined>;
  /**
   * Searches the venue: open, pending and ended orders from `since` on. `undefined` means that all of it was searched; a
   * search that could not be finished rejects.
   */
  lookup(ref: OrderRef, options: LookupOptions): Promise<Order | undefined>;
  /**
   * Whether an order that a look-up did not find was never placed: the venue's lists are whole from then on. Without it
   * every search that ended is a proof.
   * @param sentTime - when it was sent, UTC epoch ms by our clock; absent where that is not known
   */
  provesAbsence?(sentTime: number | undefined): boolean;
  /** Whether this code of a refused cancel says that there is no such order, or that it has ended. */
  saysGone?(code: string): boolean;
  /** Whether this code of a refused order says that another order has its client id. */
  saysIdUsed?(code: string): boolean;
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
  /**
   * The best prices as the stream shows them now, where the venue refuses levels, triggers or limits on the wrong side of
   * them: those are checked before they are sent. `undefined` while nobody subscribes to the symbol.
   */
  lastQuote?(symbol: string): Pick<Quote, 'bid' | 'ask'> | undefined;
}

/** A market order that closes a position, or a part of it. */
export type ClosingOrder = CheckedOrder & {
  readonly quantity: NonNullable<CheckedOrder['quantity']>;
  readonly positionId: string;
};
