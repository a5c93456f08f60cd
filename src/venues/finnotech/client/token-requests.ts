import { atOnce, inSlices } from '../../../core/slices';
import {
  AuthenticationError,
  type BrokerError,
  type HttpStatusError,
  isBrokerError,
  isHttpStatusError,
  isVenueError,
  type VenueError,
} from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import { bearerHeader, clientCredentialsGrant, type Grant, refreshGrant, revocation } from '../auth';
import { REVOKE_PATH, TOKEN_PATH, TOKENS_PATH, TOKENS_SCOPE } from '../endpoints';
import { creationTime } from '../map/time';
import type { FinnotechCredentials, FinnotechSettings } from '../options';
import type { FinnotechToken, FinnotechTokenRow } from '../types/client';
import { readToken, readTokenRow, rowsOf } from '../wire/envelope';
import { type AnsweredCall, readResult, requireDone } from './codec';
import type { FinnotechHttp } from './http';
import type { TokenSource } from './token-keeper';

const REFUSING_STATUS: ReadonlySet<number> = new Set([400, 401, 403]);

const readTokenRows = rowsOf(readTokenRow);

/** The requests about tokens. */
export class TokenRequests implements TokenSource {
  readonly #settings: FinnotechSettings;
  readonly #credentials: FinnotechCredentials;
  readonly #http: FinnotechHttp;
  readonly #redactor: Redactor;
  readonly #nextId: () => string;

  constructor(
    settings: FinnotechSettings,
    credentials: FinnotechCredentials,
    http: FinnotechHttp,
    redactor: Redactor,
    nextId: () => string,
  ) {
    this.#settings = settings;
    this.#credentials = credentials;
    this.#http = http;
    this.#redactor = redactor;
    this.#nextId = nextId;
  }

  request(): Promise<FinnotechToken> {
    const { scopes } = this.#settings;
    return this.#token('requestToken', clientCredentialsGrant(this.#credentials, scopes));
  }

  refresh(refreshToken: string): Promise<FinnotechToken> {
    return this.#token('refreshToken', refreshGrant(this.#credentials, refreshToken));
  }

  /** Ends a token at the venue. */
  async revoke(token: string, call: AnsweredCall, signal: AbortSignal): Promise<void> {
    const { clientId } = this.#credentials;
    const response = await this.#http.send({
      method: 'DELETE',
      path: REVOKE_PATH,
      priority: 'control',
      pathParams: { clientId },
      ...revocation(this.#credentials, token),
      signal,
      ...call,
    });
    await inSlices(requireDone(response, { ...call, holdsToken: true }, this.#redactor));
  }

  /** The list of the client's tokens, as it came. */
  async list(token: string, call: AnsweredCall, signal: AbortSignal): Promise<readonly FinnotechTokenRow[]> {
    const { clientId } = this.#credentials;
    const { operation, requestId } = call;
    const response = await this.#http.send({
      method: 'GET',
      path: TOKENS_PATH,
      pathParams: { clientId },
      headers: bearerHeader(token),
      signal,
      operation,
      requestId,
    });
    const scoped: AnsweredCall = { ...call, scope: TOKENS_SCOPE, holdsToken: true };
    const done = await inSlices(requireDone(response, scoped, this.#redactor));
    return inSlices(readResult(done, readTokenRows, scoped, this.#redactor));
  }

  async #token(operation: string, { headers, body }: Grant): Promise<FinnotechToken> {
    const named = { operation, requestId: this.#nextId() };
    const call: AnsweredCall = { ...named, holdsToken: true };
    const { clock } = this.#settings;
    const asked = clock.now();
    const response = await this.#http.send({
      method: 'POST',
      path: TOKEN_PATH,
      priority: 'control',
      headers,
      body,
      ...named,
    });
    try {
      const done = await inSlices(requireDone(response, call, this.#redactor));
      const token = atOnce(readResult(done, readToken, call, this.#redactor));
      return tokenOf(token, asked);
    } catch (error) {
      throw isBrokerError(error) ? refusal(error, operation) : error;
    }
  }
}

/** What the venue refuses here is who we are, or what we ask for: it is not tried again by itself. */
function refusal(error: BrokerError, operation: string): BrokerError {
  if (!isRefused(error)) return error;
  const { requestId } = error;
  const code = isVenueError(error) ? error.code : `HTTP ${error.status}`;
  return new AuthenticationError(error.message, {
    venue: 'finnotech',
    operation,
    requestId,
    code,
    sent: true,
    cause: error,
  });
}

/** With a page instead of JSON the status alone tells; it is what HTTP refuses credentials with. */
function isRefused(error: BrokerError): error is VenueError | HttpStatusError {
  if (isHttpStatusError(error)) return REFUSING_STATUS.has(error.status);
  return isVenueError(error) && !error.retryable;
}

function tokenOf(
  { value, scopes, lifeTime, creationDate, refreshToken }: ReturnType<typeof readToken>,
  asked: number,
): FinnotechToken {
  // The venue may hand out a token that it made before. A date that cannot be, for one of the clocks is wrong, is not
  // believed: a fresh token would never be taken for good.
  const said = creationTime(creationDate) ?? asked;
  const created = said <= asked && said > asked - lifeTime ? said : asked;
  return {
    value,
    scopes: scopes ?? [],
    lifeTime,
    creationDate,
    ...(refreshToken == null || refreshToken === '' ? {} : { refreshToken }),
    expireTime: created + lifeTime,
  };
}
