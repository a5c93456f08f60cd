/**
 * Writes what follows from `src/venues/venues.json`, from the definitions of the venues and from the comments of the
 * records. With `--check` it writes nothing and fails where a file differs.
 * Run with the checkout as the working directory.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { capabilityDocuments } from './capability-tables';
import { definitions } from './definitions';
import { documents } from './documents';
import { profiles } from './profiles';
import { recordDocuments } from './record-tables';
import { sources } from './sources';
import { readVenues } from './venues';

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The text as `npm run format` would leave it. */
function formatted(path: string, text: string): string {
  const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', `--stdin-file-path=${path}`];
  return execFileSync(process.execPath, biome, { input: text, encoding: 'utf8' });
}

async function main(isCheck: boolean): Promise<void> {
  const venues = await readVenues();
  const pages = { ...documents(venues, read), ...recordDocuments(read) };
  const wanted = Object.entries({
    ...pages,
    // The README has tables of both kinds.
    ...(await capabilityDocuments(venues, (path) => pages[path] ?? read(path))),
    ...Object.fromEntries(
      Object.entries({
        ...sources(venues),
        ...(await profiles(venues)),
        ...(await definitions(venues)),
      }).map(([path, text]) => [path, formatted(path, text)]),
    ),
  });
  const different = wanted.filter(([path, text]) => read(path) !== text);
  if (!isCheck) for (const [path, text] of different) writeFileSync(path, text);
  for (const [path] of different) console.log(`${isCheck ? 'differs' : 'written'} ${path}`);
  if (isCheck && different.length > 0) {
    console.error(
      'These files do not follow from src/venues/venues.json, the definitions of the venues and the comments of src/model; run: npm run generate',
    );
    process.exitCode = 1;
  }
}

void main(process.argv.includes('--check'));
