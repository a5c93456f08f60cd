import { featuresWithout } from '../../adapter/broker/features';
import type { VenueProfile } from '../../adapter/broker/ports';
import type { Capabilities, OperationName } from '../../broker';
import type { ChpClient } from './client/client';
import { type ChpCandleInterval, CODE_OF_INTERVAL } from './map/market';
import type {
  ChpBrokerOptions,
  ChpCandlesRequest,
  ChpChannelOptions,
  ChpModifyOrderRequest,
  ChpPlaceOrderRequest,
} from './types/broker';

/** A `cookie` is a 32-bit number on the COM side. */
const CLIENT_ORDER_ID = {
  pattern:
    /^(?:[1-9]\d{0,8}|1\d{9}|20\d{8}|21[0-3]\d{7}|214[0-6]\d{6}|2147[0-3]\d{5}|21474[0-7]\d{4}|214748[0-2]\d{3}|2147483[0-5]\d{2}|21474836[0-3]\d|214748364[0-7])$/,
  rule: 'must be a whole number of 1 to 2147483647 in digits',
};

/** Read and streamed alike: a stream of candles reads each when it has ended. */
const CANDLE_INTERVALS = Object.freeze(Object.keys(CODE_OF_INTERVAL) as ChpCandleInterval[]);

const CAPABILITIES: Capabilities = Object.freeze({
  features: featuresWithout('fetchServerTime', 'modifyPosition', 'subscribe:news'),
  candleIntervals: CANDLE_INTERVALS,
  candleStreamIntervals: CANDLE_INTERVALS,
  builtCandleIntervals: Object.freeze([]),
  orderTypes: Object.freeze(['market', 'limit', 'stop', 'stopLimit'] as const),
  timesInForce: Object.freeze(['day', 'gtc'] as const),
  modifiableFields: Object.freeze(['price'] as const),
  clientOrderId: CLIENT_ORDER_ID,
  streaming: 'poll',
});

/** Kinds of instruments whose prices cannot lie below zero: they are owned, not owed. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['stock', 'bond', 'fund', 'forex', 'option', 'index']);

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'chp',
  capabilities: CAPABILITIES,
  orderRules: {
    positionEffect: true,
    defaultTimeInForce: 'day',
  },
  // Futures and spreads can; what else there is of an unknown kind may.
  hasNegativePrices: (kind = 'unknown') => !NEVER_NEGATIVE.has(kind),
};

/** The types of the venue's broker. */
export interface ChpTypes {
  readonly options: ChpBrokerOptions;
  readonly client: ChpClient;
  readonly operations: Exclude<OperationName, 'fetchServerTime' | 'modifyPosition'>;
  readonly channels: ChpChannelOptions;
  readonly requests: {
    readonly fetchCandles: ChpCandlesRequest;
    readonly placeOrder: ChpPlaceOrderRequest;
    readonly modifyOrder: ChpModifyOrderRequest;
  };
  readonly extras: undefined;
}
