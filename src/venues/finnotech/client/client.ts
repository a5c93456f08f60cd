import { inspect } from 'node:util';
import { ValidationError } from '../../../errors';
import { redactorOf } from '../../../errors/redact';
import type { VenueClock } from '../../../streaming/time/venue-clock';
import { hhmmOf, jalaliOf, nextTehranDay, tehranDayStart } from '../map/time';
import { type FinnotechSettings, parseClientOptions } from '../options';
import type {
  FinnotechCallOptions,
  FinnotechClientOptions,
  FinnotechToken,
  FinnotechTokenRow,
} from '../types/client';
import type {
  FinnotechAssessment,
  FinnotechBalancedRow,
  FinnotechCompany,
  FinnotechRealtimeRow,
  FinnotechTradeRow,
} from '../types/rows';
import type {
  FinnotechAnswer,
  FinnotechAssessmentArguments,
  FinnotechBalancedArguments,
  FinnotechBalancedByIdArguments,
  FinnotechCompanyArguments,
  FinnotechDailyArguments,
  FinnotechDate,
  FinnotechRealtimeArguments,
  FinnotechServiceArguments,
  FinnotechTime,
} from '../types/services';
import * as check from '../wire/arguments';
import * as read from '../wire/rows';
import { FinnotechCalls } from './calls';
import { FinnotechHttp } from './http';
import { TokenKeeper } from './token-keeper';
import { TokenRequests } from './token-requests';

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
  readonly #http: FinnotechHttp;
  readonly #keeper: TokenKeeper;
  readonly #tokens: TokenRequests;
  readonly #calls: FinnotechCalls;
  readonly #clientId: string;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is sent */
  constructor(options: FinnotechClientOptions) {
    const { settings, credentials } = parseClientOptions(options);
    const redactor = redactorOf(this);
    redactor.learn(credentials);
    this.#settings = { ...settings, logger: redactor.logger(settings.logger) };
    this.#clientId = credentials.clientId;
    this.#http = new FinnotechHttp(settings, redactor);
    this.venueClock = this.#http.venueClock;
    this.#tokens = new TokenRequests(settings, credentials, this.#http, redactor, () => this.#calls.nextId());
    const { clock, random, tokenStore: store } = settings;
    this.#keeper = new TokenKeeper({
      clock,
      random,
      source: this.#tokens,
      store,
      warn: (error) => this.#warn(error),
      onToken: ({ value, refreshToken }) => {
        redactor.add(value);
        if (refreshToken !== undefined) redactor.add(refreshToken);
      },
    });
    const { clientId } = credentials;
    this.#calls = new FinnotechCalls({
      settings,
      clientId,
      http: this.#http,
      keeper: this.#keeper,
      redactor,
    });
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
    const { trackId, coId, fromTime, toTime, isTimePeriod, precedencyRight } = check.checkArguments(
      check.realtimeArguments,
      args,
      'tradesRealtime',
    );
    const from = this.#timeOf(fromTime, 'fromTime');
    const to = this.#timeOf(toTime, 'toTime');
    if (from !== undefined && to !== undefined && from > to) {
      throw new ValidationError('toTime', 'must not be before fromTime', {
        value: toTime,
        venue: 'finnotech',
        operation: 'tradesRealtime',
      });
    }
    const query = { coId, fromTime: from, toTime: to, isTimePeriod, precedencyRight };
    return this.#calls.service(
      { service: 'tradesRealtime', trackId, query, read: read.readRealtimeRow },
      options,
    );
  }

  /** The last trade of the day, of one company or of all. Scope bourse:realTime-trades:get. */
  async realTimeTrades(
    args: FinnotechCompanyArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechTradeRow>> {
    const { trackId, ...query } = check.checkArguments(check.companyArguments, args, 'realTimeTrades');
    return this.#calls.service(
      { service: 'realTimeTrades', trackId, query, read: read.readTradeRow },
      options,
    );
  }

  /** Trading of one day, of one company or of all. Scope bourse:daily-trades:get. */
  async dailyTrades(
    args: FinnotechDailyArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechTradeRow>> {
    const { trackId, companyId, date } = check.checkArguments(check.dailyArguments, args, 'dailyTrades');
    const query = { companyId, date: dateOf(date) };
    return this.#calls.service({ service: 'dailyTrades', trackId, query, read: read.readTradeRow }, options);
  }

  /** Trading of one day with adjusted prices, of one company or of all. Scope bourse:balanced-trades:get. */
  async balancedTrades(
    args: FinnotechBalancedArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechBalancedRow>> {
    const { trackId, companyId, date, type } = check.checkArguments(
      check.balancedArguments,
      args,
      'balancedTrades',
    );
    const query = { companyId, date: dateOf(date), type };
    return this.#calls.service(
      { service: 'balancedTrades', trackId, query, read: read.readBalancedRow },
      options,
    );
  }

  /** Days, weeks, months or quarters of one company with adjusted prices. Scope bourse:balanced-trades-byId:get. */
  async balancedTradesById(
    args: FinnotechBalancedByIdArguments,
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechBalancedRow>> {
    const { trackId, companyId, fromdate, todate, type, comCType } = check.checkArguments(
      check.balancedByIdArguments,
      args,
      'balancedTradesById',
    );
    const from = dateOf(fromdate);
    const to = dateOf(todate);
    // Years, months and days of fixed width: the order of the texts is that of the dates.
    if (from !== undefined && to !== undefined && from > to) {
      throw new ValidationError('todate', 'must not be before fromdate', {
        value: todate,
        venue: 'finnotech',
        operation: 'balancedTradesById',
      });
    }
    const query = { companyId, fromdate: from, todate: to, type, comCType };
    return this.#calls.service(
      { service: 'balancedTradesById', trackId, query, read: read.readBalancedRow },
      options,
    );
  }

  /** All companies of the exchange with their ids and codes. Scope bourse:companies-id-inquiry:get. */
  async companiesIdInquiry(
    args: FinnotechServiceArguments = {},
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechCompany>> {
    const { trackId } = check.checkArguments(check.companiesArguments, args, 'companiesIdInquiry');
    return this.#calls.service(
      { service: 'companiesIdInquiry', trackId, query: {}, read: read.readCompany },
      options,
    );
  }

  /** Financial indices of a company and its score. Scope bourse:company-assessment:get. */
  async companyAssessment(
    args: FinnotechAssessmentArguments,
    options?: FinnotechCallOptions,
  ): Promise<FinnotechAnswer<FinnotechAssessment>> {
    const { trackId, companyId, date } = check.checkArguments(
      check.assessmentArguments,
      args,
      'companyAssessment',
    );
    const query = { companyId, date: dateOf(date) };
    return this.#calls.service(
      { service: 'companyAssessment', trackId, query, read: read.readAssessment },
      options,
    );
  }

  /** The token in use; asked for, or taken from the store, where there is none. It is a secret. */
  token(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#calls.run('token', options, (signal) => this.#keeper.get(signal));
  }

  /** A new token by the client-credentials grant. After refused credentials this is the way to try again. */
  requestToken(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#calls.run('requestToken', options, (signal) => this.#keeper.request(signal));
  }

  /** A new token by the refresh-token grant, ahead of the time at which it happens by itself. */
  refreshToken(options: FinnotechCallOptions = {}): Promise<FinnotechToken> {
    return this.#calls.run('refreshToken', options, (signal) => this.#keeper.refresh(signal));
  }

  /** Ends a token at the venue, without an argument the one in use; the next call asks for a new one. */
  revokeToken(token?: string, options: FinnotechCallOptions = {}): Promise<void> {
    return this.#calls.run('revokeToken', options, async (signal, requestId) => {
      const value = token ?? this.#keeper.current?.value;
      if (typeof value !== 'string' || value === '') {
        throw new ValidationError('token', 'must be a token', { venue: 'finnotech', secret: true });
      }
      await this.#tokens.revoke(value, { operation: 'revokeToken', requestId }, signal);
      if (value === this.#keeper.current?.value) this.#keeper.forget();
    });
  }

  /** The client's tokens as the venue lists them. Scope boomrang:tokens:get, to be named in the option `scopes`. */
  tokens(options: FinnotechCallOptions = {}): Promise<readonly FinnotechTokenRow[]> {
    return this.#calls.run('tokens', options, async (signal, requestId) => {
      const { value } = await this.#keeper.get(signal);
      return this.#tokens.list(value, { operation: 'tokens', requestId }, signal);
    });
  }

  /** Ends what runs with a ClosedError; the token stays good at the venue and in the store. */
  close(): void {
    this.#calls.close();
    this.#keeper.close();
    this.#http.close();
  }

  /** What may be shown: nothing secret. */
  toJSON(): Record<string, unknown> {
    return { venue: 'finnotech', url: this.#settings.baseUrl, clientId: this.#clientId };
  }

  [inspect.custom](): string {
    return `FinnotechClient ${inspect(this.toJSON())}`;
  }

  /** @throws ValidationError for an instant that is not of the current Tehran day, the only one the venue knows */
  #timeOf(time: FinnotechTime | undefined, field: string): string | undefined {
    if (typeof time !== 'number') return time;
    const now = this.venueClock.now();
    if (time >= tehranDayStart(now) && time < nextTehranDay(now)) return hhmmOf(time);
    throw new ValidationError(field, 'must lie in the current day in Tehran', {
      value: time,
      venue: 'finnotech',
      operation: 'tradesRealtime',
    });
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

function dateOf(date: FinnotechDate | undefined): string | undefined {
  return typeof date === 'number' ? jalaliOf(date) : date;
}
