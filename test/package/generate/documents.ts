import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvVariable } from '../../../src/core/environment';
import { optionRows } from './emulator-options';
import type { Venue } from './venues';

const MAX_COMMENT = 118;

/** Gives the text that a file has now. */
export type Read = (path: string) => string;

/** The documents, docstrings and settings with a generated part, by their path, with their whole text. */
export function documents(venues: readonly Venue[], read: Read): Readonly<Record<string, string>> {
  const filled = (path: string, tables: Readonly<Record<string, string>>): Record<string, string> => ({
    [path]: Object.entries(tables).reduce(
      (text, [name, table]) => between(text, `<!-- generated: ${name} -->\n`, '<!-- end -->', table, path),
      read(path),
    ),
  });
  return {
    ...filled('README.md', { venues: venueTable(venues) }),
    ...filled('docs/getting-started.md', { variables: variableTable(venues) }),
    ...filled('docs/emulators.md', {
      emulators: emulatorTable(venues),
      options: optionTables(venues, read),
    }),
    'src/broker-from-env.ts': between(
      read('src/broker-from-env.ts'),
      'by their names behind the prefix:\n',
      ' *\n * An empty variable',
      venues.map(variableComment).join(''),
      'src/broker-from-env.ts',
    ),
    'package.json': manifest(venues, read('package.json')),
  };
}

/** The text with other content between two marks. @throws Error where the file lacks one of them */
export function between(text: string, start: string, end: string, content: string, path: string): string {
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end, from);
  if (from < start.length || to < 0)
    throw new Error(`${path} lacks the lines ${start.trim()} and ${end.trim()}`);
  return text.slice(0, from) + content + text.slice(to);
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .replace(/^(\| ---.*)$/m, (line) => line.replaceAll(' ', ''));
}

function venueTable(venues: readonly Venue[]): string {
  const rows = venues.map(({ id, title, about, state }) => [
    `\`${id}\``,
    about,
    `\`venuekit/${id}\``,
    `\`${prefixOf(id)}*\``,
    `[${title}](docs/venues/${id}.md)`,
    state,
  ]);
  return table(['venue', 'what it is', 'import', 'variables', 'page', 'state'], rows);
}

function emulatorTable(venues: readonly Venue[]): string {
  const rows = venues.map(({ id, emulator }) => [
    `\`npx venuekit emulate ${id}\``,
    emulator.about,
    emulator.ports?.map((name) => `\`${name}\``).join(', ') ?? 'one',
  ]);
  return table(['command', 'what it serves', 'ports'], rows);
}

/** The options of every emulator, and those that each has besides. */
function optionTables(venues: readonly Venue[], read: Read): string {
  const tableOf = (path: string, name: string): string =>
    table(['option', 'meaning', 'default'], optionRows(path, read(path), name));
  const own = venues.map(({ id, className }) => {
    const options = tableOf(`src/emulators/${id}/options.ts`, `${className}EmulatorOptions`);
    return `\n### Options of ${id}\n\n${options}`;
  });
  return tableOf('src/emulators/options.ts', 'VenueOptions') + own.join('');
}

function variableTable(venues: readonly Venue[]): string {
  const rows = venues.map(({ id, title, environment }) => {
    const words = Object.entries(environment).map(([name, variable]) => wordsOf(name, variable));
    return [`[${title}](venues/${id}.md)`, `\`${prefixOf(id)}\``, words.join(', ')];
  });
  return table(['venue', 'prefix', 'names behind it'], rows);
}

/** The variables of a venue as an item of a docstring, broken into lines. */
function variableComment({ id, environment }: Venue): string {
  const words = Object.entries(environment).map(([name, variable]) => wordsOf(name, variable));
  const [first = '', ...rest] = `\`${prefixOf(id)}\`: ${words.join(', ')}.`.split(' ');
  let text = '';
  let line = ` * - ${first}`;
  for (const word of rest) {
    if (`${line} ${word}`.length > MAX_COMMENT) {
      text += `${line}\n`;
      line = ` *   ${word}`;
    } else {
      line += ` ${word}`;
    }
  }
  return `${text}${line}\n`;
}

function prefixOf(id: string): string {
  return `VENUEKIT_${id.toUpperCase()}_`;
}

/** `TLS` (true or false). */
function wordsOf(name: string, variable: EnvVariable): string {
  const notes = [variable.required ? 'required' : '', variable.about ?? '', valuesOf(variable)].filter(
    (note) => note !== '',
  );
  return notes.length > 0 ? `\`${name}\` (${notes.join(', ')})` : `\`${name}\``;
}

function valuesOf({ kind, oneOf, min = 0, max = Number.MAX_SAFE_INTEGER }: EnvVariable): string {
  switch (kind) {
    case 'text':
      return oneOf?.join(' or ') ?? '';
    case 'integer':
      return max < 2 ** 31 - 1 ? `${min} to ${max}` : `${min} or more`;
    case 'boolean':
      return 'true or false';
    case 'list':
      return 'joined by commas';
    case 'file':
      return 'path of a PEM file';
  }
}

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The manifest with one subpath a venue, behind the main entry and before the others, and their types once more. */
function manifest(venues: readonly Venue[], text: string): string {
  const current: Manifest = JSON.parse(text);
  const { '.': main, ...others } = current.exports;
  // What is no venue has a folder of its own in src.
  const kept = Object.entries(others).filter(
    ([subpath]) => subpath === './package.json' || existsSync(join('src', subpath)),
  );
  const exports = {
    '.': main,
    ...Object.fromEntries(venues.map(({ id }) => [`./${id}`, entryOf(id)])),
    ...Object.fromEntries(kept),
  };
  // For resolvers that do not read `exports`: `moduleResolution: node10`, which is ts-node's without a setting.
  const typesVersions = {
    '*': Object.fromEntries(
      Object.keys(exports)
        .filter((subpath) => subpath !== '.' && subpath !== './package.json')
        .map((subpath) => subpath.slice('./'.length))
        .map((name) => [name, [`./dist/${name}.d.ts`]]),
    ),
  };
  return `${JSON.stringify({ ...current, exports, typesVersions }, null, 2)}\n`;
}

function entryOf(id: string) {
  return {
    import: { types: `./dist/${id}.d.mts`, default: `./dist/${id}.mjs` },
    require: { types: `./dist/${id}.d.ts`, default: `./dist/${id}.js` },
  };
}
