import type { Steps } from '../../core/slices';
import type { VenueId } from '../../core/venue-id';
import { HttpStatusError, ProtocolError, RateLimitError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import type { HttpResponse } from '../../transport/http/message';
import { noJsonError, parseSteps } from '../../transport/json/integers';
import { TOO_DEEP } from '../../transport/json/limits';
import { mismatchError, pieceAt } from '../schema/mismatch';
import { rememberRawSteps } from '../schema/raw-records';
import { type Reader, RecordMismatch, readSteps } from '../schema/reader';
import type { TextReader } from '../schema/text-reader';

/** Which call an answer belongs to. */
export interface AnsweredCall {
  readonly venue: VenueId;
  readonly operation: string;
  readonly requestId: string;
}

/** An answer that is JSON, before it is judged. */
export interface RestAnswer {
  readonly status: number;
  /** The parsed answer, long integers as strings. */
  readonly value: unknown;
  /** How long the venue asked to wait, in ms. */
  readonly retryAfterMs?: number | undefined;
}

/** An answer that is no JSON. */
export type TextAnswer = Omit<RestAnswer, 'value'> & { readonly text: string };

/** What of an answer is read. */
export interface RestPayload {
  /** Path of the value in the answer, such as `data`; empty for the whole answer. */
  readonly at: string;
  readonly value: unknown;
  /** What the records that are read are remembered with. @defaultValue the value */
  readonly raw?: unknown;
}

export interface AnswerReader<T, P extends RestPayload> {
  readonly call: AnsweredCall;
  /** Judges the answer. @throws the venue's error for a refusal; RecordMismatch for what breaks the protocol */
  open(answer: RestAnswer): P;
  /** The error of an answer that is no JSON. @defaultValue {@link notJsonError} */
  notJson?(answer: TextAnswer): Error | undefined;
  readonly read: Reader<T>;
  /** Tried first where the status is 200 and no raw values are wanted. */
  readonly fromText?: TextReader<T> | undefined;
  readonly redactor: Redactor;
  readonly raw?: boolean | undefined;
  readonly isSecret?: boolean | undefined;
}

/** A success: the payload as it came, and what was read of it. */
export interface RestResult<T, P extends RestPayload = RestPayload> {
  readonly payload: P;
  readonly result: T;
}

/**
 * Judges an answer and reads its payload, in steps where it is long.
 * @throws the venue's error for a refusal; HttpStatusError or RateLimitError for what is no JSON; ProtocolError for an empty
 *   success, an answer that nests too deep, and one that breaks its schema
 */
export function* readAnswer<T, P extends RestPayload>(
  { status, text }: Pick<HttpResponse, 'status' | 'text'>,
  retryAfterMs: number | undefined,
  reader: AnswerReader<T, P>,
): Steps<RestResult<T, P>> {
  const { call, fromText, isSecret, raw, read, redactor } = reader;
  if (fromText !== undefined && status === 200 && !raw) {
    const result = yield* fromText(text, 0, text.length);
    // Only venues whose payload says no more than this have such readers.
    if (result !== undefined) return { payload: { at: '', value: result } as RestPayload as P, result };
  }
  const parsed = yield* parseSteps(text);
  if (parsed === undefined) {
    const answer = { status, text, retryAfterMs };
    throw reader.notJson?.(answer) ?? notJsonError(answer, call);
  }
  const { value, isTooDeep } = parsed;
  let payload: RestPayload = { at: '', value };
  try {
    if (isTooDeep) throw new RecordMismatch('', TOO_DEEP);
    const opened = reader.open({ status, value, retryAfterMs });
    payload = opened;
    const result = yield* readSteps(read, opened.value);
    if (raw) yield* rememberRawSteps(result, opened.raw ?? rawFor(result, opened.value));
    return { payload: opened, result };
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    const sample = isSecret ? undefined : redactor.sample(pieceAt(payload.value, error.path));
    throw mismatchError(error, { ...call, at: payload.at, sample });
  }
}

/** One record may have come as an array of one. */
function rawFor(result: unknown, value: unknown): unknown {
  return Array.isArray(value) && !Array.isArray(result) ? value[0] : value;
}

/** Something on the way answered instead of the venue: a page of a proxy or of a maintenance window. It is not shown. */
export function notJsonError({ status, text, retryAfterMs }: TextAnswer, call: AnsweredCall): Error {
  if (status === 429) return tooManyRequests(call, retryAfterMs);
  const { operation } = call;
  if (text.trim() === '' && status < 400) {
    const cause = noJsonError(text);
    return new ProtocolError(`${operation}: Expected JSON, got nothing`, { ...call, sent: true, cause });
  }
  const wait = retryAfterMs === undefined ? '' : `, asking to wait ${Math.ceil(retryAfterMs / 1000)} s`;
  return new HttpStatusError(`${operation}: HTTP ${status} with something that is no JSON${wait}`, {
    ...call,
    status,
    // A page with status 200 is a maintenance page just as well.
    retryable: status === 200 || status >= 500,
    sent: true,
  });
}

/** The error of status 429 where the answer says no more than that. */
export function tooManyRequests(call: AnsweredCall, retryAfterMs: number | undefined): RateLimitError {
  return new RateLimitError(`The venue answered ${call.operation} with 429: too many requests`, {
    ...call,
    code: '429',
    sent: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
