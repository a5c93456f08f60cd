import * as z from '../../../adapter/schema/zod';

/**
 * An answer that is a refusal.
 * @example {"code":21709,"message":"Low available balance"}
 * @see Poloniex API, errors
 */
const failure = z.looseObject({
  code: z.union([z.int(), z.string().min(1).max(32)]).transform(String),
});

/** The text stands under one of these names. */
const texts = z.looseObject({ message: z.string().optional(), msg: z.string().optional() });

/** The code that an answer has, unless it is that of a success, and the text beside it. */
export interface Failure {
  readonly code?: string;
  readonly message?: string;
}

/** What an answer says of a failure; a list says nothing of the kind, its rows have codes of their own. */
export function readFailure(value: unknown): Failure {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const coded = failure.safeParse(value);
  const said = texts.safeParse(value);
  const message = said.success ? (said.data.message ?? said.data.msg) : undefined;
  return {
    ...(coded.success && coded.data.code !== '200' ? { code: coded.data.code } : {}),
    ...(message === undefined ? {} : { message }),
  };
}
