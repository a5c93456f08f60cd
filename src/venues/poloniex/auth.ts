import { createHmac, type KeyObject } from 'node:crypto';
import { encodeQuery, type HttpQuery } from '../../transport/http/path';

/** Who signs. */
export interface PoloniexCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** The same, its secret perhaps as a key that was prepared once: made of a text for each signature, it would take longer. */
export type PoloniexSigner = Omit<PoloniexCredentials, 'apiSecret'> & {
  readonly apiSecret: string | KeyObject;
};

/** What of a request is signed. */
export interface SignedRequest {
  readonly method: string;
  /** As it is sent, encoded. A prefix of the base URL is no part of it: the venue knows nothing of a gateway before it. */
  readonly path: string;
  /** Not signed where there is a body. */
  readonly query?: HttpQuery | undefined;
  /** The exact text that is sent. */
  readonly body?: string | undefined;
  /** The venue's time, UTC epoch ms. */
  readonly signTimestamp: number;
}

const METHOD = 'HmacSHA256';
const VERSION = '2';
/** What the frame that authenticates a socket is signed as. @see Poloniex API, authenticated channels */
const SOCKET_REQUEST = { method: 'GET', path: '/ws' };

/** The parameters in the order of their names: sent in it and signed in it, they are the same text. */
export function sortedQuery(query: HttpQuery = {}): HttpQuery {
  return Object.fromEntries(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * The text that is signed: method, path and parameters on a line each.
 *
 * Parameters are encoded as in the URL, the comma too, as the venue's documentation has it.
 * @see Poloniex API, authentication
 */
export function signaturePayload({ method, path, query, body, signTimestamp }: SignedRequest): string {
  const parameters =
    body === undefined
      ? encodeQuery(sortedQuery({ ...query, signTimestamp }))
      : `requestBody=${body}&signTimestamp=${signTimestamp}`;
  return `${method}\n${path}\n${parameters}`;
}

/** HMAC-SHA256 of a text, in base64. */
export function sign(secret: string | KeyObject, payload: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64');
}

function signed({ apiKey, apiSecret }: PoloniexSigner, request: SignedRequest) {
  return {
    key: apiKey,
    signTimestamp: String(request.signTimestamp),
    signatureMethod: METHOD,
    signatureVersion: VERSION,
    signature: sign(apiSecret, signaturePayload(request)),
  };
}

/**
 * The headers of a signed request.
 * @param recvWindow - how old it may be when the venue sees it, in ms; absent for the venue's own limit
 */
export function authHeaders(
  credentials: PoloniexSigner,
  request: SignedRequest,
  recvWindow?: number,
): Record<string, string> & { readonly signature: string } {
  const window = recvWindow === undefined ? {} : { recvWindow: String(recvWindow) };
  return { ...signed(credentials, request), ...window };
}

/** The frame that authenticates the private socket, and the secret in it. */
export function authFrame(
  credentials: PoloniexSigner,
  signTimestamp: number,
): { readonly text: string; readonly signature: string } {
  const params = signed(credentials, { ...SOCKET_REQUEST, signTimestamp });
  const text = JSON.stringify({ event: 'subscribe', channel: ['auth'], params });
  return { text, signature: params.signature };
}
