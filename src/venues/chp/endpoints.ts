/** The port that the published client uses. */
export const DEFAULT_PORT = 5001;

/** The cookie is a 32-bit number on the server's side. */
export const MAX_COOKIE = 2 ** 31 - 1;

/** The documents name no bound for texts; ours keeps a mistake out of a request. */
export const MAX_TEXT = 200;

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
  connected: { urn: 'Auth/Connected', fields: { ...user, mode: { ...integer, optional: true } } },
  reconnection: { urn: 'Auth/Reconnection', fields: { ...user, mode: { ...integer, optional: true } } },
  disconnected: { urn: 'Auth/Disconnected', fields: user },
  getBars: {
    urn: 'Instruments/GetBars',
    fields: { token: text, since: text, interval: integer, symbol: text, count: integer },
  },
  getSymbols: { urn: 'Instruments/GetSymbols', fields: token },
  // Venue quirk: the document calls it `since`, the published client sends it as `from`.
  getTrades: {
    urn: 'Instruments/GetTrades',
    fields: { token: text, symbol: text, count: integer, since: { kind: 'text', key: 'from' } },
  },
  listenQuotes: { urn: 'Instruments/ListenQuotes', fields: symbol },
  updateQuote: { urn: 'Instruments/UpdateQuote', fields: token },
  cancelQuotes: { urn: 'Instruments/CancelQuotes', fields: symbol },
  listenTicks: { urn: 'Instruments/ListenTicks', fields: symbol },
  addTick: { urn: 'Instruments/AddTick', fields: token },
  cancelTicks: { urn: 'Instruments/CancelTicks', fields: symbol },
  listenBidAsks: { urn: 'Instruments/ListenBidAsks', fields: symbol },
  updateBidAsk: { urn: 'Instruments/UpdateBidAsk', fields: token },
  cancelBidAsks: { urn: 'Instruments/CancelBidAsks', fields: symbol },
  getMyPortfolioData: {
    urn: 'HistoricalData/GetMyPortfolioData',
    fields: { token: text, mode: integer, portfolio: text },
  },
  getPortfolioList: { urn: 'AccountInformation/GetPortfolioList', fields: token },
  listenPortfolio: { urn: 'AccountInformation/ListenPortfolio', fields: portfolio },
  cancelPortfolio: { urn: 'AccountInformation/CancelPortfolio', fields: portfolio },
  updateOrder: { urn: 'AccountInformation/UpdateOrder', fields: token },
  updatePosition: { urn: 'AccountInformation/UpdatePosition', fields: token },
  addTrade: { urn: 'AccountInformation/AddTrade', fields: token },
  setPortfolio: { urn: 'AccountInformation/SetPortfolio', fields: token },
  placeOrder: {
    urn: 'Order/Place',
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
  moveOrder: { urn: 'Order/Move', fields: { ...order, targetprice: decimal } },
  cancelOrder: { urn: 'Order/Cancel', fields: order },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** Names of the low-level methods. */
export type EndpointName = keyof typeof ENDPOINTS;
