import { withCanonicalKeys } from '../../../adapter/schema/keys';
import { RecordMismatch } from '../../../adapter/schema/reader';
import type { Redactor } from '../../../errors/redact';
import { ChpFailedError, ChpMissingFieldError } from '../errors';
import type { ChpAnswer, ChpInnerError } from '../types/answer';
import { redactWhenInspected } from './redacted-answer';

/** Longest text of the venue that an error keeps. */
const MAX_TEXT = 2000;
/** `Error #3` of the bridge, `-1610612733` of SmartCOM. */
const DOCUMENTED_CODE = /^(?:Error #\d{1,3}|-\d{10})$/;

/** Most inner errors of a list that are kept: an honest answer has one or two. */
const MAX_INNER_ERRORS = 50;

const INNER_MEMBERS = ['method', 'reason', 'additional', 'message'] as const;
const canonicalError = withCanonicalKeys(INNER_MEMBERS);
const canonicalAnswer = withCanonicalKeys([
  'method',
  'result',
  'data',
  'reason',
  'additional',
  'dataParam',
  'dataError',
  'errorData',
]);

/**
 * The envelope with its documented keys; undefined when the value is no object.
 * @example {"method":"Connected","result":true,"data":[{"token":"user_token","work":0,"exchange":1}]}
 */
export function readEnvelope(value: unknown): ChpAnswer | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return canonicalAnswer(value) as ChpAnswer;
}

/** An answer that was JSON, before it is judged. */
export interface ReceivedAnswer {
  readonly operation: string;
  readonly requestId: string;
  readonly status: number;
  /** As it came, long integers as strings. */
  readonly value: unknown;
  /** The envelope in the documented spelling; undefined when the value is no object. */
  readonly answer: ChpAnswer | undefined;
}

/**
 * The check of Connect, Reconnect and Disconnect: there is a `result`, and it is true.
 * @throws ChpMissingFieldError, ChpFailedError; RecordMismatch for a `result` that is neither true nor false
 */
export function requireSuccess(received: ReceivedAnswer, redactor: Redactor): ChpAnswer {
  const { answer } = received;
  if (answer === undefined || !Object.hasOwn(answer, 'result')) throw missing('result', received, redactor);
  // Anything else proves nothing about the request and must not be taken for a refusal.
  if (typeof answer.result !== 'boolean') throw new RecordMismatch('result', 'must be true or false');
  if (!answer.result) throw failed(answer, received, redactor);
  return answer;
}

/**
 * The checks of the data methods in the published order: there is `data`, there is a `result`, and it is true.
 *
 * Venue quirk: the envelope of a failure holds no `data` (the document's own samples), so a `result` that is false comes
 * first: else no data method could ever show why it was refused.
 * @returns `data`
 * @throws ChpMissingFieldError, ChpFailedError; RecordMismatch for a `result` that is neither true nor false
 */
export function requireData(received: ReceivedAnswer, redactor: Redactor): unknown {
  const { answer } = received;
  if (answer === undefined) throw missing('data', received, redactor);
  if (answer.result === false) throw failed(answer, received, redactor);
  if (!Object.hasOwn(answer, 'data')) throw missing('data', received, redactor);
  return requireSuccess(received, redactor).data;
}

function missing(
  field: 'result' | 'data',
  received: ReceivedAnswer,
  redactor: Redactor,
): ChpMissingFieldError {
  return new ChpMissingFieldError(field, contextOf(received, redactor));
}

function failed(answer: ChpAnswer, received: ReceivedAnswer, redactor: Redactor): ChpFailedError {
  return new ChpFailedError({ ...contextOf(received, redactor), ...readRefusal(answer, redactor) });
}

/** What an answer says of a failure, in words that may be shown. */
export function readRefusal(answer: ChpAnswer, redactor: Redactor) {
  const textOf = (text: unknown): string | undefined =>
    typeof text === 'string' && text !== '' ? redactor.text(text, MAX_TEXT) : undefined;
  // Under either name.
  const lists: readonly unknown[] = [answer.dataError, answer.errorData];
  const dataError = lists.flatMap((list) =>
    Array.isArray(list) ? list.slice(0, MAX_INNER_ERRORS).map((one) => innerErrorOf(one, redactor)) : [],
  );
  const reason = typeof answer.reason === 'string' ? answer.reason : '';
  return {
    reason: reason === '' ? undefined : codeOf(reason, redactor),
    additional: textOf(answer.additional),
    dataError,
  };
}

/** One of the errors inside an answer; members that are no text are left out. */
function innerErrorOf(value: unknown, redactor: Redactor): ChpInnerError {
  const given = new Map(Object.entries(canonicalError(value) ?? {}));
  const members = INNER_MEMBERS.flatMap((name) => {
    const text: unknown = given.get(name);
    if (typeof text !== 'string') return [];
    return [[name, name === 'reason' ? codeOf(text, redactor) : redactor.text(text, MAX_TEXT)]];
  });
  return Object.fromEntries(members);
}

/** The venue's own codes stay readable whatever an account is called. */
function codeOf(reason: string, redactor: Redactor): string {
  return DOCUMENTED_CODE.test(reason) ? reason : redactor.text(reason, MAX_TEXT);
}

function contextOf({ operation, requestId, status, value }: ReceivedAnswer, redactor: Redactor) {
  return { operation, requestId, status, respData: redactWhenInspected(value, redactor) };
}
