import ts from 'typescript';
import { methods } from './methods';
import { records, taggedSchemas } from './records';
import type { Venue } from './venues';

/** What follows from the schemas and tables of the venues, by the path of each file, not formatted yet. */
export function definitions(venues: readonly Venue[]): Readonly<Record<string, string>> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const files = venues.map(({ id, className }) => {
    const program = ts.createProgram(ts.sys.readDirectory(`src/venues/${id}`, ['.ts']), options);
    const schemas = taggedSchemas(program, id);
    return {
      [`src/venues/${id}/generated/records.ts`]: records(program, id, schemas),
      ...methods(program, id, className, schemas),
    };
  });
  return Object.assign({}, ...files);
}
