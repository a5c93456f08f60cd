import { randomUUID } from 'node:crypto';
import type { VenueContext } from '../../adapter/broker/ports';
import { ConnectionMonitor } from '../../adapter/connection/connection-monitor';
import { Deferred } from '../../core/deferred';
import {
  type BrokerError,
  type ClosedError,
  ConnectionError,
  isVenueError,
  NotConnectedError,
  ProtocolError,
} from '../../errors';
import type { SessionAttempt } from '../../streaming/session/session';
import { Watchdog } from '../../streaming/watchdog';
import { raceDeadline, startDeadline } from '../../transport/deadline';
import type { Bus, BusAnswer, SentCommand, Stop, TopicMessage } from '../bus/bus';
import { BusClock } from '../bus/bus-clock';
import { fromErrorMessage, toErrorMessage } from '../messages/errors';
import {
  type AnswerMessage,
  answerMessage,
  type CommandMessage,
  KEPT_WRITE_MS,
  nameOf,
  type StateMessage,
  stateMessage,
  TOPICS,
} from '../messages/messages';
import type { Seal } from '../messages/seal';
import type { RemoteTypes } from './types';

/**
 * Silence of the connector after which nothing is certain to be current, and after which it is given up, in ms: it speaks each
 * second, and a bot must not be live without data for more than 3 s.
 */
const STALE_MS = 2500;
const LOST_MS = 15_000;
/** How long one attempt waits for a connector that is live, in ms. */
const WAIT_MS = 10_000;
/** No range begins before it, UTC epoch ms: 1990. */
const FIRST_TIME = 631_152_000_000;
/** How old the last word of a connector may be when a bot comes, in ms. */
const FRESH_MS = 3000;
/** How far ahead of the venue's clock a record may lie, in ms: the connector has judged it already. */
const TOLERANCE_MS = 60_000;

/** How a request is limited; what a call, a write and the kit's own reads have. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly requestId?: string | undefined;
  /** Called right before the command leaves. */
  readonly beforeSend?: (() => void) | undefined;
}

export interface RemoteConnectionOptions {
  readonly bus: Bus;
  readonly bot: string;
  readonly seal: Seal;
  readonly context: VenueContext<RemoteTypes>;
  /** Takes a message of the account's log. */
  account(text: string): void;
  /** Messages of the account were trimmed before they could be read. */
  missed(): void;
  /** The private channels that are stale while the connection is live. */
  stale(channels: NonNullable<StateMessage['stale']>): void;
}

interface Asked {
  readonly answer: Deferred<AnswerMessage>;
}

/** The connection of a bot: to the bus, and through it to the connector that holds the venue's session. */
export class RemoteConnection extends ConnectionMonitor {
  readonly #options: RemoteConnectionOptions;
  readonly #busClock: BusClock;
  readonly #watchdog: Watchdog;
  readonly #asked = new Map<string, Asked>();
  /** Different in each life of a bot, whatever its random numbers: a command, or an answer, is not taken for one of another. */
  readonly #prefix = randomUUID();
  #count = 0;
  #state: StateMessage | undefined;
  /** The venue's clock less our monotonic one. */
  #venueOffset: number | undefined;
  #stops: Stop[] = [];
  #live: Deferred<void> | undefined;
  /** The last message of the account that was read. */
  #read: Pick<TopicMessage, 'number' | 'epoch'> | undefined;
  #foreign = 0;
  /** The last errors of which the connector has warned. */
  #warned: readonly string[] = [];
  /** The venue's codes for a client id that another order has, as far as they have been met. */
  readonly #usedIdCodes = new Set<string>();

  constructor(options: RemoteConnectionOptions) {
    const { context, bus } = options;
    const { clock, raw } = context.settings;
    super({ clock, raw, hooks: context, timeToleranceMs: TOLERANCE_MS });
    this.#options = options;
    this.#busClock = new BusClock(bus, clock);
    this.#watchdog = new Watchdog({
      clock,
      staleAfterMs: STALE_MS,
      lostAfterMs: LOST_MS,
      onStale: () => this.markStale('The connector has said nothing for 2.5 s'),
      onFresh: () => this.clear(),
      onLost: () => this.#lost('The connector has said nothing for 15 s', 'stale'),
    });
  }

  get bus(): Bus {
    return this.#options.bus;
  }

  /** Messages that were dropped because they cannot be believed. */
  get foreign(): number {
    return this.#foreign;
  }

  /** Nothing is older than this, UTC epoch ms. */
  earliestCandle(interval: string): number {
    return this.#state?.earliestCandles[interval] ?? FIRST_TIME;
  }

  /** Whether a subscription is one of the connector that holds the lease now: its serial begins with the token. */
  isOfNow(serial: string): boolean {
    return serial.startsWith(`${this.#state?.token}.`);
  }

  /** The connector has warned of an error. */
  warned(message: string): void {
    this.#warned = [...this.#warned.slice(-9), message];
  }

  /** Whether the connector has warned of an error in these words just now. */
  hasWarned(message: string): boolean {
    return this.#warned.includes(message);
  }

  /** Whether this code of a refused order says that another order has its client id. */
  saysIdUsed(code: string): boolean {
    return this.#usedIdCodes.has(code);
  }

  serverTime(): number {
    return this.#venueOffset === undefined
      ? this.now()
      : Math.floor(this.clock.monotonic() + this.#venueOffset);
  }

  /** Waits for a connector that is live. */
  async connect({ epoch, reconnect, signal }: SessionAttempt): Promise<void> {
    const { bus, bot, account, missed } = this.#options;
    this.begin(epoch);
    this.#state = undefined;
    const live = new Deferred<void>();
    this.#live = live;
    await this.#busClock.sync();
    const failed = (error: Error): void => this.#lost(error.message, 'closed');
    const stops = await Promise.all([
      bus.answers(bot, (answer) => this.#answered(answer), failed),
      bus.follow('value', TOPICS.state, { message: ({ text }) => this.#heardState(text), missed: () => {} }),
      bus.follow(
        'log',
        TOPICS.account,
        {
          message: ({ text, number, epoch: of }) => {
            this.#read = { number, epoch: of };
            account(text);
          },
          missed,
        },
        this.#read,
      ),
    ]);
    if (signal.aborted) {
      await Promise.all(stops.map((stop) => stop()));
      return;
    }
    this.#stops = stops;
    // The first one has the time of the caller; later ones say how things are now and then.
    const limit = reconnect ? { timeoutMs: WAIT_MS } : {};
    const wait = startDeadline({ clock: this.clock, signal, operation: 'connect', ...limit });
    try {
      await raceDeadline(live.promise, wait);
    } finally {
      wait.dispose();
    }
    this.established();
    this.#watchdog.start();
  }

  /**
   * Has the connector do something.
   * @param sent - of a write: called when the bus has the command, which can be recalled from then on
   * @throws what it threw there; NotConnectedError when it did not leave; what ended the wait
   */
  async request(
    operation: string,
    args: readonly unknown[],
    options: RequestOptions = {},
    sent?: (command: SentCommand) => void,
  ): Promise<unknown> {
    const { bus, bot, context, seal } = this.#options;
    const venue = context.profile.id;
    const { beforeSend, requestId, signal, timeoutMs = context.settings.timeoutMs } = options;
    const deadline = startDeadline({ clock: this.clock, timeoutMs, signal, operation });
    this.#count += 1;
    const id = `${this.#prefix}-${this.#count}`;
    const asked: Asked = { answer: new Deferred<AnswerMessage>() };
    try {
      if (deadline.reason) throw deadline.reason;
      if (!this.isUp && this.#live === undefined)
        throw new NotConnectedError('There is no connector', { venue, operation, requestId });
      const remainingMs = Math.min(deadline.remainingMs(), timeoutMs);
      const time = this.#busClock.now();
      const message: CommandMessage = {
        id,
        bot,
        operation,
        args: [...args],
        time,
        deadline: Math.floor(time + remainingMs),
      };
      const text = seal.close('command', JSON.stringify(message));
      beforeSend?.();
      this.#asked.set(id, asked);
      const answer = await raceDeadline(
        bus.send(text).then((epoch) => {
          if (sent === undefined) return asked.answer.promise;
          const namedUntil = message.deadline + KEPT_WRITE_MS;
          const command = { id, bot, name: nameOf(message), namedUntil, epoch };
          sent(command);
          return this.#answerOr(asked, command);
        }),
        deadline,
      );
      return this.resultOf(answer);
    } finally {
      this.#asked.delete(id);
      deadline.dispose();
    }
  }

  /** The answer to a command, or that no connector has taken it and none will; `undefined` while neither is known. */
  async recall(command: SentCommand): Promise<AnswerMessage | undefined> {
    const { bus, context, seal } = this.#options;
    // A bus that cannot say it says nothing of the command.
    const recalled = await bus.recall(command).catch(() => undefined);
    if (recalled?.state === 'withdrawn') {
      const text = 'No connector took the command, and it has been withdrawn';
      return {
        error: toErrorMessage(new NotConnectedError(text, { venue: context.profile.id, sent: false })),
      };
    }
    if (recalled?.state !== 'answered') return undefined;
    const answer = seal.read(placeOf(command), recalled.text, answerMessage);
    if (answer === undefined) this.dropped();
    return answer;
  }

  /** @throws the error that the answer says */
  resultOf(answer: AnswerMessage): unknown {
    if (!('error' in answer)) return withRange(answer);
    const error = fromErrorMessage(answer.error);
    if (answer.idUsed === true && isVenueError(error)) this.#usedIdCodes.add(error.code);
    throw error;
  }

  /** Ends what was begun for a connection. */
  override terminate(): void {
    super.terminate();
    this.#watchdog.stop();
    this.#live = undefined;
    const stops = this.#stops;
    this.#stops = [];
    for (const stop of stops) void stop();
    const error = new ConnectionError('The connection to the connector was lost', {
      failure: 'closed',
      venue: this.#options.context.profile.id,
    });
    for (const { answer } of this.#asked.values()) answer.reject(error);
  }

  async close(error: ClosedError): Promise<void> {
    for (const { answer } of this.#asked.values()) answer.reject(error);
    this.terminate();
  }

  /** A message of the bus cannot be believed. */
  dropped(): void {
    this.#foreign += 1;
  }

  /** The answer; where the connection ends before it, what the bus knows. */
  async #answerOr({ answer }: Asked, command: SentCommand): Promise<AnswerMessage> {
    try {
      return await answer.promise;
    } catch (error) {
      const known = await this.recall(command);
      if (known === undefined) throw error;
      return known;
    }
  }

  #heardState(text: string): void {
    const state = this.#parse(text);
    if (state === undefined) return;
    // One that cannot be asked now is asked with the next word of the connector.
    void this.#busClock.refresh().catch(() => {});
    const ageMs = this.#busClock.now() - state.busTime;
    if (ageMs > FRESH_MS) return;
    if (state.venue !== this.#options.context.profile.id) {
      const error = new ProtocolError(`The connector is one of ${state.venue}`, { operation: 'connect' });
      this.#live?.reject(error);
      return;
    }
    const before = this.#state;
    // One that was stopped for a while may speak late.
    if (before !== undefined && state.token < before.token) return;
    this.#state = state;
    this.#venueOffset = state.venueTime + Math.max(0, ageMs) - this.clock.monotonic();
    if (!this.isUp) {
      if (state.state === 'live') this.#live?.resolve();
      return;
    }
    this.#watchdog.inbound();
    this.heard(state.latencyMs);
    if (before !== undefined && (before.token !== state.token || before.epoch !== state.epoch))
      this.#lost('The connection to the venue is another one', 'closed');
    else if (state.state === 'live') {
      this.clear('venue');
      this.#options.stale(state.stale ?? []);
    } else if (state.state === 'stale') this.markStale(state.reason ?? 'The venue is silent', 'venue');
    else this.#lost(state.reason ?? `The connector is ${state.state}`, 'closed');
  }

  #parse(text: string): StateMessage | undefined {
    const parsed = this.#options.seal.read(TOPICS.state, text, stateMessage);
    if (parsed === undefined) this.dropped();
    return parsed;
  }

  #answered({ id, bot, text }: BusAnswer): void {
    const asked = this.#asked.get(id);
    if (asked === undefined) return;
    const answer = this.#options.seal.read(placeOf({ bot, id }), text, answerMessage);
    if (answer === undefined) this.dropped();
    else asked.answer.resolve(answer);
  }

  #lost(reason: string, failure: 'closed' | 'stale'): void {
    const venue = this.#options.context.profile.id;
    const error: BrokerError = new ConnectionError(reason, { failure, venue });
    this.#live?.reject(error);
    this.lose(error);
  }
}

/** Where an answer stands, for its signature. */
function placeOf({ bot, id }: Pick<SentCommand, 'bot' | 'id'>): string {
  return `answer ${bot} ${id}`;
}

/** The result of an answer, with the report of its range where it has one. */
function withRange(answer: AnswerMessage): unknown {
  const { result, range } = answer as { readonly result: unknown; readonly range?: unknown };
  return range === undefined ? result : Object.defineProperty(result, 'range', { value: range });
}
