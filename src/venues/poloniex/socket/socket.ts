import { ConnectionClient } from '../../../adapter/connection/connection-client';
import { ConnectionSlot, emitterOptions } from '../../../adapter/connection/connection-slot';
import { SocketCall } from '../../../adapter/connection/socket-call';
import { checkRequestId } from '../../../adapter/schema/arguments';
import type { CallOptions } from '../../../broker';
import { ClosedError, NotConnectedError } from '../../../errors';
import type { SafeEmitter } from '../../../streaming/safe-emitter';
import { targetName } from '../../../transport/socket/socket-target';
import type { CommandAnswer } from '../client/codec';
import type { PoloniexCallOptions } from '../types/client';
import type {
  PoloniexAcknowledgement,
  PoloniexPrivateEvents,
  PoloniexPublicEvents,
  PoloniexSocketCounters,
  PoloniexSocketEvents,
  PoloniexSubscribeArguments,
} from '../types/stream';
import { checkSubscription } from '../wire/stream-arguments';
import type { SocketContext } from './context';
import { createReceiver, type SinkEvent, type SinkEvents } from './receiver';
import { SocketSession } from './session';

/**
 * One of the venue's sockets: one connection at a time, its life and its subscriptions.
 *
 * It does not reconnect: after a `close` event every subscription is gone, and `connect` may be called again. The broker
 * does that. Calls reject with `NotConnectedError` without a connection, `ValidationError` for arguments against the
 * rules (both before anything is sent), `VenueError` when the venue refuses, `TimeoutError` or `AbortedError` when the
 * wait ends early, `ConnectionError` when the connection ends; `sent` is whether the venue may have seen the request.
 */
export abstract class PoloniexSocket<
  E extends PoloniexSocketEvents,
  C extends string,
> extends ConnectionClient<E> {
  /** @internal */
  protected readonly slot: ConnectionSlot<SocketSession>;
  readonly #context: SocketContext;
  readonly #receiver: ReturnType<typeof createReceiver>;
  #closing: Promise<void> | undefined;

  /** @internal Made by `PoloniexClient`. */
  constructor(context: SocketContext) {
    const { redactor, clock, timeoutMs, name } = context;
    const options = emitterOptions(context, { venue: 'poloniex', socket: name });
    super(options);
    this.#context = context;
    // The events of both sockets: each has those of its own channels alone.
    const emitter = this.emitter as unknown as SafeEmitter<PoloniexPublicEvents & PoloniexPrivateEvents>;
    this.slot = new ConnectionSlot({
      venue: 'poloniex',
      clock,
      redactor,
      timeoutMs,
      create: (epoch) => this.#newSession(epoch, emitter),
      onClose: (error) => emitter.emit('close', error),
    });
    this.#receiver = createReceiver(
      context,
      emitter,
      (frame) => this.slot.current?.answer(frame) ?? 'stray',
      options.onListenerError,
    );
  }

  /** What came and could not be used, since the socket was made. */
  get counters(): PoloniexSocketCounters {
    return { ...this.#receiver.counters };
  }

  /**
   * Opens the connection; the private socket also authenticates and waits for the venue's confirmation, once.
   *
   * Calls at the same time share one attempt; with a connection it resolves at once. The limit covers everything.
   * @throws AuthenticationError when the venue refuses the key; VenueError when it refuses for another reason;
   *   ConnectionError, TimeoutError, AbortedError; ClosedError after `close`
   */
  async connect(options: CallOptions = {}): Promise<void> {
    if (this.#closing !== undefined) throw this.#closedError();
    await this.slot.connect(options, (session, deadline) => session.connect(deadline));
  }

  /** Ends the connection politely, in at most one second, and for good. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.slot.take()?.close(this.#closedError()) ?? Promise.resolve();
    return this.#closing;
  }

  /** Measures the round trip to the venue, in ms. The socket pings by itself as often as the venue requires. */
  async ping(options: PoloniexCallOptions = {}): Promise<number> {
    return this.call<number>('ping', options, (session, call) => session.ping(call));
  }

  /**
   * Begins a subscription; resolves when the venue has acknowledged it. Subscribing again adds symbols; `balances` takes
   * none.
   */
  async subscribe(
    args: PoloniexSubscribeArguments<C>,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexAcknowledgement> {
    return this.#change('subscribe', args, options);
  }

  /** Ends a subscription, or takes symbols out of it; resolves when the venue has acknowledged it. */
  async unsubscribe(
    args: PoloniexSubscribeArguments<C>,
    options?: PoloniexCallOptions,
  ): Promise<PoloniexAcknowledgement> {
    return this.#change('unsubscribe', args, options);
  }

  /** Ends all subscriptions of the connection. */
  async unsubscribeAll(options: PoloniexCallOptions = {}): Promise<void> {
    await this.#command('unsubscribeAll', 'unsubscribe_all', { event: 'unsubscribe_all' }, options);
  }

  /** The subscriptions of the connection as the venue names them. */
  async listSubscriptions(options: PoloniexCallOptions = {}): Promise<readonly string[]> {
    const event = 'list_subscriptions';
    const frame = await this.#command('listSubscriptions', event, { event }, options);
    return frame.kind === 'subscriptions' ? frame.subscriptions : [];
  }

  /** What may be shown of the socket: nothing secret. */
  toJSON(): Record<string, unknown> {
    const { name, url } = this.#context;
    return {
      venue: 'poloniex',
      socket: name,
      endpoint: targetName({ kind: 'websocket', url }),
      isConnected: this.isConnected,
      epoch: this.epoch,
    };
  }

  /** Gives the rows of a channel to one that takes them before all listeners. @internal */
  sink<K extends keyof E & SinkEvent>(event: K, take: SinkEvents[K]): void {
    this.#receiver.sink(event, take);
  }

  /** Takes the text of a frame. @internal */
  receive(text: string): void {
    this.#receiver.receive(text);
  }

  /** Starts a call on the connection and waits for it. @internal */
  protected async call<T>(
    operation: string,
    options: PoloniexCallOptions,
    start: (session: SocketSession, call: SocketCall<T>) => void,
  ): Promise<T> {
    const { requestId = this.#context.nextId(), beforeSend } = options;
    checkRequestId(requestId, 'poloniex');
    if (this.#closing !== undefined) throw this.#closedError();
    const session = this.slot.live;
    if (!session?.isOpen) {
      const message = `${operation} needs a connection: connect first`;
      throw new NotConnectedError(message, { venue: 'poloniex', operation, requestId });
    }
    return this.slot.within(operation, options, (deadline) => {
      const call = new SocketCall<T>({ venue: 'poloniex', operation, requestId, deadline, beforeSend });
      start(session, call);
      return this.#context.redactor.sealed(call.promise);
    });
  }

  async #change(
    event: 'subscribe' | 'unsubscribe',
    args: PoloniexSubscribeArguments<C>,
    options: PoloniexCallOptions = {},
  ): Promise<PoloniexAcknowledgement> {
    const { channel, symbols, depth } = checkSubscription(this.#context.name, args, event);
    // JSON leaves out what is undefined.
    const members = { event, channel: [channel], symbols, depth };
    const frame = await this.#command(event, `${event} ${channel}`, members, options);
    return frame.kind === 'acknowledgement' ? frame.acknowledgement : { channel, event };
  }

  #command(
    operation: string,
    key: string,
    members: object,
    options: PoloniexCallOptions,
  ): Promise<CommandAnswer> {
    const text = JSON.stringify(members);
    return this.call<CommandAnswer>(operation, options, (session, call) =>
      session.command({ key, text, call }),
    );
  }

  #newSession(epoch: number, emitter: SafeEmitter<PoloniexSocketEvents>): SocketSession {
    const isLive = (): boolean => this.slot.live === session;
    const session: SocketSession = new SocketSession({
      epoch,
      context: this.#context,
      events: {
        onText: (text) => {
          if (this.slot.current === session) this.receive(text);
        },
        onUsual: (text, from, to) =>
          this.slot.current !== session || this.#receiver.takeUsual(text, from, to),
        onStale: (ageMs) => void (isLive() && emitter.emit('stale', ageMs)),
        onFresh: () => void (isLive() && emitter.emit('fresh')),
        onEnd: (error) => this.slot.ended(session, error),
      },
    });
    return session;
  }

  #closedError(): ClosedError {
    return new ClosedError('The socket was closed', { venue: 'poloniex', sent: false });
  }
}
