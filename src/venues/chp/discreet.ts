import { inspect } from 'node:util';
import type { Redactor } from '../../errors/redact';

const MAX_DEPTH = 8;

/**
 * Makes a parsed answer keep its secrets to itself: its members can be read, but printing or serialising it, or any
 * object inside, shows a copy with secrets blackened.
 *
 * Changes the objects themselves, by hidden members that neither loops nor comparisons see.
 */
export function discreet<T>(value: T, redactor: Redactor, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  const redacted = (): unknown => redactor.value(value);
  const hidden = { enumerable: false, configurable: true };
  Object.defineProperty(value, inspect.custom, { value: redacted, ...hidden });
  // A member of that name would be the venue's own.
  if (!Object.hasOwn(value, 'toJSON')) Object.defineProperty(value, 'toJSON', { value: redacted, ...hidden });
  for (const item of Object.values(value)) discreet(item, redactor, depth + 1);
  return value;
}
