import type { Session } from './hours';

/** The kind of an instrument. */
export type InstrumentKind = 'forex' | 'index' | 'commodity' | 'crypto' | 'stock';

/**
 * An instrument of the engine.
 *
 * Prices are integers in points: the price times 10 to the power of `digits`. Volumes are decimal strings in lots.
 */
export interface Instrument {
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  /** Decimal places of a price. */
  readonly digits: number;
  /** The price grid in points, at least 1. */
  readonly tickPoints: number;
  /** Ask minus bid in points. */
  readonly spreadPoints: number;
  /** The price that the process reverts to, in points. */
  readonly basePoints: number;
  /** Typical daily move as a fraction of the price, at most 0.05. */
  readonly volatility: number;
  /** Units of the underlying in one lot. */
  readonly contractSize: number;
  readonly lotMin: string;
  readonly lotMax: string;
  readonly lotStep: string;
  /** Steps that depend on the volume, by rising `from`; they override `lotStep`. */
  readonly lotSteps?: readonly { readonly from: string; readonly step: string }[];
  /** What is bought: the base currency of a pair, else the currency of the price. */
  readonly currency: string;
  /** The currency of profit. */
  readonly profitCurrency: string;
  /** Margin as a percentage of the nominal value. */
  readonly marginPercent: number;
  /** How near to the price a stop may be, in points. */
  readonly stopsLevelPoints: number;
  readonly longOnly: boolean;
  readonly trailingEnabled: boolean;
  /** Fraction of the nominal value charged at each fill. */
  readonly commissionRate: string;
  /** Points a lot earns (or pays, when negative) each night. */
  readonly swapLongPoints: number;
  readonly swapShortPoints: number;
  /** Price levels of the book. */
  readonly levels: number;
  /** Weekly sessions in CET or CEST; absent means always open. */
  readonly sessions?: readonly Session[];
}
