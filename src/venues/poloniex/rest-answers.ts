import { ProtocolError } from '../../errors';
import type { Redactor } from '../../errors/redact';
import { mismatchError, pieceAt } from '../../schema/mismatch';
import { type Reader, RecordMismatch } from '../../schema/reader';
import type { HttpResponse } from '../../transport/http-message';
import { parseJson } from '../../transport/json-integers';
import { notJsonError, type RefusedCall, toError } from './errors';
import { readFailure } from './wire/failure';

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
 *   ProtocolError for an empty success
 */
export function requireSuccess(
  { status, text }: HttpResponse,
  call: AnsweredCall,
  redactor: Redactor,
): unknown {
  const value = parse(status, text, call);
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
export function readAnswer<T>(value: unknown, read: Reader<T>, call: AnsweredCall, redactor: Redactor): T {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof RecordMismatch)) throw error;
    const { operation, requestId } = call;
    const sample = redactor.sample(pieceAt(value, error.path));
    throw mismatchError(error, { venue: 'poloniex', operation, requestId, sample });
  }
}

function parse(status: number, text: string, call: AnsweredCall): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (text.trim() !== '' || status >= 400) throw notJsonError(status, call);
    const { operation, requestId } = call;
    throw new ProtocolError(`${operation}: Expected JSON, got nothing`, {
      venue: 'poloniex',
      operation,
      requestId,
      sent: true,
      cause,
    });
  }
}
