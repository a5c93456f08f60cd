import type { BrokerStatus, BrokerWarning } from '../../broker';

/**
 * What a connector does.
 * - `standby`: waits for the lease, which another one holds;
 * - `leading`: has the lease and logs in at the venue, for the first time or again;
 * - `reconciling`: has logged in, and reads the account and what its predecessor left open;
 * - `live`: serves the bots;
 * - `stale`: the venue is silent;
 * - `lost`: does not have the lease any more, and ends its connection to the venue; `standby` follows;
 * - `closed`: has ended.
 */
export type ConnectorPhase = 'standby' | 'leading' | 'reconciling' | 'live' | 'stale' | 'lost' | 'closed';

/** What a connector does, and since when. */
export interface ConnectorStatus {
  readonly phase: ConnectorPhase;
  /** Since when, UTC epoch ms by the machine's clock. */
  readonly since: number;
  /** The fencing token of its lease; absent where it has none. */
  readonly token?: number;
  /** Why it came to this, where that is worth saying. */
  readonly reason?: string;
  /** What ended it; absent where it was closed. */
  readonly error?: Error;
}

/** What a connector emits. */
export interface ConnectorEvents {
  /** It does something else. */
  status: (status: ConnectorStatus) => void;
  /** The venue, or the pace that is kept for it, refused a request for their number. */
  quota: (warning: BrokerWarning) => void;
  /** Its broker warns of anything else. */
  warning: (warning: BrokerWarning) => void;
  /**
   * The bus or the venue failed, and the connector goes on trying; the same text at most once in 10 s. It goes to the logger
   * when there is no listener.
   */
  error: (error: Error) => void;
}

/** What a connector does whose broker is in a state. */
export function phaseOf(state: BrokerStatus['state']): ConnectorPhase {
  if (state === 'syncing') return 'reconciling';
  return state === 'live' || state === 'stale' ? state : 'leading';
}
