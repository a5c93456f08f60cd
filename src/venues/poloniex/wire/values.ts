import { isNumber } from '../../../adapter/schema/checks';
import { wireNumber } from '../../../adapter/schema/values';
import * as z from '../../../adapter/schema/zod';
import { decimalFromWire } from '../../../model';
import { orderSide } from './codes';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const DECIMAL_RULE = 'must be a decimal';

/** A decimal in text, kept as it came; a JSON number is taken for the decimal that it means. */
export const wireSentDecimal = z.union(
  [z.string().max(64).regex(DECIMAL), wireNumber.transform((value): string => decimalFromWire(value))],
  DECIMAL_RULE,
);

export const textSentDecimal = '"(-?\\d{1,29}(?:\\.\\d{1,29})?)"';

export function isSentDecimal(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= 64 && DECIMAL.test(value) : isNumber(value);
}

export function toSentDecimal(value: unknown): string {
  return typeof value === 'string' ? value : decimalFromWire(value as number);
}

/** UTC epoch ms; 0 where there is none. */
export const wireTime = z.int().min(0);

/** A code, a state or a name that must be there. */
export const wireName = z.string().min(1);

/** The side of an order, in any case. Not open: one that is not known must not be shown as either. */
export const wireSide = z.string('must be BUY or SELL').transform((code, context) => {
  const side = orderSide(code);
  if (side !== undefined) return side;
  context.addIssue({ code: 'custom', message: 'must be BUY or SELL' });
  return z.NEVER;
});

/** A side as it stands in the text of a frame. */
export const textSide = '"(BUY|SELL)"';

export function fromTextSide(text: string): 'BUY' | 'SELL' {
  return text as 'BUY' | 'SELL';
}

/** A text that can be empty; null counts as empty. */
export const wireText = z
  .string()
  .nullable()
  .transform((value) => value ?? '');

export { TEXT as textText } from '../../../adapter/schema/text-parts';

type Optional<O extends z.ZodRawShape> = { [K in keyof O]: z.ZodExactOptional<O[K] & z.core.SomeType> };

/**
 * A record with members that must be there and members that need not: one of these that is null counts as absent,
 * unless its schema takes null. Members that are not known are kept.
 */
export const record = /* @__PURE__ */ z.atFirstUse(recordOf);

function recordOf<R extends z.ZodRawShape, O extends z.ZodRawShape = Record<never, never>>(
  required: R,
  optional: O = {} as O,
) {
  const names = Object.entries(optional).flatMap(([name, schema]) =>
    z.safeParse(schema, null).success ? [] : [name],
  );
  const members = Object.fromEntries(
    Object.entries(optional).map(([name, schema]) => [name, z.exactOptional(schema)]),
  ) as Optional<O>;
  return z.preprocess(
    names.length === 0 ? (value) => value : (value) => withoutNulls(value, names),
    z.looseObject({ ...required, ...members }),
  );
}

function withoutNulls(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const row = value as Readonly<Record<string, unknown>>;
  if (names.every((name) => row[name] !== null)) return value;
  return Object.fromEntries(
    Object.entries(row).filter(([name, member]) => member !== null || !names.includes(name)),
  );
}
