import type { OpenText, PoloniexAccountType } from './open';

/** A row of GET /accounts. */
export interface PoloniexAccount {
  readonly accountId: string;
  readonly accountType: PoloniexAccountType;
  readonly accountState: OpenText<'NORMAL' | 'LOCKED'>;
}

/** A currency of an account. */
export interface PoloniexCurrencyBalance {
  readonly currencyId?: string;
  readonly currency: string;
  readonly available: string;
  readonly hold: string;
}

/** A row of GET /accounts/balances. */
export interface PoloniexAccountBalances {
  readonly accountId: string;
  readonly accountType: PoloniexAccountType;
  readonly balances: readonly PoloniexCurrencyBalance[];
}

/** Answer of GET /feeinfo. */
export interface PoloniexFeeInfo {
  readonly trxDiscount: boolean;
  /** A fraction: `0.00145` is 0.145 per cent. */
  readonly makerRate: string;
  readonly takerRate: string;
  readonly volume30D: string;
  readonly specialFeeRates?: readonly {
    readonly symbol: string;
    readonly makerRate: string;
    readonly takerRate: string;
  }[];
}

/** Arguments of GET /accounts/balances. */
export interface PoloniexBalancesArguments {
  readonly accountType?: PoloniexAccountType | undefined;
}
