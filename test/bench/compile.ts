import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'tsup';
import { optionalDependencies } from '../../package.json';

const ROOT = resolve(__dirname, '../..');

/** A new folder within node_modules, where dependencies are found; it is removed when this process ends. */
export function scratchFolder(): string {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'venuekit-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let compiled: Promise<string> | undefined;

/** The files that run as processes of their own. */
const PROCESSES = [
  'end-to-end/server',
  'end-to-end/contender',
  'scale/venue',
  'scale/consumer',
  'scale/remote/venue',
  'scale/remote/connector',
  'scale/remote/bots',
  'place-order/server',
  'place-order/placer',
];

/**
 * Compiles the sources as the package's own build does, into a few ES modules, with the bench's processes as their
 * entries, so that what is measured is the code that users run and always today's.
 * @returns the folder
 */
export function compile(): Promise<string> {
  compiled ??= compileInto(scratchFolder());
  return compiled;
}

async function compileInto(outDir: string): Promise<string> {
  await build({
    config: false,
    entry: Object.fromEntries(PROCESSES.map((name) => [name, `test/bench/${name}.ts`])),
    outDir,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    external: Object.keys(optionalDependencies),
    splitting: true,
    silent: true,
    outExtension: () => ({ js: '.mjs' }),
  });
  return outDir;
}
