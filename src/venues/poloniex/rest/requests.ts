import { createSecretKey } from 'node:crypto';
import type { RestPayload } from '../../../adapter/rest/answer';
import { type RestAuthorization, RestClient } from '../../../adapter/rest/client';
import type { RestRequest } from '../../../adapter/rest/endpoint';
import type { RunningCall } from '../../../adapter/rest/running-calls';
import { callsOf, type TableCall } from '../../../adapter/schema/table-call';
import type { MaybePromise } from '../../../core/maybe-promise';
import {
  ConfigurationError,
  isAbortedError,
  isClosedError,
  isTransportError,
  NotConnectedError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { raceDeadline, withSent } from '../../../transport/deadline';
import { expandPath } from '../../../transport/http/path';
import { authFrame, authHeaders, type PoloniexCredentials, type PoloniexSigner } from '../auth';
import { ENDPOINTS, type Endpoint, type EndpointName, isSigned } from '../endpoints';
import { PoloniexError } from '../errors';
import type { PoloniexSettings } from '../options';
import type { PoloniexCallOptions, PoloniexTimeSync } from '../types/client';
import { pacesOf } from './quotas';
import { openAnswer, partsOf } from './rules';
import { ServerClock, type TimeSample } from './server-clock';
import { SignaturesInUse } from './signatures';

/** Who signs a request, and which measurement of the venue's clock its time was taken from. */
interface Signing extends RestAuthorization {
  readonly version: number;
}

const callOf = callsOf<typeof ENDPOINTS>();

/** Sends the requests of a client: signed with the venue's time, at the pace of its quotas. */
export class RestRequests extends RestClient<Endpoint, RestPayload, Signing> {
  /** The venue's clock. */
  readonly serverClock: ServerClock;
  readonly #settings: PoloniexSettings;
  readonly #credentials: PoloniexSigner | undefined;
  readonly #signatures: SignaturesInUse;
  /** The signature of the last frame that authenticates a socket. */
  #socketSignature: string | undefined;

  constructor(settings: PoloniexSettings, credentials: PoloniexCredentials | undefined, redactor: Redactor) {
    const { clock, logger, maxPendingRequests: maxPending, quotaShare } = settings;
    const quotas = pacesOf(quotaShare);
    const options = { venue: 'poloniex', settings, redactor, quotas, maxPending } as const;
    super(options, {
      parts: partsOf,
      open: (answer, request, call) => openAnswer(answer, request, call, redactor),
      authorize: (request, call) => this.#authorize(request, call),
      renew: (error, used, request, call) => this.#renew(error, used, request, call),
    });
    this.#settings = settings;
    this.#credentials = credentials && {
      apiKey: credentials.apiKey,
      apiSecret: createSecretKey(credentials.apiSecret, 'utf8'),
    };
    this.#signatures = new SignaturesInUse(redactor);
    this.serverClock = new ServerClock({ clock, logger, sample: () => this.#sample() });
  }

  /** Sends one request; a read that is refused for its timestamp once more, with the venue's time taken anew. */
  async send<T>({ name, args }: TableCall<T>, options?: PoloniexCallOptions): Promise<T> {
    // A call is made of a name of the table, and of its answer.
    const endpoint = ENDPOINTS[name as EndpointName] as Endpoint<T>;
    const { result } = await this.call(name, endpoint, args, options);
    return result as T;
  }

  /** Measures the venue's clock. */
  syncTime(options: PoloniexCallOptions = {}): Promise<PoloniexTimeSync> {
    return this.run('syncTime', options, ({ deadline }) => raceDeadline(this.serverClock.sync(), deadline));
  }

  /** The text of the frame that authenticates the private socket. */
  authenticate(signal: AbortSignal): Promise<string> {
    return this.run('authenticate', { signal }, async (call) => {
      const credentials = this.#requireCredentials(call);
      await this.#untilReady(call);
      const { text, signature } = authFrame(credentials, this.serverClock.now());
      this.#signatures.add(signature);
      if (this.#socketSignature !== undefined) this.#signatures.remove(this.#socketSignature);
      this.#socketSignature = signature;
      return text;
    });
  }

  #authorize(request: RestRequest<Endpoint>, call: RunningCall): MaybePromise<Signing | undefined> {
    if (!isSigned(request.endpoint)) return undefined;
    const credentials = this.#requireCredentials(call);
    const signing = (): Signing => this.#signing(request, credentials);
    return this.#untilReady(call)?.then(signing) ?? signing();
  }

  async #renew(error: unknown, used: Signing, request: RestRequest<Endpoint>, call: RunningCall) {
    if (!(error instanceof PoloniexError && error.kind === 'timestamp')) return undefined;
    this.serverClock.markSuspect(used.version);
    if (request.endpoint.method !== 'GET') return undefined;
    try {
      return await this.#authorize(request, call);
    } catch {
      return undefined;
    }
  }

  /** Signed when it has its socket: what it waited before does not make it old. */
  #signing({ endpoint, ...request }: RestRequest<Endpoint>, credentials: PoloniexSigner): Signing {
    const { serverClock } = this;
    const { body, path, pathParams, query } = request;
    let version = serverClock.version;
    let signature: string | undefined;
    return {
      get version() {
        return version;
      },
      headers: () => {
        version = serverClock.version;
        const signTimestamp = serverClock.now();
        const signed = {
          method: endpoint.method,
          path: expandPath(path, pathParams),
          query,
          body,
          signTimestamp,
        };
        const headers = authHeaders(credentials, signed, this.#settings.recvWindow);
        signature = headers.signature;
        this.#signatures.add(signature);
        return headers;
      },
      release: () => {
        if (signature !== undefined) this.#signatures.remove(signature);
      },
    };
  }

  /** Waits for the venue's time, without which a signature is worth nothing; undefined when it is there. */
  #untilReady(call: RunningCall): Promise<unknown> | undefined {
    const waiting = this.serverClock.ready();
    return (
      waiting &&
      raceDeadline(waiting, call.deadline).catch((error: unknown) => {
        throw unsignedError(error, call);
      })
    );
  }

  async #sample(): Promise<TimeSample> {
    const { clock } = this.#settings;
    let sentAt = clock.monotonic();
    // What it waits in the queue is no part of the round trip.
    const beforeSend = (): void => {
      sentAt = clock.monotonic();
    };
    const { serverTime } = await this.send(callOf('getTimestamp', {}), { beforeSend });
    return { serverTime, sentAt, receivedAt: clock.monotonic() };
  }

  #requireCredentials({ venue, operation, requestId }: RunningCall): PoloniexSigner {
    if (this.#credentials) return this.#credentials;
    const message = `${operation} needs the options apiKey and apiSecret`;
    throw new ConfigurationError(message, { venue, operation, requestId, sent: false });
  }
}

/**
 * The error of a call whose request could not be signed, for the venue's time could not be had: whatever became of the
 * question for the time, the request itself was not sent.
 */
function unsignedError(cause: unknown, { venue, operation, requestId, deadline }: RunningCall): Error {
  const context = { venue, operation, requestId };
  const reason = deadline.reason ?? cause;
  if (isTransportError(reason) || isAbortedError(reason) || isClosedError(reason)) {
    return withSent(reason, false, context);
  }
  const message = `${operation} was not sent: the venue's time could not be read`;
  return new NotConnectedError(message, { ...context, cause });
}
