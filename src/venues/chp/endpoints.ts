import type { Priority } from '../../transport/pace/pace-rule';
import type { TokenBucketRule } from '../../transport/pace/pacer';

/** The port that the published client uses. */
export const DEFAULT_PORT = 5001;

/** The cookie is a 32-bit number on the server's side. */
export const MAX_COOKIE = 2 ** 31 - 1;

/** The documents name no bound for texts; ours keeps a mistake out of a request. */
export const MAX_TEXT = 200;

/**
 * Requests a second that a client sends unless told otherwise.
 *
 * The documents name no limit. Behind the bridge is one SmartCOM session, a COM server that takes one call after the
 * other: 1,500 orders that left at once were all given up on their way. At 50 a second each call may take it 20 ms, and
 * the polls of a broker, 10 a second with the usual intervals, leave four fifths to everything else.
 */
export const REQUESTS_PER_SECOND = 50;

/** The pace of a client: a fifth of a second's requests may go at once, such as what a broker asks when it connects. */
export function paceOf(requestsPerSecond: number): TokenBucketRule {
  return { capacity: Math.max(1, Math.floor(requestsPerSecond / 5)), refillPerSecond: requestsPerSecond };
}

/** How a member of a body is written: as a JSON string, a whole number, or a number digit for digit. */
export type FieldKind = 'text' | 'integer' | 'decimal';

/** One member of a body. */
export interface Field {
  readonly kind: FieldKind;
  /** Its key on the wire where that is not its name. */
  readonly key?: string;
  readonly optional?: boolean;
}

/** One URN of the server; every one is a POST. */
export interface Endpoint {
  readonly urn: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** What a request waits behind. */
  readonly priority: Priority;
}

const text: Field = { kind: 'text' };
const integer: Field = { kind: 'integer' };
const decimal: Field = { kind: 'decimal' };

const token = { token: text };
const user = { login: text, password: text, token: text };
const symbol = { token: text, symbol: text };
const portfolio = { token: text, portfolio: text };
const order = { token: text, portfolio: text, symbol: text, orderid: text };

/** Every URN with the members of its body, in the order in which they are sent. @see CHP_lowlevel_api */
export const ENDPOINTS = {
  connected: {
    urn: 'Auth/Connected',
    priority: 'control',
    fields: { ...user, mode: { ...integer, optional: true } },
  },
  reconnection: {
    urn: 'Auth/Reconnection',
    priority: 'control',
    fields: { ...user, mode: { ...integer, optional: true } },
  },
  disconnected: { urn: 'Auth/Disconnected', priority: 'control', fields: user },
  getBars: {
    urn: 'Instruments/GetBars',
    priority: 'read',
    fields: { token: text, since: text, interval: integer, symbol: text, count: integer },
  },
  getSymbols: { urn: 'Instruments/GetSymbols', priority: 'read', fields: token },
  // Venue quirk: the document calls it `since`, the published client sends it as `from`.
  getTrades: {
    urn: 'Instruments/GetTrades',
    priority: 'read',
    fields: { token: text, symbol: text, count: integer, since: { kind: 'text', key: 'from' } },
  },
  listenQuotes: { urn: 'Instruments/ListenQuotes', priority: 'control', fields: symbol },
  updateQuote: { urn: 'Instruments/UpdateQuote', priority: 'read', fields: token },
  cancelQuotes: { urn: 'Instruments/CancelQuotes', priority: 'control', fields: symbol },
  listenTicks: { urn: 'Instruments/ListenTicks', priority: 'control', fields: symbol },
  addTick: { urn: 'Instruments/AddTick', priority: 'read', fields: token },
  cancelTicks: { urn: 'Instruments/CancelTicks', priority: 'control', fields: symbol },
  listenBidAsks: { urn: 'Instruments/ListenBidAsks', priority: 'control', fields: symbol },
  updateBidAsk: { urn: 'Instruments/UpdateBidAsk', priority: 'read', fields: token },
  cancelBidAsks: { urn: 'Instruments/CancelBidAsks', priority: 'control', fields: symbol },
  getMyPortfolioData: {
    urn: 'HistoricalData/GetMyPortfolioData',
    priority: 'read',
    fields: { token: text, mode: integer, portfolio: text },
  },
  getPortfolioList: { urn: 'AccountInformation/GetPortfolioList', priority: 'read', fields: token },
  listenPortfolio: { urn: 'AccountInformation/ListenPortfolio', priority: 'control', fields: portfolio },
  cancelPortfolio: { urn: 'AccountInformation/CancelPortfolio', priority: 'control', fields: portfolio },
  updateOrder: { urn: 'AccountInformation/UpdateOrder', priority: 'read', fields: token },
  updatePosition: { urn: 'AccountInformation/UpdatePosition', priority: 'read', fields: token },
  addTrade: { urn: 'AccountInformation/AddTrade', priority: 'read', fields: token },
  setPortfolio: { urn: 'AccountInformation/SetPortfolio', priority: 'read', fields: token },
  placeOrder: {
    urn: 'Order/Place',
    priority: 'order',
    fields: {
      ...portfolio,
      symbol: text,
      action: integer,
      type: integer,
      validity: integer,
      price: decimal,
      amount: decimal,
      stop: decimal,
      cookie: integer,
    },
  },
  moveOrder: { urn: 'Order/Move', priority: 'order', fields: { ...order, targetprice: decimal } },
  cancelOrder: { urn: 'Order/Cancel', priority: 'cancel', fields: order },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** Names of the low-level methods. */
export type EndpointName = keyof typeof ENDPOINTS;
