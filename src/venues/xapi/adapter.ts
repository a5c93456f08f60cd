import { AccountSync } from '../../adapter/account/account-sync';
import { auditIntervalOf } from '../../adapter/account/audit-options';
import { BalanceCache } from '../../adapter/account/balance-cache';
import { InstrumentCache } from '../../adapter/instrument-cache';
import type { BrokerSettings } from '../../adapter/options';
import { OrderManager } from '../../adapter/orders/order-manager';
import { OrderWatch } from '../../adapter/orders/watch';
import type { PrivateChannel } from '../../adapter/private-channels';
import type { CandleReader } from '../../adapter/ranges/candle-reader';
import type { CheckedCandlesRequest } from '../../adapter/ranges/checks';
import type { BrokerState, ChannelRecords } from '../../broker';
import type { Clock } from '../../core/clock';
import { isProtocolError } from '../../errors';
import { type Redactor, redactorOf } from '../../errors/redact';
import type { Order } from '../../model';
import { decimalFromWire } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import { isFinal } from '../../orders/merge-order';
import type { OrderRules } from '../../orders/order-rules';
import { OrderTracker } from '../../orders/order-tracker';
import type { TopicRegistry } from '../../streaming/topics/topics';
import { TradeHistory } from './account/history';
import { createAccountPorts } from './account/ports';
import { PositionTracker } from './account/trades';
import { PublicStreams } from './channels/streams';
import { isPrivateFault } from './client/stream';
import { type ConnectionHooks, XapiConnection } from './connection';
import {
  isEnded,
  kindOfTrade,
  type MapContext,
  type TradeFields,
  toBalance,
  toClosingFill,
  toPendingOrder,
  toPosition,
  type XapiInterval,
} from './map';
import { tradeFrameWaitOf } from './options';
import { TransactionConfirmations } from './orders/acceptance';
import { TradeChecks } from './orders/checks';
import { OwnCloseOrders } from './orders/closings';
import { XapiOrderGateway } from './orders/gateway';
import { TradeLookup } from './orders/lookup';
import { XAPI_CAPABILITIES, type XapiBrokerOptions } from './profile';
import { createCandleReader } from './reads/candles';
import { XapiExtras } from './reads/extras';
import { XapiReads } from './reads/reads';
import type { TradeRecord } from './types/trading';

const RULES: OrderRules = {
  venue: 'xapi',
  orderTypes: XAPI_CAPABILITIES.orderTypes,
  timesInForce: XAPI_CAPABILITIES.timesInForce,
  clientOrderId: XAPI_CAPABILITIES.clientOrderId as NonNullable<typeof XAPI_CAPABILITIES.clientOrderId>,
  quoteQuantity: false,
  postOnly: false,
  positionEffect: false,
  stopLossTakeProfit: true,
  defaultTimeInForce: 'gtc',
  modifiableFields: XAPI_CAPABILITIES.modifiableFields,
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
  nextRequestId(): string;
}

/** The parts of a broker and the wires between them: built once, in the order in which they need each other. */
export class XapiWiring {
  readonly connection: XapiConnection;
  readonly tracker = new OrderTracker({ isFar: (time) => this.connection.times.isFar(time) });
  readonly instruments: InstrumentCache;
  readonly streams: PublicStreams;
  readonly lookup: TradeLookup;
  readonly checks: TradeChecks;
  readonly history: TradeHistory;
  readonly reads: XapiReads;
  readonly candles: CandleReader<CheckedCandlesRequest<XapiInterval>>;
  readonly extras: XapiExtras;
  readonly desk: OrderManager;
  readonly sync: AccountSync;
  readonly #book: PositionTracker;
  readonly #watch: OrderWatch;
  readonly #hooks: WiringHooks;
  readonly #balances = new BalanceCache();
  #currency: string | undefined;

  constructor(options: XapiBrokerOptions, settings: BrokerSettings, hooks: WiringHooks) {
    this.#hooks = hooks;
    const {
      reconnect: _r,
      journal: _j,
      loadInstruments: _l,
      tradeFrameWaitMs: _t,
      auditIntervalMs: _a,
      ...clientOptions
    } = options;
    const { clock, random, logger, raw, timeoutMs } = settings;
    this.connection = new XapiConnection({ ...clientOptions, clock, random, logger, raw, timeoutMs }, hooks);
    hooks.redactor.include(redactorOf(this.connection.client));
    const { connection, tracker } = this;
    const closings = new OwnCloseOrders();
    this.#watch = new OrderWatch(clock, (ref) => tracker.find(ref));
    this.#book = new PositionTracker(tracker, closings, {
      order: (order, complete) => this.desk.observe(order, complete === true ? { complete } : undefined),
      fill: (fill) => this.desk.observeFill(fill),
      position: (position) => hooks.publish('positions', position),
      halfTold: (positionId, since) => this.checks.awaitPosition(positionId, since),
      pendingGone: (row) => this.checks.awaitOrder(row),
      unknown: (row) => hooks.report('unknownValue', `A trade row has the unknown operation code ${row.cmd}`),
      serverTime: () => connection.serverTime(),
      feeCurrency: () => this.#currency,
    });
    this.instruments = new InstrumentCache({
      venue: 'xapi',
      load: () => this.reads.allInstruments(),
      loadOne: (symbol) => this.reads.oneInstrument(symbol),
    });
    this.streams = new PublicStreams(connection, hooks.topics, raw, hooks);
    this.lookup = new TradeLookup(connection, this.#book, closings);
    this.checks = new TradeChecks({
      connection,
      lookup: this.lookup,
      book: this.#book,
      tracker,
      waitMs: tradeFrameWaitOf(options),
      isLive: () => hooks.state() === 'live',
      onOrder: (order) => this.desk.observe(order),
      report: (code, message, error) => hooks.report(code, message, error),
    });
    this.history = new TradeHistory(connection, this.lookup, this.#book, {
      feeCurrency: () => this.#currency,
      identify: (order) => tracker.identify(order),
    });
    this.reads = new XapiReads(connection, this.lookup, this.instruments, options.userId);
    this.candles = createCandleReader(connection);
    this.extras = new XapiExtras(connection);
    const gateway = new XapiOrderGateway({
      connection,
      tracker,
      book: this.#book,
      closings,
      lookup: this.lookup,
      acceptances: new TransactionConfirmations(connection),
      streams: this.streams,
      instruments: this.instruments,
      untilFinal: (ref, ms, signal) => this.#watch.until(ref, (order) => isFinal(order.status), ms, signal),
      take: (rows) => this.#take(rows),
    });
    this.desk = new OrderManager({
      venue: 'xapi',
      gateway,
      rules: RULES,
      tracker,
      journal: settings.journal,
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
          this.#watch.notify();
        },
        fill: (fill) => hooks.publish('fills', fill),
        adopted: (order) => hooks.adopted(order),
        warning: (warning) => hooks.report(warning.code, warning.message, warning.error),
        doubtsOrder: (order) => hooks.doubts('orders', order),
        doubtsFill: (fill) => hooks.doubts('fills', fill),
      },
      redactor: hooks.redactor,
    });
    this.sync = this.#createSync(auditIntervalOf(options, 'xapi'), clock);
    this.#listen(raw);
  }

  /** The connection is gone. */
  lose(): void {
    this.sync.stop();
    this.#balances.reconnected();
    this.connection.terminate();
    this.streams.reset();
  }

  #createSync(auditIntervalMs: number, clock: Clock): AccountSync {
    const { connection, tracker, lookup } = this;
    const { topics, state, report, publish } = this.#hooks;
    const ports = createAccountPorts({
      connection,
      lookup,
      book: this.#book,
      onBalance: (balance, askedAt) => {
        this.#currency = balance.currency;
        const times = { askedAt, now: balance.receivedTime };
        for (const changed of this.#balances.takeAll('', [balance], times)) publish('balances', changed);
      },
      streams: [
        // Opening a topic of candles reads those that were missed.
        { kind: 'candles', isWhole: () => topics.isWhole('candles:') },
        // Prices that came and went unseen are gone.
        { kind: 'quotes' },
        { kind: 'book' },
        { kind: 'news' },
      ],
    });
    return new AccountSync({
      clock,
      tracker,
      ports,
      auditIntervalMs,
      state,
      serverTime: () => connection.serverTime(),
      onOrder: (order) => this.desk.observe(order),
      restoreTopics: (signal) => topics.restore(signal),
      report,
    });
  }

  #listen(raw: boolean): void {
    const { stream } = this.connection.client;
    stream.on('trade', (row, own) => {
      const context = this.connection.stampRaw('stream', raw ? own : undefined);
      // Before the book, which joins a row with those before it.
      if (!this.#doubts(row, context)) this.#book.take(row, context);
    });
    stream.on('balance', (record, own) => {
      // The stream does not name the currency; the first read does.
      if (this.#currency === undefined) return;
      const context = this.connection.stampRaw('stream', raw ? own : undefined);
      const balance = toBalance(record, this.#currency, context);
      this.#balances.take(balance, undefined, this.connection.clock.monotonic());
      this.#hooks.publish('balances', balance);
    });
    stream.on('profit', ({ position, profit }) =>
      this.#book.profit(position, decimalFromWire(profit), this.connection.clock.now()),
    );
    this.connection.client.on('error', (error) => {
      if (isProtocolError(error) && isPrivateFault(error.operation)) this.sync.request();
    });
    stream.on('error', (error) => {
      if (!this.streams.refused(error)) this.#hooks.report('streamError', error.message, error);
    });
    let unknown = 0;
    stream.on('unknown', () => {
      unknown += 1;
      // All values of a chunk come in one go: one warning for them.
      if (unknown === 1) {
        queueMicrotask(() => {
          const more = unknown > 1 ? ` (${unknown} in this chunk)` : '';
          unknown = 0;
          this.#hooks.report(
            'unknownValue',
            `The stream sent a frame with a command that is not known${more}`,
          );
        });
      }
    });
  }

  /** Whether the values of a streamed row cannot be true: by the order or position that it shows. */
  #doubts(row: TradeFields, context: MapContext): boolean {
    const kind = kindOfTrade(row.cmd);
    if (kind === 'pending') {
      return this.#hooks.doubts('orders', toPendingOrder(row, context, this.connection.serverTime()));
    }
    if (kind !== 'position') return false;
    if (this.#hooks.doubts('positions', toPosition(row, context, decimalFromWire(row.volume)))) return true;
    return isEnded(row) && this.#hooks.doubts('fills', toClosingFill(row, context));
  }

  #take(rows: readonly TradeRecord[]): void {
    for (const row of rows) this.#book.take(row, this.connection.stamp('read', row));
  }
}
