import { compareDecimals, type Decimal, isMultipleOf, multiplyDecimals, subtractDecimals } from 'venuekit';
import type { ExecutedLog, Market, VenueContext, VenueRules } from 'venuekit/emulators';
import type { LarkMarket, LarkSettings } from './options';
import { type BalanceRow, Wallet } from './wallet';

/** An order as the venue writes it. */
export interface OrderRow {
  readonly id: string;
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit';
  readonly price?: Decimal;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly status: 'open' | 'filled' | 'canceled';
  readonly createdTime: number;
  readonly updatedTime: number;
}

/** An execution as the venue writes it. Lark executes an order as a whole. */
export interface FillRow {
  readonly id: string;
  readonly orderId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly time: number;
}

/** The terms of an order. */
export type OrderIntent = Pick<OrderRow, 'clientOrderId' | 'symbol' | 'side' | 'type' | 'quantity' | 'price'>;

/** The venue refused; nothing was changed. */
export class LarkRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Rows of a private channel. */
export interface PrivateRows {
  orders: OrderRow;
  fills: FillRow;
  balances: BalanceRow;
}

/** Orders, fills and balances of the one account, against the market's best prices. */
export class LarkExchange implements VenueRules {
  readonly context: VenueContext<LarkMarket>;
  readonly settings: LarkSettings;
  readonly log: ExecutedLog;
  readonly market: Market<LarkMarket>;
  readonly wallet: Wallet;
  /** Ends each session. */
  readonly logins = new Set<() => void>();
  readonly #orders = new Map<string, OrderRow>();
  readonly #fills: FillRow[] = [];
  readonly #listeners = new Set<<C extends keyof PrivateRows>(channel: C, row: PrivateRows[C]) => void>();
  #lastId = 1000;

  constructor(context: VenueContext<LarkMarket>, settings: LarkSettings) {
    this.context = context;
    this.settings = settings;
    this.log = context.log;
    this.market = context.market;
    this.wallet = new Wallet(settings.balances, () => this.now());
    this.market.onTick((symbol) => this.#match(symbol));
  }

  now(): number {
    return Math.floor(this.settings.clock.now());
  }

  kick(): void {
    for (const end of [...this.logins]) end();
  }

  /** Prices as decimals. */
  best(symbol: string): { readonly bid: Decimal; readonly ask: Decimal; readonly time: number } {
    const { bid, ask, time } = this.market.best(symbol);
    return { bid: this.price(bid), ask: this.price(ask), time: Math.floor(time) };
  }

  /** Points as a decimal; every market has two decimals. */
  price(points: number): Decimal {
    return multiplyDecimals(String(points), '0.01');
  }

  /** @throws LarkRefusal when it is not listed */
  listed(symbol: string | undefined): LarkMarket {
    const found = symbol === undefined ? undefined : this.market.instrument(symbol);
    if (found) return found;
    throw new LarkRefusal(404, 'unknownSymbol', `There is no market ${symbol}`);
  }

  /** Calls `listener` with each row of a private channel. */
  listen(listener: <C extends keyof PrivateRows>(channel: C, row: PrivateRows[C]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  orders(): readonly OrderRow[] {
    return [...this.#orders.values()];
  }

  fills(): readonly FillRow[] {
    return this.#fills;
  }

  /** @throws LarkRefusal when there is none */
  order(ref: { readonly id?: string | undefined; readonly clientOrderId?: string | undefined }): OrderRow {
    const found = this.orders().find(({ id, clientOrderId }) =>
      ref.id === undefined ? clientOrderId === ref.clientOrderId : id === ref.id,
    );
    if (found) return found;
    throw new LarkRefusal(404, 'unknownOrder', 'There is no such order');
  }

  /** @throws LarkRefusal */
  place(intent: OrderIntent): OrderRow {
    const { symbol, side, type, quantity, price, clientOrderId } = intent;
    const market = this.listed(symbol);
    const isSound =
      compareDecimals(quantity, '0') > 0 &&
      isMultipleOf(quantity, market.lotStep) &&
      (type === 'market' || (price !== undefined && compareDecimals(price, '0') > 0));
    if (!isSound) throw new LarkRefusal(400, 'badOrder', 'The order is not complete or off the grid');
    if (this.orders().some((order) => order.clientOrderId === clientOrderId)) {
      throw new LarkRefusal(409, 'clientOrderIdUsed', 'Another order has this clientOrderId');
    }
    const best = this.best(symbol);
    const [currency, amount] = needs(market, { ...intent, price: price ?? best.ask });
    if (!this.wallet.has(currency, amount)) {
      throw new LarkRefusal(400, 'insufficientFunds', `There is not enough ${currency}`);
    }
    this.#lastId += 1;
    const now = this.now();
    const order: OrderRow = {
      id: String(this.#lastId),
      clientOrderId,
      symbol,
      side,
      type,
      quantity,
      ...(type === 'limit' && price !== undefined ? { price } : {}),
      filled: '0',
      status: 'open',
      createdTime: now,
      updatedTime: now,
    };
    this.#orders.set(order.id, order);
    this.wallet.change(currency, negated(amount), amount);
    this.#record(order, type === 'market' ? 'open' : 'pending', price ?? best.ask);
    if (type === 'limit') this.#emit('orders', order);
    this.#execute(order, amount);
    if (this.order(order).status === 'open') this.#emit('balances', this.wallet.row(currency));
    return this.order(order);
  }

  /** @throws LarkRefusal when there is no such order, or it has ended */
  cancel(id: string | undefined): OrderRow {
    const order = this.order({ id: id ?? '' });
    if (order.status !== 'open') throw new LarkRefusal(409, 'orderEnded', 'The order has ended');
    const [currency, amount] = needs(this.listed(order.symbol), order);
    this.wallet.change(currency, amount, negated(amount));
    const ended: OrderRow = { ...order, status: 'canceled', updatedTime: this.now() };
    this.#orders.set(order.id, ended);
    this.#record(ended, 'delete', order.price ?? '0');
    this.#emit('orders', ended);
    this.#emit('balances', this.wallet.row(currency));
    return ended;
  }

  #match(symbol: string): void {
    for (const order of this.orders()) {
      if (order.symbol !== symbol || order.status !== 'open') continue;
      this.#execute(order, needs(this.listed(symbol), order)[1]);
    }
  }

  /** Fills an order at the best price, where that is within its limit. @param held - what is reserved for it */
  #execute(order: OrderRow, held: Decimal): void {
    const { symbol, side, quantity, price: limit, id } = order;
    const { bid, ask } = this.best(symbol);
    const price = side === 'buy' ? ask : bid;
    const isBeyond = limit !== undefined && compareDecimals(price, limit) === (side === 'buy' ? 1 : -1);
    if (isBeyond) return;
    const { base, quote } = this.listed(symbol);
    const worth = multiplyDecimals(price, quantity);
    const [paid, got] = side === 'buy' ? [quote, base] : [base, quote];
    const [spent, gained] = side === 'buy' ? [worth, quantity] : [quantity, worth];
    this.wallet.change(paid, subtractDecimals(held, spent), negated(held));
    this.wallet.change(got, gained);
    const time = this.now();
    const filled: OrderRow = { ...order, filled: quantity, status: 'filled', updatedTime: time };
    this.#orders.set(id, filled);
    const fill: FillRow = { id: `F${id}`, orderId: id, symbol, side, price, quantity, time };
    this.#fills.push(fill);
    this.#record(filled, 'fill', price);
    this.#emit('fills', fill);
    this.#emit('orders', filled);
    for (const currency of [paid, got]) this.#emit('balances', this.wallet.row(currency));
  }

  #emit<C extends keyof PrivateRows>(channel: C, row: PrivateRows[C]): void {
    for (const listener of [...this.#listeners]) listener(channel, row);
  }

  #record(order: OrderRow, kind: 'open' | 'pending' | 'fill' | 'delete', price: Decimal): void {
    const { id, symbol, side, quantity: volume } = order;
    const place = { order: id, position: id, symbol, side, volume, price, customComment: null };
    this.log.execute({ time: this.now(), account: this.settings.apiKey, kind, ...place });
  }
}

function negated(amount: Decimal): Decimal {
  return subtractDecimals('0', amount);
}

/** What an order takes from the account, and of which currency. */
function needs(
  { base, quote }: LarkMarket,
  { side, quantity, price = '0' }: Pick<OrderRow, 'side' | 'quantity' | 'price'>,
): readonly [currency: string, amount: Decimal] {
  return side === 'buy' ? [quote, multiplyDecimals(price, quantity)] : [base, quantity];
}
