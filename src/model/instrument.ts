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
  /** The venue's own symbol, which requests name. */
  readonly symbol: string;
  /** Its title, in the venue's language. */
  readonly name: string;
  /** What it is. */
  readonly kind: InstrumentKind;
  /** What is bought, of a pair; absent of what is no pair. */
  readonly base?: string;
  /** The currency that it is paid with, of a pair; absent of what is no pair. */
  readonly quote?: string;
  /**
   * The currency of its prices: of a pair at Poloniex the same as `quote`, at Finnotech `IRR`, at CHP `RUB` except
   * at foreign exchanges. At XAPI the currency in which its profit is calculated.
   */
  readonly currency: string;
  /** Decimals of a price; absent where the venue states none. */
  readonly priceDecimals?: number;
  /**
   * Smallest difference of two prices; absent where it is not known, and then a price is checked against no step.
   */
  readonly tickSize?: Decimal;
  /** Smallest difference of two quantities; absent where it is not known, and at Finnotech. */
  readonly lotStep?: Decimal;
  /** Least quantity of an order; absent where the venue states none. */
  readonly minQuantity?: Decimal;
  /** Largest quantity of an order; absent where the venue states none, as at CHP. */
  readonly maxQuantity?: Decimal;
  /**
   * Smallest difference of two amounts of an order that spends one, in the quote currency; absent where no order
   * does.
   */
  readonly quoteStep?: Decimal;
  /** Least value of an order, price times quantity, in the quote currency; absent where the venue states none. */
  readonly minNotional?: Decimal;
  /** Largest value of an order, price times quantity, in the quote currency; absent where the venue states none. */
  readonly maxNotional?: Decimal;
  /** Units in a quantity of 1: in a lot at XAPI; absent where a quantity counts the units themselves. */
  readonly contractSize?: Decimal;
  /**
   * The fee of a trade that took no liquidity, as a fraction of its value: `0.002` is 0.2 %. Below 0 it is paid to the
   * account. It is what the venue states for the account, before discounts; absent where it states no rate.
   */
  readonly makerFeeRate?: Decimal;
  /** The same of a trade that took liquidity. */
  readonly takerFeeRate?: Decimal;
  /** When it ceases to exist, UTC epoch ms; absent where it does not, or where the venue states no time. */
  readonly expiryTime?: number;
  /**
   * Whether orders are accepted, as far as the venue states it: false after the expiry at CHP and XAPI, while a
   * market is paused or not open yet at Poloniex, and always at Finnotech.
   */
  readonly tradable: boolean;
}
