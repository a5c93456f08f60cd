import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { AxiosResponse, AxiosStatic } from 'axios';
import type { Clock } from '../../core/clock';
import { LIMITS } from '../../core/limits';
import { noteLoad } from '../../core/module-loads';
import {
  type BrokerError,
  ClosedError,
  type ErrorContext,
  isBrokerError,
  isRateLimitError,
  RateLimitError,
  ValidationError,
} from '../../errors';
import { Redactor } from '../../errors/redact';
import { checkTimeout, type OwnDeadline, startDeadline, withSent } from '../deadline';
import { checkEndpoint } from '../endpoint-url';
import type { Priority } from '../pace/pace-rule';
import { Pacer, type PacerRule } from '../pace/pacer';
import type { SharedPace } from '../pace/shared-pace';
import type { ProxyServer } from '../proxy/proxy-server';
import { createTunnelAgent, type TunnelRequest } from '../proxy/tunnel-agent';
import { callTap, type Tap } from '../tap';
import { discard, readText } from './body';
import { type HttpCall, httpFailure, redirectRefused } from './failure';
import { checkHeaders, type HttpHeaders } from './headers';
import type { HttpRequest, HttpResponse } from './message';
import { encodeQuery, expandPath } from './path';
import { requestFrame, responseFrame } from './tap';

export type { HttpRequest, HttpResponse } from './message';

/** Loaded at the first request, because loading it takes longer than all the rest of a venue. */
let loadedAxios: AxiosStatic | undefined;
let loading: Promise<AxiosStatic> | undefined;

/** The weight of the last answer's time in the mean. */
const MEAN_SHARE = 0.2;
/** The assumed time of an answer, in ms: twice the mean, within these. */
const ANSWER_MS = { least: 100, most: 5000 } as const;

/** What a {@link HttpClient} needs. */
export interface HttpClientOptions {
  /** `https://host/prefix`; every path is below it. */
  readonly baseUrl: string;
  readonly clock: Clock;
  /**
   * Largest answer in bytes, counted after decompression.
   * @defaultValue 64 MiB
   */
  readonly maxBodyBytes?: number | undefined;
  /**
   * Limit of a whole call in ms, from the first name lookup to the last byte of the answer.
   * @defaultValue 15000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Sockets that may be open at once, at least 1; what comes beyond waits within its deadline, by priority.
   * @defaultValue 16
   */
  readonly maxSockets?: number | undefined;
  /** How fast requests may follow one another; absent where the caller limits the pace. */
  readonly pace?: PacerRule | undefined;
  /** What other processes count against as well. */
  readonly shared?: SharedPace | undefined;
  /**
   * Requests that may wait in the queue and for a socket in each priority.
   * @defaultValue 1000
   */
  readonly maxQueue?: number | undefined;
  /** Sent with every request. */
  readonly headers?: HttpHeaders | undefined;
  /** PEM; replaces the system's authorities. The certificate is always verified. */
  readonly ca?: string | readonly string[] | undefined;
  /** Leads to the host; absent for direct connections. TLS is with the host, through the proxy. */
  readonly proxy?: ProxyServer | undefined;
  /** Allows plain text beyond loopback. */
  readonly allowInsecure?: 'i-understand' | undefined;
  /** Receives requests and answers without headers and with secrets removed. */
  readonly tap?: Tap | undefined;
  /** Has the secrets that the tap must not receive; without one only the values of sensitive names are removed. */
  readonly redactor?: Redactor | undefined;
}

/** What is known of a request while it runs. */
interface Exchange {
  readonly call: HttpCall;
  /** Its own, below that of the call: it ends with the client, too. */
  readonly deadline: OwnDeadline;
  /** Whether a byte may have left. */
  sent: boolean;
  /** Why its tunnel could not be opened: the library replaces the error by its own. */
  tunnelFailure?: BrokerError;
}

/**
 * HTTP to one host, with a bound on everything: one deadline over the whole answer, a bound on the body and on the
 * sockets, no redirects, no proxies from the environment, verified certificates, no retries.
 */
export class HttpClient {
  readonly #base: URL;
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #maxBodyBytes: number;
  readonly #timeoutMs: number;
  readonly #headers: Record<string, string>;
  readonly #agent: http.Agent;
  readonly #isProxied: boolean;
  readonly #tap: Tap | undefined;
  readonly #redactor: Redactor;
  readonly #running = new Set<Exchange>();
  readonly #queue: Pacer;
  /** The mean time of an answer by priority, in ms: an order may take the venue longer than a poll. */
  readonly #meanMs: Partial<Record<Priority, number>> = {};
  #closed = false;

  /** @throws ValidationError when the base URL or another option cannot be used */
  constructor(options: HttpClientOptions) {
    const { baseUrl, allowInsecure, ca, proxy } = options;
    const { host, port, secure } = checkEndpoint(baseUrl, {
      allowInsecure,
      schemes: ['https', 'http'],
      field: 'baseUrl',
    });
    if (baseUrl.includes('?')) throw new ValidationError('baseUrl', 'must not have a query');
    this.#base = new URL(baseUrl);
    this.#prefix = this.#base.pathname.replace(/\/+$/, '');
    this.#clock = options.clock;
    this.#maxBodyBytes = options.maxBodyBytes ?? LIMITS.maxReplyBytes;
    this.#timeoutMs = options.timeoutMs ?? LIMITS.callMs;
    checkTimeout(this.#timeoutMs);
    this.#headers = {
      accept: 'application/json',
      'user-agent': 'venuekit',
      ...checkHeaders(options.headers),
    };
    const { maxSockets = LIMITS.maxSockets, maxQueue = LIMITS.maxPendingRequests } = options;
    this.#queue = new Pacer({
      clock: this.#clock,
      rule: options.pace,
      shared: options.shared,
      maxRunning: maxSockets,
      maxQueue,
      answerMs: (priority) => this.answerMs(priority),
    });
    const pool = { keepAlive: true, maxSockets, maxFreeSockets: Math.min(8, maxSockets) };
    this.#isProxied = proxy !== undefined;
    this.#agent = proxy
      ? createTunnelAgent(pool, { proxy, host, port, secure, ca })
      : secure
        ? new https.Agent({
            ...pool,
            minVersion: 'TLSv1.2',
            // Written out because NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
            rejectUnauthorized: true,
            ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
          })
        : new http.Agent(pool);
    this.#tap = options.tap;
    this.#redactor = options.redactor ?? new Redactor();
  }

  /**
   * Sends a request and reads the whole answer.
   *
   * @throws ValidationError for a path, query, header or time limit that cannot be used; nothing was sent
   * @throws TimeoutError, AbortedError, ClosedError or ConnectionError; `sent` says whether a byte may have left
   * @throws RateLimitError with `sent: false` when too many wait for a socket, or no time is left for an answer
   * @throws HttpStatusError for a redirect, ProtocolError for an answer that is no HTTP or over the bound
   */
  async request(request: HttpRequest): Promise<HttpResponse> {
    const { method, path: template, venue, operation, requestId, priority = 'read' } = request;
    const path = `${this.#prefix}${expandPath(template, request.pathParams)}`;
    const query = encodeQuery(request.query);
    const headers = { ...this.#headers, ...checkHeaders(request.headers) };
    const call: HttpCall = { method, host: this.#base.host, path: template, venue, operation, requestId };
    if (this.#closed) throw this.#closedError(call, false);

    const deadline = startDeadline({
      clock: this.#clock,
      call: request.deadline ?? request,
      timeoutMs: request.deadline ? undefined : (request.timeoutMs ?? this.#timeoutMs),
      operation: operation ?? `${method} ${template}`,
    });
    const exchange: Exchange = { call, deadline, sent: false };
    this.#running.add(exchange);
    const run = async (): Promise<HttpResponse> => {
      // Before the time is taken and the request is signed; it may have ended meanwhile.
      loading ??= noteLoad(import('axios').then((module) => module.default));
      loadedAxios ??= await loading;
      if (deadline.reason) throw deadline.reason;
      const begun = this.#clock.monotonic();
      Object.assign(headers, checkHeaders(request.beforeSend?.()));
      this.#watch('out', () => requestFrame(this.#redactor, { method, path, query, body: request.body }));
      const target = query === '' ? path : `${path}?${query}`;
      const sent = this.#send(loadedAxios, exchange, target, headers, request.body);
      const answer = await this.#receive(exchange, await sent);
      this.#tookMs(priority, this.#clock.monotonic() - begun);
      return answer;
    };
    try {
      return await this.#queue.schedule(priority, run, deadline);
    } catch (error) {
      throw this.#failure(error, exchange);
    } finally {
      deadline.dispose();
      this.#running.delete(exchange);
    }
  }

  /** What an answer is likely to need, in ms: with less time left, a request that has waited is not sent. */
  answerMs(priority: Priority): number {
    const { least, most } = ANSWER_MS;
    return Math.min(Math.max(least, 2 * (this.#meanMs[priority] ?? 0)), most);
  }

  /** Holds requests back as {@link Pacer.pause} does, those that wait for a socket included. */
  pause(ms: number, met: Priority): void {
    this.#queue.pause(ms, met);
  }

  /** Ends what runs with a ClosedError and closes the idle connections. */
  close(): void {
    this.#closed = true;
    this.#queue.close();
    for (const { call, deadline, sent } of this.#running) deadline.end(this.#closedError(call, sent));
    this.#agent.destroy();
  }

  /** The adapter itself: all that the library does before it, such as merging its defaults, an order would wait for. */
  #send(
    axios: AxiosStatic,
    exchange: Exchange,
    target: string,
    headers: Record<string, string>,
    body: string | undefined,
  ): Promise<AxiosResponse<Readable>> {
    return axios.getAdapter('http')({
      method: exchange.call.method,
      baseURL: this.#base.origin,
      url: target,
      allowAbsoluteUrls: false,
      // Those of the library alone: the others have been checked, and are given to Node below.
      headers: new axios.AxiosHeaders(),
      // As bytes, so that no library parses it or guesses a content type.
      data: body === undefined ? undefined : Buffer.from(body),
      // The SDK keeps the deadline: axios would time parts of the exchange, on a clock that a test cannot move.
      timeout: 0,
      // As a stream, so that the bound is checked here, on the decompressed bytes, while they come.
      responseType: 'stream',
      maxContentLength: -1,
      maxBodyLength: -1,
      maxRedirects: 0,
      proxy: false,
      validateStatus: () => true,
      httpAgent: this.#agent,
      httpsAgent: this.#agent,
      transport: {
        request: (options: https.RequestOptions, onResponse: OnResponse) =>
          this.#open(exchange, { ...options, headers: { ...options.headers, ...headers } }, onResponse),
      },
    });
  }

  /** Opens the request itself, to know when its first byte can leave. */
  #open(exchange: Exchange, options: https.RequestOptions, onResponse: OnResponse): ClientRequest {
    const { deadline } = exchange;
    const secure = options.protocol === 'https:';
    const tunnel: TunnelRequest = this.#isProxied ? { opening: deadline.signal } : {};
    const request = (secure ? https : http).request({ ...options, ...tunnel }, onResponse);
    // The library is given no signal: it would add a listener, and this ends the request as well.
    deadline.whenEnded(() => request.destroy());
    if (deadline.reason) request.destroy();
    request.once('error', (error) => {
      if (isBrokerError(error)) exchange.tunnelFailure = error;
    });
    request.once('socket', (socket: Socket) => {
      const markSent = (): void => {
        exchange.sent = true;
      };
      // A pooled socket takes the request at once; a new one when it is connected and, with TLS, trusted.
      if (!socket.connecting) markSent();
      else socket.once(secure ? 'secureConnect' : 'connect', markSent);
    });
    return request;
  }

  async #receive(exchange: Exchange, response: AxiosResponse<Readable>): Promise<HttpResponse> {
    exchange.sent = true;
    const { status, data } = response;
    // The body has its own end: the library may have put a stream between the socket and it.
    exchange.deadline.whenEnded((reason) => data.destroy(reason));
    if (exchange.deadline.reason) data.destroy(exchange.deadline.reason);
    if (status >= 300 && status < 400) {
      discard(data);
      throw redirectRefused(status, exchange.call);
    }
    const text = await readText(data, this.#maxBodyBytes);
    this.#watch('in', () => responseFrame(this.#redactor, status, text));
    return { status, headers: plainHeaders(response.headers), text, receivedTime: this.#clock.now() };
  }

  #failure(error: unknown, exchange: Exchange): unknown {
    const { call, deadline, sent } = exchange;
    const { venue, operation, requestId } = call;
    if (deadline.reason) return withSent(deadline.reason, sent, { venue, operation, requestId });
    if (this.#closed) return this.#closedError(call, sent);
    if (isRateLimitError(error)) {
      return new RateLimitError(error.message, { ...error, venue, operation, requestId });
    }
    const failure = exchange.tunnelFailure;
    if (failure) return copyOf(failure, { venue, operation, requestId });
    return isBrokerError(error) ? error : httpFailure(error, call, sent, this.#maxBodyBytes);
  }

  #tookMs(priority: Priority, ms: number): void {
    const mean = this.#meanMs[priority];
    this.#meanMs[priority] = mean === undefined ? ms : mean + (ms - mean) * MEAN_SHARE;
  }

  #closedError({ venue, operation, requestId }: HttpCall, sent: boolean): ClosedError {
    return new ClosedError('The client was closed', { venue, operation, requestId, sent });
  }

  #watch(direction: 'in' | 'out', frame: () => string): void {
    if (!this.#tap) return;
    callTap(this.#tap, { direction, connection: 'http', time: this.#clock.now(), data: frame() });
  }
}

/** Its class takes the fields that it has. */
function copyOf(error: BrokerError, context: ErrorContext): BrokerError {
  const Type = error.constructor as new (message: string, fields: ErrorContext) => BrokerError;
  return new Type(error.message, { ...error, ...context, cause: error.cause });
}

type OnResponse = (response: IncomingMessage) => void;

function plainHeaders(headers: AxiosResponse['headers']): Record<string, string> {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) plain[name.toLowerCase()] = String(value);
  return plain;
}
