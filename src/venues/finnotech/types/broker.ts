import type {
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  ChannelRecords,
  SymbolsOptions,
} from '../../../broker';
import type { FinnotechClientOptions, FinnotechPollOptions } from '../generated/records';
import type { FinnotechAdjustment } from './services';

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
