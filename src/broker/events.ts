import type { VenueId } from '../core/venue-id';
import type { Balance, Fill, Order, Position } from '../model';
import type { Channel } from './channels';
import type { JournalOutcome } from './order-journal';
import type { BrokerStatus } from './status';
import type { Gap, Resynced } from './subscription';

/** Something a user should know that does not stop the broker. */
export interface BrokerWarning {
  /** Stable, for programs: `clockSkew`, `unknownValue`, `listenerError`, `overfill`, ... */
  readonly code: string;
  readonly message: string;
  readonly error?: Error;
}

/** What a broker emits. Private events (order, fill, position, balance) run from `connect` where the venue has them. */
export interface BrokerEvents {
  status: (status: BrokerStatus) => void;
  warning: (warning: BrokerWarning) => void;
  gap: (gap: Gap) => void;
  resynced: (result: Resynced) => void;
  /** Goes to the logger when there is no listener. */
  error: (error: Error) => void;
  order: (order: Order) => void;
  fill: (fill: Fill) => void;
  position: (position: Position) => void;
  balance: (balance: Balance) => void;
  /** An order whose outcome was unknown, or that was considered not placed, has been found at the venue. */
  adopted: (order: Order) => void;
}

/** Whose a message of a diagnostics channel is. */
export interface DiagnosticSource {
  readonly venue: VenueId;
  /** Distinguishes the brokers of a process, such as `xapi-0k3f`: what the request ids of the broker begin with. */
  readonly broker: string;
}

/**
 * A call of a broker, on the tracing channel `venuekit:call`. One object a call, shared by its events `start`, `end`,
 * `asyncStart`, `asyncEnd` and, where it fails, `error`. It holds neither the request nor the result.
 *
 * A read whose arguments break a rule rejects before there is a call, and is not published.
 */
export interface CallMessage extends DiagnosticSource {
  /** The method, such as `placeOrder` or `connect`; of a subscription with its channel: `subscribe:quotes`. */
  readonly operation: string;
  /** That of the call's errors. */
  readonly requestId: string;
  /** What the call rejected with, without credentials; absent before, and where it resolves. */
  readonly error?: unknown;
  /** Of an error of the SDK: whether a byte of the request may have left. Absent where that is not known. */
  readonly sent?: boolean;
  /** How long the call took in ms, by the broker's clock; absent before `asyncStart`. */
  readonly durationMs?: number;
}

/** A broker has entered a state, on `venuekit:status`. */
export interface StatusMessage extends DiagnosticSource, BrokerStatus {
  readonly previous: BrokerStatus['state'];
}

/** A broker is live again after it lost its connection, on `venuekit:reconnect`. */
export interface ReconnectMessage extends DiagnosticSource {
  /** How long it was not live, in ms by the broker's clock. */
  readonly downMs: number;
  /** Attempts that it took, at least 1. */
  readonly attempts: number;
  /** Of the new connection. */
  readonly epoch: number;
}

/** Events may be missing, on `venuekit:gap`: as the broker, and as each subscription, emits it. */
export interface GapMessage extends DiagnosticSource, Gap {
  readonly scope: 'broker' | 'subscription';
}

/** What was completed after a gap of the broker, on `venuekit:resynced`. */
export interface ResyncedMessage extends DiagnosticSource, Resynced {}

/** A warning, on `venuekit:warning`, whether or not the broker has a listener for it. */
export interface WarningMessage extends DiagnosticSource, BrokerWarning {}

/**
 * What became of a write, on `venuekit:order`. One whose answer was lost is `unknown` first; a second message tells what
 * was found out. An order that was `notPlaced` and turns up later is `accepted` in another one.
 */
export interface OrderMessage
  extends DiagnosticSource,
    Pick<JournalOutcome, 'operation' | 'outcome' | 'clientOrderId' | 'orderId'> {}

/** A subscription that is read too slowly has lost records, on `venuekit:dropped`. */
export interface DroppedMessage extends DiagnosticSource {
  readonly channel: Channel;
  /** Records lost since the last message of the subscription. */
  readonly count: number;
}

/**
 * The messages of the channels of `node:diagnostics_channel`, by name. Calls are on a tracing channel:
 * `tracingChannel('venuekit:call')`, with {@link CallMessage}.
 */
export interface DiagnosticMessages {
  readonly 'venuekit:status': StatusMessage;
  readonly 'venuekit:reconnect': ReconnectMessage;
  readonly 'venuekit:gap': GapMessage;
  readonly 'venuekit:resynced': ResyncedMessage;
  readonly 'venuekit:warning': WarningMessage;
  readonly 'venuekit:order': OrderMessage;
  readonly 'venuekit:dropped': DroppedMessage;
}
