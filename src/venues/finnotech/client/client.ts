import { inspect } from 'node:util';
import type { AnswerOf } from '../../../adapter/rest/endpoint';
import { INSPECT } from '../../../core/inspect-symbol';
import { ValidationError } from '../../../errors';
import { redactorOf } from '../../../errors/redact';
import type { VenueClock } from '../../../streaming/time/venue-clock';
import { revocation } from '../auth';
import { CUT_SERVICES, SERVICES, TOKENS } from '../endpoints';
import type {
  FinnotechAssessment,
  FinnotechAssessmentArguments,
  FinnotechBalancedArguments,
  FinnotechBalancedByIdArguments,
  FinnotechBalancedRow,
  FinnotechClientOptions,
  FinnotechCompany,
  FinnotechCompanyArguments,
  FinnotechDailyArguments,
  FinnotechRealtimeArguments,
  FinnotechRealtimeRow,
  FinnotechServiceArguments,
  FinnotechTradeRow,
} from '../generated/records';
import { type FinnotechSettings, parseClientOptions } from '../options';
import type { FinnotechCallOptions, FinnotechToken, FinnotechTokenRow } from '../types/client';
import type { FinnotechAnswer, FinnotechServiceName } from '../types/services';
import { createRest, type FinnotechRest } from './rest';
import { TokenKeeper } from './token-keeper';
import { tokenSource } from './token-requests';

export { rawOf } from '../../../adapter/schema/raw-records';

/**
 * Finnotech's bourse services, each under its own name in camel case, and the token that opens them.
 *
 * A service resolves with the rows of an answer that says DONE, and with nothing else: a failure, whatever its HTTP
 * status, rejects with a FinnotechError, a FinnotechScopeError that names the missing scope, a FinnotechTokenError or a
 * RateLimitError; a page instead of JSON with an HttpStatusError; JSON that is no answer with a ProtocolError; bad
 * arguments with a ValidationError before anything is sent. The token is asked for with the first call, renewed ahead of
 * its end, and replaced once when the venue calls it invalid.
 * @see Finnotech, bourse services
 */
export class FinnotechClient {
  readonly #settings: FinnotechSettings;
  /** The venue's clock, as the `Date` headers of its answers tell it: right to a second. */
  readonly venueClock: VenueClock;
  readonly #keeper: TokenKeeper;
  readonly #rest: FinnotechRest;
  readonly #clientId: string;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is sent */
  constructor(options: FinnotechClientOptions) {
    const { settings, credentials } = parseClientOptions(options);
    const redactor = redactorOf(this);
    redactor.learn(credentials);
    this.#settings = { ...settings, logger: redactor.logger(settings.logger) };
    this.#clientId = credentials.clientId;
    const { clock, random, tokenStore: store } = settings;
    this.#keeper = new TokenKeeper({
      clock,
      random,
      source: tokenSource(settings, credentials, () => this.#rest),
      store,
      warn: (error) => this.#warn(error),
      onToken: ({ value, refreshToken }) => {
        redactor.add(value);
        if (refreshToken !== undefined) redactor.add(refreshToken);
      },
    });
    this.#rest = createRest(settings, credentials, this.#keeper, redactor);
    this.venueClock = this.#rest.venueClock;
  }

  /**
   * Statistics of trading of the current day: the last trade, of one company or of all; or with `isTimePeriod` the
   * minutes of a range, of one company. Prices in rials; the venue refreshes them once a minute.
   * @see GET /bourse/v2/clients/{clientId}/trades/realtime, scope bourse:trades-realtime:get
   */
  async tradesRealtime(
    args: FinnotechRealtimeArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechRealtimeRow>> {
    return this.#service('tradesRealtime', args, options);
  }

  /** The last trade of the day, of one company or of all. Scope bourse:realTime-trades:get. */
  async realTimeTrades(
    args: FinnotechCompanyArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechTradeRow>> {
    return this.#service('realTimeTrades', args, options);
  }

  /** Trading of one day, of one company or of all. Scope bourse:daily-trades:get. */
  async dailyTrades(
    args: FinnotechDailyArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechTradeRow>> {
    return this.#service('dailyTrades', args, options);
  }

  /** Trading of one day with adjusted prices, of one company or of all. Scope bourse:balanced-trades:get. */
  async balancedTrades(
    args: FinnotechBalancedArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechBalancedRow>> {
    return this.#service('balancedTrades', args, options);
  }

  /** Days, weeks, months or quarters of one company with adjusted prices. Scope bourse:balanced-trades-byId:get. */
  async balancedTradesById(
    args: FinnotechBalancedByIdArguments,
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechBalancedRow>> {
    return this.#service('balancedTradesById', args, options);
  }

  /** All companies of the exchange with their ids and codes. Scope bourse:companies-id-inquiry:get. */
  async companiesIdInquiry(
    args: FinnotechServiceArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechCompany>> {
    return this.#service('companiesIdInquiry', args, options);
  }

  /** Financial indices of a company and its score. Scope bourse:company-assessment:get. */
  async companyAssessment(
    args: FinnotechAssessmentArguments,
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechAssessment>> {
    return this.#service('companyAssessment', args, options);
  }

  /**
   * Reads a list as its service does, with what a broker asks for alone.
   * @internal
   */
  async cut(
    name: keyof typeof CUT_SERVICES,
    args: FinnotechRealtimeArguments,
    options?: FinnotechCallOptions,
  ): Promise<{ readonly result: AnswerOf<(typeof CUT_SERVICES)[typeof name]> }> {
    const { result } = await this.#rest.call(name, CUT_SERVICES[name], args, options);
    this.#keeper.worked();
    return { result };
  }

  /** The token in use; asked for, or taken from the store, where there is none. It is a secret. */
  token(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#rest.run('token', options, ({ deadline }) => this.#keeper.get(deadline.signal));
  }

  /** A new token by the client-credentials grant. After refused credentials this is the way to try again. */
  requestToken(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#rest.run('requestToken', options, ({ deadline }) => this.#keeper.request(deadline.signal));
  }

  /** A new token by the refresh-token grant, ahead of the time at which it happens by itself. */
  refreshToken(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#rest.run('refreshToken', options, ({ deadline }) => this.#keeper.refresh(deadline.signal));
  }

  /** Ends a token at the venue, without an argument the one in use; the next call asks for a new one. */
  async revokeToken(token?: string, options: FinnotechCallOptions = {}): Promise<void> {
    const value = token ?? this.#keeper.current?.value;
    if (typeof value !== 'string' || value === '') {
      throw new ValidationError('token', 'must be a token', { venue: 'finnotech', secret: true });
    }
    await this.#rest.call('revokeToken', TOKENS.revoke, revocation(value), options);
    if (value === this.#keeper.current?.value) this.#keeper.forget();
  }

  /** The client's tokens as the venue lists them. Scope boomrang:tokens:get, to be named in the option `scopes`. */
  async tokens(options: FinnotechCallOptions = {}): Promise<readonly FinnotechTokenRow[]> {
    const { result } = await this.#rest.call('tokens', TOKENS.list, undefined, options);
    return result;
  }

  /** Ends what runs with a ClosedError; the token stays good at the venue and in the store. */
  close(): void {
    this.#keeper.close();
    this.#rest.close();
  }

  /** What may be shown: nothing secret. */
  toJSON(): Record<string, unknown> {
    return { venue: 'finnotech', url: this.#settings.baseUrl, clientId: this.#clientId };
  }

  [INSPECT](): string {
    return `FinnotechClient ${inspect(this.toJSON())}`;
  }

  async #service<N extends FinnotechServiceName>(name: N, args: object, options?: FinnotechCallOptions) {
    const { payload, result } = await this.#rest.call(name, SERVICES[name], args, options);
    this.#keeper.worked();
    const { responseCode, trackId } = payload;
    const rows: AnswerOf<(typeof SERVICES)[N]> = result;
    return { trackId, ...(responseCode === undefined ? {} : { responseCode }), result: rows };
  }

  #warn(error: unknown): void {
    const { logger, onWarning } = this.#settings;
    const shown = redactorOf(this).error(error);
    try {
      if (onWarning) onWarning(shown);
      else logger.warn(shown.message, { venue: 'finnotech' });
    } catch {
      // A listener that throws must not end what goes on in the background.
    }
  }
}
