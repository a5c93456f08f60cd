import { inspect } from 'node:util';
import type {
  BrokerEvents,
  BrokerHealth,
  BrokerOptions,
  BrokerStatus,
  BrokerWarning,
  CallOptions,
  Capabilities,
  Channel,
  ChannelRecords,
  Gap,
  Resynced,
} from '../broker';
import { LIMITS } from '../core/limits';
import type { VenueId } from '../core/venue-id';
import { type AuthenticationError, ClosedError, isProtocolError, NotConnectedError } from '../errors';
import { redactorOf } from '../errors/redact';
import { SafeEmitter } from '../streaming/safe-emitter';
import { Session, type SessionAttempt } from '../streaming/session/session';
import type { VenueTimes } from '../streaming/time/venue-times';
import { TopicRegistry } from '../streaming/topics/topics';
import { type Call, CallRunner, checkCallOptions } from './calls';
import { CountedWarning } from './counted-warning';
import { type BrokerSettings, parseBrokerOptions } from './options';
import { PRIVATE_EVENTS, type PrivateChannel, PrivateChannels } from './private-channels';
import { SenseGate } from './sense-gate';
import { SubscriptionHub } from './subscription-hub';
import { suppressUnhandledRejections } from './unhandled-rejections';
import { installUnsupportedStubs, unsupported } from './unsupported';

/** How long an attempt may take in ms: a full list of instruments has 20 MB. */
const ATTEMPT_TIMEOUT_MS = 60_000;

/** The figures of `health()` that only the venue's part of a broker knows. */
export interface ConnectionFigures {
  readonly lastInboundAgeMs?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly unresolvedOrders: number;
}

/**
 * The life of a broker: its events, its state, its calls and its end. A venue's broker extends it and adds what the
 * venue can do; what it lacks answers with `UnsupportedError`.
 */
export abstract class BrokerBase implements AsyncDisposable {
  static {
    installUnsupportedStubs(BrokerBase.prototype);
    suppressUnhandledRejections(BrokerBase.prototype);
  }

  readonly venue: VenueId;
  readonly capabilities: Capabilities;
  /** The options all brokers share, defaults filled in. Not enumerable: it reaches parts that are not for printing. */
  declare protected readonly settings: BrokerSettings;
  readonly #events: SafeEmitter<BrokerEvents>;
  readonly #session: Session;
  readonly #hub: SubscriptionHub;
  readonly #sense: SenseGate;
  /** Records with a member that breaks its schema. */
  readonly #unreadable: CountedWarning;
  #unreadableError: Error | undefined;
  readonly #calls: CallRunner;
  readonly #topics: TopicRegistry;
  readonly #private = new PrivateChannels();
  #closing: Promise<void> | undefined;
  /** Calls of `connect` under way: they tell a failure by themselves. */
  #starting = 0;

  protected constructor(venue: VenueId, capabilities: Capabilities, options: BrokerOptions) {
    this.venue = venue;
    this.capabilities = capabilities;
    const parsed = parseBrokerOptions(options);
    const redactor = redactorOf(this);
    redactor.learn(options);
    const settings = { ...parsed, logger: redactor.logger(parsed.logger) };
    Object.defineProperty(this, 'settings', { value: settings, enumerable: false });
    const { clock, random, logger } = settings;
    this.#events = new SafeEmitter<BrokerEvents>({
      onListenerError: (event, error) => this.report('listenerError', `A listener of ${event} failed`, error),
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
      negatives: (symbol) => this.hasNegativePrices(symbol),
      report: (code, message) => this.report(code, message),
      recheck: () => this.recheckAccount(),
    });
    this.#hub = new SubscriptionHub({
      clock,
      redactor,
      report: (code, message, error) => this.report(code, message, error),
      isFar: (time) => this.venueTimes?.isFar(time) === true,
      filterOf: (channel) => this.#sense.filterOf(channel),
    });
    this.#topics = new TopicRegistry({ clock, logger, redactor });
    this.#calls = new CallRunner({
      venue,
      clock,
      random,
      timeoutMs: settings.timeoutMs,
      report: (code, message, error) => this.report(code, message, error),
    });
    this.#session = new Session({
      steps: {
        connect: (attempt) => this.openConnection(attempt),
        authenticate: (attempt) => this.logIn(attempt),
        synchronize: (attempt) => this.#synchronize(attempt),
        teardown: (epoch, reason) => {
          this.#topics.lost();
          this.teardown(epoch, reason);
        },
      },
      clock,
      random,
      reconnect: settings.reconnect,
      logger,
      redactor,
      attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
      refusalsAllowed: (error) => this.refusalsAllowed(error),
      onStatus: (status) => this.#onStatus(status),
    });
  }

  /** Opens the connections. */
  protected abstract openConnection(attempt: SessionAttempt): Promise<void>;
  /** Proves who we are. */
  protected abstract logIn(attempt: SessionAttempt): Promise<void>;
  /** Opens the topics again and brings every kind of record up to date; its `gap` has been told. */
  protected abstract synchronize(attempt: SessionAttempt): Promise<Resynced>;
  /** Ends the connections at once; idempotent. */
  protected abstract teardown(epoch: number, reason: Error): void;
  /** Says good-bye to the venue, best effort; the base waits at most a second. */
  protected abstract closeConnection(error: ClosedError): Promise<void>;
  protected abstract connectionFigures(): ConnectionFigures;
  /** How many times in a row a venue that refuses what it had accepted before is asked again. */
  protected refusalsAllowed(_error: AuthenticationError): number {
    return Number.POSITIVE_INFINITY;
  }
  /** When the venue was last heard, UTC epoch ms; bounds a gap. */
  protected abstract lastHeard(): number | undefined;

  /** The venue's clock and what lies beyond it; absent where nobody knows. */
  protected get venueTimes(): VenueTimes | undefined {
    return undefined;
  }

  /** Whether prices of an instrument can lie below zero; where that is not known they can. */
  protected hasNegativePrices(_symbol: string): boolean {
    return false;
  }

  /** Reads the account again, soon: something that the stream told of it cannot be true. */
  protected recheckAccount(): void {}

  /**
   * Whether a private record must not be told, for its values cannot be true: the user has been warned and the account
   * is being read again.
   */
  protected doubts<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): boolean {
    return this.#sense.doubts(channel, record);
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
    if (this.#closing !== undefined) throw this.closedError('connect');
    this.#starting += 1;
    try {
      await this.#session.start(checkCallOptions(options));
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
    const { lastInboundAgeMs, latencyMs, unresolvedOrders } = this.connectionFigures();
    const { connects, disconnects, flapping } = this.#session.stats;
    return {
      status: this.status,
      ...(lastInboundAgeMs === undefined ? {} : { lastInboundAgeMs }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      connects,
      disconnects,
      flapping,
      pendingRequests: this.#calls.running,
      subscriptions: this.#hub.health(),
      unresolvedOrders,
    };
  }

  /** What may be printed of a broker: never its options, for they hold credentials. */
  toJSON(): { readonly venue: VenueId; readonly state: string } {
    return { venue: this.venue, state: this.status.state };
  }

  [inspect.custom](): string {
    return `${this.constructor.name} { venue: '${this.venue}', state: '${this.status.state}' }`;
  }

  protected get session(): Session {
    return this.#session;
  }

  protected get topics(): TopicRegistry {
    return this.#topics;
  }

  protected get subscriptions(): SubscriptionHub {
    return this.#hub;
  }

  protected get privateChannels(): PrivateChannels {
    return this.#private;
  }

  /** Hands a private record to the listeners of the broker and to the subscriptions of its channel. */
  protected publish<C extends PrivateChannel>(channel: C, record: ChannelRecords[C]): void {
    // The desk has judged orders and fills already, before it took them in.
    if ((channel === 'positions' || channel === 'balances') && this.doubts(channel, record)) return;
    this.venueTimes?.note(`a record of ${channel}`, timeOfPrivate(record));
    const emitter = this.#events as unknown as SafeEmitter<{ [event: string]: (record: unknown) => void }>;
    emitter.emit(PRIVATE_EVENTS[channel], record);
    this.#private.push(channel, record);
  }

  protected get calls(): CallRunner {
    return this.#calls;
  }

  protected emit: SafeEmitter<BrokerEvents>['emit'] = (event, ...args) => this.#events.emit(event, ...args);

  /** Something to know that stops nothing: a `warning`, in the log when nobody listens. */
  protected report(code: string, text: string, cause?: unknown): void {
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
    const warning: BrokerWarning = error === undefined ? { code, message } : { code, message, error };
    if (!this.#events.emit('warning', warning)) {
      this.settings.logger.warn(`${this.venue}: ${message}`, {
        code,
        ...(error ? { cause: error.message } : {}),
      });
    }
  }

  /**
   * Runs a call that needs the venue.
   * @throws NotConnectedError before anything is sent, unless connected
   */
  protected run<T>(
    operation: string,
    options: CallOptions | undefined,
    body: (call: Call) => Promise<T>,
  ): Promise<T> {
    return this.#calls.run(operation, options, (call) => {
      this.requireConnection(operation, call.requestId);
      return body(call).then((result) => this.#sense.read(operation, result));
    });
  }

  /** @throws ClosedError, NotConnectedError unless the connection stands */
  protected requireConnection(operation: string, requestId?: string): void {
    const { state } = this.status;
    if (state === 'live' || state === 'stale' || state === 'syncing') return;
    if (this.#closing !== undefined || state === 'closed') throw this.closedError(operation);
    throw new NotConnectedError(`${operation} needs a connection, the broker is ${state}`, {
      venue: this.venue,
      operation,
      requestId,
    });
  }

  /** @throws UnsupportedError when the venue has no such stream: only callers from plain JavaScript can ask for it */
  protected requireChannel(channel: Channel): void {
    if (this.capabilities.features.includes(`subscribe:${channel}`)) return;
    throw unsupported(this.venue, `stream of ${String(channel).slice(0, 32)}`);
  }

  protected closedError(operation: string): ClosedError {
    return new ClosedError('The broker is closed', { venue: this.venue, operation, sent: false });
  }

  async #synchronize(attempt: SessionAttempt): Promise<void> {
    if (attempt.reconnect) {
      const from = this.lastHeard();
      const to = this.settings.clock.now();
      const gap: Gap = { reason: 'The connection was lost', ...(from === undefined ? {} : { from }), to };
      this.#hub.gap(gap);
      this.#events.emit('gap', gap);
    }
    // A first attempt that failed has marked them as lost; after a reconnect the venue's part opens them again.
    if (!attempt.reconnect && this.#topics.isLost) await this.#topics.restore(attempt.signal);
    const result = await this.synchronize(attempt);
    if (!attempt.reconnect || !this.#session.isCurrent(attempt.epoch)) return;
    this.#hub.resynced(result);
    this.#events.emit('resynced', result);
  }

  #onStatus(status: BrokerStatus): void {
    this.#hub.connectionState(status.state);
    if (status.state === 'failed' && status.error) {
      this.#hub.fail(status.error);
      if (this.#starting === 0) this.#events.emit('error', status.error);
    }
    this.#events.emit('status', status);
  }

  async #close(): Promise<void> {
    const error = this.closedError('close');
    this.#calls.close(error);
    this.#sense.close();
    this.#unreadable.close();
    this.#topics.close(error);
    const { clock } = this.settings;
    const work = Promise.allSettled([this.#hub.close(), this.closeConnection(error), this.#session.close()]);
    await new Promise<void>((resolve) => {
      const limit = clock.schedule(LIMITS.closeMs, resolve);
      void work.then(() => {
        limit.cancel();
        resolve();
      });
    });
  }
}

/** The venue's time of a private record, where it has one. */
function timeOfPrivate(record: ChannelRecords[PrivateChannel]): number | undefined {
  if ('filledQuantity' in record) return Math.max(record.createdTime ?? 0, record.updatedTime ?? 0);
  if ('openTime' in record) return record.openTime;
  return 'time' in record ? record.time : undefined;
}
