import type { AnswerOf } from '../../../adapter/rest/endpoint';
import { ENDPOINTS, type Endpoint, type EndpointName } from '../endpoints';

/** One request by its name, with its arguments as the user gave them. */
export interface RestCall<T> {
  readonly name: EndpointName;
  readonly endpoint: Endpoint<T>;
  readonly args: object;
}

/** The call of a request. */
export function callOf<N extends EndpointName>(
  name: N,
  args: object,
): RestCall<AnswerOf<(typeof ENDPOINTS)[N]>> {
  return { name, args, endpoint: ENDPOINTS[name] as Endpoint<AnswerOf<(typeof ENDPOINTS)[N]>> };
}
