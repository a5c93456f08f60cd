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

/** The calls of a `ChpApi`, and what each of them sends. */
export interface ChpApiBodies {
  /** URN Auth/Connected. */
  readonly connected: ChpLoginBody;
  /** URN Auth/Reconnection. */
  readonly reconnection: ChpLoginBody;
  /** URN Auth/Disconnected. */
  readonly disconnected: ChpLogoutBody;
  /** URN Instruments/GetBars. */
  readonly getBars: ChpBarsBody;
  /** URN Instruments/GetSymbols. */
  readonly getSymbols: ChpTokenBody;
  /** URN HistoricalData/GetMyPortfolioData. */
  readonly getMyPortfolioData: ChpPortfolioDataBody;
  /** URN AccountInformation/GetPortfolioList. */
  readonly getPortfolioList: ChpTokenBody;
  /** URN Instruments/GetTrades; `since` goes out as `from`. */
  readonly getTrades: ChpTradesBody;
  /** URN Instruments/ListenQuotes. */
  readonly listenQuotes: ChpSymbolBody;
  /** URN Instruments/UpdateQuote. */
  readonly updateQuote: ChpTokenBody;
  /** URN Instruments/CancelQuotes. */
  readonly cancelQuotes: ChpSymbolBody;
  /** URN Instruments/ListenTicks. */
  readonly listenTicks: ChpSymbolBody;
  /** URN Instruments/AddTick. */
  readonly addTick: ChpTokenBody;
  /** URN Instruments/CancelTicks. */
  readonly cancelTicks: ChpSymbolBody;
  /** URN Instruments/ListenBidAsks. */
  readonly listenBidAsks: ChpSymbolBody;
  /** URN Instruments/UpdateBidAsk. */
  readonly updateBidAsk: ChpTokenBody;
  /** URN Instruments/CancelBidAsks. */
  readonly cancelBidAsks: ChpSymbolBody;
  /** URN AccountInformation/ListenPortfolio. */
  readonly listenPortfolio: ChpPortfolioBody;
  /** URN AccountInformation/CancelPortfolio. */
  readonly cancelPortfolio: ChpPortfolioBody;
  /** URN Order/Place. */
  readonly placeOrder: ChpPlaceOrderBody;
  /** URN Order/Move. */
  readonly moveOrder: ChpMoveOrderBody;
  /** URN Order/Cancel. */
  readonly cancelOrder: ChpCancelOrderBody;
  /** URN AccountInformation/UpdateOrder. */
  readonly updateOrder: ChpTokenBody;
  /** URN AccountInformation/UpdatePosition. */
  readonly updatePosition: ChpTokenBody;
  /** URN AccountInformation/AddTrade. */
  readonly addTrade: ChpTokenBody;
  /** URN AccountInformation/SetPortfolio. */
  readonly setPortfolio: ChpTokenBody;
}
