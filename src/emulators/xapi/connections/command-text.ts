/** A parsed command: its members, and the tag exactly as the client wrote it. */
export interface CommandText {
  readonly members: Readonly<Record<string, unknown>>;
  /** The JSON text of `customTag`; undefined when absent. */
  readonly customTag: string | undefined;
}

/** An integer of a command that a double cannot hold. */
export class BigInteger {
  readonly digits: string;

  constructor(digits: string) {
    this.digits = digits;
  }
}

/**
 * Parses one command.
 * @throws SyntaxError when it is no JSON object
 */
export function parseCommand(text: string): CommandText {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('A command is a JSON object');
  }
  const customTag = 'customTag' in value ? memberText(text, 'customTag') : undefined;
  const members = value as Readonly<Record<string, unknown>>;
  return { members: /\d{16}/.test(text) ? keepDigits(text) : members, customTag };
}

/** Parses again with long integers marked, because `JSON.parse` would round them. */
function keepDigits(text: string): Readonly<Record<string, unknown>> {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `{"\\u0001":"${token}"}` : token,
  );
  return JSON.parse(marked, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('\u0001' in value)) return value;
    const digits = String(value['\u0001']);
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : new BigInteger(digits);
  });
}

/** The text of a member's value at the top level of a valid JSON object. */
function memberText(text: string, name: string): string | undefined {
  let depth = 0;
  let valueFrom = -1;
  let key: string | undefined;
  let found: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const from = at;
      for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1;
      if (depth === 1 && valueFrom < 0) key = JSON.parse(text.slice(from, at + 1)) as string;
    } else if (character === ':' && depth === 1 && valueFrom < 0) valueFrom = at + 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']' || character === ',') {
      if (depth === 1 && valueFrom >= 0) {
        // The last of equal names counts, as in JSON.parse.
        if (key === name) found = text.slice(valueFrom, at).trim();
        valueFrom = -1;
      }
      if (character !== ',') depth -= 1;
    }
  }
  return found;
}
