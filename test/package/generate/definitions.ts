import ts from 'typescript';
import { checks } from './checks';
import { decoders } from './decoders';
import { bodies, methods } from './methods';
import { records, taggedSchemas } from './records';
import type { Venue } from './venues';

/** What follows from the schemas and tables of the venues, by the path of each file, not formatted yet. */
export async function definitions(venues: readonly Venue[]): Promise<Readonly<Record<string, string>>> {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
  const files: Record<string, string> = {};
  for (const { id, className } of venues) {
    const folder = `src/venues/${id}`;
    const program = ts.createProgram(ts.sys.readDirectory(folder, ['.ts']), options);
    const schemas = taggedSchemas(program, id);
    files[`${folder}/generated/records.ts`] = records(program, id, schemas);
    Object.assign(files, methods(program, id, className, schemas), bodies(program, id, className));
    const checked = await checks(id, schemas);
    if (checked !== undefined) files[`${folder}/generated/checks.ts`] = checked;
    const decoded = await decoders(id, schemas);
    if (decoded !== undefined) files[`${folder}/generated/decoders.ts`] = decoded;
  }
  return files;
}
