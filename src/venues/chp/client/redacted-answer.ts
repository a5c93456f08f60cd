import { inspect } from 'node:util';
import { excerptOf } from '../../../errors/excerpt';
import type { Redactor } from '../../../errors/redact';

/** Most objects and elements of a list: an answer that holds more is an excerpt of it. */
const MAX_OBJECTS = 5000;

/**
 * Redacts a parsed answer where it is shown: its members can be read, but printing or serialising it, or any object
 * inside, shows a copy with secrets redacted.
 *
 * An answer of more than 5,000 objects is cut to its first 100 values. Changes the objects themselves, by hidden members
 * that neither loops nor comparisons see. Walks, so that no answer is too deep.
 */
export function redactWhenInspected<T>(value: T, redactor: Redactor): T {
  const shown = isLarge(value) ? (excerptOf(value) as T) : value;
  const waiting: unknown[] = [shown];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    const redacted = (): unknown => redactor.value(next);
    const hidden = { enumerable: false, configurable: true };
    Object.defineProperty(next, inspect.custom, { value: redacted, ...hidden });
    // A member of that name would be the venue's own.
    if (!Object.hasOwn(next, 'toJSON')) Object.defineProperty(next, 'toJSON', { value: redacted, ...hidden });
    for (const item of Object.values(next)) waiting.push(item);
  }
  return shown;
}

/** Whether a value holds more objects than are worth to be gone through. */
function isLarge(root: unknown): boolean {
  const found: object[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) found.push(value);
  };
  look(root);
  for (let at = 0; at < found.length && found.length <= MAX_OBJECTS; at += 1) {
    const value = found[at] as object;
    if (Array.isArray(value) && value.length > MAX_OBJECTS) return true;
    for (const item of Object.values(value)) look(item);
  }
  return found.length > MAX_OBJECTS;
}
