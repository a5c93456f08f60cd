import { FramedSocket, type FramedSocketOptions } from '../../../adapter/connection/framed-socket';
import { type KeyedRequest, OneAtATime } from '../../../adapter/connection/one-at-a-time';
import {
  type AnswerFate,
  type FramedRequest,
  RequestsInFlight,
} from '../../../adapter/connection/requests-in-flight';
import { SocketCall } from '../../../adapter/connection/socket-call';
import { AuthenticationError, isVenueError } from '../../../errors';
import type { Deadline } from '../../../transport/deadline';
import { RETRY_MS } from '../../../transport/pace/pauses';
import type { CommandAnswer, ControlFrame, OrderEntryAnswer } from '../client/codec';
import { errorCodeOf } from '../error-codes';
import type { SocketContext } from './context';
import { keyRefusal, refusal } from './refusal';

/** The venue allows 500 requests a second on a connection. */
const REQUEST_RATE = { most: 475, windowMs: 1000 } as const;
/** Longest time without a frame of ours, in ms: the venue drops a session after 30 s without one. */
const KEEP_ALIVE_MS = 12_000;
/** Longest silence in ms; a ping asks for a sign of life after 6 s. */
const SILENCE = { staleAfterMs: 12_000, lostAfterMs: 18_000 } as const;

/** Keeps a session alive; only clients send it. */
const PING_TEXT = JSON.stringify({ event: 'ping' });

/** What a session needs. */
export interface SocketSessionOptions {
  readonly epoch: number;
  readonly context: SocketContext;
  readonly events: Pick<FramedSocketOptions, 'onText' | 'onUsual' | 'onStale' | 'onFresh' | 'onEnd'>;
}

/** One connection from its opening to its end, and how its frames answer its requests. */
export class SocketSession extends FramedSocket {
  readonly #context: SocketContext;
  /** Authentication and subscriptions: the venue's error carries neither channel nor id. */
  readonly #commands: OneAtATime<CommandAnswer>;
  /** A pong does not name its ping, but the venue answers them in order. */
  readonly #pings: RequestsInFlight<number>;
  readonly #orders: RequestsInFlight<OrderEntryAnswer>;
  #pingCount = 0;
  #latencyMs: number | undefined;

  constructor({ epoch, context, events }: SocketSessionOptions) {
    const { clock, redactor, tap, name, url, ca, proxy, maxFrameBytes, maxPendingRequests: most } = context;
    super({
      venue: 'poloniex',
      label: name,
      target: { kind: 'websocket', url, ca, proxy },
      epoch,
      clock,
      redactor,
      tap,
      maxFrameBytes,
      pace: REQUEST_RATE,
      maxQueue: most,
      silence: SILENCE,
      probe: () => this.#ping(),
      keepAliveMs: KEEP_ALIVE_MS,
      keepAlive: () => this.#ping(),
      ...events,
    });
    this.#context = context;
    this.#commands = new OneAtATime(this, most);
    this.#pings = new RequestsInFlight(this, most);
    this.#orders = new RequestsInFlight(this, most);
  }

  /** Round trip of the last ping in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /**
   * Opens the connection, authenticates where the context can, and begins to watch.
   * @throws AuthenticationError when the venue refuses the key, VenueError when it speaks of its own state instead;
   *   TransportError, AbortedError; the reason of `terminate`
   */
  async connect(deadline: Deadline): Promise<void> {
    await this.open(deadline.signal);
    await this.#authenticate(deadline);
    this.watch();
    this.keepAlive();
  }

  /** Sends a command; its call is settled by the answer. */
  command(command: KeyedRequest<CommandAnswer>): void {
    this.#commands.send(command);
  }

  /** Sends a request of order entry; its call is settled by the answer. Orders that wait never keep a cancel out. */
  order(request: FramedRequest<OrderEntryAnswer>): void {
    this.#orders.send(request);
  }

  /** Sends a ping; its call is settled by the pong, with the round trip in ms. */
  ping(call: SocketCall<number>): void {
    this.#pingCount += 1;
    this.#pings.send({ id: String(this.#pingCount), text: PING_TEXT, priority: 'control', call });
  }

  /** Takes a frame that belongs to no channel. */
  answer(frame: ControlFrame): AnswerFate {
    switch (frame.kind) {
      case 'pong':
        return this.#pong();
      case 'orderEntry':
        return this.#ordered(frame);
      case 'error':
        return this.#commands.refuse((call) =>
          refusal(frame.message, this.#context.redactor, { ...call, sent: true }),
        );
      default:
        return this.#commands.answer(frame.key, frame);
    }
  }

  #ping(): void {
    this.ping(new SocketCall({ venue: 'poloniex', operation: 'ping', requestId: this.#context.nextId() }));
  }

  #pong(): AnswerFate {
    const ping = this.#pings.takeOldest();
    if (ping === undefined) return 'stray';
    this.#latencyMs = this.#context.clock.monotonic() - ping.sentAt;
    ping.call.resolve(this.#latencyMs);
    return 'taken';
  }

  #ordered(frame: OrderEntryAnswer): AnswerFate {
    const request = this.#orders.take(frame.id);
    if (request === undefined) return 'stray';
    if (frame.rows.some(({ code }) => errorCodeOf(String(code))?.kind === 'rateLimit')) {
      this.pause(RETRY_MS, request.priority);
    }
    const late = request.call.isSettled;
    request.call.resolve(frame);
    return late ? 'late' : 'taken';
  }

  async #authenticate(deadline: Deadline): Promise<void> {
    const { authenticate, nextId, redactor } = this.#context;
    if (authenticate === undefined) return;
    const context = { venue: 'poloniex', operation: 'authenticate', requestId: nextId() } as const;
    const frame = new SocketCall<string>({ ...context, deadline });
    this.track(frame);
    authenticate(deadline.signal).then(
      (text) => frame.resolve(text),
      (error: Error) => frame.reject(error),
    );
    const text = await frame.promise;
    const call = new SocketCall<CommandAnswer>({ ...context, deadline });
    this.command({ key: 'auth', text, call });
    const answer = await call.promise.catch((error: unknown) => {
      throw isVenueError(error) ? keyRefusal(error) : error;
    });
    if (answer.kind === 'auth' && answer.success) return;
    const detail = answer.kind === 'auth' && answer.message !== undefined ? `: ${answer.message}` : '';
    const message = redactor.text(`The venue refused the key${detail}`);
    throw new AuthenticationError(message, { ...context, sent: true });
  }
}
