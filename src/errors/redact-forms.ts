/** Replaces every occurrence of each text, in the order given. */
export function replaceEverywhere(text: string, forms: readonly string[], mark: string): string {
  let result = text;
  for (const form of forms) if (result.includes(form)) result = result.replaceAll(form, mark);
  return result;
}

const BASE64 = /[\w+/-]/;

/**
 * Replaces every run of base64 that contains one of the pieces: what is around a secret would show its length and
 * position.
 */
export function replaceRuns(text: string, pieces: readonly string[], mark: string): string {
  let result = text;
  for (const piece of pieces) if (result.includes(piece)) result = replaceRunsOf(result, piece, mark);
  return result;
}

function replaceRunsOf(text: string, piece: string, mark: string): string {
  let result = '';
  let copied = 0;
  for (let at = text.indexOf(piece); at !== -1; at = text.indexOf(piece, copied)) {
    let start = at;
    while (start > copied && BASE64.test(text.charAt(start - 1))) start -= 1;
    // What follows a backslash belongs to an escape.
    if (start < at && text[start - 1] === '\\') start += 1;
    let end = at + piece.length;
    while (end < text.length && BASE64.test(text.charAt(end))) end += 1;
    while (text[end] === '=') end += 1;
    result += text.slice(copied, start) + mark;
    copied = end;
  }
  return result + text.slice(copied);
}

/** Replaces the texts where they are whole tokens: neither inside a word nor inside a number. */
export function replaceTokens(text: string, forms: readonly string[], mark: string): string {
  let result = text;
  for (const form of forms) if (result.includes(form)) result = replaceTokensOf(result, form, mark);
  return result;
}

function replaceTokensOf(text: string, form: string, mark: string): string {
  let result = '';
  let copied = 0;
  let from = 0;
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, from)) {
    const end = at + form.length;
    if (isToken(text, at, end)) {
      result += text.slice(copied, at) + mark;
      copied = end;
      from = end;
    } else {
      from = at + 1;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
}

function isToken(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 6), start);
  if (before !== '') {
    // A token begins after a sign that is no part of a word, or after an escape of JSON or of a URL.
    if (!/(?:\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^\p{L}\p{N}_])$/iu.test(before)) return false;
    // What follows a fraction or a sign is part of a number.
    if (/(?:\p{N}\.|(?:^|[^\p{L}\p{N}])[-+])$/u.test(before)) return false;
  }
  return !/^(?:[\p{L}\p{N}_]|\.\p{N})/u.test(text.slice(end, end + 3));
}
