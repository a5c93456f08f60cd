import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message of the documents, literally. */
export function fixtureText(name: string): string {
  const path = join(__dirname, '..', '..', 'fixtures', 'finnotech', `${name}.json`);
  const { source, text } = JSON.parse(readFileSync(path, 'utf8')) as { source?: string; text?: string };
  if (!source || text === undefined) throw new Error(`${name} is no fixture: it needs a source and a text`);
  return text;
}
