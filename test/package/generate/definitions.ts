import ts from 'typescript';
import { records, taggedSchemas } from './records';
import type { Venue } from './venues';

/** What follows from the schemas of the venues, by the path of each file, not formatted yet. */
export function definitions(venues: readonly Venue[]): Readonly<Record<string, string>> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const entries = venues.map(({ id }) => {
    const program = ts.createProgram(ts.sys.readDirectory(`src/venues/${id}`, ['.ts']), options);
    return [
      `src/venues/${id}/generated/records.ts`,
      records(program, id, taggedSchemas(program, id)),
    ] as const;
  });
  return Object.fromEntries(entries);
}
