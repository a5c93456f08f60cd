/** The replacement of a secret. */
export const REDACTED = '[redacted]';

const SECRET_KEY =
  /pass(?:word|wd|phrase|code)?\d*$|pwd$|secret|credential|token|signature|authorization|(?:api|private)[-_]?key|^key$|^login$|^user[-_]?id$|session[-_]?id$|^nid$/i;

/** Whether a key by its name holds a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

// Linear on any text: names have an upper bound and begin where a quote or a word begins. The values of JSON members
// are walked by hand, for a regex that matches a string of many MB overflows its stack.
const JSON_NAME = /"([\w.-]{1,64})(\\{0,3})"\s{0,8}:\s{0,8}/g;
const NUMBER = /-?\d[\d.eE+-]*/y;
const ASSIGNMENT = /(?<![\w.-])([\w.-]{1,64})=([^\s&"',;]+)/g;
const SCHEME = /\b(Bearer|Basic) [\w.~+/=-]+/gi;
const USER_INFO = /:\/\/[^\s/@"]{1,256}@/g;

/**
 * Text without the values that its form marks as secret: JSON members, `name=value` pairs, authorization schemes
 * and URL user info. For text without known secrets, such as the message of another library's error.
 */
export function redactText(text: string): string {
  return redactJson(text)
    .replace(ASSIGNMENT, (pair, key: string) => (isSecretKey(key) ? `${key}=${REDACTED}` : pair))
    .replace(SCHEME, `$1 ${REDACTED}`)
    .replace(USER_INFO, `://${REDACTED}@`);
}

function redactJson(text: string): string {
  let result = '';
  let copied = 0;
  JSON_NAME.lastIndex = 0;
  for (let match = JSON_NAME.exec(text); match; match = JSON_NAME.exec(text)) {
    const [name, key = '', slashes = ''] = match;
    if (!isSecretKey(key)) continue;
    const start = match.index + name.length;
    const end = endOfValue(text, start);
    if (end === start) continue;
    result += `${text.slice(copied, start)}${slashes}"${REDACTED}${slashes}"`;
    copied = end;
    JSON_NAME.lastIndex = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Where the string or number at `start` ends; `start` where there is neither. A string cut off ends with the text. */
function endOfValue(text: string, start: number): number {
  NUMBER.lastIndex = start;
  if (NUMBER.test(text)) return NUMBER.lastIndex;
  const open = text.indexOf('"', start);
  const level = open - start;
  if (open === -1 || level > 3 || text.slice(start, open) !== '\\'.repeat(level)) return start;
  for (let quote = text.indexOf('"', open + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\' && quote - 1 - slashes > open) slashes += 1;
    if (level === 0 ? slashes % 2 === 0 : slashes <= level) return quote + 1;
  }
  return text.length;
}
