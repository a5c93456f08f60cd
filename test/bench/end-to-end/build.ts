import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'tsup';

const ROOT = resolve(__dirname, '../../..');

/**
 * Compiles the sources as the package's own build does, with the bench's processes beside them, so that what is
 * measured is the code that users run and always today's.
 * @returns the folder; it is removed when this process ends
 */
export async function compile(): Promise<string> {
  // Within node_modules, where the dependencies are found.
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'venuekit-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    config: false,
    entry: ['contender', 'server'].map((file) => join(__dirname, `${file}.ts`)),
    outDir: folder,
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    platform: 'node',
    splitting: true,
    silent: true,
  });
  return folder;
}
