import type { Steps } from '../../core/slices';

/**
 * Deepest nesting that is read. Valid messages nest below 10 deep; recursive functions of this process and of its user,
 * such as `JSON.stringify`, run out of stack from about 3,500 on.
 */
export const MAX_DEPTH = 2000;

/** Whether a text is long enough to nest deeper than {@link MAX_DEPTH}. */
export function canBeTooDeep(text: string): boolean {
  return text.length > 2 * MAX_DEPTH;
}

/**
 * Most values of a stream frame, those inside of others included: 1 MiB of the densest valid rows, the markets of
 * Poloniex, holds that many. `JSON.parse` of 1 MiB of empty objects alone would block the loop for longer than a frame
 * may.
 */
export const MAX_FRAME_VALUES = 75_000;

/** Most members of one object in a stream frame: going through the names of many takes longer than parsing them. */
const MAX_MEMBERS = 1000;

/** Records and short lists, and values of a long list, that are looked at between two steps. */
const CONTAINERS_A_STEP = 256;
const VALUES_A_STEP = 4096;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** With bit 0x20 set, `{` and `[` become one character, and so do `}` and `]`. */
const CASE_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Which limit a message breaks, as a rule for its error. */
export const TOO_DEEP = `must not nest deeper than ${MAX_DEPTH} levels`;
const TOO_WIDE = `must not hold an object of more than ${MAX_MEMBERS} members`;
const TOO_MANY = `must not hold more than ${MAX_FRAME_VALUES} values`;

/**
 * Refuses the text of a stream frame that would be expensive to parse. One pass over it; usual frames are too short to
 * break a limit and cost nothing.
 * @returns the rule that the text breaks, and how many values had been read; undefined when it breaks none
 */
export function frameLimit(text: string): { readonly rule: string; readonly values: number } | undefined {
  const { length } = text;
  if (!canBeTooDeep(text)) return undefined;
  let depth = 0;
  let values = 1;
  // Members of each object that is open; an array has as many elements as it likes.
  const members: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at += 1;
      for (let inside = text.charCodeAt(at); inside !== QUOTE && at < length; inside = text.charCodeAt(at)) {
        at += inside === BACKSLASH ? 2 : 1;
      }
    } else if (code === COMMA) {
      values += 1;
      const count = (members[depth] ?? 0) + 1;
      members[depth] = count;
      if (count >= MAX_MEMBERS) return { rule: TOO_WIDE, values };
    } else if ((code | CASE_BIT) === OPEN) {
      depth += 1;
      values += 1;
      members[depth] = code === OPEN ? 0 : Number.NEGATIVE_INFINITY;
      if (depth > MAX_DEPTH) return { rule: TOO_DEEP, values };
    } else if ((code | CASE_BIT) === CLOSE) {
      depth -= 1;
    }
    if (values > MAX_FRAME_VALUES) return { rule: TOO_MANY, values };
  }
  return undefined;
}

/**
 * Whether parsed JSON nests deeper than {@link MAX_DEPTH}. Level by level, so that nesting costs no stack.
 *
 * The brackets of the text bound what can still come: where they are used up by the rows that have been found, the rows
 * need not be checked. This makes the check of a long list cheap.
 */
export function* tooDeepSteps(value: unknown, text: string): Steps<boolean> {
  let left = (yield* countSteps(text, '[')) + (yield* countSteps(text, '{'));
  let level: object[] = isContainer(value) ? [value] : [];
  let next: object[] = [];
  for (let depth = 0; level.length > 0; depth += 1) {
    left -= level.length;
    if (depth === MAX_DEPTH) return true;
    if (depth + 1 + left <= MAX_DEPTH) return false;
    for (let at = 0; at < level.length; at += CONTAINERS_A_STEP) {
      for (const list of collect(level, at, next)) {
        for (let from = 0; from < list.length; from += VALUES_A_STEP) {
          collectItems(list, from, next);
          yield;
        }
      }
      yield;
    }
    [level, next] = [next, []];
  }
  return false;
}

/** How often a character occurs in a text, strings inside of it included. */
function* countSteps(text: string, character: string): Steps<number> {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    count += 1;
    if (count % VALUES_A_STEP === 0) yield;
  }
  return count;
}

/** Gathers what containers hold; hands back the lists that are too long for one step. */
function collect(level: readonly object[], start: number, next: object[]): readonly (readonly unknown[])[] {
  const end = Math.min(start + CONTAINERS_A_STEP, level.length);
  const long: (readonly unknown[])[] = [];
  for (let at = start; at < end; at += 1) {
    const container = level[at] as object;
    if (!Array.isArray(container)) collectMembers(container, next);
    else if (container.length > VALUES_A_STEP) long.push(container);
    else collectItems(container, 0, next);
  }
  return long;
}

function collectMembers(record: object, next: object[]): void {
  for (const key in record) {
    const item = (record as Record<string, unknown>)[key];
    if (isContainer(item)) next.push(item);
  }
}

function collectItems(list: readonly unknown[], start: number, next: object[]): void {
  const end = Math.min(start + VALUES_A_STEP, list.length);
  for (let at = start; at < end; at += 1) {
    const item = list[at];
    if (isContainer(item)) next.push(item);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
