import type { Clock } from '../../../core/clock';
import type { Market } from '../../market/market';
import type { SpotBook } from '../book';
import type { PoloniexFaults } from '../faults';
import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import type { MarketRows } from '../rows/market';
import type { Tape } from '../tape';

/** What the hub tells about. */
export interface PublicHubSource {
  readonly clock: Clock;
  readonly market: Market<PoloniexInstrument>;
  readonly book: SpotBook;
  readonly tape: Tape;
  readonly rows: MarketRows;
  readonly faults: PoloniexFaults;
  /** What the venue allows now. */
  readonly mode: { readonly maintenance: boolean; readonly postOnly: boolean };
  /** The venue's own time. */
  now(): number;
}

/** A connection of the public side. */
export interface PublicListener {
  /** The symbols that it wants of a channel. */
  symbolsOf(channel: string): ReadonlySet<string> | undefined;
  /** How deep it wants whole books. */
  readonly depth: number;
  tell(channel: string, rows: readonly Row[], action?: 'snapshot' | 'update'): void;
}

/** The connections that want a symbol of a channel. */
export type ListenersOf = (channel: string, symbol: string) => readonly PublicListener[];
