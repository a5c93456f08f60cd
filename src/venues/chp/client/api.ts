import { inspect } from 'node:util';
import { Redactor } from '../../../errors/redact';
import type { HttpResponse } from '../../../transport/http/message';
import { type ChpEndpoint, ENDPOINTS, type EndpointName } from '../endpoints';
import type { ChpApiOptions } from '../generated/records';
import { type ChpSettings, parseApiOptions } from '../options';
import type {
  ChpBarsBody,
  ChpCancelOrderBody,
  ChpLoginBody,
  ChpLogoutBody,
  ChpMoveOrderBody,
  ChpPlaceOrderBody,
  ChpPortfolioBody,
  ChpPortfolioDataBody,
  ChpSymbolBody,
  ChpTokenBody,
  ChpTradesBody,
} from '../types/api';
import type { ChpCallOptions } from '../types/client';
import { type ChpRest, createRest } from './rest';

/** An unjudged answer: any status but a redirect, any text. */
export type ChpResponse = Promise<HttpResponse>;

/**
 * `Api` of CHP_lowlevel_api: one method a URN, each a POST of its parameters as JSON. What comes back is handed on
 * unjudged: status, headers and text.
 *
 * All reject with ValidationError, before anything is sent, for a body that cannot be written; with TimeoutError,
 * AbortedError, ClosedError and ConnectionError, whose `sent` tells whether a byte may have left; with HttpStatusError
 * for a redirect, which is never followed; with ProtocolError for an answer that is no HTTP or over the bound.
 * @see CHP_lowlevel_api
 */
export class ChpApi {
  readonly #settings: ChpSettings;
  readonly #rest: ChpRest;
  readonly #redactor: Redactor;

  /**
   * "Инициализирует объект, не выполняя запросов."
   * @param redactor - knows secrets that a tap must not see; what bodies hold is learned by itself
   * @throws ValidationError, ConfigurationError when the options break a rule
   */
  constructor(options: ChpApiOptions, redactor: Redactor = new Redactor()) {
    this.#settings = parseApiOptions(options);
    this.#redactor = redactor;
    this.#rest = createRest(this.#settings, redactor);
  }

  /** URN Auth/Connected. */
  connected(body: ChpLoginBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('connected', body, options);
  }

  /** URN Auth/Reconnection. */
  reconnection(body: ChpLoginBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('reconnection', body, options);
  }

  /** URN Auth/Disconnected. */
  disconnected(body: ChpLogoutBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('disconnected', body, options);
  }

  /** URN Instruments/GetBars. */
  getBars(body: ChpBarsBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('getBars', body, options);
  }

  /** URN Instruments/GetSymbols. */
  getSymbols(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('getSymbols', body, options);
  }

  /** URN HistoricalData/GetMyPortfolioData. */
  getMyPortfolioData(body: ChpPortfolioDataBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('getMyPortfolioData', body, options);
  }

  /** URN AccountInformation/GetPortfolioList. */
  getPortfolioList(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('getPortfolioList', body, options);
  }

  /** URN Instruments/GetTrades; `since` goes out as `from`. */
  getTrades(body: ChpTradesBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('getTrades', body, options);
  }

  /** URN Instruments/ListenQuotes. */
  listenQuotes(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('listenQuotes', body, options);
  }

  /** URN Instruments/UpdateQuote. */
  updateQuote(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('updateQuote', body, options);
  }

  /** URN Instruments/CancelQuotes. */
  cancelQuotes(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('cancelQuotes', body, options);
  }

  /** URN Instruments/ListenTicks. */
  listenTicks(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('listenTicks', body, options);
  }

  /** URN Instruments/AddTick. */
  addTick(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('addTick', body, options);
  }

  /** URN Instruments/CancelTicks. */
  cancelTicks(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('cancelTicks', body, options);
  }

  /** URN Instruments/ListenBidAsks. */
  listenBidAsks(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('listenBidAsks', body, options);
  }

  /** URN Instruments/UpdateBidAsk. */
  updateBidAsk(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('updateBidAsk', body, options);
  }

  /** URN Instruments/CancelBidAsks. */
  cancelBidAsks(body: ChpSymbolBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('cancelBidAsks', body, options);
  }

  /** URN AccountInformation/ListenPortfolio. */
  listenPortfolio(body: ChpPortfolioBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('listenPortfolio', body, options);
  }

  /** URN AccountInformation/CancelPortfolio. */
  cancelPortfolio(body: ChpPortfolioBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('cancelPortfolio', body, options);
  }

  /** URN Order/Place. */
  placeOrder(body: ChpPlaceOrderBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('placeOrder', body, options);
  }

  /** URN Order/Move. */
  moveOrder(body: ChpMoveOrderBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('moveOrder', body, options);
  }

  /** URN Order/Cancel. */
  cancelOrder(body: ChpCancelOrderBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('cancelOrder', body, options);
  }

  /** URN AccountInformation/UpdateOrder. */
  updateOrder(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('updateOrder', body, options);
  }

  /** URN AccountInformation/UpdatePosition. */
  updatePosition(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('updatePosition', body, options);
  }

  /** URN AccountInformation/AddTrade. */
  addTrade(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('addTrade', body, options);
  }

  /** URN AccountInformation/SetPortfolio. */
  setPortfolio(body: ChpTokenBody, options?: ChpCallOptions): ChpResponse {
    return this.#post('setPortfolio', body, options);
  }

  /** Ends what runs with a ClosedError and lets go of the idle connections. */
  close(): void {
    this.#rest.close();
  }

  /** What may be shown: nothing secret. */
  toJSON(): Record<string, unknown> {
    return { venue: 'chp', url: this.#settings.baseUrl };
  }

  [inspect.custom](): string {
    return `ChpApi ${inspect(this.toJSON())}`;
  }

  async #post(name: EndpointName, body: object, options: ChpCallOptions = {}): ChpResponse {
    const { args: _, ...endpoint }: ChpEndpoint = ENDPOINTS[name];
    const request = this.#rest.request(name, endpoint, body);
    this.#redactor.learn(body);
    return this.#rest.run(name, options, (call) => this.#rest.respond(request, call), endpoint.priority);
  }
}
