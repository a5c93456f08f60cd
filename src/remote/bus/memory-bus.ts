import type { Clock } from '../../core/clock';
import { systemClock } from '../../core/clock';
import type {
  Bus,
  BusAnswer,
  BusCommand,
  ClaimRequest,
  ClaimResult,
  Lease,
  LeaseState,
  LeftCommand,
  Recalled,
  SentCommand,
  Stop,
  TopicListener,
  TopicMessage,
} from './bus';

/** Commands that are kept at most: older ones have passed their deadlines. */
const MAX_COMMANDS = 10_000;

interface Log {
  readonly messages: TopicMessage[];
  count: number;
  readonly listeners: Set<TopicListener>;
}

/** What a {@link memoryBus} is made with. */
export interface MemoryBusOptions {
  /** @defaultValue the machine's clock */
  readonly clock?: Clock | undefined;
}

/**
 * A bus within one process, for tests and demos: connectors and remote brokers that are given the same one find each other.
 * It keeps nothing when the process ends.
 */
export function memoryBus(options: MemoryBusOptions = {}): Bus {
  return new MemoryBus(options.clock ?? systemClock);
}

class MemoryBus implements Bus {
  readonly #clock: Clock;
  readonly #epoch = 'memory';
  #token = 0;
  #lease: { readonly token: number; until: number } | undefined;
  #commands: BusCommand[] = [];
  #commandCount = 0;
  /** The number of the last command that was claimed or passed over. */
  #cursor = 0;
  readonly #claimed = new Map<string, BusCommand & { since?: number }>();
  /** The names of commands that were claimed, or withdrawn, and until when they are kept. */
  readonly #names = new Map<string, { readonly until: number; readonly isWithdrawn: boolean }>();
  readonly #takers = new Set<(command: BusCommand) => void>();
  readonly #answers = new Map<string, { readonly text: string; readonly until: number }>();
  readonly #inboxes = new Map<string, Set<(answer: BusAnswer) => void>>();
  readonly #topics = new Map<string, Log>();
  readonly #wishes = new Map<string, { readonly text: string; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async time(): Promise<number> {
    return Math.floor(this.#clock.now());
  }

  async takeLease(_holder: string, ttlMs: number, above: number): Promise<Lease | undefined> {
    if (this.#lease !== undefined && this.#lease.until > this.#clock.monotonic()) return undefined;
    this.#token = Math.max(this.#token, above) + 1;
    this.#lease = { token: this.#token, until: this.#clock.monotonic() + ttlMs };
    return { token: this.#token, epoch: this.#epoch };
  }

  async keepLease({ token }: Lease, ttlMs: number): Promise<LeaseState> {
    if (!this.#holds(token)) return 'lost';
    this.#lease = { token, until: this.#clock.monotonic() + ttlMs };
    return 'kept';
  }

  async leaveLease({ token }: Lease): Promise<void> {
    if (this.#lease?.token === token) this.#lease = undefined;
  }

  async send(text: string): Promise<string> {
    this.#commandCount += 1;
    const command = { id: String(this.#commandCount), text };
    this.#commands.push(command);
    if (this.#commands.length > MAX_COMMANDS) this.#commands.shift();
    for (const take of this.#takers) take(command);
    return this.#epoch;
  }

  async commands(take: (command: BusCommand) => void): Promise<Stop> {
    const waiting = this.#commands.filter(({ id }) => Number(id) > this.#cursor);
    this.#takers.add(take);
    for (const command of waiting) take(command);
    return async () => void this.#takers.delete(take);
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    const { id, lease, deadline, text, name, namedUntil = deadline } = request;
    if (!this.#holds(lease.token)) return 'lost';
    if (Number(id) <= this.#cursor) return 'taken';
    this.#cursor = Number(id);
    const now = this.#clock.now();
    if (deadline < now) return 'late';
    for (const [each, { until }] of this.#names) if (until < now) this.#names.delete(each);
    if (this.#names.has(name)) return 'taken';
    this.#names.set(name, { until: namedUntil, isWithdrawn: false });
    this.#claimed.set(id, { id, text });
    return 'claimed';
  }

  async unanswered(): Promise<readonly LeftCommand[]> {
    return [...this.#claimed.values()].map((command) => {
      command.since ??= Math.floor(this.#clock.now());
      return { ...command, since: command.since };
    });
  }

  async answer(command: string | undefined, answer: BusAnswer, keepMs: number): Promise<void> {
    if (command !== undefined) this.#claimed.delete(command);
    const now = this.#clock.monotonic();
    for (const [key, { until }] of this.#answers) {
      if (until > now) break;
      this.#answers.delete(key);
    }
    this.#answers.set(keyOf(answer), { text: answer.text, until: now + keepMs });
    for (const take of this.#inboxes.get(answer.bot) ?? []) take(answer);
  }

  async answers(bot: string, take: (answer: BusAnswer) => void): Promise<Stop> {
    const takers = this.#inboxes.get(bot) ?? new Set();
    this.#inboxes.set(bot, takers.add(take));
    return async () => {
      takers.delete(take);
      if (takers.size === 0) this.#inboxes.delete(bot);
    };
  }

  async recall(command: SentCommand): Promise<Recalled> {
    const answer = this.#answers.get(keyOf(command));
    if (answer !== undefined && answer.until > this.#clock.monotonic())
      return { state: 'answered', text: answer.text };
    const { name, namedUntil: until, epoch } = command;
    if (epoch !== this.#epoch || until < this.#clock.now()) return { state: 'open' };
    const named = this.#names.get(name) ?? { until, isWithdrawn: true };
    this.#names.set(name, named);
    return { state: named.isWithdrawn ? 'withdrawn' : 'open' };
  }

  async publish(topic: string, text: string, { token }: Lease): Promise<void> {
    if (token >= this.#token) this.#add(topic, text, 1);
  }

  async append(topic: string, text: string, keep: number, { token }: Lease): Promise<void> {
    if (token >= this.#token) this.#add(topic, text, keep);
  }

  async follow(
    kind: 'value' | 'log',
    topic: string,
    listener: TopicListener,
    after?: Pick<TopicMessage, 'number' | 'epoch'>,
  ): Promise<Stop> {
    const log = this.#logOf(topic);
    log.listeners.add(listener);
    const from = after?.number ?? (kind === 'log' ? log.count : 0);
    const waiting = log.messages.filter(({ number }) => number > from);
    if (kind === 'log' && from + waiting.length < log.count) listener.missed();
    for (const message of waiting) listener.message(message);
    return async () => void log.listeners.delete(listener);
  }

  async wish(owner: string, text: string, ttlMs: number): Promise<void> {
    this.#wishes.set(owner, { text, until: this.#clock.monotonic() + ttlMs });
  }

  async wishes(): Promise<ReadonlyMap<string, string>> {
    const now = this.#clock.monotonic();
    for (const [owner, { until }] of this.#wishes) if (until <= now) this.#wishes.delete(owner);
    return new Map([...this.#wishes].map(([owner, { text }]) => [owner, text]));
  }

  async warnings(): Promise<readonly string[]> {
    return [];
  }

  async close(): Promise<void> {
    // It belongs to all who were given it.
  }

  #holds(token: number): boolean {
    return this.#lease?.token === token && this.#lease.until > this.#clock.monotonic();
  }

  #logOf(topic: string): Log {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const log: Log = { messages: [], count: 0, listeners: new Set() };
    this.#topics.set(topic, log);
    return log;
  }

  #add(topic: string, text: string, keep: number): void {
    const log = this.#logOf(topic);
    log.count += 1;
    const message = { text, number: log.count, epoch: this.#epoch };
    log.messages.push(message);
    if (log.messages.length > keep) log.messages.splice(0, log.messages.length - keep);
    for (const listener of log.listeners) listener.message(message);
  }
}

function keyOf({ bot, id }: Pick<BusAnswer, 'bot' | 'id'>): string {
  return `${bot}\n${id}`;
}
