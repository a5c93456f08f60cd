import type { Clock, Timer } from '../../../core/clock';
import type { ExecutedKind, ExecutedLog } from '../../execution-log';
import type { Market } from '../../market/market';
import type { BalanceEvent, Wallet } from '../account/wallet';
import type { SpotBook } from '../book';
import type { PoloniexInstrument } from '../instruments';
import type { Row } from '../json';
import { Decimal, plain, priceOf, ZERO } from '../money';
import type { NumberSeries } from '../numbers';
import {
  duplicateClientId,
  lowBalance,
  maintenance,
  orderCanceled,
  orderGone,
  orderNotFound,
  PoloniexRefusal,
  postOnly,
  symbolFrozen,
  unknownSymbol,
} from '../refusal';
import { type OrderSource, orderEvent, SpotOrder, type SpotTrade } from './order';
import type { OrderRequest } from './request';
import { needOf, settle } from './settlement';
import { fillsWhole, takesOf } from './taking';

/** What an order manager needs. */
export interface DeskSettings {
  readonly clock: Clock;
  /** The venue's own time. */
  readonly now: () => number;
  readonly market: Market<PoloniexInstrument>;
  readonly book: SpotBook;
  readonly log: ExecutedLog;
  readonly orderIds: NumberSeries;
  readonly tradeIds: NumberSeries;
  readonly rates: { readonly maker: string; readonly taker: string };
  /** The current modes of the venue as a whole. */
  readonly mode: () => { readonly maintenance: boolean; readonly postOnly: boolean };
  readonly onEvent: (account: string, row: Row) => void;
  readonly onTrade: (trade: SpotTrade) => void;
}

/** How an order is placed. */
export interface PlaceTerms {
  readonly source: OrderSource;
  /** How much later than its acknowledgement it is placed, in ms. @defaultValue 0 */
  readonly delayMs?: number;
  /** Whether its client id may have been used before. @defaultValue false */
  readonly reuseClientId?: boolean;
  /** Whether it replaces one that was canceled. @defaultValue false */
  readonly replaces?: boolean;
}

/** Spot orders of all users: filled from the market's book at once, or resting until the price reaches theirs. */
export class OrderManager {
  readonly #settings: DeskSettings;
  readonly #orders = new Map<string, SpotOrder>();
  readonly #resting = new Map<string, Map<SpotOrder, Wallet>>();
  readonly #watches = new Map<string, () => void>();
  readonly #timers = new Set<Timer>();
  readonly #trades: SpotTrade[] = [];
  readonly #stopListening: () => void;

  constructor(settings: DeskSettings) {
    this.#settings = settings;
    this.#stopListening = settings.market.onTick((symbol) => this.#onTick(symbol));
  }

  /** Every order of a user, oldest first. */
  ordersOf(account: string): SpotOrder[] {
    return [...this.#orders.values()].filter((order) => order.account === account);
  }

  /** Every trade of a user, oldest first. */
  tradesOf(account: string): SpotTrade[] {
    return this.#trades.filter(({ order }) => order.account === account);
  }

  /** A user's order by its id, or by the client's own after `cid:`; the newest of several. @throws PoloniexRefusal */
  find(account: string, reference: string): SpotOrder {
    const own = reference.startsWith('cid:')
      ? this.ordersOf(account).findLast(({ request }) => request.clientOrderId === reference.slice(4))
      : this.#orders.get(reference);
    if (own?.account !== account) throw orderNotFound();
    return own;
  }

  /** Places an order, with `delayMs` later; returns its number. @throws PoloniexRefusal */
  place(wallet: Wallet, request: OrderRequest, terms: PlaceTerms): string {
    this.#check(wallet, request, terms);
    const id = String(this.#settings.orderIds.next());
    const { delayMs = 0 } = terms;
    if (delayMs <= 0) {
      this.#enter(id, wallet, request, terms);
      return id;
    }
    const timer = this.#settings.clock.schedule(
      delayMs,
      () => {
        this.#timers.delete(timer);
        this.#enterLate(id, wallet, request, terms);
      },
      { keepAlive: false },
    );
    this.#timers.add(timer);
    return id;
  }

  /** Cancels an order. @throws PoloniexRefusal when it is not active any more */
  cancel(wallet: Wallet, order: SpotOrder): void {
    const { maintenance: closed } = this.#settings.mode();
    if (closed) throw maintenance();
    if (order.now.state === 'FILLED') throw orderGone();
    if (!order.isActive) throw orderCanceled();
    this.#remove(order);
    this.#end(wallet, order);
  }

  /** Stops all timers. */
  close(): void {
    this.#stopListening();
    for (const timer of this.#timers) timer.cancel();
    for (const unwatch of this.#watches.values()) unwatch();
    this.#watches.clear();
  }

  #check(wallet: Wallet, request: OrderRequest, { reuseClientId = false }: PlaceTerms): void {
    const { instrument, clientOrderId, type } = request;
    const mode = this.#settings.mode();
    if (mode.maintenance) throw maintenance();
    if (mode.postOnly && type !== 'LIMIT_MAKER') throw postOnly();
    if (!this.#settings.market.instrument(instrument.symbol)) throw unknownSymbol();
    if (!this.#settings.market.isOpen(instrument.symbol)) throw symbolFrozen();
    const used = ({ request: earlier }: SpotOrder): boolean => earlier.clientOrderId === clientOrderId;
    if (clientOrderId !== '' && !reuseClientId && this.ordersOf(wallet.account.apiKey).some(used)) {
      throw duplicateClientId();
    }
    if (type === 'LIMIT_MAKER' && this.#takes(request).length > 0) throw postOnly();
    const { currency, needed } = needOf(request);
    if (needed.gt(wallet.holding(currency).available)) throw lowBalance();
  }

  #takes(request: OrderRequest) {
    const side = request.side === 'BUY' ? 'asks' : 'bids';
    return takesOf(request, this.#settings.book.offers(request.instrument, side));
  }

  #enterLate(id: string, wallet: Wallet, request: OrderRequest, terms: PlaceTerms): void {
    try {
      this.#check(wallet, request, terms);
    } catch (error) {
      // An acknowledged order may still fail: the fault is for that case.
      if (error instanceof PoloniexRefusal) return;
      throw error;
    }
    this.#enter(id, wallet, request, terms);
  }

  #enter(id: string, wallet: Wallet, request: OrderRequest, terms: PlaceTerms): void {
    const order = new SpotOrder(id, wallet.account.apiKey, request, terms.source, this.#stamp());
    const { currency, needed } = needOf(request);
    order.held = needed;
    this.#orders.set(id, order);
    this.#publish(order, 'place');
    wallet.book('place_order', [{ currency, available: needed.neg(), hold: needed }]);
    const kind = terms.replaces ? 'modify' : 'pending';
    if (request.type !== 'MARKET') this.#log(order, kind, request.quantity, request.price);
    const takes = this.#takes(request);
    const kills = request.timeInForce === 'FOK' && !fillsWhole(request, takes);
    for (const { level, price, quantity } of kills ? [] : takes) {
      this.#settings.book.take(request.instrument, order.takes, level, quantity);
      this.#trade(wallet, order, price, quantity, 'TAKER');
    }
    if (request.type === 'MARKET') this.#logMarket(order);
    if (!order.isActive) return;
    if (request.type === 'MARKET' || request.timeInForce !== 'GTC') this.#end(wallet, order);
    else this.#rest(wallet, order);
  }

  #trade(wallet: Wallet, order: SpotOrder, price: Decimal, quantity: Decimal, role: 'MAKER' | 'TAKER'): void {
    const { rates, tradeIds, onTrade } = this.#settings;
    const { state, filledQuantity, filledAmount, trade, changes } = settle(order, price, quantity, {
      role,
      rate: role === 'MAKER' ? rates.maker : rates.taker,
      id: String(tradeIds.next()),
      ...this.#stamp(),
    });
    order.become({ state, filledQuantity, filledAmount, updateTime: trade.time, at: trade.at });
    for (const { currency, hold } of changes) {
      if (currency === order.heldCurrency) order.held = order.held.plus(hold);
    }
    this.#trades.push(trade);
    this.#publish(order, 'trade', trade);
    wallet.book('match_order', changes);
    if (order.request.type !== 'MARKET') this.#log(order, 'fill', quantity, price);
    onTrade(trade);
  }

  /** Ends an order that is not filled, and gives back what it held. */
  #end(wallet: Wallet, order: SpotOrder, eventType: BalanceEvent = 'canceled_order'): void {
    const { time, at } = this.#stamp();
    const state = order.now.filledQuantity.gt(0) ? 'PARTIALLY_CANCELED' : 'CANCELED';
    const left = order.remaining;
    order.become({ ...order.now, state, updateTime: time, at });
    this.#publish(order, 'canceled');
    const { held } = order;
    order.held = ZERO;
    wallet.book(eventType, [{ currency: order.heldCurrency, available: held, hold: held.neg() }]);
    if (order.request.type !== 'MARKET') this.#log(order, 'delete', left, order.request.price);
  }

  #rest(wallet: Wallet, order: SpotOrder): void {
    const { symbol } = order.instrument;
    const resting = this.#resting.get(symbol) ?? new Map<SpotOrder, Wallet>();
    this.#resting.set(symbol, resting.set(order, wallet));
    if (!this.#watches.has(symbol)) this.#watches.set(symbol, this.#settings.market.watch(symbol));
  }

  #remove(order: SpotOrder): void {
    const { symbol } = order.instrument;
    const resting = this.#resting.get(symbol);
    resting?.delete(order);
    if (resting && resting.size > 0) return;
    this.#watches.get(symbol)?.();
    this.#watches.delete(symbol);
  }

  /** Fills resting orders whose price was reached: at their own price, as far as the book reaches. */
  #onTick(symbol: string): void {
    const { market, book } = this.#settings;
    const resting = this.#resting.get(symbol);
    if (!resting || !market.instrument(symbol) || !market.isOpen(symbol)) return;
    for (const [order, wallet] of [...resting]) {
      for (const { price, quantity } of book.offers(order.instrument, order.takes)) {
        const { request } = order;
        const reached = priceOf(price, order.instrument.digits);
        if (request.side === 'BUY' ? reached.gt(request.price) : reached.lt(request.price)) break;
        const filled = Decimal.min(order.remaining, quantity);
        book.take(order.instrument, order.takes, price, filled);
        this.#trade(wallet, order, request.price, filled, 'MAKER');
        if (!order.isActive) break;
      }
      if (!order.isActive) this.#remove(order);
    }
  }

  #publish(order: SpotOrder, eventType: 'place' | 'trade' | 'canceled', trade?: SpotTrade): void {
    this.#settings.onEvent(order.account, orderEvent(order, eventType, this.#settings.now(), trade));
  }

  #stamp(): { readonly time: number; readonly at: number } {
    return { time: this.#settings.now(), at: this.#settings.clock.monotonic() };
  }

  #logMarket(order: SpotOrder): void {
    const { filledQuantity, filledAmount } = order.now;
    const average = filledQuantity.gt(0) ? filledAmount.div(filledQuantity) : ZERO;
    this.#log(order, 'open', filledQuantity, average);
  }

  #log(order: SpotOrder, kind: ExecutedKind, quantity: Decimal, price: Decimal): void {
    this.#settings.log.execute({
      time: this.#settings.clock.now(),
      account: order.account,
      kind,
      order: order.id,
      position: order.id,
      symbol: order.instrument.symbol,
      side: order.request.side === 'BUY' ? 'buy' : 'sell',
      volume: plain(quantity),
      price: plain(price),
      customComment: order.request.clientOrderId || null,
    });
  }
}
