/** What stands where a secret was. */
export const REDACTED = '[redacted]';

const SECRET_KEY =
  /pass(?:word|wd|phrase|code)?\d*$|pwd$|secret|credential|token|signature|authorization|(?:api|private)[-_]?key|^key$|^login$|^user[-_]?id$|session[-_]?id$|^nid$/i;

const MAX_DEPTH = 8;

/** Removes known secrets from text, and the values of telling keys from objects. */
export class Redactor {
  /** Every spelling of every secret, longest first: a secret that begins like another must not leave its end behind. */
  #spellings: readonly string[] = [];
  readonly #secrets = new Set<string>();

  /** Adds a secret; texts under 4 characters are left out, for they would blacken half of every message. */
  add(secret: string): void {
    if (secret.length < 4 || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#respell();
  }

  /** Forgets a secret that is no longer one, such as the id of an ended session. */
  remove(secret: string): void {
    if (this.#secrets.delete(secret)) this.#respell();
  }

  /** The text with every known secret, and the value of every telling name, blackened. */
  text(text: string): string {
    let result = text;
    for (const spelling of this.#spellings) {
      if (result.includes(spelling)) result = result.replaceAll(spelling, REDACTED);
    }
    return redactText(result);
  }

  /** A copy of plain data with secrets blackened, in names as well; deeper than 8 levels it is cut. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' || typeof value === 'bigint') {
      return this.#secrets.has(String(value)) ? REDACTED : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return '[deep]';
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1));
    if (value instanceof Error) return { name: value.name, message: this.text(value.message) };
    const entries = Object.entries(value).map(([key, item]) => [
      this.text(key),
      isSecretKey(key) ? REDACTED : this.value(item, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }

  #respell(): void {
    const all = new Set([...this.#secrets].flatMap(spellings));
    this.#spellings = [...all].sort((a, b) => b.length - a.length);
  }
}

/** A secret as itself, inside JSON (of any writer, nested once), and inside a URL. */
function spellings(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const nested = JSON.stringify(json).slice(1, -1);
  const slashed = json.replaceAll('/', '\\/');
  // encodeURIComponent throws at half a surrogate pair.
  const wellFormed = Buffer.from(secret).toString();
  return [secret, json, ascii, nested, slashed, encodeURIComponent(wellFormed)];
}

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
 * Text without the values that its own form gives away: JSON members, `name=value` pairs, authorization schemes
 * and URL user info. For text of which no secret is known, such as the message of a foreign error.
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
