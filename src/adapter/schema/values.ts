import * as z from './zod';

/**
 * A JSON number that says exactly what the venue meant: finite, and no integer beyond 2^53, whose last digits a double
 * has lost.
 */
export const wireNumber = z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/** The schema with the type that the documents give its values, for a list that the venue may lengthen. */
export function typed<T extends string | number>(schema: z.ZodType<string | number>): z.ZodType<T, T> {
  return schema as z.ZodType<T, T>;
}

/** A code, a count or a place in a list. */
export const wireInteger = z.int();

/**
 * The number of an order or a trade as text. Numbers of 16 digits and more arrive quoted, for `parseJson` quotes them
 * before parsing; shorter ones may come as JSON numbers.
 */
export const wireId = z
  .union([z.string().min(1).max(64), z.int().min(0)], 'must be the number of an order or a trade')
  .transform(String);

/** As {@link wireId}, where the venue may have none yet: empty or null. */
export const wireOptionalId = z
  .union([z.string().max(64), z.int().min(0), z.null()], 'must be the number of an order or a trade, or null')
  .transform((id) => (id === null ? null : String(id)));

/** A number that a server may leave out or empty. */
export const optionalNumber = z.exactOptional(wireNumber.nullable());

/** A text that a server may leave out or empty. */
export const optionalText = z.exactOptional(z.string().nullable());

/** Most elements of a list inside of a record: no honest one has a tenth of it. */
const MAX_ELEMENTS = 5000;

/**
 * A list inside of a record. Unlike `z.array` it names the first element that breaks its schema and stops there: a list
 * of nothing but such elements would cost more than the rest of the message.
 */
export function wireList<T>(element: z.ZodType<T>, most = MAX_ELEMENTS) {
  return z.unknown().transform((value, context): T[] => {
    if (!Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: 'expected an array' });
      return z.NEVER;
    }
    if (value.length > most) {
      context.addIssue({ code: 'custom', message: `must not have more than ${most} elements` });
      return z.NEVER;
    }
    const list: T[] = new Array(value.length);
    for (let index = 0; index < value.length; index += 1) {
      const read = element.safeParse(value[index]);
      if (!read.success) {
        const [issue] = read.error.issues;
        const path = [index, ...(issue?.path ?? [])];
        context.addIssue({ code: 'custom', message: issue?.message ?? 'is invalid', path });
        return z.NEVER;
      }
      list[index] = read.data;
    }
    return list;
  });
}

/** A list whose rows were read before, see `recordOfRows`. */
export function readRows<T>() {
  return z.custom<readonly T[]>((value) => Array.isArray(value), 'expected an array');
}
