import { z } from 'zod';
import { withCanonicalKeys } from '../../../adapter/schema/keys';
import { RecordMismatch } from '../../../adapter/schema/reader';
import type { ChpAnswer, ChpInnerError } from '../types/answer';

/**
 * What a `result` may be. Anything else proves nothing about the request and must not be taken for a refusal.
 * @example {"method":"Connected","result":true,"data":[{"token":"user_token","work":0,"exchange":1}]}
 */
const resultFlag = z.boolean();

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

/** Most inner errors of a list that are kept: an honest answer has one or two. */
const MAX_INNER_ERRORS = 50;

const canonicalError = withCanonicalKeys(['method', 'reason', 'additional', 'message']);

/** The envelope with its documented keys; undefined when the value is no object. */
export function readEnvelope(value: unknown): ChpAnswer | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return canonicalAnswer(value) as ChpAnswer;
}

/** @throws RecordMismatch when `result` is there and is neither true nor false */
export function readResult(answer: ChpAnswer): boolean {
  const parsed = resultFlag.safeParse(answer.result);
  if (!parsed.success) throw new RecordMismatch('result', 'must be true or false');
  return parsed.data;
}

/** The inner errors of a failure, under either name; members that are no text are left out. */
export function readInnerErrors({ dataError, errorData }: ChpAnswer): readonly ChpInnerError[] {
  const lists: readonly unknown[] = [dataError, errorData];
  return lists.flatMap((list) =>
    Array.isArray(list) ? list.slice(0, MAX_INNER_ERRORS).map(readInnerError) : [],
  );
}

function readInnerError(value: unknown): ChpInnerError {
  const canonical = canonicalError(value);
  const fields = typeof canonical === 'object' && canonical !== null ? canonical : {};
  const { method, reason, additional, message } = fields as Record<string, unknown>;
  return {
    ...(typeof method === 'string' ? { method } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof additional === 'string' ? { additional } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  };
}
