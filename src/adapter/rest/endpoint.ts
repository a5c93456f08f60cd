import type { HttpRequest } from '../../transport/http/message';
import type { HttpQuery, PathParams } from '../../transport/http/path';
import type { Priority } from '../../transport/pace/pace-rule';
import type { ArgumentsSchema } from '../schema/arguments';
import type { Reader } from '../schema/reader';
import type { ClientCallOptions } from '../schema/table-call';
import type { TextReader } from '../schema/text-reader';

/** The parts of a request that arguments become. */
export interface RestParts {
  /** Where it differs from the path of the endpoint. */
  readonly path?: string | undefined;
  readonly pathParams?: PathParams | undefined;
  readonly query?: HttpQuery | undefined;
  /** The exact text that is sent. */
  readonly body?: string | undefined;
}

/** One row of a venue's table of endpoints: a request, and what reads its answer. */
export interface RestEndpoint<T = unknown> {
  readonly method: HttpRequest['method'];
  /** A template below the base URL, such as `/markets/{symbol}`. */
  readonly path: string;
  /** What a request waits behind. */
  readonly priority: Priority;
  /** The venue's quota that it counts against; absent where the venue has none. */
  readonly quota?: string;
  /** What the arguments must be; absent where there are none, or where they were checked before. */
  readonly args?: ArgumentsSchema<object>;
  /**
   * What checked arguments become; absent where they become what those of the venue's other endpoints do.
   * @param now - the venue's time, UTC epoch ms
   */
  readonly parts?: (args: never, now: number) => RestParts;
  /** Reads the payload of an answer. */
  readonly read: Reader<T>;
  /**
   * Reads the same straight from the text of a success that is written as usual; not used with the option `raw`.
   * @internal
   */
  readonly fromText?: TextReader<T>;
  /** Whether no piece of an answer may stand in an error. */
  readonly isSecret?: boolean;
}

/** What an endpoint answers with. */
export type AnswerOf<E extends RestEndpoint> = E extends { readonly read: Reader<infer T> } ? T : never;

/** What an endpoint must be called with. */
export type ArgumentsOf<E extends RestEndpoint> = E extends { readonly args: ArgumentsSchema<infer A> }
  ? A
  : Readonly<Record<string, never>>;

/** A request as it will be sent, but for what authorizes it. */
export interface RestRequest<E extends RestEndpoint = RestEndpoint> extends RestParts {
  readonly endpoint: E;
  readonly path: string;
}

/** What every call takes besides its arguments. */
export type RestCallOptions = ClientCallOptions;

/** Arguments by where they go: those that the path names, and the others. */
export function splitByPath(
  path: string,
  args: Readonly<Record<string, unknown>>,
): { readonly pathParams: PathParams; readonly rest: Readonly<Record<string, unknown>> } {
  // Most paths name none.
  if (!path.includes('{')) return { pathParams: {}, rest: args };
  const isInPath = ([name]: readonly [string, unknown]): boolean => path.includes(`{${name}}`);
  const entries = Object.entries(args);
  return {
    pathParams: Object.fromEntries(entries.filter(isInPath)) as PathParams,
    rest: Object.fromEntries(entries.filter((entry) => !isInPath(entry))),
  };
}

/** What arguments become where the venue says nothing else: those that the path names go there, the others into the query. */
export function inQuery(path: string, args: object): RestParts {
  const { pathParams, rest } = splitByPath(path, args as Record<string, unknown>);
  return { pathParams, query: rest as HttpQuery };
}
