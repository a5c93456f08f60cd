import { internalsOf } from '../../adapter/broker/internals';
import { type Broker, OPERATION_NAMES } from '../../broker';
import type { Clock } from '../../core/clock';
import {
  type BrokerError,
  ConnectionError,
  type ErrorContext,
  isBrokerError,
  isOrderRejectedError,
  NotConnectedError,
  OrderOutcomeUnknownError,
  UnsupportedError,
  ValidationError,
} from '../../errors';
import type { Order } from '../../model';
import { present } from '../../model/map-context';
import { isFinal, isInferred } from '../../orders/merge-order';
import { RecentMap } from '../../orders/recent-map';
import type { Bus, BusCommand, Lease, LeftCommand, Stop } from '../bus/bus';
import { toErrorMessage } from '../messages/errors';
import {
  type AnswerMessage,
  type CommandMessage,
  commandMessage,
  KEPT_WRITE_MS,
  nameOf,
  RENEW_WISH,
} from '../messages/messages';
import type { Seal } from '../messages/seal';
import { SharedReads } from './shared-reads';

/** How long the answer to a read is kept, in ms: it is of no use to whoever asks late. */
const KEPT_READ_MS = 10_000;

/** Ended orders that are remembered. */
const KEPT_ENDED = 1000;

/** What a bot may ask any broker to do, besides what only the class of its venue has. */
const OPERATIONS: ReadonlySet<string> = new Set<string>([
  ...['fetchInstruments', 'fetchInstrument', 'fetchQuotes', 'fetchCandles'],
  ...OPERATION_NAMES,
]);

/** Of them those that take nothing but the options of the call. */
const WITHOUT_ARGUMENTS: ReadonlySet<string> = new Set([
  'fetchInstruments',
  'fetchAccounts',
  'fetchServerTime',
]);

/** What may change something at the venue. */
const WRITES: ReadonlySet<string> = new Set([
  'placeOrder',
  'modifyOrder',
  'cancelOrder',
  'cancelAllOrders',
  'closePosition',
  'modifyPosition',
]);

export interface CommandRunnerOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly broker: Broker;
  readonly lease: Lease;
  readonly seal: Seal;
  /** The bus's clock, UTC epoch ms. */
  busTime(): number;
  /** A message was dropped because it cannot be believed. */
  foreign(): void;
  /** A bot waits for a wish that is not served. */
  renew(wish: string): Promise<void>;
  failed(error: unknown): void;
}

/** Executes the commands of bots, each at most once, in the order in which they came, as long as the lease is ours. */
export class CommandRunner {
  readonly #options: CommandRunnerOptions;
  readonly #reads: SharedReads<AnswerMessage>;
  /** Orders that have ended, by what asks for them: they change no more, and hundreds of bots look for each after a gap. */
  readonly #ended = new RecentMap<AnswerMessage>(KEPT_ENDED);
  #stop: Stop | undefined;
  #isStopped = false;
  /** Claims are made one after the other, so that what follows a command knows of it. */
  #claiming: Promise<void> = Promise.resolve();

  constructor(options: CommandRunnerOptions) {
    this.#options = options;
    this.#reads = new SharedReads(options.clock);
  }

  /** @param left - what connectors before this one claimed and did not answer */
  async start(left: readonly LeftCommand[]): Promise<void> {
    const { bus, failed } = this.#options;
    for (const command of left) this.#findOut(command).catch(failed);
    const stop = await bus.commands((command) => this.#take(command), failed);
    if (this.#isStopped) await stop();
    else this.#stop = stop;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#stop?.();
  }

  #take(command: BusCommand): void {
    const message = this.#read(command);
    if (message === undefined) this.#options.foreign();
    else
      this.#claiming = this.#claiming.then(() => this.#claim(command, message)).catch(this.#options.failed);
  }

  #read({ text }: BusCommand): CommandMessage | undefined {
    return this.#options.seal.read('command', text, commandMessage);
  }

  async #claim({ id, text }: BusCommand, message: CommandMessage): Promise<void> {
    if (this.#isStopped) return;
    const { bus, lease } = this.#options;
    const { deadline, operation } = message;
    const namedUntil = this.#writes(operation) ? deadline + KEPT_WRITE_MS : undefined;
    const claimed = await bus.claim({ id, lease, deadline, text, name: nameOf(message), namedUntil });
    if (claimed !== 'claimed') return;
    // Begun in the order of the claims; what comes of it is not waited for.
    void this.#perform(message).then((answer) => this.#answer(id, message, answer));
  }

  #perform({ operation, args, deadline }: CommandMessage): Promise<AnswerMessage> {
    if (!operation.startsWith('fetch')) return this.#execute(operation, args, deadline);
    const key = JSON.stringify([operation, args]);
    const ended = this.#ended.get(key);
    if (ended !== undefined) return Promise.resolve(ended);
    return this.#reads.read(key, deadline, async (latest) => {
      const answer = await this.#execute(operation, args, latest);
      if (operation === 'fetchOrder' && 'result' in answer) {
        const order = answer.result as Order;
        if (isFinal(order.status) && !isInferred(order)) this.#ended.set(key, answer);
      }
      return answer;
    });
  }

  async #execute(operation: string, args: readonly unknown[], deadline: number): Promise<AnswerMessage> {
    const { broker, busTime } = this.#options;
    try {
      if (operation === RENEW_WISH) {
        await this.#options.renew(String(args[0]));
        return { result: null };
      }
      const count = this.#parametersOf(operation);
      const run: unknown = count === undefined ? undefined : Reflect.get(broker, operation);
      if (typeof run !== 'function')
        throw new UnsupportedError(`There is no operation ${operation}`, { operation });
      // One argument more or less, and the options would not be taken for what they are.
      if (args.length !== count)
        throw new ValidationError('arguments', `must be ${count} in number`, { operation });
      const timeoutMs = Math.floor(deadline - busTime());
      if (timeoutMs < 1)
        throw new NotConnectedError('The deadline has passed', { venue: broker.venue, operation });
      internalsOf(broker)?.guard();
      const result: unknown = await run.apply(broker, [...args, { timeoutMs }]);
      const range = Array.isArray(result) ? (result as { readonly range?: unknown }).range : undefined;
      return range === undefined ? { result } : { result, range };
    } catch (error) {
      const isUsed = isOrderRejectedError(error) && internalsOf(broker)?.saysIdUsed(error.code) === true;
      return { error: toErrorMessage(error), ...(isUsed && { idUsed: true }) };
    }
  }

  /** How many arguments an operation has before its options; `undefined` where bots may not ask for it. */
  #parametersOf(operation: string): number | undefined {
    if (OPERATIONS.has(operation)) return WITHOUT_ARGUMENTS.has(operation) ? 0 : 1;
    return internalsOf(this.#options.broker)?.extra(operation)?.parameters;
  }

  #writes(operation: string): boolean {
    return WRITES.has(operation) || internalsOf(this.#options.broker)?.extra(operation)?.writes === true;
  }

  /** A predecessor executed it, or died before; nobody executes it again. */
  async #findOut(command: LeftCommand): Promise<void> {
    const message = this.#read(command);
    if (message === undefined) return;
    const answer = await this.#outcomeOf(message, command.since);
    // What has not been found out is left to the next connector.
    if (!this.#isStopped) await this.#answer(command.id, message, answer);
  }

  async #outcomeOf(message: CommandMessage, since: number): Promise<AnswerMessage> {
    const { broker, busTime } = this.#options;
    const { operation, args, time, deadline } = message;
    const request = Object(args[0]) as { readonly clientOrderId?: unknown; readonly symbol?: string };
    const clientOrderId = typeof request.clientOrderId === 'string' ? request.clientOrderId : undefined;
    const context = { venue: broker.venue, operation, clientOrderId };
    // Nobody asks for the answer later than that.
    const timeoutMs = Math.floor(deadline + KEPT_WRITE_MS - busTime());
    const isPlacing = operation === 'placeOrder' || operation === 'closePosition';
    if (isPlacing && clientOrderId !== undefined && timeoutMs > 0) {
      const names = { entryId: nameOf(message), clientOrderId, ...present({ symbol: request.symbol }) };
      const entry = { ...names, venue: broker.venue, time, operation, request: { ...request } } as const;
      const quietMs = Math.max(0, busTime() - since);
      try {
        const found = await internalsOf(broker)?.resolveEntry(entry, quietMs, { timeoutMs });
        if (found !== undefined && 'order' in found) return { result: found.order };
        if (found?.outcome === 'notPlaced') return { error: toErrorMessage(notPlaced(context)) };
      } catch (error) {
        if (!isBrokerError(error)) throw error;
      }
    }
    return { error: toErrorMessage(this.#lostError(operation, context)) };
  }

  /** Of what was claimed by a connector that is gone. */
  #lostError(operation: string, context: ErrorContext): BrokerError {
    const text = `The connector that executed ${operation} is gone`;
    if (!this.#writes(operation)) return new NotConnectedError(text, context);
    const unknown = `${text}, and its outcome is not known`;
    return WRITES.has(operation)
      ? new OrderOutcomeUnknownError(unknown, context)
      : new ConnectionError(unknown, { ...context, failure: 'closed' });
  }

  async #answer(
    command: string,
    { id, bot, operation }: CommandMessage,
    answer: AnswerMessage,
  ): Promise<void> {
    const { bus, seal, failed } = this.#options;
    const text = seal.close(`answer ${bot} ${id}`, JSON.stringify(answer));
    await bus
      .answer(command, { id, bot, text }, this.#writes(operation) ? KEPT_WRITE_MS : KEPT_READ_MS)
      .catch(failed);
  }
}

/** The connector that claimed it is gone, and the venue has been searched. */
function notPlaced(context: ErrorContext): BrokerError {
  const text = `The connector that was to execute ${context.operation} is gone, and the venue has no such order`;
  return new NotConnectedError(text, { ...context, sent: false });
}
