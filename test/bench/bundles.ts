import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'tsup';
import { dependencies, optionalDependencies } from '../../package.json';
import { scratchFolder } from './compile';
import type { BenchRow } from './measure';

const ROOT = resolve(__dirname, '../..');

/** The largest size in kB, minified and compressed. */
const LIMITS: Readonly<Record<string, { readonly all: number; readonly own: number }>> = {
  xapi: { all: 95, own: 45 },
  poloniex: { all: 170, own: 55 },
};

async function sizeOf(venue: string, isOwn: boolean): Promise<number> {
  const outDir = scratchFolder();
  await build({
    config: false,
    entry: { bundle: `src/venues/${venue}/index.ts` },
    outDir,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    minify: true,
    splitting: false,
    silent: true,
    // What is installed only where it is wanted is in no bundle.
    external: [...Object.keys(optionalDependencies), ...(isOwn ? Object.keys(dependencies) : [])],
    ...(isOwn ? {} : { noExternal: Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)) }),
    outExtension: () => ({ js: '.mjs' }),
    esbuildOptions: (options) => {
      options.absWorkingDir = ROOT;
      options.legalComments = 'none';
    },
  });
  return gzipSync(readFileSync(join(outDir, 'bundle.mjs')), { level: 9 }).length / 1000;
}

/** What a program that bundles one venue carries: with all dependencies, and the code of this package alone. */
export async function benchBundles(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [venue, { all, own }] of Object.entries(LIMITS)) {
    rows.push({ id: `bundle-${venue}-kb`, ratio: await sizeOf(venue, false), perSecond: 0, limit: all });
    rows.push({ id: `bundle-${venue}-own-kb`, ratio: await sizeOf(venue, true), perSecond: 0, limit: own });
  }
  return rows;
}
