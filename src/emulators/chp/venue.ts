import { Decimal } from 'decimal.js';
import type { Clock } from '../../core/clock';
import type { ExchangeEvent } from '../exchange/events';
import { Exchange } from '../exchange/exchange';
import type { ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import type { VenueContext, VenueRules } from '../start-venue';
import { UserLocks } from '../user-locks';
import type { ChpInstrument } from './instruments';
import type { Row } from './json';
import type { ResolvedAccount, ResolvedOptions } from './options';
import { OrderManager } from './orders/manager';
import { orderRow, tradeRow } from './orders/record';
import { MarketRows } from './rows/market';
import { accountRow, positionRow } from './rows/portfolio';
import { type PollMethod, Sessions } from './sessions';
import { Tape } from './tape';

/** One emulated venue, without its port. */
export class ChpVenue implements VenueRules {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: ExecutedLog;
  readonly sessions = new Sessions();
  readonly market: Market<ChpInstrument>;
  readonly tape: Tape;
  readonly exchange: Exchange;
  readonly rows: MarketRows;
  readonly orders: OrderManager;
  readonly locks: UserLocks;

  constructor({ clock, seed, market, faults, log }: VenueContext<ChpInstrument>, options: ResolvedOptions) {
    this.options = options;
    this.clock = clock;
    this.market = market;
    this.faults = faults;
    this.log = log;
    this.locks = new UserLocks(
      clock,
      options.accounts.map(({ login }) => login),
    );
    this.tape = new Tape(market, clock, seed);
    this.rows = new MarketRows(this);
    this.exchange = new Exchange(
      this.market,
      {
        clock: this.clock,
        accounting: 'netting',
        partialFills: options.partialFills,
        stopOutLevel: 0,
        lastNumber: BigInt(options.firstOrderNumber) - 1n,
        comment: '',
        onFill: (fill) => this.orders.onFill(fill),
      },
      (event) => this.#onExchangeEvent(event),
    );
    this.orders = new OrderManager({
      clock: this.clock,
      market: this.market,
      exchange: this.exchange,
      log: this.log,
      onOrder: (record) => this.#enqueue(record.portfolio, 'UpdateOrder', orderRow(record, this.rows)),
      onTrade: (trade) => this.#enqueue(trade.order.portfolio, 'AddTrade', tradeRow(trade, this.rows)),
    });
    for (const { portfolios } of options.accounts) {
      for (const { name, cash } of portfolios) this.exchange.openAccount(name, 'RUB', new Decimal(cash));
    }
  }

  /** The account that a token belongs to, or undefined. */
  accountOf(token: string): ResolvedAccount | undefined {
    return this.options.accounts.find((account) => account.token === token);
  }

  kick(login: string | undefined): void {
    this.sessions.end(login);
  }

  lockAccount(minutes: number, login: string | undefined): void {
    this.locks.lock(minutes, login);
  }

  expireSession(login: string | undefined): void {
    this.sessions.end(login);
  }

  /** Clears sessions and subscriptions. */
  restart(): void {
    this.sessions.end();
  }

  close(): void {
    this.orders.close();
    this.exchange.close();
  }

  #onExchangeEvent(event: ExchangeEvent): void {
    // Deposits are booked before there is a listener.
    this.orders?.onExchangeEvent(event);
    const { account } = event;
    if (event.type === 'balanceChanged') {
      this.#enqueue(account.id, 'SetPortfolio', () => accountRow(account, this));
    } else if (event.type === 'positionClosed') {
      if (!event.partial) this.#enqueuePosition(account.id, event.trade.position.symbol);
    } else if (event.type === 'positionOpened' || event.type === 'positionChanged') {
      this.#enqueuePosition(account.id, event.position.symbol);
    }
  }

  #enqueuePosition(portfolio: string, symbol: string): void {
    const account = this.exchange.account(portfolio);
    const instrument = this.market.instrument(symbol);
    if (!account || !instrument) return;
    this.#enqueue(portfolio, 'UpdatePosition', () => positionRow(account, instrument, this));
  }

  #enqueue(portfolio: string, method: PollMethod, row: Row | (() => Row)): void {
    for (const session of this.sessions.listening(portfolio)) {
      session.queues[method].push(typeof row === 'function' ? row() : row);
    }
  }
}
