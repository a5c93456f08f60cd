import type {
  BrokerEvents,
  BrokerHealth,
  BrokerStatus,
  BrokerWarning,
  CallOptions,
  Capabilities,
  Channel,
  ChannelOptions,
  ChannelRecords,
  Gap,
  Resynced,
  Subscription,
} from '../../broker';
import { INSPECT } from '../../core/inspect-symbol';
import { LIMITS } from '../../core/limits';
import type { VenueId } from '../../core/venue-id';
import { ClosedError, isProtocolError, NotConnectedError } from '../../errors';
import { redactorOf } from '../../errors/redact';
import { present } from '../../model/map-context';
import { CountedWarning } from '../../streaming/counted-warning';
import { listenerText, SafeEmitter } from '../../streaming/safe-emitter';
import { Session, type SessionAttempt } from '../../streaming/session/session';
import { TopicRegistry } from '../../streaming/topics/topics';
import { within } from '../../streaming/within';
import { type Call, CallRunner, checkCallOptions } from '../calls';
import { PRIVATE_EVENTS, type PrivateChannel, PrivateChannels } from '../channels/private-channels';
import { SubscriptionHub, type SubscriptionSource } from '../channels/subscription-hub';
import { BrokerDiagnostics } from '../diagnostics';
import { InstrumentCache } from './instrument-cache';
import { type BrokerSettings, parseBrokerOptions } from './options';
import type { VenueAdapter, VenueContext, VenueProfile } from './ports';
import { SenseGate } from './sense-gate';
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
  readonly #needsNoSession: ReadonlySet<string>;
  /** Records with a member that breaks its schema. */
  readonly #unreadable: CountedWarning;
  #unreadableError: Error | undefined;
  readonly #calls: CallRunner;
  readonly #diagnostics: BrokerDiagnostics;
  readonly #topics: TopicRegistry;
  readonly #private = new PrivateChannels();
  readonly #instruments: InstrumentCache;
  readonly #adapter: VenueAdapter<T>;
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
    const { readsWithoutConnect = [] } = capabilities;
    const pages = readsWithoutConnect.includes('fetchCandles') ? ['candlePages'] : [];
    this.#needsNoSession = new Set<string>([...readsWithoutConnect, ...pages]);
    const parsed = parseBrokerOptions(venue, options);
    const redactor = redactorOf(this);
    redactor.learn(options);
    const { clock, random, timeoutMs } = parsed;
    const report = (code: string, message: string, error?: unknown): void =>
      this.#report(code, message, error);
    this.#calls = new CallRunner({ venue, clock, random, timeoutMs, report });
    this.#diagnostics = new BrokerDiagnostics({ calls: this.#calls, clock, redactor });
    const logger = redactor.logger(parsed.logger);
    const settings = { ...parsed, logger, journal: this.#diagnostics.journal(parsed.journal) };
    this.#settings = settings;
    this.#events = new SafeEmitter<BrokerEvents>({
      onListenerError: (event, error) => report('listenerError', listenerText(event, error), error),
      onUnheardError: (error) => logger.error(`${venue}: ${error.message}`),
    });
    this.#unreadable = new CountedWarning({
      clock,
      gatherMs: 0,
      tell: (counts, last) => {
        const [[code, first] = ['protocol', 0], ...others] = counts;
        const more = others.reduce((sum, [, count]) => sum + count, first) - 1;
        const text = more > 0 ? `${last} (and ${more} more records that could not be read)` : last;
        this.#warn(code, text, this.#unreadableError);
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
        synchronize: (attempt) => this.#synchronize(attempt),
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
      refusalsAllowed: (error) => profile.refusalsAllowed?.(error) ?? Number.POSITIVE_INFINITY,
      onStatus: (status) => this.#onStatus(status),
    });
    this.#instruments = new InstrumentCache(venue, clock, () => this.#adapter.instruments, report);
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
    if (this.#closing !== undefined) throw this.#closedError('connect');
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
      pendingRequests: this.#calls.running,
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

  /** Something to know that stops nothing: a `warning`, in the log when nobody listens. */
  #report(code: string, text: string, cause?: unknown): void {
    const error = cause instanceof Error ? cause : undefined;
    if (!isProtocolError(error) || error.path === undefined) {
      this.#warn(code, text, error);
      return;
    }
    // A venue that gets one member wrong may get it wrong in every record.
    this.#unreadableError = error;
    this.#unreadable.add(code, text);
  }

  #warn(code: string, text: string, error: Error | undefined): void {
    const redactor = redactorOf(this);
    const message = redactor.own(text);
    redactor.seal(error);
    const warning: BrokerWarning = { code, message, ...present({ error }) };
    this.#diagnostics.warning(warning);
    if (!this.#events.emit('warning', warning)) {
      this.#settings.logger.warn(`${this.venue}: ${message}`, {
        code,
        ...(error ? { cause: error.message } : {}),
        // It is in the user's own code, and the stack says where.
        ...(code === 'listenerError' && error?.stack ? { stack: error.stack } : {}),
      });
    }
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
    return this.#diagnostics.call(operation, () => this.#call(operation, options, body));
  }

  async #call<R>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<R>,
  ): Promise<R> {
    try {
      return await this.#calls.run(operation, options, async (call) => {
        this.#requireConnection(operation, call.requestId);
        return this.#sense.read(operation, await body(call));
      });
    } catch (error) {
      this.#adapter.callFailed?.(error);
      throw error;
    }
  }

  /** @throws ClosedError, NotConnectedError unless the connection stands */
  #requireConnection(operation: string, requestId: string): void {
    const { state } = this.status;
    if (state === 'live' || state === 'stale' || state === 'syncing') return;
    if (this.#closing !== undefined || state === 'closed') throw this.#closedError(operation);
    // An answer of the venue is as good without a session as with one, and its failure as clear.
    if (this.#needsNoSession.has(operation)) return;
    throw new NotConnectedError(`${operation} needs a connection, the broker is ${state}`, {
      venue: this.venue,
      operation,
      requestId,
    });
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
      publish: (channel, record) => this.#publish(channel, record),
      doubts: (channel, record) => this.#sense.doubts(channel, record),
      adopted: (order) => void this.#events.emit('adopted', order),
      gap: (gap) => this.#gap(gap),
      resynced: (result) => this.#resynced(result),
      calls: this.#calls,
      report: (code, message, error) => this.#report(code, message, error),
      stale: (epoch, reason, nextAttemptTime) => session.stale(epoch, reason, nextAttemptTime),
      fresh: (epoch) => session.fresh(epoch),
      lost: (epoch, error) => session.lost(epoch, error),
    };
  }

  #publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void {
    // The order manager has judged orders and fills already, before it took them in.
    if ((channel === 'positions' || channel === 'balances') && this.#sense.doubts(channel, record)) return;
    this.#adapter.connection.times.note(`a record of ${channel}`, timeOfPrivate(record));
    const emitter = this.#events as unknown as SafeEmitter<{ [event: string]: (record: unknown) => void }>;
    emitter.emit(PRIVATE_EVENTS[channel], record);
    this.#private.push(channel, record);
  }

  #closedError(operation: string): ClosedError {
    return new ClosedError('The broker is closed', { venue: this.venue, operation, sent: false });
  }

  async #synchronize(attempt: SessionAttempt): Promise<void> {
    if (attempt.reconnect) {
      const from = this.#adapter.connection.lostTime;
      const to = this.#settings.clock.now();
      const gap: Gap = { reason: 'The connection was lost', ...present({ from }), to };
      this.#hub.gap(gap);
      this.#gap(gap);
    }
    // A first attempt that failed has marked them as lost; after a reconnect the venue's part opens them again.
    if (!attempt.reconnect && this.#topics.isLost) await this.#topics.restore(attempt.signal);
    const result = await this.#reconcile(attempt);
    if (!attempt.reconnect || !this.#session.isCurrent(attempt.epoch)) return;
    this.#hub.resynced(result);
    this.#resynced(result);
  }

  #gap(gap: Gap): void {
    this.#diagnostics.gap('broker', gap);
    this.#events.emit('gap', gap);
  }

  #resynced(result: Resynced): void {
    this.#diagnostics.resynced(result);
    this.#events.emit('resynced', result);
  }

  /** Brings every kind of record up to date; the gap has been told. */
  async #reconcile(attempt: SessionAttempt): Promise<Resynced> {
    const { connection, orders, sync, needsInstruments = true } = this.#adapter;
    const isDue = this.#settings.loadInstruments && !this.#instruments.isComplete;
    const loading = isDue ? this.#instruments.load() : Promise.resolve();
    // Its failure is that of the attempt, whenever it comes.
    loading.catch(() => {});
    if (needsInstruments) await loading;
    await orders?.restore(attempt.signal);
    const synchronizing = sync?.run(attempt, connection.lostTime) ?? this.#adapter.synchronize?.(attempt);
    const [result = { proved: [], unproved: [] }] = await Promise.all([synchronizing, loading]);
    orders?.resume();
    this.#adapter.live?.();
    this.#instruments.start();
    return result;
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
    const error = this.#closedError('close');
    this.#calls.close(error);
    this.#sense.close();
    this.#unreadable.close();
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

function timeOfPrivate(record: ChannelRecords[PrivateChannel]): number | undefined {
  if ('filledQuantity' in record) return Math.max(record.createdTime ?? 0, record.updatedTime ?? 0);
  if ('openTime' in record) return record.openTime;
  return 'time' in record ? record.time : undefined;
}
