import type { Order, RecordSource } from '../../model';

/**
 * Why the account is looked at: what a gap may have swallowed is read (`gap`), the stream said what cannot be read or be
 * true (`recheck`), or nothing is wrong as far as anybody knows (`audit`).
 */
export type LookReason = 'gap' | 'recheck' | 'audit';

/** One look at the account. Looks never overlap, and each calls the ports in the order in which they are listed. */
export interface Look {
  readonly reason: LookReason;
  /** What the records that it finds carry. */
  readonly source: RecordSource & 'reconcile';
  /** From where on what happened is read again, the venue's clock in UTC epoch ms. */
  readonly since: number;
  readonly signal: AbortSignal;
}

/** The orders of one answer, or of several that belong together. */
export interface ListedOrders {
  /** Ids of the orders that the venue lists: none of them can have vanished. */
  readonly ids: ReadonlySet<string>;
  /** Those that the kit emits, after the fills; empty where the venue's own part has done so. */
  readonly orders: readonly Order[];
}

/** Positions, where the venue has them. */
export interface PositionPorts {
  /** Ids of the positions that are known to be held. */
  held(): readonly string[];
  /**
   * Reads the positions and emits those that have changed.
   * @returns the ids of all that the venue mentions; undefined where this look cannot read them
   */
  read(look: Look): Promise<ReadonlySet<string> | undefined>;
  /**
   * Positions that a complete list lacks are gone. Absent where a list without them proves nothing: positions are then
   * unproved.
   */
  drop?(ids: ReadonlySet<string>, look: Look): void;
}

/** A kind of market data that a gap has touched. */
export interface StreamPorts {
  /** The kind as `resynced` names it. */
  readonly kind: string;
  /**
   * Reads what was missed.
   * @returns whether all of it was read
   */
  read?(signal: AbortSignal): Promise<boolean>;
  /** Asked when the topics have been opened again, where that reads what was missed. */
  isWhole?(): boolean;
}

/** How a venue's account is read. Every port rejects when it could not read to the end. */
export interface AccountPorts {
  /** Begins the private streams: what happens from here on is not missed. */
  listen(signal: AbortSignal): Promise<void>;
  /** Takes in the present state, on the first connection. */
  seed(signal: AbortSignal): Promise<void>;
  /** All orders that work; ended ones may be among them. */
  openOrders(look: Look): Promise<ListedOrders>;
  /** What must be learned before fills can be taken in: which orders smart orders became, for instance. */
  beforeFills?(working: readonly Order[], listed: ReadonlySet<string>, look: Look): Promise<void>;
  /** Reads the own executions since `look.since` and emits those that are new, oldest first. */
  fills(look: Look): Promise<void>;
  /** Orders that have ended since `look.since`, after a gap. Absent where fills, or `openOrders`, tell of them. */
  endedOrders?(look: Look): Promise<readonly Order[]>;
  /**
   * An order that is not listed any more, as the venue knows it; undefined when it does not. Absent where the venue cannot
   * be asked for one: the list is read twice then.
   * @param since - how far back history is to be searched, the venue's clock
   */
  order?(order: Order, since: number, look: Look): Promise<Order | undefined>;
  readonly positions?: PositionPorts | undefined;
  /** Reads the balances and emits those that have changed. */
  balances(look: Look): Promise<void>;
  /** Market data, in the order in which it is made whole. */
  readonly streams: readonly StreamPorts[];
}
