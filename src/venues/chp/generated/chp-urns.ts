// Generated from the definitions of src/venues/chp by `npm run generate`; do not edit.

import type { DecimalInput } from '../../../model';
import type { HttpResponse } from '../../../transport/http/message';
import type { ChpCallOptions } from '../types/client';

/** One method a URN, which takes the parameters as they are sent. A number is written digit for digit. */
export abstract class ChpUrns {
  /** Sends one request and hands on what comes back. */
  protected abstract post(name: string, body: object, options?: ChpCallOptions): Promise<HttpResponse>;

  /** URN Auth/Connected. */
  connected(
    body: {
      readonly mode?: number | undefined;
      readonly login: string;
      readonly password: string;
      readonly token: string;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('connected', body, options);
  }

  /** URN Auth/Reconnection. */
  reconnection(
    body: {
      readonly mode?: number | undefined;
      readonly login: string;
      readonly password: string;
      readonly token: string;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('reconnection', body, options);
  }

  /** URN Auth/Disconnected. */
  disconnected(
    body: { readonly login: string; readonly password: string; readonly token: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('disconnected', body, options);
  }

  /** URN Instruments/GetBars. */
  getBars(
    body: {
      readonly token: string;
      readonly since: string;
      readonly interval: number;
      readonly symbol: string;
      readonly count: number;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('getBars', body, options);
  }

  /** URN Instruments/GetSymbols. */
  getSymbols(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('getSymbols', body, options);
  }

  /** URN Instruments/GetTrades. */
  getTrades(
    body: { readonly token: string; readonly symbol: string; readonly count: number; readonly since: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('getTrades', body, options);
  }

  /** URN Instruments/ListenQuotes. */
  listenQuotes(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('listenQuotes', body, options);
  }

  /** URN Instruments/UpdateQuote. */
  updateQuote(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('updateQuote', body, options);
  }

  /** URN Instruments/CancelQuotes. */
  cancelQuotes(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('cancelQuotes', body, options);
  }

  /** URN Instruments/ListenTicks. */
  listenTicks(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('listenTicks', body, options);
  }

  /** URN Instruments/AddTick. */
  addTick(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('addTick', body, options);
  }

  /** URN Instruments/CancelTicks. */
  cancelTicks(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('cancelTicks', body, options);
  }

  /** URN Instruments/ListenBidAsks. */
  listenBidAsks(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('listenBidAsks', body, options);
  }

  /** URN Instruments/UpdateBidAsk. */
  updateBidAsk(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('updateBidAsk', body, options);
  }

  /** URN Instruments/CancelBidAsks. */
  cancelBidAsks(
    body: { readonly token: string; readonly symbol: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('cancelBidAsks', body, options);
  }

  /** URN HistoricalData/GetMyPortfolioData. */
  getMyPortfolioData(
    body: { readonly token: string; readonly mode: number; readonly portfolio: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('getMyPortfolioData', body, options);
  }

  /** URN AccountInformation/GetPortfolioList. */
  getPortfolioList(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('getPortfolioList', body, options);
  }

  /** URN AccountInformation/ListenPortfolio. */
  listenPortfolio(
    body: { readonly token: string; readonly portfolio: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('listenPortfolio', body, options);
  }

  /** URN AccountInformation/CancelPortfolio. */
  cancelPortfolio(
    body: { readonly token: string; readonly portfolio: string },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('cancelPortfolio', body, options);
  }

  /** URN AccountInformation/UpdateOrder. */
  updateOrder(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('updateOrder', body, options);
  }

  /** URN AccountInformation/UpdatePosition. */
  updatePosition(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('updatePosition', body, options);
  }

  /** URN AccountInformation/AddTrade. */
  addTrade(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('addTrade', body, options);
  }

  /** URN AccountInformation/SetPortfolio. */
  setPortfolio(body: { readonly token: string }, options?: ChpCallOptions): Promise<HttpResponse> {
    return this.post('setPortfolio', body, options);
  }

  /** URN Order/Place. */
  placeOrder(
    body: {
      readonly symbol: string;
      readonly action: number;
      readonly type: number;
      readonly validity: number;
      readonly price: DecimalInput;
      readonly amount: DecimalInput;
      readonly stop: DecimalInput;
      readonly cookie: number;
      readonly token: string;
      readonly portfolio: string;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('placeOrder', body, options);
  }

  /** URN Order/Move. */
  moveOrder(
    body: {
      readonly targetprice: DecimalInput;
      readonly token: string;
      readonly portfolio: string;
      readonly symbol: string;
      readonly orderid: string;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('moveOrder', body, options);
  }

  /** URN Order/Cancel. */
  cancelOrder(
    body: {
      readonly token: string;
      readonly portfolio: string;
      readonly symbol: string;
      readonly orderid: string;
    },
    options?: ChpCallOptions,
  ): Promise<HttpResponse> {
    return this.post('cancelOrder', body, options);
  }
}
