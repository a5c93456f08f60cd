import type { DecimalInput } from '../../../model';
import type { OpenNumber, OrderCommand } from './open';

/** @see XAPI 2.5.0, getCurrentUserData */
export interface CurrentUserData {
  readonly companyUnit: number;
  readonly currency: string;
  readonly group: string;
  readonly ibAccount: boolean;
  /** Inactive, always 1. */
  readonly leverage: number;
  /** The leverage is this divided by 100. */
  readonly leverageMultiplier: number;
  readonly spreadType: string | null;
  readonly trailingStop: boolean;
}

/**
 * Amounts in the account's currency.
 * @see XAPI 2.5.0, getMarginLevel
 */
export interface MarginLevel {
  readonly balance: number;
  readonly credit: number;
  readonly currency: string;
  /** Balance and all profits. */
  readonly equity: number;
  readonly margin: number;
  readonly margin_free: number;
  /** In percent. */
  readonly margin_level: number;
}

/** @see XAPI 2.5.0, getMarginTrade */
export interface MarginTrade {
  /** In the account's currency. */
  readonly margin: number;
}

/** @see XAPI 2.5.0, getCommissionDef */
export interface CommissionDef {
  /** In the account's currency; null where not applicable. */
  readonly commission: number | null;
  /** Account currency to the instrument's base currency; null where not applicable. */
  readonly rateOfExchange: number | null;
}

/** A symbol and a volume. */
export interface VolumeArguments {
  readonly symbol: string;
  /** In lots. */
  readonly volume: DecimalInput;
}

/** @see XAPI 2.5.0, getProfitCalculation */
export interface ProfitCalculation {
  /** In the account's currency. */
  readonly profit: number;
}

/** A deal that might have been. */
export interface ProfitCalculationArguments {
  readonly closePrice: DecimalInput;
  readonly cmd: OrderCommand;
  readonly openPrice: DecimalInput;
  readonly symbol: string;
  /** In lots. */
  readonly volume: DecimalInput;
}

/**
 * A trade of a client of an introducing broker; null stands where the account may not look.
 * @see XAPI 2.5.0, getIbsHistory, IB_RECORD
 */
export interface IbRecord {
  readonly closePrice: number | null;
  readonly login: string | null;
  readonly nominal: number | null;
  readonly openPrice: number | null;
  /** 0 buy, 1 sell. */
  readonly side: OpenNumber<0 | 1> | null;
  readonly surname: string | null;
  readonly symbol: string | null;
  /** UTC epoch ms. */
  readonly timestamp: number | null;
  /** In lots. */
  readonly volume: number | null;
}

/** A stretch of time in UTC epoch ms. */
export interface HistoryArguments {
  readonly end: number;
  readonly start: number;
}
