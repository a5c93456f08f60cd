import { rememberRawSteps } from '../../../adapter/schema/raw-records';
import { SlicesInOrder, type Steps } from '../../../core/slices';
import { ConfigurationError, isRateLimitError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { raceDeadline, stoppedBy } from '../../../transport/deadline';
import type { HttpResponse } from '../../../transport/http/message';
import { retryAfterOf } from '../../../transport/http/retry-after';
import { authFrame, authHeaders, type PoloniexCredentials } from '../auth';
import { isSigned } from '../endpoints';
import { PoloniexError } from '../errors';
import type { PoloniexSettings } from '../options';
import type { PoloniexCallOptions, PoloniexTimeSync } from '../types/client';
import { readTimestamp } from '../wire/market-readers';
import { readAnswer, requireSuccess } from './answers';
import { type Prepared, prepare, type RestCall } from './call';
import { RestHttp } from './http';
import { RestQuotas } from './quotas';
import { type RunningCall, RunningCalls, unsignedError } from './running';
import { ServerClock, type TimeSample } from './server-clock';
import { SignaturesInUse } from './signatures';

/** Who signs a request, and which measurement of the venue's clock its time was taken from. */
interface Signing {
  readonly credentials: PoloniexCredentials;
  version: number;
}

/** Sends the requests of a client: signed with the venue's time, at the pace of its quotas, each answer judged. */
export class RestRequests {
  /** The venue's clock. */
  readonly serverClock: ServerClock;
  readonly #settings: PoloniexSettings;
  readonly #credentials: PoloniexCredentials | undefined;
  readonly #redactor: Redactor;
  readonly #signatures: SignaturesInUse;
  readonly #http: RestHttp;
  readonly #quotas: RestQuotas;
  readonly #running: RunningCalls;
  /** Reads the answers, in the order in which they came. */
  readonly #reading = new SlicesInOrder();
  /** The signature of the last frame that authenticates a socket. */
  #socketSignature: string | undefined;

  constructor(settings: PoloniexSettings, credentials: PoloniexCredentials | undefined, redactor: Redactor) {
    const { clock, logger, maxPendingRequests, quotaShare } = settings;
    this.#settings = settings;
    this.#credentials = credentials;
    this.#redactor = redactor;
    this.#signatures = new SignaturesInUse(redactor);
    this.#http = new RestHttp(settings, redactor);
    this.#quotas = new RestQuotas(quotaShare, {
      clock,
      maxQueue: maxPendingRequests,
      answerMs: (priority) => this.#http.answerMs(priority),
    });
    this.#running = new RunningCalls(settings);
    this.serverClock = new ServerClock({ clock, logger, sample: () => this.#sample() });
  }

  /** A new name for a call. */
  nextId(): string {
    return this.#running.nextId();
  }

  /** Sends a request; a read that is refused for its timestamp once more, with the venue's time taken anew. */
  async send<T>(call: RestCall<T>, options: PoloniexCallOptions = {}): Promise<T> {
    const { name } = call;
    const request = prepare(call);
    const { endpoint } = request;
    const credentials = isSigned(endpoint) ? this.#requireCredentials(name, options.requestId) : undefined;
    const priority = options.priority ?? endpoint.priority;
    return this.#running.run(name, priority, options, (running) =>
      credentials
        ? this.#sendSigned(request, running, credentials)
        : this.#exchange(request, running, undefined),
    );
  }

  /** Measures the venue's clock. */
  syncTime(options: PoloniexCallOptions = {}): Promise<PoloniexTimeSync> {
    return this.#running.run('syncTime', 'control', options, ({ deadline }) =>
      raceDeadline(this.serverClock.sync(), deadline),
    );
  }

  /** The text of the frame that authenticates the private socket. */
  async authenticate(signal: AbortSignal): Promise<string> {
    const credentials = this.#requireCredentials('authenticate');
    return this.#running.run('authenticate', 'control', { signal }, async (running) => {
      await this.#untilReady(running);
      const { text, signature } = authFrame(credentials, this.serverClock.now());
      this.#signatures.add(signature);
      if (this.#socketSignature !== undefined) this.#signatures.remove(this.#socketSignature);
      this.#socketSignature = signature;
      return text;
    });
  }

  /** Ends what runs with a ClosedError. */
  close(): void {
    this.#running.close();
    this.#quotas.close();
    this.#http.close();
  }

  async #sendSigned<T>(
    request: Prepared<T>,
    running: RunningCall,
    credentials: PoloniexCredentials,
  ): Promise<T> {
    await this.#untilReady(running);
    const signing: Signing = { credentials, version: this.serverClock.version };
    try {
      return await this.#exchange(request, running, signing);
    } catch (error) {
      if (!(error instanceof PoloniexError && error.kind === 'timestamp')) throw error;
      this.serverClock.doubt(signing.version);
      if (request.method !== 'GET') throw error;
      try {
        await this.#untilReady(running);
      } catch {
        throw error;
      }
      return this.#exchange(request, running, signing);
    }
  }

  /** Waits for the venue's time, without which a signature is worth nothing. */
  async #untilReady(running: RunningCall): Promise<void> {
    const waiting = this.serverClock.ready();
    if (waiting === undefined) return;
    try {
      await raceDeadline(waiting, running.deadline);
    } catch (error) {
      throw unsignedError(error, running);
    }
  }

  /** Sends a request when it is its turn, judges the answer and reads it. */
  async #exchange<T>(request: Prepared<T>, running: RunningCall, signing: Signing | undefined): Promise<T> {
    const { quota } = request.endpoint;
    const { priority, deadline } = running;
    let signature: string | undefined;
    try {
      const response = await this.#quotas.of(quota).schedule(
        priority,
        () =>
          this.#transmit(request, running, () => {
            // Signed when it has its socket: what it waited before does not make it old.
            const headers = signing === undefined ? {} : this.#sign(request, signing);
            signature = headers.signature;
            if (signature !== undefined) this.#signatures.add(signature);
            running.announce();
            return headers as Record<string, string>;
          }),
        deadline,
      );
      const stopped = stoppedBy(deadline.signal, { venue: 'poloniex', operation: running.operation });
      return await this.#reading.run(this.#read(request, response, running), stopped);
    } catch (error) {
      // While the signature is still known: an error of the answer may quote it.
      this.#redactor.seal(error);
      if (isRateLimitError(error) && error.sent === true) {
        this.#quotas.pause(quota, priority, error.retryAfterMs);
      }
      throw error;
    } finally {
      if (signature !== undefined) this.#signatures.remove(signature);
    }
  }

  *#read<T>({ read }: Prepared<T>, response: HttpResponse, running: RunningCall): Steps<T> {
    const retryAfterMs = retryAfterOf(response.headers, this.serverClock.now());
    const value = yield* requireSuccess(response, { ...running, retryAfterMs }, this.#redactor);
    const result = yield* readAnswer(value, read, running, this.#redactor);
    // One record may have come as an array of one.
    const single = Array.isArray(value) && !Array.isArray(result);
    if (this.#settings.raw) yield* rememberRawSteps(result, single ? value[0] : value);
    return result;
  }

  #sign(
    { method, fullPath: path, query, body }: Prepared<unknown>,
    signing: Signing,
  ): Partial<ReturnType<typeof authHeaders>> {
    signing.version = this.serverClock.version;
    const signTimestamp = this.serverClock.now();
    const signed = { method, path, query, body, signTimestamp };
    return authHeaders(signing.credentials, signed, this.#settings.recvWindow);
  }

  #transmit(
    { method, path, pathParams, query, body }: Prepared<unknown>,
    { operation, requestId, deadline, priority }: RunningCall,
    beforeSend: () => Record<string, string>,
  ): Promise<HttpResponse> {
    return this.#http.send({
      method,
      path,
      pathParams,
      query,
      body,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      priority,
      beforeSend,
      signal: deadline.signal,
      venue: 'poloniex',
      operation,
      requestId,
    });
  }

  async #sample(): Promise<TimeSample> {
    const { clock } = this.#settings;
    let sentAt = clock.monotonic();
    // What it waits in the queue is no part of the round trip.
    const beforeSend = (): void => {
      sentAt = clock.monotonic();
    };
    const { serverTime } = await this.send({ name: 'getTimestamp', read: readTimestamp }, { beforeSend });
    return { serverTime, sentAt, receivedAt: clock.monotonic() };
  }

  #requireCredentials(operation: string, requestId?: string): PoloniexCredentials {
    if (this.#credentials) return this.#credentials;
    throw new ConfigurationError(`${operation} needs the options apiKey and apiSecret`, {
      venue: 'poloniex',
      operation,
      requestId,
      sent: false,
    });
  }
}
