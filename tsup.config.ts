import { defineConfig } from 'tsup';
import { optionalDependencies } from './package.json';
import venues from './src/venues/venues.json';

const entry: Record<string, string> = {
  index: 'src/index.ts',
  ...Object.fromEntries(Object.keys(venues).map((id) => [id, `src/venues/${id}/index.ts`])),
  adapter: 'src/adapter/index.ts',
  emulators: 'src/emulators/index.ts',
  opentelemetry: 'src/opentelemetry/index.ts',
  remote: 'src/remote/index.ts',
  testing: 'src/testing/index.ts',
};

const common = {
  target: 'node20',
  platform: 'node',
  outDir: 'dist',
  external: Object.keys(optionalDependencies), // tsup leaves out only the required ones by itself
  silent: true,
} as const;

// CommonJS is made of the ESM files, by test/package/commonjs.cjs.
export default defineConfig([
  {
    ...common,
    entry: { ...entry, cli: 'src/cli/main.ts' },
    format: 'esm',
    splitting: true,
    outExtension: () => ({ js: '.mjs' }),
  },
  {
    ...common,
    entry,
    format: 'cjs',
    dts: { only: true, compilerOptions: { stripInternal: true } },
  },
]);
