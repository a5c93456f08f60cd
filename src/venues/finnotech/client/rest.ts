import { randomUUID } from 'node:crypto';
import type { RestAnswer, RestPayload } from '../../../adapter/rest/answer';
import { type RestAuthorization, RestClient } from '../../../adapter/rest/client';
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
  const usedTrackIds = new RecentMap<true>(REMEMBERED_TRACK_IDS);

  const bearer = async (
    { endpoint }: Request,
    { deadline }: RunningCall,
    trackId: string = randomUUID(),
  ): Promise<Authorization> => {
    const { value: token } = await keeper.get(deadline.signal);
    return {
      token,
      headers: () => bearerHeader(token),
      ...(endpoint.isTracked ? { query: { trackId } } : {}),
    };
  };

  const options = { venue: 'finnotech', settings, redactor, pathParams: { clientId }, mask } as const;
  return new RestClient<FinnotechEndpoint, Payload, Authorization>(options, {
    authorize: async (request, call) => {
      if (request.endpoint.auth === 'client') return { headers: () => basicHeader(credentials) };
      const trackId = ownTrackId(request);
      if (trackId !== undefined && usedTrackIds.has(trackId)) {
        const rule = 'was used already: each request needs its own';
        throw new ValidationError('trackId', rule, { value: trackId, venue: 'finnotech' });
      }
      if (trackId !== undefined) usedTrackIds.set(trackId, true);
      return bearer(request, call, trackId);
    },
    /** A read that meets an invalid token is sent with a new one, and a new tracking code. */
    renew: async (error, { token }, request, call) => {
      if (!(error instanceof FinnotechTokenError) || token === undefined) return undefined;
      // A tracking code is good for one request: the user's own cannot be sent again.
      if (!keeper.drop(token) || ownTrackId(request) !== undefined) return undefined;
      return bearer(request, call);
    },
    open: (answer, request, call, used) => openAnswer(answer, request, call, used, redactor),
  });
}

/** An answer is done only if `state` or `status` is DONE and there is a `result` and no error, whatever its HTTP status. */
export function openAnswer(
  { status, value, retryAfterMs }: RestAnswer,
  { endpoint }: Request,
  { operation, requestId }: RunningCall,
  used: Authorization | undefined,
  redactor: Redactor,
): Payload {
  const envelope = readEnvelope(value);
  const { state, error } = envelope ?? {};
  const trackId = envelope?.trackId ?? used?.query?.trackId;
  if (status >= 400 || error !== undefined || state === 'FAILED') {
    const shown = (text: string | undefined): string | undefined =>
      text === undefined ? undefined : redactor.text(text, MAX_TEXT);
    throw failureError({
      operation,
      requestId,
      status,
      scope: endpoint.scope,
      code: shown(error?.code),
      text: shown(error?.message),
      trackId: shown(trackId),
      responseCode: shown(envelope?.responseCode),
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

/** The user's own tracking code. */
function ownTrackId({ query }: Request): string | undefined {
  return query?.['trackId'] as string | undefined;
}
