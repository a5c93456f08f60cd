import { randomUUID } from 'node:crypto';
import { Deferred } from '../../core/deferred';
import { type BrokerError, isBrokerError, TimeoutError } from '../../errors';
import { type Access, accessOf, BUS_OPERATION } from './access-error';
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
import { type Follower, LogFollower, parseTopicMessage, ValueFollower } from './followers';
import { busError, type RedisClient, sendsAgain } from './redis-client';
import * as scripts from './scripts';

/** How long the server may take to answer, in ms. */
const ANSWER_MS = 5000;
/** Commands that are kept: older ones have passed their deadlines. */
const KEPT_COMMANDS = 10_000;
/** Messages of a log that are read at once. */
const READ_AT_ONCE = 1000;

/** The keys of one venue connection. They share a hash tag, so that a cluster keeps them together. */
function keysOf(name: string) {
  const key = (rest: string): string => `venuekit:{${name}}:${rest}`;
  return {
    epoch: key('epoch'),
    token: key('token'),
    run: key('run'),
    lease: key('lease'),
    commands: key('commands'),
    commandCount: key('commands:count'),
    cursor: key('commands:cursor'),
    claims: key('commands:claimed'),
    left: key('commands:left'),
    names: key('commands:names'),
    valueCount: key('values:count'),
    wishes: key('wishes'),
    wishTimes: key('wishes:until'),
    answer: ({ bot, id }: Pick<BusAnswer, 'bot' | 'id'>) => key(`answer:${bot}:${id}`),
    inbox: (bot: string) => key(`inbox:${bot}`),
    log: (topic: string) => key(`log:${topic}`),
    count: (topic: string) => key(`count:${topic}`),
    value: (topic: string) => key(`value:${topic}`),
    channel: (topic: string) => key(`live:${topic}`),
  };
}

/** What everybody of this process who follows a topic shares. */
interface SharedChannel<T> {
  readonly takers: Set<(message: T) => void>;
  readonly subscribed: Promise<unknown>;
  /** Nobody wants it any more, and the server has been asked to end it. */
  leaving?: Promise<void>;
}

/**
 * The bus over Redis 6.2 or newer, or what speaks its protocol.
 *
 * State is changed by scripts alone, each of which is one step. What is followed comes by publish and subscribe, numbered; a
 * number that was skipped, or a connection that was lost, is made good from what the server keeps.
 */
export class RedisBus implements Bus {
  readonly #client: RedisClient;
  readonly #subscriber: RedisClient;
  readonly #sendsAgain: boolean;
  readonly #keys: ReturnType<typeof keysOf>;
  readonly #channels = new Map<string, SharedChannel<unknown>>();
  readonly #followers = new Set<Follower>();
  readonly #failed = new Set<(error: Error) => void>();
  /** Scripts that are given to a server which does not know them: what is asked for meanwhile stays behind them. */
  #teaching: Promise<unknown> | undefined;
  #isClosed = false;

  private constructor(client: RedisClient, name: string) {
    this.#client = client;
    this.#subscriber = client.duplicate();
    this.#sendsAgain = sendsAgain(client);
    this.#keys = keysOf(name);
    for (const each of [client, this.#subscriber]) each.on('error', (error) => this.#lost(error));
    // Subscriptions are made again by the client, also those that could not be ended; what was published meanwhile is read.
    const catchUp = (): void => {
      for (const [channel, shared] of this.#channels) void this.#leave(channel, shared);
      for (const follower of this.#followers) follower.catchUp();
    };
    this.#subscriber.on('ready', catchUp);
    // A sentinel's client goes over to another server without an error: answers may be lost meanwhile.
    if (this.#sendsAgain) this.#subscriber.on('reconnecting', () => this.#lost('another server takes over'));
    // A cluster tells it of each node, and has no such event of its own.
    this.#subscriber.on('node-ready', catchUp);
  }

  /** @throws ConnectionError, AuthenticationError */
  static async open(client: RedisClient, name: string): Promise<RedisBus> {
    const bus = new RedisBus(client, name);
    // The client goes on trying, and says meanwhile why it has to.
    let reason: Error | undefined;
    const refused = new Deferred<never>();
    const heard = (error: Error): void => {
      reason = error;
      if (isBrokerError(error) && !error.retryable) refused.reject(error);
    };
    bus.#failed.add(heard);
    try {
      const connected = Promise.all([client.connect(), bus.#subscriber.connect()]);
      await bus.#within(Promise.race([connected, refused.promise]));
      return bus;
    } catch (error) {
      await bus.close();
      throw reason ?? error;
    } finally {
      bus.#failed.delete(heard);
    }
  }

  async time(): Promise<number> {
    return Number(await this.#run(scripts.TIME, [this.#keys.epoch]));
  }

  async takeLease(holder: string, ttlMs: number, above: number): Promise<Lease | undefined> {
    const { epoch, token, lease, run, cursor, commandCount } = this.#keys;
    const taken = await this.#run(
      scripts.TAKE_LEASE,
      [epoch, token, lease, run, cursor, commandCount],
      holder,
      ttlMs,
      above,
      randomUUID(),
    );
    if (!Array.isArray(taken)) return undefined;
    return { token: Number(taken[0]), epoch: String(taken[1]) };
  }

  async keepLease({ token, epoch }: Lease, ttlMs: number): Promise<LeaseState> {
    const { run, lease } = this.#keys;
    const keys = [this.#keys.epoch, this.#keys.token, lease, run];
    return (await this.#run(scripts.KEEP_LEASE, keys, token, epoch, ttlMs)) as LeaseState;
  }

  async leaveLease({ token }: Lease): Promise<void> {
    await this.#run(scripts.LEAVE_LEASE, [this.#keys.lease], token);
  }

  async send(text: string): Promise<string> {
    const { commands, commandCount, epoch } = this.#keys;
    const keys = [commands, commandCount, epoch];
    return String(
      await this.#run(scripts.APPEND, keys, text, KEPT_COMMANDS, this.#keys.channel('commands'), ''),
    );
  }

  async commands(take: (command: BusCommand) => void, failed: (error: Error) => void): Promise<Stop> {
    const { commands, commandCount, cursor } = this.#keys;
    const needed = { commands: ['get'], patterns: [`~${cursor}`] };
    const after = Number((await this.#within(this.#client.get(cursor), needed)) ?? 0);
    // What was trimmed has passed its deadline.
    const listener: TopicListener = {
      message: ({ number, text }) => take({ id: String(number), text }),
      missed: () => {},
    };
    const stop = await this.#followLog([commands, commandCount], 'commands', listener, {
      number: after,
      epoch: '',
    });
    this.#failed.add(failed);
    return async () => {
      this.#failed.delete(failed);
      await stop();
    };
  }

  async claim(request: ClaimRequest): Promise<ClaimResult> {
    const { id, lease, deadline, text, name, namedUntil = deadline } = request;
    const { epoch, token, lease: leaseKey, run, cursor, claims, names } = this.#keys;
    const keys = [epoch, token, leaseKey, run, cursor, claims, names];
    const values = [lease.token, lease.epoch, id, deadline, text, name, namedUntil];
    return (await this.#run(scripts.CLAIM, keys, ...values)) as ClaimResult;
  }

  async unanswered(): Promise<readonly LeftCommand[]> {
    const flat = (await this.#run(scripts.UNANSWERED, [this.#keys.claims, this.#keys.left])) as unknown[];
    const commands: LeftCommand[] = [];
    for (let at = 0; at < flat.length; at += 3)
      commands.push({ id: String(flat[at]), text: String(flat[at + 1]), since: Number(flat[at + 2]) });
    return commands.sort((a, b) => Number(a.id) - Number(b.id));
  }

  async answer(command: string | undefined, answer: BusAnswer, keepMs: number): Promise<void> {
    const { bot, id, text } = answer;
    const keys = [this.#keys.claims, this.#keys.left, this.#keys.answer(answer)];
    const inbox = this.#keys.inbox(bot);
    await this.#run(scripts.ANSWER, keys, command ?? '', text, keepMs, inbox, `${id} ${text}`);
  }

  async answers(
    bot: string,
    take: (answer: BusAnswer) => void,
    failed: (error: Error) => void,
  ): Promise<Stop> {
    const leave = await this.#listen(
      this.#keys.inbox(bot),
      (message) => {
        const space = message.indexOf(' ');
        return { bot, id: message.slice(0, space), text: message.slice(space + 1) };
      },
      take,
    );
    this.#failed.add(failed);
    return async () => {
      this.#failed.delete(failed);
      await leave();
    };
  }

  async recall({ id, bot, name, namedUntil, epoch: of }: SentCommand): Promise<Recalled> {
    const { answer, epoch, run, names } = this.#keys;
    const keys = [answer({ bot, id }), epoch, run, names];
    const [state, text] = (await this.#run(scripts.RECALL, keys, of, name, namedUntil)) as string[];
    return state === 'answered' ? { state, text: String(text) } : { state: state as 'withdrawn' | 'open' };
  }

  async publish(topic: string, text: string, lease: Lease): Promise<void> {
    const { epoch, token, value, valueCount, channel } = this.#keys;
    const keys = [value(topic), valueCount, epoch, token];
    await this.#run(scripts.PUBLISH, keys, text, channel(topic), lease.token);
  }

  async append(topic: string, text: string, keep: number, lease: Lease): Promise<void> {
    const { epoch, token, log, count, channel } = this.#keys;
    const keys = [log(topic), count(topic), epoch, token];
    await this.#run(scripts.APPEND, keys, text, keep, channel(topic), lease.token);
  }

  async follow(
    kind: 'value' | 'log',
    topic: string,
    listener: TopicListener,
    after?: Pick<TopicMessage, 'number' | 'epoch'>,
  ): Promise<Stop> {
    const { epoch, log, count, value } = this.#keys;
    if (kind === 'log') return this.#followLog([log(topic), count(topic)], topic, listener, after);
    const read = async (): Promise<TopicMessage | undefined> => {
      const [of, number, text] = (await this.#run(scripts.VALUE, [value(topic), epoch])) as string[];
      return number === '0' ? undefined : { epoch: String(of), number: Number(number), text: String(text) };
    };
    return this.#follow(topic, new ValueFollower(listener, read));
  }

  async wish(owner: string, text: string, ttlMs: number): Promise<void> {
    await this.#run(scripts.WISH, [this.#keys.wishes, this.#keys.wishTimes], owner, text, ttlMs);
  }

  async wishes(): Promise<ReadonlyMap<string, string>> {
    const flat = (await this.#run(scripts.WISHES, [this.#keys.wishes, this.#keys.wishTimes])) as unknown[];
    const wishes = new Map<string, string>();
    for (let at = 0; at < flat.length; at += 2) wishes.set(String(flat[at]), String(flat[at + 1]));
    return wishes;
  }

  async warnings(): Promise<readonly string[]> {
    const policy = String(await this.#run(scripts.EVICTION, [this.#keys.epoch]));
    if (policy === 'noeviction') return [];
    return [
      `Redis may evict keys (maxmemory-policy ${policy}), so that leases, claims and records are lost without notice: set noeviction`,
    ];
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const follower of this.#followers) follower.stop();
    for (const client of [this.#client, this.#subscriber]) {
      try {
        await client.destroy();
      } catch {
        // It was never open, or has ended.
      }
    }
  }

  #followLog(
    [log, count]: readonly [string, string],
    topic: string,
    listener: TopicListener,
    after?: Pick<TopicMessage, 'number' | 'epoch'>,
  ): Promise<Stop> {
    const read = async (number: number) => {
      const keys = [log, count, this.#keys.epoch];
      const [epoch, last, ...rows] = (await this.#run(
        scripts.READ_LOG,
        keys,
        number,
        READ_AT_ONCE,
      )) as string[];
      const messages: TopicMessage[] = [];
      for (let at = 0; at < rows.length; at += 2) {
        messages.push({ epoch: String(epoch), number: Number(rows[at]), text: String(rows[at + 1]) });
      }
      return { epoch: String(epoch), last: Number(last), messages };
    };
    return this.#follow(topic, new LogFollower(listener, read, after));
  }

  async #follow(topic: string, follower: Follower): Promise<Stop> {
    const leave = await this.#listen(this.#keys.channel(topic), parseTopicMessage, (message) =>
      follower.take(message),
    );
    this.#followers.add(follower);
    const stop = async (): Promise<void> => {
      this.#followers.delete(follower);
      follower.stop();
      await leave();
    };
    try {
      await follower.start();
    } catch (error) {
      await stop();
      throw error;
    }
    return stop;
  }

  /** Listens to a channel of the server; this process subscribes to each once, and reads each message once. */
  async #listen<T>(channel: string, read: (message: string) => T, take: (message: T) => void): Promise<Stop> {
    let shared = this.#channels.get(channel) as SharedChannel<T> | undefined;
    // To the client one that is being left is subscribed, and it would end with it.
    while (shared?.leaving !== undefined) {
      await this.#within(shared.leaving);
      shared = this.#channels.get(channel) as SharedChannel<T> | undefined;
    }
    const joined = shared ?? this.#subscribe(channel, read);
    joined.takers.add(take);
    const leave = async (): Promise<void> => {
      if (joined.takers.delete(take)) await this.#leave(channel, joined);
    };
    try {
      await this.#within(joined.subscribed, { commands: ['subscribe'], patterns: [`&${channel}`] });
    } catch (error) {
      await leave();
      throw error;
    }
    return leave;
  }

  #subscribe<T>(channel: string, read: (message: string) => T): SharedChannel<T> {
    const takers = new Set<(message: T) => void>();
    const subscribed = this.#subscriber.subscribe(channel, (text) => {
      if (takers.size === 0) return;
      const message = read(text);
      for (const take of takers) take(message);
    });
    const shared: SharedChannel<T> = { takers, subscribed };
    this.#channels.set(channel, shared as SharedChannel<unknown>);
    subscribed.catch(() => {
      if (this.#channels.get(channel) === shared) this.#channels.delete(channel);
    });
    return shared;
  }

  /** Ends what nobody listens to; one that cannot be ended now is ended, or used again, on the next connection. */
  #leave<T>(channel: string, shared: SharedChannel<T>): Promise<void> {
    const isOurs = this.#channels.get(channel) === shared;
    if (shared.takers.size > 0 || !isOurs || this.#isClosed) return Promise.resolve();
    shared.leaving ??= this.#subscriber
      .unsubscribe(channel)
      .then(
        () => void this.#channels.delete(channel),
        () => {},
      )
      .finally(() => {
        delete shared.leaving;
      });
    return this.#within(shared.leaving).catch(() => {});
  }

  async #run(script: scripts.Script, keys: string[], ...args: (string | number)[]): Promise<unknown> {
    const call = { keys, arguments: args.map(String) };
    while (this.#teaching !== undefined) await this.#teaching;
    const needed = () => accessOf(script, keys);
    try {
      return await this.#within(this.#client.evalSha(script.sha, call), needed);
    } catch (error) {
      // The server has been started anew, and knows the script no more.
      if (!String((error as { cause?: unknown }).cause ?? error).includes('NOSCRIPT')) throw error;
      const answer = this.#within(this.#client.eval(script.text, call), needed);
      const taught = answer
        .catch(() => {})
        .finally(() => {
          if (this.#teaching === taught) this.#teaching = undefined;
        });
      this.#teaching = taught;
      return answer;
    }
  }

  /** @throws ConnectionError, TimeoutError, AuthenticationError */
  async #within<T>(answer: Promise<T>, needed?: Access | (() => Access)): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const context = { operation: BUS_OPERATION, timeoutMs: ANSWER_MS };
        reject(new TimeoutError(`The bus did not answer within ${ANSWER_MS} ms`, context));
      }, ANSWER_MS);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      if (error instanceof TimeoutError) throw error;
      throw this.#errorOf(error, typeof needed === 'function' ? needed() : needed);
    } finally {
      clearTimeout(timer);
    }
  }

  #lost(error: unknown): void {
    if (this.#isClosed) return;
    const failure = this.#errorOf(error);
    for (const failed of this.#failed) failed(failure);
  }

  #errorOf(cause: unknown, needed?: Access): BrokerError {
    return busError(cause, needed, this.#sendsAgain);
  }
}
