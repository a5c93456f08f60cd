import type { Balance, Fill, Order, Position } from '../model';
import type { BrokerStatus } from './status';
import type { Gap, Resynced } from './subscription';

/** Something a user should know that does not stop the broker. */
export interface BrokerWarning {
  /** Stable, for programs: `plaintext`, `clockSkew`, `unknownValue`, `listenerError`, `overfill`, ... */
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
