import { Decimal } from 'decimal.js';
import type { Clock } from '../../core/clock';
import { type Random, seededRandom } from '../../core/random';
import type { ExchangeEvent } from '../exchange/events';
import { Exchange } from '../exchange/exchange';
import type { ExecutedKind, ExecutedLog } from '../execution-log';
import type { Faults } from '../faults';
import type { Market } from '../market/market';
import type { VenueContext, VenueRules } from '../start-venue';
import { LoginLocks } from './connections/rules';
import type { XapiInstrument } from './instruments';
import type { Json, Overrides } from './json';
import type { ResolvedOptions, XapiEmulatorAccount } from './options';
import { Transactions } from './orders/transactions';
import { TradeRecords } from './records/trades';
import { Sessions } from './sessions';
import { StreamHub } from './stream/hub';

/** Values that no document lists, under {@link Faults.unknownEnum}. */
const UNKNOWN_VALUES: Overrides = new Map<string, Json>([
  ['quoteId', 77],
  ['marginMode', 177],
  ['profitMode', 77],
  ['exemode', 77],
  ['impact', '9'],
]);

/** One emulated venue, without its ports. */
export class XapiVenue implements VenueRules {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: Faults;
  readonly log: ExecutedLog;
  readonly locks = new LoginLocks();
  readonly sessions: Sessions;
  readonly market: Market<XapiInstrument>;
  readonly exchange: Exchange;
  readonly tradeRecords: TradeRecords;
  readonly hub: StreamHub;
  readonly transactions: Transactions;
  readonly #logins = new Map<string, Required<XapiEmulatorAccount>>();

  constructor({ clock, seed, market, faults, log }: VenueContext<XapiInstrument>, options: ResolvedOptions) {
    this.options = options;
    this.clock = clock;
    this.market = market;
    this.faults = faults;
    this.log = log;
    this.random = seededRandom(seed);
    this.exchange = new Exchange(
      this.market,
      {
        clock,
        accounting: 'hedging',
        partialFills: false,
        stopOutLevel: options.stopOutLevel,
        lastNumber: BigInt(options.firstOrderNumber) - 1n,
        comment: 'Web Trader',
      },
      (event) => this.#onExchangeEvent(event),
    );
    this.tradeRecords = new TradeRecords(this.market, this.exchange.valuation, () => this.clock.now());
    this.hub = new StreamHub(this.tradeRecords);
    this.sessions = new Sessions((session) => this.hub.endSession(session));
    this.transactions = new Transactions(this);
    this.market.onTick((symbol) => this.hub.tick(symbol));
    for (const account of options.accounts) this.addAccount(account);
  }

  /** Allows another user to log in. */
  addAccount(account: XapiEmulatorAccount): void {
    const full = { currency: 'USD', balance: 100_000, disabled: false, ...account };
    this.#logins.set(account.userId, full);
    this.exchange.openAccount(account.userId, full.currency, new Decimal(full.balance));
  }

  /** The user with this login, or undefined. */
  login(userId: string): Required<XapiEmulatorAccount> | undefined {
    return this.#logins.get(userId);
  }

  /** The users with this login, or all of them. */
  logins(userId: string | undefined): Required<XapiEmulatorAccount>[] {
    return [...this.#logins.values()].filter((login) => userId === undefined || login.userId === userId);
  }

  /** A token of 19 digits, as the real ones. */
  newToken(): string {
    const digits = Array.from({ length: 18 }, () => Math.floor(this.random.next() * 10));
    return `8${digits.join('')}`;
  }

  /** What is written in place of known values. */
  get overrides(): Overrides | undefined {
    return this.faults.unknownValues ? UNKNOWN_VALUES : undefined;
  }

  kick(userId: string | undefined): void {
    for (const session of this.sessions.of(userId)) {
      this.sessions.end(session);
      session.connection.finish();
    }
  }

  lockAccount(minutes: number, userId: string | undefined): void {
    const until = this.clock.now() + minutes * 60_000;
    for (const login of this.logins(userId)) this.locks.lock(login.userId, login.password, until);
  }

  expireSession(userId: string | undefined): void {
    for (const session of this.sessions.of(userId)) this.sessions.end(session, 'timedOut');
  }

  close(): void {
    this.transactions.close();
    this.exchange.close();
  }

  #onExchangeEvent(event: ExchangeEvent): void {
    this.#record(event);
    // Deposits are booked before there is a listener.
    this.transactions?.onExchangeEvent(event);
  }

  #record(event: ExchangeEvent): void {
    if (event.type === 'balanceChanged') return;
    if (event.type === 'positionClosed') {
      const { trade } = event;
      const kind = trade.reason === 'user' ? 'close' : trade.reason;
      this.#log(event, kind, trade.request, trade.position, trade.position.volume, trade.closePrice);
    } else if (event.type === 'positionOpened') {
      const { position } = event;
      this.#log(
        event,
        event.order ? 'fill' : 'open',
        position.request,
        position,
        position.volume,
        position.openPrice,
      );
    } else if (event.type === 'positionChanged') {
      const { position } = event;
      this.#log(event, 'modify', position.id, position, position.volume, position.openPrice);
    } else {
      const { order } = event;
      const reason = event.type === 'orderRemoved' ? event.reason : undefined;
      if (reason === 'filled') return;
      const kinds = { deleted: 'delete', expired: 'expire', noMoney: 'noMoney' } as const;
      const kind = reason ? kinds[reason] : event.type === 'orderPlaced' ? 'pending' : 'modify';
      this.#log(event, kind, order.id, order, order.remaining, order.price);
    }
  }

  #log(
    event: ExchangeEvent,
    kind: ExecutedKind,
    order: string,
    subject: Pick<XapiPositionLike, 'id' | 'symbol' | 'side' | 'customComment'>,
    volume: Decimal,
    price: Decimal | number,
  ): void {
    const digits = this.market.instrument(subject.symbol)?.digits ?? 5;
    this.log.execute({
      time: this.clock.now(),
      account: event.account.id,
      kind,
      order,
      position: subject.id,
      symbol: subject.symbol,
      side: subject.side,
      volume: volume.toFixed(),
      price: new Decimal(price).div(10 ** digits).toFixed(),
      customComment: subject.customComment,
    });
  }
}

/** What orders and positions have in common in the log. */
interface XapiPositionLike {
  readonly id: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly customComment: string | null;
}
