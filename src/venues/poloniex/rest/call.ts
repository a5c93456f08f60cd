import type { AnswerOf } from '../../../adapter/rest/endpoint';
import type { ENDPOINTS, EndpointName } from '../endpoints';

/** One request by the name of its endpoint, with its arguments as the user gave them. Public declarations name it. */
export interface RestCall<T> {
  readonly name: string;
  readonly args: object;
  /** Of use to the compiler only: what the endpoint answers with. */
  readonly answer?: T;
}

/** The call of a request. */
export function callOf<N extends EndpointName>(
  name: N,
  args: object,
): RestCall<AnswerOf<(typeof ENDPOINTS)[N]>> {
  return { name, args };
}
