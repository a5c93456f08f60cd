import { mismatchError, pieceAt } from '../../../adapter/schema/mismatch';
import { rememberRawSteps } from '../../../adapter/schema/raw-records';
import { type Reader, RecordMismatch, readSteps } from '../../../adapter/schema/reader';
import { SlicesInOrder, type Steps } from '../../../core/slices';
import {
  ClosedError,
  HttpStatusError,
  type ProtocolError,
  RateLimitError,
  ValidationError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { VenueClock } from '../../../streaming/time/venue-clock';
import { startDeadline, stoppedBy } from '../../../transport/deadline';
import type { HttpResponse } from '../../../transport/http/message';
import { retryAfterOf } from '../../../transport/http/retry-after';
import type { EndpointName } from '../endpoints';
import type { ChpClientSettings, ChpCredentials } from '../options';
import type { ChpAnswer, ChpAnswers } from '../types/answer';
import type { ChpCallOptions } from '../types/client';
import { checkNames } from '../wire/arguments';
import {
  type AnsweredCall,
  parseAnswerSteps,
  type ReceivedAnswer,
  requireData,
  requireSuccess,
} from './answers';
import { ChpApi } from './api';
import { discreet } from './discreet';
import type { ListeningList } from './listening';

/** What one call sends, beside the token. */
type Body = Readonly<Record<string, unknown>>;

/** Names of what one call of Listen* or Cancel* is about. */
export type Names = string | readonly string[];

/** Which method of the client asks what of the server. */
export interface Method {
  /** The client's name of it: what errors say. */
  readonly operation: string;
  readonly endpoint: EndpointName;
}

/** Any method of the low-level class. */
type Post = (body: Body, options: ChpCallOptions) => ReturnType<ChpApi['getSymbols']>;

/** Sends the requests of a client and judges the answers as the document says. */
export class ChpCalls {
  readonly #settings: ChpClientSettings;
  readonly #credentials: ChpCredentials;
  readonly #redactor: Redactor;
  readonly #api: ChpApi;
  readonly #prefix: string;
  /** The venue's clock, as the `Date` headers of its answers tell it. */
  readonly venueClock: VenueClock;
  /** Reads the answers, in the order in which they came. */
  readonly #reading = new SlicesInOrder();
  #isClosed = false;
  #count = 0;

  constructor(settings: ChpClientSettings, credentials: ChpCredentials, redactor: Redactor) {
    this.#settings = settings;
    this.#credentials = credentials;
    this.#redactor = redactor;
    redactor.learn(credentials);
    // Tells the calls of two clients apart in one log.
    this.#prefix = Math.floor(settings.random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
    this.#api = new ChpApi(settings.api, this.#redactor);
    this.venueClock = new VenueClock(settings.clock);
  }

  /** A method that resolves with the whole answer; only its `result` is judged. */
  async whole(method: Method, body: Body, options?: ChpCallOptions): Promise<ChpAnswer> {
    const received = await this.#send(method, body, options);
    this.#checked(received, () => requireSuccess(received, this.#redactor));
    return discreet(received.answer ?? {}, this.#redactor);
  }

  /** A method that resolves with the rows of `data`. */
  async data<T>(
    method: Method,
    body: Body,
    read: Reader<readonly T[]>,
    options?: ChpCallOptions,
  ): Promise<readonly T[]> {
    return this.#ask(method, body, options, (response, call) => this.#rows(response, call, read));
  }

  /** Listens to each name in turn; the list gains those whose answer says `result: true`. */
  listen(method: Method, list: ListeningList, key: string, names: unknown, options?: ChpCallOptions) {
    return this.#each(
      method,
      key,
      () => requiredNames(names, key),
      options,
      (name) => list.add(name),
    );
  }

  /** Cancels each name in turn, without any all of the list; it loses those whose answer says `result: true`. */
  cancel(method: Method, list: ListeningList, key: string, names: unknown, options?: ChpCallOptions) {
    const wanted = () => (names === undefined ? list.get() : requiredNames(names, key));
    return this.#each(method, key, wanted, options, (name) => list.remove(name));
  }

  close(): void {
    this.#isClosed = true;
    this.#api.close();
  }

  toJSON(): Record<string, unknown> {
    return this.#api.toJSON();
  }

  async #each(
    method: Method,
    key: string,
    wanted: () => readonly string[],
    options: ChpCallOptions = {},
    succeeded: (name: string) => void,
  ): Promise<ChpAnswers> {
    const names = wanted();
    const { clock } = this.#settings;
    const { signal, timeoutMs = this.#settings.timeoutMs } = options;
    // One limit for all of them, as for any call.
    const deadline = startDeadline({ clock, timeoutMs, signal, operation: method.operation });
    const answers = Object.create(null) as Record<string, ChpAnswer>;
    try {
      for (const name of names) {
        const received = await this.#send(method, { [key]: name }, { ...options, signal: deadline.signal });
        const answer = received.answer;
        if (answer === undefined) throw this.#broken(received, new RecordMismatch('', 'must be an object'));
        if (answer.result === true) succeeded(name);
        answers[name] = discreet(answer, this.#redactor);
      }
      return answers;
    } finally {
      deadline.dispose();
    }
  }

  #send(method: Method, body: Body, options?: ChpCallOptions): Promise<ReceivedAnswer> {
    return this.#ask(method, body, options, receivedSteps);
  }

  /** Sends a request and reads its answer, in slices where it is long. */
  async #ask<T>(
    method: Method,
    body: Body,
    options: ChpCallOptions = {},
    read: (response: HttpResponse, call: AnsweredCall) => Steps<T>,
  ): Promise<T> {
    const { operation, endpoint } = method;
    const requestId = options.requestId ?? this.#nextId();
    // The name is not known here, so neither is the type of the body; the method checks it by itself.
    const post = this.#api[endpoint] as unknown as Post;
    const given = { ...body, token: this.#credentials.token };
    const { clock } = this.#settings;
    const sentAt = clock.monotonic();
    const call = { operation, requestId };
    const aborted = stoppedBy(options.signal, { venue: 'chp', ...call });
    return this.#redactor.sealed(
      (async () => {
        const response = await post.call(this.#api, given, { ...options, requestId });
        this.venueClock.observeDate(response.headers['date'], { sentAt, receivedAt: clock.monotonic() });
        if (response.status === 429) throw rateLimited(response, call);
        return this.#reading.run(
          read(response, call),
          () => aborted() ?? (this.#isClosed ? closedError(call) : undefined),
        );
      })(),
    );
  }

  *#rows<T>(response: HttpResponse, call: AnsweredCall, read: Reader<readonly T[]>): Steps<readonly T[]> {
    const received = yield* receivedSteps(response, call);
    const data = this.#checked(received, () => requireData(received, this.#redactor));
    let rows: readonly T[];
    try {
      rows = yield* readSteps(read, data);
    } catch (error) {
      throw error instanceof RecordMismatch ? this.#broken(received, error, 'data', data) : error;
    }
    if (this.#settings.raw) yield* rememberRawSteps(rows, data);
    return rows;
  }

  /** Runs what judges an answer and says where one breaks the protocol. */
  #checked<T>(received: ReceivedAnswer, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw error instanceof RecordMismatch ? this.#broken(received, error) : error;
    }
  }

  #broken(received: ReceivedAnswer, error: RecordMismatch, at = '', value = received.value): ProtocolError {
    const { operation, requestId } = received;
    return mismatchError(error, {
      venue: 'chp',
      operation,
      requestId,
      at,
      sample: this.#redactor.sample(pieceAt(value, error.path)),
    });
  }

  #nextId(): string {
    this.#count += 1;
    return `chp-${this.#prefix}-${this.#count}`;
  }
}

/** The venue answers every call with 200. Only a refusal is let through with another: it ends the call, and says its status. */
function* receivedSteps(response: HttpResponse, call: AnsweredCall): Steps<ReceivedAnswer> {
  const received = yield* parseAnswerSteps(response, call);
  const { status, answer } = received;
  if (status === 200 || answer?.result === false) return received;
  const message = `${call.operation}: HTTP ${status}, and no answer of the venue's own`;
  throw new HttpStatusError(message, { venue: 'chp', ...call, status, sent: true });
}

/** Venue quirk: the venue itself answers with 200 only, so it is a proxy before it that counts requests. */
function rateLimited(
  { headers, receivedTime }: HttpResponse,
  call: { readonly operation: string; readonly requestId: string },
): RateLimitError {
  const retryAfterMs = retryAfterOf(headers, receivedTime);
  return new RateLimitError(`The venue answered ${call.operation} with 429: too many requests`, {
    venue: 'chp',
    ...call,
    code: '429',
    sent: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function requiredNames(names: unknown, field: string): readonly string[] {
  const checked = checkNames(names, field);
  if (checked.length > 0) return checked;
  throw new ValidationError(field, 'must not be empty', { venue: 'chp' });
}

/** The client was closed after the answer had come and before all of it was read. */
function closedError(call: AnsweredCall): ClosedError {
  return new ClosedError('The client was closed', { venue: 'chp', ...call, sent: true });
}
