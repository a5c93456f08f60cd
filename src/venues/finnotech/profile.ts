import type { VenueProfile } from '../../adapter/broker/ports';
import type { Call } from '../../adapter/calls';
import type {
  BrokerOptions,
  CandlesOptions,
  CandlesRequest,
  Capabilities,
  ChannelRecords,
  SymbolsOptions,
} from '../../broker';
import type { FinnotechClient } from './client/client';
import type { FinnotechClientOptions } from './types/client';
import type { FinnotechAssessment } from './types/rows';
import type { FinnotechAdjustment, FinnotechDate } from './types/services';

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

const CANDLE_INTERVALS = ['1m', '1d', '1w', '1M', '1q'] as const;

const CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze(['subscribe:quotes', 'subscribe:candles'] as const),
  candleIntervals: Object.freeze([...CANDLE_INTERVALS]),
  candleStreamIntervals: Object.freeze(['1m'] as const),
  orderTypes: Object.freeze([]),
  timesInForce: Object.freeze([]),
  modifiableFields: Object.freeze([]),
  streaming: 'poll',
});

/** The venue, as data. */
export const profile: VenueProfile = { id: 'finnotech', capabilities: CAPABILITIES };

/** The types of the venue's broker. */
export interface FinnotechTypes {
  readonly options: FinnotechBrokerOptions;
  readonly client: FinnotechClient;
  readonly operations: never;
  readonly channels: FinnotechChannelOptions;
  readonly requests: { readonly fetchCandles: FinnotechCandlesRequest };
  readonly extras: {
    assessment(
      symbol: string,
      date: FinnotechDate | undefined,
      call: Call,
    ): Promise<readonly FinnotechAssessment[]>;
  };
}
