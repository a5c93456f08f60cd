import { randomUUID } from 'node:crypto';
import { checkRequestId } from '../../../adapter/schema/arguments';
import { rememberRawSteps } from '../../../adapter/schema/raw-records';
import type { Reader } from '../../../adapter/schema/reader';
import { SlicesInOrder, type Steps } from '../../../core/slices';
import { ClosedError, isRateLimitError, ValidationError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { RecentMap } from '../../../orders/recent-map';
import { onAbort } from '../../../transport/abort-listeners';
import { abortReason, startDeadline, stoppedBy, withSent } from '../../../transport/deadline';
import type { HttpQuery } from '../../../transport/http/path';
import { RETRY_MS } from '../../../transport/pace/pauses';
import { bearerHeader } from '../auth';
import { SERVICES } from '../endpoints';
import { FinnotechTokenError } from '../errors';
import type { FinnotechSettings } from '../options';
import type { FinnotechCallOptions } from '../types/client';
import type { FinnotechAnswer, FinnotechServiceName } from '../types/services';
import { type Envelope, rowsOf } from '../wire/envelope';
import { type AnsweredCall, readResult, requireDone } from './codec';
import type { FinnotechHttp } from './http';
import type { TokenKeeper } from './token-keeper';

/** How many tracking codes of the user's own are remembered, to refuse one that was used. */
const REMEMBERED_TRACK_IDS = 10_000;

/** One call of a service. */
export interface ServiceCall<Row> {
  readonly service: FinnotechServiceName;
  /** The user's own tracking code. */
  readonly trackId: string | undefined;
  /** Parameters behind the tracking code. */
  readonly query: HttpQuery;
  readonly read: Reader<Row>;
}

/** What a {@link FinnotechCalls} needs. */
export interface CallParts {
  readonly settings: FinnotechSettings;
  readonly clientId: string;
  readonly http: FinnotechHttp;
  readonly keeper: TokenKeeper;
  readonly redactor: Redactor;
}

/** Sends the calls of services with a good token, and judges their answers. */
export class FinnotechCalls {
  readonly #parts: CallParts;
  readonly #usedTrackIds = new RecentMap<true>(REMEMBERED_TRACK_IDS);
  readonly #running = new Set<AbortController>();
  /** Reads the answers, in the order in which they came. */
  readonly #reading = new SlicesInOrder();
  readonly #prefix: string;
  #count = 0;
  #closed = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
    // Tells the calls of two clients apart in one log.
    this.#prefix = Math.floor(parts.settings.random.next() * 36 ** 4)
      .toString(36)
      .padStart(4, '0');
  }

  /** A new name for a call. */
  nextId(): string {
    this.#count += 1;
    return `finnotech-${this.#prefix}-${this.#count}`;
  }

  /** Calls a service; a read that meets an invalid token is replayed once, with a new token and a new tracking code. */
  service<Row>(call: ServiceCall<Row>, options: FinnotechCallOptions = {}): Promise<FinnotechAnswer<Row>> {
    const { scope } = SERVICES[call.service];
    return this.run(call.service, options, async (signal, requestId) => {
      const own = this.#ownTrackId(call.trackId);
      const named = { operation: call.service, requestId, scope };
      const token = await this.#parts.keeper.get(signal);
      try {
        return await this.#send(call, { ...named, trackId: own ?? randomUUID() }, token.value, signal);
      } catch (error) {
        if (!(error instanceof FinnotechTokenError)) throw error;
        // A tracking code is good for one request: the user's own cannot be sent again.
        if (!this.#parts.keeper.drop(token.value) || own !== undefined) throw error;
        const fresh = await this.#parts.keeper.get(signal);
        return this.#send(call, { ...named, trackId: randomUUID() }, fresh.value, signal);
      }
    });
  }

  /** Runs a call under its deadline, its signal and the closing of the client. */
  async run<T>(
    operation: string,
    options: FinnotechCallOptions,
    work: (signal: AbortSignal, requestId: string) => Promise<T>,
  ): Promise<T> {
    const { clock, timeoutMs: usual } = this.#parts.settings;
    const { signal, timeoutMs = usual, requestId = this.nextId() } = options;
    checkRequestId(options.requestId, 'finnotech');
    if (this.#closed) throw this.#closedError(operation, requestId);
    if (signal?.aborted) throw withSent(abortReason(signal, operation), false);
    // Ended by its deadline, its caller, or the closing of the client, whichever is first.
    const controller = new AbortController();
    const deadline = startDeadline({ clock, timeoutMs, operation, signal: controller.signal });
    const release = signal && onAbort(signal, () => controller.abort(signal.reason));
    this.#running.add(controller);
    try {
      return await this.#parts.redactor.sealed(work(deadline.signal, requestId));
    } catch (error) {
      if (isRateLimitError(error) && error.sent) this.#parts.http.pause(error.retryAfterMs ?? RETRY_MS);
      throw error;
    } finally {
      this.#running.delete(controller);
      release?.();
      deadline.dispose();
    }
  }

  close(): void {
    this.#closed = true;
    const error = new ClosedError('The client was closed', { venue: 'finnotech' });
    for (const controller of this.#running) controller.abort(error);
  }

  async #send<Row>(
    { service, query, read }: ServiceCall<Row>,
    call: AnsweredCall & { readonly trackId: string },
    token: string,
    signal: AbortSignal,
  ): Promise<FinnotechAnswer<Row>> {
    const { clientId, http, keeper, redactor, settings } = this.#parts;
    const { trackId, operation, requestId } = call;
    const response = await http.send({
      method: 'GET',
      path: `/bourse/v2/clients/{clientId}/${SERVICES[service].path}`,
      pathParams: { clientId },
      query: { trackId, ...query },
      headers: bearerHeader(token),
      signal,
      operation,
      requestId,
    });
    const reading = function* (): Steps<{ readonly envelope: Envelope; readonly result: readonly Row[] }> {
      const done = yield* requireDone(response, call, redactor);
      const result = yield* readResult(done, rowsOf(read), call, redactor);
      const { envelope } = done;
      const rows = Array.isArray(envelope.result) ? envelope.result : [envelope.result];
      if (settings.raw) yield* rememberRawSteps(result, rows);
      return { envelope, result };
    };
    const stopped = stoppedBy(signal, { venue: 'finnotech', operation, requestId });
    const { envelope, result } = await this.#reading.run(reading(), stopped);
    keeper.worked();
    return {
      trackId: envelope.trackId ?? trackId,
      ...(envelope.responseCode === undefined ? {} : { responseCode: envelope.responseCode }),
      result,
    };
  }

  #ownTrackId(trackId: string | undefined): string | undefined {
    if (trackId === undefined) return undefined;
    if (this.#usedTrackIds.has(trackId)) {
      throw new ValidationError('trackId', 'was used already: each request needs its own', {
        value: trackId,
        venue: 'finnotech',
      });
    }
    this.#usedTrackIds.set(trackId, true);
    return trackId;
  }

  #closedError(operation: string, requestId: string): ClosedError {
    return new ClosedError('The client was closed', {
      venue: 'finnotech',
      operation,
      requestId,
      sent: false,
    });
  }
}
