import type { BrokerState, ChannelRecords } from '../../broker';
import { type Redactor, redactorOf } from '../../errors/redact';
import type { Order } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import { OrderTracker } from '../../orders/order-tracker';
import { InstrumentCache } from '../../runtime/instrument-cache';
import type { BrokerSettings } from '../../runtime/options';
import { OrderDesk } from '../../runtime/order-desk';
import { OrderWatch } from '../../runtime/order-watch';
import type { PrivateChannel } from '../../runtime/private-channels';
import type { TopicRegistry } from '../../streaming/topics';
import { AccountBook } from './broker-account';
import { AccountAudit } from './broker-audit';
import { BalanceBook } from './broker-balances';
import { CandleReader } from './broker-candles';
import { PublicFeeds } from './broker-feeds';
import { OrderHistory } from './broker-history';
import { type LinkHooks, PoloniexLink } from './broker-link';
import { OrderLookup } from './broker-lookup';
import { OpenOrders } from './broker-open-orders';
import { PoloniexOrderGateway } from './broker-orders';
import { PoloniexReads } from './broker-reads';
import { OrderReplacer } from './broker-replace';
import { POLONIEX_RULES, splitOptions } from './broker-settings';
import { SmartTriggers } from './broker-smart';
import { PoloniexSync } from './broker-sync';
import type { PoloniexBrokerOptions } from './broker-types';
import { OrderTerms } from './order-terms';
import { Replacements } from './replacements';
import { SmartAliases } from './smart-aliases';
import { SmartOrigins } from './smart-origins';

/** What the parts need of the broker. */
export interface WiringHooks extends LinkHooks {
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
  readonly link: PoloniexLink;
  readonly tracker = new OrderTracker({ isFar: (time) => this.link.times.isFar(time) });
  readonly instruments: InstrumentCache;
  readonly reads: PoloniexReads;
  readonly candles: CandleReader;
  readonly feeds: PublicFeeds;
  readonly balances = new BalanceBook();
  readonly history: OrderHistory;
  readonly lookup: OrderLookup;
  readonly openOrders: OpenOrders;
  readonly desk: OrderDesk;
  readonly sync: PoloniexSync;
  readonly audit: AccountAudit;
  readonly #triggers: SmartTriggers;

  constructor(options: PoloniexBrokerOptions, settings: BrokerSettings, hooks: WiringHooks) {
    const { auditIntervalMs, client } = splitOptions(options);
    const { clock, random, logger, raw, timeoutMs, journal } = settings;
    this.link = new PoloniexLink({ ...client, clock, random, logger, raw, timeoutMs }, hooks);
    hooks.redactor.include(redactorOf(this.link.client));
    const { link, tracker, balances } = this;
    const aliases = new SmartAliases();
    const replacements = new Replacements();
    const terms = new OrderTerms();
    const watch = new OrderWatch(clock, (ref) => tracker.find(ref));
    const onOrder = (order: Order): void => this.desk.observe(order);
    const book = new AccountBook({
      link,
      tracker,
      aliases,
      replacements,
      balances,
      terms,
      events: {
        order: onOrder,
        fill: (fill) => this.desk.observeFill(fill),
        oldFill: (fill) => void tracker.observeFill(fill),
        balance: (balance) => hooks.publish('balances', balance),
        doubts: (balance) => hooks.doubts('balances', balance),
      },
    });
    this.instruments = new InstrumentCache({ venue: 'poloniex', load: () => this.reads.allInstruments() });
    const { instruments } = this;
    this.reads = new PoloniexReads(link, instruments);
    this.candles = new CandleReader(link);
    this.feeds = new PublicFeeds(link, hooks.topics, this.candles);
    const origins = new SmartOrigins(link, aliases);
    this.history = new OrderHistory(link, book, tracker);
    const { history } = this;
    this.lookup = new OrderLookup({ link, tracker, aliases, book, history, origins });
    const { lookup } = this;
    this.openOrders = new OpenOrders(link, book, origins);
    const { openOrders } = this;
    const replacer = new OrderReplacer({
      link,
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
      link,
      tracker,
      aliases,
      lookup,
      openOrders,
      replacer,
      instruments,
      watch,
      terms,
    });
    this.desk = new OrderDesk({
      venue: 'poloniex',
      gateway,
      rules: POLONIEX_RULES,
      tracker,
      journal,
      clock,
      serverTime: () => link.serverTime(),
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
      link,
      book,
      balances,
      tracker,
      lookup,
      history,
      openOrders,
      reads: this.reads,
      onOrder,
      onBalance: (balance) => hooks.publish('balances', balance),
      readTrades: (signal) => this.feeds.trades.reconcile(signal),
      restoreTopics: (signal) => hooks.topics.restore(signal),
      candlesAreWhole: () => this.feeds.candles.isWhole,
    });
    const { sync } = this;
    this.audit = new AccountAudit({
      link,
      tracker,
      openOrders,
      sync,
      intervalMs: auditIntervalMs,
      state: () => hooks.state(),
      onOrder,
    });
    this.#triggers = new SmartTriggers({ link, tracker, aliases, replacements, book });
    link.client.privateSocket.on('orders', (row) => this.#triggers.take(row));
    link.client.privateSocket.on('balances', (row) => book.takeBalance(row));
  }

  /** The connection is gone. */
  lose(): void {
    this.audit.stop();
    this.link.terminate();
    this.feeds.reset();
    this.#triggers.reset();
  }
}
