import { featuresWithout } from '../../adapter/broker/features';
import type { VenueProfile } from '../../adapter/broker/ports';
import { isCode } from '../../adapter/schema/codes';
import type { Capabilities, OperationName } from '../../broker';
import type { XapiClient } from './client/client';
import type { XapiConnection } from './connection';
import { SESSION_CONFLICT } from './endpoints';
import { BUILT_INTERVALS, PERIOD_OF_INTERVAL, type XapiInterval } from './map';
import type {
  XapiBrokerOptions,
  XapiCandlesRequest,
  XapiChannelOptions,
  XapiModifyOrderRequest,
  XapiPlaceOrderRequest,
} from './types/broker';

/** Valid as `customComment`, of which the venue says no more than that it is text. */
const CLIENT_ORDER_ID = { pattern: /^[\x21-\x7e]{1,64}$/, rule: 'must be 1 to 64 visible ASCII characters' };

const CAPABILITIES: Capabilities = Object.freeze({
  features: featuresWithout('fetchTrades', 'subscribe:trades'),
  candleIntervals: Object.freeze(Object.keys(PERIOD_OF_INTERVAL) as XapiInterval[]),
  candleStreamIntervals: Object.freeze(['1m'] as const),
  builtCandleIntervals: BUILT_INTERVALS,
  orderTypes: Object.freeze(['market', 'limit', 'stop'] as const),
  timesInForce: Object.freeze(['gtc', 'gtd'] as const),
  modifiableFields: Object.freeze(['price', 'stopPrice', 'stopLoss', 'takeProfit', 'expireTime'] as const),
  clientOrderId: CLIENT_ORDER_ID,
  streaming: 'push',
});

/**
 * How many times in a row this broker logs in again, at most once a minute, after the venue said that the user is logged
 * in elsewhere: the third BE118 right after a new login is the last.
 */
const MAX_CONFLICTS = 3;

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'xapi',
  capabilities: CAPABILITIES,
  // Cancelled ones are not in the history.
  listsEndedOrders: false,
  extras: {
    fetchCalendar: { parameters: 0, result: 'records' },
    fetchNews: { parameters: 1, result: 'news' },
    calculateProfit: { parameters: 1, result: 'decimal' },
    calculateMargin: { parameters: 1, result: 'decimal' },
    calculateCommission: { parameters: 1, result: 'record' },
    fetchStepRules: { parameters: 0, result: 'records' },
    fetchTradingHours: { parameters: 1, result: 'records' },
    fetchIbHistory: { parameters: 1, result: 'records' },
    fetchUserData: { parameters: 0, result: 'record' },
    fetchVersion: { parameters: 0, result: 'text' },
  },
  orderRules: {
    stopLossTakeProfit: true,
    refusesMarketableLimits: true,
    defaultTimeInForce: 'gtc',
  },
  // Contracts for difference can: commodities such as oil have been below zero.
  hasNegativePrices: (kind = 'cfd') => kind === 'cfd',
  // The venue disables a login that goes on trying; a session that another login has taken is another matter.
  refusalsAllowed: ({ code = '' }) => (isCode(code, SESSION_CONFLICT) ? MAX_CONFLICTS : 0),
};

/** The types of the venue's broker. */
export interface XapiTypes {
  readonly options: XapiBrokerOptions;
  readonly client: XapiClient;
  readonly operations: Exclude<OperationName, 'fetchTrades'>;
  readonly channels: XapiChannelOptions;
  readonly requests: {
    readonly fetchCandles: XapiCandlesRequest;
    readonly placeOrder: XapiPlaceOrderRequest;
    readonly modifyOrder: XapiModifyOrderRequest;
  };
  readonly extras: XapiConnection;
}
