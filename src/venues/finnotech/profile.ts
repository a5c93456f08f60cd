import type { VenueProfile } from '../../adapter/broker/ports';
import type { Call } from '../../adapter/calls';
import type { Capabilities } from '../../broker';
import type { FinnotechClient } from './client/client';
import type { FinnotechAssessment } from './generated/records';
import type {
  FinnotechBrokerOptions,
  FinnotechCandlesRequest,
  FinnotechChannelOptions,
} from './types/broker';
import type { FinnotechDate } from './types/services';

const CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze(['subscribe:quotes', 'subscribe:candles'] as const),
  candleIntervals: Object.freeze(['1m', '1d', '1w', '1M', '1q'] as const),
  candleStreamIntervals: Object.freeze(['1m'] as const),
  // The venue reads no interval between a minute and a day.
  builtCandleIntervals: Object.freeze([]),
  orderTypes: Object.freeze([]),
  timesInForce: Object.freeze([]),
  modifiableFields: Object.freeze([]),
  // A call gets a token where there is none.
  readsWithoutConnect: Object.freeze([
    'fetchInstruments',
    'fetchInstrument',
    'fetchQuotes',
    'fetchCandles',
  ] as const),
  streaming: 'poll',
});

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'finnotech',
  capabilities: CAPABILITIES,
  extras: { fetchCompanyAssessment: { parameters: 1, result: 'records' } },
};

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
