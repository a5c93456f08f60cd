import { readdirSync, readFileSync } from 'node:fs';

/** The checkout. */
export const ROOT = new URL('../../', import.meta.url);

/** The page whose blocks are parts of an example; `adding-a-venue.test.ts` compares them. */
const COMPARED = 'docs/adding-a-venue.md';

/** What a comment above a block may say: `setup: NAME (a, b)`, `compiled only: REASON`, or both with a semicolon. */
const MARK = /^<!-- (?:setup: (\w+)(?: \(([\w, ]+)\))?)?(?:; )?(?:compiled only: (\S.*))? -->$/;

/** A block of TypeScript in a page. */
export interface Block {
  readonly page: string;
  /** Number of the line that opens the block. */
  readonly line: number;
  readonly code: string;
  /** The function of `setups.ts` that runs before the block, and which of its values the block sees. */
  readonly setup: { readonly name: string; readonly values: string } | undefined;
  /** False where a comment says that the block is compiled only. */
  readonly isRun: boolean;
}

/** Paths of the README, the other documents of the top folder and the pages of `docs`. */
export function pagePaths(): readonly string[] {
  const top = readdirSync(ROOT).filter((file) => file.endsWith('.md'));
  const docs = readdirSync(new URL('docs/', ROOT), { recursive: true, encoding: 'utf8' })
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.md') && !file.startsWith('docs/api/'));
  return [...top, ...docs].sort();
}

export function textOf(page: string): string {
  return readFileSync(new URL(page, ROOT), 'utf8');
}

/** The blocks of a page that are tested here. */
export function blocksOf(page: string): readonly Block[] {
  return page === COMPARED ? [] : parseBlocks(page, textOf(page));
}

/** The blocks of TypeScript in a text; throws where one has no end, or a comment above it that means nothing. */
export function parseBlocks(page: string, text: string): readonly Block[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    if (!/^```(ts|typescript)\b/.test(line.trim())) return [];
    const end = lines.findIndex((other, at) => at > index && other.trim() === '```');
    if (end < 0) throw new Error(`${page}:${index + 1} opens a block that has no end`);
    const code = lines.slice(index + 1, end).join('\n');
    return [{ page, line: index + 1, code, ...markOf(page, lines, index) }];
  });
}

function markOf(page: string, lines: readonly string[], index: number): Pick<Block, 'setup' | 'isRun'> {
  const above = lines[index - 1]?.trim() ?? '';
  if (!above.startsWith('<!--')) return { setup: undefined, isRun: true };
  const [, name, values = '', reason] = MARK.exec(above) ?? [];
  if (name === undefined && reason === undefined)
    throw new Error(`${page}:${index} has a comment that means nothing for the block below: ${above}`);
  return { setup: name === undefined ? undefined : { name, values }, isRun: reason === undefined };
}
