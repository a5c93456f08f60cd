import { Decimal } from 'decimal.js';
import type { Timer } from '../../core/clock';
import type { Market } from '../market/market';
import {
  Account,
  type ClosedTrade,
  type CloseReason,
  type Position,
  volumeAgainst,
  type WorkingOrder,
} from './account';
import { type ExchangeEvent, Refusal, type RemovalReason } from './events';
import { closingPrice, exitOf, isTriggered, type MatchedFill, match, trailedStop } from './matching';
import type { ExchangeSettings, OrderIntent } from './settings';
import { Valuation } from './valuation';

/** Accounts, orders and positions on a market. Every change is reported once, in order, to the listener. */
export class Exchange {
  readonly valuation: Valuation;
  readonly #market: Market;
  readonly #settings: ExchangeSettings;
  readonly #emit: (event: ExchangeEvent) => void;
  readonly #accounts = new Map<string, Account>();
  readonly #watches = new Map<string, () => void>();
  readonly #expiries = new Map<string, Timer>();
  #lastNumber: bigint;

  constructor(market: Market, settings: ExchangeSettings, emit: (event: ExchangeEvent) => void) {
    this.#market = market;
    this.#settings = settings;
    this.#emit = emit;
    this.#lastNumber = settings.lastNumber;
    this.valuation = new Valuation(market);
    market.onTick((symbol) => this.#onTick(symbol));
  }

  /** Opens an account with a deposit. */
  openAccount(id: string, currency: string, deposit: Decimal): Account {
    const account = new Account(id, currency);
    this.#accounts.set(id, account);
    this.deposit(account, deposit, 'Deposit');
    return account;
  }

  /** Books a deposit, or a withdrawal when negative. */
  deposit(account: Account, amount: Decimal, comment: string): void {
    account.cash.push({ id: this.nextNumber(), amount, time: this.#settings.clock.now(), comment });
    account.balance = account.balance.plus(amount);
    this.#emit({ type: 'balanceChanged', account });
  }

  /** The account with this id, or undefined. */
  account(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  /** The next order number. */
  nextNumber(): string {
    this.#lastNumber += 1n;
    return String(this.#lastNumber);
  }

  /** Fills a market order. @throws Refusal */
  openMarket(account: Account, request: string, intent: OrderIntent): Position {
    this.#checkOpen(intent.symbol);
    const order = { ...intent, kind: 'market', price: 0, triggered: true, remaining: intent.volume } as const;
    const fills = match(order, this.#market.book(intent.symbol), this.#settings.partialFills);
    const first = fills[0];
    if (!first) throw new Refusal('noLiquidity');
    this.#checkMoney(account, intent, fills);
    return this.#fill(account, request, intent, fills, undefined);
  }

  /** Places a resting order under the number `id`. @throws Refusal */
  placeOrder(
    account: Account,
    id: string,
    intent: OrderIntent,
    terms: Pick<WorkingOrder, 'kind' | 'price' | 'stopPrice' | 'expiryTime'>,
  ): WorkingOrder {
    this.#checkOpen(intent.symbol);
    const placedTime = this.#settings.clock.now();
    const order = { ...intent, ...terms, id, triggered: false, remaining: intent.volume, placedTime };
    account.orders.set(id, order);
    this.#watch(order.symbol);
    this.#armExpiry(account, order);
    this.#emit({ type: 'orderPlaced', account, order });
    return order;
  }

  /** Matches the resting orders of an instrument with the current book, without waiting for its next price. */
  matchNow(symbol: string): void {
    this.#onTick(symbol);
  }

  /** Changes a resting order. @throws Refusal */
  modifyOrder(
    account: Account,
    id: string,
    change: Partial<Pick<WorkingOrder, 'price' | 'stopLoss' | 'takeProfit' | 'trailing' | 'expiryTime'>>,
  ): void {
    const order = account.orders.get(id);
    if (!order) throw new Refusal('unknown');
    Object.assign(order, change);
    this.#armExpiry(account, order);
    this.#emit({ type: 'orderChanged', account, order });
  }

  /** Removes a resting order. @throws Refusal */
  deleteOrder(account: Account, id: string): void {
    const order = account.orders.get(id);
    if (!order) throw new Refusal('unknown');
    this.#remove(account, order, 'deleted');
  }

  /** Changes the levels of a position. @throws Refusal */
  modifyPosition(
    account: Account,
    id: string,
    change: Partial<Pick<Position, 'stopLoss' | 'takeProfit' | 'trailing'>>,
  ): void {
    const position = account.positions.get(id);
    if (!position) throw new Refusal('alreadyClosed');
    Object.assign(position, change);
    position.stopLoss = trailedStop(position, this.#market.best(position.symbol));
    this.#emit({ type: 'positionChanged', account, position });
  }

  /** Closes a position, or `volume` of it, at the current price. @throws Refusal */
  closePosition(
    account: Account,
    id: string,
    request: string,
    volume?: Decimal,
    customComment?: string,
  ): ClosedTrade {
    const position = account.positions.get(id);
    if (!position) throw new Refusal('alreadyClosed');
    this.#checkOpen(position.symbol);
    const price = closingPrice(position.side, this.#market.best(position.symbol));
    return this.#close(account, position, request, price, 'user', volume ?? position.volume, customComment);
  }

  /** Stops all timers. */
  close(): void {
    for (const timer of this.#expiries.values()) timer.cancel();
    for (const unwatch of this.#watches.values()) unwatch();
    this.#expiries.clear();
    this.#watches.clear();
  }

  #checkOpen(symbol: string): void {
    if (!this.#market.instrument(symbol) || !this.#market.isOpen(symbol)) throw new Refusal('closed');
  }

  #checkMoney(
    account: Account,
    { symbol, side }: Pick<OrderIntent, 'symbol' | 'side'>,
    fills: readonly MatchedFill[],
  ): void {
    let needed = new Decimal(0);
    // The volume that netting closes first needs no margin.
    const netting = this.#settings.accounting === 'netting';
    let closing = netting ? volumeAgainst(account, symbol, side) : new Decimal(0);
    for (const { price, volume } of fills) {
      const opened = Decimal.max(0, volume.minus(closing));
      closing = Decimal.max(0, closing.minus(volume));
      needed = needed.plus(this.valuation.margin(symbol, opened, price, account.currency));
    }
    const { marginFree } = this.valuation.state(account, this.#settings.clock.now());
    if (needed.gt(marginFree)) throw new Refusal('noMoney');
  }

  #fill(
    account: Account,
    request: string,
    intent: OrderIntent,
    fills: readonly MatchedFill[],
    order: WorkingOrder | undefined,
  ): Position {
    this.#settings.onFill?.({ account, request, order, fills });
    let volume = new Decimal(0);
    let cost = new Decimal(0);
    let commission = new Decimal(0);
    for (const fill of fills) {
      volume = volume.plus(fill.volume);
      cost = cost.plus(fill.volume.times(fill.price));
      commission = commission.plus(
        this.valuation.commission(intent.symbol, fill.volume, fill.price, account.currency),
      );
    }
    const openPrice = cost.div(volume);
    if (this.#settings.accounting === 'netting') {
      volume = this.#net(account, request, intent, volume, openPrice.round().toNumber());
    }
    const existing = this.#sameSide(account, request, intent);
    const instrument = this.#market.instrument(intent.symbol);
    const position: Position = existing ?? {
      id: this.nextNumber(),
      request,
      symbol: intent.symbol,
      side: intent.side,
      volume: new Decimal(0),
      openPrice,
      openTime: this.#settings.clock.now(),
      stopLoss: intent.stopLoss,
      takeProfit: intent.takeProfit,
      trailing: intent.trailing,
      comment: this.#settings.comment,
      customComment: intent.customComment,
      commission: new Decimal(0),
      marginRate: this.valuation.rate(instrument?.profitCurrency ?? account.currency, account.currency),
    };
    account.balance = account.balance.plus(commission);
    // Netting may have used the whole volume to close the other side.
    if (volume.gt(0)) {
      const total = position.volume.plus(volume);
      position.openPrice = position.openPrice.times(position.volume).plus(openPrice.times(volume)).div(total);
      position.volume = total;
      position.commission = position.commission.plus(commission);
      position.stopLoss = trailedStop(position, this.#market.best(position.symbol));
      account.positions.set(position.id, position);
      this.#watch(position.symbol);
      if (existing) this.#emit({ type: 'positionChanged', account, position });
      else this.#emit({ type: 'positionOpened', account, position, order });
    }
    this.#emit({ type: 'balanceChanged', account });
    return position;
  }

  /** The position that a fill adds to: that of the same order, or with netting that of the symbol. */
  #sameSide(account: Account, request: string, intent: OrderIntent): Position | undefined {
    for (const position of account.positions.values()) {
      if (this.#settings.accounting === 'netting') {
        if (position.symbol === intent.symbol && position.side === intent.side) return position;
      } else if (position.request === request) return position;
    }
    return undefined;
  }

  /** Closes the other side's position first; returns the volume left to open. */
  #net(account: Account, request: string, intent: OrderIntent, volume: Decimal, price: number): Decimal {
    for (const position of [...account.positions.values()]) {
      if (position.symbol !== intent.symbol || position.side === intent.side || volume.lte(0)) continue;
      const closed = Decimal.min(volume, position.volume);
      this.#close(account, position, request, price, 'user', closed, undefined, true);
      return volume.minus(closed);
    }
    return volume;
  }

  #close(
    account: Account,
    position: Position,
    request: string,
    price: number,
    reason: CloseReason,
    volume: Decimal,
    customComment?: string,
    charged = false,
  ): ClosedTrade {
    if (volume.lte(0) || volume.gt(position.volume)) throw new Refusal('volume');
    const { currency } = account;
    const now = this.#settings.clock.now();
    const part = volume.div(position.volume);
    const profit = this.valuation.profit(
      position.symbol,
      position.side,
      volume,
      position.openPrice,
      price,
      currency,
    );
    const exit = charged
      ? new Decimal(0)
      : this.valuation.commission(position.symbol, volume, price, currency);
    const entry = position.commission.times(part).toDecimalPlaces(2);
    const storage = this.valuation.storage(position, now, currency).times(part).toDecimalPlaces(2);
    const state = this.valuation.state(account, now);
    const notes = {
      user: '',
      stopLoss: '[S/L]',
      takeProfit: '[T/P]',
      stopOut: `[S/O ${state.marginLevel.toFixed(2)}% ${state.equity.toFixed(2)} / ${state.margin.toFixed(2)} (${currency})]`,
    };
    const trade: ClosedTrade = {
      position: { ...position, volume, customComment: customComment || position.customComment },
      request,
      closePrice: price,
      closeTime: now,
      reason,
      comment: reason === 'user' ? position.comment : notes[reason],
      profit,
      commission: entry.plus(exit),
      storage,
    };
    account.balance = account.balance.plus(profit).plus(exit).plus(storage);
    account.closed.push(trade);
    position.volume = position.volume.minus(volume);
    position.commission = position.commission.minus(entry);
    const partial = position.volume.gt(0);
    if (!partial) account.positions.delete(position.id);
    this.#emit({ type: 'positionClosed', account, trade, position, partial });
    if (partial) this.#emit({ type: 'positionChanged', account, position });
    this.#emit({ type: 'balanceChanged', account });
    return trade;
  }

  #remove(account: Account, order: WorkingOrder, reason: RemovalReason): void {
    account.orders.delete(order.id);
    this.#expiries.get(order.id)?.cancel();
    this.#expiries.delete(order.id);
    this.#emit({ type: 'orderRemoved', account, order, reason });
  }

  #armExpiry(account: Account, order: WorkingOrder): void {
    this.#expiries.get(order.id)?.cancel();
    this.#expiries.delete(order.id);
    if (order.expiryTime === undefined) return;
    const delay = Math.max(0, order.expiryTime - this.#settings.clock.now());
    const expire = (): void => {
      if (account.orders.get(order.id) === order) this.#remove(account, order, 'expired');
    };
    this.#expiries.set(order.id, this.#settings.clock.schedule(delay, expire, { keepAlive: false }));
  }

  #watch(symbol: string): void {
    if (!this.#watches.has(symbol)) this.#watches.set(symbol, this.#market.watch(symbol));
  }

  #onTick(symbol: string): void {
    if (!this.#market.instrument(symbol) || !this.#market.isOpen(symbol)) return;
    let used = false;
    for (const account of this.#accounts.values()) {
      for (const order of [...account.orders.values()]) {
        if (order.symbol === symbol) used = this.#trigger(account, order) || used;
      }
      for (const position of [...account.positions.values()]) {
        if (position.symbol === symbol) used = this.#follow(account, position) || used;
      }
      this.#stopOut(account);
    }
    if (used) return;
    // Nothing depends on this price any more: the exchange does not need its ticks.
    this.#watches.get(symbol)?.();
    this.#watches.delete(symbol);
  }

  #trigger(account: Account, order: WorkingOrder): boolean {
    const book = this.#market.book(order.symbol);
    const best = book[0];
    if (best && isTriggered(order, best))
      order.triggered = order.kind !== 'stop' || this.#settings.partialFills;
    const fills = match(order, book, this.#settings.partialFills);
    if (fills.length === 0) return true;
    try {
      this.#checkMoney(account, order, fills);
    } catch {
      this.#remove(account, order, 'noMoney');
      return true;
    }
    for (const fill of fills) order.remaining = order.remaining.minus(fill.volume);
    if (order.remaining.lte(0)) this.#remove(account, order, 'filled');
    this.#fill(account, order.id, order, fills, order);
    return true;
  }

  #follow(account: Account, position: Position): boolean {
    const best = this.#market.best(position.symbol);
    const reason = exitOf(position, best);
    if (reason) {
      const price = closingPrice(position.side, best);
      this.#close(account, position, this.nextNumber(), price, reason, position.volume);
      return true;
    }
    const stop = trailedStop(position, best);
    if (stop !== position.stopLoss) {
      position.stopLoss = stop;
      this.#emit({ type: 'positionChanged', account, position });
    }
    return true;
  }

  /** Closes the worst position, then the next, until the margin level is back above the limit. */
  #stopOut(account: Account): void {
    while (account.positions.size > 0) {
      const state = this.valuation.state(account, this.#settings.clock.now());
      if (state.margin.isZero() || state.marginLevel.gte(this.#settings.stopOutLevel)) return;
      let worst: Position | undefined;
      let loss = new Decimal(Number.POSITIVE_INFINITY);
      for (const position of account.positions.values()) {
        const profit = this.valuation.openProfit(position, account.currency);
        if (profit.lt(loss) && this.#market.isOpen(position.symbol)) [worst, loss] = [position, profit];
      }
      if (!worst) return;
      const price = closingPrice(worst.side, this.#market.best(worst.symbol));
      this.#close(account, worst, this.nextNumber(), price, 'stopOut', worst.volume);
    }
  }
}
