import { z } from 'zod';

/**
 * A JSON number that says exactly what the venue meant: finite, and no integer beyond 2^53, whose last digits a double
 * has lost.
 */
export const wireNumber = z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

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
