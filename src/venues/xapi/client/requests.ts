import { mismatchError } from '../../../adapter/schema/mismatch';
import { RecordMismatch } from '../../../adapter/schema/reader';
import type { Clock } from '../../../core/clock';
import { SlicesInOrder } from '../../../core/slices';
import {
  type BrokerError,
  ClosedError,
  ConnectionError,
  isBrokerError,
  isClosedError,
  isConnectionError,
  isProtocolError,
  isTransportError,
  OverflowError,
  ProtocolError,
  TransportError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { onAbort } from '../../../transport/abort-listeners';
import { type Deadline, type DeadlineReason, withSent } from '../../../transport/deadline';
import { TOO_DEEP } from '../../../transport/json/limits';
import type { Priority } from '../../../transport/pace/pacer';
import { MAX_USELESS } from '../endpoints';
import { toError } from '../errors';
import type { Channel } from './channel';
import { type MainReply, readReply, replySteps } from './codec';
import { checkSize, commandText } from './commands/command';

/** One request of the main connection. */
export interface MainRequest {
  readonly operation: string;
  /** Names the call; its errors carry it. */
  readonly requestId: string;
  /** The `customTag`: never used twice by a client. */
  readonly tag: string;
  /** JSON text of `arguments`; absent for a command without. */
  readonly argumentsText: string | undefined;
  readonly priority: Priority;
  readonly deadline: Deadline;
  /** Called right before the first byte leaves; what it throws keeps the request from leaving. */
  readonly beforeSend?: (() => void) | undefined;
}

/** What requests report beside their own results. */
export interface RequestEvents {
  /** A reply that answers no request. */
  onStray(error: ProtocolError, late: boolean): void;
  /** The venue refused a request with a code that may concern the whole session. */
  onRefused(code: string, error: BrokerError, priority: Priority): void;
}

/** How much of what a refusal says is looked at. */
const MAX_DESCRIPTION = 2000;
const MAX_CODE = 100;
/** From how many characters on a reply is read in slices: a shorter one takes a few ms with all that follows. */
const LONG_REPLY = 128 * 1024;

interface Pending {
  readonly request: MainRequest;
  sent: boolean;
  /** Its caller has got an error; the entry stays while its reply may still come. */
  abandoned: boolean;
  resolve(reply: MainReply): void;
  reject(error: Error): void;
}

/**
 * Requests and replies of the main connection, matched by `customTag`.
 *
 * A reply without a tag settles the only request in flight, if there is only one: those that were given up count too,
 * for it may be theirs. Otherwise it is reported and never guessed.
 */
export class Requests {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #redactor: Redactor;
  readonly #maxPending: number;
  readonly #events: RequestEvents;
  /** In flight, by tag. */
  readonly #sent = new Map<string, Pending>();
  readonly #waiting = new Set<Pending>();
  /** A request that was given up had to be forgotten: no reply without a tag can be trusted any more. */
  #forgot = false;
  readonly #slices = new SlicesInOrder();
  /** Replies that wait to be read. */
  #unread = 0;
  /** What came in the chunk that is being received and answers no request. */
  #stray: { readonly message: string; readonly count: number } | undefined;
  #ended: BrokerError | undefined;

  constructor(
    channel: Channel,
    options: {
      readonly clock: Clock;
      readonly redactor: Redactor;
      readonly maxPending: number;
      readonly events: RequestEvents;
    },
  ) {
    this.#channel = channel;
    this.#clock = options.clock;
    this.#redactor = options.redactor;
    this.#maxPending = options.maxPending;
    this.#events = options.events;
  }

  /** Requests whose caller waits for their turn or their answer. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Longest time in ms that is left to a request in flight: an answer that begins now is to one of them. */
  get answerableMs(): number {
    let longest = 0;
    for (const { request } of this.#sent.values())
      longest = Math.max(longest, request.deadline.remainingMs());
    return longest;
  }

  /**
   * Sends a request and waits for its reply.
   * @throws ValidationError over 1 kB; OverflowError when too many wait; TimeoutError, AbortedError; ConnectionError when
   *   the session ends; the error of section 7 that the venue answers with; ProtocolError for a reply without status
   */
  send(request: MainRequest): Promise<MainReply> {
    const { operation, argumentsText, tag, requestId, deadline, priority } = request;
    const text = commandText(operation, argumentsText, tag);
    return new Promise((resolve, reject) => {
      checkSize(text, operation, requestId);
      if (deadline.reason) return reject(withSent(deadline.reason, false, contextOf(request)));
      // Reads only: whatever waits, a cancel or an order is never kept out by them.
      if (priority === 'read' && this.#waiting.size >= this.#maxPending) {
        return reject(tooMany(request, this.#maxPending));
      }

      const release = onAbort(deadline.signal, () => {
        if (!deadline.reason) return;
        pending.abandoned = true;
        pending.reject(withSent(deadline.reason, pending.sent, contextOf(request)));
      });
      const settle = (): void => {
        release();
        this.#waiting.delete(pending);
      };
      const pending: Pending = {
        request,
        sent: false,
        abandoned: false,
        resolve: (reply) => {
          settle();
          resolve(reply);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiting.add(pending);
      this.#channel
        .send(priority, text, () => this.#leaves(pending), deadline)
        .catch((error: unknown) => pending.reject(notSent(error, request)));
    });
  }

  /**
   * Takes the text of a reply; one that is long is read in slices, and those behind it wait for it.
   * @throws ProtocolError when it is no JSON; one that is found in a later turn ends the channel by itself
   */
  receive(text: string): void {
    if (text.length < LONG_REPLY && !this.#slices.isBusy) {
      this.#settle(readReply(text), text);
      return;
    }
    if (this.#unread > 2 * this.#maxPending) {
      throw new ProtocolError('more replies came than requests were sent', { venue: 'xapi' });
    }
    this.#unread += 1;
    this.#slices
      .run(replySteps(text), () => this.#ended)
      .then((reply) => this.#ended ?? this.#settle(reply, text))
      .finally(() => {
        this.#unread -= 1;
        this.flush();
      })
      .catch((error: unknown) => {
        if (this.#ended === undefined && isProtocolError(error)) this.#channel.giveUp(error);
      });
  }

  /** All values of a chunk have been received: what answers no request is one error. */
  flush(): void {
    const stray = this.#stray;
    this.#stray = undefined;
    if (stray === undefined) return;
    const { message, count } = stray;
    const error = new ProtocolError(
      count > 1 ? `${message} (${count} in this chunk)` : message,
      count > 1 ? { venue: 'xapi', count } : { venue: 'xapi' },
    );
    this.#events.onStray(error, false);
  }

  #settle(reply: MainReply, text: string): void {
    const pending = this.#take(reply);
    if (pending === undefined || pending.abandoned) this.#strayed(reply, pending !== undefined);
    else if (reply.isTooDeep) pending.reject(this.#unreadable('', TOO_DEEP, text, pending.request));
    else if (reply.status === true) pending.resolve(reply);
    else if (reply.status === undefined) {
      pending.reject(this.#unreadable('status', 'must be true or false', text, pending.request));
    } else this.#refused(reply, pending);
  }

  #refused(reply: MainReply, pending: Pending): void {
    const { request } = pending;
    const descr =
      reply.errorDescr === undefined ? undefined : this.#redactor.text(reply.errorDescr, MAX_DESCRIPTION);
    const error = toError(this.#redactor.text(reply.errorCode, MAX_CODE), descr, {
      operation: request.operation,
      requestId: request.requestId,
      now: this.#clock.now(),
    });
    this.#redactor.seal(error);
    pending.reject(error);
    this.#events.onRefused(reply.errorCode, error, request.priority);
  }

  /** Rejects everything that waits, each with the truth about whether it was sent. */
  end(cause: BrokerError): void {
    this.#ended = cause;
    for (const pending of [...this.#waiting]) pending.reject(endedError(cause, pending));
    this.#sent.clear();
  }

  #leaves(pending: Pending): void {
    const { request } = pending;
    request.beforeSend?.();
    pending.sent = true;
    this.#sent.set(request.tag, pending);
    if (this.#sent.size > 2 * this.#maxPending) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [tag, pending] of this.#sent) {
      if (!pending.abandoned) continue;
      this.#sent.delete(tag);
      this.#forgot = true;
      return;
    }
  }

  #take(reply: MainReply): Pending | undefined {
    const tag = reply.tag ?? this.#onlyTag();
    const pending = tag === undefined ? undefined : this.#sent.get(tag);
    if (pending) this.#sent.delete(pending.request.tag);
    return pending;
  }

  #onlyTag(): string | undefined {
    if (this.#sent.size !== 1 || this.#forgot) return undefined;
    const [tag] = this.#sent.keys();
    return tag;
  }

  #strayed(reply: MainReply, late: boolean): void {
    if (late) {
      const message = 'A reply came after its request had been given up';
      this.#events.onStray(new ProtocolError(message, { venue: 'xapi' }), true);
      return;
    }
    const message =
      reply.tag === undefined
        ? `A reply without customTag came while ${this.#sent.size} requests were in flight`
        : 'A reply came with a customTag that no request waits for';
    const count = (this.#stray?.count ?? 0) + 1;
    this.#stray = { message: this.#stray?.message ?? message, count };
    if (count <= MAX_USELESS) return;
    throw new ProtocolError(`more than ${MAX_USELESS} replies of one chunk answer no request`, {
      venue: 'xapi',
    });
  }

  #unreadable(path: string, rule: string, text: string, request: MainRequest): ProtocolError {
    const sample = this.#redactor.sample(text);
    return mismatchError(new RecordMismatch(path, rule), { ...contextOf(request), sample });
  }
}

type RequestName = Pick<MainRequest, 'operation' | 'requestId'>;

function contextOf({ operation, requestId }: RequestName) {
  return { venue: 'xapi', operation, requestId } as const;
}

function tooMany(request: MainRequest, most: number): OverflowError {
  return new OverflowError(`${most} requests wait already`, {
    ...contextOf(request),
    sent: false,
    retryable: true,
  });
}

/** What kept a request from being written, as an error of the call it concerns. */
function notSent(error: unknown, request: MainRequest): Error {
  const context = contextOf(request);
  if (isBrokerError(error)) return withSent(error as DeadlineReason, false, context);
  return new TransportError('The request could not be written', { ...context, sent: false, cause: error });
}

/** The error of a request whose session ended before its caller had the answer. */
export function endedError(
  cause: BrokerError,
  pending: { readonly request: RequestName; readonly sent: boolean },
): BrokerError {
  const { request, sent } = pending;
  const { operation } = request;
  const what = sent ? `${operation} was not answered` : `${operation} was not sent`;
  const message = `${what}: ${cause.message}`;
  const failure = isConnectionError(cause) ? cause.failure : 'closed';
  const retryable = isTransportError(cause) ? cause.retryable : true;
  if (isClosedError(cause)) return new ClosedError(message, { ...contextOf(request), sent });
  return new ConnectionError(message, {
    ...contextOf(request),
    sent,
    failure,
    retryable,
    cause,
  });
}
