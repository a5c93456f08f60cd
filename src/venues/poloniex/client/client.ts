import { inspect } from 'node:util';
import type { AnswerOf } from '../../../adapter/rest/endpoint';
import { callsOf, type TableCall } from '../../../adapter/schema/table-call';
import { INSPECT } from '../../../core/inspect-symbol';
import { redactorOf } from '../../../errors/redact';
import { CUT_ENDPOINTS, type ENDPOINTS } from '../endpoints';
import { PoloniexMethods } from '../generated/poloniex-methods';
import type {
  PoloniexClientOptions,
  PoloniexCreateOrderArguments,
  PoloniexOrderIds,
  PoloniexReplaceOrderArguments,
  PoloniexReplaceSmartOrderArguments,
} from '../generated/records';
import { type PoloniexSettings, parseOptions } from '../options';
import { RestRequests } from '../rest/requests';
import type { SocketContext } from '../socket/context';
import { PoloniexPrivateSocket } from '../socket/private-socket';
import { PoloniexPublicSocket } from '../socket/public-socket';
import type { PoloniexCallOptions, PoloniexSocketName, PoloniexTimeSync } from '../types/client';
import type { PoloniexBatchRow, PoloniexOrderRef } from '../types/trading';
import { replaceSmartOrderArguments } from '../wire/arguments-smart';
import { checkReplacement, replaceOrderArguments } from '../wire/arguments-trading';

export { rawOf } from '../../../adapter/schema/raw-records';

const callOf = callsOf<typeof ENDPOINTS>();

/**
 * The venue's spot interface: every request of REST under its name in camel case, and the two sockets.
 *
 * A method rejects with
 * - `ValidationError`, `ConfigurationError`, `NotConnectedError`: bad arguments, no API key, or the venue's time cannot
 *   be had; nothing was sent
 * - `PoloniexError`: the venue refused, with its code and text; `AuthenticationError`: it refused the key or signature
 * - `RateLimitError`: a quota is used up, the venue's or, with `sent: false`, the queue in front of it
 * - `HttpStatusError`: a page or nothing instead of JSON; `ProtocolError`: an answer that breaks its schema
 * - `TimeoutError`, `AbortedError`, `ClosedError`, `ConnectionError`: `sent` tells whether the venue may have it
 *
 * A read that is refused for its timestamp is sent once more, with the venue's time taken anew. Nothing else is repeated.
 * Requests wait for the venue's quotas, urgent ones first: cancels, orders, then reads.
 * @see Poloniex API, spot
 */
export class PoloniexClient extends PoloniexMethods {
  /** Market data as it happens. */
  readonly publicSocket: PoloniexPublicSocket;
  /** Own orders and balances as they change, and order entry; needs the API key. */
  readonly privateSocket: PoloniexPrivateSocket;
  readonly #settings: PoloniexSettings;
  readonly #redactor = redactorOf(this);
  readonly #rest: RestRequests;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is sent */
  constructor(options: PoloniexClientOptions = {}) {
    super();
    const { settings, credentials } = parseOptions(options);
    this.#settings = { ...settings, logger: this.#redactor.logger(settings.logger) };
    if (credentials) this.#redactor.learn(credentials);
    this.#rest = new RestRequests(this.#settings, credentials, this.#redactor);
    this.publicSocket = new PoloniexPublicSocket(this.#socket('public', settings.publicUrl));
    this.privateSocket = new PoloniexPrivateSocket({
      ...this.#socket('private', settings.privateUrl),
      authenticate: (signal) => this.#rest.authenticate(signal),
    });
  }

  /** Whether the venue's clock has been measured. */
  get hasServerTime(): boolean {
    return this.#rest.serverClock.hasTime;
  }

  /** Round trip of the last measurement, in ms; undefined before the first. */
  get lastRoundTripMs(): number | undefined {
    return this.#rest.serverClock.roundTripMs;
  }

  /** The venue's time now, UTC epoch ms; this machine's before the first measurement. */
  serverTime(): number {
    return this.#rest.serverClock.now();
  }

  /**
   * Measures the venue's clock: of several answers the one with the shortest round trip counts.
   *
   * Signed requests wait for the first measurement and have it repeated beside them every ten minutes.
   */
  syncTime(options?: PoloniexCallOptions): Promise<PoloniexTimeSync> {
    return this.#rest.syncTime(options);
  }

  /** Places 1 to 20 orders: a row each, in their order, some of which may be refusals. */
  createOrders(
    orders: readonly PoloniexCreateOrderArguments[],
    options?: PoloniexCallOptions,
  ): Promise<readonly PoloniexBatchRow[]> {
    return this.call(callOf('createOrders', { orders }), options);
  }

  /**
   * Cancels an order and places one that has the same fields but for those given; resolves with the new one's ids.
   *
   * The venue may cancel the old one and then refuse the new one: a PoloniexError does not say that the old one is
   * still there.
   */
  async replaceOrder(
    ref: PoloniexOrderRef,
    changes: PoloniexReplaceOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const args = checkReplacement(ref, changes, replaceOrderArguments, 'replaceOrder');
    return this.call(callOf('replaceOrder', args), options);
  }

  /** Cancels a smart order and places one with the changes, as `replaceOrder` does. */
  async replaceSmartOrder(
    ref: PoloniexOrderRef,
    changes: PoloniexReplaceSmartOrderArguments,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexOrderIds> {
    const args = checkReplacement(ref, changes, replaceSmartOrderArguments, 'replaceSmartOrder');
    return this.call(callOf('replaceSmartOrder', args), options);
  }

  /**
   * Reads a list as its method does, with what a broker asks for alone.
   * @internal
   */
  async cut<N extends keyof typeof CUT_ENDPOINTS>(
    name: N,
    args: Parameters<PoloniexMethods[N]>[0],
    options?: PoloniexCallOptions,
  ): Promise<AnswerOf<(typeof CUT_ENDPOINTS)[N]>> {
    return (await this.#rest.call(name, CUT_ENDPOINTS[name], args, options)).result;
  }

  /** Ends everything with a ClosedError, the sockets too; it can be called again. */
  async close(): Promise<void> {
    this.#rest.close();
    await Promise.all([this.publicSocket.close(), this.privateSocket.close()]);
  }

  /** What may be shown of the client: nothing secret. */
  toJSON(): Record<string, unknown> {
    const { baseUrl, publicUrl, privateUrl } = this.#settings;
    return { venue: 'poloniex', url: baseUrl, publicUrl, privateUrl };
  }

  [INSPECT](): string {
    return `PoloniexClient ${inspect(this.toJSON())}`;
  }

  protected call<T>(call: TableCall<T>, options?: PoloniexCallOptions): Promise<T> {
    return this.#rest.send(call, options);
  }

  #socket(name: PoloniexSocketName, url: string): SocketContext {
    return {
      ...this.#settings,
      name,
      url,
      redactor: this.#redactor,
      nextId: () => this.#rest.nextId(),
    };
  }
}
