import { mismatchError, pieceAt } from '../../../adapter/schema/mismatch';
import { type Reader, RecordMismatch, readSteps } from '../../../adapter/schema/reader';
import type { Steps } from '../../../core/slices';
import { type BrokerError, ProtocolError } from '../../../errors';
import type { Redactor } from '../../../errors/redact';
import type { HttpResponse } from '../../../transport/http/message';
import { retryAfterOf } from '../../../transport/http/retry-after';
import { noJsonError, parseSteps } from '../../../transport/json/integers';
import { TOO_DEEP } from '../../../transport/json/limits';
import { type Failure, failureError, notJsonError } from '../errors';
import { type Envelope, readEnvelope } from '../wire/envelope';

/** Longest text of the venue that an error keeps. */
const MAX_TEXT = 4000;

/** Which call an answer belongs to. */
export interface AnsweredCall {
  readonly operation: string;
  readonly requestId: string;
  /** The scope that the call needs; absent for the token endpoint. */
  readonly scope?: string;
  /** Whether the answer holds a token: then no piece of it may stand in an error. */
  readonly holdsToken?: true;
  /** As it was sent; absent where the call has none. */
  readonly trackId?: string;
}

/** An answer that says DONE. */
export interface DoneAnswer {
  readonly envelope: Envelope;
  /** The parsed answer, long integers as strings. */
  readonly value: unknown;
}

/**
 * Judges an answer: it counts as done only if it is JSON with `state` or `status` DONE and a `result`, and without an
 * error, whatever its HTTP status says.
 * @throws RateLimitError, FinnotechTokenError, FinnotechScopeError, FinnotechError for a failure; HttpStatusError for
 * what is no JSON; ProtocolError for JSON that is no answer
 */
export function* requireDone(
  response: HttpResponse,
  call: AnsweredCall,
  redactor: Redactor,
): Steps<DoneAnswer> {
  const { operation, requestId, scope } = call;
  const { status, text, headers, receivedTime } = response;
  const retryAfterMs = retryAfterOf(headers, receivedTime);
  const context: Failure = {
    operation,
    requestId,
    status,
    ...(scope === undefined ? {} : { scope }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const parsed = yield* parseSteps(text);
  if (parsed === undefined) throw noJson(text, context);
  const { value, isTooDeep } = parsed;
  if (isTooDeep) throw broken(new RecordMismatch('', TOO_DEEP), value, '', call, redactor);
  const envelope = readEnvelope(value);
  const { code, message } = envelope?.error ?? {};
  const trackId = envelope?.trackId ?? call.trackId;
  if (status >= 400 || envelope?.error !== undefined || envelope?.state === 'FAILED') {
    throw failureError({
      ...context,
      ...(code === undefined ? {} : { code: redactor.text(code, MAX_TEXT) }),
      ...(message === undefined ? {} : { text: redactor.text(message, MAX_TEXT) }),
      ...(trackId === undefined ? {} : { trackId: redactor.text(trackId, MAX_TEXT) }),
      ...(envelope?.responseCode === undefined
        ? {}
        : { responseCode: redactor.text(envelope.responseCode, MAX_TEXT) }),
    });
  }
  if (!envelope) throw broken(new RecordMismatch('', 'must be an object'), value, '', call, redactor);
  if (envelope.state !== 'DONE') {
    throw broken(new RecordMismatch('state', 'must be DONE or FAILED'), value, '', call, redactor);
  }
  if (!envelope.answered) throw broken(new RecordMismatch('result', 'is missing'), value, '', call, redactor);
  return { envelope, value };
}

/** Reads the `result` of an answer. @throws ProtocolError naming what breaks the schema */
export function* readResult<T>(
  { envelope }: DoneAnswer,
  read: Reader<T>,
  call: AnsweredCall,
  redactor: Redactor,
): Steps<T> {
  try {
    return yield* readSteps(read, envelope.result);
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    throw broken(error, envelope.result, 'result', call, redactor);
  }
}

function noJson(text: string, context: Failure): BrokerError {
  if (text.trim() !== '' || context.status >= 400) return notJsonError(context);
  const { operation, requestId } = context;
  return new ProtocolError(`${operation}: Expected JSON, got nothing`, {
    venue: 'finnotech',
    operation,
    requestId,
    sent: true,
    cause: noJsonError(text),
  });
}

function broken(
  mismatch: RecordMismatch,
  value: unknown,
  at: string,
  { operation, requestId, holdsToken }: AnsweredCall,
  redactor: Redactor,
): ProtocolError {
  if (holdsToken) return mismatchError(mismatch, { venue: 'finnotech', operation, requestId, at });
  return mismatchError(mismatch, {
    venue: 'finnotech',
    operation,
    requestId,
    at,
    sample: redactor.sample(pieceAt(value, mismatch.path)),
  });
}
