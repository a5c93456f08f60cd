import { isSecretKey, REDACTED, type Redactor } from '../../errors/redact';

/** Redacts the values of sensitive names in `a=1&b=2`. */
function redactPairs(pairs: string): string {
  return pairs.replace(/([^&=]+)=([^&]*)/g, (pair, name: string) =>
    isSecretKey(name) ? `${name}=${REDACTED}` : pair,
  );
}

/** A request as a tap receives it: the line and the body. Headers are left out because they contain keys. */
export function requestFrame(
  redactor: Redactor,
  request: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly body?: string | undefined;
  },
): string {
  const { method, path, query, body } = request;
  const line = `${method} ${path}${query === '' ? '' : `?${redactPairs(query)}`}`;
  const isForm = body !== undefined && /^[^\s{["<]+=/.test(body);
  const text = body === undefined ? '' : `\n${isForm ? redactPairs(body) : body}`;
  return redactor.text(`${line}${text}`);
}

/** An answer as a tap receives it: the status and the body. */
export function responseFrame(redactor: Redactor, status: number, text: string): string {
  return redactor.text(`${status}\n${text}`);
}
