import { Decimal } from 'decimal.js';
import type { Clock, Timer } from '../../../core/clock';
import { type Account, volumeAgainst, type WorkingOrder } from '../../exchange/account';
import { type ExchangeEvent, Refusal } from '../../exchange/events';
import type { Exchange } from '../../exchange/exchange';
import type { Side } from '../../exchange/matching';
import type { OrderFill } from '../../exchange/settings';
import type { ExecutedKind, ExecutedLog } from '../../execution-log';
import type { Market } from '../../market/market';
import type { Body } from '../body';
import { badParameter, orderRefused } from '../errors';
import type { ChpInstrument } from '../instruments';
import { moscowMidnight } from '../moscow';
import { isActive, type OrderRecord, type OrderState, type OwnTrade, signOf } from './record';
import { gridPoints, type OrderRequest, readOrder } from './request';

const DAY_MS = 86_400_000;
/** "GTC (до отмены, макс. 30 дней)". */
const GTC_DAYS = 30;
/** A limit that includes every price of the book: a market order takes what there is, and waits for more. */
const ANY_PRICE = { buy: Number.MAX_SAFE_INTEGER, sell: 0 } as const;

/** What an order manager needs of its venue, and its callbacks. */
export interface OrderManagerSource {
  readonly clock: Clock;
  readonly market: Market<ChpInstrument>;
  readonly exchange: Exchange;
  readonly log: ExecutedLog;
  onOrder(record: OrderRecord): void;
  onTrade(trade: OwnTrade): void;
}

/** Accepts orders, keeps their records and follows their state at the exchange. */
export class OrderManager {
  /** Every order accepted, by its orderid. */
  readonly records = new Map<string, OrderRecord>();
  readonly trades: OwnTrade[] = [];
  readonly #source: OrderManagerSource;
  /** Portfolio and cookie of every order accepted. */
  readonly #cookies = new Set<string>();
  /** Stops that may have passed from the broker to the market without an event. */
  readonly #waiting = new Set<OrderRecord>();
  readonly #timers = new Set<Timer>();

  constructor(source: OrderManagerSource) {
    this.#source = source;
    // After the exchange's own listener: a stop that was reached has passed from the broker to the market.
    source.market.onTick((symbol) => this.#onTick(symbol));
  }

  /** Accepts an order; it reaches the exchange `delayMs` later. Returns its orderid. @throws ChpRefusal */
  place(account: Account, instrument: ChpInstrument, body: Body, delayMs: number): string {
    const request = readOrder(body, instrument);
    const cookie = `${account.id} ${request.cookie}`;
    if (this.#cookies.has(cookie)) throw orderRefused(`Приказ с cookie ${request.cookie} уже существует.`);
    this.#check(account, instrument, request);
    this.#cookies.add(cookie);
    const record: OrderRecord = {
      portfolio: account.id,
      instrument,
      request,
      orderid: this.#source.exchange.nextNumber(),
      orderno: '0',
      state: 0,
      price: request.price,
      stop: request.stop,
      remaining: request.lots,
      time: this.#source.clock.now(),
    };
    this.records.set(record.orderid, record);
    this.#become(record, 0);
    if (delayMs === 0) this.#submit(account, record);
    else {
      this.#become(record, 1);
      this.#after(delayMs, () => isActive(record) && this.#submit(account, record));
    }
    return record.orderid;
  }

  /** Changes the price of an active order: the limit, or the trigger where there is no limit. @throws ChpRefusal */
  move(account: Account, instrument: ChpInstrument, orderid: string, body: Body): void {
    const record = this.#active(account, instrument, orderid);
    const points = gridPoints(body, 'targetprice', instrument);
    if (points <= 0 || record.request.type === 1) throw badParameter('targetprice');
    if (!account.orders.has(orderid)) throw orderRefused('Приказ ещё не на бирже.');
    this.#source.exchange.modifyOrder(account, orderid, { price: points });
    if (record.request.type === 3) record.stop = points;
    else record.price = points;
    if (record.orderno !== '0') record.orderno = this.#source.exchange.nextNumber();
    this.#become(record, record.state);
    this.#log(record, 'modify', record.remaining, points);
    this.#match(instrument.symbol);
  }

  /** Cancels an active order. @throws ChpRefusal */
  cancel(account: Account, instrument: ChpInstrument, orderid: string): void {
    const record = this.#active(account, instrument, orderid);
    if (account.orders.has(orderid)) this.#source.exchange.deleteOrder(account, orderid);
    else this.#become(record, 4);
  }

  /** Follows the resting orders of the exchange. */
  onExchangeEvent(event: ExchangeEvent): void {
    if (event.type !== 'orderRemoved' || event.reason === 'filled') return;
    const record = this.records.get(event.order.id);
    if (!record) return;
    const states = { deleted: 4, expired: 3, noMoney: 9 } as const;
    const kinds = { deleted: 'delete', expired: 'expire', noMoney: 'noMoney' } as const;
    this.#become(record, states[event.reason]);
    this.#log(record, kinds[event.reason], record.remaining, record.price || record.stop);
  }

  /** Follows the executions of the exchange. */
  onFill({ request, fills }: OrderFill): void {
    const record = this.records.get(request);
    if (!record) return;
    if (record.orderno === '0') record.orderno = this.#source.exchange.nextNumber();
    for (const { price, volume } of fills) {
      record.remaining = record.remaining.minus(volume);
      this.#become(record, record.remaining.isZero() ? 5 : 6);
      const trade: OwnTrade = {
        order: record,
        orderno: record.orderno,
        price,
        lots: volume,
        time: record.time,
        tradeno: this.#source.exchange.nextNumber(),
      };
      this.trades.push(trade);
      this.#source.onTrade(trade);
      if (record.request.type !== 1) this.#log(record, 'fill', volume, price);
    }
  }

  /** Stops all timers. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #active(account: Account, instrument: ChpInstrument, orderid: string): OrderRecord {
    const record = this.records.get(orderid);
    if (!record || record.portfolio !== account.id || record.instrument.symbol !== instrument.symbol) {
      throw orderRefused(`Приказ ${orderid} не найден.`);
    }
    if (!isActive(record)) throw orderRefused(`Приказ ${orderid} уже не активен.`);
    return record;
  }

  /** The checks of an order before it is accepted. */
  #check(account: Account, instrument: ChpInstrument, request: OrderRequest): void {
    const { market, exchange, clock } = this.#source;
    const { symbol } = instrument;
    if (!market.isOpen(symbol)) throw orderRefused('Торги по инструменту не проводятся.');
    if (instrument.longOnly && request.action === 3) throw orderRefused('Короткая продажа запрещена.');
    const side: Side = signOf(request) === 1 ? 'buy' : 'sell';
    const opened = request.lots.minus(volumeAgainst(account, symbol, side));
    const best = market.best(symbol);
    const price = request.price || request.stop || (side === 'buy' ? best.ask : best.bid);
    const margin = exchange.valuation.margin(symbol, Decimal.max(0, opened), price, account.currency);
    if (margin.gt(exchange.valuation.state(account, clock.now()).marginFree)) {
      throw orderRefused('Недостаточно средств.');
    }
  }

  #submit(account: Account, record: OrderRecord): void {
    const { exchange, market } = this.#source;
    const { instrument, request, orderid } = record;
    const { symbol } = instrument;
    const side: Side = signOf(request) === 1 ? 'buy' : 'sell';
    const kinds = { 1: 'limit', 2: 'limit', 3: 'stop', 4: 'stopLimit' } as const;
    const price = { 1: ANY_PRICE[side], 2: request.price, 3: request.stop, 4: request.price }[request.type];
    const stopped = request.type >= 3;
    if (!stopped) record.orderno = exchange.nextNumber();
    try {
      exchange.placeOrder(
        account,
        orderid,
        {
          symbol,
          side,
          volume: request.lots,
          stopLoss: undefined,
          takeProfit: undefined,
          trailing: 0,
          customComment: String(request.cookie),
        },
        {
          kind: kinds[request.type],
          price,
          stopPrice: request.type === 4 ? request.stop : undefined,
          expiryTime: this.#expiryOf(request),
        },
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#become(record, 8);
      return;
    }
    this.#become(record, stopped ? 1 : 2);
    const best = market.best(symbol);
    const shown = request.type === 1 ? (side === 'buy' ? best.ask : best.bid) : price;
    this.#log(record, request.type === 1 ? 'open' : 'pending', request.lots, shown);
    this.#match(symbol);
  }

  #expiryOf({ validity }: OrderRequest): number {
    const now = this.#source.clock.now();
    return validity === 1 ? moscowMidnight(now, 1) : now + GTC_DAYS * DAY_MS;
  }

  #match(symbol: string): void {
    this.#source.exchange.matchNow(symbol);
    this.#onTick(symbol);
  }

  #onTick(symbol: string): void {
    for (const record of this.#waiting) {
      if (record.instrument.symbol !== symbol) continue;
      const order: WorkingOrder | undefined = this.#source.exchange
        .account(record.portfolio)
        ?.orders.get(record.orderid);
      if (!order?.triggered) continue;
      record.orderno = this.#source.exchange.nextNumber();
      this.#become(record, 2);
    }
  }

  #become(record: OrderRecord, state: OrderState): void {
    record.state = state;
    if (state === 1) this.#waiting.add(record);
    else this.#waiting.delete(record);
    record.time = this.#source.clock.now();
    this.#source.onOrder(record);
  }

  #log(record: OrderRecord, kind: ExecutedKind, lots: Decimal, points: number): void {
    const { instrument, request, orderid } = record;
    this.#source.log.execute({
      time: this.#source.clock.now(),
      account: record.portfolio,
      kind,
      order: orderid,
      position: orderid,
      symbol: instrument.symbol,
      side: signOf(request) === 1 ? 'buy' : 'sell',
      volume: lots.times(instrument.lotSize).toFixed(),
      price: new Decimal(points).div(10 ** instrument.digits).toFixed(),
      customComment: String(request.cookie),
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
