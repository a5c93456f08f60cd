import { inspect } from 'node:util';
import type { Redactor } from '../../errors/redact';

/**
 * Makes a parsed answer keep its secrets to itself: its members can be read, but printing or serialising it, or any
 * object inside, shows a copy with secrets redacted.
 *
 * Changes the objects themselves, by hidden members that neither loops nor comparisons see. Walks, so that no answer is
 * too deep.
 */
export function discreet<T>(value: T, redactor: Redactor): T {
  const waiting: unknown[] = [value];
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
  return value;
}
