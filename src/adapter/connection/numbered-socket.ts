import { isVenueError } from '../../errors';
import { startDeadline } from '../../transport/deadline';
import { parseJson } from '../../transport/json/integers';
import { mismatchError } from '../schema/mismatch';
import { RecordMismatch } from '../schema/reader';
import { FramedSocket, type FramedSocketOptions } from './framed-socket';
import { RequestsInFlight } from './requests-in-flight';
import { type CallContext, SocketCall } from './socket-call';

/** What a frame is: the answer to a request, or anything else. */
export interface NumberedFrame {
  /** Of the request that it answers; absent where it answers none. */
  readonly id?: string | undefined;
  /** Makes the error of a refusal; absent where the request was accepted. */
  readonly refusal?: ((call: CallContext) => Error) | undefined;
}

/** What a {@link NumberedSocket} works with. */
export interface NumberedSocketOptions
  extends Omit<FramedSocketOptions, 'json' | 'onText' | 'onInbound' | 'probe'> {
  /** Deadline of a request in ms. */
  readonly timeoutMs: number;
  /** The request that asks for a sign of life. */
  readonly ping: object;
  nextRequestId(): string;
  /** Reads a frame, and takes it where it answers no request. What it throws makes the frame unreadable. */
  onFrame(value: unknown): NumberedFrame;
  /** @param latencyMs - how long the venue took to answer a ping; absent for anything else that has come */
  onHeard(latencyMs?: number): void;
  /** A frame cannot be read, and nobody knows what it said. */
  onUnreadable(error: unknown): void;
}

/** A WebSocket of JSON frames whose requests carry an `id` that their answers repeat. */
export class NumberedSocket extends FramedSocket {
  readonly #options: NumberedSocketOptions;
  readonly #requests: RequestsInFlight<void>;
  #lastId = 0;

  constructor(options: NumberedSocketOptions) {
    super({
      ...options,
      probe: () => void this.#ping(),
      onText: (text) => this.#receive(text),
      onInbound: () => options.onHeard(),
    });
    this.#options = options;
    this.#requests = new RequestsInFlight(this, options.maxQueue);
  }

  /** Opens the connection and watches for silence. @throws TransportError, AbortedError */
  override async open(signal: AbortSignal): Promise<void> {
    await super.open(signal);
    this.watch();
  }

  /**
   * Sends a request and waits until the venue has accepted it.
   * @throws the error of a refusal; TimeoutError, AbortedError, ConnectionError, each with whether it was sent
   */
  async request(operation: string, members: object, signal?: AbortSignal): Promise<void> {
    const { clock, timeoutMs, venue, redactor, nextRequestId } = this.#options;
    this.#lastId += 1;
    const id = String(this.#lastId);
    const deadline = startDeadline({ clock, operation, signal, timeoutMs });
    try {
      const call = new SocketCall<void>({ venue, operation, requestId: nextRequestId(), deadline });
      this.#requests.send({ id, text: JSON.stringify({ id, ...members }), priority: 'control', call });
      await redactor.sealed(call.promise);
    } finally {
      deadline.dispose();
    }
  }

  async #ping(): Promise<void> {
    const { clock, ping, onHeard, onUnreadable } = this.#options;
    const sentAt = clock.monotonic();
    try {
      await this.request('ping', ping);
      onHeard(clock.monotonic() - sentAt);
    } catch (error) {
      // Silence and the end of the connection are told by the socket.
      if (isVenueError(error)) onUnreadable(error);
    }
  }

  #receive(text: string): void {
    try {
      const { id, refusal } = this.#options.onFrame(parseJson(text));
      const call = this.#requests.take(id)?.call;
      if (refusal === undefined) call?.resolve();
      else call?.reject(refusal(call.context));
    } catch (error) {
      this.#options.onUnreadable(error instanceof RecordMismatch ? this.#mismatch(error) : error);
    }
  }

  #mismatch(error: RecordMismatch): Error {
    const { venue, label } = this.#options;
    return mismatchError(error, { venue, operation: `The ${label} socket` });
  }
}
