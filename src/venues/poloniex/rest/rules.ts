import type { RestAnswer, RestPayload } from '../../../adapter/rest/answer';
import { type RestParts, type RestRequest, splitByPath } from '../../../adapter/rest/endpoint';
import type { RunningCall } from '../../../adapter/rest/running-calls';
import type { Redactor } from '../../../errors/redact';
import type { HttpQuery } from '../../../transport/http/path';
import { sortedQuery } from '../auth';
import type { Endpoint } from '../endpoints';
import { notFound, toError } from '../errors';
import { readFailure } from '../wire/failure';

/** Longest text of a refusal that is read. */
const MAX_TEXT = 2000;

/** What arguments become: an order that is named by its `clientOrderId` has a path of its own. */
export function partsOf(endpoint: Endpoint, args: object): RestParts {
  const { clientPath } = endpoint;
  const path = clientPath !== undefined && 'clientOrderId' in args ? clientPath : endpoint.path;
  const { pathParams, rest } = splitByPath(path, args as Record<string, unknown>);
  const where = { path, pathParams };
  return endpoint.hasBody
    ? { ...where, body: JSON.stringify(rest) }
    : { ...where, query: sortedQuery(rest as HttpQuery) };
}

/**
 * Judges an answer: it is a success when its status is one and no code other than 200 stands in it.
 * @throws PoloniexError, AuthenticationError, RateLimitError for a refusal
 */
export function openAnswer(
  { status, value, retryAfterMs }: RestAnswer,
  { endpoint }: RestRequest<Endpoint>,
  { operation, requestId }: RunningCall,
  redactor: Redactor,
): RestPayload {
  const call = { operation, requestId, retryAfterMs };
  const { code, message } = readFailure(value);
  const ok = status >= 200 && status < 300;
  if (!ok || code !== undefined) {
    const text = message === undefined ? undefined : redactor.text(message, MAX_TEXT);
    throw toError(status, code === undefined ? '' : redactor.text(code, MAX_TEXT), text, call);
  }
  if (endpoint.isLookUp && Array.isArray(value) && value.length === 0) throw notFound(call);
  return { at: '', value };
}
