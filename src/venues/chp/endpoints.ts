import type { RestEndpoint } from '../../adapter/rest/endpoint';
import type { ArgumentsSchema } from '../../adapter/schema/arguments';
import { checkedFirst, listOf, type Reader, recordReader } from '../../adapter/schema/reader';
import { alsoFromText, listFromText } from '../../adapter/schema/text-reader';
import type { Priority } from '../../transport/pace/pace-rule';
import type { TokenBucketRule } from '../../transport/pace/pacer';
import {
  checkAccount,
  checkBar,
  checkBidAsk,
  checkOrder,
  checkOwnTrade,
  checkPosition,
  checkQuote,
  checkSymbol,
  checkTick,
} from './generated/checks';
import { decodeBar, decodeOrder, decodePosition, decodeSymbol } from './generated/decoders';
import type {
  ChpAccount,
  ChpBar,
  ChpBidAsk,
  ChpOrder,
  ChpOwnTrade,
  ChpPosition,
  ChpQuote,
  ChpSymbol,
  ChpTick,
} from './generated/records';
import { type BarFields, draftOf, type InstrumentDraft, type OrderRow, type PositionFields } from './map';
import type { ChpAnswer } from './types/answer';
import * as account from './wire/account';
import * as check from './wire/arguments';
import * as market from './wire/market';
import { symbolRecord } from './wire/symbol';
import * as trading from './wire/trading';

/** The port that the published client uses. */
export const DEFAULT_PORT = 5001;

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
export interface ChpEndpoint<T = unknown> extends RestEndpoint<T> {
  /** Members of the body, in the order in which they are sent. */
  readonly fields: Readonly<Record<string, Field>>;
  /** What {@link ChpClient} calls it where the documents differ; errors of a client say this. */
  readonly operation?: string;
  /** What counts of an answer: its `data`, the whole where `result` is true, or the whole whatever it says. */
  readonly counts: 'data' | 'success' | 'answer';
}

type Fields = ChpEndpoint['fields'];

const text = { kind: 'text' } as const;
const integer = { kind: 'integer' } as const;
const decimal = { kind: 'decimal' } as const;

const token = { token: text } as const;
const user = { login: text, password: text, token: text } as const;
const login = { ...user, mode: { ...integer, optional: true } } as const;
const symbol = { token: text, symbol: text } as const;
const portfolio = { token: text, portfolio: text } as const;
const order = { token: text, portfolio: text, symbol: text, orderid: text } as const;

const readSymbol = checkedFirst<ChpSymbol>(checkSymbol, recordReader(symbolRecord));
const readBar = checkedFirst<ChpBar>(checkBar, recordReader(market.barRecord));
const readTick = checkedFirst<ChpTick>(checkTick, recordReader(market.tickRecord));
const readQuote = checkedFirst<ChpQuote>(checkQuote, recordReader(market.quoteRecord));
const readBidAsk = checkedFirst<ChpBidAsk>(checkBidAsk, recordReader(market.bidAskRecord));
const readPosition = checkedFirst<ChpPosition>(checkPosition, recordReader(account.positionRecord));
const readAccount = checkedFirst<ChpAccount>(checkAccount, recordReader(account.accountRecord));

const readOrder = checkedFirst<ChpOrder>(checkOrder, recordReader(trading.orderRecord));
const readOwnTrade = checkedFirst<ChpOwnTrade>(checkOwnTrade, recordReader(trading.ownTradeRecord));

const wholeAnswer: Reader<ChpAnswer> = (value) => value as ChpAnswer;

function post<const U extends string, F extends Fields, T>(
  urn: U,
  priority: Priority,
  fields: F,
  read: Reader<T>,
) {
  return { method: 'POST', path: `/${urn}`, priority, fields, read } as const;
}

/** A method that resolves with the rows of `data`. */
function data<const U extends string, F extends Fields, T, A extends ArgumentsSchema<object>>(
  urn: U,
  fields: F,
  read: Reader<readonly T[]>,
  args?: A,
) {
  return {
    ...post(urn, 'read', fields, read),
    counts: 'data',
    ...(args === undefined ? {} : { args }),
  } as const;
}

/** Connect, Reconnect and Disconnect. */
function session<const U extends string, F extends Fields>(urn: U, operation: string, fields: F) {
  return { ...post(urn, 'control', fields, wholeAnswer), counts: 'success', operation } as const;
}

/** Listen* and Cancel*: one name a request. */
function listen<const U extends string, F extends Fields>(urn: U, fields: F) {
  return { ...post(urn, 'control', fields, wholeAnswer), counts: 'answer' } as const;
}

/**
 * Every URN. Those without a comment are written by hand in `ChpClient`.
 * @methods ChpMethods
 * @bodies ChpUrns
 * @see CHP_lowlevel_api
 */
export const ENDPOINTS = {
  connected: session('Auth/Connected', 'connect', login),
  reconnection: session('Auth/Reconnection', 'reconnect', login),
  disconnected: session('Auth/Disconnected', 'disconnect', user),
  /** Candles. */
  getBars: data(
    'Instruments/GetBars',
    { token: text, since: text, interval: integer, symbol: text, count: integer },
    listOf(readBar),
    check.barsArguments,
  ),
  /** All instruments, tens of thousands of them. */
  getSymbols: data('Instruments/GetSymbols', token, listOf(readSymbol)),
  /** Trades of the tape. */
  // Venue quirk: the document calls it `since`, the published client sends it as `from`.
  getTrades: data(
    'Instruments/GetTrades',
    { token: text, symbol: text, count: integer, since: { kind: 'text', key: 'from' } as const },
    listOf(readTick),
    check.tradesArguments,
  ),
  listenQuotes: listen('Instruments/ListenQuotes', symbol),
  /** What is new of all quotes that are listened to. */
  updateQuote: data('Instruments/UpdateQuote', token, listOf(readQuote)),
  cancelQuotes: listen('Instruments/CancelQuotes', symbol),
  listenTicks: listen('Instruments/ListenTicks', symbol),
  /** What is new of all trades that are listened to; `AddTick` of the low-level document. */
  addTick: {
    ...data('Instruments/AddTick', token, listOf(readTick)),
    operation: 'updateTicks',
  },
  cancelTicks: listen('Instruments/CancelTicks', symbol),
  listenBidAsks: listen('Instruments/ListenBidAsks', symbol),
  /** What is new of all order books that are listened to, one row a level. */
  updateBidAsk: {
    ...data('Instruments/UpdateBidAsk', token, listOf(readBidAsk)),
    operation: 'updateBidAsks',
  },
  cancelBidAsks: listen('Instruments/CancelBidAsks', symbol),
  /** Orders, trades and closed positions of the session. */
  getMyPortfolioData: data(
    'HistoricalData/GetMyPortfolioData',
    { token: text, mode: integer, portfolio: text },
    account.readPortfolioRows,
    check.portfolioDataArguments,
  ),
  /** The portfolios of the login. */
  getPortfolioList: data(
    'AccountInformation/GetPortfolioList',
    token,
    listOf(recordReader(account.portfolioRecord)),
  ),
  listenPortfolio: listen('AccountInformation/ListenPortfolio', portfolio),
  cancelPortfolio: listen('AccountInformation/CancelPortfolio', portfolio),
  /** What is new of all orders of the portfolios that are listened to. */
  updateOrder: data('AccountInformation/UpdateOrder', token, listOf(readOrder)),
  /** What is new of all positions of the portfolios that are listened to. */
  updatePosition: data('AccountInformation/UpdatePosition', token, listOf(readPosition)),
  /** What is new of the own trades of the portfolios that are listened to. */
  addTrade: data('AccountInformation/AddTrade', token, listOf(readOwnTrade)),
  /** The money of the portfolios that are listened to. */
  setPortfolio: data('AccountInformation/SetPortfolio', token, listOf(readAccount)),
  /** Places an order: a row with its number, or with the reason why it was refused. */
  placeOrder: {
    ...data(
      'Order/Place',
      {
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
      listOf(recordReader(trading.orderAnswer)),
      check.placeOrderArguments,
    ),
    priority: 'order',
  },
  /** Gives an order another price. */
  moveOrder: {
    ...data(
      'Order/Move',
      { ...order, targetprice: decimal },
      listOf(recordReader(trading.moveAnswer)),
      check.moveOrderArguments,
    ),
    priority: 'order',
  },
  /** Cancels an order. */
  cancelOrder: {
    ...data('Order/Cancel', order, listOf(recordReader(trading.moveAnswer)), check.cancelOrderArguments),
    priority: 'cancel',
  },
} as const satisfies Readonly<Record<string, ChpEndpoint>>;

/** What stands before and behind the rows of a success. */
const HEAD = '\\{"method":"\\w{1,64}","result":true,"data":\\[';
const TAIL = ']}';

/** The lists that a broker reads, straight from the text and without what it does not ask for. */
export const CUT_ENDPOINTS = {
  getBars: alsoFromText<ChpEndpoint<readonly BarFields[]>>(
    ENDPOINTS.getBars,
    listFromText([decodeBar], HEAD, TAIL),
  ),
  getSymbols: alsoFromText<ChpEndpoint<readonly InstrumentDraft[]>>(
    { ...ENDPOINTS.getSymbols, read: listOf((row) => draftOf(readSymbol(row))) },
    listFromText([decodeSymbol.mapped(draftOf)], HEAD, TAIL),
  ),
  updateOrder: alsoFromText<ChpEndpoint<readonly OrderRow[]>>(
    ENDPOINTS.updateOrder,
    listFromText([decodeOrder], HEAD, TAIL),
  ),
  updatePosition: alsoFromText<ChpEndpoint<readonly PositionFields[]>>(
    ENDPOINTS.updatePosition,
    listFromText([decodePosition], HEAD, TAIL),
  ),
} as const;

/** Names of the low-level methods. */
export type EndpointName = keyof typeof ENDPOINTS;

/** Names of the endpoints of which that counts. */
export type EndpointThat<C extends ChpEndpoint['counts']> = {
  [N in EndpointName]: (typeof ENDPOINTS)[N]['counts'] extends C ? N : never;
}[EndpointName];
