import { ValidationError } from '../../errors';

/** Header names and values. */
export type HttpHeaders = Readonly<Record<string, string>>;

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** The client sets these itself; another value would change where a request ends or who receives it. */
const OWN = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

/**
 * Checks headers, because the HTTP library would drop bad characters without an error.
 *
 * @throws ValidationError, without the value, for a bad name, a line break or another control character in a value, or
 *   a header that belongs to the client
 */
export function checkHeaders(headers: HttpHeaders = {}): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name)) throw new ValidationError('headers.?', 'must be a header name');
    const lower = name.toLowerCase();
    if (OWN.has(lower)) throw new ValidationError(`headers.${name}`, 'is set by the client itself');
    if (typeof value !== 'string' || !VALUE.test(value)) {
      throw new ValidationError(`headers.${name}`, 'must be a text of one line in Latin-1');
    }
    checked[lower] = value;
  }
  return checked;
}
