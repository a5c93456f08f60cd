import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'fixtures', 'poloniex');
const PREFIX = 'stream-';

/** The text of a frame as a document shows it: parsing it here would lose the digits of its ids. */
export function frameText(name: string): string {
  const { text } = JSON.parse(readFileSync(join(FOLDER, `${PREFIX}${name}.json`), 'utf8')) as {
    readonly source: string;
    readonly text: string;
  };
  return text;
}

/** The names of all frames. */
export function frameNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.startsWith(PREFIX))
    .map((file) => file.slice(PREFIX.length).replace(/\.json$/, ''));
}
