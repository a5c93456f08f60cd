import type { BrokerState, ChannelRecords, OrderJournal } from '../../broker';
import type { Clock } from '../../core/clock';
import type { MaybePromise } from '../../core/maybe-promise';
import type { VenueId } from '../../core/venue-id';
import type { Redactor } from '../../errors/redact';
import type { Instrument, Order } from '../../model';
import type { OrderRules } from '../../orders/order-rules';
import type { OrderTracker } from '../../orders/order-tracker';
import type { CallRunner } from '../calls';
import type { PrivateChannel } from '../channels/private-channels';
import type { OrderPort } from './order-port';

/** What of a broker its order manager works with. What it is told with throws nothing. */
export interface OrderManagerContext {
  /** Runs the calls of the broker. */
  readonly calls: CallRunner;
  /** Takes the credentials out of what a venue says. */
  readonly redactor: Redactor;
  state(): BrokerState;
  /** Throws what keeps a write from leaving; asked in the turn in which its first byte does. */
  guard?(): void;
  /** Emits a private record to the listeners of the broker and to the subscriptions of its channel. */
  publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void;
  /** Whether a private record must not be emitted: its values cannot be true, and the account is being read again. */
  doubts<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): boolean;
  adopted(order: Order): void;
  /** Something to know that stops nothing: a `warning`. */
  report(code: string, message: string, error?: unknown): void;
}

export interface OrderManagerOptions extends OrderManagerContext {
  readonly venue: VenueId;
  readonly port: OrderPort;
  readonly rules: OrderRules;
  readonly tracker: OrderTracker;
  /** The instrument of a symbol. @throws ValidationError when the venue has none; suggests one whose case differs */
  instrument(symbol: string): MaybePromise<Instrument>;
  readonly journal: OrderJournal;
  readonly clock: Clock;
  /** The venue's clock, UTC epoch ms: expiries and searches of history are judged by it. */
  serverTime(): number;
  /** @defaultValue ids that use the room of `rules.clientOrderId` */
  readonly newClientOrderId?: (() => string) | undefined;
}
