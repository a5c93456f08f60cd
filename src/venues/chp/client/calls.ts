import type { TableCall } from '../../../adapter/schema/table-call';
import { ValidationError } from '../../../errors';
import { type ChpEndpoint, ENDPOINTS, type EndpointThat } from '../endpoints';
import type { ChpAnswer, ChpAnswers } from '../types/answer';
import type { ChpCallOptions } from '../types/client';
import { checkNames } from '../wire/arguments';
import type { ListeningList } from './listening';
import type { ChpRest } from './rest';

/** Names of what one call of Listen* or Cancel* is about. */
export type Names = string | readonly string[];

/** A method that resolves with the rows of `data`. */
export async function fetchData<T>(
  rest: ChpRest,
  { name, args }: TableCall<T>,
  options?: ChpCallOptions,
): Promise<T> {
  // A call is made of a name of the table, and of its answer.
  const endpoint: ChpEndpoint = ENDPOINTS[name as EndpointThat<'data'>];
  return (await rest.call(endpoint.operation ?? name, endpoint, args, options)).result as T;
}

/** A method that resolves with the whole answer; only its `result` is judged. */
export async function fetchAnswer(
  rest: ChpRest,
  name: EndpointThat<'success'>,
  args: object,
  options?: ChpCallOptions,
): Promise<ChpAnswer> {
  const endpoint = ENDPOINTS[name];
  return (await rest.call(endpoint.operation, endpoint, args, options)).result;
}

/** Listens to each name in turn; the list gains those whose answer says `result: true`. */
export async function listen(
  rest: ChpRest,
  name: EndpointThat<'answer'>,
  list: ListeningList,
  names: unknown,
  options?: ChpCallOptions,
): Promise<ChpAnswers> {
  return each(rest, name, requiredNames(names, keyOf(name)), options, (one) => list.add(one));
}

/** Cancels each name in turn, without any all of the list; it loses those whose answer says `result: true`. */
export async function cancel(
  rest: ChpRest,
  name: EndpointThat<'answer'>,
  list: ListeningList,
  names: unknown,
  options?: ChpCallOptions,
): Promise<ChpAnswers> {
  const wanted = names === undefined ? list.get() : requiredNames(names, keyOf(name));
  return each(rest, name, wanted, options, (one) => list.remove(one));
}

/** One limit for all of them, as for any call. */
function each(
  rest: ChpRest,
  name: EndpointThat<'answer'>,
  names: readonly string[],
  options: ChpCallOptions = {},
  succeeded: (name: string) => void,
): Promise<ChpAnswers> {
  const endpoint = ENDPOINTS[name];
  const work: Parameters<typeof rest.run<ChpAnswers>>[2] = async (call) => {
    const answers = Object.create(null) as Record<string, ChpAnswer>;
    for (const one of names) {
      const request = rest.request(name, endpoint, { [keyOf(name)]: one });
      const { result } = await rest.exchange(request, call);
      if (result.result === true) succeeded(one);
      answers[one] = result;
    }
    return answers;
  };
  return rest.run(name, options, work, endpoint.priority);
}

function keyOf(name: EndpointThat<'answer'>): 'portfolio' | 'symbol' {
  return 'portfolio' in ENDPOINTS[name].fields ? 'portfolio' : 'symbol';
}

function requiredNames(names: unknown, field: string): readonly string[] {
  const checked = checkNames(names, field);
  if (checked.length > 0) return checked;
  throw new ValidationError(field, 'must not be empty', { venue: 'chp' });
}
