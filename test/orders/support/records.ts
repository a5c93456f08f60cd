import type { PlaceOrderRequest } from '../../../src/broker';
import type { Fill, Instrument, Order, Position } from '../../../src/model';
import type { OrderRules } from '../../../src/orders/order-rules';

export const NOW = Date.UTC(2026, 0, 5, 12);

/** A venue that takes all there is. */
export const RULES: OrderRules = {
  venue: 'test',
  orderTypes: ['market', 'limit', 'stop', 'stopLimit', 'takeProfit', 'takeProfitLimit'],
  timesInForce: ['gtc', 'day', 'ioc', 'fok', 'gtd'],
  clientOrderId: { pattern: /^[A-Za-z0-9_-]{1,32}$/, rule: 'must be 1 to 32 letters, digits, _ or -' },
  quoteQuantity: true,
  postOnly: true,
  positionEffect: true,
  stopLossTakeProfit: true,
  maxExpiryMs: 30 * 86_400_000,
  defaultTimeInForce: 'gtc',
};

/** A venue that takes as little as can be. */
export const NARROW: OrderRules = {
  venue: 'narrow',
  orderTypes: ['market', 'limit'],
  timesInForce: ['gtc'],
  clientOrderId: {
    pattern:
      /^(?:[1-9]\d{0,8}|1\d{9}|20\d{8}|21[0-3]\d{7}|214[0-6]\d{6}|2147[0-3]\d{5}|21474[0-7]\d{4}|214748[0-2]\d{3}|2147483[0-5]\d{2}|21474836[0-3]\d|214748364[0-7])$/g,
    rule: 'must be decimal text from 1 to 2147483647',
  },
  quoteQuantity: false,
  postOnly: false,
  positionEffect: false,
  stopLossTakeProfit: false,
  modifiableFields: ['price'],
};

export const INSTRUMENT: Instrument = {
  venue: 'test',
  receivedTime: NOW,
  source: 'read',
  symbol: 'EURUSD',
  name: 'Euro',
  kind: 'forex',
  currency: 'USD',
  priceDecimals: 5,
  tickSize: '0.0001',
  lotStep: '0.01',
  minQuantity: '0.01',
  maxQuantity: '100',
  tradable: true,
};

/** A sound limit order. */
export const LIMIT = {
  symbol: 'EURUSD',
  side: 'buy',
  type: 'limit',
  quantity: '0.1',
  price: '1.085',
} as const satisfies PlaceOrderRequest;

export function makeOrder(fields: Partial<Order> = {}): Order {
  return {
    venue: 'test',
    receivedTime: NOW,
    source: 'stream',
    id: '1',
    symbol: 'EURUSD',
    side: 'buy',
    type: 'limit',
    venueType: 'LIMIT',
    price: '1.085',
    quantity: '1',
    filledQuantity: '0',
    status: 'open',
    venueStatus: 'NEW',
    origin: 'external',
    ...fields,
  };
}

export function makeFill(fields: Partial<Fill> = {}): Fill {
  return {
    venue: 'test',
    receivedTime: NOW,
    source: 'stream',
    id: 'f1',
    orderId: '1',
    symbol: 'EURUSD',
    side: 'buy',
    price: '1.085',
    quantity: '0.1',
    time: NOW,
    ...fields,
  };
}

export function makePosition(fields: Partial<Position> = {}): Position {
  return {
    venue: 'test',
    receivedTime: NOW,
    source: 'stream',
    id: 'p1',
    symbol: 'EURUSD',
    side: 'long',
    quantity: '0.5',
    averagePrice: '1.08',
    ...fields,
  };
}
