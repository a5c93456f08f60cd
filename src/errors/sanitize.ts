import { types } from 'node:util';
import { hasErrorBrand } from './brand';
import { redactText } from './redact-text';

/** How far a chain of causes is followed. */
const MAX_DEPTH = 5;
/** An error message that is a page of HTML or a whole reply is cut. */
const MAX_MESSAGE = 2000;
const MAX_STACK = 10_000;

/**
 * A copy of an error that is safe to keep: name, message, code and stack, and the same of its causes.
 *
 * Errors of HTTP clients and sockets carry the request, and with it headers and bodies; none of that is copied, and
 * what is recognisable as a secret in their text is redacted. Errors of the SDK are returned as they are: they never
 * contain such things.
 */
export function sanitizeCause(cause: unknown, depth = 0): Error {
  try {
    if (hasErrorBrand(cause, 'BrokerError')) return cause as Error;
    return isError(cause) ? copyOf(cause, depth) : new Error(describe(cause));
  } catch {
    // A getter or a proxy that throws must not hide the error that is being created.
    return new Error('A cause that cannot be read');
  }
}

/** Also true for errors of another realm, where `instanceof` fails. */
function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function describe(cause: unknown): string {
  return typeof cause === 'string' ? redactText(cause.slice(0, MAX_MESSAGE)) : 'A value that is not an error';
}

function copyOf(cause: Error, depth: number): Error {
  const copy = new Error(redactText(messageOf(cause).slice(0, MAX_MESSAGE)));
  const hidden = { configurable: true, enumerable: false, writable: true };
  Object.defineProperty(copy, 'name', { value: String(cause.name), ...hidden });
  const { stack } = cause;
  if (typeof stack === 'string') {
    Object.defineProperty(copy, 'stack', { value: redactText(stack.slice(0, MAX_STACK)), ...hidden });
  }
  const { code } = cause as { code?: unknown };
  if (typeof code === 'string') Object.assign(copy, { code });
  if (cause.cause !== undefined && depth < MAX_DEPTH) {
    Object.defineProperty(copy, 'cause', { value: sanitizeCause(cause.cause, depth + 1), ...hidden });
  }
  return copy;
}

/** Node reports a connection refused on several addresses with an empty message and the parts in `errors`. */
function messageOf(cause: Error): string {
  const message = String(cause.message);
  if (message !== '' || !(cause instanceof AggregateError)) return message;
  return cause.errors.map((error: unknown) => (isError(error) ? String(error.message) : '')).join('; ');
}
