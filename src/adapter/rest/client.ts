import type { FrameTapEvent } from '../../broker';
import { isPending, type MaybePromise } from '../../core/maybe-promise';
import { SlicesInOrder, type Steps } from '../../core/slices';
import type { VenueId } from '../../core/venue-id';
import { ClosedError, isRateLimitError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { VenueClock } from '../../streaming/time/venue-clock';
import { withSent } from '../../transport/deadline';
import { HttpClient } from '../../transport/http/client';
import type { HttpHeaders } from '../../transport/http/headers';
import type { HttpResponse } from '../../transport/http/message';
import { expandPath, type HttpQuery, type PathParams } from '../../transport/http/path';
import { retryAfterOf } from '../../transport/http/retry-after';
import type { Priority } from '../../transport/pace/pace-rule';
import type { PacerRule } from '../../transport/pace/pacer';
import { RETRY_MS } from '../../transport/pace/pauses';
import type { TapEvent } from '../../transport/tap';
import { checkArguments } from '../schema/arguments';
import type { RestOptions } from '../schema/options';
import { type RestAnswer, type RestPayload, type RestResult, readAnswer, type TextAnswer } from './answer';
import {
  type AnswerOf,
  inQuery,
  type RestCallOptions,
  type RestEndpoint,
  type RestParts,
  type RestRequest,
  splitByPath,
} from './endpoint';
import { type QuotaRule, RestQuotas } from './quotas';
import { type RunningCall, RunningCalls } from './running-calls';

/** The options of a client that its REST part needs, with every default in place. */
export interface RestSettings extends RestOptions {
  readonly baseUrl: string;
}

/** What a {@link RestClient} needs beside its rules. */
export interface RestClientOptions {
  readonly venue: VenueId;
  readonly settings: RestSettings;
  readonly redactor: Redactor;
  /** Values of paths that are the same for every request. */
  readonly pathParams?: PathParams;
  /** The pace of all requests together. */
  readonly pace?: PacerRule;
  /** The pace of each class of requests. */
  readonly quotas?: Readonly<Record<string, QuotaRule>>;
  /** Calls of one priority that may run or wait. @defaultValue no bound */
  readonly maxPending?: number;
  /** Removes from a frame what the redactor cannot know. */
  readonly mask?: (frame: string) => string;
}

/** What lets a request in: a token or a signature. */
export interface RestAuthorization {
  /** Called when the request has its turn and its socket, so that a signature is fresh. */
  headers(): HttpHeaders;
  /** Sent before the parameters of the request. */
  readonly query?: HttpQuery;
  /** The answer was read: what the headers held is no longer in use. */
  release?(): void;
}

/** What a venue says about its requests. */
export interface RestRules<E extends RestEndpoint, P extends RestPayload, A extends RestAuthorization> {
  /** What checked arguments become. @defaultValue those that the path names go there, the others into the query */
  parts?(endpoint: E, args: object, operation: string): RestParts;
  /**
   * Judges an answer; the authorization is the one of the request.
   * @throws the venue's error for a refusal; RecordMismatch for an answer that breaks the protocol
   */
  open(answer: RestAnswer, request: RestRequest<E>, call: RunningCall, used: A | undefined): P;
  /** The error of an answer that is no JSON, of any status but 429. @defaultValue as for every venue, by the status */
  notJson?(answer: TextAnswer, call: RunningCall): Error;
  /** What lets a request in, at once where it is there; undefined for one that needs nothing. */
  authorize?(request: RestRequest<E>, call: RunningCall): MaybePromise<A | undefined>;
  /** What a refused request may be sent with once more, a read alone; undefined when its error is the outcome. */
  renew?(error: unknown, used: A, request: RestRequest<E>, call: RunningCall): Promise<A | undefined>;
}

/**
 * Sends the requests of a table of endpoints: arguments checked, at the venue's pace, authorized, under one deadline, the
 * answer judged and read in the order in which the answers came. A read whose authorization was refused is sent once more;
 * nothing else is repeated.
 */
export class RestClient<
  E extends RestEndpoint,
  P extends RestPayload = RestPayload,
  A extends RestAuthorization = RestAuthorization,
> {
  /** The venue's clock, as the `Date` headers of its answers tell it: right to a second. */
  readonly venueClock: VenueClock;
  readonly #options: RestClientOptions;
  readonly #rules: RestRules<E, P, A>;
  readonly #http: HttpClient;
  readonly #quotas: RestQuotas;
  readonly #running: RunningCalls;
  readonly #reading = new SlicesInOrder();
  readonly #sequence = { in: 0, out: 0 };

  /** @throws ValidationError when the base URL cannot be used */
  constructor(options: RestClientOptions, rules: RestRules<E, P, A>) {
    const { venue, settings, redactor, maxPending, pace, quotas = {} } = options;
    const {
      baseUrl,
      allowInsecure,
      ca,
      clock,
      maxBodyBytes,
      maxSockets,
      proxy,
      random,
      sharedQuota,
      tap,
      timeoutMs,
    } = settings;
    proxy?.redactFor(redactor);
    this.#options = options;
    this.#rules = rules;
    this.venueClock = new VenueClock(clock);
    this.#http = new HttpClient({
      baseUrl,
      allowInsecure,
      ca,
      clock,
      maxBodyBytes,
      maxQueue: maxPending,
      maxSockets,
      pace,
      proxy,
      redactor,
      shared: pace && sharedQuota?.paceOf('all', pace),
      tap: tap && ((event) => tap(this.#frame(event))),
    });
    const answerMs = (priority: Priority): number => this.#http.answerMs(priority);
    this.#quotas = new RestQuotas(quotas, { clock, maxQueue: maxPending, answerMs }, sharedQuota);
    this.#running = new RunningCalls({ venue, clock, random, timeoutMs, redactor, maxPending });
  }

  /** A new name for a call. */
  nextId(): string {
    return this.#running.nextRequestId();
  }

  /**
   * Sends a request of the table.
   * @param operation - what errors call it
   * @param given - its arguments, as the user gave them
   */
  async call<D extends E>(
    operation: string,
    endpoint: D,
    given?: object,
    options: RestCallOptions = {},
  ): Promise<RestResult<AnswerOf<D>, P>> {
    const request = this.request(operation, endpoint, given);
    return this.run(operation, options, (call) => this.#authorized(request, call), endpoint.priority);
  }

  /** Runs work that is not one request under the deadline of a call. */
  run<T>(
    operation: string,
    options: RestCallOptions,
    work: (call: RunningCall) => Promise<T>,
    priority: Priority = 'control',
  ): Promise<T> {
    return this.#running.runNamed(operation, options.priority ?? priority, options, work);
  }

  /** Makes a request of arguments. @throws ValidationError naming the argument */
  request<D extends E>(operation: string, endpoint: D, given?: object): RestRequest<D> {
    const { pathParams: common = {}, venue } = this.#options;
    const args =
      endpoint.args === undefined ? (given ?? {}) : checkArguments(endpoint.args, given, operation, venue);
    const parts =
      endpoint.parts?.(args as never, this.venueClock.now()) ??
      this.#rules.parts?.(endpoint, args, operation) ??
      inQuery(endpoint.path, args);
    const path = parts.path ?? endpoint.path;
    const pathParams = { ...splitByPath(path, common).pathParams, ...parts.pathParams };
    // A value that has no place in the path must not wait, and use up what a quota allows.
    expandPath(path, pathParams);
    return { endpoint, ...parts, path, pathParams };
  }

  /** Sends one request of a call that runs, and reads its answer. */
  async exchange<D extends E>(
    request: RestRequest<D>,
    call: RunningCall,
    used?: A,
  ): Promise<RestResult<AnswerOf<D>, P>> {
    const { deadline, operation, requestId, venue } = call;
    // Not by the deadline's signal: one would be made before the request has left.
    const stopped = (): Error | undefined =>
      deadline.reason && withSent(deadline.reason, true, { venue, operation, requestId });
    const result = await this.#send(request, call, used, (response) =>
      this.#reading.run(this.#read(response, request, call, used), stopped),
    );
    return result as RestResult<AnswerOf<D>, P>;
  }

  /** Sends one request of a call that runs, and hands its answer on as it came. */
  respond(request: RestRequest<E>, call: RunningCall): Promise<HttpResponse> {
    return this.#send(request, call, undefined, (response) => response);
  }

  /**
   * Asks for the venue's time until an answer is believed, three times at most.
   * @param ask - requests it, UTC epoch ms; must hand `beforeSend` on
   */
  async observeTime(
    ask: (options: RestCallOptions) => Promise<number>,
    options: RestCallOptions = {},
  ): Promise<void> {
    const { clock } = this.#options.settings;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      let sentAt = clock.monotonic();
      const beforeSend = (): void => {
        sentAt = clock.monotonic();
      };
      const time = await ask({ ...options, beforeSend });
      if (this.venueClock.observe(time, { sentAt, receivedAt: clock.monotonic() })) return;
    }
  }

  /** Ends what runs with a ClosedError and lets go of the idle connections. */
  close(): void {
    const { venue } = this.#options;
    this.#running.close(new ClosedError('The client was closed', { venue }));
    this.#quotas.close(venue);
    this.#http.close();
  }

  async #authorized<D extends E>(
    request: RestRequest<D>,
    call: RunningCall,
  ): Promise<RestResult<AnswerOf<D>, P>> {
    const authorizing = this.#rules.authorize?.(request, call);
    const used = isPending(authorizing) ? await authorizing : authorizing;
    try {
      return await this.exchange(request, call, used);
    } catch (error) {
      const next = used && (await this.#rules.renew?.(error, used, request, call));
      if (next === undefined || request.endpoint.method !== 'GET') throw error;
      return this.exchange(request, call, next);
    }
  }

  async #send<T>(
    request: RestRequest<E>,
    call: RunningCall,
    used: A | undefined,
    read: (response: HttpResponse) => T | Promise<T>,
  ): Promise<T> {
    const { quota } = request.endpoint;
    const { deadline, priority } = call;
    const transmit = (): Promise<HttpResponse> => this.#transmit(request, call, used);
    try {
      const queue = this.#quotas.of(quota);
      const response = await (queue ? queue.schedule(priority, transmit, deadline) : transmit());
      if (response.status === 429) this.#pause(quota, priority, this.#retryAfterOf(response));
      return await read(response);
    } catch (error) {
      // While the authorization is still known: an error of the answer may quote it.
      this.#options.redactor.seal(error);
      if (isRateLimitError(error) && error.sent === true) this.#pause(quota, priority, error.retryAfterMs);
      throw error;
    } finally {
      used?.release?.();
    }
  }

  async #transmit(request: RestRequest<E>, call: RunningCall, used: A | undefined): Promise<HttpResponse> {
    const { clock } = this.#options.settings;
    const { deadline, operation, priority, requestId, venue } = call;
    const { body, endpoint, path, pathParams } = request;
    let sentAt = clock.monotonic();
    const beforeSend = (): HttpHeaders | undefined => {
      const headers = used?.headers();
      call.announce();
      // What it waited in the queue is no part of the round trip.
      sentAt = clock.monotonic();
      return headers;
    };
    const response = await this.#http.request({
      method: endpoint.method,
      path,
      pathParams,
      query: { ...used?.query, ...request.query },
      body,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      priority,
      beforeSend,
      deadline,
      venue,
      operation,
      requestId,
    });
    this.venueClock.observeDate(response.headers['date'], { sentAt, receivedAt: clock.monotonic() });
    return response;
  }

  #read(
    response: HttpResponse,
    request: RestRequest<E>,
    call: RunningCall,
    used: A | undefined,
  ): Steps<RestResult<unknown, P>> {
    const { redactor, settings } = this.#options;
    const { read, fromText, isSecret } = request.endpoint;
    const { venue, operation, requestId } = call;
    return readAnswer(response, this.#retryAfterOf(response), {
      call: { venue, operation, requestId },
      read,
      fromText,
      redactor,
      raw: settings.raw,
      isSecret,
      open: (answer) => this.#rules.open(answer, request, call, used),
      notJson: (answer) => (answer.status === 429 ? undefined : this.#rules.notJson?.(answer, call)),
    });
  }

  #retryAfterOf({ headers }: HttpResponse): number | undefined {
    return retryAfterOf(headers, this.venueClock.now());
  }

  /** The venue's quota is used up: what counts against it rests for as long as the venue asked. */
  #pause(quota: string | undefined, met: Priority, ms = RETRY_MS): void {
    (this.#quotas.of(quota) ?? this.#http).pause(ms, met);
  }

  #frame({ data, direction, ...event }: TapEvent): FrameTapEvent {
    const { mask } = this.#options;
    const text = String(data);
    this.#sequence[direction] += 1;
    // HTTP has no connection that ends and begins anew: everything is of one epoch.
    const place = { direction, epoch: 1, sequence: this.#sequence[direction] };
    return { ...event, ...place, data: mask === undefined ? text : mask(text) };
  }
}
