import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A frame of a venue, as a document or a capture has it, and what must come out of it. A new capture is a new line in
 * `<venue>/*.jsonl`.
 */
export interface CorpusLine {
  /** Different for every line of a venue. */
  readonly name: string;
  /** The document and section, or the capture; what was filled in to make a frame whole. */
  readonly source: string;
  /** The texts as they arrive, in order. */
  readonly frames: readonly string[];
  /** The call of the venue's client that the frame answers: its name and its arguments. */
  readonly call?: readonly [method: string, args?: unknown];
  /** The connection on which the frames arrive by themselves, where no call asks for them. */
  readonly push?: 'stream' | 'public' | 'private';
  /** HTTP status of the answer. @defaultValue 200 */
  readonly status?: number;
  /**
   * What the client gives: `same` for the venue's own members, each with the same digits. For pushed frames a list of
   * its events with their records; null where it gives nothing.
   */
  readonly client?: unknown;
  /** Members of the error that the client gives. */
  readonly error?: Readonly<Record<string, unknown>>;
  /** What the broker emits, by kind of record: as many records as listed, each with at least these members. */
  readonly broker?: Readonly<Record<string, readonly object[]>>;
}

/** What a line gave. */
export interface Outcome {
  readonly client?: unknown;
  readonly error?: unknown;
  readonly broker?: Readonly<Record<string, readonly object[]>>;
}

/** Feeds a line to the SDK through a local venue that says the line's frames instead of its own. */
export type Player = (line: CorpusLine) => Promise<Outcome>;

/** Every line of a venue, in the order of its files. */
export function corpusOf(venue: string): readonly CorpusLine[] {
  const folder = join(__dirname, venue);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CorpusLine);
}

/** Every leaf of a value, by its path in lower case: members may be spelled in another case, digits may not change. */
export function leavesOf(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) leavesOf(member, `${path}.${key.toLowerCase()}`, into);
  } else into.set(path, String(value));
  return into;
}

/** JSON with each number as the text of its digits, so that none is rounded. */
export function exactly(text: string): unknown {
  return JSON.parse(
    text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? token : token.length > 15 && !token.includes('.') ? `"${token}"` : token,
    ),
  );
}
