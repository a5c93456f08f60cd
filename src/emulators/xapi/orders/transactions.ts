import { Decimal } from 'decimal.js';
import type { Clock, Timer } from '../../../core/clock';
import type { Random } from '../../../core/random';
import type { Account } from '../../exchange/account';
import { type ExchangeEvent, Refusal, type RefusalReason } from '../../exchange/events';
import type { Exchange } from '../../exchange/exchange';
import { closingPrice, type Side } from '../../exchange/matching';
import type { OrderIntent } from '../../exchange/settings';
import type { Faults } from '../../faults';
import type { Market } from '../../market/market';
import { CommandError, ERROR_TEXTS, type XapiErrorCode } from '../errors';
import type { XapiInstrument } from '../instruments';
import { type Json, priceFloat, Raw } from '../json';
import type { ResolvedOptions } from '../options';
import type { StreamHub } from '../stream/hub';
import { checkLevels, checkPendingPrice, isVolumeValid, type Levels, pointsOf } from './checks';
import type { TradeRequest } from './request';

/** The status of a request: 1 pending, 3 accepted, 4 rejected, 0 error. */
interface TransactionState {
  readonly account: Account;
  readonly symbol: string;
  readonly customComment: string | null;
  requestStatus: 0 | 1 | 3 | 4;
  message: string | null;
  /** Points. */
  price: number | undefined;
}

/** What transactions need of their venue. */
export interface TransactionSource {
  readonly clock: Clock;
  readonly random: Random;
  readonly options: ResolvedOptions;
  readonly market: Market<XapiInstrument>;
  readonly exchange: Exchange;
  readonly faults: Faults;
  readonly hub: StreamHub;
}

const REFUSALS: Readonly<Record<RefusalReason, XapiErrorCode>> = {
  noMoney: 'BE009',
  closed: 'BE006',
  unknown: 'BE098',
  alreadyClosed: 'BE097',
  volume: 'BE003',
  noLiquidity: 'BE010',
};

const SIDES: readonly Side[] = ['buy', 'sell', 'buy', 'sell', 'buy', 'sell'];

/** Accepts trade requests, acknowledges them with a number and executes them later. */
export class Transactions {
  readonly #source: TransactionSource;
  readonly #states = new Map<string, TransactionState>();
  readonly #timers = new Set<Timer>();
  #captured: ExchangeEvent[] | undefined;

  constructor(source: TransactionSource) {
    this.#source = source;
  }

  /**
   * Takes a request; it is carried out `delayMs` after the usual time.
   * @returns the number for requests of its status
   * @throws CommandError when it is refused at once
   */
  submit(account: Account, request: TradeRequest, delayMs: number): string {
    const instrument = this.#source.market.instrument(request.symbol);
    if (!instrument) throw new CommandError('BE115');
    this.#checkForm(account, request, instrument);
    const late = this.#source.options.marketChecks === 'status';
    const refusal = this.#checkMarket(account, request, instrument);
    if (refusal && !late) throw new CommandError(refusal);
    const number = this.#source.exchange.nextNumber();
    const { symbol, customComment } = request;
    this.#states.set(number, {
      account,
      symbol,
      customComment,
      requestStatus: 1,
      message: null,
      price: undefined,
    });
    const script = this.#source.faults.rules.take('orderStatuses', 'main', 'tradeTransaction');
    const { processingMs, announcePending } = this.#source.options;
    if (script) {
      this.#follow(number, request, script.statuses, script.message, delayMs + processingMs);
      return number;
    }
    // Not in the same turn: the reply is sent first.
    if (announcePending) this.#after(0, () => this.#report(number));
    this.#after(delayMs + processingMs, () => {
      const failed = late ? this.#checkMarket(account, request, instrument) : undefined;
      this.#execute(number, request, failed);
    });
    return number;
  }

  /** The reply of tradeTransactionStatus; undefined for an unknown number or one of another account. */
  status(account: Account, number: string): Json | undefined {
    const state = this.#states.get(number);
    if (!state || state.account !== account) return undefined;
    const instrument = this.#source.market.instrument(state.symbol);
    const best = instrument ? this.#source.market.best(state.symbol) : { bid: 0, ask: 0 };
    const digits = instrument?.digits ?? 5;
    return {
      ask: priceFloat(best.ask, digits),
      bid: priceFloat(best.bid, digits),
      customComment: state.customComment,
      message: state.message,
      order: new Raw(number),
      requestStatus: state.requestStatus,
    };
  }

  /** Takes an event of the exchange: held while a request is carried out, so that its status can come first. */
  onExchangeEvent(event: ExchangeEvent): void {
    if (this.#captured) this.#captured.push(event);
    else this.#source.hub.publish(event);
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  /** The checks that need only the request and the account. */
  #checkForm(account: Account, request: TradeRequest, instrument: XapiInstrument): void {
    const { type, cmd, order } = request;
    const position = account.positions.get(order);
    const resting = account.orders.get(order);
    if (type !== 0) {
      const target = position ?? resting;
      if (!target) {
        const known = account.closed.some((trade) => trade.position.id === order);
        throw new CommandError(known ? 'BE097' : 'BE098');
      }
      if (target.symbol !== request.symbol) throw new CommandError('BE007');
    }
    if (type === 4) {
      if (position) throw new CommandError('BE007');
      return;
    }
    if (type === 2) {
      if (resting) throw new CommandError('BE096');
      if (!isVolumeValid(request.volume, instrument) || request.volume.gt(position?.volume ?? 0)) {
        throw new CommandError('BE003');
      }
      if (request.price.lte(0)) throw new CommandError('BE001');
      return;
    }
    if (type === 0 && !isVolumeValid(request.volume, instrument)) throw new CommandError('BE003');
    if (type === 3 && resting && !request.volume.eq(resting.volume)) throw new CommandError('BE008');
    if (type === 0 && instrument.longOnly && SIDES[cmd] === 'sell') throw new CommandError('BE012');
    if (!position && (request.price.lte(0) || pointsOf(request.price, instrument) === undefined)) {
      throw new CommandError('BE001');
    }
    if (request.offset < 0 || !Number.isInteger(request.offset)) throw new CommandError('BE007');
    if (request.offset > 0 && !instrument.trailingEnabled) throw new CommandError('BE007');
    if (pointsOf(request.sl, instrument) === undefined || pointsOf(request.tp, instrument) === undefined) {
      throw new CommandError('BE002');
    }
    const now = this.#source.clock.now();
    if (request.expiration !== undefined && request.expiration <= now) throw new CommandError('BE007');
  }

  /** The checks that need the current market. */
  #checkMarket(
    account: Account,
    request: TradeRequest,
    instrument: XapiInstrument,
  ): XapiErrorCode | undefined {
    const { market, exchange, clock } = this.#source;
    const { type, cmd, order, symbol } = request;
    if (!market.instrument(symbol)) return 'BE094';
    if (type === 4) return undefined;
    if (!market.isOpen(symbol)) return 'BE006';
    if (type === 2) return undefined;
    const best = market.best(symbol);
    const levels = levelsOf(request, instrument);
    const position = account.positions.get(order);
    const resting = account.orders.get(order);
    if (type === 3) {
      if (position) return checkLevels(position.side, levels, closingPrice(position.side, best), instrument);
      if (!resting || resting.kind === 'stopLimit') return undefined;
      return this.#checkPending(resting.side, resting.kind, request, levels, instrument);
    }
    const side = SIDES[cmd] ?? 'buy';
    if (cmd >= 2) return this.#checkPending(side, cmd <= 3 ? 'limit' : 'stop', request, levels, instrument);
    const wrong = checkLevels(side, levels, closingPrice(side, best), instrument);
    if (wrong) return wrong;
    const price = side === 'buy' ? best.ask : best.bid;
    const margin = exchange.valuation.margin(symbol, request.volume, price, account.currency);
    return margin.gt(exchange.valuation.state(account, clock.now()).marginFree) ? 'BE009' : undefined;
  }

  #checkPending(
    side: Side,
    kind: 'limit' | 'stop',
    request: TradeRequest,
    levels: Levels,
    instrument: XapiInstrument,
  ): XapiErrorCode | undefined {
    const price = pointsOf(request.price, instrument) ?? 0;
    return (
      checkPendingPrice(side, kind, price, this.#source.market.best(request.symbol), instrument) ??
      checkLevels(side, levels, price, instrument)
    );
  }

  /** Executes a request and reports; frames of the trade and of the status come in either order. */
  #execute(number: string, request: TradeRequest, failed: XapiErrorCode | undefined): void {
    const state = this.#states.get(number);
    if (!state) return;
    this.#captured = [];
    try {
      if (failed) throw new CommandError(failed);
      state.price = this.#carryOut(number, request, state.account);
      state.requestStatus = 3;
    } catch (error) {
      state.requestStatus = 4;
      if (error instanceof Refusal) state.message = ERROR_TEXTS[REFUSALS[error.reason]];
      else if (error instanceof CommandError) state.message = error.errorDescr;
      else throw error;
    } finally {
      const events = this.#captured;
      this.#captured = undefined;
      const statusFirst = this.#source.random.next() < 0.5;
      if (statusFirst) this.#report(number);
      for (const event of events) this.#source.hub.publish(event);
      if (!statusFirst) this.#report(number);
    }
  }

  /** Returns the price of the execution in points. @throws Refusal */
  #carryOut(number: string, request: TradeRequest, account: Account): number | undefined {
    const { market, exchange, options } = this.#source;
    const { type, cmd, order, symbol } = request;
    const instrument = market.instrument(symbol);
    if (!instrument) throw new CommandError('BE094');
    const { sl, tp } = levelsOf(request, instrument);
    const price = pointsOf(request.price, instrument) ?? 0;
    const exits = { stopLoss: sl || undefined, takeProfit: tp || undefined, trailing: request.offset };
    if (type === 2) {
      const comment =
        options.closedTradeComment === 'closing' ? (request.customComment ?? undefined) : undefined;
      return exchange.closePosition(account, order, number, request.volume, comment).closePrice;
    }
    if (type === 4) exchange.deleteOrder(account, order);
    else if (type === 3 && account.orders.has(order)) {
      exchange.modifyOrder(account, order, { ...exits, price, expiryTime: request.expiration });
    } else if (type === 3) exchange.modifyPosition(account, order, exits);
    else {
      const side = SIDES[cmd] ?? 'buy';
      const { volume, customComment } = request;
      const intent: OrderIntent = { symbol, side, volume: new Decimal(volume), ...exits, customComment };
      if (cmd < 2) return exchange.openMarket(account, number, intent).openPrice.toNumber();
      const kind = cmd <= 3 ? 'limit' : 'stop';
      exchange.placeOrder(account, number, intent, {
        kind,
        price,
        stopPrice: undefined,
        expiryTime: request.expiration,
      });
    }
    return type === 4 ? undefined : price;
  }

  /** Reports the statuses of a fault. */
  #follow(
    number: string,
    request: TradeRequest,
    statuses: readonly (0 | 1 | 3 | 4)[],
    message: string | null,
    stepMs: number,
  ): void {
    statuses.forEach((status, index) => {
      this.#after(stepMs * (index + 1), () => {
        const state = this.#states.get(number);
        if (!state) return;
        if (status === 3) {
          this.#execute(number, request, undefined);
          return;
        }
        state.requestStatus = status;
        state.message = status === 1 ? null : message;
        this.#report(number);
      });
    });
  }

  #report(number: string): void {
    const state = this.#states.get(number);
    if (!state) return;
    const digits = this.#source.market.instrument(state.symbol)?.digits ?? 5;
    this.#source.hub.tradeStatus(state.account.id, {
      customComment: state.customComment,
      message: state.message,
      order: new Raw(number),
      price: state.requestStatus === 3 && state.price !== undefined ? priceFloat(state.price, digits) : null,
      requestStatus: state.requestStatus,
    });
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#source.clock.schedule(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
  }
}

function levelsOf(request: TradeRequest, instrument: XapiInstrument): Levels {
  return { sl: pointsOf(request.sl, instrument) ?? 0, tp: pointsOf(request.tp, instrument) ?? 0 };
}
