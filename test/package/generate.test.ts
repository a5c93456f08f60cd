import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EMULATOR_VENUES } from '../../src/emulators';
import { brokerFromEnv, VENUES } from '../../src/index';
import { documents } from './generate/documents';
import { optionRows } from './generate/emulator-options';
import { sources } from './generate/sources';
import { readVenues, type Venue } from './generate/venues';

const read = (path: string): string =>
  path === 'src/emulators/newvenue/options.ts'
    ? 'export interface NewVenueEmulatorOptions extends VenueOptions {}'
    : readFileSync(path, 'utf8');
const venues = await readVenues();

const added: Venue = {
  id: 'newvenue',
  className: 'NewVenue',
  title: 'New Venue',
  about: 'a venue of a test',
  state: 'planned',
  emulator: { about: 'the whole of it', ports: ['first', 'second'] },
  sampleOptions: {},
  environment: {
    KEY: { option: 'key', kind: 'text', required: true },
    SIDE: { option: 'side', kind: 'text', oneOf: ['left', 'right'] },
    COUNT: { option: 'count', kind: 'integer', min: 1, max: 9 },
    PAUSE_MS: { option: 'pauseMs', kind: 'integer', min: 1, max: 2 ** 31 - 1 },
    TLS: { option: 'tls', kind: 'boolean' },
    CA_FILE: { option: 'ca', kind: 'file' },
    SCOPES: { option: 'scopes', kind: 'list', about: 'what it may' },
  },
};

const outputs = (registered: readonly Venue[]) => ({
  ...sources(registered),
  ...documents(registered, read),
});

describe('the registry of venues', () => {
  test('default: every folder of a venue and of an emulator belongs to a registered one', () => {
    const ids = readdirSync('src/venues', { withFileTypes: true })
      .filter((item) => item.isDirectory())
      .map(({ name }) => name);
    expect(venues.map(({ id }) => id)).toEqual(ids.sort());
    expect([VENUES, EMULATOR_VENUES]).toEqual([ids, ids]);
    for (const id of ids) expect(existsSync(`docs/venues/${id}.md`), id).toBe(true);
  });

  test('default: the documents in the repository are those that follow from it', () => {
    for (const [path, text] of Object.entries(documents(venues, read))) expect(text, path).toBe(read(path));
  });

  test('behavior: a venue that is added appears in every file that follows', () => {
    const before = outputs(venues);
    for (const [path, text] of Object.entries(outputs([...venues, added]))) {
      expect(text, path).toMatch(/newvenue/i);
      expect(before[path], path).not.toMatch(/newvenue/i);
    }
  });

  test('behavior: a venue that is taken out disappears from package.json', () => {
    const after = JSON.parse(documents(venues.slice(1), read)['package.json'] ?? '');
    const { exports } = JSON.parse(read('package.json'));
    expect(Object.keys(after.exports)).toEqual(Object.keys(exports).filter((subpath) => subpath !== './chp'));
  });

  test('default: the values of a variable are in words', () => {
    expect(documents([added], read)['docs/getting-started.md']).toContain(
      '`KEY` (required), `SIDE` (left or right), `COUNT` (1 to 9), `PAUSE_MS` (1 or more), `TLS` (true or false), ' +
        '`CA_FILE` (path of a PEM file), `SCOPES` (what it may, joined by commas)',
    );
  });

  test('behavior: an option of an emulator is described by its docstring', () => {
    const text = `interface Options {
      /** How fast, in ms: slow | fast. @defaultValue 'slow' */
      readonly pace?: string;
      /**
       * Who it is,
       * by name. @defaultValue one: anna
       */
      readonly user?: string;
    }`;
    expect(optionRows('options.ts', text, 'Options')).toEqual([
      ['`pace`', 'How fast, in ms: slow \\| fast', "`'slow'`"],
      ['`user`', 'Who it is, by name', 'one: anna'],
    ]);
  });

  test('error: an option of an emulator without a sentence or a default', () => {
    const text = 'interface Options { /** @defaultValue 1 */ readonly count?: number }';
    expect(() => optionRows('options.ts', text, 'Options')).toThrow(
      'options.ts: Options.count needs a sentence and a @defaultValue',
    );
  });

  test('error: a document without its marks is refused', () => {
    expect(() => documents(venues, () => 'no marks')).toThrow(
      'README.md lacks the lines <!-- generated: venues --> and <!-- end -->',
    );
  });

  test.each(venues)('behavior: $id names its required variables', async ({ id, environment }) => {
    const required = Object.keys(environment).filter((name) => environment[name]?.required);
    const names = required.map((name) => `VENUEKIT_${id.toUpperCase()}_${name}`);
    await expect(brokerFromEnv(id as 'xapi', {})).rejects.toThrow(`Set ${names.join(' and ')}`);
  });
});
