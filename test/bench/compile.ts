import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'tsup';

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

/**
 * Compiles the sources as the package's own build does, with the bench's processes beside them, so that what is
 * measured is the code that users run and always today's.
 * @returns the folder
 */
export function compile(): Promise<string> {
  compiled ??= compileInto(scratchFolder());
  return compiled;
}

async function compileInto(outDir: string): Promise<string> {
  await build({
    config: false,
    entry: ['src/**/*.ts', 'test/bench/{end-to-end,scale}/**/*.ts', 'test/bench/*.ts'],
    outDir,
    format: 'cjs',
    target: 'node20',
    platform: 'node',
    bundle: false,
    splitting: false,
    silent: true,
    esbuildOptions: (options) => {
      options.outbase = ROOT;
      options.supported = { ...options.supported, 'dynamic-import': false };
    },
  });
  return outDir;
}
