import type { Reader } from '../../../adapter/schema/reader';
import type { HttpRequest } from '../../../transport/http/message';
import { expandPath, type HttpQuery, type PathParams } from '../../../transport/http/path';
import { sortedQuery } from '../auth';
import { ENDPOINTS, type Endpoint, type EndpointName } from '../endpoints';

/** One request and what reads its answer. */
export interface RestCall<T> {
  readonly name: EndpointName;
  readonly pathParams?: PathParams;
  readonly query?: HttpQuery;
  /** Goes out as JSON. */
  readonly body?: object;
  readonly read: Reader<T>;
}

/** A request as it will be sent, but for its signature. */
export type Prepared<T> = Pick<HttpRequest, 'method' | 'path' | 'pathParams' | 'query' | 'body'> & {
  readonly endpoint: Endpoint;
  readonly read: Reader<T>;
  /** The path with its values in place. */
  readonly fullPath: string;
};

/**
 * Makes a request of a call: an order that is named by its `clientOrderId` has a path of its own.
 * @throws ValidationError when a value has no place in the path
 */
export function prepare<T>({ name, pathParams, query, body, read }: RestCall<T>): Prepared<T> {
  const endpoint: Endpoint = ENDPOINTS[name];
  const byClientId = pathParams !== undefined && Object.hasOwn(pathParams, 'clientOrderId');
  const path = byClientId && endpoint.clientPath !== undefined ? endpoint.clientPath : endpoint.path;
  return {
    endpoint,
    read,
    method: endpoint.method,
    path,
    pathParams,
    fullPath: expandPath(path, pathParams),
    query: sortedQuery(query),
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
