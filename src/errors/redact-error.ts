import { types } from 'node:util';

/** What the redaction of errors needs of a redactor. */
interface TextRedactor {
  text(text: string): string;
  own(sentence: string): string;
  value(value: unknown): unknown;
}

/** How many errors of a chain are looked at. */
const MAX_ERRORS = 100;

/**
 * Fields with text of the SDK, or ids of an order: secrets are redacted there too, account names are not. `code` and
 * `reason` are the venue's, and a documented one must stay readable beside an account of the same name.
 */
const OWN_FIELDS = new Set([
  'name',
  'venue',
  'operation',
  'requestId',
  'field',
  'rule',
  'value',
  'suggestions',
  'host',
  'method',
  'path',
  'failure',
  'kind',
  'scope',
  'clientOrderId',
  'orderId',
  'code',
  'reason',
]);

/** Handled apart. */
const TEXTS = new Set(['message', 'stack', 'cause', 'errors']);

/** Redacts an error and its causes in place; iterative, so that no chain is too deep. */
export function sealErrors(error: unknown, redactor: TextRedactor): void {
  const seen = new Set<unknown>();
  const queue: unknown[] = [error];
  for (let next = queue.pop(); next !== undefined && seen.size < MAX_ERRORS; next = queue.pop()) {
    if (!isError(next) || seen.has(next)) continue;
    seen.add(next);
    try {
      sealOne(next, redactor, queue);
    } catch {
      // An error whose members throw is not one of the SDK.
    }
  }
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function sealOne(error: Error, redactor: TextRedactor, queue: unknown[]): void {
  const quoted: (readonly [string, string])[] = [];
  for (const [key, { value, writable, configurable }] of Object.entries(
    Object.getOwnPropertyDescriptors(error),
  )) {
    if (isError(value)) queue.push(value);
    if (TEXTS.has(key) || (!writable && !configurable)) continue;
    const own = OWN_FIELDS.has(key);
    if (typeof value === 'string') {
      const shown = own ? redactor.own(value) : redactor.text(value);
      if (shown === value) continue;
      quoted.push([value, shown]);
      Object.defineProperty(error, key, { value: shown });
    } else if (Array.isArray(value)) {
      Object.defineProperty(error, key, { value: sealList(value, own, redactor) });
    } else if (isDetails(value)) {
      Object.defineProperty(error, key, { value: redactor.value(value) });
    }
  }
  if (Array.isArray((error as AggregateError).errors)) queue.push(...(error as AggregateError).errors);
  queue.push(error.cause);
  // The longest first: it may hold the others.
  quoted.sort(([a], [b]) => b.length - a.length);
  sealText(error, 'message', quoted, redactor);
  sealText(error, 'stack', quoted, redactor);
}

/** Plain data that an adapter attached to an error; a record, which is the user's, stays as it is. */
function isDetails(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || 'receivedTime' in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Rows of texts, such as the inner errors of a refusal. */
function sealList(list: readonly unknown[], own: boolean, redactor: TextRedactor): readonly unknown[] {
  if (!own) return list.map((item) => (isError(item) ? item : redactor.value(item)));
  return list.map((item) => (typeof item === 'string' ? redactor.own(item) : item));
}

/** The message mixes text of the SDK and of the venue: the venue's text is known from the fields that contain it. */
function sealText(
  error: Error,
  key: 'message' | 'stack',
  quoted: readonly (readonly [string, string])[],
  redactor: TextRedactor,
): void {
  const text: unknown = error[key];
  if (typeof text !== 'string') return;
  let shown = text;
  for (const [said, redacted] of quoted) shown = shown.replaceAll(said, redacted);
  shown = redactor.own(shown);
  if (shown === text) return;
  Object.defineProperty(error, key, { value: shown, writable: true, configurable: true, enumerable: false });
}
