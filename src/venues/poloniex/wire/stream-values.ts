import { z } from 'zod';
import { MAX_WIRE_DECIMAL } from './stream-check';

/** An amount of money or goods: plain decimal text, not negative. */
export const wireAmount = z
  .string()
  .max(MAX_WIRE_DECIMAL)
  .regex(/^\d+(?:\.\d+)?$/, 'must be a plain decimal, not negative');

/** Plain decimal text of either sign. */
export const wireDecimal = z
  .string()
  .max(MAX_WIRE_DECIMAL)
  .regex(/^-?\d+(?:\.\d+)?$/, 'must be a plain decimal');

/** A decimal that the venue may leave empty. */
export const wireOptionalDecimal = z.union([wireDecimal, z.literal('')], 'must be a plain decimal or empty');

/** UTC epoch ms, or a count: a whole number, 0 or more. */
export const wireCount = z.int().min(0);
