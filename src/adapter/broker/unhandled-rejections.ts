import { redactorOf } from '../../errors/redact';

/** Classes whose methods have been made safe to drop. */
const SAFE = new WeakSet<object>();

/**
 * Makes promises of the methods of a class, and of all that it extends, safe to drop: a rejection that nobody waits for
 * must not end the user's process.
 *
 * Who does wait gets the rejection all the same, without the credentials of the object. Applied to prototypes as a whole,
 * so that no method can be forgotten.
 */
export function suppressUnhandledRejections(prototype: object): void {
  for (let each = prototype; each !== Object.prototype; each = Object.getPrototypeOf(each) as object) {
    if (!SAFE.has(each)) suppress(each);
    SAFE.add(each);
  }
}

function suppress(prototype: object): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const method: unknown = descriptor?.value;
    if (name === 'constructor' || typeof method !== 'function') continue;
    const safe = function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = method.apply(this, args);
      // Heard before whoever called: the error that they see has been redacted.
      if (result instanceof Promise) result.catch((error: unknown) => redactorOf(this as object).seal(error));
      return result;
    };
    Object.defineProperty(safe, 'name', { value: name });
    Object.defineProperty(safe, 'length', { value: method.length });
    Object.defineProperty(prototype, name, { ...descriptor, value: safe });
  }
}
