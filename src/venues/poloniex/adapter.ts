import { InstrumentCache } from '../../adapter/instrument-cache';
import type { BrokerSettings } from '../../adapter/options';
import { OrderManager } from '../../adapter/orders/order-manager';
import { OrderWatch } from '../../adapter/orders/watch';
import type { PrivateChannel } from '../../adapter/private-channels';
import type { BrokerState, ChannelRecords } from '../../broker';
import { type Redactor, redactorOf } from '../../errors/redact';
import type { Order } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import { OrderTracker } from '../../orders/order-tracker';
import type { TopicRegistry } from '../../streaming/topics/topics';
import { AccountState } from './account/account';
import { AccountAudit } from './account/audit';
import { BalanceCache } from './account/balances';
import { OrderHistory } from './account/history';
import { PoloniexSync } from './account/sync';
import { PublicChannels } from './channels/public-channels';
import { POLONIEX_RULES, splitOptions } from './channels/settings';
import { type ConnectionHooks, PoloniexConnection } from './connection';
import { PoloniexOrderGateway } from './orders/gateway';
import { OrderLookup } from './orders/lookup';
import { OpenOrders } from './orders/open-orders';
import { OrderTerms } from './orders/order-terms';
import { OrderReplacer } from './orders/replace';
import { Replacements } from './orders/replacements';
import { SmartTriggers } from './orders/smart';
import { SmartAliases } from './orders/smart-aliases';
import { SmartOrigins } from './orders/smart-origins';
import type { PoloniexBrokerOptions } from './profile';
import { CandleReader } from './reads/candles';
import { PoloniexReads } from './reads/reads';

/** What the parts need of the broker. */
export interface WiringHooks extends ConnectionHooks {
  readonly redactor: Redactor;
  readonly topics: TopicRegistry;
  state(): BrokerState;
  publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void;
  /** Whether a private record must not be told: its values cannot be true. */
  doubts<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): boolean;
  adopted(order: Order): void;
  nextRequestId(): string;
}

/** The parts of a broker and the wires between them: built once, in the order in which they need each other. */
export class PoloniexWiring {
  readonly connection: PoloniexConnection;
  readonly tracker = new OrderTracker({ isFar: (time) => this.connection.times.isFar(time) });
  readonly instruments: InstrumentCache;
  readonly reads: PoloniexReads;
  readonly candles: CandleReader;
  readonly channels: PublicChannels;
  readonly balances = new BalanceCache();
  readonly history: OrderHistory;
  readonly lookup: OrderLookup;
  readonly openOrders: OpenOrders;
  readonly desk: OrderManager;
  readonly sync: PoloniexSync;
  readonly audit: AccountAudit;
  readonly #triggers: SmartTriggers;

  constructor(options: PoloniexBrokerOptions, settings: BrokerSettings, hooks: WiringHooks) {
    const { auditIntervalMs, client } = splitOptions(options);
    const { clock, random, logger, raw, timeoutMs, journal } = settings;
    this.connection = new PoloniexConnection({ ...client, clock, random, logger, raw, timeoutMs }, hooks);
    hooks.redactor.include(redactorOf(this.connection.client));
    const { connection, tracker, balances } = this;
    const aliases = new SmartAliases();
    const replacements = new Replacements();
    const terms = new OrderTerms();
    const watch = new OrderWatch(clock, (ref) => tracker.find(ref));
    const onOrder = (order: Order): void => this.desk.observe(order);
    const book = new AccountState({
      connection,
      tracker,
      aliases,
      replacements,
      balances,
      terms,
      events: {
        order: onOrder,
        fill: (fill) => this.desk.observeFill(fill),
        backfilledFill: (fill) => void tracker.observeFill(fill),
        balance: (balance) => hooks.publish('balances', balance),
        doubts: (balance) => hooks.doubts('balances', balance),
      },
    });
    this.instruments = new InstrumentCache({ venue: 'poloniex', load: () => this.reads.allInstruments() });
    const { instruments } = this;
    this.reads = new PoloniexReads(connection, instruments);
    this.candles = new CandleReader(connection);
    this.channels = new PublicChannels(connection, hooks.topics, this.candles);
    const origins = new SmartOrigins(connection, aliases);
    this.history = new OrderHistory(connection, book, tracker);
    const { history } = this;
    this.lookup = new OrderLookup({ connection, tracker, aliases, book, history, origins });
    const { lookup } = this;
    this.openOrders = new OpenOrders(connection, book, origins);
    const { openOrders } = this;
    const replacer = new OrderReplacer({
      connection,
      tracker,
      aliases,
      replacements,
      lookup,
      watch,
      terms,
      newClientOrderId,
      observe: onOrder,
    });
    const gateway = new PoloniexOrderGateway({
      connection,
      tracker,
      aliases,
      lookup,
      openOrders,
      replacer,
      instruments,
      watch,
      terms,
    });
    this.desk = new OrderManager({
      venue: 'poloniex',
      gateway,
      rules: POLONIEX_RULES,
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
    this.sync = new PoloniexSync({
      connection,
      book,
      balances,
      tracker,
      lookup,
      history,
      openOrders,
      reads: this.reads,
      onOrder,
      onBalance: (balance) => hooks.publish('balances', balance),
      readTrades: (signal) => this.channels.trades.reconcile(signal),
      restoreTopics: (signal) => hooks.topics.restore(signal),
      candlesAreWhole: () => this.channels.candles.isWhole,
    });
    const { sync } = this;
    this.audit = new AccountAudit({
      connection,
      tracker,
      openOrders,
      sync,
      intervalMs: auditIntervalMs,
      state: () => hooks.state(),
      onOrder,
    });
    this.#triggers = new SmartTriggers({ connection, tracker, aliases, replacements, book });
    connection.client.privateSocket.on('orders', (row) => this.#triggers.take(row));
    connection.client.privateSocket.on('balances', (row) => book.takeBalance(row));
  }

  /** The connection is gone. */
  lose(): void {
    this.audit.stop();
    this.connection.terminate();
    this.channels.reset();
    this.#triggers.reset();
  }
}
