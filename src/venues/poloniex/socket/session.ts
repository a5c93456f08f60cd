import type { Clock, Timer } from '../../../core/clock';
import { AuthenticationError, type BrokerError, ConnectionError, isVenueError } from '../../../errors';
import { Watchdog } from '../../../streaming/watchdog';
import { onAbort } from '../../../transport/abort-listeners';
import { type Deadline, raceDeadline } from '../../../transport/deadline';
import type { CommandAnswer, ControlFrame } from '../client/codec';
import { keyRefusal } from '../rest/key-refusal';
import { SocketCall } from './call';
import { type AnswerFate, type SocketCommand, SocketCommands } from './commands';
import { SocketConnection } from './connection';
import { endpointName, type SocketContext } from './context';
import { type OrderEntryRequest, SocketOrderEntry } from './order-entry';
import { SocketPings } from './pings';

/** Longest time without a frame of ours, in ms: the venue drops a session after 30 s without one. */
const KEEP_ALIVE_MS = 12_000;
/** Silence after which the connection is not to be trusted, in ms; a ping asks for a sign at half of it. */
const STALE_MS = 12_000;
/** Silence after which the connection is given up, in ms. */
const LOST_MS = 18_000;

/** What a session reports. */
export interface SocketSessionEvents {
  onText(text: string): void;
  /** Nothing has been heard for so many ms. */
  onStale(ageMs: number): void;
  onFresh(): void;
  /** The session ended by itself. Once, and not after `terminate` or `close`. */
  onEnd(error: BrokerError): void;
}

/** What a session needs. */
export interface SocketSessionOptions {
  readonly epoch: number;
  readonly context: SocketContext;
  readonly events: SocketSessionEvents;
}

/** One connection from its opening to its end, and everything that waits on it. */
export class SocketSession {
  readonly #context: SocketContext;
  readonly #clock: Clock;
  readonly #events: SocketSessionEvents;
  readonly #connection: SocketConnection;
  readonly #watchdog: Watchdog;
  readonly #commands: SocketCommands;
  readonly #pings: SocketPings;
  readonly #orders: SocketOrderEntry;
  /** Everything that waits, to be told when the session ends. */
  readonly #calls = new Set<{ ended(cause: BrokerError): void }>();
  readonly #ending = new AbortController();
  #keepAlive: Timer | undefined;
  #ended: BrokerError | undefined;

  constructor({ epoch, context, events }: SocketSessionOptions) {
    this.#context = context;
    this.#events = events;
    const { clock, redactor, maxPendingRequests: most } = context;
    this.#clock = clock;
    this.#watchdog = new Watchdog({
      clock,
      staleAfterMs: STALE_MS,
      lostAfterMs: LOST_MS,
      probe: () => this.#pings.send(),
      onStale: (ageMs) => events.onStale(ageMs),
      onFresh: () => events.onFresh(),
      onLost: (ageMs) => this.#lost(ageMs),
    });
    this.#connection = new SocketConnection({
      epoch,
      context,
      onText: events.onText,
      onInbound: () => this.#watchdog.inbound(),
      onEnd: (error) => this.#end(error),
    });
    this.#commands = new SocketCommands({ connection: this.#connection, clock, redactor, most });
    this.#pings = new SocketPings(this.#connection, clock, most);
    this.#orders = new SocketOrderEntry(this.#connection, most);
  }

  /** Whether frames can be sent. */
  get isOpen(): boolean {
    return this.#ended === undefined && this.#connection.isOpen;
  }

  /** Why it is over; undefined while it is not. */
  get ended(): BrokerError | undefined {
    return this.#ended;
  }

  /** Calls that wait for their turn or their answer. */
  get pendingRequests(): number {
    return this.#commands.waiting + this.#pings.waiting + this.#orders.waiting;
  }

  get lastInboundAgeMs(): number | undefined {
    return this.#watchdog.lastInboundAgeMs;
  }

  get latencyMs(): number | undefined {
    return this.#pings.latencyMs;
  }

  /**
   * Opens the connection, authenticates where the context can, and begins to watch.
   * @throws AuthenticationError when the venue refuses the key, VenueError when it speaks of its own state instead;
   *   TransportError, AbortedError; the reason of `terminate`
   */
  async open(deadline: Deadline): Promise<void> {
    await this.#connection.open(deadline.signal);
    await this.#authenticate(deadline);
    if (this.#ended) throw this.#ended;
    this.#watchdog.start();
    this.#armKeepAlive(KEEP_ALIVE_MS);
  }

  /** Sends a command; its call is settled by the answer. */
  command(command: SocketCommand): void {
    this.#track(command.call);
    this.#commands.send(command);
  }

  /** Sends a request of order entry; its call is settled by the answer. */
  order(request: OrderEntryRequest): void {
    this.#track(request.call);
    this.#orders.send(request);
  }

  /** Sends a ping; its call is settled by the pong. */
  ping(call: SocketCall<number>): void {
    this.#track(call);
    this.#pings.send(call);
  }

  /** Takes a frame that belongs to no channel. */
  answer(frame: ControlFrame): AnswerFate {
    switch (frame.kind) {
      case 'pong':
        return this.#pings.pong() ? 'taken' : 'stray';
      case 'orderEntry':
        return this.#orders.answer(frame);
      case 'error':
        return this.#commands.error(frame.message);
      default:
        return this.#commands.answer(frame);
    }
  }

  /** Ends at once; everything that waits rejects. Idempotent. */
  terminate(reason: BrokerError): void {
    this.#stop(reason);
    this.#connection.terminate(reason);
  }

  /** Ends politely, in at most one second; everything that waits rejects at once. */
  close(reason: BrokerError): Promise<void> {
    this.#stop(reason);
    return this.#connection.close(reason);
  }

  #end(error: BrokerError): void {
    if (this.#ended) return;
    this.terminate(error);
    this.#events.onEnd(error);
  }

  #stop(reason: BrokerError): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#keepAlive?.cancel();
    this.#watchdog.stop();
    this.#commands.end();
    for (const call of [...this.#calls]) call.ended(reason);
    this.#ending.abort(reason);
  }

  #track<T>(call: SocketCall<T>): void {
    this.#calls.add(call);
    call.onSettled(() => this.#calls.delete(call));
  }

  async #authenticate(deadline: Deadline): Promise<void> {
    const context = this.#context;
    if (context.authenticate === undefined) return;
    const text = await raceDeadline(this.#untilEnd(context.authenticate(deadline.signal)), deadline);
    const call = new SocketCall<CommandAnswer>({
      operation: 'authenticate',
      requestId: context.nextId(),
      deadline,
    });
    this.command({ key: 'auth', text, call });
    const answer = await call.promise.catch((error: unknown) => {
      throw isVenueError(error) ? keyRefusal(error) : error;
    });
    if (answer.kind === 'auth' && answer.success) return;
    const said = answer.kind === 'auth' && answer.message !== undefined ? `: ${answer.message}` : '';
    const message = context.redactor.text(`The venue refused the key${said}`);
    throw new AuthenticationError(message, { ...call.context, sent: true });
  }

  /** Rejects when the session ends before `work` is done. */
  #untilEnd<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#ending;
    return new Promise((resolve, reject) => {
      if (this.#ended) reject(this.#ended);
      const release = onAbort(signal, () => reject(this.#ended));
      work.then(resolve, reject).finally(release);
    });
  }

  #lost(ageMs: number): void {
    const message = `${endpointName(this.#context.url)} fell silent: nothing came for ${Math.round(ageMs)} ms`;
    this.#end(new ConnectionError(message, { failure: 'stale', venue: 'poloniex' }));
  }

  /** However much comes in, the venue wants to hear something; the timer does not keep the process alive. */
  #armKeepAlive(delayMs: number): void {
    const check = (): void => {
      if (this.#ended) return;
      const restMs = this.#connection.lastSent + KEEP_ALIVE_MS - this.#clock.monotonic();
      if (restMs <= 0) this.#pings.send();
      this.#armKeepAlive(restMs <= 0 ? KEEP_ALIVE_MS : restMs);
    };
    this.#keepAlive = this.#clock.schedule(delayMs, check, { keepAlive: false });
  }
}
