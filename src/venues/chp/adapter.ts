import { AccountSync } from '../../adapter/account/account-sync';
import { auditIntervalOf } from '../../adapter/account/audit-options';
import { InstrumentCache } from '../../adapter/instrument-cache';
import type { BrokerSettings } from '../../adapter/options';
import { OrderManager } from '../../adapter/orders/order-manager';
import { OrderWatch } from '../../adapter/orders/watch';
import type { PrivateChannel } from '../../adapter/private-channels';
import type { CandleReader } from '../../adapter/ranges/candle-reader';
import type { CheckedCandlesRequest } from '../../adapter/ranges/checks';
import type { BrokerState, Channel, ChannelRecords, Gap, Resynced } from '../../broker';
import { type Redactor, redactorOf } from '../../errors/redact';
import type { Order } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import type { OrderRules } from '../../orders/order-rules';
import { OrderTracker } from '../../orders/order-tracker';
import type { TopicRegistry } from '../../streaming/topics/topics';
import { AccountState } from './account/account';
import { SessionHistory } from './account/history';
import { LostPolls } from './account/lost-polls';
import { Portfolios } from './account/portfolios';
import { createAccountPorts } from './account/ports';
import { AccountFeeds } from './channels/account-feeds';
import { MarketFeeds } from './channels/market';
import { splitOptions } from './channels/poll-settings';
import { PrivateSubscriptions } from './channels/subscribe';
import { ChpConnection, type ConnectionHooks } from './connection';
import type { ChpCandleInterval } from './map';
import { ChpOrderGateway } from './orders/gateway';
import { CHP_CAPABILITIES, type ChpBrokerOptions } from './profile';
import { createCandleReader } from './reads/candles';
import { ChpReads } from './reads/reads';

const RULES: OrderRules = {
  venue: 'chp',
  orderTypes: CHP_CAPABILITIES.orderTypes,
  timesInForce: CHP_CAPABILITIES.timesInForce,
  clientOrderId: CHP_CAPABILITIES.clientOrderId as NonNullable<typeof CHP_CAPABILITIES.clientOrderId>,
  quoteQuantity: false,
  postOnly: false,
  positionEffect: true,
  stopLossTakeProfit: false,
  defaultTimeInForce: 'day',
  modifiableFields: CHP_CAPABILITIES.modifiableFields,
};

/** What the parts need of the broker. */
export interface WiringHooks extends ConnectionHooks {
  readonly redactor: Redactor;
  readonly topics: TopicRegistry;
  state(): BrokerState;
  publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void;
  /** Whether a private record must not be told: its values cannot be true. */
  doubts<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): boolean;
  adopted(order: Order): void;
  gap(gap: Gap): void;
  resynced(result: Resynced): void;
  nextRequestId(): string;
}

/** The parts of a broker and the wires between them: built once, in the order in which they need each other. */
export class ChpWiring {
  readonly connection: ChpConnection;
  readonly tracker = new OrderTracker({ isFar: (time) => this.connection.times.isFar(time) });
  readonly instruments: InstrumentCache;
  readonly market: MarketFeeds;
  readonly portfolios: Portfolios;
  readonly reads: ChpReads;
  readonly candles: CandleReader<CheckedCandlesRequest<ChpCandleInterval>>;
  readonly history: SessionHistory;
  readonly desk: OrderManager;
  readonly sync: AccountSync;
  /** Those that listen to the private channels. */
  readonly subscriptions = new PrivateSubscriptions();
  readonly feeds: AccountFeeds;
  readonly #lostPolls: LostPolls;

  constructor(options: ChpBrokerOptions, settings: BrokerSettings, hooks: WiringHooks) {
    const { polling, account, client } = splitOptions(options);
    const { clock, random, logger, raw, timeoutMs, journal } = settings;
    const auditIntervalMs = auditIntervalOf(options, 'chp');
    this.connection = new ChpConnection({ ...client, clock, random, logger, raw, timeoutMs }, polling, hooks);
    hooks.redactor.include(redactorOf(this.connection.client));
    const { connection, tracker } = this;
    this.instruments = new InstrumentCache({ venue: 'chp', load: () => this.reads.allInstruments() });
    const { instruments } = this;
    this.market = new MarketFeeds({
      connection,
      random,
      topics: hooks.topics,
      instruments,
      recovered: (feed, from) => this.#lostPolls.take(feed, from),
    });
    const { market } = this;
    const watch = new OrderWatch(clock, (ref) => tracker.find(ref));
    const book = new AccountState(connection, (symbol) => market.gridOf(symbol), {
      order: (order) => this.desk.observe(order),
      fill: (fill) => this.desk.observeFill(fill),
      backfilledFill: (fill) => void tracker.observeFill(fill),
      position: (position) => hooks.publish('positions', position),
      balance: (balance) => hooks.publish('balances', balance),
      doubts: (channel, record) => hooks.doubts(channel, record),
    });
    this.feeds = new AccountFeeds(connection, random, book, (feed, from) => this.#lostPolls.take(feed, from));
    const { feeds } = this;
    this.portfolios = new Portfolios(connection, account);
    const { portfolios } = this;
    const gateway = new ChpOrderGateway({ connection, tracker, book, feeds, portfolios, instruments, watch });
    this.reads = new ChpReads({ connection, instruments, market, feeds, book, portfolios, gateway, tracker });
    this.candles = createCandleReader(connection, instruments);
    this.history = new SessionHistory(connection, portfolios, book, tracker);
    this.desk = new OrderManager({
      venue: 'chp',
      gateway,
      rules: RULES,
      tracker,
      journal,
      clock,
      serverTime: () => connection.serverTime(),
      random,
      state: () => hooks.state(),
      defaultTimeoutMs: timeoutMs,
      newClientOrderId,
      nextRequestId: () => hooks.nextRequestId(),
      emit: {
        order: (order) => {
          hooks.publish('orders', order);
          watch.notify();
        },
        fill: (fill) => hooks.publish('fills', fill),
        adopted: (order) => hooks.adopted(order),
        warning: (warning) => hooks.report(warning.code, warning.message, warning.error),
        doubtsOrder: (order) => hooks.doubts('orders', order),
        doubtsFill: (fill) => hooks.doubts('fills', fill),
      },
      redactor: hooks.redactor,
    });
    const streams = [
      { kind: 'trades', read: (signal: AbortSignal) => market.rereadTrades(connection.heardTime, signal) },
      // Prices that came and went unseen are gone.
      { kind: 'quotes' },
      { kind: 'book' },
    ];
    this.sync = new AccountSync({
      clock,
      tracker,
      ports: createAccountPorts({ connection, tracker, book, feeds, portfolios, streams }),
      auditIntervalMs,
      state: hooks.state,
      serverTime: () => connection.serverTime(),
      onOrder: (order) => this.desk.observe(order),
      restoreTopics: (signal) => hooks.topics.restore(signal),
      report: hooks.report,
    });
    this.#lostPolls = new LostPolls({
      connection,
      market,
      sync: this.sync,
      gap: (channel, gap) => {
        for (const listener of this.#listeners(channel)) listener.gap(gap);
        hooks.gap(gap);
      },
      resynced: (channel, result) => {
        for (const listener of this.#listeners(channel)) listener.resynced(result);
        hooks.resynced(result);
      },
    });
  }

  /** The connection is gone. */
  lose(): void {
    this.sync.stop();
    this.#lostPolls.stop();
    this.connection.ended();
    this.feeds.stop();
    this.market.lose();
  }

  #listeners(channel: Channel): readonly { gap(gap: Gap): void; resynced(result: Resynced): void }[] {
    if (channel === 'quotes' || channel === 'trades' || channel === 'book') return [this.market[channel]];
    return this.subscriptions.of(channel);
  }
}
