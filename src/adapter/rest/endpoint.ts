import type { CallOptions } from '../../broker';
import type { VenueId } from '../../core/venue-id';
import type { HttpRequest } from '../../transport/http/message';
import { expandPath, type HttpQuery, type PathParams } from '../../transport/http/path';
import type { Priority } from '../../transport/pace/pace-rule';
import { type ArgumentsSchema, checkArguments } from '../schema/arguments';
import type { Reader } from '../schema/reader';

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
export interface RestCallOptions extends CallOptions {
  readonly requestId?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly beforeSend?: (() => void) | undefined;
}

/** Arguments by where they go: those that the path names, and the others. */
export function splitByPath(
  path: string,
  args: Readonly<Record<string, unknown>>,
): { readonly pathParams: PathParams; readonly rest: Readonly<Record<string, unknown>> } {
  const isInPath = ([name]: readonly [string, unknown]): boolean => path.includes(`{${name}}`);
  const entries = Object.entries(args);
  return {
    pathParams: Object.fromEntries(entries.filter(isInPath)) as PathParams,
    rest: Object.fromEntries(entries.filter((entry) => !isInPath(entry))),
  };
}

/**
 * Makes a request of the arguments of a call.
 * @throws ValidationError naming the argument, its rule and its value
 */
export function requestOf<E extends RestEndpoint>(
  endpoint: E,
  given: unknown,
  context: {
    readonly operation: string;
    readonly venue: VenueId;
    readonly now: number;
    /** Values of paths that are the same for every request. */
    readonly pathParams?: PathParams | undefined;
    /** What the venue makes of the arguments of any endpoint. */
    readonly partsOf?: (args: object) => RestParts | undefined;
  },
): RestRequest<E> {
  const { operation, venue, now } = context;
  const args =
    endpoint.args === undefined ? (given ?? {}) : checkArguments(endpoint.args, given, operation, venue);
  const parts =
    endpoint.parts?.(args as never, now) ?? context.partsOf?.(args) ?? inQuery(endpoint.path, args);
  const path = parts.path ?? endpoint.path;
  const pathParams = { ...splitByPath(path, context.pathParams ?? {}).pathParams, ...parts.pathParams };
  // A value that has no place in the path must not wait, and use up what a quota allows.
  expandPath(path, pathParams);
  return { endpoint, ...parts, path, pathParams };
}

function inQuery(path: string, args: object): RestParts {
  const { pathParams, rest } = splitByPath(path, args as Record<string, unknown>);
  return { pathParams, query: rest as HttpQuery };
}
