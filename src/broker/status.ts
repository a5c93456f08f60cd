/** The state of a broker. Orders are accepted in `live` only, cancels also while `syncing` and `stale`. */
export type BrokerState =
  | 'idle'
  | 'connecting'
  | 'authenticating'
  | 'syncing'
  | 'live'
  | 'stale'
  | 'reconnecting'
  | 'closed'
  | 'failed';

/** A state and why it was entered. */
export interface BrokerStatus {
  readonly state: BrokerState;
  /** In words, without secrets. */
  readonly reason?: string;
  /** The error behind it, where there is one. */
  readonly error?: Error;
  /** When it was entered, UTC epoch ms. */
  readonly since: number;
  /** Counts connections: it rises with every attempt. */
  readonly epoch: number;
  /**
   * When the next attempt starts, UTC epoch ms: while `reconnecting`, and while `stale` because the venue refuses the
   * login.
   */
  readonly nextAttemptTime?: number;
}

/** Figures for monitoring a broker. */
export interface BrokerHealth {
  readonly status: BrokerStatus;
  /** Age of the last inbound byte in ms; absent before the first. */
  readonly lastInboundAgeMs?: number;
  /** Round trip of the last probe in ms; absent before the first. */
  readonly latencyMs?: number;
  /** Connections made since the start. */
  readonly connects: number;
  /** Connections lost since the start. */
  readonly disconnects: number;
  /** Whether the link has been lost repeatedly without a stable period between. */
  readonly flapping: boolean;
  /** Requests that wait for their turn or their reply. */
  readonly pendingRequests: number;
  readonly subscriptions: readonly {
    readonly channel: string;
    readonly state: string;
    /** UTC epoch ms of the last event; absent before the first. */
    readonly lastDataTime?: number;
    readonly buffered: number;
    readonly dropped: number;
  }[];
  /** Orders whose outcome is not known yet. */
  readonly unresolvedOrders: number;
}
