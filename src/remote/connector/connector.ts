import { hostname } from 'node:os';
import { internalsOf } from '../../adapter/broker/internals';
import type { Broker, BrokerEvents, BrokerStatus } from '../../broker';
import { type Clock, systemClock, type Timer } from '../../core/clock';
import { defaultLogger, type Logger } from '../../core/logger';
import { ConfigurationError, isAuthenticationError, NotConnectedError } from '../../errors';
import { RecentMap } from '../../orders/recent-map';
import { EventPublisher } from '../../streaming/event-publisher';
import { listenerText } from '../../streaming/safe-emitter';
import { BUS_OPERATION } from '../bus/access-error';
import type { Bus, Lease } from '../bus/bus';
import { BusClock } from '../bus/bus-clock';
import { toErrorMessage } from '../messages/errors';
import { type AccountMessage, type StateMessage, TOPICS } from '../messages/messages';
import { Seal } from '../messages/seal';
import { CommandRunner } from './command-runner';
import { Feeds } from './feeds';
import { LeaseKeeper } from './lease-keeper';
import { PrivateHealth } from './private-health';
import { type ConnectorEvents, type ConnectorPhase, type ConnectorStatus, phaseOf } from './status';

/** How often the state of the connector is told, and what bots want is looked up, in ms. */
const BEAT_MS = 1000;
/** Messages of the account that are kept. */
const KEPT_EVENTS = 10_000;
/** Warnings that a bot's broker gives by itself. */
const OWN_WARNINGS: ReadonlySet<string> = new Set(['overfill', 'rateLimit', 'listenerError']);
/** Least time between two errors of one text, in ms. */
const SAME_ERROR_MS = 10_000;
/** Texts of errors that are remembered. */
const KEPT_ERRORS = 100;
/** A broker whose orders cannot be held back in the turn in which they leave must send none. */
const NOT_OF_THE_KIT =
  'A connector needs a broker that venuekit/adapter makes, of the same build: all by import, or all by require';
/** How long the lease is left to others after the venue has refused the login, in ms. It may lock who goes on trying. */
const REFUSED_MS = 60_000;
/** How many times in a row a venue that refuses the login is asked again at most, whatever it may allow. */
const MAX_REFUSALS = 3;
/** How long the lease is left to others after any other failure: the first pause and the longest, in ms. */
const FAILED = { baseMs: 1000, factor: 2, maxMs: 30_000 };

/** What a connector is made with. */
export interface ConnectorOptions {
  readonly bus: Bus;
  /** How long the lease lasts without being prolonged, in ms, 1000 to 60000. @defaultValue 3000 */
  readonly leaseMs?: number | undefined;
  /** A key that connectors and bots share: messages that are not signed with it are dropped. @defaultValue none is signed */
  readonly key?: string | undefined;
  /** Names the process in the lease. @defaultValue host and process id */
  readonly holder?: string | undefined;
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
  /** @defaultValue the console */
  readonly logger?: Logger | undefined;
}

/** What a connector does: waits for the lease, serves the bots, or has ended. */
export type ConnectorState = 'standby' | 'leading' | 'closed';

/** A process that holds the session of a venue for all bots of a bus. */
export interface Connector extends AsyncDisposable {
  readonly state: ConnectorState;
  /** What it does at present, in detail. */
  readonly status: ConnectorStatus;
  /** Messages that were dropped because they break their schema, or are signed by somebody else. */
  readonly dropped: number;
  /** Listeners are called at once, in the order of what came. @throws ValidationError when it is no function */
  on<E extends keyof ConnectorEvents>(event: E, listener: ConnectorEvents[E]): this;
  once<E extends keyof ConnectorEvents>(event: E, listener: ConnectorEvents[E]): this;
  off<E extends keyof ConnectorEvents>(event: E, listener: ConnectorEvents[E]): this;
  /** Gives the lease back and closes the broker. Never rejects. */
  close(): Promise<void>;
}

/** One time that the lease is ours, with a broker of its own. */
interface Reign {
  readonly lease: Lease;
  readonly broker: Broker;
  readonly feeds: Feeds;
  readonly commands: CommandRunner;
  readonly health: PrivateHealth;
}

/**
 * Serves the bots of a bus: holds the lease, logs in at the venue, executes commands, and hands on what the venue says. While
 * another connector holds the lease it stands by without a connection to the venue.
 *
 * A venue that refuses the login is asked again after a minute, or when it says that it listens again, three times in a row
 * at most. Where it locks who goes on trying, as XAPI does, the first refusal ends the connector. So does a bus that refuses access.
 *
 * @param createBroker - a broker that has not been connected, for each time that the lease is taken
 * @throws ConnectionError when the bus cannot be reached
 * @throws AuthenticationError when the bus refuses access
 * @throws ConfigurationError for a broker that `venuekit/adapter` did not make, where it is made at once
 */
export async function startConnector(
  createBroker: () => Broker | Promise<Broker>,
  options: ConnectorOptions,
): Promise<Connector> {
  const connector = new BusConnector(createBroker, options);
  await connector.start();
  return connector;
}

class BusConnector extends EventPublisher<ConnectorEvents> implements Connector {
  readonly #createBroker: () => Broker | Promise<Broker>;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #seal: Seal;
  readonly #keeper: LeaseKeeper;
  readonly #busClock: BusClock;
  #reign: Reign | undefined;
  /** The broker of before ends before the next one begins. */
  #ending: Promise<void> = Promise.resolve();
  #beat: Timer | undefined;
  #isClosed = false;
  #closing: Promise<void> | undefined;
  #dropped = 0;
  #status: ConnectorStatus;
  /** What ended it. */
  #fatal: Error | undefined;
  /** When each text of an error was emitted, monotonic ms. */
  readonly #emitted = new RecentMap<number>(KEPT_ERRORS);
  /** Failures, and refusals of the login among them, since the broker was live. */
  #failures = 0;
  #refusals = 0;

  constructor(createBroker: () => Broker | Promise<Broker>, options: ConnectorOptions) {
    const { bus, clock = systemClock, leaseMs = 3000, logger = defaultLogger, key } = options;
    const { holder = `${hostname()}:${process.pid}` } = options;
    super({
      onListenerError: (event, error) => logger.warn(`connector: ${listenerText(event, error)}`),
      onUnheardError: (error) => logger.warn(`connector: ${error.message}`),
    });
    this.#status = { phase: 'standby', since: clock.now() };
    this.#createBroker = createBroker;
    this.#bus = bus;
    this.#clock = clock;
    this.#logger = logger;
    this.#seal = new Seal(key);
    this.#busClock = new BusClock(bus, clock);
    this.#keeper = new LeaseKeeper({
      bus,
      clock,
      holder,
      leaseMs,
      taken: (lease) => void this.#begin(lease),
      lost: (reason) => this.#end(reason),
      failed: (error) => this.#failed(error),
    });
  }

  get state(): ConnectorState {
    if (this.#isClosed) return 'closed';
    return this.#reign === undefined ? 'standby' : 'leading';
  }

  get status(): ConnectorStatus {
    return this.#status;
  }

  get dropped(): number {
    return this.#dropped;
  }

  async start(): Promise<void> {
    await this.#busClock.sync();
    for (const warning of await this.#bus.warnings()) this.#logger.warn(`connector: ${warning}`);
    await this.#keeper.start();
    if (this.#fatal !== undefined) throw this.#fatal;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(error?: Error): Promise<void> {
    this.#isClosed = true;
    this.#end('the connector is closed');
    await this.#ending;
    await this.#keeper.stop();
    this.#set('closed', error && { reason: error.message, error });
  }

  /** Nothing is won by trying again. */
  #endWith(error: Error): void {
    if (this.#isClosed) return;
    this.#fatal = error;
    this.emitter.emit('error', error);
    this.#closing ??= this.#close(error);
  }

  async #begin(lease: Lease): Promise<void> {
    await this.#ending;
    if (this.#keeper.held !== lease || this.#isClosed) return;
    this.#set('leading', { token: lease.token });
    let broker: Broker;
    try {
      broker = await this.#createBroker();
    } catch (error) {
      await this.#giveUp('there is no broker', error);
      return;
    }
    if (this.#keeper.held !== lease || this.#isClosed) return;
    // Compared in the turn in which a write leaves: what the bus would say then may come too late.
    const internals = internalsOf(broker);
    if (internals === undefined) {
      this.#endWith(new ConfigurationError(NOT_OF_THE_KIT, { venue: broker.venue }));
      await broker.close();
      return;
    }
    internals.guard = () => {
      if (this.#keeper.held === lease) return;
      throw new NotConnectedError('The connector does not hold the lease any more', { venue: broker.venue });
    };
    const common = {
      bus: this.#bus,
      lease,
      clock: this.#clock,
      broker,
      seal: this.#seal,
      foreign: () => {
        this.#dropped += 1;
      },
      failed: (error: unknown) => this.#failed(error),
    };
    const commands = new CommandRunner({
      ...common,
      busTime: () => this.#busClock.now(),
      renew: (wish) => feeds.renew(wish),
    });
    const feeds = new Feeds(common);
    const health = new PrivateHealth();
    const reign: Reign = { lease, broker, commands, feeds, health };
    this.#reign = reign;
    this.#handOn(reign);
    try {
      // Asked first: from then on whoever claimed it has sent nothing more.
      const left = await this.#bus.unanswered();
      await broker.connect();
      if (this.#reign !== reign) return;
      await Promise.all([commands.start(left), health.watch(broker, () => this.#tellSoon())]);
      await this.#turn(reign);
    } catch (error) {
      // One that has failed has been given up already.
      if (this.#reign === reign) await this.#giveUp('the broker could not connect', error);
    }
  }

  /** Leaves the lease for a while: another connector may have better luck. */
  async #giveUp(reason: string, error: unknown): Promise<void> {
    this.#failed(error);
    const { baseMs, factor, maxMs } = FAILED;
    let pauseMs = Math.min(maxMs, baseMs * factor ** this.#failures);
    this.#failures += 1;
    if (isAuthenticationError(error)) {
      const { broker } = this.#reign ?? {};
      const allowed = (broker && internalsOf(broker)?.refusalsAllowed(error)) ?? MAX_REFUSALS;
      if (this.#refusals >= Math.min(allowed, MAX_REFUSALS)) {
        this.#endWith(error);
        return;
      }
      this.#refusals += 1;
      pauseMs = Math.max(REFUSED_MS, (error.until ?? 0) - this.#clock.now());
    }
    await this.#keeper.resign(reason, pauseMs);
  }

  #end(reason: string): void {
    const reign = this.#reign;
    this.#reign = undefined;
    this.#beat?.cancel();
    this.#logger.info(`connector: stands by, for ${reason}`);
    if (!this.#isClosed) this.#set('lost', { reason });
    const before = this.#ending;
    this.#ending = (async () => {
      await before;
      await reign?.commands.stop().catch(() => {});
      await Promise.all([reign?.feeds.stop(), reign?.broker.close()]);
      if (!this.#isClosed) this.#set('standby');
    })();
  }

  /** Hands on what happens in the account. */
  #handOn(reign: Reign): void {
    const { broker, lease } = reign;
    const on = <E extends keyof BrokerEvents>(
      event: E,
      toMessage: (value: Parameters<BrokerEvents[E]>[0]) => AccountMessage,
    ) =>
      broker.on(event, ((value: Parameters<BrokerEvents[E]>[0]) =>
        this.#append(reign, toMessage(value))) as BrokerEvents[E]);
    on('order', (record) => ({ channel: 'orders', record }));
    on('fill', (record) => ({ channel: 'fills', record }));
    on('position', (record) => ({ channel: 'positions', record }));
    on('balance', (record) => ({ channel: 'balances', record }));
    broker.on('warning', ({ code, message, error }) => {
      // Of orders and calls each bot's own broker warns.
      if (!OWN_WARNINGS.has(code)) {
        this.#append(reign, { warning: { code, message, ...(error && { error: toErrorMessage(error) }) } });
      }
      this.#logger.warn(`connector of ${broker.venue}: ${message}`, { code });
      this.emitter.emit(code === 'rateLimit' ? 'quota' : 'warning', {
        code,
        message,
        ...(error && { error }),
      });
    });
    broker.on('error', (error) => this.#failed(error));
    broker.on('status', ({ state, reason, error }) => {
      this.#tellSoon();
      if (this.#reign !== reign) return;
      if (state === 'failed') {
        void this.#giveUp('the broker has failed', error);
        return;
      }
      if (state === 'live') {
        this.#failures = 0;
        this.#refusals = 0;
      }
      this.#set(phaseOf(state), { token: lease.token, ...(reason !== undefined && { reason }) });
    });
  }

  #append(reign: Reign, message: AccountMessage): void {
    if (this.#reign !== reign) return;
    const text = this.#seal.close(TOPICS.account, JSON.stringify(message));
    this.#bus.append(TOPICS.account, text, KEPT_EVENTS, reign.lease).catch((error) => this.#failed(error));
  }

  async #turn(reign: Reign): Promise<void> {
    if (this.#reign !== reign) return;
    await Promise.all([this.#tellState(), reign.feeds.look(), this.#busClock.refresh()]).catch((error) =>
      this.#failed(error),
    );
    if (this.#reign !== reign) return;
    this.#beat = this.#clock.schedule(BEAT_MS, () => void this.#turn(reign));
  }

  #tellSoon(): void {
    this.#tellState().catch((error) => this.#failed(error));
  }

  async #tellState(): Promise<void> {
    const reign = this.#reign;
    if (reign === undefined || this.#keeper.held !== reign.lease) return;
    const { broker, lease, health } = reign;
    const { stale } = health;
    const status: BrokerStatus = broker.status;
    const { latencyMs } = broker.health();
    const message: StateMessage = {
      venue: broker.venue,
      token: lease.token,
      epoch: status.epoch,
      state: status.state,
      venueTime: internalsOf(broker)?.serverTime() ?? this.#clock.now(),
      busTime: this.#busClock.now(),
      earliestCandles: internalsOf(broker)?.earliestCandles() ?? {},
      ...(status.reason === undefined ? {} : { reason: status.reason }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(stale === undefined ? {} : { stale }),
    };
    const text = this.#seal.close(TOPICS.state, JSON.stringify(message));
    await this.#bus.publish(TOPICS.state, text, lease);
  }

  #set(phase: ConnectorPhase, more: Omit<ConnectorStatus, 'phase' | 'since'> = {}): void {
    if (phase === this.#status.phase) return;
    this.#status = { phase, since: this.#clock.now(), ...more };
    this.emitter.emit('status', this.#status);
  }

  #failed(cause: unknown): void {
    if (this.#isClosed) return;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (isAuthenticationError(error) && error.operation === BUS_OPERATION) {
      this.#endWith(error);
      return;
    }
    const now = this.#clock.monotonic();
    if (now - (this.#emitted.get(error.message) ?? Number.NEGATIVE_INFINITY) < SAME_ERROR_MS) return;
    this.#emitted.set(error.message, now);
    this.emitter.emit('error', error);
  }
}
