import type { DecimalInput } from '../../../model';

// Bodies of the low-level calls, as CHP_lowlevel_api names them. Values are not judged, only written: a number is
// written digit for digit, a text as it is.

export interface ChpTokenBody {
  readonly token: string;
}

export interface ChpLoginBody extends ChpTokenBody {
  readonly login: string;
  readonly password: string;
  readonly mode?: number | undefined;
}

export interface ChpLogoutBody extends ChpTokenBody {
  readonly login: string;
  readonly password: string;
}

export interface ChpBarsBody extends ChpTokenBody {
  readonly since: string;
  readonly interval: number;
  readonly symbol: string;
  readonly count: number;
}

export interface ChpTradesBody extends ChpTokenBody {
  /** Goes out as `from`, which is what the server reads. */
  readonly since: string;
  readonly symbol: string;
  readonly count: number;
}

export interface ChpSymbolBody extends ChpTokenBody {
  readonly symbol: string;
}

export interface ChpPortfolioBody extends ChpTokenBody {
  readonly portfolio: string;
}

export interface ChpPortfolioDataBody extends ChpPortfolioBody {
  readonly mode: number;
}

export interface ChpPlaceOrderBody extends ChpPortfolioBody {
  readonly symbol: string;
  readonly action: number;
  /** `type_` of the document. */
  readonly type: number;
  readonly validity: number;
  readonly price: DecimalInput;
  readonly amount: DecimalInput;
  readonly stop: DecimalInput;
  readonly cookie: number;
}

export interface ChpCancelOrderBody extends ChpPortfolioBody {
  readonly symbol: string;
  readonly orderid: string;
}

export interface ChpMoveOrderBody extends ChpCancelOrderBody {
  readonly targetprice: DecimalInput;
}
