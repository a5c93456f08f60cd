import type { RestPayload } from './answer';
import type { RestAuthorization, RestClient } from './client';
import type { AnswerOf, ArgumentsOf, RestCallOptions, RestEndpoint } from './endpoint';

/** The requests of a table as methods under their names. Each rejects with what `RestClient.call` rejects with. */
export type RestMethods<T extends Readonly<Record<string, RestEndpoint>>> = {
  readonly [K in keyof T]: (args: ArgumentsOf<T[K]>, options?: RestCallOptions) => Promise<AnswerOf<T[K]>>;
};

/** Makes methods of a table of endpoints, so that a client is its table. */
export function restMethods<
  E extends RestEndpoint,
  P extends RestPayload,
  A extends RestAuthorization,
  T extends Readonly<Record<string, E>>,
>(rest: RestClient<E, P, A>, table: T): RestMethods<T> {
  const methods = Object.entries(table).map(([name, endpoint]) => {
    const method = async (args: object, options?: RestCallOptions): Promise<unknown> =>
      (await rest.call(name, endpoint, args, options)).result;
    return [name, method] as const;
  });
  // Each entry became the method of its endpoint; the compiler cannot follow the loop.
  return Object.fromEntries(methods) as unknown as RestMethods<T>;
}
