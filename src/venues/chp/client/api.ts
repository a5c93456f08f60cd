import { inspect } from 'node:util';
import { checkRequestId } from '../../../adapter/schema/arguments';
import { AbortedError, ClosedError, ValidationError } from '../../../errors';
import { Redactor } from '../../../errors/redact';
import { abortReason, checkTimeout, withSent } from '../../../transport/deadline';
import { HttpClient } from '../../../transport/http/client';
import type { HttpResponse } from '../../../transport/http/message';
import { retryAfterOf } from '../../../transport/http/retry-after';
import { RETRY_MS } from '../../../transport/pace/pauses';
import type { TapEvent } from '../../../transport/tap';
import { ENDPOINTS, type EndpointName, paceOf } from '../endpoints';
import { type ChpApiSettings, parseApiOptions } from '../options';
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
import type { ChpApiOptions, ChpCallOptions } from '../types/client';
import { writeBody } from './codec';

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
  readonly #settings: ChpApiSettings;
  readonly #http: HttpClient;
  readonly #redactor: Redactor;
  readonly #sequence = { in: 0, out: 0 };
  #closed = false;

  /**
   * "Инициализирует объект, не выполняя запросов."
   * @param redactor - knows secrets that a tap must not see; what bodies hold is learned by itself
   * @throws ValidationError, ConfigurationError when the options break a rule
   */
  constructor(options: ChpApiOptions, redactor: Redactor = new Redactor()) {
    const settings = parseApiOptions(options);
    const { baseUrl, ca, clock, exposed, logger, maxBodyBytes, maxSockets, tap, timeoutMs } = settings;
    this.#settings = settings;
    this.#redactor = redactor;
    this.#http = new HttpClient({
      baseUrl,
      clock,
      maxBodyBytes,
      timeoutMs,
      maxSockets,
      pace: paceOf(settings.requestsPerSecond),
      redactor,
      headers: { 'content-type': 'application/json' },
      // The document's default: the warning below takes the place of a refusal.
      allowInsecure: 'i-understand',
      ...(ca === undefined ? {} : { ca }),
      ...(tap === undefined ? {} : { tap: (event) => tap(this.#frame(event)) }),
    });
    if (exposed) {
      logger.warn(
        `${baseUrl} is plain HTTP beyond this machine: login, password, token and orders can be read on the way`,
        { venue: 'chp' },
      );
    }
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
    this.#closed = true;
    this.#http.close();
  }

  /** What may be shown: nothing secret. */
  toJSON(): Record<string, unknown> {
    return { venue: 'chp', url: this.#settings.baseUrl };
  }

  [inspect.custom](): string {
    return `ChpApi ${inspect(this.toJSON())}`;
  }

  async #post(operation: EndpointName, body: object, options: ChpCallOptions = {}): ChpResponse {
    const { requestId, timeoutMs, signal, beforeSend, priority = ENDPOINTS[operation].priority } = options;
    checkRequestId(requestId, 'chp');
    const endpoint = ENDPOINTS[operation];
    const text = writeBody(endpoint, body, operation);
    this.#learn(body);
    const path = `/${endpoint.urn}`;
    if (timeoutMs !== undefined) checkTimeout(timeoutMs);
    const context = { venue: 'chp', operation, requestId } as const;
    if (signal?.aborted) throw withSent(abortReason(signal, operation), false, context);
    if (this.#closed) throw new ClosedError('The client was closed', { ...context, sent: false });
    if (beforeSend !== undefined && typeof beforeSend !== 'function') {
      throw new ValidationError('beforeSend', 'must be a function', { ...context, value: beforeSend });
    }
    const announce = (): undefined => this.#announce(beforeSend, context);
    const limits = { timeoutMs, signal, priority, beforeSend: announce };
    const response = await this.#redactor.sealed(
      this.#http.request({ method: 'POST', path, body: text, ...limits, ...context }),
    );
    if (response.status === 429) {
      this.#http.pause(retryAfterOf(response.headers, response.receivedTime) ?? RETRY_MS, priority);
    }
    return response;
  }

  #announce(beforeSend: (() => void) | undefined, context: object): undefined {
    try {
      beforeSend?.();
    } catch (cause) {
      throw new AbortedError('beforeSend failed: the request was not sent', {
        ...context,
        cause,
        sent: false,
      });
    }
  }

  /** A tap must not see them wherever they are echoed. */
  #learn(body: object): void {
    this.#redactor.learn(body);
  }

  #frame({ data, direction, ...event }: TapEvent) {
    this.#sequence[direction] += 1;
    // HTTP has no connection that ends and begins anew: everything is of one epoch.
    return { ...event, direction, epoch: 1, sequence: this.#sequence[direction], data: String(data) };
  }
}
