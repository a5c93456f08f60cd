import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'tsup';
import { expect, test } from 'vitest';

/** Below node_modules, so that what is not bundled is found there. */
const CACHE = 'node_modules/.cache';

/** The files of src/bot that each export of the main entry needs; a bundle with it has no other. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  isFinal: [],
  waitForOrder: ['order-ended-error', 'order-follower', 'wait-for-order'],
  roundPrice: ['rounding'],
  roundQuantity: ['rounding'],
  formatPrice: ['format'],
  formatQuantity: ['format'],
  notionalOf: ['money'],
  profitOf: ['money'],
  quantityForRisk: ['money', 'quantity-for-risk'],
  CandleSeries: ['candle-series'],
  retryReads: ['retry-reads'],
  withRetriedReads: ['retried-reads', 'retry-reads'],
  onShutdown: ['on-shutdown', 'shut-down-broker', 'shutdown-report'],
  valueOf: ['value-of'],
};

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

test('default: a program that imports one export has the code of no other, and of no venue', async () => {
  const folder = await mkdtemp(join(CACHE, 'venuekit-shaken-'));
  try {
    for (const name of Object.keys(NEEDS)) {
      const program = `import { ${name} } from ${JSON.stringify(resolve('src/index.ts'))};\nconsole.log(${name});\n`;
      await writeFile(join(folder, `${name}.ts`), program);
    }
    await build({
      config: false,
      silent: true,
      entry: Object.keys(NEEDS).map((name) => join(folder, `${name}.ts`)),
      format: 'esm',
      platform: 'node',
      target: 'node20',
      outDir: join(folder, 'out'),
      splitting: false,
      dts: false,
      metafile: true,
    });
    const { outputs } = JSON.parse(
      await readFile(join(folder, 'out', 'metafile-esm.json'), 'utf8'),
    ) as Metafile;
    for (const [name, needed] of Object.entries(NEEDS)) {
      const file = Object.keys(outputs).find((path) => new RegExp(`/${name}\\.m?js$`).test(path)) as string;
      const kept = Object.entries(outputs[file]?.inputs ?? {})
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => path);
      const ofBot = kept.flatMap((path) => /^src\/bot\/(?!index)(.*)\.ts$/.exec(path)?.[1] ?? []);
      expect(ofBot.sort(), name).toEqual(needed);
      const others = kept.filter((path) =>
        /^src\/(?!bot|broker|core|errors|model|orders|transport|index)/.test(path),
      );
      expect(others, name).toEqual([]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
