import { ValidationError } from '../../errors';

/** Values for the `{name}` parts of a path. */
export type PathParams = Readonly<Record<string, string>>;

/** Query parameters in the order in which they are sent; an undefined one is left out. */
export type HttpQuery = Readonly<Record<string, string | number | boolean | undefined>>;

const MAX_PART = 256;
/** A template that names no value and has neither `.` nor a doubled slash, as most have: it is its own path. */
const PLAIN = /^(?:\/[A-Za-z0-9_~:@-]+)+$/;
const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9]{0,40})\}/g;

/**
 * Fills a path template such as `/markets/{symbol}/candles`, each value encoded as one part of the path.
 *
 * @throws ValidationError when the template is no plain path, a value is missing or left over, or a value could leave
 *   its place: empty, `.` or `..`, over 256 characters, with a slash, a backslash or a control character
 */
export function expandPath(template: string, params: PathParams = {}): string {
  if (PLAIN.test(template) && Object.keys(params).length === 0) return template;
  if (!/^\/(?!\/)[A-Za-z0-9/{}._~:@-]*$/.test(template) || /(^|\/)\.{1,2}(\/|$)/.test(template)) {
    throw new ValidationError('path', 'must be a path below the base URL', { value: template });
  }
  const used = new Set<string>();
  const path = template.replace(PLACEHOLDER, (_, name: string) => {
    used.add(name);
    return encodePart(name, Object.hasOwn(params, name) ? params[name] : undefined);
  });
  if (/[{}]/.test(path)) throw new ValidationError('path', 'has a broken placeholder', { value: template });
  const extra = Object.keys(params).find((name) => !used.has(name));
  if (extra !== undefined) throw new ValidationError(extra, 'has no place in the path', { value: template });
  return path;
}

function encodePart(name: string, value: unknown): string {
  if (
    typeof value !== 'string' ||
    value === '' ||
    value.length > MAX_PART ||
    value === '.' ||
    value === '..'
  ) {
    throw new ValidationError(name, `must be a text of 1 to ${MAX_PART} characters other than . and ..`, {
      value,
    });
  }
  if (/[/\\\p{Cc}\p{Cs}]/u.test(value)) {
    throw new ValidationError(name, 'must not contain a slash, a backslash or a control character', {
      value,
    });
  }
  return encodeURIComponent(value);
}

/**
 * The query string without its question mark, exactly as a request is sent with it, for venues that sign it.
 *
 * @throws ValidationError when a value is no string, finite number or boolean
 */
export function encodeQuery(query: HttpQuery = {}): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    const fits = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    if (!fits || /\p{Cs}/u.test(`${name}${value}`)) {
      throw new ValidationError(`query.${name}`, 'must be a text, a finite number or a boolean', { value });
    }
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  return pairs.join('&');
}
