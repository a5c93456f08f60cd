import { randomUUID } from 'node:crypto';
import type { RestAnswer, RestPayload } from '../../../adapter/rest/answer';
import { type RestAuthorization, RestClient, type RestRules } from '../../../adapter/rest/client';
import type { RestRequest } from '../../../adapter/rest/endpoint';
import type { RunningCall } from '../../../adapter/rest/running-calls';
import { RecordMismatch } from '../../../adapter/schema/reader';
import { ValidationError } from '../../../errors';
import { REDACTED, type Redactor } from '../../../errors/redact';
import { RecentMap } from '../../../orders/recent-map';
import { basicHeader, bearerHeader } from '../auth';
import type { FinnotechEndpoint } from '../endpoints';
import { FinnotechTokenError, failureError } from '../errors';
import type { FinnotechCredentials, FinnotechSettings } from '../options';
import { readEnvelope } from '../wire/envelope';
import type { TokenKeeper } from './token-keeper';

/** How many tracking codes of the user's own are remembered, to refuse one that was used. */
const REMEMBERED_TRACK_IDS = 10_000;
/** Longest text of the venue that an error keeps. */
const MAX_TEXT = 4000;
/** A token is a `value` in the answer that brings it: nobody knew it before, so nobody could look for it. */
const TOKEN_VALUE = /("value"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** A token, or the client's own secret, and the tracking code of the request. */
interface Authorization extends RestAuthorization {
  readonly token?: string;
  readonly query?: { readonly trackId: string };
}

/** What of an answer counts. */
interface Payload extends RestPayload {
  /** As the venue returned it; ours where it returned none. */
  readonly trackId: string;
  readonly responseCode: string | undefined;
}

type Request = RestRequest<FinnotechEndpoint>;

/** The venue's one host. */
export type FinnotechRest = RestClient<FinnotechEndpoint, Payload, Authorization>;

/** The requests of a client: each with a good token and a tracking code of its own. */
export function createRest(
  settings: FinnotechSettings,
  credentials: FinnotechCredentials,
  keeper: TokenKeeper,
  redactor: Redactor,
): FinnotechRest {
  const { clientId } = credentials;
  const mask = (frame: string): string => frame.replace(TOKEN_VALUE, `$1"${REDACTED}"`);
  const options = { venue: 'finnotech', settings, redactor, pathParams: { clientId }, mask };
  return new RestClient(options, new Rules(credentials, keeper, redactor));
}

class Rules implements RestRules<FinnotechEndpoint, Payload, Authorization> {
  readonly #credentials: FinnotechCredentials;
  readonly #keeper: TokenKeeper;
  readonly #redactor: Redactor;
  readonly #usedTrackIds = new RecentMap<true>(REMEMBERED_TRACK_IDS);

  constructor(credentials: FinnotechCredentials, keeper: TokenKeeper, redactor: Redactor) {
    this.#credentials = credentials;
    this.#keeper = keeper;
    this.#redactor = redactor;
  }

  async authorize(request: Request, call: RunningCall): Promise<Authorization> {
    if (request.endpoint.auth === 'client') return { headers: () => basicHeader(this.#credentials) };
    const trackId = ownTrackId(request);
    if (trackId !== undefined) this.#useOnce(trackId);
    return this.#bearer(request, call, trackId);
  }

  /** A read that meets an invalid token is sent with a new one, and a new tracking code. */
  async renew(error: unknown, used: Authorization, request: Request, call: RunningCall) {
    if (!(error instanceof FinnotechTokenError) || used.token === undefined) return undefined;
    // A tracking code is good for one request: the user's own cannot be sent again.
    if (!this.#keeper.drop(used.token) || ownTrackId(request) !== undefined) return undefined;
    return this.#bearer(request, call);
  }

  /** An answer is done only if `state` or `status` is DONE and there is a `result` and no error, whatever its HTTP status. */
  open(
    { status, value, retryAfterMs }: RestAnswer,
    request: Request,
    call: RunningCall,
    used?: Authorization,
  ): Payload {
    const envelope = readEnvelope(value);
    const { state, error } = envelope ?? {};
    const trackId = envelope?.trackId ?? used?.query?.trackId;
    if (status >= 400 || error !== undefined || state === 'FAILED') {
      const said = (text: string | undefined): string | undefined =>
        text === undefined ? undefined : this.#redactor.text(text, MAX_TEXT);
      throw failureError({
        operation: call.operation,
        requestId: call.requestId,
        status,
        scope: request.endpoint.scope,
        code: said(error?.code),
        text: said(error?.message),
        trackId: said(trackId),
        responseCode: said(envelope?.responseCode),
        retryAfterMs,
      });
    }
    if (!envelope) throw new RecordMismatch('', 'must be an object');
    if (state !== 'DONE') throw new RecordMismatch('state', 'must be DONE or FAILED');
    if (!envelope.answered) throw new RecordMismatch('result', 'is missing');
    const { responseCode, result } = envelope;
    const raw = Array.isArray(result) ? result : [result];
    return { at: 'result', value: result, raw, trackId: trackId ?? '', responseCode };
  }

  async #bearer({ endpoint }: Request, { deadline }: RunningCall, trackId?: string): Promise<Authorization> {
    const { value: token } = await this.#keeper.get(deadline.signal);
    const headers = (): Readonly<Record<string, string>> => bearerHeader(token);
    return { token, headers, ...(endpoint.isTracked ? { query: { trackId: trackId ?? randomUUID() } } : {}) };
  }

  #useOnce(trackId: string): void {
    if (this.#usedTrackIds.has(trackId)) {
      const rule = 'was used already: each request needs its own';
      throw new ValidationError('trackId', rule, { value: trackId, venue: 'finnotech' });
    }
    this.#usedTrackIds.set(trackId, true);
  }
}

/** The user's own tracking code. */
function ownTrackId({ query }: Request): string | undefined {
  return query?.['trackId'] as string | undefined;
}
