import type { Clock } from '../../../core/clock';
import type { Market } from '../../market/market';
import type { SpotBook } from '../book';
import type { PoloniexFaults } from '../faults';
import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import type { MarketRows } from '../rows/market';
import type { Tape } from '../tape';

/** The source of the hub's events. */
export interface PublicHubSource {
  readonly clock: Clock;
  readonly market: Market<PoloniexInstrument>;
  readonly book: SpotBook;
  readonly tape: Tape;
  readonly rows: MarketRows;
  readonly faults: PoloniexFaults;
  /** The current modes of the venue. */
  readonly mode: { readonly maintenance: boolean; readonly postOnly: boolean };
  /** The venue's own time. */
  now(): number;
}

/** A connection of the public side. */
export interface PublicListener {
  /** The symbols that it subscribes to on a channel. */
  symbolsOf(channel: string): ReadonlySet<string> | undefined;
  /** The depth of its full books. */
  readonly depth: number;
  sendRows(channel: string, rows: readonly Row[], action?: 'snapshot' | 'update'): void;
}

/** The connections subscribed to a symbol of a channel. */
export type ListenersOf = (channel: string, symbol: string) => readonly PublicListener[];
