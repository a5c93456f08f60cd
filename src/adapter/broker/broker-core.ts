import type {
  BrokerEvents,
  BrokerHealth,
  BrokerStatus,
  CallOptions,
  Capabilities,
  Channel,
  ChannelOptions,
  ChannelRecords,
  Subscription,
} from '../../broker';
import { INSPECT } from '../../core/inspect-symbol';
import { LIMITS } from '../../core/limits';
import type { VenueId } from '../../core/venue-id';
import type { ClosedError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import { present } from '../../model/map-context';
import { listenerText, SafeEmitter } from '../../streaming/safe-emitter';
import { Session } from '../../streaming/session/session';
import { TopicRegistry } from '../../streaming/topics/topics';
import { within } from '../../streaming/within';
import { type Call, CallRunner, checkCallOptions } from '../calls';
import { type PrivateChannel, PrivateChannels } from '../channels/private-channels';
import { SubscriptionHub, type SubscriptionSource } from '../channels/subscription-hub';
import { BrokerDiagnostics } from '../diagnostics';
import { BrokerWarnings } from './broker-warnings';
import { InstrumentCache } from './instrument-cache';
import { BrokerInternals, keepInternals } from './internals';
import { type BrokerSettings, parseBrokerOptions } from './options';
import type { VenueAdapter, VenueContext, VenueProfile } from './ports';
import { PrivateRecords } from './private-records';
import { SenseGate } from './sense-gate';
import { Synchronization } from './synchronization';
import { VenueCalls } from './venue-calls';
import type { VenueTypes } from './venue-types';

/** How long an attempt may take in ms: a full list of instruments has 20 MB. */
const ATTEMPT_TIMEOUT_MS = 60_000;

/** The life of a broker around the adapter of its venue; the operations are in the class that extends it. */
export class BrokerCore<T extends VenueTypes> implements AsyncDisposable {
  readonly venue: VenueId;
  readonly capabilities: Capabilities;
  readonly #settings: BrokerSettings;
  // Not of `EventPublisher`: a user's subclass may have a member of the name that it uses.
  readonly #events: SafeEmitter<BrokerEvents>;
  readonly #session: Session;
  readonly #hub: SubscriptionHub;
  readonly #sense: SenseGate;
  readonly #warnings: BrokerWarnings;
  readonly #runner: CallRunner;
  readonly #calls: VenueCalls;
  readonly #synchronization: Synchronization;
  readonly #records: PrivateRecords;
  readonly #diagnostics: BrokerDiagnostics;
  readonly #topics: TopicRegistry;
  readonly #private = new PrivateChannels();
  readonly #instruments: InstrumentCache;
  readonly #adapter: VenueAdapter<T>;
  readonly #internals: BrokerInternals;
  #closing: Promise<void> | undefined;
  /** Calls of `connect` under way: they tell a failure by themselves. */
  #starting = 0;

  /** @throws ValidationError, ConfigurationError when the options break a rule; nothing is opened yet */
  constructor(
    profile: VenueProfile,
    createAdapter: (context: VenueContext<T>) => VenueAdapter<T>,
    options: T['options'],
  ) {
    const { id: venue, capabilities } = profile;
    this.venue = venue;
    this.capabilities = capabilities;
    const parsed = parseBrokerOptions(venue, options);
    const redactor = redactorOf(this);
    redactor.learn(options);
    const { clock, random, timeoutMs } = parsed;
    const report = (code: string, message: string, error?: unknown): void =>
      this.#warnings.report(code, message, error);
    this.#runner = new CallRunner({ venue, clock, random, timeoutMs, report });
    this.#diagnostics = new BrokerDiagnostics({ calls: this.#runner, clock, redactor });
    const logger = redactor.logger(parsed.logger);
    const settings = { ...parsed, logger, journal: this.#diagnostics.journal(parsed.journal) };
    this.#settings = settings;
    this.#events = new SafeEmitter<BrokerEvents>({
      onListenerError: (event, error) => report('listenerError', listenerText(event, error), error),
      onUnheardError: (error) => logger.error(`${venue}: ${error.message}`),
    });
    this.#warnings = new BrokerWarnings({
      venue,
      clock,
      logger,
      redactor,
      tell: (warning) => {
        this.#diagnostics.warning(warning);
        return this.#events.emit('warning', warning);
      },
    });
    this.#sense = new SenseGate({
      venue,
      clock,
      negatives: (symbol) => profile.hasNegativePrices?.(this.#instruments.get(symbol)?.kind) ?? false,
      report,
      recheck: () => this.#adapter.sync?.request(),
    });
    this.#hub = new SubscriptionHub({
      clock,
      redactor,
      report,
      onGap: (gap) => this.#diagnostics.gap('subscription', gap),
      onDropped: (channel, count) => this.#diagnostics.dropped(channel, count),
      isFar: (time) => this.#adapter.connection.times.isFar(time),
      filterOf: (channel) => this.#sense.filterOf(channel),
    });
    this.#topics = new TopicRegistry({ clock, logger, redactor });
    this.#session = new Session({
      steps: {
        connect: (attempt) => this.#adapter.open(attempt),
        authenticate: async (attempt) => this.#adapter.logIn?.(attempt),
        synchronize: (attempt) => this.#synchronization.run(attempt),
        teardown: () => {
          this.#topics.lost();
          this.#instruments.stop();
          this.#adapter.sync?.stop();
          this.#adapter.lost();
        },
      },
      clock,
      random,
      reconnect: settings.reconnect,
      logger,
      redactor,
      attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
      logsIn: profile.logsIn,
      refusalsAllowed: (error) => profile.refusalsAllowed?.(error) ?? Number.POSITIVE_INFINITY,
      onStatus: (status) => this.#onStatus(status),
    });
    this.#instruments = new InstrumentCache(venue, clock, () => this.#adapter.instruments, report);
    this.#calls = new VenueCalls({
      venue,
      capabilities,
      runner: this.#runner,
      diagnostics: this.#diagnostics,
      sense: this.#sense,
      state: () => this.status.state,
      isClosing: () => this.#closing !== undefined,
      failed: (error) => this.#adapter.callFailed?.(error),
    });
    this.#synchronization = new Synchronization({
      settings,
      events: this.#events,
      hub: this.#hub,
      topics: this.#topics,
      instruments: this.#instruments,
      diagnostics: this.#diagnostics,
      adapter: () => this.#adapter,
      isCurrent: (epoch) => this.#session.isCurrent(epoch),
    });
    this.#records = new PrivateRecords({
      events: this.#events,
      channels: this.#private,
      sense: this.#sense,
      times: () => this.#adapter.connection.times,
    });
    this.#internals = keepInternals(this, new BrokerInternals(profile, () => this.#adapter));
    this.#adapter = createAdapter(this.#context(profile, options));
    redactor.include(redactorOf(this.#adapter.client));
  }

  get status(): BrokerStatus {
    return this.#session.status;
  }

  on<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this {
    this.#events.on(event, listener);
    return this;
  }

  once<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this {
    this.#events.once(event, listener);
    return this;
  }

  off<E extends keyof BrokerEvents>(event: E, listener: BrokerEvents[E]): this {
    this.#events.off(event, listener);
    return this;
  }

  async connect(options?: CallOptions): Promise<void> {
    if (this.#closing !== undefined) throw this.#calls.closedError('connect');
    this.#starting += 1;
    try {
      await this.#diagnostics.call('connect', () => this.#session.start(checkCallOptions(options)));
    } finally {
      this.#starting -= 1;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  health(): BrokerHealth {
    const { connection, orders } = this.#adapter;
    const { lastInboundAgeMs, latencyMs } = connection;
    const { connects, disconnects, flapping } = this.#session.stats;
    return {
      status: this.status,
      ...present({ lastInboundAgeMs, latencyMs }),
      connects,
      disconnects,
      flapping,
      pendingRequests: this.#runner.running,
      subscriptions: this.#hub.health(),
      unresolvedOrders: orders?.unresolved ?? 0,
    };
  }

  /** What may be printed of a broker: never its options, for they hold credentials. */
  toJSON(): { readonly venue: VenueId; readonly state: string } {
    return { venue: this.venue, state: this.status.state };
  }

  [INSPECT](): string {
    return `${this.constructor.name} { venue: '${this.venue}', state: '${this.status.state}' }`;
  }

  protected get extras(): T['extras'] {
    return this.#adapter.extras;
  }

  protected get adapter(): VenueAdapter<T> {
    return this.#adapter;
  }

  protected get diagnostics(): BrokerDiagnostics {
    return this.#diagnostics;
  }

  protected get instruments(): InstrumentCache {
    return this.#instruments;
  }

  /** Opens a subscription. @param source - what feeds it; absent for a private channel, which runs from `connect` */
  protected open<C extends Channel>(
    channel: C,
    options: ChannelOptions[C],
    source: SubscriptionSource<ChannelRecords[C]> | undefined,
  ): Promise<Subscription<ChannelRecords[C]>> {
    // The channel pairs with its record; the compiler cannot follow a type parameter through the choice.
    const listening = (): unknown => this.#private.plan(channel as PrivateChannel);
    return this.#hub.open(channel, options, source ?? (listening() as SubscriptionSource<ChannelRecords[C]>));
  }

  /**
   * Runs a call that needs the venue.
   * @throws NotConnectedError before anything is sent, unless connected, or the venue answers it without a session
   */
  protected call<R>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<R>,
  ): Promise<R> {
    return this.#calls.run(operation, options, body);
  }

  #context(profile: VenueProfile, options: T['options']): VenueContext<T> {
    const session = this.#session;
    return {
      profile,
      options,
      settings: this.#settings,
      redactor: redactorOf(this),
      topics: this.#topics,
      privateChannels: this.#private,
      instruments: this.#instruments,
      state: () => this.status.state,
      guard: () => this.#internals.guard(),
      publish: (channel, record) => this.#records.publish(channel, record),
      doubts: (channel, record) => this.#sense.doubts(channel, record),
      adopted: (order) => void this.#events.emit('adopted', order),
      gap: (gap) => this.#synchronization.gap(gap),
      resynced: (result) => this.#synchronization.resynced(result),
      calls: this.#runner,
      report: (code, message, error) => this.#warnings.report(code, message, error),
      stale: (epoch, reason, nextAttemptTime) => session.stale(epoch, reason, nextAttemptTime),
      fresh: (epoch) => session.fresh(epoch),
      lost: (epoch, error) => session.lost(epoch, error),
    };
  }

  #onStatus(status: BrokerStatus): void {
    this.#diagnostics.status(status);
    this.#hub.connectionState(status.state);
    if (status.state === 'failed' && status.error) {
      this.#hub.fail(status.error);
      if (this.#starting === 0) this.#events.emit('error', status.error);
    }
    this.#events.emit('status', status);
  }

  async #close(): Promise<void> {
    const error = this.#calls.closedError('close');
    this.#runner.close(error);
    this.#sense.close();
    this.#warnings.close();
    this.#topics.close(error);
    const work = [this.#hub.close(), this.#closeConnection(error), this.#session.close()];
    await within(this.#settings.clock, LIMITS.closeMs, async () => void (await Promise.allSettled(work)));
  }

  async #closeConnection(error: ClosedError): Promise<void> {
    this.#instruments.stop();
    this.#adapter.sync?.stop();
    this.#adapter.orders?.close(error);
    await this.#adapter.close(error);
  }
}
