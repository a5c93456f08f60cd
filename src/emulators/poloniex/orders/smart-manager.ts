import type { Clock } from '../../../core/clock';
import type { Market } from '../../market/market';
import type { Wallet } from '../account/wallet';
import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import { type Decimal, plain, priceOf, ZERO } from '../money';
import type { NumberSeries } from '../numbers';
import { duplicateClientId, orderGone, orderNotFound, PoloniexRefusal, unknownSymbol } from '../refusal';
import type { OrderManager } from './manager';
import { orderRow, type SpotOrder } from './order';
import type { OrderRequest } from './request';
import { Trail, type Trailing } from './trailing';

export type SmartType = 'STOP' | 'STOP_LIMIT' | 'TRAILING_STOP' | 'TRAILING_STOP_LIMIT';

/** What a smart order becomes, and when. */
export interface SmartRequest {
  readonly type: SmartType;
  /** Where it is triggered; of a trailing one, where it begins to follow the market, zero for at once. */
  readonly stopPrice: Decimal;
  /** How it follows the market; undefined for a stop that does not trail. */
  readonly trailing: Trailing | undefined;
  /** The order that enters the market; the price of a trailing one is only known then. */
  readonly order: OrderRequest;
}

/** An order that waits for a price before it enters the market. */
export interface SmartOrder {
  readonly id: string;
  readonly account: string;
  readonly request: SmartRequest;
  /** Whether the price has to rise to it. */
  readonly above: boolean;
  readonly createTime: number;
  readonly history: {
    readonly state: 'PENDING_NEW' | 'CANCELED' | 'TRIGGERED' | 'FAILED';
    readonly time: number;
    readonly at: number;
  }[];
  /** Of a trailing one that follows the market. */
  trail: Trail | undefined;
  triggered: SpotOrder | undefined;
}

/** What a manager of smart orders needs. */
export interface SmartDeskSettings {
  readonly clock: Clock;
  readonly now: () => number;
  readonly market: Market<PoloniexInstrument>;
  readonly orders: OrderManager;
  readonly ids: NumberSeries;
  readonly triggeredClientOrderId: 'same' | 'empty';
}

/** Smart orders of all users. They hold no funds before they trigger. */
export class SmartOrderManager {
  readonly #settings: SmartDeskSettings;
  readonly #orders = new Map<string, SmartOrder>();
  readonly #waiting = new Map<SmartOrder, { readonly wallet: Wallet; readonly unwatch: () => void }>();
  readonly #stopListening: () => void;

  constructor(settings: SmartDeskSettings) {
    this.#settings = settings;
    this.#stopListening = settings.market.onTick((symbol) => this.#onTick(symbol));
  }

  /** Every smart order of a user, oldest first. */
  ordersOf(account: string): SmartOrder[] {
    return [...this.#orders.values()].filter((order) => order.account === account);
  }

  /** A user's smart order by its id, or by the client's own after `cid:`. @throws PoloniexRefusal */
  find(account: string, reference: string): SmartOrder {
    const own = reference.startsWith('cid:')
      ? this.ordersOf(account).findLast(({ request }) => request.order.clientOrderId === reference.slice(4))
      : this.#orders.get(reference);
    if (own?.account !== account) throw orderNotFound();
    return own;
  }

  /** @throws PoloniexRefusal */
  place(wallet: Wallet, request: SmartRequest): SmartOrder {
    const { market, ids } = this.#settings;
    const { instrument, clientOrderId } = request.order;
    if (!market.instrument(instrument.symbol)) throw unknownSymbol();
    const account = wallet.account.apiKey;
    const used = ({ request: { order } }: SmartOrder): boolean => order.clientOrderId === clientOrderId;
    if (clientOrderId !== '' && this.ordersOf(account).some(used)) throw duplicateClientId();
    const { symbol } = instrument;
    const last = this.#last(instrument);
    const { trailing, stopPrice } = request;
    const order: SmartOrder = {
      id: String(ids.next()),
      account,
      request,
      above: trailing?.operator === undefined ? stopPrice.gt(last) : trailing.operator === 'GTE',
      createTime: this.#settings.now(),
      history: [],
      trail: undefined,
      triggered: undefined,
    };
    if (trailing && (stopPrice.isZero() || isReached(order, last))) {
      order.trail = new Trail(request.order.side, trailing, last);
    }
    this.#become(order, 'PENDING_NEW');
    this.#orders.set(order.id, order);
    this.#waiting.set(order, { wallet, unwatch: market.watch(symbol) });
    return order;
  }

  /** @throws PoloniexRefusal when it is not waiting any more */
  cancel(order: SmartOrder): void {
    if (!this.#stopWaiting(order)) throw orderGone();
    this.#become(order, 'CANCELED');
  }

  /** Stops following prices. */
  close(): void {
    this.#stopListening();
    for (const { unwatch } of this.#waiting.values()) unwatch();
    this.#waiting.clear();
  }

  #onTick(symbol: string): void {
    for (const [order, { wallet }] of [...this.#waiting]) {
      const { instrument } = order.request.order;
      if (instrument.symbol !== symbol || !this.#settings.market.instrument(symbol)) continue;
      if (isDue(order, this.#last(instrument))) this.#trigger(order, wallet);
    }
  }

  #trigger(order: SmartOrder, wallet: Wallet): void {
    const { orders, triggeredClientOrderId } = this.#settings;
    this.#stopWaiting(order);
    const clientOrderId = triggeredClientOrderId === 'same' ? order.request.order.clientOrderId : '';
    try {
      const terms = { source: 'SMART', reuseClientId: true } as const;
      const id = orders.place(wallet, { ...this.#entering(order.request), clientOrderId }, terms);
      order.triggered = orders.find(order.account, id);
      this.#become(order, 'TRIGGERED');
    } catch (error) {
      if (!(error instanceof PoloniexRefusal)) throw error;
      this.#become(order, 'FAILED');
    }
  }

  /** The order that enters the market now: a trailing limit is so far behind the market price, as far as its offset says. */
  #entering({ order, trailing }: SmartRequest): OrderRequest {
    const { instrument, side } = order;
    if (!trailing?.limitOffset) return order;
    const last = this.#last(instrument);
    const distance = trailing.limitOffset.distanceFrom(last);
    const price = side === 'SELL' ? last.minus(distance) : last.plus(distance);
    return { ...order, price: price.toDecimalPlaces(instrument.digits) };
  }

  #stopWaiting(order: SmartOrder): boolean {
    this.#waiting.get(order)?.unwatch();
    return this.#waiting.delete(order);
  }

  #become(order: SmartOrder, state: SmartOrder['history'][number]['state']): void {
    order.history.push({ state, time: this.#settings.now(), at: this.#settings.clock.monotonic() });
  }

  /** The last price is the bid, as in tickers and candles. */
  #last({ symbol, digits }: PoloniexInstrument): Decimal {
    return priceOf(this.#settings.market.best(symbol).bid, digits);
  }
}

/** Whether the price has reached the order's condition. */
function isReached({ above, request }: SmartOrder, last: Decimal): boolean {
  return above ? last.gte(request.stopPrice) : last.lte(request.stopPrice);
}

/** Applies the last price; returns whether it triggers the order. */
function isDue(order: SmartOrder, last: Decimal): boolean {
  const { trailing } = order.request;
  if (!trailing) return isReached(order, last);
  if (order.trail) return order.trail.follow(last);
  if (isReached(order, last)) order.trail = new Trail(order.request.order.side, trailing, last);
  return false;
}

/** The state of a smart order at an instant of the monotonic clock; undefined before it was placed. */
export function smartVersion(order: SmartOrder, at: number): SmartOrder['history'][number] | undefined {
  return order.history.findLast((version) => version.at <= at);
}

/** The row of a read with its state at an instant; undefined before it was placed. */
export function smartRow(order: SmartOrder, at: number): Row | undefined {
  const version = smartVersion(order, at);
  if (!version) return undefined;
  const { order: inner, type, stopPrice, trailing } = order.request;
  const triggered = version.state === 'TRIGGERED' ? order.triggered : undefined;
  const triggeredVersion = triggered?.asOf(at);
  return {
    id: order.id,
    clientOrderId: inner.clientOrderId,
    symbol: inner.instrument.symbol,
    state: version.state,
    accountType: 'SPOT',
    side: inner.side,
    type,
    timeInForce: inner.timeInForce,
    quantity: plain(inner.quantity),
    price: (trailing ? ZERO : inner.price).toFixed(inner.instrument.digits),
    amount: plain(inner.amount),
    ...(trailing && stopPrice.isZero() ? {} : { stopPrice: plain(stopPrice) }),
    ...(trailing ? trailingFields(trailing, stopPrice) : {}),
    createTime: order.createTime,
    updateTime: version.time,
    ...(triggered && triggeredVersion ? { triggeredOrder: orderRow(triggered, triggeredVersion) } : {}),
  };
}

function trailingFields({ trailingOffset, limitOffset, operator }: Trailing, activation: Decimal): Row {
  return {
    trailingOffset: trailingOffset.text,
    ...(limitOffset ? { limitOffset: limitOffset.text } : {}),
    ...(operator ? { operator } : {}),
    ...(activation.isZero() ? {} : { activationPrice: plain(activation) }),
  };
}
