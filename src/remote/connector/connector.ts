import { hostname } from 'node:os';
import { internalsOf } from '../../adapter/broker/internals';
import type { Broker, BrokerEvents, BrokerStatus } from '../../broker';
import { type Clock, systemClock, type Timer } from '../../core/clock';
import { defaultLogger, type Logger } from '../../core/logger';
import { NotConnectedError } from '../../errors';
import type { Bus, Lease } from '../bus/bus';
import { BusClock } from '../bus/bus-clock';
import { toErrorMessage } from '../messages/errors';
import { type AccountMessage, type StateMessage, TOPICS } from '../messages/messages';
import { Seal } from '../messages/seal';
import { CommandRunner } from './command-runner';
import { Feeds } from './feeds';
import { LeaseKeeper } from './lease-keeper';

/** How often the state of the connector is told, and what bots want is looked up, in ms. */
const BEAT_MS = 1000;
/** Messages of the account that are kept. */
const KEPT_EVENTS = 10_000;
/** Warnings that a bot's broker gives by itself. */
const OWN_WARNINGS: ReadonlySet<string> = new Set(['overfill', 'rateLimit', 'listenerError']);
/** Least time between two warnings about the bus, in ms. */
const WARN_EVERY_MS = 10_000;

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
  /** Messages that were dropped because they break their schema, or are signed by somebody else. */
  readonly dropped: number;
  /** Gives the lease back and closes the broker. Never rejects. */
  close(): Promise<void>;
}

/** One time that the lease is ours, with a broker of its own. */
interface Reign {
  readonly lease: Lease;
  readonly broker: Broker;
  readonly feeds: Feeds;
  readonly commands: CommandRunner;
}

/**
 * Serves the bots of a bus: holds the lease, logs in at the venue, executes commands, and hands on what the venue says. While
 * another connector holds the lease it stands by without a connection to the venue.
 *
 * @param createBroker - a broker that has not been connected, for each time that the lease is taken
 */
export async function startConnector(
  createBroker: () => Broker | Promise<Broker>,
  options: ConnectorOptions,
): Promise<Connector> {
  const connector = new BusConnector(createBroker, options);
  await connector.start();
  return connector;
}

class BusConnector implements Connector {
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
  #dropped = 0;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(createBroker: () => Broker | Promise<Broker>, options: ConnectorOptions) {
    const { bus, clock = systemClock, leaseMs = 3000, logger = defaultLogger, key } = options;
    const { holder = `${hostname()}:${process.pid}` } = options;
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

  get dropped(): number {
    return this.#dropped;
  }

  async start(): Promise<void> {
    await this.#busClock.sync();
    this.#keeper.start();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end('the connector is closed');
    await this.#ending;
    await this.#keeper.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #begin(lease: Lease): Promise<void> {
    await this.#ending;
    if (this.#keeper.held !== lease || this.#isClosed) return;
    let broker: Broker;
    try {
      broker = await this.#createBroker();
    } catch (error) {
      this.#failed(error);
      await this.#keeper.resign('there is no broker');
      return;
    }
    if (this.#keeper.held !== lease || this.#isClosed) return;
    // Compared in the turn in which a write leaves: what the bus would say then may come too late.
    const internals = internalsOf(broker);
    if (internals !== undefined) {
      internals.guard = () => {
        if (this.#keeper.held === lease) return;
        throw new NotConnectedError('The connector does not hold the lease any more', {
          venue: broker.venue,
        });
      };
    }
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
    const reign: Reign = { lease, broker, commands, feeds };
    this.#reign = reign;
    this.#handOn(reign);
    try {
      await broker.connect();
      if (this.#reign !== reign) return;
      await commands.start();
      await this.#turn(reign);
    } catch (error) {
      this.#failed(error);
      // Another connector may have better luck.
      if (this.#reign === reign) await this.#keeper.resign('the broker could not connect');
    }
  }

  #end(reason: string): void {
    const reign = this.#reign;
    this.#reign = undefined;
    this.#beat?.cancel();
    if (reign === undefined) return;
    this.#logger.info(`connector of ${reign.broker.venue}: stands by, for ${reason}`);
    this.#ending = (async () => {
      await reign.commands.stop().catch(() => {});
      await Promise.all([reign.feeds.stop(), reign.broker.close()]);
    })();
  }

  /** Hands on what happens in the account. */
  #handOn(reign: Reign): void {
    const { broker } = reign;
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
    });
    broker.on('error', (error) => this.#failed(error));
    broker.on('status', () => void this.#tellState());
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

  async #tellState(): Promise<void> {
    const reign = this.#reign;
    if (reign === undefined || this.#keeper.held !== reign.lease) return;
    const { broker, lease } = reign;
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
    };
    const text = this.#seal.close(TOPICS.state, JSON.stringify(message));
    await this.#bus.publish(TOPICS.state, text, lease);
  }

  #failed(error: unknown): void {
    const now = this.#clock.monotonic();
    if (this.#isClosed || now - this.#warnedAt < WARN_EVERY_MS) return;
    this.#warnedAt = now;
    this.#logger.warn(`connector: ${error instanceof Error ? error.message : String(error)}`);
  }
}
