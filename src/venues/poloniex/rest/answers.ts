import { mismatchError, pieceAt } from '../../../adapter/schema/mismatch';
import { type Reader, RecordMismatch, readSteps } from '../../../adapter/schema/reader';
import type { Steps } from '../../../core/slices';
import { type BrokerError, ProtocolError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import type { HttpResponse } from '../../../transport/http/message';
import { noJsonError, parseSteps } from '../../../transport/json/integers';
import { TOO_DEEP } from '../../../transport/json/limits';
import { notJsonError, type RefusedCall, toError } from '../errors';
import { readFailure } from '../wire/failure';

/** How much of what a refusal says is looked at. */
const MAX_TEXT = 2000;

/** Which call an answer belongs to. */
export interface AnsweredCall extends RefusedCall {
  readonly requestId: string;
}

/**
 * Judges an answer: it is a success when its status is one and no code other than 200 stands in it.
 * @returns the parsed answer, long integers as strings
 * @throws PoloniexError, AuthenticationError, RateLimitError for a refusal; HttpStatusError for what is no JSON;
 *   ProtocolError for an empty success and for an answer that nests too deep
 */
export function* requireSuccess(
  { status, text }: HttpResponse,
  call: AnsweredCall,
  redactor: Redactor,
): Steps<unknown> {
  const parsed = yield* parseSteps(text);
  if (parsed === undefined) throw noJson(status, text, call);
  const { value, isTooDeep } = parsed;
  if (isTooDeep) throw broken(new RecordMismatch('', TOO_DEEP), value, call, redactor);
  const { code, message } = readFailure(value);
  const ok = status >= 200 && status < 300;
  if (ok && code === undefined) return value;
  throw toError(
    status,
    code === undefined ? '' : redactor.text(code, MAX_TEXT),
    message === undefined ? undefined : redactor.text(message, MAX_TEXT),
    call,
  );
}

/** Reads a success. @throws ProtocolError naming what breaks the schema */
export function* readAnswer<T>(
  value: unknown,
  read: Reader<T>,
  call: AnsweredCall,
  redactor: Redactor,
): Steps<T> {
  try {
    return yield* readSteps(read, value);
  } catch (error) {
    throw error instanceof RecordMismatch ? broken(error, value, call, redactor) : error;
  }
}

function broken(
  mismatch: RecordMismatch,
  value: unknown,
  { operation, requestId }: AnsweredCall,
  redactor: Redactor,
): ProtocolError {
  const sample = redactor.sample(pieceAt(value, mismatch.path));
  return mismatchError(mismatch, { venue: 'poloniex', operation, requestId, sample });
}

function noJson(status: number, text: string, call: AnsweredCall): BrokerError {
  if (text.trim() !== '' || status >= 400) return notJsonError(status, call);
  const { operation, requestId } = call;
  return new ProtocolError(`${operation}: Expected JSON, got nothing`, {
    venue: 'poloniex',
    operation,
    requestId,
    sent: true,
    cause: noJsonError(text),
  });
}
