import type {
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  ChannelRecords,
  SymbolsOptions,
} from '../../../broker';
import type { FinnotechClientOptions } from './client';
import type { FinnotechAdjustment } from './services';

/** How the venue is polled. */
export interface FinnotechPollOptions {
  /** How long after each full minute the venue is asked, in ms, 0 to 59999: its data changes once a minute. @defaultValue 5000 */
  readonly pollDelayMs?: number | undefined;
  /** Pause after a poll that failed, in ms. @defaultValue 5000 */
  readonly retryDelayMs?: number | undefined;
  /** How long one request of a poll may take, in ms. @defaultValue 10000 */
  readonly pollTimeoutMs?: number | undefined;
  /** Failed polls in a row after which the connection counts as lost. @defaultValue 3 */
  readonly maxFailedPolls?: number | undefined;
  /**
   * Whether the venue is asked once a minute, for one company, also while nothing is subscribed, so that `status` tells
   * the truth. It costs a call of the quota each minute. @defaultValue true
   */
  readonly heartbeat?: boolean | undefined;
}

/** Where to connect, who is it, and how the broker behaves. */
export type FinnotechBrokerOptions = Omit<FinnotechClientOptions, 'onWarning'> &
  BrokerOptions &
  FinnotechPollOptions;

/** Minutes of the current day, days, and with `adjusted` also weeks, Jalali months and quarters. */
export type FinnotechCandleInterval = '1m' | '1d' | '1w' | '1M' | '1q';

/**
 * Minutes of the current day in Tehran; days of any date; with `adjusted` days, weeks from Saturday, Jalali months and
 * quarters in adjusted prices. Weeks, months and quarters exist adjusted only, minutes never.
 */
export type FinnotechCandlesRequest = CandlesRequest<FinnotechCandleInterval> & {
  /** Prices adjusted for capital increases and dividends: the venue's `type`. @defaultValue prices as they were */
  readonly adjusted?: FinnotechAdjustment | undefined;
};

/** The streams of the venue and their options. */
export interface FinnotechChannelOptions {
  readonly quotes: SymbolsOptions;
  readonly candles: CandlesOptions<'1m'>;
}

export type FinnotechChannel = keyof FinnotechChannelOptions & keyof ChannelRecords;
