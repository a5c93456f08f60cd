import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const PAGE = 'docs/adding-a-venue.md';

function textOf(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
}

/** A part of the example, its indentation removed. */
function partOf(file: string, name: string): string {
  const text = textOf(`examples/own-venue/${file}`);
  const part = new RegExp(`^ *// \\[doc:${name}\\]\\n([\\s\\S]*?)^ *// \\[/doc:${name}\\]$`, 'm').exec(
    text,
  )?.[1];
  if (part === undefined) throw new Error(`${file} has no part ${name}`);
  const indent = /^ */.exec(part)?.[0] ?? '';
  return part.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd();
}

/** The page with every block as the example has it now. */
function withParts(page: string): string {
  const block = /^<!-- (\S+) (\S+) -->\n(?:```ts\n[\s\S]*?\n```\n)?/gm;
  return page.replaceAll(
    block,
    (_all, file: string, name: string) =>
      `<!-- ${file} ${name} -->\n\`\`\`ts\n${partOf(file, name)}\n\`\`\`\n`,
  );
}

test('default: every block of code of the page is in the example', async () => {
  const page = textOf(PAGE);
  const blocks = page.match(/^```ts$/gm) ?? [];
  const marked = page.match(/^<!-- \S+ \S+ -->\n```ts$/gm) ?? [];
  // With `-u` the page is written anew.
  await expect(withParts(page)).toMatchFileSnapshot(`../../${PAGE}`);
  expect(blocks).toHaveLength(marked.length);
});
