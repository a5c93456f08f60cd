import type { Decimal } from './decimal';
import type { RecordMeta } from './record';

/** The kind of an instrument; open, because venues have kinds of their own. */
export type InstrumentKind =
  | 'spot'
  | 'forex'
  | 'cfd'
  | 'stock'
  | 'right'
  | 'bond'
  | 'future'
  | 'option'
  | 'index'
  | 'fund'
  | (string & {});

/** Something that can be quoted or traded. */
export interface Instrument extends RecordMeta {
  /** The venue's own symbol. */
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  /** What is bought, of a pair. */
  readonly base?: string;
  /** What it is paid with, of a pair. */
  readonly quote?: string;
  /** The currency of prices or of profit, as the venue states it. */
  readonly currency: string;
  /** Decimals of a price. */
  readonly priceDecimals?: number;
  /** Smallest difference of two prices. */
  readonly tickSize?: Decimal;
  /** Smallest difference of two quantities. */
  readonly lotStep?: Decimal;
  readonly minQuantity?: Decimal;
  readonly maxQuantity?: Decimal;
  /** Smallest difference of two amounts of an order that spends one. */
  readonly quoteStep?: Decimal;
  /** Least value of an order, price times quantity, in the quote currency. */
  readonly minNotional?: Decimal;
  readonly maxNotional?: Decimal;
  /** Units in a quantity of 1. */
  readonly contractSize?: Decimal;
  /**
   * The fee of a trade that took no liquidity, as a fraction of its value: `0.002` is 0.2 %. Below 0 it is paid to the
   * account. It is what the venue states for the account, before discounts; absent where it states no rate.
   */
  readonly makerFeeRate?: Decimal;
  /** The same of a trade that took liquidity. */
  readonly takerFeeRate?: Decimal;
  /** When it ceases to exist, UTC epoch ms. */
  readonly expiryTime?: number;
  /** Whether orders are accepted, as far as the venue says. */
  readonly tradable: boolean;
}
