import type { VenueProfile } from '../../adapter/broker/ports';
import type { Capabilities, OperationName } from '../../broker';
import { ValidationError } from '../../errors';
import type { PlaceIntent } from '../../orders/check-order';
import type { PoloniexClient } from './client/client';
import { CANDLE_INTERVALS } from './map/codes';
import { UNEXPLAINED } from './socket/refusal';
import type {
  PoloniexBrokerOptions,
  PoloniexCandlesRequest,
  PoloniexChannelOptions,
  PoloniexModifyOrderRequest,
  PoloniexPlaceOrderRequest,
} from './types/broker';

/** @see https://api-docs.poloniex.com, POST /orders, clientOrderId */
const CLIENT_ORDER_ID = {
  pattern: /^[A-Za-z0-9_-]{1,64}$/,
  rule: 'must be 1 to 64 characters of A-Z, a-z, 0-9, _ and -',
};

const CAPABILITIES: Capabilities = Object.freeze({
  features: Object.freeze([
    'fetchTrades',
    'fetchOrderBook',
    'fetchAccounts',
    'fetchBalances',
    'fetchOpenOrders',
    'fetchOrder',
    'fetchOrders',
    'fetchFills',
    'fetchServerTime',
    'placeOrder',
    'modifyOrder',
    'cancelOrder',
    'cancelAllOrders',
    'resolveOrder',
    'subscribe:quotes',
    'subscribe:trades',
    'subscribe:book',
    'subscribe:candles',
    'subscribe:balances',
    'subscribe:orders',
    'subscribe:fills',
  ] as const),
  candleIntervals: CANDLE_INTERVALS,
  candleStreamIntervals: CANDLE_INTERVALS,
  builtCandleIntervals: Object.freeze([]),
  orderTypes: Object.freeze(['market', 'limit', 'stop', 'stopLimit'] as const),
  timesInForce: Object.freeze(['gtc', 'ioc', 'fok'] as const),
  modifiableFields: Object.freeze(['price', 'stopPrice', 'quantity'] as const),
  // PUT cancels the old order and places another with a new id.
  modifyReplaces: true,
  clientOrderId: CLIENT_ORDER_ID,
  readsWithoutConnect: Object.freeze([
    'fetchInstruments',
    'fetchInstrument',
    'fetchQuotes',
    'fetchCandles',
    'fetchTrades',
    'fetchOrderBook',
    'fetchServerTime',
  ] as const),
  streaming: 'push',
});

/** @throws ValidationError for what the venue would take for something else, or not at all */
function checkIntent(intent: PlaceIntent): void {
  const { type, side, quantity, quoteQuantity, postOnly, account } = intent;
  const refuse = (field: keyof PlaceIntent, rule: string): never => {
    throw new ValidationError(field, rule, { venue: 'poloniex', value: intent[field] });
  };
  const spends = side === 'buy' && (type === 'market' || type === 'stop');
  if (spends && quantity !== undefined) {
    const rule = `must be quoteQuantity for a buy of type ${type}: the venue takes the amount to spend there and no quantity, and turning one into the other would be a guess at the price`;
    refuse('quantity', rule);
  }
  if (!spends && quoteQuantity !== undefined)
    refuse(
      'quoteQuantity',
      'must be quantity: the venue takes an amount to spend for buys at the market alone',
    );
  if (postOnly === true && type === 'stopLimit')
    refuse('postOnly', 'must not be set for stopLimit orders: they become plain limit orders');
  if (account !== undefined)
    refuse('account', 'must not be given: a key has one spot account, and orders are its');
}

/** How many times in a row a key is tried again that was refused, after it was accepted, without a reason. */
const MAX_UNEXPLAINED = 5;

/** The venue, as data. */
export const profile: VenueProfile = {
  id: 'poloniex',
  capabilities: CAPABILITIES,
  orderRules: {
    quoteQuantity: true,
    postOnly: true,
    defaultTimeInForce: 'gtc',
    checkIntent,
  },
  // What the venue does not explain may be a wrong key after all.
  refusalsAllowed: ({ code }) => (code === UNEXPLAINED ? MAX_UNEXPLAINED : Number.POSITIVE_INFINITY),
};

/** The types of the venue's broker. */
export interface PoloniexTypes {
  readonly options: PoloniexBrokerOptions;
  readonly client: PoloniexClient;
  readonly operations: Exclude<
    OperationName,
    'fetchAccountSummary' | 'fetchPositions' | 'closePosition' | 'modifyPosition'
  >;
  readonly channels: PoloniexChannelOptions;
  readonly requests: {
    readonly fetchCandles: PoloniexCandlesRequest;
    readonly placeOrder: PoloniexPlaceOrderRequest;
    readonly modifyOrder: PoloniexModifyOrderRequest;
  };
  readonly extras: undefined;
}
