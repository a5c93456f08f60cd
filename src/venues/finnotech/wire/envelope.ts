import { withCanonicalKeys } from '../../../adapter/schema/keys';
import {
  listOf,
  type Reader,
  RecordMismatch,
  readerOf,
  readSteps,
  steppedReader,
} from '../../../adapter/schema/reader';
import { wireList } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { wireAmount, wireCode } from './values';

const code = z.union([z.string().max(200), z.number()]).transform(String);
const failure = z.looseObject({ code: code.nullish(), message: z.string().max(4000).nullish() });

/**
 * What every service answers with. `state` of the seed page and `status` of newer pages say the same.
 * @example {"trackId":"8e15adc9-6e14-460a-9112-422567bc0e34","result":[...],"state":"DONE"}
 */
export interface Envelope {
  readonly trackId?: string;
  readonly responseCode?: string;
  /** DONE, FAILED, or what no document names. */
  readonly state?: string;
  /** Whether there was a `result` at all. */
  readonly answered: boolean;
  readonly result: unknown;
  readonly error?: { readonly code?: string; readonly message?: string };
}

const canonicalEnvelope = withCanonicalKeys([
  'trackId',
  'responseCode',
  'result',
  'state',
  'status',
  'error',
]);
const canonicalError = withCanonicalKeys(['code', 'message']);

/** The envelope of an answer; undefined when the value is no object. */
export function readEnvelope(value: unknown): Envelope | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { trackId, responseCode, result, state, status, error } = canonicalEnvelope(value) as Record<
    string,
    unknown
  >;
  const said = typeof state === 'string' ? state : status;
  return {
    answered: result !== undefined && result !== null,
    result,
    ...(typeof trackId === 'string' ? { trackId } : {}),
    ...(typeof responseCode === 'string' ? { responseCode } : {}),
    ...(typeof said === 'string' ? { state: said.toUpperCase() } : {}),
    ...(error == null ? {} : { error: readError(error) }),
  };
}

function readError(value: unknown): NonNullable<Envelope['error']> {
  const parsed = failure.safeParse(canonicalError(value));
  if (!parsed.success) return typeof value === 'string' ? { message: value } : {};
  const { code: given, message } = parsed.data;
  return { ...(given == null ? {} : { code: given }), ...(message == null ? {} : { message }) };
}

/** Reads an object as one row, and an array as its rows. */
export function rowsOf<T>(read: Reader<T>): Reader<readonly T[]> {
  const list = listOf(read);
  return steppedReader(function* (value) {
    return Array.isArray(value) ? yield* readSteps(list, value) : [read(value)];
  });
}

const token = z.looseObject({
  value: z.string('must be a text').min(1, 'must not be empty').max(20_000, 'is too long'),
  scopes: wireList(z.string()).nullish(),
  lifeTime: wireAmount.transform(Number).refine((ms) => ms > 0, 'must be above 0'),
  creationDate: wireCode,
  refreshToken: z.string().max(20_000).nullish(),
});

/**
 * A token of the token endpoint.
 * @example {"value":"...","scopes":["bourse:trades-realtime:get"],"lifeTime":864000000,
 *   "creationDate":"13970730111355","refreshToken":"..."}
 */
export const readToken = readerOf(token);

const storedToken = z.looseObject({
  value: z.string().min(1).max(20_000),
  scopes: z.array(z.string()),
  lifeTime: z.number().positive(),
  creationDate: z.string(),
  refreshToken: z.string().exactOptional(),
  expireTime: z.number().positive(),
});

/** A token that a store gave back. */
export const readStoredToken = readerOf(storedToken);

/** A row of the list of tokens: kept as it came. */
export const readTokenRow: Reader<Readonly<Record<string, unknown>>> = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RecordMismatch('', 'must be an object');
  }
  return value as Readonly<Record<string, unknown>>;
};
