import type { FramedSocket } from '../../../adapter/connection/framed-socket';
import { type InFlight, RequestsInFlight } from '../../../adapter/connection/requests-in-flight';
import { type CallContext, SocketCall } from '../../../adapter/connection/socket-call';
import { mismatchError } from '../../../adapter/schema/mismatch';
import { RecordMismatch } from '../../../adapter/schema/reader';
import type { TextReader } from '../../../adapter/schema/text-reader';
import { SlicesInOrder } from '../../../core/slices';
import { type BrokerError, isProtocolError, ProtocolError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import type { Deadline } from '../../../transport/deadline';
import { TOO_DEEP } from '../../../transport/json/limits';
import type { Priority } from '../../../transport/pace/pacer';
import { MAX_USELESS } from '../endpoints';
import { toError } from '../errors';
import { type MainReply, readReply, replySteps } from './codec';
import { checkSize, commandText } from './command';

/** One request of the main connection. */
export interface MainRequest {
  readonly operation: string;
  /** Names the call; its errors carry it. */
  readonly requestId: string;
  /** The `customTag`: never used twice by a client. */
  readonly tag: string;
  /** JSON text of `arguments`; absent for a command without. */
  readonly argumentsText: string | undefined;
  /** Tried first on a success. */
  readonly fromText?: TextReader<unknown> | undefined;
  readonly priority: Priority;
  /** Absent for what the client sends by itself. */
  readonly deadline?: Deadline;
  /** Called right before the first byte leaves; what it throws keeps the request from leaving. */
  readonly beforeSend?: (() => void) | undefined;
}

/** What requests report beside their own results. */
export interface RequestEvents {
  /** A reply that answers no request. */
  onStray(error: ProtocolError): void;
  /** A reply to a request that was given up. */
  onLate(): void;
  /** The venue refused a request with a code that may concern the whole session. */
  onRefused(code: string, error: BrokerError, priority: Priority): void;
}

export interface MainRequestsOptions {
  readonly redactor: Redactor;
  /** Most calls of a priority that may wait. */
  readonly maxPending: number;
  readonly events: RequestEvents;
}

/** How much of what a refusal says is looked at. */
const MAX_DESCRIPTION = 2000;
const MAX_CODE = 100;
/** From how many characters on a reply is read in slices: a shorter one takes a few ms with all that follows. */
const LONG_REPLY = 128 * 1024;

/** Commands that are answered at once: they measure the way to the venue and back. */
const QUICK: ReadonlySet<string> = new Set(['ping', 'getServerTime']);

/**
 * Requests and replies of the main connection, matched by `customTag`.
 *
 * A reply without a tag settles the only request in flight, if there is only one: those that were given up count too,
 * for it may be theirs. Otherwise it is reported and never guessed.
 */
export class MainRequests {
  readonly #socket: FramedSocket;
  readonly #options: MainRequestsOptions;
  readonly #inFlight: RequestsInFlight<MainReply>;
  readonly #slices = new SlicesInOrder();
  /** What reads the replies of calls that wait from their text, by tag. */
  readonly #readers = new Map<string, TextReader<unknown>>();
  readonly #readerOf = (tag: string): TextReader<unknown> | undefined => this.#readers.get(tag);
  /** Replies that wait to be read. */
  #unread = 0;
  /** What came in the chunk that is being received and answers no request. */
  #stray: { readonly message: string; readonly count: number } | undefined;
  #latencyMs: number | undefined;

  constructor(socket: FramedSocket, options: MainRequestsOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#inFlight = new RequestsInFlight(socket, options.maxPending);
  }

  /** Longest time in ms that is left to a request in flight: an answer that begins now is to one of them. */
  get answerableMs(): number {
    return this.#inFlight.remainingMs;
  }

  /** Round trip of the last ping, or question for the time, in ms. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /**
   * Sends a request and waits for its reply.
   * @throws ValidationError over 1 kB; OverflowError when too many wait; TimeoutError, AbortedError; ConnectionError when
   *   the session ends; the error of section 7 that the venue answers with; ProtocolError for a reply without status
   */
  async send(request: MainRequest): Promise<MainReply> {
    const { operation, argumentsText, fromText, tag, requestId, priority } = request;
    const text = commandText(operation, argumentsText, tag);
    checkSize(text, operation, requestId);
    const call = new SocketCall<MainReply>({ venue: 'xapi', ...request });
    if (fromText !== undefined) {
      this.#readers.set(tag, fromText);
      call.onSettled(() => this.#readers.delete(tag));
    }
    this.#inFlight.send({ id: tag, text, priority, call });
    return call.promise;
  }

  /**
   * Takes the text of a reply; one that is long is read in slices, and those behind it wait for it.
   * @throws ProtocolError when it is no JSON; one that is found in a later turn ends the channel by itself
   */
  receive(text: string): void {
    if (text.length < LONG_REPLY && !this.#slices.isBusy) {
      this.#settle(readReply(text, this.#readerOf), text);
      return;
    }
    if (this.#unread > 2 * this.#options.maxPending) {
      throw new ProtocolError('more replies came than requests were sent', { venue: 'xapi' });
    }
    this.#unread += 1;
    this.#slices
      .run(replySteps(text, this.#readerOf), () => this.#socket.ended)
      .then((reply) => this.#socket.ended ?? this.#settle(reply, text))
      .finally(() => {
        this.#unread -= 1;
        this.flush();
      })
      .catch((error: unknown) => {
        if (isProtocolError(error)) this.#socket.giveUp(error, Buffer.alloc(0));
      });
  }

  /** All values of a chunk have been received: what answers no request is one error. */
  flush(): void {
    const stray = this.#stray;
    this.#stray = undefined;
    if (stray === undefined) return;
    const { message, count } = stray;
    const text = count > 1 ? `${message} (${count} in this chunk)` : message;
    const context = { venue: 'xapi', count: count > 1 ? count : undefined } as const;
    this.#options.events.onStray(new ProtocolError(text, context));
  }

  #settle(reply: MainReply, text: string): void {
    const request = reply.tag === undefined ? this.#inFlight.takeOnly() : this.#inFlight.take(reply.tag);
    if (request === undefined) {
      this.#strayed(reply);
      return;
    }
    if (request.call.isSettled) {
      this.#options.events.onLate();
      return;
    }
    const { call, sentAt } = request;
    if (QUICK.has(call.context.operation)) this.#latencyMs = this.#socket.clock.monotonic() - sentAt;
    if (reply.isTooDeep) call.reject(this.#unreadable('', TOO_DEEP, text, call.context));
    else if (reply.status === true) call.resolve(reply);
    else if (reply.status === undefined) {
      call.reject(this.#unreadable('status', 'must be true or false', text, call.context));
    } else this.#refused(reply, request);
  }

  #refused(reply: MainReply, { call, priority }: InFlight<MainReply>): void {
    const { operation, requestId } = call.context;
    const { errorCode, errorDescr } = reply;
    const { redactor, events } = this.#options;
    const descr = errorDescr === undefined ? undefined : redactor.text(errorDescr, MAX_DESCRIPTION);
    const code = redactor.text(errorCode, MAX_CODE);
    const error = toError(code, descr, { operation, requestId, now: this.#socket.clock.now() });
    redactor.seal(error);
    call.reject(error);
    events.onRefused(errorCode, error, priority);
  }

  #strayed(reply: MainReply): void {
    const message =
      reply.tag === undefined
        ? `A reply without customTag came while ${this.#inFlight.size} requests were in flight`
        : 'A reply came with a customTag that no request waits for';
    const count = (this.#stray?.count ?? 0) + 1;
    this.#stray = { message: this.#stray?.message ?? message, count };
    if (count <= MAX_USELESS) return;
    throw new ProtocolError(`more than ${MAX_USELESS} replies of one chunk answer no request`, {
      venue: 'xapi',
    });
  }

  #unreadable(path: string, rule: string, text: string, context: CallContext): ProtocolError {
    const sample = this.#options.redactor.sample(text);
    return mismatchError(new RecordMismatch(path, rule), { ...context, sample });
  }
}
