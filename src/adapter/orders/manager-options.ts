import type { BrokerState, BrokerWarning, OrderJournal } from '../../broker';
import type { Clock } from '../../core/clock';
import type { VenueId } from '../../core/venue-id';
import type { Redactor } from '../../errors/redact';
import type { Fill, Instrument, Order } from '../../model';
import type { OrderRules } from '../../orders/order-rules';
import type { OrderTracker } from '../../orders/order-tracker';
import type { CallRunner } from '../calls';
import type { OrderPort } from './order-port';

/** What the manager tells the broker. None of these may throw. */
export interface OrderManagerEvents {
  order(order: Order): void;
  fill(fill: Fill): void;
  adopted(order: Order): void;
  warning(warning: BrokerWarning): void;
  /**
   * Whether a report must not be taken in, for its values cannot be true and the venue is asked again.
   * @defaultValue none is
   */
  isImplausibleOrder?(order: Order): boolean;
  /** As `isImplausibleOrder`. */
  isImplausibleFill?(fill: Fill): boolean;
}

/** What an order manager is made of. */
export interface OrderManagerOptions {
  readonly venue: VenueId;
  readonly port: OrderPort;
  readonly rules: OrderRules;
  readonly tracker: OrderTracker;
  /** The instrument of a symbol. @throws ValidationError when the venue has none; suggests one whose case differs */
  instrument(symbol: string): Promise<Instrument>;
  readonly journal: OrderJournal;
  readonly clock: Clock;
  /** The venue's clock, UTC epoch ms: expiries and searches of history are judged by it. */
  serverTime(): number;
  /** Runs the calls of the broker. */
  readonly calls: CallRunner;
  state(): BrokerState;
  readonly emit: OrderManagerEvents;
  /** Takes the credentials out of a refusal, whose words become the `reason` of an order. */
  readonly redactor: Redactor;
  /** @defaultValue ids that use the room of `rules.clientOrderId` */
  newClientOrderId?(): string;
}
