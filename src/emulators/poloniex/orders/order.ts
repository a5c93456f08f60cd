import type { BookSide } from '../book';
import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import { type Decimal, plain, ZERO } from '../money';
import type { OrderRequest } from './request';

/** The sender of an order. */
export type OrderSource = 'API' | 'WEB' | 'SMART';

/** The state of an order. */
export type OrderState = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'PARTIALLY_CANCELED' | 'CANCELED';

/** The fields of an order that change. */
export interface OrderVersion {
  readonly state: OrderState;
  readonly filledQuantity: Decimal;
  readonly filledAmount: Decimal;
  /** When it was created, by the venue's clock. */
  readonly updateTime: number;
  /** The same by the monotonic clock, for late reads. */
  readonly at: number;
}

/** One execution of an order. */
export interface SpotTrade {
  readonly id: string;
  readonly pageId: string;
  readonly order: SpotOrder;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly amount: Decimal;
  readonly fee: Decimal;
  readonly feeCurrency: string;
  readonly role: 'MAKER' | 'TAKER';
  readonly time: number;
  readonly at: number;
}

/** An order and all its states. */
export class SpotOrder {
  readonly id: string;
  /** The API key of its user. */
  readonly account: string;
  readonly request: OrderRequest;
  readonly source: OrderSource;
  readonly createTime: number;
  /** What is on hold for it: quote units of a buy, base units of a sell. */
  held: Decimal = ZERO;
  readonly #versions: [OrderVersion, ...OrderVersion[]];

  constructor(
    id: string,
    account: string,
    request: OrderRequest,
    source: OrderSource,
    { time, at }: { readonly time: number; readonly at: number },
  ) {
    this.id = id;
    this.account = account;
    this.request = request;
    this.source = source;
    this.createTime = time;
    this.#versions = [{ state: 'NEW', filledQuantity: ZERO, filledAmount: ZERO, updateTime: time, at }];
  }

  /** Its current state. */
  get now(): OrderVersion {
    return this.#versions.at(-1) ?? this.#versions[0];
  }

  /** Its state at an instant of the monotonic clock; undefined before it was placed. */
  asOf(at: number): OrderVersion | undefined {
    return this.#versions.findLast((version) => version.at <= at);
  }

  become(version: OrderVersion): void {
    this.#versions.push(version);
  }

  get instrument(): PoloniexInstrument {
    return this.request.instrument;
  }

  /** Base units left to fill; zero for an order by amount. */
  get remaining(): Decimal {
    const left = this.request.quantity.minus(this.now.filledQuantity);
    return left.gt(0) ? left : ZERO;
  }

  /** The side of the book that it takes from. */
  get takes(): BookSide {
    return this.request.side === 'BUY' ? 'asks' : 'bids';
  }

  /** What is on hold for it. */
  get heldCurrency(): string {
    return this.request.side === 'BUY' ? this.instrument.quote : this.instrument.base;
  }

  get isActive(): boolean {
    return isActive(this.now);
  }
}

/** Whether more can happen to an order. */
export function isActive({ state }: OrderVersion): boolean {
  return state === 'NEW' || state === 'PARTIALLY_FILLED';
}

/** The row of a read. */
export function orderRow(order: SpotOrder, version: OrderVersion): Row {
  const { request } = order;
  const { filledQuantity, filledAmount } = version;
  const average = filledQuantity.gt(0) ? filledAmount.div(filledQuantity).toDecimalPlaces(12) : ZERO;
  return {
    id: order.id,
    clientOrderId: request.clientOrderId,
    symbol: order.instrument.symbol,
    state: version.state,
    accountType: 'SPOT',
    side: request.side,
    type: request.type,
    timeInForce: request.timeInForce,
    quantity: plain(request.quantity),
    price: request.price.toFixed(order.instrument.digits),
    avgPrice: plain(average),
    amount: plain(request.amount),
    filledQuantity: plain(filledQuantity),
    filledAmount: plain(filledAmount),
    createTime: order.createTime,
    updateTime: version.updateTime,
    orderSource: order.source,
    loan: false,
    cancelReason: 0,
  };
}

/** The row of an event: of a trade, or of the order alone. */
export function orderEvent(
  order: SpotOrder,
  eventType: 'place' | 'trade' | 'canceled',
  ts: number,
  trade?: SpotTrade,
): Row {
  const { request, now } = order;
  return {
    symbol: order.instrument.symbol,
    type: request.type,
    quantity: plain(request.quantity),
    orderId: order.id,
    tradeFee: plain(trade?.fee ?? ZERO),
    clientOrderId: request.clientOrderId,
    accountType: 'SPOT',
    feeCurrency: trade?.feeCurrency ?? '',
    eventType,
    source: order.source,
    side: request.side,
    filledQuantity: plain(now.filledQuantity),
    filledAmount: plain(now.filledAmount),
    matchRole: trade?.role ?? (request.type === 'MARKET' ? 'TAKER' : 'MAKER'),
    state: now.state,
    tradeTime: trade?.time ?? 0,
    tradeAmount: plain(trade?.amount ?? ZERO),
    orderAmount: plain(request.amount),
    createTime: order.createTime,
    price: plain(request.price),
    tradeQty: plain(trade?.quantity ?? ZERO),
    tradePrice: plain(trade?.price ?? ZERO),
    tradeId: trade?.id ?? '0',
    ts,
  };
}

/** The row of a trade in a read. */
export function tradeRow(trade: SpotTrade): Row {
  const { order } = trade;
  return {
    id: trade.id,
    symbol: order.instrument.symbol,
    accountType: 'SPOT',
    orderId: order.id,
    side: order.request.side,
    type: order.request.type,
    matchRole: trade.role,
    createTime: trade.time,
    price: plain(trade.price),
    quantity: plain(trade.quantity),
    amount: plain(trade.amount),
    feeCurrency: trade.feeCurrency,
    feeAmount: plain(trade.fee),
    pageId: trade.pageId,
    clientOrderId: order.request.clientOrderId,
  };
}
