import { distance } from 'fastest-levenshtein';
import { once } from '../core/once';

/** Most names that are suggested. */
const MOST = 3;
/** Longest text that is compared: no name is longer. */
const LONGEST = 64;
/** A name may differ from what was given in one of so many characters. */
const CHARACTERS_A_MISTAKE = 3;
/** Takes a quarter of a ms to make, which nobody needs at import; one for each name of a list would take longer still. */
const separators = once(() => /[^\p{L}\p{N}]+/gu);

/**
 * The names that are meant, as far as a name that is not among them tells: first the one that a table of other words
 * gives, then those that differ in case and separators only, then the nearest by letters.
 * @param words - other words for a name, in lower case without separators: `{ qty: 'quantity' }`
 * @returns at most three, all equally near; empty where none is near
 */
export function suggest(
  given: unknown,
  names: Iterable<string>,
  words: Readonly<Record<string, string>> = {},
): readonly string[] {
  if (typeof given !== 'string') return [];
  const text = fold(given.slice(0, LONGEST));
  if (text === '') return [];
  const word = Object.hasOwn(words, text) ? words[text] : undefined;
  const most = Math.floor(text.length / CHARACTERS_A_MISTAKE);
  const letters = sorted(text);
  let best: string[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    if (name === word) return [name];
    // Folding costs more than all else, and takes away separators alone: what is shorter cannot be near.
    if (name.length < text.length - most) continue;
    const away = mistakes(text, letters, fold(name), Math.min(most, least));
    if (away > least) continue;
    if (away < least) best = [];
    least = away;
    best.push(name);
  }
  return least === Number.POSITIVE_INFINITY ? [] : best.slice(0, MOST);
}

/** How many mistakes lie between two folded texts; infinite above `most`. Two letters that changed places are one. */
function mistakes(text: string, letters: string, name: string, most: number): number {
  if (name === text) return 0;
  if (Math.abs(name.length - text.length) > most && name.length !== text.length)
    return Number.POSITIVE_INFINITY;
  const edits = distance(text, name);
  if (edits === 2 && name.length === text.length && sorted(name) === letters) return 1;
  return edits <= most ? edits : Number.POSITIVE_INFINITY;
}

function fold(text: string): string {
  return text.toLowerCase().replace(separators(), '');
}

function sorted(text: string): string {
  return [...text].sort().join('');
}
