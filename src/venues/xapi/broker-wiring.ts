import type { BrokerState, ChannelRecords } from '../../broker';
import { isProtocolError } from '../../errors';
import { type Redactor, redactorOf } from '../../errors/redact';
import type { Order } from '../../model';
import { decimalFromWire } from '../../model';
import { newClientOrderId } from '../../orders/client-order-id';
import { isFinal } from '../../orders/merge-order';
import type { OrderRules } from '../../orders/order-rules';
import { OrderTracker } from '../../orders/order-tracker';
import { AccountRecheck } from '../../runtime/account-recheck';
import { InstrumentCache } from '../../runtime/instrument-cache';
import type { BrokerSettings } from '../../runtime/options';
import { OrderDesk } from '../../runtime/order-desk';
import { OrderWatch } from '../../runtime/order-watch';
import type { PrivateChannel } from '../../runtime/private-channels';
import type { SessionAttempt } from '../../streaming/session';
import type { TopicRegistry } from '../../streaming/topics';
import { Acceptances } from './broker-acceptance';
import { CandleReader } from './broker-candles';
import { TradeChecks } from './broker-checks';
import { OwnClosings } from './broker-closings';
import { XapiExtras } from './broker-extras';
import { TradeHistory } from './broker-history';
import { type LinkHooks, XapiLink } from './broker-link';
import { TradeLookup } from './broker-lookup';
import { XapiOrderGateway } from './broker-orders';
import { XapiReads } from './broker-reads';
import { PublicStreams } from './broker-streams';
import { XapiSync } from './broker-sync';
import { TradeBook } from './broker-trades';
import { XAPI_CAPABILITIES, type XapiBrokerOptions } from './broker-types';
import {
  isEnded,
  kindOfTrade,
  type MapContext,
  type TradeFields,
  toBalance,
  toClosingFill,
  toPendingOrder,
  toPosition,
} from './map';
import { tradeFrameWaitOf } from './options';
import { isPrivateFault } from './stream';
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
export class XapiWiring {
  readonly link: XapiLink;
  readonly tracker = new OrderTracker({ isFar: (time) => this.link.times.isFar(time) });
  readonly instruments: InstrumentCache;
  readonly streams: PublicStreams;
  readonly lookup: TradeLookup;
  readonly checks: TradeChecks;
  readonly history: TradeHistory;
  readonly reads: XapiReads;
  readonly candles: CandleReader;
  readonly extras: XapiExtras;
  readonly desk: OrderDesk;
  readonly sync: Pick<XapiSync, 'recheck'> & { run(attempt: SessionAttempt): ReturnType<XapiSync['run']> };
  readonly recheck: AccountRecheck;
  readonly #book: TradeBook;
  readonly #watch: OrderWatch;
  readonly #hooks: WiringHooks;
  #currency: string | undefined;

  constructor(options: XapiBrokerOptions, settings: BrokerSettings, hooks: WiringHooks) {
    this.#hooks = hooks;
    const {
      reconnect: _r,
      journal: _j,
      loadInstruments: _l,
      tradeFrameWaitMs: _t,
      ...clientOptions
    } = options;
    const { clock, random, logger, raw, timeoutMs } = settings;
    this.link = new XapiLink({ ...clientOptions, clock, random, logger, raw, timeoutMs }, hooks);
    hooks.redactor.include(redactorOf(this.link.client));
    const { link, tracker } = this;
    const closings = new OwnClosings();
    this.#watch = new OrderWatch(clock, (ref) => tracker.find(ref));
    this.#book = new TradeBook(tracker, closings, {
      order: (order, complete) => this.desk.observe(order, complete === true ? { complete } : undefined),
      fill: (fill) => this.desk.observeFill(fill),
      position: (position) => hooks.publish('positions', position),
      halfTold: (positionId, since) => this.checks.awaitPosition(positionId, since),
      pendingGone: (row) => this.checks.awaitOrder(row),
      unknown: (row) => hooks.report('unknownValue', `A trade row has the unknown operation code ${row.cmd}`),
      serverTime: () => link.serverTime(),
      feeCurrency: () => this.#currency,
    });
    this.instruments = new InstrumentCache({
      venue: 'xapi',
      load: () => this.reads.allInstruments(),
      loadOne: (symbol) => this.reads.oneInstrument(symbol),
    });
    this.streams = new PublicStreams(link, hooks.topics, raw, hooks);
    this.lookup = new TradeLookup(link, this.#book, closings);
    this.checks = new TradeChecks({
      link,
      lookup: this.lookup,
      book: this.#book,
      tracker,
      waitMs: tradeFrameWaitOf(options),
      isLive: () => hooks.state() === 'live',
      onOrder: (order) => this.desk.observe(order),
      report: (code, message, error) => hooks.report(code, message, error),
    });
    this.history = new TradeHistory(link, this.lookup, this.#book, {
      feeCurrency: () => this.#currency,
      identify: (order) => tracker.identify(order),
    });
    this.reads = new XapiReads(link, this.lookup, this.instruments, options.userId);
    this.candles = new CandleReader(link);
    this.extras = new XapiExtras(link);
    const gateway = new XapiOrderGateway({
      link,
      tracker,
      book: this.#book,
      closings,
      lookup: this.lookup,
      acceptances: new Acceptances(link),
      streams: this.streams,
      instruments: this.instruments,
      untilFinal: (ref, ms, signal) => this.#watch.until(ref, (order) => isFinal(order.status), ms, signal),
      take: (rows) => this.#take(rows),
    });
    this.desk = new OrderDesk({
      venue: 'xapi',
      gateway,
      rules: RULES,
      tracker,
      journal: settings.journal,
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
    this.sync = this.#newSync();
    this.recheck = new AccountRecheck({
      clock,
      run: (signal) => this.sync.recheck(signal),
      onFailure: (error) => hooks.report('unproved', 'The account could not be read again', error as Error),
    });
    this.#listen(raw);
  }

  /** The connection is gone. */
  lose(): void {
    this.recheck.stop();
    this.link.terminate();
    this.streams.reset();
  }

  #newSync(): XapiWiring['sync'] {
    const { link, tracker, lookup } = this;
    const sync = new XapiSync({
      link,
      book: this.#book,
      tracker,
      lookup,
      onOrder: (order) => this.desk.observe(order),
      onBalance: (balance) => {
        this.#currency = balance.currency;
        this.#hooks.publish('balances', balance);
      },
      restoreTopics: (signal) => this.#hooks.topics.restore(signal),
      report: (code, message, error) => this.#hooks.report(code, message, error),
    });
    return {
      run: (attempt) => sync.run(attempt, link.heardTime),
      recheck: (signal) => sync.recheck(signal),
    };
  }

  #listen(raw: boolean): void {
    const { stream } = this.link.client;
    stream.on('trade', (row, own) => {
      const context = this.link.stampRaw('stream', raw ? own : undefined);
      // Before the book, which joins a row with those before it.
      if (!this.#doubts(row, context)) this.#book.take(row, context);
    });
    stream.on('balance', (record, own) => {
      // The stream does not name the currency; the first read does.
      if (this.#currency === undefined) return;
      const context = this.link.stampRaw('stream', raw ? own : undefined);
      this.#hooks.publish('balances', toBalance(record, this.#currency, context));
    });
    stream.on('profit', ({ position, profit }) =>
      this.#book.profit(position, decimalFromWire(profit), this.link.clock.now()),
    );
    this.link.client.on('error', (error) => {
      if (isProtocolError(error) && isPrivateFault(error.operation)) this.recheck.request();
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
      return this.#hooks.doubts('orders', toPendingOrder(row, context, this.link.serverTime()));
    }
    if (kind !== 'position') return false;
    if (this.#hooks.doubts('positions', toPosition(row, context, decimalFromWire(row.volume)))) return true;
    return isEnded(row) && this.#hooks.doubts('fills', toClosingFill(row, context));
  }

  #take(rows: readonly TradeRecord[]): void {
    for (const row of rows) this.#book.take(row, this.link.stamp('read', row));
  }
}
